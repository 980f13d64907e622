// Files whose every text tries to become something else: nothing runs, nothing loads, and every panel
// and every file that is taken away still opens. Then the same with 32 MiB, which is no attack.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readFile, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { choose, goOn, planned, start } from "../lib/journey.js";
import { everyBrowser, open } from "../lib/page.js";
import { listen } from "../lib/listener.js";

const agentName = "Microsoft.Crm.Tools.EmailAgent.xml";

/** Texts that are something else to whoever does not escape them; `url` is listened at. */
const texts = (url) => [
  `<img src=${url} onerror=globalThis.owned=1>`,
  `"><script>globalThis.owned=1</script>`,
  `javascript:globalThis.owned=1`,
  `' onmouseover='globalThis.owned=1`,
  `url(${url})`,
  `</style><style>@import '${url}';`,
  `=cmd|' /C calc'!A0`,
  `@SUM(1+1)*cmd|' /C calc'!A0`,
  `../../../etc/passwd`,
  `..\\..\\windows\\win.ini`,
  `CON`,
  `NUL.txt`,
  "n".repeat(300),
  `\${globalThis.owned=1}{{constructor.constructor('owned=1')()}}`,
  `\u001b[2J\u202eevil\u2066`.replace("\u001b", ""),
  `$(Start-Process calc)\`u{0}`,
  `]]>&lt;`,
];

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** An agent file with each text in every place a provider has. */
function agentFile(url) {
  const provider = (text, index) => {
    const value = escaped(text);
    return (
      `<ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><ProfileName>${value}</ProfileName>` +
      `<EmailAddress>m${index}@contoso.com</EmailAddress><EmailServer>${value}</EmailServer><Protocol>POP3</Protocol>` +
      `<EmailPort>${value}</EmailPort><EmailUseSsl>${value}</EmailUseSsl><EmailUser>${value}</EmailUser>` +
      `<Unheard>${value}</Unheard><EmailAccess>${value}</EmailAccess></ProviderConfiguration>\n` +
      `<ProviderConfiguration><CrmServerUrl>${value}</CrmServerUrl><EmailAddress>${value}@contoso.com</EmailAddress>` +
      `<EmailServer>pop.contoso.com</EmailServer><Protocol>${value}</Protocol></ProviderConfiguration>\n`
    );
  };
  return `<Configuration>\n${texts(url).map(provider).join("")}</Configuration>`;
}

function exported(url) {
  const rows = texts(url).map((text, at) => {
    const cell = `"${text.replace(/"/g, '""')}"`;
    return `00000000-0000-4000-8000-${String(at).padStart(12, "0")},${cell},m${at}@contoso.com,${cell}`;
  });
  return ["mailboxid,name,emailaddress,username", ...rows, ""].join("\r\n");
}

/** A folder whose name is hostile as well, with the files in it. */
async function folderOf(files, name) {
  const folder = join(await mkdtemp(join(tmpdir(), "reroute-hostile-")), name);
  await mkdir(folder);
  for (const [file, text] of Object.entries(files)) {
    await writeFile(join(folder, file), text);
  }
  return folder;
}

/** Goes through every step and panel to the last one, and takes everything away. */
async function wholeJourney(page) {
  await choose(page, "#target", "online");
  await start(page, "2026-12-01", "18:00", "Europe/Berlin");
  await planned(page);
  // Several addresses of organizations are in the files: one is chosen.
  if (await page.evaluate(() => document.querySelector("#organization input") !== null)) {
    await page.click("#organization input");
    await planned(page);
  }
  await goOn(page, 2);
  if (await page.evaluate(() => document.querySelector(".profiles .link[aria-expanded]") !== null)) {
    await page.click(".profiles .link[aria-expanded]");
    await page.see(".columns-table");
  }
  await goOn(page, 3);
  await page.click(".rows tbody .link");
  await page.see("dialog .facts");
  await page.press("Escape");
  await page.click(".promise .link");
  await page.see("dialog #policy");
  await page.press("Escape");
  await goOn(page, 4);
  const previews = await page.page.$$(".artifacts .link");
  for (const preview of previews) {
    await preview.click();
    await page.see("dialog pre", { timeout: 60_000 });
    await page.press("Escape");
  }
  assert.ok(previews.length >= 8, `${previews.length} previews`);
  const zip = await page.download(() => page.click("#download-everything"));
  execFileSync("unzip", ["-tqq", zip]);
  const folder = await mkdtemp(join(tmpdir(), "reroute-bundle-"));
  execFileSync("unzip", ["-qq", zip, "-d", folder]);
  execFileSync("sha256sum", ["--check", "--quiet", "SHA256SUMS"], { cwd: folder });
  return folder;
}

