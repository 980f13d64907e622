// Every step, light, dark, narrow and in forced colours: pictures to look at, and axe-core finds nothing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { goOn, openSample } from "../lib/journey.js";
import { open } from "../lib/page.js";

const looks = [
  { name: "light", theme: "light", width: 1440, height: 1000 },
  { name: "dark", theme: "dark", width: 1440, height: 1000 },
  { name: "narrow", theme: "light", width: 320, height: 800 },
  { name: "narrow-dark", theme: "dark", width: 320, height: 800 },
  { name: "forced", theme: "dark", forcedColors: true, width: 1280, height: 900 },
];

/** Takes the picture, and asks axe-core and the page's width. */
async function look(page, name) {
  await page.screenshot(name);
  assert.deepEqual(await page.accessibilityFaults(), [], name);
  const { wide, seen, cut } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth,
    seen: document.documentElement.clientWidth,
    cut: [...document.querySelectorAll(".copy-text")].filter((text) => text.scrollWidth > text.clientWidth).length,
  }));
  assert.ok(wide <= seen, `${name} is ${wide} px wide in a window of ${seen}`);
  assert.equal(cut, 0, `${name} cuts off a text to copy`);
}

for (const { name, ...given } of looks) {
  test(`chromium, ${name}: every step and state`, async () => {
    const page = await open({ browser: "chromium", ...given });
    try {
      await page.see("h1");
      await look(page, `1-empty-${name}`);
      await page.click("#continue");
      await page.see("#problems");
      await look(page, `1-problems-${name}`);
      await openSample(page);
      await look(page, `1-files-${name}`);
      await goOn(page, 2);
      await look(page, `2-profiles-${name}`);
      await page.click(".profiles .link[aria-expanded]");
      await look(page, `2-columns-${name}`);
      await goOn(page, 3);
      await page.see(".rows tbody tr.row");
      await look(page, `3-review-${name}`);
      await page.click(".rows tbody .link");
      await page.see("dialog .facts");
      await look(page, `3-row-${name}`);
      await page.press("Escape");
      await goOn(page, 4);
      await look(page, `4-plan-${name}`);
      await page.click(".artifacts .link");
      await page.see("dialog pre");
      await look(page, `4-preview-${name}`);
      await page.press("Escape");
      await page.click(".promise .link");
      await page.see("dialog #policy");
      await look(page, `trust-${name}`);
      assert.deepEqual(page.complaints, []);
      assert.deepEqual(page.strayRequests, []);
    } finally {
      await page.close();
    }
  });
}

for (const theme of ["light", "dark"]) {
  test(`firefox, ${theme}: axe-core finds nothing in any step`, async () => {
    const page = await open({ browser: "firefox", theme, width: 1280, height: 900 });
    try {
      await page.see("h1");
      await openSample(page);
      await look(page, `1-files-firefox-${theme}`);
      for (const step of [2, 3, 4]) {
        await goOn(page, step);
        await look(page, `${step}-firefox-${theme}`);
      }
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}
