// The helpers see what they claim to see, in every browser: tests that rely on
// them would otherwise pass for nothing.
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";

import { everyBrowser, open } from "../lib/page.js";

const html = `<!doctype html><html lang="en"><title>Helpers</title>
<input type="file" id="files" multiple hidden>
<a id="save" download="plan ü.csv">Save</a>
<p id="names"></p><img src="/missing.png">
<script>
  save.href = URL.createObjectURL(new Blob(["a;b\\r\\n"]));
  files.onchange = () => { names.textContent = [...files.files].map((file) => file.name).join(); };
  console.error("a complaint");
  setTimeout(() => { throw new Error("nobody caught this"); });
</script>`;

for (const browser of everyBrowser) {
  test(`${browser}: complaints, requests, files, downloads and looks are seen`, async () => {
    const page = await open({ browser, html, width: 320, height: 500, theme: "dark", reducedMotion: true });
    try {
      const complaints = page.complaints.join("\n");
      assert.match(complaints, /a complaint/);
      assert.match(complaints, /nobody caught this/);
      assert.deepEqual(page.strayRequests.filter((address) => !address.endsWith("/favicon.ico")), [`${page.address}missing.png`]);

      const look = await page.evaluate(() => [
        innerWidth,
        ...["prefers-color-scheme: dark", "prefers-reduced-motion", "forced-colors: none"].map(
          (query) => matchMedia(`(${query})`).matches,
        ),
      ]);
      assert.deepEqual(look, [320, true, true, true]);

      const file = join(tmpdir(), `reroute-helpers-${process.pid}.txt`);
      await writeFile(file, "text");
      await page.setFiles("#files", [file]);
      await page.seeText("#names", basename(file));

      for (let time = 0; time < 2; time += 1) {
        const path = await page.download(() => page.click("#save"));
        assert.equal(basename(path), "plan ü.csv");
        assert.equal(await readFile(path, "utf8"), "a;b\r\n");
      }

      const faults = await page.accessibilityFaults();
      assert.ok(faults.some((fault) => fault.startsWith("image-alt: img:")), faults.join("\n"));
    } finally {
      await page.close();
    }

    const forced = await open({ browser, html, forcedColors: true });
    try {
      assert.ok(await forced.evaluate(() => matchMedia("(forced-colors: active)").matches));
    } finally {
      await forced.close();
    }
  });
}
