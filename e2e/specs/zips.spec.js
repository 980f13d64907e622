// Zips are read as the folders they are made of; what is wrong with one is said, and nothing else suffers.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

import { filesOf, goOn, planned, sample } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { product } from "../lib/product.js";
import { until } from "../lib/wait.js";
import { zip } from "../lib/zip.js";

const reroute = process.env.REROUTE_PROGRAM || join(dirname(product), "reroute");
const agentName = "Microsoft.Crm.Tools.EmailAgent.xml";

/** Writes a zip under this name. */
async function written(name, entries) {
  const path = join(await mkdtemp(join(tmpdir(), "reroute-zip-")), name);
  await writeFile(path, Buffer.isBuffer(entries) ? entries : zip(entries));
  return path;
}

/** The files of a folder of `samples/` as entries, below `prefix`. */
async function entriesOf(name, prefix) {
  const folder = sample(name);
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = found.filter((entry) => entry.isFile() && !/^(README\.md|answers\.json)$/.test(entry.name));
  return Promise.all(
    files.map(async (entry) => {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      return { name: `${prefix}${relative(folder, path)}`, data: await readFile(path) };
    }),
  );
}

const labels = (page) =>
  page.evaluate(() => [...document.querySelectorAll(".router h3")].map((head) => head.textContent).sort());

