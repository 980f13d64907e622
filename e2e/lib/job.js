// The whole job in wasm beside other readers: runs in a page, where the files are chosen, and in node.

/** Defines `prepare` and `round` where it runs; it refers to nothing outside itself. */
export function define() {
  const slice = 1 << 20;
  const batch = 32;
  let module;
  let tools;

  const instance = async () => (await WebAssembly.instantiate(module, {})).exports;

  /** Copies bytes into an instance's buffer. */
  const fill = (exports, bytes) => {
    const at = exports.buffer(bytes.length);
    new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  };

  const taken = (run) => {
    const start = performance.now();
    run();
    return (performance.now() - start) / 1000;
  };

  globalThis.prepare = async (base64) => {
    module = await WebAssembly.compile(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
    tools = await instance();
  };

  /** Slices of all files in their order: at most 32 are in memory before the clock starts. */
  async function* batches(files) {
    let ready = [];
    for (const [file, blob] of files.entries()) {
      for (let from = 0; from < blob.size; from += slice) {
        const bytes = new Uint8Array(await blob.slice(from, from + slice).arrayBuffer());
        ready.push({ file, bytes, first: from === 0, last: from + slice >= blob.size });
        if (ready.length === batch) {
          yield ready;
          ready = [];
        }
      }
    }
    yield ready;
  }

  async function job(files, paths, times) {
    const session = await instance();
    session.answer(0);
    let hash = 0;
    let reading = 0;
    for await (const ready of batches(files)) {
      hash += taken(() => {
        for (const { bytes } of ready) {
          fill(tools, bytes);
          tools.hash();
        }
      });
      reading += taken(() => {
        for (const { file, bytes, first, last } of ready) {
          if (first) {
            fill(session, new TextEncoder().encode(paths[file]));
            session.begin(file);
          }
          fill(session, bytes);
          session.push(file);
          if (last) session.finish(file);
        }
      });
    }
    const afterReading = session.memory.buffer.byteLength;
    const planning = taken(() => session.replan());
    const peak = session.memory.buffer.byteLength;
    times["SHA-256 of the files"] = hash;
    times["reading, without SHA-256"] = reading - hash;
    times["merging, checks, plan"] = planning;
    times["the whole job"] = reading + planning;
    times["the whole job, without SHA-256"] = reading - hash + planning;
    times["a changed answer"] = taken(() => session.answer(1));
    const mailboxes = session.mailboxes();
    if (mailboxes === 0) throw new Error("nothing was planned");
    return { mailboxes, reading: afterReading, peak };
  }

  /** One round: seconds by what took them, and the memory of our own part. */
  globalThis.round = async (files, paths, small) => {
    const times = {};
    const memory = await job(files, paths, times);
    if (!small) return { times, memory };
    const add = (what, seconds) => (times[what] = (times[what] ?? 0) + seconds);
    for (const blob of files) {
      fill(tools, new Uint8Array(await blob.arrayBuffer()));
      add("memchr for `<`", taken(() => tools.scan()));
      add("bare quick-xml", taken(() => tools.bare()));
    }
    tools.buffer(0);
    const texts = await Promise.all([...files].map((blob) => blob.text()));
    for (const [what, read] of Object.entries(globalThis.others)) {
      // All files of it are one reader's work: what it made of one may be looked at with the next.
      add(what, taken(() => read(texts)));
    }
    return { times, memory };
  };
}
