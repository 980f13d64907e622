// The XML reader in wasm beside the browser's own parser, and saxes, over the same document.
// `node bench-xml.js MODULE.wasm` prints one line of JSON a measurement, as benches/xml.rs does.
import { readFile } from "node:fs/promises";
import { SaxesParser } from "saxes";
import { closeBrowsers, newPage } from "./lib/chromium.js";

const ROUNDS = 11;
const module = await readFile(process.argv[2]);

function say(what, bytes, times) {
  times.sort((one, other) => one - other);
  const [median, least, most] = [times[times.length >> 1], times[0], times.at(-1)];
  console.log(JSON.stringify({ what, input: "providers", bytes, median, least, most }));
}

/** Runs in the page: the readers take turns; their times in seconds. */
async function measure([base64, rounds]) {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  const { instance } = await WebAssembly.instantiate(bytes, {});
  const { read, address, length, memory } = instance.exports;
  // Making the document grows the memory: the buffer is asked for afterwards.
  const [at, size] = [address(), length()];
  const text = new TextDecoder().decode(new Uint8Array(memory.buffer, at, size));
  const readers = {
    "bare quick-xml (wasm)": () => read(0),
    "strict reader (wasm)": () => read(1),
    "router file (wasm)": () => read(2),
    "SHA-256 (wasm)": () => read(3),
    "DOMParser (Chromium)": () => new DOMParser().parseFromString(text, "application/xml"),
  };
  const times = Object.fromEntries(Object.keys(readers).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(readers)) {
      const start = performance.now();
      run();
      times[name].push((performance.now() - start) / 1000);
    }
  }
  return { bytes: size, times };
}

const page = await newPage({ width: 800, height: 600, theme: "light" });
const { bytes, times } = await page.evaluate(measure, [module.toString("base64"), ROUNDS]);
for (const [what, seconds] of Object.entries(times)) say(what, bytes, seconds);
await closeBrowsers();

const { instance } = await WebAssembly.instantiate(module, {});
const { address, length, memory } = instance.exports;
const [at, size] = [address(), length()];
const text = new TextDecoder().decode(new Uint8Array(memory.buffer, at, size));
const saxes = [];
for (let round = 0; round < ROUNDS; round += 1) {
  const start = performance.now();
  const parser = new SaxesParser({ xmlns: false });
  let count = 0;
  for (const event of ["opentag", "closetag", "text"]) parser.on(event, () => (count += 1));
  parser.write(text).close();
  saxes.push((performance.now() - start) / 1000);
}
say("saxes (node)", bytes, saxes);
