// Runs the browser tests, three files at a time, as they mostly wait: `node run.js [part of a file's name] …`.
// The last line is `N passed, N failed`.
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

import { out } from "./lib/product.js";

/** The longest, so that none of them is left alone at the end. */
const FIRST = ["escape", "screens", "strain", "everyone"];

const folder = fileURLToPath(new URL("specs/", import.meta.url));
const wanted = process.argv.slice(2);
const files = (await readdir(folder))
  .filter((name) => name.endsWith(".spec.js"))
  .filter((name) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
  .sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1))
  .map((name) => join(folder, name));

/** @param {string} name */
function rank(name) {
  const place = FIRST.findIndex((part) => name.startsWith(part));
  return place < 0 ? FIRST.length : place;
}

if (files.length === 0) {
  console.error(`No file in ${folder} has a name with: ${wanted.join(", ")}`);
  process.exit(1);
}

// What is in there afterwards is of this run.
await rm(out, { recursive: true, force: true });

let passed = 0;
let failed = 0;
const stream = run({ files, concurrency: 3, timeout: 10 * 60_000 });
stream.on("test:pass", (event) => {
  if (event.details.type !== "suite" && !event.skip && !event.todo) {
    passed += 1;
  }
});
stream.on("test:fail", (event) => {
  if (event.details.type !== "suite" && !event.todo) {
    failed += 1;
  }
});
stream.compose(new spec()).pipe(process.stdout);
stream.on("end", () => {
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  process.on("exit", () => console.log(`${passed} passed, ${failed} failed`));
});
