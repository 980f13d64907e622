// For everyone: targets that are large enough, a focus that is always seen, what is said aloud, less motion,
// and numbers that lead to their rows.
import assert from "node:assert/strict";
import { test } from "node:test";

import { arrive, choose, fill, filesOf, goOn, openSample, planned, start } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { until } from "../lib/wait.js";

/** Opens everything on a step that can be opened. */
const unfold = (page) =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll("#main details")) {
      details.open = true;
    }
    document.querySelector(".profiles .link[aria-expanded=false]")?.click();
  });

for (const width of [320, 1280]) {
  test(`chromium, ${width} px: every target has 24 px, or as much room around it`, async () => {
    const page = await open({ browser: "chromium", width, height: 900 });
    try {
      await page.see("h1");
      await openSample(page);
      for (const step of [1, 2, 3, 4]) {
        if (step > 1) {
          await goOn(page, step);
        }
        await unfold(page);
        const faults = await page.accessibilityFaults({ runOnly: { type: "rule", values: ["target-size"] } });
        assert.deepEqual(faults, [], `step ${step}`);
      }
    } finally {
      await page.close();
    }
  });
}

/** What is wrong with the focus where it is: not seen, hidden behind something, or without a mark. */
function focusFault() {
  const focused = document.activeElement;
  if (!focused || focused === document.body) {
    return "";
  }
  const name = focused.outerHTML.slice(0, 90);
  const shown = focused.matches("input[type=radio], input[type=checkbox]") ? (focused.closest("label") ?? focused) : focused;
  const box = shown.getBoundingClientRect();
  if (box.width === 0 || box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) {
    return `out of sight: ${name}`;
  }
  const points = [0.1, 0.5, 0.9].flatMap((x) => [0.1, 0.5, 0.9].map((y) => [box.left + box.width * x, box.top + box.height * y]));
  const uncovered = points.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (shown.contains(top) || top.contains(shown));
  });
  if (!uncovered) {
    return `covered: ${name}`;
  }
  const style = getComputedStyle(focused);
  const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none";
  return marked ? "" : `without a mark: ${name}`;
}

