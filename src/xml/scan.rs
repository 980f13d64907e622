//! Text that has been decoded and not yet read, with the place of every character in the file.

use std::collections::VecDeque;

use zeroize::Zeroize;

use super::Position;
use super::decode::{Break, Encoding};

/// Counters from which a [`Position`] follows, kept up while scanning.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    line: u32,
    /// Characters before the first one of the line.
    line_start: u64,
    /// Bytes of the text that are not the first of a character.
    following: u64,
    /// Characters beyond the first 65,536: two units in UTF-16.
    astral: u64,
    /// Bytes of the file minus bytes it would have without broken characters, and with no mark.
    shift: i64,
    /// Where the text goes on directly after a carriage return: a line feed there ends no second line.
    after_return: u64,
    encoding: Encoding,
}

impl Place {
    pub fn new() -> Self {
        Self {
            line: 1,
            line_start: 0,
            following: 0,
            astral: 0,
            shift: 0,
            after_return: u64::MAX,
            encoding: Encoding::Utf8,
        }
    }

    /// The beginning of the text, once the encoding is known.
    pub fn begin(&mut self, encoding: Encoding, mark: u8) {
        self.encoding = encoding;
        self.shift = i64::from(mark);
    }

    /// The position of byte `offset` of the text, which must be where these counters stand.
    pub fn position(&self, offset: u64) -> Position {
        let characters = offset - self.following;
        let bytes = match self.encoding {
            Encoding::Utf8 => offset,
            Encoding::Latin1 | Encoding::Windows1252 => characters,
            Encoding::Utf16Le | Encoding::Utf16Be => 2 * (characters + self.astral),
        };
        Position {
            line: self.line,
            column: u32::try_from(characters - self.line_start + 1).unwrap_or(u32::MAX),
            byte: bytes.saturating_add_signed(self.shift),
        }
    }

    /// The position `count` characters of ASCII before byte `offset`, on the same line.
    pub fn before(&self, offset: u64, count: u32) -> Position {
        let at = self.position(offset);
        let width = if matches!(self.encoding, Encoding::Utf16Le | Encoding::Utf16Be) {
            2
        } else {
            1
        };
        Position {
            column: at.column - count,
            byte: at.byte - u64::from(count) * width,
            ..at
        }
    }

    /// Steps over a line end, a control character or one beyond ASCII; returns its length.
    fn step(&mut self, offset: u64, bytes: &[u8]) -> usize {
        match bytes[0] {
            b'\n' | b'\r' => {
                if bytes[0] == b'\r' || self.after_return != offset {
                    self.line += 1;
                }
                self.line_start = offset + 1 - self.following;
                if bytes[0] == b'\r' {
                    self.after_return = offset + 1;
                }
                1
            }
            0..0x80 => 1,
            0x80..0xE0 => self.wide(2),
            0xE0..0xF0 => self.wide(3),
            _ => {
                self.astral += 1;
                self.wide(4)
            }
        }
    }

    fn wide(&mut self, length: usize) -> usize {
        self.following += length as u64 - 1;
        length
    }

    /// Steps over U+FFFD that stand for bytes of the file which are no characters.
    fn step_broken(&mut self, found: Break) {
        let counted = match self.encoding {
            Encoding::Utf8 => 3,
            Encoding::Latin1 | Encoding::Windows1252 => 1,
            Encoding::Utf16Le | Encoding::Utf16Be => 2,
        };
        self.shift += i64::from(found.times) * (i64::from(found.bytes) - counted);
        self.following += u64::from(found.times) * (Break::WIDTH as u64 - 1);
    }

    /// Whether a carriage return stood at byte `offset` of the text or after it.
    pub fn has_returned_since(&self, offset: u64) -> bool {
        self.after_return != u64::MAX && self.after_return > offset
    }

    /// Goes over a text that was scanned before, so holds no surprises; for places inside a token.
    pub fn advanced(mut self, mut offset: u64, text: &str, breaks: &[Break]) -> Position {
        let bytes = text.as_bytes();
        let mut index = 0;
        loop {
            let special = find(bytes, index, []);
            offset += (special - index) as u64;
            let rest = &bytes[special..];
            if rest.is_empty() {
                return self.position(offset);
            }
            let length = match breaks.iter().find(|found| found.at == offset) {
                Some(&found) => {
                    let most = (rest.len() / Break::WIDTH) as u32;
                    let times = found.times.min(most);
                    self.step_broken(Break { times, ..found });
                    Break::WIDTH * times as usize
                }
                None => self.step(offset, rest),
            };
            index = special + length;
            offset += length as u64;
        }
    }
}

/// Why a scan stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Before this byte.
    At(u8),
    /// The text is used up.
    End,
    /// Before a character that XML does not allow.
    Illegal(char),
    /// Before U+FFFD that stand for bytes which are no characters.
    Broken(Break),
}

