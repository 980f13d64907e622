// What Lighthouse says of the page, as a telephone and as a desktop would show it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { judge } from "../lib/lighthouse.js";

const screens = {
  telephone: {},
  desktop: { formFactor: "desktop", screenEmulation: { mobile: false, width: 1350, height: 940, deviceScaleFactor: 1, disabled: false } },
};

for (const [screen, settings] of Object.entries(screens)) {
  test(`chromium, ${screen}: Lighthouse takes no point off for accessibility and best practices`, async () => {
    const judged = await judge(["accessibility", "best-practices"], settings);
    for (const [category, { score, lost }] of Object.entries(judged)) {
      assert.deepEqual(lost, [], category);
      assert.equal(score, 100, category);
    }
  });
}