for (const browser of everyBrowser) {
  test(`${browser}: the focus is seen, uncovered and marked at every stop of every step`, async (t) => {
    const page = await open({ browser, width: 1280, height: 720 });
    try {
      await page.see("h1");
      await openSample(page);
      for (const step of [1, 2, 3, 4]) {
        if (step > 1) {
          await goOn(page, step);
        }
        await page.page.focus("#title");
        let stops = 0;
        for (; stops < 220; stops += 1) {
          await page.press("Tab");
          // As people see it: what a key moves into sight is there with the next frame.
          await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
          const fault = await page.evaluate(focusFault);
          assert.equal(fault, "", `step ${step}, stop ${stops + 1}`);
          const last = step < 4 ? "#continue" : ".actions .button";
          if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), last)) {
            break;
          }
        }
        assert.ok(stops > 3, `step ${step} has ${stops} stops`);
        t.diagnostic(`step ${step}: ${stops + 1} stops`);
      }
    } finally {
      await page.close();
    }
  });

  test(`${browser}: with less motion nothing moves by itself`, async () => {
    const page = await open({ browser, reducedMotion: true });
    try {
      await page.see("h1");
      await openSample(page);
      await goOn(page, 2);
      const moving = await page.evaluate(() =>
        [...document.querySelectorAll("*")].filter((element) => {
          const style = getComputedStyle(element);
          return style.animationName !== "none" || (style.transitionProperty !== "none" && style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0)) || style.scrollBehavior === "smooth";
        }).length,
      );
      assert.equal(moving, 0);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: what is typed and whose mailbox is opened never gets into the address`, async () => {
    const page = await open({ browser });
    try {
      await page.see("h1");
      await openSample(page);
      await goOn(page, 2);
      await goOn(page, 3);
      await page.see(".rows tbody tr.row");
      await fill(page, "#search", "a.brandt");
      await page.see(".rows tbody tr.row");
      await page.click(".rows tbody .link");
      await page.see("dialog .facts");
      await page.press("Escape");
      await page.click(".chip");
      await page.click(".sort");
      await page.click(".finding-title a");
      await until("a finding in the address", () => page.evaluate(() => location.hash.includes("finding=")));
      const address = await page.evaluate(() => location.href + JSON.stringify(history.state));
      assert.doesNotMatch(address, /brandt|%40|@/);
      assert.match(address, /#step=3&/);
      // Back goes through what was looked at.
      await page.page.goBack();
      await until("the filter of before", () => page.evaluate(() => !location.hash.includes("finding=")));
      await arrive(page, 3);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

test("chromium: numbers lead to the rows behind them, and as many", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("h1");
    await openSample(page);
    await goOn(page, 2);
    await goOn(page, 3);
    const shown = async () => Number((await page.text("#mailboxes .section-head [role=status]")).replace(/\D/g, ""));
    const lead = async (selector) => {
      const links = await page.evaluate((wanted) => [...document.querySelectorAll(wanted)].map((link) => link.textContent || link.getAttribute("aria-label")), selector);
      assert.ok(links.length > 0, selector);
      return links;
    };
    for (const selector of [".legend a", ".finding-title a", ".wave-link[role=link]"]) {
      const links = await lead(selector);
      for (let at = 0; at < Math.min(links.length, 5); at += 1) {
        const before = await page.evaluate(() => location.hash);
        const link = (await page.page.$$(selector))[at];
        const label = await link.evaluate((one) => one.getAttribute("aria-label") ?? one.textContent);
        await link.click();
        await until(`other rows after ${label}`, () => page.evaluate((held) => location.hash !== held, before));
        const words = label.match(/(\d[\d,]*) (mailbox|migrate|need|held|not migratable)/);
        if (words) {
          const wanted = Number(words[1].replace(/\D/g, ""));
          await until(`${wanted} rows for ${label}`, async () => (await shown()) === wanted);
        } else {
          await until(`rows for ${label}`, async () => (await shown()) > 0);
        }
      }
    }
    const halves = Number((await page.text("#halves")).replace(/\D/g, ""));
    await page.click("#halves");
    await until("the half rows", async () => (await shown()) === halves);
    const all = Number((await page.text(".legend .sum a")).replace(/\D/g, ""));
    await page.click(".legend .sum a");
    await until("all rows", async () => (await shown()) === all);
    assert.equal(await page.evaluate(() => document.activeElement.id), "mailboxes-title");
    await page.see("#retires");
    await page.click("#retires .link");
    await page.seeText("dialog", "What to do");
  } finally {
    await page.close();
  }
});

test("chromium: a column takes no value that the target would refuse, and says why", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("#continue");
    await page.setFiles("#files-input", await filesOf("pop3-smtp/ROUTER-A"));
    await page.see(".router");
    await choose(page, "#target", "onpremises-9");
    await start(page, "2026-12-01", "18:00", "Europe/Berlin");
    await planned(page);
    await goOn(page, 2);
    const said = () => page.evaluate(() => document.querySelector("#undo").title);
    const port = ".columns-table input[aria-label*=ort][type=number]";
    for (let at = 0; at < 12; at += 1) {
      if (await page.evaluate((wanted) => document.querySelector(wanted) !== null, port)) {
        break;
      }
      await page.evaluate(() => document.querySelector(".profiles .link[aria-expanded=false]").click());
      await page.see(".columns-table");
    }
    const before = await page.evaluate((wanted) => document.querySelector(wanted).value, port);
    await fill(page, port, "99999999");
    await page.seeText(".columns-table .field-error", "it takes");
    assert.equal(await page.evaluate((wanted) => document.querySelector(wanted).getAttribute("aria-invalid"), port), "true");
    assert.deepEqual(await page.accessibilityFaults(), []);
    assert.notEqual(await said(), "a column of a profile");
    await fill(page, port, before === "995" ? "110" : "995");
    await planned(page);
    assert.equal(await page.evaluate(() => document.querySelector(".columns-table .field-error")), null);
    assert.equal(await said(), "a column of a profile");
    await page.click("#undo");
    await until("the port of before", async () => (await page.evaluate((wanted) => document.querySelector(wanted).value, port)) === before);
  } finally {
    await page.close();
  }
});

test("chromium: what happens is said in live regions with names", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("h1");
    const regions = () => page.evaluate(() => [...document.querySelectorAll("[role=status], [role=alert]")].map((one) => one.id || one.className));
    assert.ok((await regions()).includes("said"));
    await openSample(page);
    await page.seeText("#said", "The plan is up to date: 3 routers");
    await choose(page, "#target", "onpremises-9");
    await planned(page);
    await page.click("#undo");
    await page.seeText("#undone", "Undone: where Dynamics 365 runs.");
    const tree = await page.page.locator("body").ariaSnapshot();
    for (const part of [/navigation "Steps"/, /banner/, /main/, /button "Undo"/, /heading "Add the files of your Email Routers" \[level=1\]/, /combobox "Where does Dynamics 365 run\?"/]) {
      assert.match(tree, part);
    }
  } finally {
    await page.close();
  }
});
