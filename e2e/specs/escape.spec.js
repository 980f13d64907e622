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

const file = fileURLToPath(new URL("../../security/ways-out.txt", import.meta.url));

/** How long what was tried may take to arrive, in milliseconds. */
const patience = 2500;
/** How long the next way that leaves waits for the one before; who comes later is still counted. */
const patienceToLeave = 350;
/** How long a way is waited for that is known to get out: a busy machine takes its time. */
const patienceWithKnown = 15_000;

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

/** Waits at most so long until all these listeners have heard something. */
async function allHeard(listeners, time) {
  for (let waited = 0; waited < time && listeners.some((listener) => listener.hits() === 0); waited += 50) {
    await pause(50);
  }
}

/** Tries all ways of one realm at once; returns the names of those that got out. */
async function tryStaying(browser, scheme, layer, { ways, attempt }, known) {
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
    await allHeard(listeners.filter((listener, at) => known.has(names[at])), patienceWithKnown);
    return names.filter((name, at) => listeners[at].hits() > 0);
  } finally {
    await close();
    await Promise.all(listeners.map((listener) => listener.close()));
  }
}

/** Tries the ways that leave one after the other, in a new page wherever the last one got out. */
async function tryLeaving(browser, scheme, layer, known) {
  const listeners = new Map();
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
      listeners.set(name, listener);
      await soon(inside.page.evaluate(([name, url]) => globalThis.attempt([[name, url]]), [name, listener.url]));
      await allHeard([listener], known.has(name) ? patienceWithKnown : patienceToLeave);
      if (listener.hits() > 0) {
        // Whatever the way did, the next one starts from a page of its own.
        await inside.close();
        inside = await opened(browser, scheme, layer);
      }
    }
    await pause(patience);
    return [...listeners.keys()].filter((name) => listeners.get(name).hits() > 0);
  } finally {
    await inside.close();
    listeners.forEach((listener) => listener.close());
  }
}

/** Which ways got out, by realm: `{ page: Set, worker: Set }`; those known to get out are waited for. */
async function tryAll(browser, scheme, layer, known = {}) {
  const out = {};
  for (const one of realms) {
    out[one.realm] = new Set(await tryStaying(browser, scheme, layer, one, known[one.realm] ?? new Set()));
  }
  for (const name of await tryLeaving(browser, scheme, layer, known.page ?? new Set())) {
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

/** What the table says of a layer: `{ page: Set, worker: Set }` of the ways that get out. */
function knownOf(rows, layer) {
  const known = Object.fromEntries(realms.map(({ realm }) => [realm, new Set()]));
  for (const [realm, way, ...cells] of rows.map((row) => row.split(" | "))) {
    if (cells[layers.indexOf(layer)] === "out") {
      known[realm].add(way);
    }
  }
  return known;
}

for (const browser of everyBrowser) {
  test(`${browser}: with policy and doors no way leads out; each layer alone holds what the table says`, async (t) => {
    const kept = await tableOf(browser);
    const byLayer = {};
    for (const layer of layers) {
      byLayer[layer] = await tryAll(browser, "http", layer, knownOf(kept.rows, layer));
    }
    const rows = rowsOf(byLayer);
    const now = await version(browser);
    if (process.env.REROUTE_BLESS) {
      await keep(browser, now, rows);
    } else if (now === kept.version) {
      // Another version may have ways that this one has not, and then only “both” counts.
      assert.deepEqual(rows, kept.rows, "security/ways-out.txt; REROUTE_BLESS=1 writes it anew");
    }
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

/** The kept table, by browser: `{ version, rows }`; without rows where there are none yet. */
async function tables() {
  const parts = Object.fromEntries(everyBrowser.map((name) => [name, { version: null, rows: [] }]));
  let of = null;
  for (const line of (await readFile(file, "utf8").catch(() => "")).split("\n")) {
    const [, name, version] = line.match(/^# (\w+) (\d+)$/) ?? [];
    if (parts[name]) {
      of = parts[name];
      of.version = version;
    } else if (of && line && !line.startsWith("#")) {
      of.rows.push(line);
    }
  }
  return parts;
}

async function tableOf(browser) {
  const part = (await tables())[browser];
  assert.ok(part.version || process.env.REROUTE_BLESS, `security/ways-out.txt has no rows for ${browser}`);
  return part;
}

async function keep(browser, version, rows) {
  const parts = { ...(await tables()), [browser]: { version, rows } };
  const text = everyBrowser
    .filter((name) => parts[name].version)
    .map((name) => `# ${name} ${parts[name].version}\n# realm | way | ${layers.join(" | ")}\n${parts[name].rows.join("\n")}\n`);
  await writeFile(file, text.join("\n"));
}
