// `cargo xtask bench page`: how long the page takes to answer, in Chromium, and again with its own thread slowed
// down four times. Prints one line of JSON a measurement: `{"what", "rounds", "goal", "times": [plain, slowed]}`,
// medians in milliseconds; or `{"what", "scores"}` of Lighthouse.
//
// `node bench-page.js PART…` measures these parts alone: open, set, table, lighthouse.
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import desktop from "lighthouse/core/config/desktop-config.js";

import { choose, goOn, start } from "./lib/journey.js";
import { judge } from "./lib/lighthouse.js";
import { open } from "./lib/page.js";
import { address, agent, exported } from "./lib/workload.js";

const rates = [1, 4];
const parts = process.argv.slice(2);
const mailboxes = 100_000;
/** As many mailboxes as the wizard's limit of 32 MiB has room for. */
const mailboxesOfSet = 70_000;
const long = { timeout: 600_000 };

const folder = await mkdtemp(join(tmpdir(), "reroute-bench-"));
const file = async (name, text) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};

/** Times by what they are of, then by the rate of the slow-down. */
const measured = new Map();

function note(what, goal, rate, times) {
  const entry = measured.get(what) ?? { what, goal, times: {} };
  measured.set(what, entry);
  (entry.times[rate] ??= []).push(...times);
  console.error(`${what}, ${rate}x: ${times.map((time) => Math.round(time)).join(" ")}`);
}

const median = (times) => [...times].sort((one, other) => one - other)[Math.floor(times.length / 2)];

/** What the page itself is asked while it is measured. */
function helpers() {
  globalThis.bench = {
    longest: 0,
    interactive: undefined,
    /** Milliseconds from `act` until `seen`, painted. */
    until: (act, seen) =>
      new Promise((resolve) => {
        const began = performance.now();
        const look = () => {
          if (!seen()) {
            requestAnimationFrame(look);
            return;
          }
          // After a frame's own callbacks comes its painting, and after that a message.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now() - began);
          port2.postMessage(null);
        };
        act();
        requestAnimationFrame(look);
      }),
    set(selector, value, event) {
      const field = document.querySelector(selector);
      Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value").set.call(field, value);
      field.dispatchEvent(new Event(event, { bubbles: true }));
    },
    rows: () => [...document.querySelectorAll(".rows tbody tr.row")].map((row) => row.textContent),
    shown: () => document.querySelector("#mailboxes [role=status]").textContent,
    busy: () => document.body.hasAttribute("data-busy"),
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
      bench.longest = Math.max(bench.longest, duration);
    }
  }).observe({ entryTypes: ["longtask"] });
  const ready = new MutationObserver(() => {
    if (document.querySelector("#continue")) {
      ready.disconnect();
      requestAnimationFrame(() => setTimeout(() => (bench.interactive = performance.now())));
    }
  });
  ready.observe(document, { subtree: true, childList: true });
}

async function opened(rate) {
  const page = await open({ browser: "chromium", width: 1280, height: 900, script: `(${helpers})()`, slowDown: rate });
  await page.see("#continue");
  return page;
}

/** The longest task since it was last asked; what Chromium does not call long is 0. */
const longest = (page) =>
  page.evaluate(() => {
    const { longest } = bench;
    bench.longest = 0;
    return longest;
  });

const settled = (page) => page.see("body:not([data-busy])", long);

