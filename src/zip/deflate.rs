//! Deflate (RFC 1951) with the fixed code: what repeats within 32 KiB becomes a reference. Plans are
//! rows that resemble the row before, which this packs well at a fraction of a full packer's size.

use std::io::{self, Write};

/// How far back a reference may reach.
const WINDOW: usize = 32 * 1024;
/// Bytes that are packed at once.
const BLOCK: usize = 64 * 1024;
/// The shortest repetition worth a reference.
const SHORTEST: usize = 4;
/// The longest reference there is.
const LONGEST: usize = 258;
/// Places remembered at either end of a repetition.
const EDGE: usize = 2;
/// The most bytes in a block that is not packed.
const PLAIN_BLOCK: usize = 0xFFFF;
const HASH_BITS: u32 = 15;
/// Stands for no position yet.
const NOWHERE: u32 = u32::MAX;

/// Packs what is written to it.
pub struct Deflater<W> {
    out: W,
    /// Whether bytes pass as they are.
    is_plain: bool,
    packed: Vec<u8>,
    bits: u64,
    bit_count: u32,
    /// Up to [`WINDOW`] bytes already packed, then those that wait.
    data: Vec<u8>,
    waiting_from: usize,
    /// Bytes dropped from the front of `data` so far.
    dropped: u64,
    /// Where four bytes of a hash were last seen, counted from the beginning of everything.
    seen: Vec<u32>,
}

impl<W: Write> Deflater<W> {
    /// Packs into `out`.
    pub fn new(out: W) -> Self {
        Self {
            out,
            is_plain: false,
            packed: Vec::with_capacity(BLOCK),
            bits: 0,
            bit_count: 0,
            data: Vec::with_capacity(WINDOW + BLOCK),
            waiting_from: 0,
            dropped: 0,
            seen: vec![NOWHERE; 1 << HASH_BITS],
        }
    }

    /// Writes into `out` what can be unpacked likewise, but is packed already and would not become smaller.
    pub fn plain(out: W) -> Self {
        Self {
            is_plain: true,
            ..Self::new(out)
        }
    }

    /// Packs what still waits and ends the stream.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(&mut self) -> io::Result<()> {
        self.pack()?;
        self.put(0b011, 3);
        self.put(0, 7);
        self.packed
            .extend(&self.bits.to_le_bytes()[..self.bit_count.div_ceil(8) as usize]);
        self.drain()
    }

    fn pack(&mut self) -> io::Result<()> {
        if self.waiting_from == self.data.len() {
            return Ok(());
        }
        if self.is_plain {
            return self.pass();
        }
        self.put(0b010, 3);
        let mut at = self.waiting_from;
        while at < self.data.len() {
            let (length, distance) = self.repetition(at);
            if length < SHORTEST {
                self.literal(self.data[at]);
                at += 1;
                continue;
            }
            self.reference(length, distance);
            // Where a long repetition begins and ends is where the next one will, too.
            let end = at + length;
            for inside in at + 1..end.min(at + EDGE) {
                self.remember(inside);
            }
            for inside in end.saturating_sub(EDGE).max(at + EDGE)..end {
                self.remember(inside);
            }
            at = end;
        }
        self.put(0, 7);
        let drop = self.data.len().saturating_sub(WINDOW);
        self.data.drain(..drop);
        self.dropped += drop as u64;
        self.waiting_from = self.data.len();
        self.drain()
    }

    /// Writes what waits as blocks of bytes as they are. Each begins at a whole byte, and nothing else is
    /// written before the end, so that the three bits before it are the whole of a byte, too.
    fn pass(&mut self) -> io::Result<()> {
        for block in self.data.chunks(PLAIN_BLOCK) {
            let length = block.len() as u16;
            self.out.write_all(&[0])?;
            self.out.write_all(&length.to_le_bytes())?;
            self.out.write_all(&(!length).to_le_bytes())?;
            self.out.write_all(block)?;
        }
        self.data.clear();
        Ok(())
    }

    /// The last place where the bytes at `at` stood, as length and distance; `(0, 0)` for none.
    fn repetition(&mut self, at: usize) -> (usize, usize) {
        let Some(seen) = self.remember(at) else {
            return (0, 0);
        };
        let Some(from) = u64::from(seen).checked_sub(self.dropped) else {
            return (0, 0);
        };
        let from = from as usize;
        let distance = at - from;
        if distance > WINDOW {
            return (0, 0);
        }
        let most = LONGEST.min(self.data.len() - at);
        let (before, here) = (&self.data[from..from + most], &self.data[at..at + most]);
        (alike(before, here), distance)
    }

    /// Notes that the four bytes at `at` stand there; returns where they stood last.
    fn remember(&mut self, at: usize) -> Option<u32> {
        let four = self.data.get(at..)?.first_chunk::<SHORTEST>()?;
        let hash = u32::from_le_bytes(*four).wrapping_mul(0x9e37_79b1) >> (32 - HASH_BITS);
        let position = u32::try_from(self.dropped + at as u64).ok()?;
        let last = std::mem::replace(&mut self.seen[hash as usize], position);
        (last != NOWHERE).then_some(last)
    }

    fn literal(&mut self, byte: u8) {
        let byte = u32::from(byte);
        if byte < 144 {
            self.code(0x30 + byte, 8);
        } else {
            self.code(0x190 + byte - 144, 9);
        }
    }

    fn reference(&mut self, length: usize, distance: usize) {
        let (symbol, extra, extra_bits) = length_symbol(length);
        if symbol < 280 {
            self.code(symbol - 256, 7);
        } else {
            self.code(0xc0 + symbol - 280, 8);
        }
        self.put(extra, extra_bits);
        let (symbol, extra, extra_bits) = distance_symbol(distance);
        self.code(symbol, 5);
        self.put(extra, extra_bits);
    }

    /// A code of the table: its first bit comes first.
    fn code(&mut self, code: u32, bits: u32) {
        self.put(code.reverse_bits() >> (32 - bits), bits);
    }

    /// A number: its lowest bit comes first.
    fn put(&mut self, value: u32, bits: u32) {
        self.bits |= u64::from(value) << self.bit_count;
        self.bit_count += bits;
        if self.bit_count >= 32 {
            self.packed.extend((self.bits as u32).to_le_bytes());
            self.bits >>= 32;
            self.bit_count -= 32;
        }
    }

    fn drain(&mut self) -> io::Result<()> {
        self.out.write_all(&self.packed)?;
        self.packed.clear();
        Ok(())
    }
}

