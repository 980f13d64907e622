// Nothing of passwords and key files stays in the memory of the worker once the plan is made.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";

import { filesOf, planned } from "../lib/journey.js";
import { withScript } from "../lib/layers.js";
import { everyBrowser, open } from "../lib/page.js";
import { product } from "../lib/product.js";

const router = "pop3-smtp/ROUTER-A";

// Runs in the page and in the worker, whose text is made of the same scripts: keeps the compiled
// program's memory within reach, and looks through it when asked.
const probe = `
;(() => {
  const begin = wasm_bindgen;
  let memory;
  wasm_bindgen = async (given) => {
    const made = await begin(given);
    memory = made.memory;
    return made;
  };
  if (typeof document !== "undefined") {
    const { doors } = globalThis.reroute;
    const make = doors.worker;
    doors.worker = (texts) => (globalThis.madeWorker = make(texts));
    return;
  }
  addEventListener("message", ({ data }) => {
    if (data?.find === undefined) return;
    const bytes = new Uint8Array(memory.buffer);
    const holds = (wanted) => {
      for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
        if (wanted.every((byte, index) => bytes[at + index] === byte)) return true;
      }
      return false;
    };
    data.port.postMessage(data.find.map(holds));
  });
})();`;

const utf16 = (text) => [...Buffer.from(text, "utf16le")];
const utf8 = (text) => [...Buffer.from(text, "utf8")];

/** Every form of a secret that a reader might leave behind. */
const forms = (secret) => {
  const plain = Buffer.from(secret, "base64");
  return [utf8(secret), utf16(secret), [...plain], utf16(plain.toString("latin1")), utf8(plain.toString("hex"))];
};

async function findInWorker(page, find) {
  return page.evaluate(
    (wanted) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => resolve(event.data);
        globalThis.madeWorker.postMessage({ find: wanted, port: port2 }, [port2]);
      }),
    find,
  );
}

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
  test(`${browser}: no password and no key is left in the worker's memory`, async () => {
    const html = withScript(await readFile(product, "utf8"), "start", (text) => text + probe);
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
