// The page with a probe in it: the memory of the worker's compiled program can be searched and measured.

import { withScript } from "./layers.js";
import { productText } from "./product.js";

// Runs in the page and in the worker, whose text is made of the same scripts: keeps the compiled
// program's memory within reach, and answers what is asked of it.
const probe = `
;(() => {
  if (typeof document !== "undefined") {
    const { doors } = globalThis.reroute;
    const make = doors.worker;
    doors.worker = (texts) => (globalThis.madeWorker = make(texts));
    return;
  }
  const begin = wasm_bindgen;
  let memory;
  wasm_bindgen = async (given) => {
    const made = await begin(given);
    memory = made.memory;
    return made;
  };
  const holds = (bytes, wanted) => {
    for (let at = bytes.indexOf(wanted[0]); at >= 0; at = bytes.indexOf(wanted[0], at + 1)) {
      if (wanted.every((byte, index) => bytes[at + index] === byte)) return true;
    }
    return false;
  };
  addEventListener("message", (event) => {
    const { probe, port } = event.data ?? {};
    if (!probe) return;
    // The program knows no such question.
    event.stopImmediatePropagation();
    const bytes = new Uint8Array(memory.buffer);
    port.postMessage(probe.find ? probe.find.map((wanted) => holds(bytes, wanted)) : bytes.length);
  });
})();`;

/** The page with the probe, as HTML. */
export async function withProbe() {
  return withScript(await productText(), "start", (text) => text + probe);
}

const ask = (page, question) =>
  page.evaluate(
    (probe) =>
      new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        globalThis.madeWorker.postMessage({ probe, port: port2 }, [port2]);
      }),
    question,
  );

/** For each list of bytes, whether the worker's memory holds it. */
export const findInWorker = (page, find) => ask(page, { find });

/** The size of the worker's memory in bytes. */
export const sizeOfWorker = (page) => ask(page, { find: null });
