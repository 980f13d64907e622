// What is done when one comes back: a bundle is checked, the result is checked, files are redacted.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { arrive, choose, drop, filesOf, goOn, openSample, planned, start } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { until } from "../lib/wait.js";
import { zip } from "../lib/zip.js";

const folder = () => mkdtemp(join(tmpdir(), "reroute-checks-"));

/** The page at step 4, with the sample set in it, and its bundle. */
async function withBundle(browser, look) {
  const page = await open({ browser, width: 1280, height: 900, ...look });
  await page.see("#continue");
  await openSample(page);
  for (const step of [2, 3, 4]) {
    await goOn(page, step);
  }
  const bundle = await page.download(() => page.click("#download-everything"));
  return { page, bundle };
}

/** Everything in a zip, unpacked. */
async function unpacked(zip) {
  const place = await folder();
  execFileSync("unzip", ["-qq", zip, "-d", place]);
  return place;
}

for (const browser of everyBrowser) {
  test(`${browser}: a bundle is as it was until someone changes it`, async () => {
    const { page, bundle } = await withBundle(browser);
    try {
      await page.setFiles("#check-bundle-input", [bundle]);
      await page.seeText("#bundle-checked", "files are as they were, and the files added here give the same plan");
      const place = await unpacked(bundle);
      const table = join(place, "mailboxes.csv");
      await writeFile(table, (await readFile(table, "utf8")).replace("@", "@evil."));
      const changed = join(await folder(), "changed.zip");
      execFileSync("python3", ["-m", "zipfile", "-c", changed, ...(await readdir(place))], { cwd: place });
      await page.setFiles("#check-bundle-input", [changed]);
      await page.seeText("#bundle-checked", "Changed after the bundle was made");
      assert.match(await page.text("#bundle-checked"), /1 difference;[^]*mailboxes\.csv/);
      await page.setFiles("#check-bundle-input", [table]);
      await page.seeText("#bundle-checked", "It is no bundle");
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: a fresh export shows how far the organization is, and what is left is taken away`, async () => {
    const { page, bundle } = await withBundle(browser);
    try {
      const place = await unpacked(bundle);
      const { mailboxes } = JSON.parse(await readFile(join(place, "plan.json"), "utf8"));
      const migrating = mailboxes.filter((mailbox) => mailbox.wave !== undefined && mailbox.wave !== null && mailbox.address);
      assert.ok(migrating.length > 3);
      const lines = migrating.slice(1).map(({ address }, at) => `00000000-0000-4000-8000-${String(at).padStart(12, "0")},${address},0`);
      const exported = join(place, "fresh.csv");
      await writeFile(exported, ["mailboxid,emailaddress,mailboxstatus", ...lines, ""].join("\r\n"));
      await page.setFiles("#check-result-input", [exported]);
      await page.seeText("#result-checked", "mailboxes are as planned");
      await page.click("#result-checked summary");
      await page.seeText("#result-checked", migrating[0].address);
      await page.seeText("#result-checked", "Not found");
      await page.screenshot(`4-checked-${browser}`);
      assert.deepEqual(await page.accessibilityFaults(), []);
      const rest = await page.download(() => page.click("#take-rest"));
      assert.match(rest, /operations\.json$/);
      assert.ok(JSON.parse(await readFile(rest, "utf8")).operations.length > 0);
      // The plan that was carried out may be another than the one on the page.
      await page.setFiles("#check-result-input", [exported, join(place, "plan.json")]);
      await page.seeText("#result-checked", "by plan.json");
      await page.setFiles("#check-result-input", [join(place, "README.txt")]);
      await page.seeText("#result-checked", "README.txt");
      assert.deepEqual(page.complaints, []);
      assert.deepEqual(page.strayRequests, []);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: router files are redacted, and what was kept is shown before they are saved`, async () => {
    const page = await open({ browser, width: 1280, height: 900 });
    try {
      await page.see("#continue");
      const files = await filesOf("pop3-smtp/ROUTER-A");
      await page.setFiles("#files-input", files);
      await page.see(".router");
      await planned(page);
      await page.click("#share");
      await page.seeText("dialog", "Names of elements");
      assert.match(await page.text("dialog"), /ProviderConfiguration/);
      assert.deepEqual(await page.accessibilityFaults(), []);
      await page.screenshot(`1-redact-${browser}`, { fullPage: false });
      const zip = await page.download(() => page.click("#save-shared"));
      const place = await unpacked(zip);
      const names = (await readdir(place, { recursive: true })).filter((name) => name.endsWith(".xml"));
      assert.equal(names.length, 3);
      const text = (await Promise.all(names.map((name) => readFile(join(place, name), "utf8")))).join("\n");
      assert.match(text, /<ProviderConfiguration>/);
      const before = (await Promise.all(files.map((file) => readFile(file, "utf8")))).join("\n");
      const told = new Set(before.match(/[\w.]+@[\w.]+|(?<=<(?:EmailPassword|Key)>)[^<]+|[\da-f]{8}-[\da-f-]{27}/gi));
      assert.ok(told.size > 5);
      for (const secret of told) {
        assert.ok(!text.includes(secret), `${secret} is still there`);
      }
    } finally {
      await page.close();
    }
  });
}

/** A fresh export with one mailbox. */
const exportOf = (address) => `mailboxid,emailaddress,mailboxstatus\r\n00000000-0000-4000-8000-000000000001,${address},0\r\n`;

const focused = (page) => page.evaluate(() => document.activeElement.id);

test("chromium: what is dropped on step 4 is checked, and becomes no part of the plan", async () => {
  const { page, bundle } = await withBundle("chromium");
  try {
    const lead = await page.text(".lead");
    const { mailboxes } = JSON.parse(await readFile(join(await unpacked(bundle), "plan.json"), "utf8"));
    const one = mailboxes.find(({ wave, address }) => wave !== undefined && wave !== null && address);
    await drop(page, "fresh.csv", exportOf(one.address));
    await page.seeText("#result-checked", "mailboxes are as planned");
    await until("the result to be gone to", async () => (await focused(page)) === "check-result-title");
    await drop(page, "earlier.zip", await readFile(bundle));
    await page.seeText("#bundle-checked", "files are as they were, and the files added here give the same plan");
    await until("the bundle to be gone to", async () => (await focused(page)) === "check-bundle-title");
    await planned(page);
    assert.equal(await page.text(".lead"), lead);
    assert.equal(await page.text("#added"), "");
    await page.seeText("#sample", "Made-up sample");
    assert.deepEqual(await page.accessibilityFaults(), []);
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.close();
  }
});

test("chromium: what is added after step 1 is told there, with the way to take it out", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("#continue");
    await page.setFiles("#files-input", await filesOf("pop3-smtp/ROUTER-A"));
    await page.see(".router");
    await choose(page, "#target", "online");
    await start(page, "2026-12-01", "18:00", "Europe/Berlin");
    await planned(page);
    await goOn(page, 2);
    await drop(page, "mailboxes.csv", exportOf("nobody@contoso.com"));
    await page.seeText("#added", "1 file was added to the plan");
    await page.seeText("#added", "mailboxes.csv");
    await planned(page);
    assert.deepEqual(await page.accessibilityFaults(), []);
    await page.screenshot("2-added");
    await page.click("#added a");
    await arrive(page, 1);
    await page.seeText("main", "mailboxes.csv");
    await page.click(".steps a[href='#step=2']");
    await arrive(page, 2);
    assert.equal(await page.text("#added"), "");
    await goOn(page, 3);
    await goOn(page, 4);
    // A zip that is no bundle is added, on this step too.
    await drop(page, "more.zip", zip([{ name: "ROUTER-B/notes.txt", data: "no router's" }]));
    await page.seeText("#added", "more.zip");
    assert.equal(await page.text("#bundle-checked"), "");
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.close();
  }
});

