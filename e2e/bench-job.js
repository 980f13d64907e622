// `cargo xtask bench job`, the part in browsers and node: `node bench-job.js MODULE.wasm FOLDER…`, each with a folder
// for each router. Prints a line of JSON a measurement, as benches/job.rs does.
import { openAsBlob } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { XMLParser } from "fast-xml-parser";
import { SaxesParser } from "saxes";

import { defineDom } from "./lib/extraction.js";
import { define } from "./lib/job.js";
import * as chromium from "./lib/chromium.js";
import * as firefox from "./lib/firefox.js";
import { serve } from "./lib/product.js";

const [modulePath, ...folders] = process.argv.slice(2);
const module = (await readFile(modulePath)).toString("base64");

// What a parser with a tree is still given, and what is read in two places at most.
const small = 40 << 20;
const rounds = (bytes) => (bytes < 64 << 20 ? 11 : bytes < 256 << 20 ? 5 : 3);

async function sets() {
  const found = [];
  for (const folder of folders) {
    const paths = [];
    for (const router of (await readdir(folder)).sort()) {
      for (const file of (await readdir(join(folder, router))).sort()) paths.push(join(router, file));
    }
    const files = paths.map((path) => join(folder, path));
    const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
    found.push({ input: basename(folder), paths, files, bytes: sizes.reduce((one, other) => one + other) });
  }
  return found;
}

/** Runs all rounds of one set in one place, and says what came out. */
async function measure(place, { input, bytes }, round) {
  const taken = {};
  let memory;
  for (let turn = 0; turn < rounds(bytes); turn += 1) {
    const answer = await round(bytes < small);
    memory = answer.memory;
    for (const [what, seconds] of Object.entries(answer.times)) (taken[what] ??= []).push(seconds);
  }
  for (const [what, times] of Object.entries(taken)) {
    times.sort((one, other) => one - other);
    const [median, least, most] = [times[times.length >> 1], times[0], times.at(-1)];
    console.log(JSON.stringify({ what, place, input, bytes, median, least, most }));
  }
  console.log(JSON.stringify({ memory: input, place, bytes, ...memory }));
}

async function inBrowser(place, { newPage, driver, closeBrowsers }, set) {
  const html = '<!doctype html><meta charset="utf-8"><title>Bench</title><input type="file" id="files" multiple>';
  const server = await serve(html);
  const page = await newPage({ width: 800, height: 600, theme: "light", forcedColors: false, reducedMotion: false });
  await driver.goto(page, server.address);
  await page.evaluate(`(${define})(); (${defineDom})();`);
  await page.evaluate((bytes) => globalThis.prepare(bytes), module);
  await driver.setFiles(page, "#files", set.files);
  await measure(place, set, (few) =>
    page.evaluate(
      ([paths, compared]) => globalThis.round([...document.querySelector("#files").files], paths, compared),
      [set.paths, few],
    ),
  );
  await driver.close(page);
  await server.close();
  await closeBrowsers();
}

async function inNode(set) {
  define();
  await globalThis.prepare(module);
  globalThis.others = {
    saxes: (texts) => {
      let count = 0;
      for (const text of texts) {
        const parser = new SaxesParser({ xmlns: false });
        for (const event of ["opentag", "closetag", "text"]) parser.on(event, () => (count += 1));
        parser.write(text).close();
      }
      return count;
    },
    "fast-xml-parser": (texts) => texts.map((text) => new XMLParser({ parseTagValue: false }).parse(text)).length,
  };
  const files = await Promise.all(set.files.map((file) => openAsBlob(file)));
  await measure("node", set, (few) => globalThis.round(files, set.paths, few));
}

for (const set of await sets()) {
  await inBrowser("Chromium", chromium, set);
  try {
    await inBrowser("Firefox", firefox, set);
  } catch (error) {
    // The largest may be more than a browser holds; that, too, is a result.
    if (set.bytes < small) throw error;
    console.log(JSON.stringify({ absent: `${set.input} MiB in Firefox`, why: String(error).split("\n")[0] }));
  }
  if (set.bytes < small) await inNode(set);
}
process.exit(0);
