// The runbook that is taken away: on the screen in either theme, and on paper.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { everyBrowser, open } from "../lib/page.js";
import { out, product } from "../lib/product.js";

const reroute = process.env.REROUTE_PROGRAM || join(dirname(product), "reroute");
const sample = fileURLToPath(new URL("../../samples/three-routers", import.meta.url));

async function runbook() {
  const folder = await mkdtemp(join(tmpdir(), "reroute-runbook-"));
  const args = ["plan", "--router", sample, "--answers", join(sample, "answers.json")];
  try {
    execFileSync(reroute, [...args, "--out", folder, "--only", "runbook.html"], { stdio: "pipe" });
  } catch (error) {
    // Not everything in the sample migrates.
    assert.equal(error.status, 1, String(error.stderr));
  }
  return readFile(join(folder, "runbook.html"), "utf8");
}

for (const browser of everyBrowser) {
  for (const theme of ["light", "dark"]) {
    test(`${browser}: axe-core finds nothing in the ${theme} runbook, which needs no sideways scrolling`, async () => {
      for (const width of [1100, 320]) {
        const opened = await open({ browser, html: await runbook(), theme, width });
        if (width > 320) {
          assert.deepEqual(await opened.accessibilityFaults(), []);
        }
        const wide = await opened.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.equal(wide, 0);
        await opened.screenshot(`runbook-${browser}-${theme}-${width}`, { fullPage: false });
        await opened.close();
      }
    });
  }
}

test("the printed runbook is light, begins each part on a new page, and repeats the heads of its tables", async () => {
  const opened = await open({ browser: "chromium", html: await runbook(), theme: "dark" });
  const pdf = await opened.page.pdf({ preferCSSPageSize: true, printBackground: true });
  await mkdir(out, { recursive: true });
  await writeFile(join(out, "runbook.pdf"), pdf);
  const pages = pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g).length;
  assert.ok(pages > 10 && pages < 80, `${pages} pages`);
  await opened.page.emulateMedia({ media: "print" });
  const looks = await opened.evaluate(() => ({
    ground: getComputedStyle(document.body).backgroundColor,
    heads: new Set([...document.querySelectorAll("thead")].map((head) => getComputedStyle(head).display)).size,
    head: getComputedStyle(document.querySelector("thead")).display,
    breaks: ["steps", "rows"].map((id) => getComputedStyle(document.getElementById(id)).breakBefore),
  }));
  assert.deepEqual(looks, { ground: "rgb(255, 255, 255)", heads: 1, head: "table-header-group", breaks: ["page", "page"] });
  await opened.close();
});
