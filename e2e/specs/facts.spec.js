// What no file can say: it is asked in step 1, and what stays unknown is on the checklist.
import assert from "node:assert/strict";
import { test } from "node:test";

import { arrive, choose, fill, goOn, held, openSample, planned } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { until } from "../lib/wait.js";

const value = (page, selector) => page.evaluate((wanted) => document.querySelector(wanted)?.value, selector);

for (const browser of everyBrowser) {
  test(`${browser}: facts are said in step 1, and the checklist leads to those that are not known`, async () => {
    const page = await open({ browser, width: 1280, height: 900 });
    try {
      await page.see("#continue");
      await openSample(page);
      await page.seeText("#facts-unknown", "9 of 9 not known yet");
      await goOn(page, 2);
      await goOn(page, 3);
      await page.see(".tasks table");
      const line = () =>
        page.evaluate(() => {
          const rows = [...document.querySelectorAll(".tasks tr")].filter((row) => row.textContent.includes("mass mail"));
          rows[0]?.querySelector("a").setAttribute("id", "to-fact");
          return rows.length;
        });
      assert.equal(await line(), 1);
      await page.click("#to-fact");
      await arrive(page, 1);
      // The section is open, and the focus in the field.
      await until("the field", () => page.evaluate(() => document.activeElement.id === "mass_mail"));
      await page.see("#mass_mail");
      await choose(page, "#mass_mail", "yes");
      await choose(page, "#ews_sign_in", "both");
      await fill(page, "#organization_version", "9.2.22104.00170");
      await planned(page);
      await page.seeText("#facts-unknown", "6 of 9 not known yet");
      const { facts } = await held(page);
      assert.deepEqual(
        [facts.mass_mail, facts.ews_sign_in, facts.organization_version, facts.fips],
        ["yes", "both", "9.2.22104.00170", "unknown"],
      );
      await page.click("#undo");
      await page.seeText("#undone", "Undone: a fact about the organization.");
      assert.equal(await value(page, "#organization_version"), "");
      await page.click("#redo");
      await until("the version again", async () => (await value(page, "#organization_version")) === "9.2.22104.00170");
      // Another target has other rules.
      assert.equal(await value(page, "#fips"), undefined);
      await choose(page, "#target", "onpremises-9");
      await planned(page);
      await page.see("#fips");
      assert.equal(await value(page, "#ews_sign_in"), undefined);
      await choose(page, "#target", "online");
      await planned(page);
      await goOn(page, 2);
      await goOn(page, 3);
      await page.see(".tasks table");
      assert.equal(await line(), 0);
      assert.match(await page.text(".findings"), /TG-12/);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

test("chromium: a version that is none is refused, and led to", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await openSample(page);
    await fill(page, "#organization_version", "the newest");
    await planned(page);
    await page.click("#continue");
    await page.seeText("#problems", "numbers with dots");
    await page.click("#problems a");
    await until("the field", () => page.evaluate(() => document.activeElement.id === "organization_version"));
    await page.seeText("#organization_version-error", "numbers with dots");
    await fill(page, "#organization_version", "");
    await planned(page);
    assert.equal((await held(page)).facts.organization_version, "unknown");
    await goOn(page, 2);
  } finally {
    await page.close();
  }
});
