// Lighthouse's word on the page, from a server on this machine and without a network.
import lighthouse from "lighthouse";
import puppeteer from "puppeteer-core";

import { launch } from "./chromium.js";
import { serveProduct } from "./product.js";

/**
 * Lighthouse's scores from 0 to 100 by category, and what took points off, a line each.
 *
 * @param {string[]} categories as Lighthouse calls them
 * @param {object} [settings] added to Lighthouse's usual ones
 */
export async function judge(categories, settings = {}) {
  const server = await serveProduct();
  const browser = await puppeteer.launch(launch);
  try {
    const page = await browser.newPage();
    const config = { extends: "lighthouse:default", settings: { onlyCategories: categories, ...settings } };
    const { lhr } = await lighthouse(server.address, { logLevel: "silent" }, config, page);
    const problem = lhr.runtimeError ?? (lhr.runWarnings.length > 0 && { message: lhr.runWarnings.join(" ") });
    if (problem) {
      throw new Error(`Lighthouse: ${problem.message}`);
    }
    return Object.fromEntries(
      categories.map((name) => {
        const { score, auditRefs } = lhr.categories[name];
        const lost = auditRefs
          .filter(({ id, weight }) => weight > 0 && (lhr.audits[id].score ?? 1) < 1)
          .map(({ id }) => `${id}: ${lhr.audits[id].displayValue ?? JSON.stringify(lhr.audits[id].details?.items)}`);
        return [name, { score: Math.round(score * 100), lost, audits: lhr.audits }];
      }),
    );
  } finally {
    await browser.close();
    server.close();
  }
}
