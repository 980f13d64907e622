// boot/unpack.js against packers that are not ours: Python's LZMA, and its big whole numbers for the letters; and
// what it holds assembled against another's assembler.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { runInThisContext } from "node:vm";
import wabt from "wabt";
import { product } from "../lib/product.js";

const PACK = `
import lzma, sys
raw = sys.stdin.buffer.read()
packed = lzma.compress(raw, format=lzma.FORMAT_RAW, filters=[
    {"id": lzma.FILTER_LZMA1, "preset": 9, "dict_size": 1 << 23, "lc": 3, "lp": 0, "pb": 0}])
packed += bytes(-len(packed) % 4)
letters = [chr(c) for c in range(40, 125)]
letters[20] = "}"
for at in range(0, len(packed), 4):
    word = int.from_bytes(packed[at:at + 4], "big")
    sys.stdout.write("".join(letters[word // 85 ** k % 85] for k in (4, 3, 2, 1, 0)))
`;

const source = await readFile(new URL("../../boot/unpack.js", import.meta.url), "utf8");

globalThis.reroute = {};
runInThisContext(source);
const unpack = (text, size) => Buffer.from(globalThis.reroute.unpack(text, size));

function comesBack(what, bytes) {
  const text = execFileSync("python3", ["-c", PACK], { input: bytes, encoding: "ascii", maxBuffer: 1 << 28 });
  assert.ok(unpack(text, bytes.length).equals(bytes), `${what}: ${bytes.length} bytes come back changed`);
}

test("what another program packed comes back as it was", () => {
  comesBack("one byte", Buffer.from("a"));
  comesBack("chance", randomBytes(100_000));
  comesBack("one letter, long", Buffer.alloc(300_000, "a"));
  const piece = randomBytes(5_000);
  comesBack("copies near, far and farther", Buffer.concat([piece, piece, Buffer.alloc(3_000_000, piece.subarray(0, 777)), piece]));
  const rows = Array.from({ length: 20_000 }, (_, at) => `<row n="${at}"><id>${(at * 7919) % 10_007}</id></row>\n`);
  comesBack("rows", Buffer.from(rows.join("")));
});

test("what is assembled in boot/unpack.js is boot/unpack.wat", async () => {
  const { parseWat } = await wabt();
  const text = await readFile(new URL("../../boot/unpack.wat", import.meta.url), "utf8");
  const { buffer } = parseWat("unpack.wat", text).toBinary({});
  const [, assembled] = source.match(/const ASSEMBLED =\s*([^;]+);/);
  assert.equal(runInThisContext(assembled), Buffer.from(buffer).toString("base64"), "assemble it anew, and put this in its place");
});

test("the program in the page is the one whose sum stands beside it", async () => {
  const html = await readFile(product, "utf8");
  const [, sum, wasmBytes, billBytes, text] = html.match(
    /id="program" data-wasm-sha256="(\w{64})" data-wasm-bytes="(\d+)" data-bill-bytes="(\d+)">([^<]+)<\/script>/,
  );
  const all = unpack(text, Number(wasmBytes) + Number(billBytes));
  const wasm = all.subarray(0, Number(wasmBytes));
  assert.equal(createHash("sha256").update(wasm).digest("hex"), sum);
  assert.ok(WebAssembly.validate(wasm));
  const bill = JSON.parse(all.subarray(wasm.length).toString("utf8"));
  assert.equal(bill.bomFormat, "CycloneDX");
  assert.equal(all.length, Number(wasmBytes) + Number(billBytes));
});
