// `cargo xtask bench start`: opens the page and the counter, whose file is given, in turns, in Chromium and Firefox.
// Prints one line of JSON a page and browser: `{"what", "place", "bytes", "median", "least", "most"}`, in seconds.
import { stat } from "node:fs/promises";

import { open } from "./lib/page.js";
import { product } from "./lib/product.js";

const rounds = 20;
const files = { Reroute: product, "the counter": process.argv[2] };
const places = { chromium: "Chromium", firefox: "Firefox" };

/** When the button was painted, by the page's own clock, which begins with the address. */
function watch() {
  const ready = new MutationObserver(() => {
    if (document.querySelector("#continue")) {
      ready.disconnect();
      requestAnimationFrame(() => setTimeout(() => (globalThis.painted = performance.now())));
    }
  });
  ready.observe(document, { subtree: true, childList: true });
}

async function opening(browser, path) {
  const page = await open({ browser, path, script: `(${watch})()` });
  await page.see("#continue");
  const painted = await page.evaluate(async () => {
    while (globalThis.painted === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
    return globalThis.painted;
  });
  await page.close();
  return painted / 1000;
}

for (const [browser, place] of Object.entries(places)) {
  const times = Object.fromEntries(Object.keys(files).map((what) => [what, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [what, path] of Object.entries(files)) times[what].push(await opening(browser, path));
  }
  for (const [what, path] of Object.entries(files)) {
    const sorted = times[what].sort((one, other) => one - other);
    const { size } = await stat(path);
    const [least, median, most] = [sorted[0], sorted[rounds / 2], sorted[rounds - 1]];
    console.log(JSON.stringify({ what, place, bytes: size, median, least, most }));
  }
}
process.exit(0);
