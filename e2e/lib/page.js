// The page in a browser, the same for every browser and address.
import { mkdir, mkdtemp, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { after } from "node:test";
import { pathToFileURL } from "node:url";

import * as chromium from "./chromium.js";
import * as firefox from "./firefox.js";
import { out, productAddress, serve, serveProduct } from "./product.js";
import { until } from "./wait.js";

const browsers = { chromium, firefox };
const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** Every browser the page is tested in. */
export const everyBrowser = Object.keys(browsers);

/** Every way the page is opened: double-clicked, or from a server. */
export const everyScheme = ["file", "http"];

// A test file's process ends only when its browsers have.
after(() => Promise.all(Object.values(browsers).map((browser) => browser.closeBrowsers())));

// Runs before any script of the page: what the policy refused is no console
// message in Firefox.
const watchViolations = `
  globalThis.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => {
    globalThis.violations.push(event.effectiveDirective + " " + event.blockedURI);
  });
`;

/**
 * Opens the page, or a page of the test's own: `html` from a server, or the file at `path`.
 *
 * @param {object} options
 * @param {"chromium" | "firefox"} options.browser
 * @param {"file" | "http"} [options.scheme]
 * @param {string} [options.html]
 * @param {string} [options.path]
 * @param {"light" | "dark"} [options.theme]
 * @param {boolean} [options.forcedColors]
 * @param {boolean} [options.reducedMotion]
 * @param {number} [options.width] CSS pixels
 * @param {number} [options.height] CSS pixels
 * @param {string} [options.script] runs before any script of the page
 * @param {number} [options.slowDown] how many times slower the page's own thread is; Chromium alone can do it
 */
export async function open({ browser, scheme = "file", html, path, script, ...look }) {
  const { newPage, driver } = browsers[browser];
  const server = html !== undefined ? await serve(html) : scheme === "http" ? await serveProduct() : undefined;
  const address = path !== undefined ? pathToFileURL(path).href : (server?.address ?? productAddress);
  const page = await newPage({
    width: 1280,
    height: 800,
    theme: "light",
    forcedColors: false,
    reducedMotion: false,
    ...look,
  });
  const opened = new Opened(page, driver, address, server);
  await opened.start(script);
  return opened;
}

/** A page that was opened, and what was seen of it. */
class Opened {
  /** Warnings and errors in the console, and errors nobody caught. */
  complaints = [];
  /** The address of every request the browser reported for this page. */
  requests = [];

  constructor(page, driver, address, server) {
    Object.assign(this, { page, driver, address, server });
  }

  async start(script) {
    this.page.on("console", (message) => {
      if (["error", "warning", "warn"].includes(message.type())) {
        this.complaints.push(message.text());
      }
    });
    this.page.on("pageerror", (error) => this.complaints.push(String(error)));
    this.driver.onRequest(this.page, (address) => this.requests.push(address));
    await this.driver.before(this.page, watchViolations);
    if (script) {
      await this.driver.before(this.page, script);
    }
    await this.driver.goto(this.page, this.address);
  }

  /** Requests that are neither the document nor made of the page's own bytes. */
  get strayRequests() {
    return this.requests.filter(
      (address) => address !== this.address && !/^(data|blob):/.test(address),
    );
  }

  /** What the policy refused, as `directive address`. */
  violations() {
    return this.evaluate(() => globalThis.violations);
  }

  /** Runs a function in the page and returns its answer. */
  evaluate(work, argument) {
    return this.page.evaluate(work, argument);
  }

  /** The text of the first element that matches, as it is shown; null without one. */
  text(selector) {
    return this.evaluate((wanted) => document.querySelector(wanted)?.innerText ?? null, selector);
  }

  /** Waits until an element that matches is in the page and shown. */
  async see(selector, options) {
    const shown = (wanted) =>
      [...document.querySelectorAll(wanted)].some((element) => element.getClientRects().length > 0);
    await until(`${selector} to be shown`, () => this.evaluate(shown, selector), options);
  }

  /** Waits until the first element that matches holds `text`. */
  async seeText(selector, text, options) {
    await until(
      `“${text}” in ${selector}`,
      async () => (await this.text(selector))?.includes(text),
      options,
    );
  }

  /** Clicks the first element that matches, with the mouse. */
  async click(selector) {
    await this.see(selector);
    await (await this.page.$(selector)).click();
  }

  /** Presses a key, such as `Tab` or `Enter`. */
  press(key) {
    return this.page.keyboard.press(key);
  }

  /** Types a text into what has the focus. */
  type(text) {
    return this.page.keyboard.type(text);
  }

  /** Chooses files in a file field, shown or not. */
  setFiles(selector, paths) {
    return this.driver.setFiles(this.page, selector, paths);
  }

  /** Does `action`, which downloads one file; returns its path, under `e2e/out/`. */
  async download(action) {
    await mkdir(out, { recursive: true });
    const folder = await mkdtemp(join(out, "download-"));
    return this.driver.download(this.page, folder, action);
  }

  /** Writes `e2e/out/NAME.png` and returns its path. */
  async screenshot(name, { fullPage = true } = {}) {
    await mkdir(out, { recursive: true });
    const path = join(out, `${name}.png`);
    await this.page.screenshot({ path, fullPage });
    return path;
  }

  /**
   * What axe-core finds against WCAG 2.2 AA and its own good habits: an empty
   * list, or a line for each element with its rule.
   *
   * @param {object} [options] run options of axe-core, added to the usual ones
   */
  async accessibilityFaults(options = {}) {
    if (!(await this.evaluate(() => typeof globalThis.axe === "object"))) {
      await this.page.evaluate(await readFile(axeFile, "utf8"));
    }
    return this.evaluate(async (given) => {
      const { violations } = await globalThis.axe.run(document, given);
      return violations.flatMap((rule) =>
        rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`),
      );
    }, { resultTypes: ["violations"], preload: false, ...options });
  }

  async close() {
    await this.driver.close(this.page);
    await this.server?.close();
  }
}
