// boot/unpack.js against packers that are not ours: Python's LZMA, and its big whole numbers for the letters; and
// what it holds assembled against another's assembler.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { runInThisContext } from "node:vm";
import wabt from "wabt";
import { productText } from "../lib/product.js";

const PACK = `
import lzma, sys
raw = sys.stdin.buffer.read()
packed = lzma.compress(raw, format=lzma.FORMAT_RAW, filters=[
    {"id": lzma.FILTER_LZMA1, "preset": 9, "dict_size": 1 << 23, "lc": 3, "lp": 0, "pb": 0}])
packed += bytes(-len(packed) % 47)
for at in range(0, len(packed), 47):
    bits = int.from_bytes(packed[at:at + 47], "big")
    for group in (bits >> 47 * place & (1 << 47) - 1 for place in range(7, -1, -1)):
        sys.stdout.write("".join(chr(0x100 + group // 52016 ** k % 52016) for k in (2, 1, 0)))
`;

const source = await readFile(new URL("../../boot/unpack.js", import.meta.url), "utf8");

globalThis.reroute = {};
runInThisContext(source);
async function unpack(text, size) {
  const pieces = [];
  const all = Buffer.from(await globalThis.reroute.unpack(text, size, (piece) => pieces.push(Buffer.from(piece))));
  assert.ok(Buffer.concat(pieces).equals(all), "the pieces are the whole");
  return all;
}

async function comesBack(what, bytes) {
  const text = execFileSync("python3", ["-c", PACK], { input: bytes, encoding: "utf8", env: { ...process.env, PYTHONIOENCODING: "utf8" }, maxBuffer: 1 << 28 });
  assert.ok((await unpack(text, bytes.length)).equals(bytes), `${what}: ${bytes.length} bytes come back changed`);
}

test("what another program packed comes back as it was", async () => {
  await comesBack("one byte", Buffer.from("a"));
  await comesBack("chance", randomBytes(100_000));
  await comesBack("one letter, long", Buffer.alloc(300_000, "a"));
  const piece = randomBytes(5_000);
  await comesBack("copies near, far and farther", Buffer.concat([piece, piece, Buffer.alloc(3_000_000, piece.subarray(0, 777)), piece]));
  const rows = Array.from({ length: 20_000 }, (_, at) => `<row n="${at}"><id>${(at * 7919) % 10_007}</id></row>\n`);
  await comesBack("rows", Buffer.from(rows.join("")));
});

test("what is assembled in boot/unpack.js is boot/unpack.wat", async () => {
  const { parseWat } = await wabt();
  const text = await readFile(new URL("../../boot/unpack.wat", import.meta.url), "utf8");
  const { buffer } = parseWat("unpack.wat", text).toBinary({});
  const [, assembled] = source.match(/const ASSEMBLED =\s*([^;]+);/);
  assert.equal(runInThisContext(assembled), Buffer.from(buffer).toString("base64"), "assemble it anew, and put this in its place");
});

test("the program in the page is the one whose sum stands beside it, and its script and style those of the policy", async () => {
  const html = await productText();
  const [, sum, bytes, text] = html.match(/id="program" data-wasm-sha256="(\w{64})" data-bytes="([\d ]+)">([^<]+)<\/script>/);
  const lengths = bytes.split(" ").map(Number);
  const all = await unpack(text, lengths.reduce((sum, length) => sum + length));
  let at = 0;
  const [wasm, bill, glue, style] = lengths.map((length) => all.subarray(at, (at += length)));
  assert.equal(at, all.length);
  assert.equal(createHash("sha256").update(wasm).digest("hex"), sum);
  assert.ok(WebAssembly.validate(wasm));
  assert.equal(JSON.parse(bill.toString("utf8")).bomFormat, "CycloneDX");
  for (const [directive, part] of Object.entries({ script: glue, style })) {
    const [, allowed] = html.match(new RegExp(`; ${directive}-src ([^;]*);`));
    const hash = createHash("sha256").update(part).digest("base64");
    assert.ok(allowed.split(" ").includes(`'sha256-${hash}'`), `the policy allows the packed ${directive}`);
  }
});