async function assertUnhurt(page) {
  assert.equal(await page.evaluate(() => globalThis.owned), undefined);
  assert.equal(await page.evaluate(() => document.querySelectorAll("#app script, #app img, #app iframe, #app style, #app [onerror], #app [onmouseover]").length), 0);
  assert.deepEqual(page.strayRequests, []);
  assert.deepEqual(page.complaints, []);
  assert.deepEqual(await page.violations(), []);
}

for (const browser of everyBrowser) {
  test(`${browser}: texts that try to become markup, scripts, addresses, formulas or paths stay texts`, async () => {
    const listener = await listen();
    const page = await open({ browser, width: 1280, height: 900 });
    try {
      await page.see("#continue");
      const name = `'><img src=x onerror=owned=1> & $(calc)`;
      const folder = await folderOf({ [agentName]: agentFile(listener.url) }, name);
      if (browser === "chromium") {
        await page.setFiles("#folder-input", [folder]);
      } else {
        await page.setFiles("#files-input", [join(folder, agentName)]);
      }
      await page.see(".router");
      const exports = await folderOf({ "=1+1.csv": exported(listener.url) }, "export");
      await page.setFiles("#exports-input", [join(exports, "=1+1.csv")]);
      await page.seeText(".exports", "mailboxes");
      await planned(page);
      const taken = await wholeJourney(page);
      await assertUnhurt(page);
      const names = await readdir(taken);
      assert.ok(names.every((name) => /^[\w.-]+$/.test(name)), names.join(" "));
      // The runbook is a page of its own: it is opened like one.
      const runbook = await open({ browser, path: join(taken, "runbook.html") });
      await runbook.see("h1");
      assert.equal(await runbook.evaluate(() => globalThis.owned), undefined);
      assert.deepEqual(runbook.strayRequests, []);
      await runbook.close();
      assert.equal(listener.hits(), 0);
    } finally {
      await page.close();
      listener.close();
    }
  });
}

/** About 32 MiB in the two files of one router. */
function largeRouter() {
  const provider = (index) =>
    `<ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><EmailAddress>m${index}@contoso.com</EmailAddress>` +
    `<EmailServer>pop.contoso.com</EmailServer><Protocol>POP3</Protocol><EmailPort>995</EmailPort><EmailUseSsl>true</EmailUseSsl>` +
    `<Remark>${"x".repeat(400)}</Remark></ProviderConfiguration>\n`;
  const count = Math.floor((32 << 20) / provider(10_000).length);
  return `<Configuration>\n${Array.from({ length: count }, (_, index) => provider(index)).join("")}</Configuration>`;
}

for (const scheme of ["file", "http"]) {
  test(`chromium, ${scheme}: a whole journey with 32 MiB asks for the document and nothing else`, async () => {
    const page = await open({ browser: "chromium", scheme, width: 1280, height: 900 });
    try {
      await page.see("#continue");
      const folder = await folderOf({ [agentName]: largeRouter() }, "ROUTER-A");
      await page.setFiles("#files-input", [join(folder, agentName)]);
      await page.see(".router", { timeout: 120_000 });
      await planned(page);
      await page.seeText(".router", "providers");
      const taken = await wholeJourney(page);
      assert.ok((await readFile(join(taken, "mailboxes.csv"))).length > 1 << 20);
      await assertUnhurt(page);
      assert.deepEqual(page.server?.asked ?? ["GET /"], ["GET /"]);
    } finally {
      await page.close();
    }
  });
}
