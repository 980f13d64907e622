//! Bytes → text, in pieces.
//!
//! UTF-8 and UTF-16 by byte order mark or first bytes, ISO-8859-1 and Windows-1252 when declared.
//! Bytes that are no text become U+FFFD and a [`Break`], so that the scan reports them in place.

use std::collections::VecDeque;

use zeroize::Zeroize;

use super::chars::is_space;

/// How the bytes of a document stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// One to four bytes a character.
    Utf8,
    /// Two or four bytes a character, the lower byte first.
    Utf16Le,
    /// Two or four bytes a character, the higher byte first.
    Utf16Be,
    /// One byte a character: the first 256 of Unicode.
    Latin1,
    /// One byte a character: as Latin-1, with letters and signs at 0x80 to 0x9F.
    Windows1252,
}

/// U+FFFD of the text, one after the other, that stand for bytes which are no characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Break {
    /// Byte of the text at which the first U+FFFD stands.
    pub at: u64,
    /// How many bytes of the file each of them stands for.
    pub bytes: u8,
    /// How many there are.
    pub times: u32,
}

impl Break {
    /// Bytes of one U+FFFD.
    pub const WIDTH: usize = char::REPLACEMENT_CHARACTER.len_utf8();

    /// Bytes of the text that it takes.
    pub fn width(&self) -> usize {
        Self::WIDTH * self.times as usize
    }
}

/// Puts `times` U+FFFD onto `text`, each for `bytes` bytes of the file; `base` is where the text begins in the whole.
fn replace(base: u64, bytes: usize, times: usize, text: &mut String, breaks: &mut VecDeque<Break>) {
    let at = base.wrapping_add(text.len() as u64);
    let (bytes, count) = (bytes as u8, times as u32);
    match breaks.back_mut() {
        Some(last) if last.bytes == bytes && last.at + last.width() as u64 == at => {
            last.times += count;
        }
        _ => breaks.push_back(Break {
            at,
            bytes,
            times: count,
        }),
    }
    for _ in 0..times {
        text.push(char::REPLACEMENT_CHARACTER);
    }
}

/// What the first bytes said.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Opening {
    /// How the document is read.
    pub encoding: Encoding,
    /// Bytes of the byte order mark.
    pub mark: u8,
    /// An encoding that was recognised and cannot be read.
    pub refused: Option<&'static str>,
}

/// Decodes pushed bytes; holds back at most a few of them.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    opening: Option<Opening>,
    /// Before the opening is known: the head of the file. Afterwards: an unfinished character.
    held: Vec<u8>,
    /// A high surrogate that waits for its low one.
    surrogate: Option<u16>,
    /// Bytes of text given out so far.
    given: u64,
}

/// The longest head that is searched for a declaration.
const HEAD: usize = 1024;

impl Decoder {
    /// What the first bytes said; `None` while they have not all been seen.
    pub fn opening(&self) -> Option<Opening> {
        self.opening
    }

    /// Decodes `bytes` onto `text`, noting what was no character in `breaks`.
    pub fn push(&mut self, bytes: &[u8], text: &mut String, breaks: &mut VecDeque<Break>) {
        if self.opening.is_some() {
            return self.decode(bytes, text, breaks);
        }
        self.held.extend_from_slice(bytes);
        if self.held.len() >= HEAD || is_decided(&self.held) {
            self.begin(text, breaks);
        }
    }

    /// Decodes what was held back: the document ends here.
    pub fn finish(&mut self, text: &mut String, breaks: &mut VecDeque<Break>) {
        if self.opening.is_none() {
            self.begin(text, breaks);
        }
        let base = self.given.wrapping_sub(text.len() as u64);
        if self.surrogate.take().is_some() {
            replace(base, 2, 1, text, breaks);
        }
        if !self.held.is_empty() {
            replace(base, self.held.len(), 1, text, breaks);
            self.held.zeroize();
        }
    }