impl<W: Write> Write for Deflater<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = self.waiting_from + BLOCK - self.data.len();
        let taken = bytes.len().min(room);
        self.data.extend_from_slice(&bytes[..taken]);
        if taken == room {
            self.pack()?;
        }
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// How many bytes two texts of the same length begin with alike; eight at a time while they are.
fn alike(one: &[u8], other: &[u8]) -> usize {
    let (ones, _) = one.as_chunks::<8>();
    let (others, _) = other.as_chunks::<8>();
    let mut same = 0;
    for (a, b) in ones.iter().zip(others) {
        let differing = u64::from_le_bytes(*a) ^ u64::from_le_bytes(*b);
        if differing != 0 {
            return same + differing.trailing_zeros() as usize / 8;
        }
        same += 8;
    }
    while same < one.len() && one[same] == other[same] {
        same += 1;
    }
    same
}

/// Symbol, extra bits and their number for a length from 3 to 258.
fn length_symbol(length: usize) -> (u32, u32, u32) {
    let over = length as u32 - 3;
    if length == LONGEST {
        return (285, 0, 0);
    }
    if over < 8 {
        return (257 + over, 0, 0);
    }
    let bits = over.ilog2() - 2;
    (
        257 + 4 * bits + (over >> bits),
        over & ((1 << bits) - 1),
        bits,
    )
}

/// Symbol, extra bits and their number for a distance from 1 to 32,768.
fn distance_symbol(distance: usize) -> (u32, u32, u32) {
    let over = distance as u32 - 1;
    if over < 4 {
        return (over, 0, 0);
    }
    let bits = over.ilog2() - 1;
    (2 * bits + (over >> bits), over & ((1 << bits) - 1), bits)
}

#[cfg(test)]
mod tests {
    use super::{distance_symbol, length_symbol};

    #[test]
    fn symbols_are_those_of_the_standard() {
        let lengths = [
            (3, (257, 0, 0)),
            (10, (264, 0, 0)),
            (11, (265, 0, 1)),
            (12, (265, 1, 1)),
            (18, (268, 1, 1)),
            (19, (269, 0, 2)),
            (130, (280, 15, 4)),
            (131, (281, 0, 5)),
            (257, (284, 30, 5)),
            (258, (285, 0, 0)),
        ];
        for (length, symbol) in lengths {
            assert_eq!(length_symbol(length), symbol, "length {length}");
        }
        let distances = [
            (1, (0, 0, 0)),
            (4, (3, 0, 0)),
            (5, (4, 0, 1)),
            (6, (4, 1, 1)),
            (24_577, (29, 0, 13)),
            (32_768, (29, 8191, 13)),
        ];
        for (distance, symbol) in distances {
            assert_eq!(distance_symbol(distance), symbol, "distance {distance}");
        }
    }
}
