// Every decision can be taken back and made again, by keys and by buttons, and it is said.
import assert from "node:assert/strict";
import { test } from "node:test";

import { choose, fill, goOn, openSample, planned, start } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { until } from "../lib/wait.js";

const value = (page, selector) => page.evaluate((wanted) => document.querySelector(wanted).value, selector);

/** Presses keys together, such as `Control` and `z`, in either driver. */
async function press(page, ...keys) {
  const last = keys.pop();
  for (const key of keys) {
    await page.page.keyboard.down(key);
  }
  await page.page.keyboard.press(last);
  for (const key of keys.reverse()) {
    await page.page.keyboard.up(key);
  }
}

for (const browser of everyBrowser) {
  test(`${browser}: decisions are undone and done again, by keys and by buttons, and it is said`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      assert.equal(await page.evaluate(() => document.querySelector("#undo").getAttribute("aria-disabled")), "true");
      await openSample(page);
      await choose(page, "#target", "onpremises-9");
      await planned(page);
      await choose(page, "#target", "onpremises-8");
      await planned(page);
      await page.page.focus("#target");
      await press(page, "Control", "z");
      await page.seeText("#undone", "Undone: where Dynamics 365 runs.");
      assert.equal(await value(page, "#target"), "onpremises-9");
      await planned(page);
      await page.seeText(".summary", "9");
      await page.click("#undo");
      await until("the sample's own target", async () => (await value(page, "#target")) === "online");
      // Nothing more to undo: the focus stays where it is.
      assert.equal(await page.evaluate(() => document.activeElement.id), "undo");
      assert.equal(await page.evaluate(() => document.querySelector("#undo").getAttribute("aria-disabled")), "true");
      await press(page, "Control", "y");
      await page.seeText("#undone", "Done again: where Dynamics 365 runs.");
      assert.equal(await value(page, "#target"), "onpremises-9");
      await press(page, "Control", "Shift", "Z");
      await until("both changes", async () => (await value(page, "#target")) === "onpremises-8");
      await press(page, "Control", "z");
      await press(page, "Control", "z");
      await planned(page);
      assert.equal(await value(page, "#target"), "online");

      await goOn(page, 2);
      const name = ".profiles tbody.group .input";
      const before = await value(page, name);
      await fill(page, name, "Another name");
      await planned(page);
      assert.equal(await value(page, name), "Another name");
      // In the field itself the keys are the field's own.
      await page.page.focus(name);
      await press(page, "Control", "z");
      assert.doesNotMatch(await page.text("#undone"), /name of a profile/);
      await page.page.focus("h1");
      await press(page, "Control", "z");
      await page.seeText("#undone", "Undone: the name of a profile.");
      await until("the earlier name", async () => (await value(page, name)) === before);
      const no = ".profiles fieldset input[type=radio]";
      await page.evaluate((wanted) => document.querySelectorAll(wanted)[1].click(), no);
      await planned(page);
      await page.page.focus("h1");
      await press(page, "Control", "z");
      await page.seeText("#undone", "Undone: whether a profile migrates.");
      await until("Yes again", () => page.evaluate((wanted) => document.querySelector(wanted).checked, no));
      // What was undone is gone once something else is decided.
      await fill(page, name, "A third name");
      await planned(page);
      assert.equal(await page.evaluate(() => document.querySelector("#redo").getAttribute("aria-disabled")), "true");
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

test("chromium: the fields about time go back with their zone, and a date that is typed is one step", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await start(page, "2026-12-01", "18:00", "Europe/Berlin");
    await new Promise((done) => setTimeout(done, 2_100));
    await choose(page, "#zone", "America/New_York");
    await planned(page);
    await page.page.focus("h1");
    await press(page, "Control", "z");
    await until("the earlier zone", async () => (await value(page, "#zone")) === "Europe/Berlin");
    assert.equal(await value(page, "#start-date"), "2026-12-01");
    assert.equal(await value(page, "#start-time"), "18:00");
    await press(page, "Control", "z");
    await until("no date", async () => (await value(page, "#start-date")) === "");
    await press(page, "Control", "y");
    await until("the date", async () => (await value(page, "#start-date")) === "2026-12-01");
    assert.equal(await value(page, "#start-time"), "18:00");
  } finally {
    await page.close();
  }
});
