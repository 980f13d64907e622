// `cargo xtask bench artifacts`, the part in Chromium: 100,000 mailboxes go through the page, and
// everything is taken away. Prints one line of JSON a measurement.
import { execFileSync } from "node:child_process";
import { mkdtemp, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { choose, goOn, start } from "./lib/journey.js";
import { sizeOfWorker, withProbe } from "./lib/memory.js";
import { open } from "./lib/page.js";
import { agent, exported } from "./lib/workload.js";

const mailboxes = 100_000;
const rounds = 3;

const folder = await mkdtemp(join(tmpdir(), "reroute-bench-"));
const files = { "Microsoft.Crm.Tools.EmailAgent.xml": agent(mailboxes), "mailboxes.csv": exported(mailboxes) };
for (const [name, text] of Object.entries(files)) {
  await writeFile(join(folder, name), text);
}

const page = await open({ browser: "chromium", html: await withProbe(), width: 1280, height: 900 });
await page.evaluate(() => {
  globalThis.longest = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      globalThis.longest = Math.max(globalThis.longest, duration);
    }
  }).observe({ entryTypes: ["longtask"] });
});

const say = (what, seconds, bytes) =>
  sizeOfWorker(page).then((memory) => console.log(JSON.stringify({ what, seconds, memory, bytes })));

await page.see("#continue");
const began = performance.now();
await page.setFiles("#files-input", [join(folder, "Microsoft.Crm.Tools.EmailAgent.xml")]);
await page.see(".router", { timeout: 300_000 });
await page.setFiles("#exports-input", [join(folder, "mailboxes.csv")]);
await page.seeText(".exports", "100,000", { timeout: 300_000 });
await page.see("body:not([data-busy])", { timeout: 600_000 });
const read = await Promise.all(Object.keys(files).map((name) => stat(join(folder, name))));
await say("reading both files, planning", (performance.now() - began) / 1000, read[0].size + read[1].size);
const settled = () => page.see("body:not([data-busy])", { timeout: 600_000 });
const answer = performance.now();
await choose(page, "#target", "online");
await settled();
await say("a changed answer, planned again", (performance.now() - answer) / 1000, 0);
await page.evaluate(() => document.querySelector("#target-url").focus());
await page.type("https://fabrikam.crm4.dynamics.com");
await page.press("Tab");
await start(page, "2026-12-01", "18:00", "Europe/Berlin");
await settled();
for (const step of [2, 3, 4]) {
  await goOn(page, step);
}
const times = [];
let bytes = 0;
for (let round = 0; round < rounds; round += 1) {
  const begun = performance.now();
  const zip = await page.download(() => page.click("#download-everything"));
  times.push((performance.now() - begun) / 1000);
  bytes = (await stat(zip)).size;
  execFileSync("unzip", ["-tqq", zip]);
}
times.sort((one, other) => one - other);
await say("`bundle.zip`, to the saved file", times[1], bytes);
console.log(JSON.stringify({ longest: await page.evaluate(() => globalThis.longest) }));
await page.close();
process.exit(0);
