// Adding files: dropped, in folders, damaged, foreign, empty, and reading that is cancelled.
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { arrive, choose, drop, filesOf, goOn, openSample, planned, sample } from "../lib/journey.js";
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

  test(`${browser}: published files without a provider are read, and what is missing is said`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      const published = [
        "02-emailagent-whole-file.msdocs-d365.xml",
        "03-emailagent-outgoing-users.technetwiki-7527.xml.txt",
        "04-systemstate-fragment.crmindia-2012.txt",
      ];
      await page.setFiles("#files-input", published.map((name) => join(sample("published"), name)));
      await page.seeText("main", "<thresholddate> is begun a second time");
      await page.seeText("main", "1 more fault is listed under Review.");
      await planned(page);
      await page.click("#continue");
      await page.seeText("#problems", "None of these files holds a provider.");
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
      // Long enough to be read for seconds.
      const large = await folderWith(agentName, agentFile(1 << 20));
      await truncate(large, 1 << 30);
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

/** What the page keeps of decisions, as *Save answers* writes it. */
async function savedAnswers(page) {
  const path = await page.download(() => page.click(".summary-actions .link"));
  return JSON.parse(await readFile(path, "utf8"));
}

/** That nothing of the made-up files is left: neither they nor what was decided about them. */
async function seeTheBeginning(page) {
  await page.seeText("main", "The made-up sample was taken out");
  assert.equal(await page.evaluate(() => document.querySelector("#sample")), null);
  assert.equal(await page.evaluate(() => document.querySelector("#target").value), "");
  assert.equal(await page.evaluate(() => document.querySelector("#start-date").value), "");
  assert.equal(await page.evaluate(() => document.querySelector("#undo").getAttribute("aria-disabled")), "true");
  const answers = await savedAnswers(page);
  assert.deepEqual([answers.target, answers.target_url, answers.waves_from].map((value) => value ?? null), [null, null, null]);
  assert.ok(Math.abs(Date.now() - Date.parse(answers.as_of)) < 600_000, `planned as of ${answers.as_of}`);
  assert.doesNotMatch(JSON.stringify(answers), /contoso\.crm4/);
}

for (const browser of everyBrowser) {
  test(`${browser}: the made-up files leave with all that was decided about them when own files come`, async () => {
    const page = await open({ browser });
    const routers = () => page.evaluate(() => document.querySelectorAll(".router").length);
    try {
      await page.see("#continue");
      await openSample(page);
      await page.seeText("#sample", "Made-up sample");
      await choose(page, "#target", "onpremises-9");
      await planned(page);
      await page.setFiles("#files-input", await filesOf("pop3-smtp/ROUTER-A"));
      await page.seeText("main", "4 providers");
      await until("the own router alone", async () => (await routers()) === 1);
      await planned(page);
      await seeTheBeginning(page);
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });

  test(`${browser}: every step says that the files are made up, and leads to the beginning`, async () => {
    const page = await open({ browser });
    try {
      await page.see("#continue");
      await openSample(page);
      for (const step of [2, 3]) {
        await goOn(page, step);
        await page.seeText("#sample", "Made-up sample");
      }
      await page.click("#leave-sample");
      await arrive(page, 1);
      await until("no router", () => page.evaluate(() => document.querySelectorAll(".router").length === 0));
      await planned(page);
      await seeTheBeginning(page);
      assert.equal(await page.evaluate(() => document.querySelectorAll(".steps a").length), 0, "no later step was visited");
      await page.click("#continue");
      await page.seeText("#problems", "Add the agent file of at least one router");
      await openSample(page);
      await page.seeText("#sample", "Made-up sample");
      assert.deepEqual(page.complaints, []);
    } finally {
      await page.close();
    }
  });
}

test("chromium: own files that are dropped on a later step of the made-up set begin at step 1", async () => {
  const page = await open({ browser: "chromium" });
  try {
    await page.see("#continue");
    await openSample(page);
    await goOn(page, 2);
    await drop(page, agentName, agentFile(1_000));
    await arrive(page, 1);
    await until("the own router alone", () => page.evaluate(() => document.querySelectorAll(".router").length === 1));
    await planned(page);
    await seeTheBeginning(page);
    assert.equal(await page.evaluate(() => document.querySelector("#added")), null);
  } finally {
    await page.close();
  }
});

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

test("chromium: files taken once more take the place of the earlier ones, moved or with their folder", async () => {
  const page = await open({ browser: "chromium" });
  const routers = () => page.evaluate(() => document.querySelectorAll(".router").length);
  try {
    await page.see("#continue");
    await page.setFiles("#folder-input", [sample("three-routers")]);
    await page.seeText("main", "ROUTER-C", { timeout: 60_000 });
    await planned(page);
    // The folder of a router below another parent: still the same router.
    const again = join(await mkdtemp(join(tmpdir(), "reroute-again-")), "ROUTER-A");
    await cp(sample("three-routers/ROUTER-A"), again, { recursive: true });
    await page.setFiles("#folder-input", [again]);
    await page.seeText("main", "No longer used: ROUTER-A: the earlier");
    await planned(page);
    assert.equal(await routers(), 3);
    // A state file alone is a card of its own until it is moved.
    const state = join(await mkdtemp(join(tmpdir(), "reroute-again-")), "SystemState.xml");
    await cp(join(sample("three-routers/ROUTER-B"), "Microsoft.Crm.Tools.EmailAgent.SystemState.xml"), state);
    await page.setFiles("#files-input", [state]);
    await until("a card of its own", async () => (await routers()) === 4);
    await planned(page);
    const card = ".router[aria-label='Email Router']";
    await page.click(`${card} details summary`);
    await page.see(`${card} details select`);
    await page.evaluate((wanted) => {
      const select = document.querySelector(`${wanted} details select`);
      select.value = [...select.options].find((option) => option.textContent === "ROUTER-B").value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    }, card);
    await page.seeText("main", "No longer used: ROUTER-B: the earlier Microsoft.Crm.Tools.EmailAgent.SystemState.xml.");
    await until("the card is gone", async () => (await routers()) === 3);
    assert.doesNotMatch(await page.text(".routers"), /second file of its kind/);
    assert.deepEqual(page.complaints, []);
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