/// The index of the first byte from `index` on that is one of the `needles`, a control character or beyond ASCII;
/// the length if there is none. Eight bytes at a time: runs are short, and both ends of a search cost.
#[inline]
pub(crate) fn find<const N: usize>(bytes: &[u8], mut index: usize, needles: [u8; N]) -> usize {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    const CONTROLS: u64 = ONES * 0x20;
    let wanted = needles.map(|needle| ONES * u64::from(needle));
    while let Some(eight) = bytes.get(index..).and_then(<[u8]>::first_chunk) {
        let word = u64::from_le_bytes(*eight);
        // A subtraction marks the bytes that were too small for it. Where one borrows from the next, that one may
        // be marked for nothing, but it is not the first.
        let mut marks = word | word.wrapping_sub(CONTROLS);
        for same in wanted {
            marks |= (word ^ same).wrapping_sub(ONES);
        }
        marks &= HIGHS;
        if marks != 0 {
            return index + marks.trailing_zeros() as usize / 8;
        }
        index += 8;
    }
    let rest = bytes.get(index..).unwrap_or_default();
    let found = |byte: &u8| !matches!(byte, 0x20..0x80) || needles.contains(byte);
    index + rest.iter().position(found).unwrap_or(rest.len())
}

/// The text in hand: decoded, and not all of it read.
#[derive(Debug)]
pub(crate) struct Scanner {
    /// From the beginning of the token in hand.
    pub text: String,
    /// Read up to this byte of `text`.
    pub index: usize,
    /// Bytes of text that are gone from `text`.
    gone: u64,
    /// Counters at `index`.
    pub place: Place,
    /// Broken characters at or after `index`.
    pub breaks: VecDeque<Break>,
}

impl Scanner {
    pub fn new() -> Self {
        Self {
            text: String::new(),
            index: 0,
            gone: 0,
            place: Place::new(),
            breaks: VecDeque::new(),
        }
    }

    /// A scanner that goes on at the same place with no text in hand.
    pub fn fork(&self) -> Self {
        let mut fork = Self::new();
        fork.gone = self.offset();
        fork.place = self.place;
        fork
    }

    /// Byte of the whole text at which the scan stands.
    pub fn offset(&self) -> u64 {
        self.gone + self.index as u64
    }

    /// Where the scan stands in the file.
    pub fn position(&self) -> Position {
        self.place.position(self.offset())
    }

    /// What has not been read yet.
    pub fn rest(&self) -> &[u8] {
        &self.text.as_bytes()[self.index..]
    }

    /// Steps over `count` bytes that are ASCII and end no line.
    pub fn bump(&mut self, count: usize) {
        self.index += count;
    }

    /// Lets go of the text before byte `from`, overwriting nothing: the memory is used again.
    pub fn release(&mut self, from: usize) {
        self.text.drain(..from);
        self.gone += from as u64;
        self.index -= from;
    }

    /// Scans on until one of the bytes in `stops`, which are ASCII, or a character that must not be there.
    #[inline]
    pub fn run<const N: usize>(&mut self, stops: [u8; N]) -> Stop {
        let bytes = self.text.as_bytes();
        loop {
            // Damage brings stops one after the other; a fold is compiled to a few comparisons, `contains` to a call.
            if let Some(&byte) = bytes.get(self.index)
                && stops.iter().fold(false, |stop, &one| stop | (one == byte))
            {
                return Stop::At(byte);
            }
            self.index = find(bytes, self.index, stops);
            let Some(&byte) = bytes.get(self.index) else {
                return Stop::End;
            };
            let rest = &bytes[self.index..];
            let offset = self.gone + self.index as u64;
            match rest {
                [b'\n' | b'\r' | b'\t', ..] => {}
                [0x20..0x80, ..] => return Stop::At(byte),
                [0..0x20, ..] => return Stop::Illegal(char::from(byte)),
                [0xEF, 0xBF, 0xBE, ..] => return Stop::Illegal('\u{FFFE}'),
                [0xEF, 0xBF, 0xBF, ..] => return Stop::Illegal('\u{FFFF}'),
                [0xEF, 0xBF, 0xBD, ..] => {
                    if let Some(found) = self.breaks.front().filter(|found| found.at == offset) {
                        return Stop::Broken(*found);
                    }
                }
                _ => {}
            }
            self.index += self.place.step(offset, rest);
        }
    }

    /// How often `piece` stands here, one after the other.
    pub fn repeats<const N: usize>(&self, piece: &[u8; N]) -> usize {
        let (pieces, _) = self.rest().as_chunks();
        pieces.iter().take_while(|&next| next == piece).count()
    }

    /// Steps over a character that XML does not allow, and over the same again and again: damaged files have
    /// whole blocks of zeros.
    pub fn step_illegal(&mut self) {
        self.index += match self.rest()[0] {
            control @ 0..0x20 => self.repeats(&[control]),
            _ => self
                .place
                .step(self.offset(), &self.text.as_bytes()[self.index..]),
        };
    }

    /// Steps over the broken characters that come next.
    pub fn step_broken(&mut self) {
        if let Some(found) = self.breaks.pop_front() {
            self.place.step_broken(found);
            self.index += found.width();
        }
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}
