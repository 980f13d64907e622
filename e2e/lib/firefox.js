// Firefox, driven by Puppeteer over WebDriver BiDi.
import { copyFile, mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import puppeteer from "puppeteer-core";

import { pause } from "./wait.js";

const executablePath = process.env.REROUTE_FIREFOX || "/usr/bin/firefox-esr";

// What Firefox would ask the network for by itself.
const quiet = {
  "app.normandy.enabled": false,
  "app.update.enabled": false,
  "browser.aboutwelcome.enabled": false,
  "browser.contentblocking.report.enabled": false,
  "browser.newtabpage.enabled": false,
  "browser.region.network.url": "",
  "browser.safebrowsing.downloads.enabled": false,
  "browser.safebrowsing.malware.enabled": false,
  "browser.safebrowsing.phishing.enabled": false,
  "browser.search.update": false,
  "browser.startup.page": 0,
  "browser.topsites.contile.enabled": false,
  "captivedetect.canonicalURL": "",
  "datareporting.healthreport.uploadEnabled": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "dom.push.connection.enabled": false,
  "extensions.getAddons.cache.enabled": false,
  "extensions.systemAddon.update.enabled": false,
  "extensions.update.enabled": false,
  "geo.provider.network.url": "",
  "media.gmp-manager.updateEnabled": false,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "network.dns.disablePrefetch": true,
  "network.prefetch-next": false,
  "services.settings.server": "data:,",
  "signon.rsFolders.enabled": false,
  "toolkit.telemetry.enabled": false,
};

// One browser for each look: Firefox takes these from preferences.
const browsers = new Map();

async function launch({ theme, forcedColors, reducedMotion }) {
  const downloads = await mkdtemp(join(tmpdir(), "reroute-downloads-"));
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath,
    headless: true,
    extraPrefsFirefox: {
      ...quiet,
      "browser.download.dir": downloads,
      "browser.download.folderList": 2,
      "browser.download.useDownloadDir": true,
      "browser.download.always_ask_before_handling_new_types": false,
      "browser.download.open_pdf_attachments_inline": false,
      "browser.display.document_color_use": forcedColors ? 2 : 0,
      "layout.css.prefers-color-scheme.content-override": theme === "dark" ? 0 : 1,
      "ui.prefersReducedMotion": reducedMotion ? 1 : 0,
      "ui.systemUsesDarkTheme": theme === "dark" ? 1 : 0,
    },
  });
  return { browser, downloads };
}

/** A page in a profile of its own. */
export async function newPage({ width, height, ...look }) {
  const key = JSON.stringify(look);
  if (!browsers.has(key)) {
    browsers.set(key, launch(look));
  }
  const { browser, downloads } = await browsers.get(key);
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  page.downloads = downloads;
  await page.setViewport({ width, height });
  return page;
}

/** The size of a file; undefined while there is none of that name. */
const sizeOf = (path) => stat(path).then(({ size }) => size, () => undefined);

/**
 * The one file that appeared in `folder`, once it is whole. Firefox writes under a made-up name
 * and renames at the end, so that a name that was listed may be gone a moment later.
 */
async function arrived(folder, before) {
  let seen;
  for (let turn = 0; turn < 300; turn += 1) {
    const names = (await readdir(folder)).filter((name) => !before.has(name));
    const whole = names.find((name) => !name.endsWith(".part"));
    if (whole && !names.some((name) => name.endsWith(".part"))) {
      const size = await sizeOf(join(folder, whole));
      if (size !== undefined && seen?.name === whole && seen.size === size) {
        return whole;
      }
      seen = { name: whole, size };
    }
    await pause(100);
  }
  throw new Error("no file was downloaded within 30 s");
}

export const driver = {
  onRequest: (page, seen) => page.on("request", (request) => seen(request.url())),
  before: (page, script) => page.evaluateOnNewDocument(script),
  goto: (page, address) => page.goto(address, { waitUntil: "load" }),
  async setFiles(page, selector, paths) {
    const input = await page.$(selector);
    await input.uploadFile(...paths);
  },
  async download(page, folder, action) {
    const before = new Set(await readdir(page.downloads));
    await action();
    const name = await arrived(page.downloads, before);
    // Copied, not renamed: the two folders may lie on different disks.
    await copyFile(join(page.downloads, name), join(folder, name));
    await rm(join(page.downloads, name));
    return join(folder, name);
  },
  close: (page) => page.browserContext().close(),
};

export async function closeBrowsers() {
  for (const launched of browsers.values()) {
    const { browser, downloads } = await launched;
    await browser.close();
    await rm(downloads, { recursive: true, force: true });
  }
  browsers.clear();
}