test("chromium: on every step reading shows how far it is, and stops when asked", async () => {
  const page = await open({ browser: "chromium", width: 1280, height: 900 });
  try {
    await page.see("#continue");
    await page.setFiles("#files-input", await filesOf("pop3-smtp/ROUTER-A"));
    await page.see(".router");
    await choose(page, "#target", "online");
    await start(page, "2026-12-01", "18:00", "Europe/Berlin");
    await planned(page);
    await goOn(page, 2);
    // The bytes are made in the page: they are too many to be handed over. It also asks to stop, at once: reading is
    // over soon.
    await page.evaluate(() => new Promise((asked) => {
      new MutationObserver((_, watch) => {
        const stop = document.querySelector("#reading:has(.meter) .button");
        if (stop) {
          watch.disconnect();
          stop.click();
          asked();
        }
      }).observe(document.body, { subtree: true, childList: true });
      const provider =
        "<ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><EmailAddress>a@contoso.com</EmailAddress></ProviderConfiguration>\n";
      const part = provider.repeat(10_000);
      const data = new DataTransfer();
      data.items.add(new File(["<Configuration>", ...Array(40).fill(part), "</Configuration>"], "Large.xml"));
      document.querySelector("h1").dispatchEvent(new DragEvent("drop", { bubbles: true, cancelable: true, dataTransfer: data }));
    }));
    await page.seeText("main", "Reading was cancelled");
    await planned(page);
    assert.equal(await page.text("#added"), "");
    assert.deepEqual(page.complaints, []);
  } finally {
    await page.close();
  }
});
