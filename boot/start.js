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

  async function startPage({ fail, opened, doors, unpack }) {
    try {
      // The module and, behind it, the list of what it is made of.
      const block = document.getElementById("program");
      const { wasmSha256, wasmBytes, billBytes } = block.dataset;
      const unpacked = unpack(block.textContent, Number(wasmBytes) + Number(billBytes));
      const wasm = unpacked.subarray(0, Number(wasmBytes));
      doors.know(wasm);
      const module = await WebAssembly.compile(wasm);
      block.remove();

      // The worker closes its own doors first.
      const scripts = ["doors", "glue", "start"].map((id) => document.getElementById(id).textContent);

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
          bill: new TextDecoder().decode(unpacked.subarray(wasm.length)),
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
