// The one file opens everywhere, and speaks to nobody.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { everyBrowser, everyScheme, open } from "../lib/page.js";
import { product, serve } from "../lib/product.js";

const closed = [
  "default-src 'none'",
  /^script-src 'wasm-unsafe-eval'( 'sha256-[\w+/]{43}='){3}$/,
  /^style-src 'sha256-[\w+/]{43}='$/,
  "img-src data: blob:",
  "connect-src 'none'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
];

test("the policy in the file is the closed one, before any script or style", async () => {
  const html = await readFile(product, "utf8");
  const [, before, policy] = html.match(
    /^([^]*?)<meta http-equiv="Content-Security-Policy" content="([^"]*)">/,
  );
  assert.doesNotMatch(before, /<(script|style|link)/);
  const directives = policy.split("; ");
  assert.equal(directives.length, closed.length, policy);
  for (const [index, wanted] of closed.entries()) {
    if (typeof wanted === "string") {
      assert.equal(directives[index], wanted);
    } else {
      assert.match(directives[index], wanted);
    }
  }
  assert.doesNotMatch(html.replace(/<script[^]*?<\/script>/g, ""), /\sstyle=/);
});

for (const browser of everyBrowser) {
  for (const scheme of everyScheme) {
    test(`${browser}, ${scheme}: it opens, its worker answers, nothing is requested`, async () => {
      const page = await open({ browser, scheme });
      try {
        await page.click("#open-sample");
        await page.seeText("#said", "The plan is up to date", { timeout: 60_000 });
        assert.equal(await page.text("h1"), "Add the files of your Email Routers");
        const facts = await page.evaluate(() => globalThis.reroute.facts);
        assert.match(facts.wasmSha256, /^[0-9a-f]{64}$/);
        assert.ok(facts.wasmBytes > 10_000);
        assert.match(facts.policy, /connect-src 'none'/);
        assert.deepEqual(page.strayRequests, []);
        assert.deepEqual(page.complaints, []);
        assert.deepEqual(await page.violations(), []);
        assert.deepEqual(page.server?.asked ?? ["GET /"], ["GET /"]);
      } finally {
        await page.close();
      }
    });
  }

  test(`${browser}: axe-core finds nothing, in either theme`, async () => {
    for (const theme of ["light", "dark"]) {
      const page = await open({ browser, theme });
      try {
        await page.see("h1");
        const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
        assert.equal(dark, theme === "dark");
        await page.screenshot(`open-${browser}-${theme}`);
        assert.deepEqual(await page.accessibilityFaults(), []);
      } finally {
        await page.close();
      }
    }
  });
}

/** Tries to reach `address` from the page and from a worker it makes. */
async function reach(page, address) {
  return page.evaluate(async (target) => {
    const inPage = await fetch(target).then(() => "reached", () => "refused");
    const text = `fetch(${JSON.stringify(target)}).then(() => postMessage("reached"), () => postMessage("refused"))`;
    const worker = new Worker(URL.createObjectURL(new Blob([text])));
    const inWorker = await new Promise((resolve) => {
      worker.onmessage = (event) => resolve(event.data);
    });
    worker.terminate();
    return [inPage, inWorker];
  }, address);
}

for (const browser of everyBrowser) {
  test(`${browser}: a request from the page or its worker goes nowhere`, async () => {
    const listener = await serve("");
    const page = await open({ browser });
    const control = await open({ browser, html: "<!doctype html><title>No policy</title>" });
    try {
      assert.deepEqual(await reach(page, `${listener.address}?page`), ["refused", "refused"]);
      assert.deepEqual(listener.asked, []);
      assert.deepEqual(await page.violations(), [`connect-src ${listener.address}?page`]);
      // The same attempts count where there is no policy, so the zero means something.
      assert.deepEqual(await reach(control, `${listener.address}?control`), ["reached", "reached"]);
      assert.equal(listener.asked.length, 2);
    } finally {
      await page.close();
      await control.close();
      await listener.close();
    }
  });

  test(`${browser}: a page that cannot start says so in plain words`, async () => {
    const html = (await readFile(product, "utf8")).replace(
      /<meta http-equiv="Content-Security-Policy"[^>]*>/,
      "<script>delete globalThis.DecompressionStream;</script>",
    );
    const old = await open({ browser, html });
    const broken = await open({
      browser,
      html: html.replace("delete globalThis.DecompressionStream", "WebAssembly.compile = () => Promise.reject(new Error('no room'))"),
    });
    try {
      await old.seeText("[role=alert]", "This browser is too old for Reroute: it lacks DecompressionStream.");
      await broken.seeText("[role=alert]", "Reroute could not open in this browser.");
      await broken.seeText("[role=alert]", "no room");
      assert.equal(await old.text("#loading"), null);
    } finally {
      await old.close();
      await broken.close();
    }
  });
}
