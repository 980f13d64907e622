//! Text that has been decoded and not yet read, with the place of every character in the file.

use std::collections::VecDeque;

use zeroize::Zeroize;

use super::Position;
use super::chars::{CLASSES, class};
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

    /// Accounts for a U+FFFD that stands for `bytes` bytes of the file.
    fn mend(&mut self, bytes: u8) {
        let counted = match self.encoding {
            Encoding::Utf8 => 3,
            Encoding::Latin1 | Encoding::Windows1252 => 1,
            Encoding::Utf16Le | Encoding::Utf16Be => 2,
        };
        self.shift += i64::from(bytes) - counted;
    }

    /// Goes over a text that was scanned before, so holds no surprises; for places inside a token.
    pub fn advanced(mut self, mut offset: u64, text: &str, breaks: &[Break]) -> Position {
        let bytes = text.as_bytes();
        let mut index = 0;
        while index < bytes.len() {
            let length = if CLASSES[bytes[index] as usize] & class::SPECIAL == 0 {
                1
            } else {
                if let Some(found) = breaks.iter().find(|found| found.at == offset) {
                    self.mend(found.bytes);
                }
                self.step(offset, &bytes[index..])
            };
            index += length;
            offset += length as u64;
        }
        self.position(offset)
    }
}

/// Why a scan stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// Before this byte.
    At(u8),
    /// The text is used up.
    End,
    /// After a character that XML does not allow.
    Illegal(Position, char),
    /// After a U+FFFD that stands for bytes which are no character.
    Broken(Position, Break),
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

    /// Scans on until a byte of one of the classes in `stops`.
    pub fn run(&mut self, stops: u8) -> Stop {
        let mask = stops | class::SPECIAL;
        let bytes = self.text.as_bytes();
        let mut index = self.index;
        loop {
            while let Some(&byte) = bytes.get(index)
                && CLASSES[byte as usize] & mask == 0
            {
                index += 1;
            }
            let Some(&byte) = bytes.get(index) else {
                self.index = index;
                return Stop::End;
            };
            if CLASSES[byte as usize] & class::SPECIAL == 0 {
                self.index = index;
                return Stop::At(byte);
            }
            let offset = self.gone + index as u64;
            let rest = &bytes[index..];
            let illegal = match rest {
                [b'\n' | b'\r', ..] => None,
                [0..0x20, ..] => Some(char::from(byte)),
                [0xEF, 0xBF, 0xBE, ..] => Some('\u{FFFE}'),
                [0xEF, 0xBF, 0xBF, ..] => Some('\u{FFFF}'),
                _ => None,
            };
            if let Some(illegal) = illegal {
                let at = self.place.position(offset);
                self.index = index + self.place.step(offset, rest);
                return Stop::Illegal(at, illegal);
            }
            if rest.starts_with("\u{FFFD}".as_bytes())
                && let Some(found) = self.breaks.pop_front_if(|found| found.at == offset)
            {
                let at = self.place.position(offset);
                self.place.mend(found.bytes);
                self.index = index + self.place.step(offset, rest);
                return Stop::Broken(at, found);
            }
            index += self.place.step(offset, rest);
        }
    }
}

impl Drop for Scanner {
    fn drop(&mut self) {
        self.text.zeroize();
    }
}
