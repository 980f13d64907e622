// Unpacks the compiled program: from text to bytes, from LZMA to the program. Browsers unpack gzip by
// themselves, but LZMA is a quarter smaller, and the file is what people pass on.
"use strict";
globalThis.reroute.unpack = (() => {
  // boot/unpack.wat, assembled: e2e/specs/unpack.spec.js holds the two together.
  const ASSEMBLED =
    "AGFzbQEAAAABIgdgAABgAX8AYAF/AX9gAn9/AX9gAn9/AGAAAX9gA39/fwADERAAAQIDAwMCAgIAAgQFBAYBBQMBAAEGhAEYfwBBAAt/AEEYC38AQTALfwBB" +
    "yAALfwBB4AALfwBB+AALfwBBkAELfwBBkAULfwBB9gYLfwBBlgcLfwBBugsLfwBB3g8LfwBB4O8AC38BQX8LfwFBAAt/AUEAC38BQQALfwFBAAt/AUEAC38B" +
    "QQALfwFBAAt/AUEAC38BQQALfwFBAAsHGwMGbWVtb3J5AgAFYmVnaW4ADgZ1bnBhY2sADwrACBAWACMOQQh0Iw8tAAByJA4jD0EBaiQPCxgAIABBGHZFBEAg" +
    "AEEIdCEAEAALIAAkDQtZAQR/IAAvAQAhASMNQQt2IAFsIQIjDSACayEDQQAjDiACSWshBCAAIAEgASAEQZ9wcWpBBXVrOwEAIw4gAiAEQX9zcWskDiADIAMg" +
    "AnMgBHFzEAEgBEEBagsSACABQQF0IAAgAUEBdGoQAnILJgECf0EBIQJBASABdCEDA0AgACACEAMhAiACIANJDQALIAIgA2sLMAEDf0EBIQMDQCAAIAMQAyED" +
    "IAIgA0EBcSAEdHIhAiAEQQFqIQQgBCABSQ0ACyACCzwBAn8DQCMNQQF2IQIgAUEBdCEBIw4gAk8EQCMOIAJrJA4gAUEBciEBCyACEAEgAEEBayEAIAANAAsg" +
    "AQs7ACAAEAJFBEBBAiAAQQRqQQMQBGoPCyAAQQJqEAJFBEBBCiAAQRRqQQMQBGoPC0ESIABBJGpBCBAEagt6AQN/IABBAmshACAAQQNLBEBBAyEACyMGIABB" +
    "B3RqQQYQBCEBIAFBBEkEQCABDwsgAUEBdkEBayECQQIgAUEBcXIgAnQhAyABQQ5JBEAgAyMHIAMgAWtBAXRqIAIQBWoPCyADIAJBBGsQBkEEdGohAyADIwhB" +
    "BBAFaguwAQEEfyMLIQAjESMQSwRAIABBgAwjEUEBay0AAEEFdmxqIQALQQEhASMTQQdPBEAjESMUa0EBay0AACEDA0AgA0EHdkEBcSECIANBAXQhAyAAQQEg" +
    "AmpBCXRqIAEQAyEBIAFBAXEgAkYgAUGAAklxDQALCwJAA0AgAUGAAk8NASAAIAEQAyEBDAALCyMRIAE6AAAjEUEBaiQRQQAjE0EDQQYjE0EKSRtrIxNBBEkb" +
    "JBMLDAAgACMTQQF0ahACCw4AIAAgASMTQQdJGyQTC3sBAn8jARAKRQRAIwkQByEAIxYkFyMVJBYjFCQVIAAQCCQUQQdBChALIAAPCyMCEApFBEAjBRAKRQRA" +
    "QQlBCxALQQEPCwUjFSEBIwMQCgRAIxYhASMEEAoEQCMXIQEjFiQXCyMVJBYLIxQkFSABJBQLQQhBCxALIwoQBwt6AwJ/An4BfyAAIQIDQEIAIQRBAyEDA0Ag" +
    "BEKwlgN+IAAzAQBCgAJ9fCEEIABBAmohACADQQFrIQMgAw0ACyAFQi+GIASEIQUgBkEvaiEGA0AgBkEIayEGIAIgBSAGrYg8AAAgAkEBaiECIAZBCE8NAAsg" +
    "ACABSQ0ACwtDAQF/IAAgARANA0AgA0GAiIAgNgIAIANBBGohAyADIwxJDQALIABBAWokDxAAEAAQABAAIAEkECABJBEgASACaiQSC0wBAX8DQCMAEAoEQCMR" +
    "EAxqIQEgASMSSwRAIxIhAQsDQCMRIxEjFGtBAWstAAA6AAAjEUEBaiQRIxEgAUkNAAsFEAkLIxEgAEkNAAsL";
  // Where its memory is free.
  const FREE = 16384;

  // Bytes that come out before the browser may paint and listen: what takes long is not one task.
  const PIECE = 1 << 18;

  // `see` is shown each piece as it comes.
  return async (text, size, see) => {
    const assembled = Uint8Array.from(atob(ASSEMBLED), (letter) => letter.charCodeAt(0));
    const { memory, begin, unpack } = new WebAssembly.Instance(new WebAssembly.Module(assembled)).exports;
    const first = FREE + text.length * 2;
    const end = first + size;
    memory.grow(Math.ceil(end / 65536));
    const letters = new Uint16Array(memory.buffer, FREE, text.length);
    for (let at = 0; at < letters.length; at += 1) {
      letters[at] = text.charCodeAt(at);
    }
    begin(FREE, first, size);
    // Not by a timer: in a tab that nobody looks at those wait for a second each.
    const { port1, port2 } = new MessageChannel();
    const turn = () =>
      new Promise((go) => {
        port1.onmessage = go;
        port2.postMessage(null);
      });
    for (let at = first; at < end; at += PIECE) {
      const limit = Math.min(at + PIECE, end);
      unpack(limit);
      see(new Uint8Array(memory.buffer, at, limit - at));
      await turn();
    }
    port1.close();
    return new Uint8Array(memory.buffer, first, size);
  };
})();
