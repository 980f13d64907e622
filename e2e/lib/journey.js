// The road through the four steps, for every test that walks it.
import { cp, mkdtemp, readFile, readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** A folder of `samples/`. */
export const sample = (name) => fileURLToPath(new URL(`../../samples/${name}/`, import.meta.url));

/** The files of a folder of `samples/`, without its note. */
export async function filesOf(name) {
  const folder = sample(name);
  return (await readdir(folder)).sort().map((file) => join(folder, file));
}

/** A copy of a router's folder under the name the page gives to loose files, for the command line. */
export async function asLooseRouter(name) {
  const folder = join(await mkdtemp(join(tmpdir(), "reroute-router-")), "Email Router");
  await cp(sample(name), folder, { recursive: true });
  return folder;
}

/** Waits until the heading says the step has come, and has the focus. */
export async function arrive(page, step) {
  await page.seeText(".step-count", `Step ${step} of 4`);
  await page.see("h1");
}

/** Opens the made-up files and waits for their plan. */
export async function openSample(page) {
  await page.click("#open-sample");
  await page.see(".router", { timeout: 60_000 });
  await planned(page);
}

/** Waits until no plan is being made. */
export async function planned(page) {
  await page.see("body:not([data-busy])", { timeout: 60_000 });
}

/** What the page holds as answers, by the file it saves. */
export async function held(page) {
  const file = await page.download(() => page.click(".summary-actions .link"));
  return JSON.parse(await readFile(file, "utf8"));
}

/** Goes on with *Continue*. */
export async function goOn(page, step) {
  await page.click("#continue");
  await arrive(page, step);
}

/** Chooses an option of a list by its value, as a person does: the driver sends the same events. */
export async function choose(page, selector, value) {
  const driver = page.page;
  await (driver.selectOption ? driver.selectOption(selector, value) : driver.select(selector, value));
}

/** Says when the waves start, by the fields' own keys. */
export async function start(page, date, time, zone) {
  await choose(page, "#zone", zone);
  await page.click("#start-date");
  await fill(page, "#start-date", date);
  await fill(page, "#start-time", time);
}

/** Drops a file with this name and content into the window. */
export async function drop(page, name, content) {
  await page.evaluate(
    ([title, bytes]) => {
      const data = new DataTransfer();
      data.items.add(new File([new Uint8Array(bytes)], title));
      for (const type of ["dragenter", "dragover", "drop"]) {
        const event = new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: data });
        document.querySelector("h1").dispatchEvent(event);
      }
    },
    [name, [...Buffer.from(content)]],
  );
}

/** Puts a value into a field as typing it whole does. */
export async function fill(page, selector, value) {
  await page.evaluate(
    ([wanted, text]) => {
      const field = document.querySelector(wanted);
      field.focus();
      const prototype = Object.getPrototypeOf(field);
      Object.getOwnPropertyDescriptor(prototype, "value").set.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    },
    [selector, value],
  );
}
