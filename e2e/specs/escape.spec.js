// Every way out, tried from inside, in the page and in its worker, against listeners that count:
// without protection (the control: a way that does not get out there proves nothing), with the
// policy alone, with the doors alone, and with both, as people get the file.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { leaving, ofPage, ofWorker, staying } from "../lib/channels.js";
import { layers, pageUnder } from "../lib/layers.js";
import { listen } from "../lib/listener.js";
import { everyBrowser, open } from "../lib/page.js";
import { pause, until, within } from "../lib/wait.js";

const table = fileURLToPath(new URL("../../security/ways-out.txt", import.meta.url));

/** How long what was tried may take to arrive, in milliseconds. */
const patience = 2500;
const patienceToLeave = 350;

const realms = [
  { realm: "page", ways: { ...staying, ...ofPage }, attempt: "attempt" },
  { realm: "worker", ways: { ...staying, ...ofWorker }, attempt: "attemptInWorker" },
];

async function opened(browser, scheme, layer) {
  const html = await pageUnder(layer);
  let folder;
  let page;
  if (scheme === "file") {
    folder = await mkdtemp(join(tmpdir(), "reroute-escape-"));
    const path = join(folder, "page.html");
    await writeFile(path, html);
    page = await open({ browser, path });
  } else {
    page = await open({ browser, html });
  }
  await until("the attacker to be inside", () =>
    page.evaluate((bare) => typeof globalThis.attempt === "function" && (bare || typeof globalThis.reroute?.worker === "function"), layer === "none"),
  );
  return {
    page,
    async close() {
      // A page on its way elsewhere may stay there until its browser ends.
      await within(5000, page.close());
      if (folder) {
        await rm(folder, { recursive: true });
      }
    },
  };
}

/** Tries all ways of one realm at once; returns the names of those that got out. */
async function tryStaying(browser, scheme, layer, { ways, attempt }) {
  const names = Object.keys(ways);
  const listeners = await Promise.all(names.map(() => listen()));
  const { page, close } = await opened(browser, scheme, layer);
  try {
    const tried = page.evaluate(
      ({ attempt, attempts }) => {
        globalThis[attempt](attempts);
        return true;
      },
      { attempt, attempts: names.map((name, at) => [name, listeners[at].url]) },
    );
    assert.ok(await within(10_000, tried, false), "the attacker was heard");
    await pause(patience);
    return names.filter((name, at) => listeners[at].hits() > 0);
  } finally {
    await close();
    await Promise.all(listeners.map((listener) => listener.close()));
  }
}

/** Tries the ways that leave one after the other, in a new page wherever the last one got out. */
async function tryLeaving(browser, scheme, layer) {
  const out = [];
  let inside = await opened(browser, scheme, layer);
  // A page on its way elsewhere may not answer at all.
  const soon = (answer) => within(2000, answer.catch(() => false), false);
  const here = () => soon(inside.page.evaluate(() => typeof globalThis.attempt === "function"));
  try {
    for (const name of Object.keys(leaving)) {
      if (!(await here())) {
        await inside.close();
        inside = await opened(browser, scheme, layer);
      }
      const listener = await listen();
      await soon(inside.page.evaluate(([name, url]) => globalThis.attempt([[name, url]]), [name, listener.url]));
      for (let waited = 0; waited < patienceToLeave && listener.hits() === 0; waited += 50) {
        await pause(50);
      }
      if (listener.hits() > 0) {
        out.push(name);
        // Whatever the way did, the next one starts from a page of its own.
        await inside.close();
        inside = await opened(browser, scheme, layer);
      }
      await listener.close();
    }
  } finally {
    await inside.close();
  }
  return out;
}

/** Which ways got out, by realm: `{ page: Set, worker: Set }`. */
async function tryAll(browser, scheme, layer) {
  const out = {};
  for (const one of realms) {
    out[one.realm] = new Set(await tryStaying(browser, scheme, layer, one));
  }
  for (const name of await tryLeaving(browser, scheme, layer)) {
    out.page.add(name);
  }
  return out;
}

const waysOf = (ways, realm) => [...Object.keys(ways), ...(realm === "page" ? Object.keys(leaving) : [])];

/** The rows of a browser: way, realm, and for each layer whether it got out. */
function rowsOf(outByLayer) {
  return realms.flatMap(({ realm, ways }) =>
    waysOf(ways, realm).map((name) => {
      const cells = layers.map((layer) => (outByLayer[layer][realm].has(name) ? "out" : "shut"));
      return [realm, name, ...cells].join(" | ");
    }),
  );
}

for (const browser of everyBrowser) {
  test(`${browser}: with policy and doors no way leads out; each layer alone holds what the table says`, async (t) => {
    const byLayer = {};
    for (const layer of layers) {
      byLayer[layer] = await tryAll(browser, "http", layer);
    }
    const rows = rowsOf(byLayer);
    await compare(browser, await version(browser), rows);
    for (const { realm, ways } of realms) {
      assert.deepEqual([...byLayer.both[realm]], [], `out of the ${realm}`);
      const proven = waysOf(ways, realm).filter((name) => byLayer.none[realm].has(name));
      const unproven = waysOf(ways, realm).filter((name) => !byLayer.none[realm].has(name));
      assert.ok(proven.length >= 6, `the control got out of the ${realm} by ${proven.join(", ")} only`);
      t.diagnostic(`${realm}: ${proven.length} ways proven shut; not proven, as this browser has none such: ${unproven.join(", ") || "–"}`);
    }
  });

  test(`${browser}: the same from file://`, async () => {
    const control = await tryAll(browser, "file", "none");
    const both = await tryAll(browser, "file", "both");
    for (const { realm } of realms) {
      assert.ok(control[realm].size >= 3, `the control got out of the ${realm} by ${[...control[realm]].join(", ")} only`);
      assert.deepEqual([...both[realm]], [], `out of the ${realm}`);
    }
  });
}

async function version(browser) {
  const page = await open({ browser, html: "<!doctype html><title>Version</title>" });
  try {
    const agent = await page.evaluate(() => navigator.userAgent);
    return agent.match(/(?:Chrome|Firefox)\/(\d+)/)[1];
  } finally {
    await page.close();
  }
}

/**
 * Compares with the kept table, or with `REROUTE_BLESS` writes it. The table is of one version of each
 * browser: another may have ways that this one has not, and then only “both” counts.
 */
async function compare(browser, version, rows) {
  const kept = await readFile(table, "utf8").catch(() => "");
  const head = (name) => new RegExp(`^# ${name} (\\d+)$`);
  const parts = {};
  let of = null;
  for (const line of kept.split("\n")) {
    const found = everyBrowser.find((name) => head(name).test(line));
    if (found) {
      of = found;
      parts[of] = { version: line.match(head(found))[1], rows: [] };
    } else if (of && line && !line.startsWith("#")) {
      parts[of].rows.push(line);
    }
  }
  if (process.env.REROUTE_BLESS) {
    parts[browser] = { version, rows };
    const text = everyBrowser
      .filter((name) => parts[name])
      .map((name) => `# ${name} ${parts[name].version}\n# realm | way | ${layers.join(" | ")}\n${parts[name].rows.join("\n")}\n`);
    await writeFile(table, text.join("\n"));
    return;
  }
  assert.ok(parts[browser], `security/ways-out.txt has no rows for ${browser}`);
  if (parts[browser].version === version) {
    assert.deepEqual(rows, parts[browser].rows, "security/ways-out.txt; REROUTE_BLESS=1 writes it anew");
  }
}
