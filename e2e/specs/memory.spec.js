// Nothing of passwords and key files stays in the memory of the worker once the plan is made.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { test } from "node:test";

import { filesOf, planned } from "../lib/journey.js";
import { findInWorker, withProbe } from "../lib/memory.js";
import { everyBrowser, open } from "../lib/page.js";
import { zip } from "../lib/zip.js";

const router = "pop3-smtp/ROUTER-A";

const utf16 = (text) => [...Buffer.from(text, "utf16le")];
const utf8 = (text) => [...Buffer.from(text, "utf8")];

/** Every form of a secret that a reader might leave behind. */
const forms = (secret) => {
  const plain = Buffer.from(secret, "base64");
  return [utf8(secret), utf16(secret), [...plain], utf16(plain.toString("latin1")), utf8(plain.toString("hex"))];
};

/** The router's files with secrets that stand nowhere else: its own are in the program, as a sample. */
async function plant() {
  const folder = await mkdtemp(join(tmpdir(), "reroute-memory-"));
  const secrets = [];
  const files = [];
  const texts = [];
  for (const file of await filesOf(router)) {
    const text = (await readFile(file, "utf8")).replace(/(?<=<(?:EmailPassword|Key)>)[^<]+/g, () => {
      secrets.push(randomBytes(24).toString("base64"));
      return secrets.at(-1);
    });
    texts.push(text);
    files.push(join(folder, basename(file)));
    await writeFile(files.at(-1), text);
  }
  assert.ok(secrets.length >= 5, `${secrets.length} secrets are planted`);
  return { files, texts, secrets };
}

for (const browser of everyBrowser) {
  test(`${browser}: nor of a zip that was unpacked`, async () => {
    const html = await withProbe();
    const { files, texts, secrets } = await plant();
    const page = await open({ browser, html });
    try {
      await page.see("#continue");
      const packed = join(dirname(files[0]), "ROUTER-A.zip");
      await writeFile(packed, zip(files.map((file, at) => ({ name: basename(file), data: texts[at], stored: at === 0 }))));
      await page.setFiles("#files-input", [packed]);
      await page.see(".router");
      await planned(page);
      const address = texts.join("").match(/<EmailAddress>([^<]+)</)[1];
      const [kept, ...left] = await findInWorker(page, [utf8(address), ...secrets.flatMap(forms)]);
      assert.ok(kept, "an address of the plan is in memory");
      assert.deepEqual(left, left.map(() => false));
    } finally {
      await page.close();
    }
  });

  test(`${browser}: no password and no key is left in the worker's memory`, async () => {
    const html = await withProbe();
    const { files, texts, secrets } = await plant();
    const page = await open({ browser, html });
    try {
      await page.see("#continue");
      await page.setFiles("#files-input", files);
      await page.see(".router");
      await planned(page);
      // What is kept is found: the search works.
      const address = texts.join("").match(/<EmailAddress>([^<]+)</)[1];
      const [kept, ...left] = await findInWorker(page, [utf8(address), ...secrets.flatMap(forms)]);
      assert.ok(kept, "an address of the plan is in memory");
      assert.deepEqual(left, left.map(() => false));
    } finally {
      await page.close();
    }
  });
}
