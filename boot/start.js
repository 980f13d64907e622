// Starts the compiled part of Reroute. The same text runs in the page and, from
// a blob: URL, in the page's worker: the page unpacks and compiles, the worker
// is handed the compiled module as its first message.
"use strict";
(() => {
  function startWorker() {
    const early = [];
    const keep = (event) => early.push(event);

    const start = async (event) => {
      self.removeEventListener("message", start);
      self.addEventListener("message", keep);
      try {
        await wasm_bindgen({ module_or_path: event.data });
      } catch (error) {
        // Thrown outside the promise, so that the page's `worker.onerror` hears it.
        setTimeout(() => {
          throw error;
        });
        return;
      }
      // What came before the compiled side listened, in its order.
      self.removeEventListener("message", keep);
      for (const { data, ports } of early) {
        self.dispatchEvent(new MessageEvent("message", { data, ports: [...ports] }));
      }
    };
    self.addEventListener("message", start);
  }

  // The module whose bytes are the first of all pieces, compiled while the rest is still to come.
  function compiler(length) {
    let missing = length;
    let bytes;
    const stream = new ReadableStream({ start: (controller) => void (bytes = controller) });
    const compiling = WebAssembly.compileStreaming(new Response(stream, { headers: { "Content-Type": "application/wasm" } }));
    const see = (piece) => {
      if (missing > 0) {
        const own = piece.subarray(0, missing);
        bytes.enqueue(own);
        missing -= own.length;
        if (missing === 0) {
          bytes.close();
        }
      }
    };
    return { compiling, see };
  }

  // What is packed together, in this order: the compiled program, what it is made of, the script between it and the
  // browser, the style sheet.
  async function unpacked(unpack) {
    const block = document.getElementById("program");
    const lengths = block.dataset.bytes.split(" ").map(Number);
    const { compiling, see } = compiler(lengths[0]);
    const bytes = await unpack(block.textContent, lengths.reduce((sum, length) => sum + length), see);
    block.remove();
    let end = 0;
    const [wasm, ...texts] = lengths.map((length) => bytes.subarray(end, (end += length)));
    const decoder = new TextDecoder();
    return [block.dataset.wasmSha256, wasm, compiling, ...texts.map((text) => decoder.decode(text))];
  }

  async function startPage({ fail, opened, doors, unpack }) {
    try {
      const [wasmSha256, wasm, compiling, bill, glue, style] = await unpacked(unpack);
      doors.know(wasm);
      const sheet = document.createElement("style");
      sheet.textContent = style;
      document.head.append(sheet);
      doors.run(glue);
      const module = await compiling;

      // The worker closes its own doors first.
      const textOf = (id) => document.getElementById(id).textContent;
      const scripts = [textOf("doors"), glue, textOf("start")];

      globalThis.reroute = Object.freeze({
        // A new worker that runs the same compiled module; it may be posted to at once.
        worker() {
          const worker = doors.worker(scripts);
          worker.postMessage(module);
          return worker;
        },
        // What the page shows to those who want to check it.
        facts: Object.freeze({
          wasmSha256,
          wasmBytes: wasm.length,
          bill,
          policy: document.querySelector("meta[http-equiv='Content-Security-Policy']")?.content ?? "",
        }),
      });

      await wasm_bindgen({ module_or_path: module });
      opened();
    } catch (error) {
      fail(error);
    }
  }

  if (typeof document === "undefined") {
    startWorker();
  } else if (globalThis.reroute.usable) {
    startPage(globalThis.reroute);
  }
})();
