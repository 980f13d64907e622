// The one file opens everywhere, and speaks to nobody.
import assert from "node:assert/strict";
import { test } from "node:test";

import { everyBrowser, everyScheme, open } from "../lib/page.js";
import { productText } from "../lib/product.js";

const closed = [
  "default-src 'none'",
  /^script-src 'wasm-unsafe-eval'( 'sha256-[\w+/]{43}='){5}$/,
  /^style-src( 'sha256-[\w+/]{43}='){2}$/,
  "img-src data: blob:",
  "connect-src 'none'",
  "worker-src blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types default",
];

test("the policy in the file is the closed one, before any script or style", async () => {
  const html = await productText();
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

for (const browser of everyBrowser) {
  test(`${browser}: a page that cannot start says so in plain words`, async () => {
    const html = (await productText()).replace(
      /<meta http-equiv="Content-Security-Policy"[^>]*>/,
      "<script>delete Blob.prototype.stream;</script>",
    );
    const old = await open({ browser, html });
    const broken = await open({
      browser,
      html: html.replace("delete Blob.prototype.stream", "WebAssembly.compileStreaming = () => Promise.reject(new Error('no room'))"),
    });
    const slow = await open({
      browser,
      html: html.replace("delete Blob.prototype.stream", "WebAssembly.validate = () => false"),
    });
    try {
      await old.seeText("[role=alert]", "This browser is too old for Reroute: it lacks Blob.stream.");
      await slow.seeText("[role=alert]", "This browser is too old for Reroute: it lacks vectors in WebAssembly.");
      await broken.seeText("[role=alert]", "Reroute could not open in this browser.");
      await broken.seeText("[role=alert]", "no room");
      assert.equal(await old.text("#loading"), null);
    } finally {
      await old.close();
      await broken.close();
      await slow.close();
    }
  });
}