    fn begin(&mut self, text: &mut String, breaks: &mut VecDeque<Break>) {
        let mut head = std::mem::take(&mut self.held);
        let opening = recognise(&head);
        self.opening = Some(opening);
        self.decode(&head[usize::from(opening.mark)..], text, breaks);
        head.zeroize();
    }

    fn decode(&mut self, bytes: &[u8], text: &mut String, breaks: &mut VecDeque<Break>) {
        let before = text.len();
        let given = self.given;
        match self.opening.map(|opening| opening.encoding) {
            Some(Encoding::Utf16Le) => self.utf16(bytes, u16::from_le_bytes, text, breaks),
            Some(Encoding::Utf16Be) => self.utf16(bytes, u16::from_be_bytes, text, breaks),
            Some(Encoding::Latin1) => text.extend(bytes.iter().map(|&byte| char::from(byte))),
            Some(Encoding::Windows1252) => {
                text.extend(bytes.iter().map(|&byte| windows_1252(byte)));
            }
            Some(Encoding::Utf8) | None => self.utf8(bytes, text, breaks),
        }
        self.given = given + (text.len() - before) as u64;
    }

    fn utf8(&mut self, mut bytes: &[u8], text: &mut String, breaks: &mut VecDeque<Break>) {
        let base = self.given.wrapping_sub(text.len() as u64);
        while !self.held.is_empty() && !bytes.is_empty() {
            self.held.push(bytes[0]);
            bytes = &bytes[1..];
            self.settle(base, text, breaks);
        }
        if let Ok(whole) = std::str::from_utf8(bytes) {
            text.push_str(whole);
            return;
        }
        while let Some(chunk) = bytes.utf8_chunks().next() {
            let (valid, invalid) = (chunk.valid(), chunk.invalid());
            text.push_str(valid);
            bytes = &bytes[valid.len() + invalid.len()..];
            if bytes.is_empty() && is_unfinished(invalid) {
                self.held.extend_from_slice(invalid);
            } else if invalid.len() == 1 {
                let more = bytes.iter().take_while(|&&byte| is_lone(byte)).count();
                replace(base, 1, 1 + more, text, breaks);
                bytes = &bytes[more..];
            } else if !invalid.is_empty() {
                replace(base, invalid.len(), 1, text, breaks);
            }
        }
    }

    /// Gives out the held character once it is whole, or what can no longer become one.
    fn settle(&mut self, base: u64, text: &mut String, breaks: &mut VecDeque<Break>) {
        let (valid, invalid) = match std::str::from_utf8(&self.held) {
            Ok(whole) => (whole.len(), 0),
            Err(error) => (error.valid_up_to(), error.error_len().unwrap_or(0)),
        };
        if let Ok(whole) = std::str::from_utf8(&self.held[..valid]) {
            text.push_str(whole);
        }
        if invalid > 0 {
            replace(base, invalid, 1, text, breaks);
        }
        self.held.drain(..valid + invalid);
        if valid + invalid > 0 && !self.held.is_empty() {
            self.settle(base, text, breaks);
        }
    }

    fn utf16(
        &mut self,
        mut bytes: &[u8],
        unit: fn([u8; 2]) -> u16,
        text: &mut String,
        breaks: &mut VecDeque<Break>,
    ) {
        let base = self.given.wrapping_sub(text.len() as u64);
        let mut replace = |text: &mut String| replace(base, 2, 1, text, breaks);
        let mut surrogate = self.surrogate.take();
        let mut take = |unit: u16, text: &mut String| match (surrogate.take(), unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                text.extend(char::decode_utf16([high, unit]).flatten());
            }
            (waiting, unit) => {
                if waiting.is_some() {
                    replace(text);
                }
                match unit {
                    0xD800..=0xDBFF => surrogate = Some(unit),
                    0xDC00..=0xDFFF => replace(text),
                    _ => text.extend(char::from_u32(u32::from(unit))),
                }
            }
        };
        if let (Some(&first), Some((&second, rest))) = (self.held.first(), bytes.split_first()) {
            take(unit([first, second]), text);
            self.held.clear();
            bytes = rest;
        }
        let (pairs, odd) = bytes.as_chunks::<2>();
        for &pair in pairs {
            take(unit(pair), text);
        }
        self.held.extend_from_slice(odd);
        self.surrogate = surrogate;
    }
}

