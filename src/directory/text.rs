//! Bytes → text, in chunks of any size: UTF-8, and UTF-16 as Excel and PowerShell write it.

/// Decodes pushed bytes; holds back at most an unfinished character.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    encoding: Option<Encoding>,
    held: Vec<u8>,
    /// How often bytes were no character; each stands as U+FFFD in the text.
    pub broken: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Encoding {
    Utf8,
    Utf16 { big_endian: bool },
}

impl Decoder {
    /// Decodes `bytes` onto `text`.
    pub fn push(&mut self, bytes: &[u8], text: &mut String) {
        self.held.extend_from_slice(bytes);
        if self.encoding.is_none() && self.held.len() >= 4 {
            self.begin();
        }
        self.decode(text);
    }

    /// The text ends here: what was held back is a broken character.
    pub fn finish(&mut self, text: &mut String) {
        if self.encoding.is_none() {
            self.begin();
            self.decode(text);
        }
        if !self.held.is_empty() {
            self.held.clear();
            self.replace(text);
        }
    }

    /// A byte order mark tells; without one, a zero in the first character.
    fn begin(&mut self) {
        let (encoding, mark) = match *self.held.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFF, 0xFE, ..] => (Encoding::Utf16 { big_endian: false }, 2),
            [0xFE, 0xFF, ..] => (Encoding::Utf16 { big_endian: true }, 2),
            [0, second, ..] if second != 0 => (Encoding::Utf16 { big_endian: true }, 0),
            [first, 0, ..] if first != 0 => (Encoding::Utf16 { big_endian: false }, 0),
            _ => (Encoding::Utf8, 0),
        };
        self.held.drain(..mark);
        self.encoding = Some(encoding);
    }

    fn decode(&mut self, text: &mut String) {
        let held = std::mem::take(&mut self.held);
        let rest = match self.encoding {
            None => held.as_slice(),
            Some(Encoding::Utf8) => self.utf8(&held, text),
            Some(Encoding::Utf16 { big_endian }) => self.utf16(&held, big_endian, text),
        };
        self.held = rest.to_vec();
    }

    fn utf8<'b>(&mut self, mut bytes: &'b [u8], text: &mut String) -> &'b [u8] {
        loop {
            let error = match str::from_utf8(bytes) {
                Ok(whole) => {
                    text.push_str(whole);
                    return &[];
                }
                Err(error) => error,
            };
            let (good, bad) = bytes.split_at(error.valid_up_to());
            text.push_str(str::from_utf8(good).unwrap_or_default());
            let Some(length) = error.error_len() else {
                return bad;
            };
            self.replace(text);
            bytes = &bad[length..];
        }
    }

    fn utf16<'b>(&mut self, bytes: &'b [u8], big_endian: bool, text: &mut String) -> &'b [u8] {
        let unit = |at: usize| {
            let pair = [*bytes.get(at)?, *bytes.get(at + 1)?];
            Some(if big_endian {
                u16::from_be_bytes(pair)
            } else {
                u16::from_le_bytes(pair)
            })
        };
        let mut at = 0;
        while let Some(first) = unit(at) {
            if (0xD800..0xDC00).contains(&first) {
                let Some(second) = unit(at + 2) else {
                    break;
                };
                if let Some(Ok(character)) = char::decode_utf16([first, second]).next() {
                    text.push(character);
                    at += 4;
                    continue;
                }
            }
            match char::from_u32(u32::from(first)) {
                Some(character) => text.push(character),
                None => self.replace(text),
            }
            at += 2;
        }
        &bytes[at..]
    }

    fn replace(&mut self, text: &mut String) {
        self.broken += 1;
        text.push(char::REPLACEMENT_CHARACTER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], chunk: usize) -> (String, u32) {
        let mut decoder = Decoder::default();
        let mut text = String::new();
        for piece in bytes.chunks(chunk) {
            decoder.push(piece, &mut text);
        }
        decoder.finish(&mut text);
        (text, decoder.broken)
    }

    #[test]
    fn every_encoding_gives_the_same_text_in_chunks_of_any_size() {
        let text = "id;Größe;\u{1F4EB}\r\n";
        let units: Vec<u16> = text.encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let marked = |mark: &[u8], bytes: &[u8]| [mark, bytes].concat();
        for bytes in [
            text.as_bytes().to_vec(),
            marked(b"\xEF\xBB\xBF", text.as_bytes()),
            marked(b"\xFF\xFE", &little),
            marked(b"\xFE\xFF", &big),
            little,
            big,
        ] {
            for chunk in 1..=bytes.len() {
                assert_eq!(decoded(&bytes, chunk), (text.to_owned(), 0));
            }
        }
    }

    #[test]
    fn bytes_that_are_no_character_are_counted() {
        assert_eq!(
            decoded(b"M\xFCller;1", 3),
            ("M\u{FFFD}ller;1".to_owned(), 1)
        );
        assert_eq!(
            decoded(b"\xFF\xFEa\0\x00\xD8b\0c", 2),
            ("a\u{FFFD}b\u{FFFD}".to_owned(), 2)
        );
        assert_eq!(decoded(b"", 1), (String::new(), 0));
        assert_eq!(decoded(b"a", 1), ("a".to_owned(), 0));
    }
}