for (const browser of everyBrowser) {
  test(`${browser}: a zip of routers is read as its folder is, and its files are taken out one by one`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      const entries = await entriesOf("three-routers", "backup/routers/");
      entries.push({ name: "backup/", stored: true }, { name: "__MACOSX/backup/._x.xml", data: "x" });
      await page.setFiles("#files-input", [await written("All routers.zip", entries)]);
      await until("three routers", async () => (await labels(page)).length === 3, { timeout: 60_000 });
      await planned(page);
      assert.deepEqual(await labels(page), ["ROUTER-A", "ROUTER-B", "ROUTER-C"]);
      assert.equal(await page.evaluate(() => document.querySelector("#others-title")), null);
      // Given again, it takes the place of the first.
      await page.setFiles("#files-input", [await written("All routers.zip", entries)]);
      await planned(page);
      assert.equal((await labels(page)).length, 3);
      await page.click(".router-actions .link:last-child");
      await until("one router less", async () => (await labels(page)).length === 2);
      await planned(page);
      await page.click("#share");
      await page.seeText("dialog", "6 files", { timeout: 60_000 });
      await page.press("Escape");
      assert.deepEqual(page.complaints, []);
      assert.deepEqual(await page.violations(), []);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: bad zips say what is wrong with them, and the good one among them is planned`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      const router = await entriesOf("pop3-smtp/ROUTER-A", "");
      const bomb = Buffer.alloc(300 << 20);
      const files = [
        await written("ROUTER-A.zip", router.map((entry, at) => ({ ...entry, name: `${at === 0 ? "..\\..\\" : "C:/"}${entry.name}` }))),
        await written("nested.zip", [{ name: "deep/inner.zip", data: zip(router) }]),
        await written("secret.zip", [{ name: agentName, data: "x", flags: 0x801 }]),
        await written("bomb.zip", [{ name: agentName, data: bomb }]),
        await written("liar.zip", [{ name: agentName, data: bomb, size: 100 }]),
        await written("cut.zip", zip(router).subarray(0, 1_000)),
        await written("empty.zip", []),
        await written("plan.zip", [{ name: "plan.json", data: "{}" }, { name: "SHA256SUMS", data: "" }]),
        await written("many.zip", Array.from({ length: 10_001 }, (_, at) => ({ name: `${at}.txt`, stored: true }))),
      ];
      await page.setFiles("#files-input", files);
      await page.see(".router", { timeout: 60_000 });
      await planned(page);
      assert.deepEqual(await labels(page), ["ROUTER-A"]);
      const words = await page.text("main");
      for (const said of [
        /nested\/deep\/inner\.zip is a zip inside of a zip, and is not opened/,
        /secret\/Microsoft\.Crm\.Tools\.EmailAgent\.xml cannot be unpacked: it has a password/,
        /bomb\/Microsoft\.Crm\.Tools\.EmailAgent\.xml is not unpacked: it would grow beyond/,
        /liar\/Microsoft\.Crm\.Tools\.EmailAgent\.xml (is not unpacked|cannot be unpacked: it is damaged)/,
        /cut\.zip is a zip without its list of files: it is cut off/,
        /empty\.zip is a zip with no file in it/,
        /plan\.zip is a plan that was taken away earlier.*Check it in step 4/,
        /many\.zip is not unpacked: it would grow beyond/,
      ]) {
        assert.match(words, said);
      }
      assert.deepEqual(await page.accessibilityFaults(), []);
      await page.screenshot(`1-zips-${browser}`);
      await page.click("#remove-others");
      await until("nothing left over", () => page.evaluate(() => document.querySelector("#others-title") === null));
      assert.equal((await labels(page)).length, 1);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

test("chromium: a zip gives the plan that its folder gives on the command line", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    const routers = join(await mkdtemp(join(tmpdir(), "reroute-set-")), "three-routers");
    await cp(sample("three-routers"), routers, { recursive: true, filter: (path) => !/(README\.md|answers\.json)$/.test(path) });
    await page.setFiles("#files-input", [await written("three-routers.zip", await entriesOf("three-routers", ""))]);
    await page.see(".router", { timeout: 60_000 });
    await page.setFiles("#answers-input", [join(sample("three-routers"), "answers.json")]);
    await until("the answers to be opened", async () => /was opened|for other files/.test(await page.text("main")));
    await planned(page);
    for (const step of [2, 3, 4]) {
      await goOn(page, step);
    }
    const folder = await mkdtemp(join(tmpdir(), "reroute-of-zip-"));
    execFileSync("unzip", ["-qq", await page.download(() => page.click("#download-everything")), "-d", folder]);
    const answers = join(folder, "answers.json");
    const out = join(folder, "command-line");
    const asOf = JSON.parse(await readFile(answers, "utf8")).as_of;
    try {
      execFileSync(reroute, ["plan", "--router", routers, "--answers", answers, "--as-of", asOf, "--out", out], { stdio: "pipe" });
    } catch (error) {
      assert.equal(error.status, 1, String(error.stderr));
    }
    assert.ok((await readFile(join(folder, "plan.json"))).equals(await readFile(join(out, "plan.json"))));
  } finally {
    await page.close();
  }
});

test("chromium: after a new start, what was in a zip is as it was: moved, taken out, and read", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await page.setFiles("#files-input", [
      await written("three.zip", await entriesOf("three-routers", "")),
      ...(await filesOf("pop3-smtp/ROUTER-A")),
    ]);
    await until("four routers", async () => (await labels(page)).length === 4, { timeout: 60_000 });
    await planned(page);
    // The loose router goes into ROUTER-B's card, ROUTER-C goes out.
    await page.evaluate(() => {
      const card = (label) => [...document.querySelectorAll(".router")].find((one) => one.getAttribute("aria-label") === label);
      card("ROUTER-C").querySelector(".router-actions .link:last-child").click();
      card("Email Router").querySelector("details").open = true;
    });
    await until("three routers", async () => (await labels(page)).length === 3);
    await page.see(".router details select");
    const moved = await page.evaluate(() => {
      const card = [...document.querySelectorAll(".router")].find((one) => one.getAttribute("aria-label") === "Email Router");
      const select = card.querySelector("details select");
      select.value = [...select.options].find((option) => option.textContent === "ROUTER-B").value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
      return select.getAttribute("aria-label");
    });
    assert.match(moved, /Router of /);
    await page.seeText("main", `No longer used: ROUTER-B: the earlier ${agentName}.`);
    await planned(page);
    const cards = () =>
      page.evaluate(() =>
        JSON.stringify([...document.querySelectorAll(".router")].map((one) => [".router-head", ".slots"].map((part) => one.querySelector(part).innerText))),
      );
    const before = await cards();
    const [worker] = page.page.workers();
    await worker.evaluate(() => {
      setTimeout(() => {
        throw new Error("out of memory");
      });
    });
    await page.seeText("#died", "has stopped");
    await page.click("#died .button");
    await page.seeText("#said", "The plan is up to date");
    await planned(page);
    await until("the same routers", async () => (await cards()) === before);
  } finally {
    await page.close();
  }
});
