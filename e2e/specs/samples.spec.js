// Every sample set gives the same bytes in the page and on the command line.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cp, mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";

import { goOn, planned, sample } from "../lib/journey.js";
import { open } from "../lib/page.js";
import { product } from "../lib/product.js";
import { until } from "../lib/wait.js";

const reroute = process.env.REROUTE_PROGRAM || join(dirname(product), "reroute");
const compared = ["plan.json", "operations.json", "profiles.csv", "mailboxes.csv", "waves.csv", "findings.csv", "runbook.html"];

/** A copy of the set's routers alone: what else lies beside them is no input. */
async function routersOf(name) {
  const folder = join(await mkdtemp(join(tmpdir(), "reroute-set-")), name);
  await cp(sample(name), folder, { recursive: true, filter: (path) => !/(README\.md|answers\.json)$/.test(path) });
  return folder;
}

/** Folders of samples with an answers file of their own. */
async function sets() {
  const folders = await readdir(sample("."), { withFileTypes: true });
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const files = await Promise.all(names.map((name) => readdir(sample(name))));
  return names.filter((name, at) => files[at].includes("answers.json"));
}

test("chromium: every sample set gives the same bytes as on the command line", async (t) => {
  const names = await sets();
  assert.ok(names.length >= 12, names.join(", "));
  for (const name of names) {
    await t.test(name, async () => {
      const routers = await routersOf(name);
      const page = await open({ browser: "chromium" });
      try {
        await page.see("#continue");
        await page.setFiles("#folder-input", [routers]);
        await page.see(".router", { timeout: 60_000 });
        await page.setFiles("#answers-input", [join(sample(name), "answers.json")]);
        await until("the answers to be opened", async () =>
          /was opened|were given for other files/.test(await page.text("main")),
        );
        await planned(page);
        for (const step of [2, 3, 4]) {
          await goOn(page, step);
        }
        const zip = await page.download(() => page.click("#download-everything"));
        const folder = await mkdtemp(join(tmpdir(), "reroute-sample-"));
        execFileSync("unzip", ["-qq", zip, "-d", folder]);
        const answers = join(folder, "answers.json");
        const asOf = JSON.parse(await readFile(answers, "utf8")).as_of;
        const out = join(folder, "command-line");
        const args = ["plan", "--router", routers, "--answers", answers, "--as-of", asOf, "--out", out];
        try {
          execFileSync(reroute, args, { stdio: "pipe" });
        } catch (error) {
          // Not everything migrates in every sample.
          assert.equal(error.status, 1, String(error.stderr));
        }
        for (const file of compared) {
          const [ofPage, ofProgram] = await Promise.all([readFile(join(folder, file)), readFile(join(out, file))]);
          if (!ofPage.equals(ofProgram)) {
            await writeFile(join(folder, `${file}.of-the-command-line`), ofProgram);
            assert.fail(`${file} differs; both are in ${folder}`);
          }
        }
      } finally {
        await page.close();
      }
    });
  }
});
