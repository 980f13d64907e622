// A whole migration, by mouse and by keyboard alone, and what is taken away at its end.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { arrive, asLooseRouter, choose, fill, filesOf, goOn, openSample, planned, start } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { product } from "../lib/product.js";

const router = "pop3-smtp/ROUTER-A";
const reroute = process.env.REROUTE_PROGRAM || join(dirname(product), "reroute");

/** Runs the command line; that not everything migrates is no failure of it. */
function commandLine(args) {
  try {
    return execFileSync(reroute, args, { maxBuffer: 1 << 28 });
  } catch (error) {
    assert.equal(error.status, 1, String(error.stderr));
    return error.stdout;
  }
}

/** Unpacks the zip and compares it with its own sums, and the plan with the command line's. */
async function checkBundle(path, routerFolder) {
  execFileSync("unzip", ["-tqq", path]);
  const folder = await mkdtemp(join(tmpdir(), "reroute-bundle-"));
  execFileSync("unzip", ["-qq", path, "-d", folder]);
  execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: folder });
  const planned = join(folder, "from-the-command-line");
  const answers = JSON.parse(await readFile(join(folder, "answers.json"), "utf8"));
  const given = join(folder, "given.json");
  await writeFile(given, JSON.stringify(answers));
  commandLine(["plan", "--router", routerFolder, "--answers", given, "--as-of", answers.as_of, "--out", planned]);
  for (const name of ["plan.json", "answers.json", "profiles.csv", "mailboxes.csv", "waves.csv", "findings.csv"]) {
    const [ofPage, ofProgram] = await Promise.all([readFile(join(folder, name)), readFile(join(planned, name))]);
    assert.ok(ofPage.equals(ofProgram), `${name} of the page and of the command line`);
  }
  return answers;
}

for (const { browser, scheme } of [
  { browser: "chromium", scheme: "file" },
  { browser: "chromium", scheme: "http" },
  { browser: "firefox", scheme: "file" },
]) {
  test(`${browser}, ${scheme}: a whole migration by mouse`, async () => {
    const page = await open({ browser, scheme, width: 1280, height: 900 });
    try {
      await page.see("#continue");
      await page.click("#continue");
      await page.seeText("#problems", "Add the agent file of at least one router");
      assert.match(await page.evaluate(() => document.title), /^Error: /);
      await page.setFiles("#files-input", await filesOf(router));
      await page.see(".router");
      await planned(page);
      assert.match(await page.text(".router"), /Agent[^]*State[^]*Key[^]*seen, not kept/);
      await choose(page, "#target", "online");
      await start(page, "2026-12-01", "18:00", "Europe/Berlin");
      await page.seeText("#earliest", "after 3 waves");
      await goOn(page, 2);
      await fill(page, ".profiles .input", "Support by POP3");
      await planned(page);
      await page.click(".profiles .link[aria-expanded]");
      await page.seeText(".columns-table", "Where it comes from");
      await page.seeText(".columns-table", "Microsoft.Crm.Tools.EmailAgent.xml, line");
      await goOn(page, 3);
      assert.match(await page.text(".legend"), /all accounted for/);
      await page.click(".legend a");
      await page.see(".chip[aria-pressed=true]");
      await page.click(".rows tbody .link");
      await page.seeText("dialog", "Where it stands in the files");
      await page.press("Escape");
      await goOn(page, 4);
      await page.click(".artifacts .link");
      await page.seeText("dialog pre", "Support by POP3");
      await page.press("Escape");
      const bundle = await page.download(() => page.click("#download-everything"));
      assert.match(bundle, /reroute-.*\.zip$/);
      const answers = await checkBundle(bundle, await asLooseRouter(router));
      assert.equal(answers.target, "online");
      assert.equal(answers.waves_from, "2026-12-01T17:00:00Z");
      assert.ok(Object.values(answers.profiles).some((profile) => profile.name === "Support by POP3"));
      const single = await page.download(() => page.click('[data-artifact="mailboxes.csv"]'));
      assert.match(await readFile(single, "utf8"), /@/);
      const kilobytes = Math.round((await stat(single)).size / 1000);
      await page.seeText('tr:has([data-artifact="mailboxes.csv"]) .number', `${kilobytes} KB`);
      await page.page.goBack();
      await arrive(page, 3);
      await page.page.goForward();
      await arrive(page, 4);
      assert.deepEqual(page.strayRequests, []);
      assert.deepEqual(page.complaints, []);
      assert.deepEqual(await page.violations(), []);
      assert.deepEqual(page.server?.asked ?? ["GET /"], ["GET /"]);
    } finally {
      await page.close();
    }
  });
}

