// The mailbox table: columns that are chosen, rows that are copied, and filters that go back.
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { choose, fill, goOn, openSample, planned, start } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { until } from "../lib/wait.js";

const headings = (page) =>
  page.evaluate(() => [...document.querySelectorAll(".rows thead th")].map((head) => head.textContent.trim()));

/** Opens the review of the sample. */
async function review(look) {
  const page = await open({ width: 1280, height: 900, ...look });
  await page.see("#continue");
  await openSample(page);
  await goOn(page, 2);
  await goOn(page, 3);
  await page.see(".rows tbody tr.row");
  return page;
}

/** Chooses columns as a person does. */
async function toggle(page, name) {
  await page.evaluate((wanted) => {
    const label = [...document.querySelectorAll("#columns label")].find((one) => one.textContent.trim() === wanted);
    label.querySelector("input").click();
  }, name);
}

for (const browser of everyBrowser) {
  test(`${browser}: the columns of the mailbox table are chosen, and stay while the page is open`, async () => {
    const page = await review({ browser });
    try {
      const first = await headings(page);
      assert.deepEqual(first, ["Mailbox", "Kind", "New profile", "Wave", "Process from", "Needs", "Outcome"]);
      await page.click("#columns summary");
      await page.see("#columns input");
      assert.deepEqual(await page.accessibilityFaults(), []);
      await page.screenshot(`3-columns-${browser}`, { fullPage: false });
      for (const name of ["Kind", "Needs", "Incoming", "Decided by"]) {
        await toggle(page, name);
      }
      const wanted = ["Mailbox", "Incoming", "New profile", "Wave", "Process from", "Outcome", "Decided by"];
      await until("the chosen columns", async () => JSON.stringify(await headings(page)) === JSON.stringify(wanted));
      const cells = await page.evaluate(() => [...document.querySelector(".rows tbody tr.row").children].map((cell) => cell.textContent));
      assert.equal(cells.length, wanted.length);
      await page.click(".steps a");
      await page.seeText(".step-count", "Step 1");
      await page.page.goBack();
      await page.see(".rows tbody tr.row");
      assert.deepEqual(await headings(page), wanted);
      assert.ok(!(await page.evaluate(() => location.hash)).includes("column"));
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: a filter that is taken back shows in its field, too`, async () => {
    const page = await review({ browser });
    try {
      const kind = "select[aria-label=Kind]";
      await choose(page, kind, "1");
      await until("a filter in the address", () => page.evaluate(() => location.hash.includes("kind=queue")));
      await page.page.goBack();
      await until("every kind", () => page.evaluate((wanted) => document.querySelector(wanted).value === "", kind));
      await choose(page, kind, "0");
      await page.seeText(".toolbar", "Show all rows");
      await page.evaluate(() => [...document.querySelectorAll(".toolbar .link")].at(-1).click());
      await until("every kind again", () => page.evaluate((wanted) => document.querySelector(wanted).value === "", kind));
    } finally {
      await page.close();
    }
  });
}

test("chromium: the rows that the filters leave are copied, and nothing in them is a formula", async () => {
  const page = await open({ browser: "chromium", scheme: "http", width: 1280, height: 900 });
  try {
    await page.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.see("#continue");
    const provider = (address) =>
      `<ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><EmailAddress>${address}</EmailAddress>` +
      `<EmailServer>pop.contoso.com</EmailServer><Protocol>POP3</Protocol><EmailPort>995</EmailPort><EmailUseSsl>true</EmailUseSsl></ProviderConfiguration>`;
    const text = ["=1+1@contoso.com", "b@contoso.com", "c@contoso.com"].map(provider).join("\n");
    const file = join(await mkdtemp(join(tmpdir(), "reroute-rows-")), "Microsoft.Crm.Tools.EmailAgent.xml");
    await writeFile(file, `<Configuration>${text}</Configuration>`);
    await page.setFiles("#files-input", [file]);
    await page.see(".router");
    await choose(page, "#target", "online");
    await start(page, "2026-12-01", "18:00", "Europe/Berlin");
    await planned(page);
    await goOn(page, 2);
    await goOn(page, 3);
    await page.see(".rows tbody tr.row");
    await page.click("#copy-rows");
    await page.seeText("#copied", "3 rows were copied.");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const lines = copied.split(/\r?\n/).filter((line) => line !== "");
    assert.equal(lines.length, 4);
    assert.equal(lines[0], "Mailbox\tKind\tNew profile\tWave\tProcess from (UTC)\tNeeds\tOutcome");
    assert.ok(lines[1].startsWith("'=1+1@contoso.com\t"), lines[1]);
    await fill(page, "#search", "B@contoso");
    await page.seeText("#copy-rows", "Copy 1 row as TSV");
    assert.equal(await page.text("#copied"), "");
    await page.click("#copy-rows");
    await page.seeText("#copied", "1 row was copied.");
    const one = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(one, /^Mailbox[^\n]*\r?\nb@contoso\.com\t[^\n]*\r?\n$/);
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.close();
  }
});

test("firefox: rows are copied from a page that was double-clicked", async () => {
  const page = await review({ browser: "firefox" });
  try {
    await page.click("#copy-rows");
    await page.seeText("#copied", "copied.");
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.close();
  }
});