async function measureOpening(rate) {
  for (let round = 0; round < 20; round += 1) {
    const page = await opened(rate);
    const interactive = await page.evaluate(async () => {
      while (bench.interactive === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
      return bench.interactive;
    });
    note("opening the file, until it can be used", 300, rate, [interactive]);
    await page.close();
  }
}

/** From the choice of the files to the review. */
async function toReview(page, files) {
  // Opening the page is measured by itself.
  await longest(page);
  await page.setFiles("#files-input", [files[0]]);
  await page.see(".router", long);
  await settled(page);
  if (files[1]) {
    await page.setFiles("#exports-input", [files[1]]);
    await page.seeText(".exports", "100,000", long);
    await settled(page);
  }
  await choose(page, "#target", "online");
  await start(page, "2026-12-01", "18:00", "Europe/Berlin");
  await settled(page);
  await goOn(page, 2);
  await goOn(page, 3);
  await page.see(".rows tbody tr.row", long);
}

async function measureSet(rate) {
  const files = [await file("Microsoft.Crm.Tools.EmailAgent.xml", agent(mailboxesOfSet))];
  const page = await opened(rate);
  await toReview(page, files);
  note("longest task from drop to review, 32 MiB", 50, rate, [await longest(page)]);
  await page.close();
}

async function measureTable(rate) {
  const files = [
    await file("Microsoft.Crm.Tools.EmailAgent.xml", agent(mailboxes)),
    await file("mailboxes.csv", exported(mailboxes)),
  ];
  const page = await opened(rate);
  await toReview(page, files);
  note("longest task from drop to review, 100,000 mailboxes", 50, rate, [await longest(page)]);
  await measureRows(page, rate);
  note("longest task while rows are sorted, filtered and searched", 50, rate, [await longest(page)]);
  await measurePlanning(page, rate);
  await page.close();
}

/** Sort, filter and search; then the frames of scrolling. */
async function measureRows(page, rate) {
  const search = (text, shown) =>
    page.evaluate(([text, shown]) => bench.until(() => bench.set("#search", text, "input"), () => bench.shown() === shown), [text, shown]);
  const sort = (column) =>
    page.evaluate((column) => {
      const button = [...document.querySelectorAll(".rows button.sort")].find((one) => one.textContent.includes(column));
      const sorted = () => button.closest("th").getAttribute("aria-sort") ?? "";
      const before = [sorted(), bench.rows()[0]];
      return bench.until(() => button.click(), () => sorted() !== before[0] && bench.rows()[0] !== before[1]);
    }, column);
  const wave = (value, shown) =>
    page.evaluate(
      ([value, shown]) => bench.until(() => bench.set("select[aria-label=Wave]", value, "change"), () => bench.shown() === shown),
      [value, shown],
    );
  note("sort of 100,000 rows, the first", 100, rate, [await sort("Mailbox")]);
  note("search of 100,000 rows, the first", 100, rate, [await search(address(77_777), "1 shown")]);
  await search("", "100,000 shown");
  for (let round = 0; round < 20; round += 1) {
    note("search of 100,000 rows", 100, rate, [await search(`surname0${10_000 + round * 101}`, "1 shown")]);
    await search("", "100,000 shown");
    note("filter of 100,000 rows", 100, rate, [await wave(String(round + 7), "200 shown")]);
    await wave("", "100,000 shown");
    note("sort of 100,000 rows", 100, rate, [await sort("Mailbox")]);
  }
  for (let round = 0; round < 20; round += 1) {
    const frame = await page.evaluate(async (round) => {
      const region = document.querySelector(".rows");
      region.scrollTop = round * 100_000;
      const frames = [];
      // A slowed browser sometimes makes no frame any more until something else moves.
      const nudge = () => document.body.classList.toggle("nudged");
      for (let count = 0; count < 60; count += 1) {
        const stuck = setInterval(nudge, 2_000);
        frames.push(await new Promise(requestAnimationFrame));
        clearInterval(stuck);
        region.scrollTop += 400;
      }
      return Math.max(...frames.slice(1).map((time, at) => time - frames[at]));
    }, round);
    note("longest frame while scrolling", 50, rate, [frame]);
  }
}

/** Changed answers, until the new plan is on the page. */
async function measurePlanning(page, rate) {
  await page.evaluate(() => (location.hash = "#step=1"));
  await page.see("#start-time");
  const change = async (what, rounds, selector, values) => {
    for (let round = 0; round < rounds; round += 1) {
      const time = await page.evaluate(
        ([selector, value]) => {
          let begun = false;
          return bench.until(
            () => bench.set(selector, value, "change"),
            () => {
              begun ||= bench.busy();
              return begun && !bench.busy();
            },
          );
        },
        [selector, values[round % values.length]],
      );
      note(what, 300, rate, [time]);
    }
  };
  await change("planned again: when the waves start", 5, "#start-time", ["17:00", "18:00"]);
  await change("planned again: where the organization runs", 5, "#target", ["on-premises9", "online"]);
}

const all = { open: measureOpening, set: measureSet, table: measureTable };
for (const [name, measure] of Object.entries(all)) {
  if (parts.length > 0 && !parts.includes(name)) continue;
  for (const rate of rates) await measure(rate);
}
for (const { what, goal, times } of measured.values()) {
  console.log(JSON.stringify({ what, goal, rounds: times[1].length, times: rates.map((rate) => median(times[rate])) }));
}
if (parts.length === 0 || parts.includes("lighthouse")) {
  const screens = {
    "a telephone": {},
    "a desktop": desktop.settings,
    "a desktop, nothing made up": { ...desktop.settings, throttlingMethod: "provided" },
  };
  for (const [screen, settings] of Object.entries(screens)) {
    const judged = [];
    for (let round = 0; round < 3; round += 1) {
      judged.push((await judge(["performance"], settings)).performance);
    }
    judged.sort((one, other) => one.score - other.score);
    console.log(JSON.stringify({ screen, score: judged[1].score, lost: judged[1].lost }));
  }
}
process.exit(0);