impl Drop for Decoder {
    fn drop(&mut self) {
        self.held.zeroize();
    }
}

/// Whether an invalid end of a chunk may become a character with the next bytes.
fn is_unfinished(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.error_len().is_none())
}

/// Whether a byte where a character should begin is none, whatever follows.
fn is_lone(byte: u8) -> bool {
    matches!(byte, 0x80..=0xC1 | 0xF5..)
}

/// Whether the head suffices to recognise the encoding: no declaration follows, or it is whole.
fn is_decided(head: &[u8]) -> bool {
    if head.len() < SAMPLE {
        return false;
    }
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    !body.starts_with(b"<?xml") || memchr::memchr(b'>', body).is_some()
}

/// How many bytes show whether every second one is zero.
const SAMPLE: usize = 32;

fn recognise(head: &[u8]) -> Opening {
    let opening = |encoding, mark, refused| Opening {
        encoding,
        mark,
        refused,
    };
    match head {
        [0xFF, 0xFE, 0, 0, ..] | [0, 0, 0xFE, 0xFF, ..] => {
            opening(Encoding::Utf8, 4, Some("UTF-32"))
        }
        [0xEF, 0xBB, 0xBF, ..] => opening(Encoding::Utf8, 3, None),
        [0xFF, 0xFE, ..] => opening(Encoding::Utf16Le, 2, None),
        [0xFE, 0xFF, ..] => opening(Encoding::Utf16Be, 2, None),
        [0x4C, 0x6F, 0xA7, 0x94, ..] => opening(Encoding::Utf8, 0, Some("EBCDIC")),
        _ if is_wide(head, 1) => opening(Encoding::Utf16Le, 0, None),
        _ if is_wide(head, 0) => opening(Encoding::Utf16Be, 0, None),
        _ => opening(
            declared(head)
                .and_then(single_byte)
                .unwrap_or(Encoding::Utf8),
            0,
            None,
        ),
    }
}

/// Whether nearly every second byte is zero, beginning with `first`, and nearly no other: characters of ASCII in
/// UTF-16, even if the byte order mark is missing or one of the bytes is damaged.
fn is_wide(head: &[u8], first: usize) -> bool {
    let head = &head[..head.len().min(SAMPLE)];
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|&&byte| byte == 0)
            .count()
    };
    let pairs = head.len() / 2;
    pairs >= 2 && zeros(first) + pairs / 8 >= pairs && zeros(1 - first) <= pairs / 8
}

/// The name between the quotes of `encoding=` in a declaration of ASCII bytes.
fn declared(head: &[u8]) -> Option<&str> {
    let body = head
        .strip_prefix(b"<?xml")
        .filter(|body| body.first().is_some_and(|&byte| is_space(byte)))?;
    let end = memchr::memchr(b'>', body).unwrap_or(body.len());
    let body = std::str::from_utf8(&body[..end]).ok()?;
    let (_, value) = body.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let quote = value
        .chars()
        .next()
        .filter(|char| matches!(char, '"' | '\''))?;
    value[1..].split_once(quote).map(|(name, _)| name)
}

/// The encoding of one byte a character that a declared name means.
pub(crate) fn single_byte(name: &str) -> Option<Encoding> {
    let is = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is(&["ISO-8859-1", "ISO_8859-1", "ISO8859-1", "latin1", "l1"]) {
        Some(Encoding::Latin1)
    } else if is(&["windows-1252", "cp1252", "x-cp1252"]) {
        Some(Encoding::Windows1252)
    } else {
        None
    }
}

fn windows_1252(byte: u8) -> char {
    const HIGH: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž',
        '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}',
        'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => HIGH[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}
