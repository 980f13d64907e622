// Unpacks the compiled program: from text to bytes, from LZMA to the program. Browsers unpack gzip by
// themselves, but LZMA is a quarter smaller, and the file is what people pass on.
"use strict";
globalThis.reroute.unpack = (() => {
  // Five letters stand for four bytes, the highest digit first. The digits are the 85 characters from
  // `(` to `|`, with `}` in place of `<`, which could end the element the text stands in.
  function bytesOf(text) {
    const bytes = new Uint8Array((text.length / 5) * 4);
    const words = new DataView(bytes.buffer);
    for (let from = 0, to = 0; from < text.length; from += 5, to += 4) {
      let word = 0;
      for (let at = from; at < from + 5; at += 1) {
        const letter = text.charCodeAt(at);
        word = word * 85 + (letter === 125 ? 20 : letter - 40);
      }
      words.setUint32(to, word);
    }
    return bytes;
  }

  // Where the adaptive probabilities of each kind of decision begin. The kinds, and what is decided
  // when, are those of the LZMA SDK's specification, with lc = 3, lp = 0, pb = 0.
  const IS_MATCH = 0;
  const IS_REPEAT = 12;
  const IS_OLDER = 24;
  const IS_THIRD = 36;
  const IS_FOURTH = 48;
  const IS_LONG = 60;
  const SLOT = 72;
  const DISTANCE = 328;
  const ALIGN = 443;
  const LENGTH = 459;
  const REPEAT_LENGTH = LENGTH + 274;
  const LITERAL = REPEAT_LENGTH + 274;

  // `packed` is raw LZMA without a head; `size` is what comes out of it.
  function expand(packed, size) {
    const out = new Uint8Array(size);
    const odds = new Uint16Array(LITERAL + 8 * 768).fill(1024);
    // In an array, because numbers of 32 bits in variables that functions share are slow.
    const RANGE = 0;
    const CODE = 1;
    const AT = 2;
    const coder = new Int32Array(3);
    coder[RANGE] = -1;
    coder[AT] = 5;
    for (let at = 1; at < 5; at += 1) {
      coder[CODE] = (coder[CODE] << 8) | packed[at];
    }

    // The range is narrowed to the decided part, and kept above 24 bits.
    function narrow(range) {
      if (range >>> 24 === 0) {
        coder[RANGE] = range << 8;
        coder[CODE] = (coder[CODE] << 8) | packed[coder[AT]];
        coder[AT] += 1;
      } else {
        coder[RANGE] = range;
      }
    }

    function bit(which) {
      const odd = odds[which];
      const range = coder[RANGE];
      const bound = Math.imul(range >>> 11, odd);
      if (coder[CODE] >>> 0 < bound >>> 0) {
        odds[which] = odd + ((2048 - odd) >>> 5);
        narrow(bound);
        return 0;
      }
      odds[which] = odd - (odd >>> 5);
      coder[CODE] -= bound;
      narrow(range - bound);
      return 1;
    }

    // The highest bit first; each has odds of its own for what came before it.
    function tree(base, bits) {
      let found = 1;
      for (let at = 0; at < bits; at += 1) {
        found = (found << 1) | bit(base + found);
      }
      return found - (1 << bits);
    }

    // The lowest bit first.
    function reversed(base, bits) {
      let found = 0;
      for (let at = 0, node = 1; at < bits; at += 1) {
        const one = bit(base + node);
        node = (node << 1) | one;
        found |= one << at;
      }
      return found;
    }

    // Bits as likely one as the other.
    function even(bits) {
      let found = 0;
      for (let at = 0; at < bits; at += 1) {
        const half = coder[RANGE] >>> 1;
        const one = coder[CODE] >>> 0 < half ? 0 : 1;
        coder[CODE] -= one * half;
        narrow(half);
        found = (found << 1) | one;
      }
      return found;
    }

    function length(base) {
      if (bit(base) === 0) {
        return 2 + tree(base + 2, 3);
      }
      return bit(base + 1) === 0 ? 10 + tree(base + 10, 3) : 18 + tree(base + 18, 8);
    }

    function distance(long) {
      const slot = tree(SLOT + Math.min(long - 2, 3) * 64, 6);
      if (slot < 4) {
        return slot;
      }
      const bits = (slot >> 1) - 1;
      const high = (2 | (slot & 1)) << bits;
      return slot < 14
        ? high + reversed(DISTANCE + high - slot, bits)
        : high + (even(bits - 4) << 4) + reversed(ALIGN, 4);
    }

    // What was decided last, and how far back the last four copies came from.
    let state = 0;
    const back = new Int32Array(4);
    let at = 0;

    function literal() {
      const base = LITERAL + 768 * ((at > 0 ? out[at - 1] : 0) >> 5);
      let found = 1;
      if (state >= 7) {
        // After a copy, the byte that would have been copied next says what is unlikely.
        let unlikely = out[at - back[0] - 1];
        let same = true;
        while (same && found < 256) {
          const expected = unlikely >> 7 & 1;
          unlikely <<= 1;
          const one = bit(base + ((1 + expected) << 8) + found);
          found = (found << 1) | one;
          same = one === expected;
        }
      }
      while (found < 256) {
        found = (found << 1) | bit(base + found);
      }
      out[at] = found;
      at += 1;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
    }

    // How long the next copy is; from where is `back[0]` by then.
    function copied() {
      if (bit(IS_REPEAT + state) === 0) {
        const long = length(LENGTH);
        back.copyWithin(1, 0, 3);
        back[0] = distance(long);
        state = state < 7 ? 7 : 10;
        return long;
      }
      if (bit(IS_OLDER + state) === 0) {
        if (bit(IS_LONG + state) === 0) {
          state = state < 7 ? 9 : 11;
          return 1;
        }
      } else {
        const which = bit(IS_THIRD + state) === 0 ? 1 : 2 + bit(IS_FOURTH + state);
        const again = back[which];
        back.copyWithin(1, 0, which);
        back[0] = again;
      }
      state = state < 7 ? 8 : 11;
      return length(REPEAT_LENGTH);
    }

    while (at < size) {
      if (bit(IS_MATCH + state) === 0) {
        literal();
      } else {
        const end = Math.min(at + copied(), size);
        for (let from = at - back[0] - 1; at < end; at += 1, from += 1) {
          out[at] = out[from];
        }
      }
    }
    return out;
  }

  return (text, size) => expand(bytesOf(text), size);
})();
