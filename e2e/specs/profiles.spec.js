// Step 2: the picture, and the names of new profiles.
import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, goOn, openSample, planned } from "../lib/journey.js";
import { open } from "../lib/page.js";
import { until } from "../lib/wait.js";

test("chromium: a name that two profiles share is said at both, and the summary leads to the first", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("#continue");
    await openSample(page);
    await goOn(page, 2);
    await page.see(".profiles input[type=text]");
    const fields = () =>
      page.evaluate(() => [...document.querySelectorAll(".profiles input[type=text]")].map((field) => [field.id, field.value]));
    const [[first], [second, taken]] = await fields();
    await fill(page, `#${first}`, taken);
    await planned(page);
    await page.click("#continue");
    await page.seeText("#problems", `Two profiles would be called “${taken}”`);
    assert.equal(await page.evaluate(() => document.querySelectorAll("#problems li").length), 1);
    for (const field of [first, second]) {
      await page.seeText(`#${field}-error`, "change the name of one of them");
    }
    await page.click("#problems a");
    await until("the field", () => page.evaluate((id) => document.activeElement.id === id, first));
    // A name with a number is a name of its own.
    await fill(page, `#${first}`, `${taken} (EU)`);
    await planned(page);
    await until("no problem", async () => (await page.text("#problems")) === null);
    await goOn(page, 3);
  } finally {
    await page.close();
  }
});

test("chromium: both ends of the picture lead to their rows, and what is in no new profile is drawn as well", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("#continue");
    await openSample(page);
    await goOn(page, 2);
    await page.see(".flow-group");
    const ends = await page.evaluate(() =>
      [...document.querySelectorAll(".flow-group")].filter((part) => part.querySelector(".flow-end")).map((end) => end.getAttribute("aria-label")),
    );
    assert.equal(ends.length, 8, "every router profile of the files");
    const lonely = ends.findIndex((name) => name.includes("relay.contoso.com"));
    assert.match(ends[lonely], /^SMTP · needs a decision relay\.contoso\.com:25 · 96$/);
    await page.evaluate((wanted) => {
      [...document.querySelectorAll(".flow-group")].find((part) => part.getAttribute("aria-label") === wanted).focus();
    }, ends[lonely]);
    await page.press("Enter");
    await page.seeText("#mailboxes [role=status]", "96 shown");
    await page.seeText("#mailboxes .toolbar", "relay.contoso.com:25");
    await page.page.goBack();
    await page.see(".flow-group");
    await page.evaluate(() => document.querySelector(".flow-group .flow-end").parentElement.dispatchEvent(new MouseEvent("click", { bubbles: true })));
    const count = ends[0].match(/\d+$/)[0];
    await page.seeText("#mailboxes [role=status]", `${count} shown`);
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.close();
  }
});
