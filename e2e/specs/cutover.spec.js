// From the first wave to the switch-over: what is said in step 1 is what the waves, the runbook and the final plan go by.
import assert from "node:assert/strict";
import { test } from "node:test";

import { arrive, choose, fill, goOn, held, openSample, planned } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { until } from "../lib/wait.js";

for (const browser of everyBrowser) {
  test(`${browser}: waves, switch-over and the final plan are said in step 1`, async () => {
    const page = await open({ browser, width: 1280, height: 900 });
    try {
      await page.see("#continue");
      await openSample(page);
      const before = await page.evaluate(() => document.querySelectorAll("#wave-preview li").length);
      assert.ok(before > 0, "the waves are listed beside the fields");
      await fill(page, "#wave-size", "20");
      await planned(page);
      await page.seeText("#wave-preview", "20 mailboxes");
      await fill(page, "#wave-hours", "24");
      await planned(page);
      const said = await held(page);
      assert.equal(said.wave_size, 20);
      assert.equal(said.wave_hours, 24);
      assert.equal(said.switch_at, null);
      await fill(page, "#switch-date", "2026-12-02");
      await planned(page);
      await page.seeText("#switch-early", "too early");
      await fill(page, "#switch-date", "2027-06-01");
      await planned(page);
      await page.evaluate(() => document.querySelector("#switch-early") === null || Promise.reject(new Error("still too early")));
      await page.click("#final");
      await planned(page);
      const final = await held(page);
      assert.equal(final.final, true);
      assert.match(final.switch_at, /^2027-06-01T/);
      await page.click("#undo");
      await planned(page);
      assert.equal(await page.evaluate(() => document.querySelector("#final").checked), false);
    } finally {
      await page.close();
    }
  });
}

test("chromium: a wave of too many mailboxes and the address of a page are refused beside their fields", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await openSample(page);
    await fill(page, "#wave-size", "201");
    await planned(page);
    // As soon as the field is left; the summary waits for *Continue*.
    await page.seeText("#wave-size-error", "from 1 to 200");
    assert.equal(await page.text("#problems"), null);
    await fill(page, "#wave-hours", "4");
    await page.seeText("#wave-hours-error", "from 5 to");
    await fill(page, "#wave-hours", "5");
    await until("the hours to be taken", async () => (await page.text("#wave-hours-error")) === null);
    await page.click("#continue");
    await page.seeText("#problems", "from 1 to 200");
    await page.seeText("#wave-size-error", "from 1 to 200");
    await fill(page, "#wave-size", "200");
    // What the plan would not use is refused here: scripts put the path of the Web API behind it.
    await fill(page, "#target-url", "https://contoso.crm4.dynamics.com/main.aspx?appid=1");
    await planned(page);
    await page.click("#continue");
    await page.seeText("#target-url-error", "without a page in it");
    await fill(page, "#target-url", "https://contoso.crm4.dynamics.com/");
    await planned(page);
    await goOn(page, 2);
  } finally {
    await page.close();
  }
});

test("chromium: why rows do not migrate is said on the review, and leads to them; one can be tried first, or wait for a later wave", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("#continue");
    await openSample(page);
    await goOn(page, 2);
    await goOn(page, 3);
    await page.see(".causes li a");
    const [rows, href] = await page.evaluate(() => {
      const link = document.querySelector(".causes li a");
      return [link.textContent.replace(/\D/g, ""), link.getAttribute("href")];
    });
    assert.match(href, /reason=/);
    await page.click(".causes li a");
    await page.seeText("#mailboxes [role=status]", `${rows} shown`);
    await page.evaluate(() => {
      location.hash = "#step=3&outcome=migrates";
    });
    await page.see(".rows tr.row button");
    await page.click(".rows tr.row button");
    await page.see("dialog #pilot");
    await page.click("dialog #pilot");
    await planned(page);
    await page.seeText("dialog .facts", "Wave\n1,");
    await page.click("dialog #pilot");
    await planned(page);
    const waves = () =>
      page.evaluate(() => {
        const list = document.querySelector("#pin");
        return [list.value, ...[...list.options].map((option) => option.value)];
      });
    const [chosen, ...offered] = await waves();
    assert.deepEqual([chosen, offered[0]], ["", ""], "as planned, and that stands first");
    const last = offered.at(-1);
    await page.page.focus("#pin");
    await choose(page, "#pin", last);
    await planned(page);
    // The row tells its new wave, and the list keeps the focus.
    await page.seeText("dialog .facts", `Wave\n${last},`);
    assert.equal(await page.evaluate(() => document.activeElement.id), "pin");
    await page.press("Escape");
    const { pilot, pins } = await held(page);
    assert.deepEqual([pilot, Object.values(pins)], [[], [Number(last)]]);
    await page.click("#undo");
    await planned(page);
    assert.deepEqual((await held(page)).pins, {});
    // What step 1 asked is changed at its field.
    await page.click("[aria-labelledby=waves-title] .aside a");
    await arrive(page, 1);
    await until("the field", () => page.evaluate(() => document.activeElement.id === "start-date"));
  } finally {
    await page.close();
  }
});

test("chromium: the next steps come with their commands, and only what keeps the decisions lets the page go", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("#continue");
    await openSample(page);
    for (const step of [2, 3, 4]) {
      await goOn(page, step);
    }
    await page.see("#next-switch textarea");
    const commands = await page.evaluate(() => document.querySelector("#next-switch textarea").value);
    assert.match(commands, /apply\.ps1 .*-Stage Dates,Switch/);
    await page.click("#next-final a");
    await arrive(page, 1);
  } finally {
    await page.close();
  }
});
