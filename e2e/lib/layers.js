// The page with one of its two layers taken away, or with neither, and an attacker inside it.
import { createHash } from "node:crypto";

import { leaving, ofPage, ofWorker, staying } from "./channels.js";
import { productText } from "./product.js";

/** What protects: nothing (the control), the policy, the doors, and both, as people get it. */
export const layers = ["none", "policy", "doors", "both"];

const source = (ways) =>
  `{${Object.entries(ways)
    .map(([name, way]) => `${JSON.stringify(name)}: ${way}`)
    .join(",\n")}}`;

// Runs in the page and in the worker, after the doors: as a hostile part of the program would.
const attacker = `
(() => {
  const ways = { ...${source(staying)}, ...(typeof document === "undefined" ? ${source(ofWorker)} : ${source({ ...ofPage, ...leaving })}) };
  const attempt = async (name, url) => {
    try { await ways[name](url); } catch (error) { /* Listening tells, not what the page says. */ }
  };
  if (typeof document === "undefined") {
    addEventListener("message", ({ data }) => {
      if (data?.attempts) {
        for (const [name, url] of data.attempts) attempt(name, url);
      }
    });
    return;
  }
  globalThis.attempt = (attempts) => {
    for (const [name, url] of attempts) attempt(name, url);
  };
  globalThis.attemptInWorker = (attempts) => {
    const worker = globalThis.reroute?.worker?.() ?? new Worker(URL.createObjectURL(new Blob([document.scripts[0].textContent])));
    worker.postMessage({ attempts });
  };
})();
`;

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** The text of the page under the named layer. */
export async function pageUnder(layer) {
  if (layer === "none") {
    return `<!doctype html><title>Nothing protects this page</title><body><script>${attacker}</script>`;
  }
  let html = withScript(await productText(), "start", (text) => `${text};${attacker}`);
  if (layer === "doors") {
    html = html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, "");
  }
  if (layer === "policy") {
    html = withScript(html, "doors", () => openDoors);
  }
  return html;
}

/** The page with another text in one of its scripts, and that text's hash in the policy. */
export function withScript(html, id, change) {
  const [whole, text] = html.match(new RegExp(`<script id="${id}">([^]*?)</script>`));
  const changed = change(text);
  // Functions, because the texts have dollar signs.
  return html
    .replace(whole, () => `<script id="${id}">${changed}</script>`)
    .replace(hash(text), () => hash(changed));
}

// Everything the start script needs of the doors, and none of them closed. Markup passes nowhere: the
// policy hands every text to the one function that has its name, and this one lets nothing through.
const openDoors = `"use strict";
if (typeof document !== "undefined") {
  let own, script;
  globalThis.trustedTypes?.createPolicy("default", {
    createHTML: () => null,
    createScript: (text) => (text === script ? text : null),
    createScriptURL: (url) => (url === own ? url : null),
  });
  globalThis.reroute.doors = {
    know() {},
    run(text) {
      script ??= text;
      const element = document.createElement("script");
      element.textContent = text;
      document.head.append(element);
    },
    worker(texts) {
      own ??= URL.createObjectURL(new Blob(texts, { type: "text/javascript" }));
      return new Worker(own);
    },
  };
}`;
