// Adding files: dropped, in folders, damaged, foreign, empty, and reading that is cancelled.
import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { filesOf, goOn, openSample, planned, sample } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { until } from "../lib/wait.js";

const agentName = "Microsoft.Crm.Tools.EmailAgent.xml";

/** A folder with one file of this name and content. */
async function folderWith(name, content) {
  const path = join(await mkdtemp(join(tmpdir(), "reroute-files-")), name);
  await writeFile(path, content);
  return path;
}

/** An agent file of about so many bytes. */
function agentFile(bytes) {
  const provider = (index) =>
    `<ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><EmailAddress>m${index}@contoso.com</EmailAddress>` +
    `<EmailServer>pop.contoso.com</EmailServer><Protocol>POP3</Protocol><EmailPort>995</EmailPort><EmailUseSsl>true</EmailUseSsl></ProviderConfiguration>\n`;
  const count = Math.ceil(bytes / provider(100_000).length);
  return `<Configuration>\n${Array.from({ length: count }, (_, index) => provider(index)).join("")}</Configuration>`;
}

for (const browser of everyBrowser) {
  test(`${browser}: bad files give their words, and the good ones are planned`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      const empty = await folderWith(agentName, "");
      await page.setFiles("#files-input", [empty]);
      await page.seeText("main", "The selected file is empty");
      await page.setFiles("#files-input", [await folderWith("holiday.xml", "<html><body>no</body></html>")]);
      await page.seeText("main", "holiday.xml is not an Email Router file");
      await page.setFiles("#files-input", [await folderWith("photo.jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 2, 3]))]);
      await page.seeText("main", "photo.jpg is not an Email Router file");
      const cut = "<Configuration><SystemConfiguration><LogLevel>1</LogLevel></SystemConfiguration><ProviderConfiguration>";
      await page.setFiles("#files-input", [await folderWith(`damaged-${agentName}`, cut)]);
      await page.seeText("main", "is damaged at line 1, column");
      await page.setFiles("#files-input", await filesOf("pop3-smtp/ROUTER-A"));
      await page.seeText("main", "4 providers");
      await page.click("#continue");
      const problems = await page.text("#problems");
      assert.doesNotMatch(problems, /agent file/);
      assert.match(problems, /Choose where Dynamics 365 runs/);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: markup, formulas and odd letters in a file stay text`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      const odd = "<script>alert(1)</script> =cmd|' /C calc'!A0 \u202e \u{1f4e7} \"'";
      const text = odd.replace(/&/g, "&amp;").replace(/</g, "&lt;");
      const file = agentFile(100).replace("<EmailServer>", `<ProfileName>${text}</ProfileName><EmailServer>`);
      await page.setFiles("#files-input", [await folderWith(agentName, file)]);
      await page.see(".router");
      await planned(page);
      assert.equal(await page.evaluate(() => document.querySelectorAll("#app script").length), 0);
      assert.deepEqual(page.complaints, []);
      assert.deepEqual(await page.violations(), []);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: reading can be cancelled, and the page goes on`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      const large = await folderWith(agentName, agentFile(48 << 20));
      await page.setFiles("#files-input", [large]);
      await page.see("#reading .button");
      const began = Date.now();
      await page.click("#reading .button");
      await page.seeText("main", "Reading was cancelled");
      assert.ok(Date.now() - began < 5_000, "Cancel stops at once");
      await page.see("#choose-files");
      assert.equal(await page.evaluate(() => document.querySelectorAll(".router").length), 0);
      await openSample(page);
      await goOn(page, 2);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

test("chromium: a folder is chosen with everything in it, and a router can be renamed and taken out", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await page.setFiles("#folder-input", [sample("three-routers")]);
    await page.seeText("main", "ROUTER-C", { timeout: 60_000 });
    await planned(page);
    assert.equal(await page.evaluate(() => document.querySelectorAll(".router").length), 3);
    await page.click(".router-actions .link");
    await page.see(".rename .input");
    await page.page.fill(".rename .input", "Berlin");
    await page.press("Enter");
    await page.seeText(".routers", "Berlin");
    await planned(page);
    const heads = await page.evaluate(() => [...document.querySelectorAll(".router h3")].map((head) => head.textContent));
    assert.deepEqual([...heads].sort(), ["Berlin", "ROUTER-B", "ROUTER-C"]);
    await page.click(".router-actions .link:last-child");
    await until("one router less", () => page.evaluate(() => document.querySelectorAll(".router").length === 2));
  } finally {
    await page.close();
  }
});

test("chromium: files dropped anywhere in the window are added", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    const dropped = await page.evaluate((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], "Microsoft.Crm.Tools.EmailAgent.xml", { type: "text/xml" }));
      for (const type of ["dragenter", "dragover", "drop"]) {
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data });
        document.querySelector("h1").dispatchEvent(event);
        if (type === "drop") {
          return event.defaultPrevented;
        }
      }
      return false;
    }, agentFile(1000));
    assert.ok(dropped, "the browser does not open what is dropped");
    await page.see(".router");
    await page.seeText(".router", "Contoso");
  } finally {
    await page.close();
  }
});

test("chromium: a worker that dies is said in words, and can be started again", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await openSample(page);
    const workers = page.page.workers();
    assert.equal(workers.length, 1);
    await workers[0].evaluate(() => {
      setTimeout(() => {
        throw new Error("out of memory");
      });
    });
    await page.seeText("#died", "has stopped");
    await page.click("#died .button");
    await page.seeText("#said", "The plan is up to date");
    await planned(page);
    assert.equal(await page.evaluate(() => document.querySelectorAll(".router").length), 3);
    await goOn(page, 2);
  } finally {
    await page.close();
  }
});