/** Presses Tab until what has the focus fits, and says what was passed. */
async function tabTo(page, selector) {
  for (let turn = 0; turn < 250; turn += 1) {
    await page.press("Tab");
    const found = await page.evaluate((wanted) => {
      const focused = document.activeElement;
      const box = focused?.getBoundingClientRect();
      return {
        there: focused?.matches(wanted) ?? false,
        seen: box && box.bottom > 0 && box.top < innerHeight,
        name: focused?.outerHTML.slice(0, 80),
      };
    }, selector);
    assert.ok(found.seen, `the focus is out of sight at ${found.name}`);
    if (found.there) {
      return;
    }
  }
  assert.fail(`Tab does not come to ${selector}`);
}

for (const browser of everyBrowser) {
  test(`${browser}: a whole migration by keyboard alone`, async () => {
    const page = await open({ browser, width: 1280, height: 900 });
    try {
      await page.see("#continue");
      await page.see("h1");
      await tabTo(page, "#open-sample");
      await page.press("Enter");
      await page.see(".router", { timeout: 60_000 });
      await planned(page);
      await tabTo(page, "#target");
      await page.type("On-premises, version 9");
      await planned(page);
      for (const step of [2, 3, 4]) {
        await tabTo(page, "#continue");
        await page.press("Enter");
        await arrive(page, step);
        assert.equal(await page.evaluate(() => document.activeElement.id), "title");
        if (step === 2) {
          await tabTo(page, "#questions input[type=radio]");
          await page.press(" ");
          await planned(page);
          await tabTo(page, ".profiles .link[aria-expanded]");
          await page.press("Enter");
          await page.see(".columns-table");
        }
        if (step === 3) {
          // From row to row by the arrows; Tab goes past the table, however many rows it has.
          await tabTo(page, ".rows");
          await page.press("ArrowDown");
          await page.press("ArrowDown");
          assert.equal(await page.evaluate(() => document.activeElement.id), "row-1");
          await page.press("Enter");
          await page.see("dialog .facts");
          await page.press("Escape");
        }
      }
      await tabTo(page, "#download-everything");
      const bundle = await page.download(() => page.press("Enter"));
      execFileSync("unzip", ["-tqq", bundle]);
      assert.deepEqual(page.strayRequests, []);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

test("chromium: answers are saved, opened again, and said to be for other files", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await openSample(page);
    const saved = await page.download(() => page.click(".summary-actions .link"));
    const answers = JSON.parse(await readFile(saved, "utf8"));
    assert.equal(answers.format, "reroute-answers/1");
    assert.doesNotMatch(JSON.stringify(answers.inputs), /contoso/);
    answers.wave_size = 17;
    answers.inputs = ["0".repeat(64)];
    const changed = `${saved}.changed.json`;
    await writeFile(changed, JSON.stringify(answers));
    await page.setFiles("#answers-input", [changed]);
    await page.seeText("main", "These answers were given for other files");
    await planned(page);
    await goOn(page, 2);
    await goOn(page, 3);
    await page.seeText("main", "at most 17 mailboxes");
    await writeFile(changed, "{ not json");
    await page.setFiles("#answers-input", [changed]);
    await page.seeText("main", "is not an answers file");
    await page.seeText("main", "at most 17 mailboxes");
  } finally {
    await page.close();
  }
});
