//! Bytes ↔ text without loss: what is no character comes back as the bytes it was.
//!
//! Bytes and halves of characters that are no text stand in the text as characters of Unicode's last
//! private plane, which nobody uses.

/// How a file's bytes stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8, and every other encoding that agrees with it on ASCII.
    Bytes,
    Utf16 {
        big_endian: bool,
    },
}

/// Where the stand-ins begin.
const STAND_IN: u32 = 0x10_0000;

/// The byte or half that a character stands for.
pub(super) fn stands_for(character: char) -> Option<u32> {
    u32::from(character).checked_sub(STAND_IN)
}

/// The text of a file.
pub(super) fn decode(bytes: &[u8]) -> (Encoding, String) {
    let encoding = match bytes {
        [0xFF, 0xFE, ..] | [b'<', 0, ..] => Encoding::Utf16 { big_endian: false },
        [0xFE, 0xFF, ..] | [0, b'<', ..] => Encoding::Utf16 { big_endian: true },
        _ => Encoding::Bytes,
    };
    let text = match encoding {
        Encoding::Bytes => from_bytes(bytes),
        Encoding::Utf16 { big_endian } => from_utf16(bytes, big_endian),
    };
    (encoding, text)
}

/// The bytes of a text.
pub(super) fn encode(encoding: Encoding, text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    for character in text.chars() {
        match (encoding, stands_for(character)) {
            (_, Some(byte)) if byte < 0x100 => bytes.push(byte as u8),
            (Encoding::Bytes, _) => {
                bytes.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
            }
            (Encoding::Utf16 { big_endian }, half) => {
                let mut units = [0; 2];
                let units = match half {
                    Some(half) => {
                        units[0] = half as u16;
                        &units[..1]
                    }
                    None => &*character.encode_utf16(&mut units),
                };
                for unit in units {
                    bytes.extend(if big_endian {
                        unit.to_be_bytes()
                    } else {
                        unit.to_le_bytes()
                    });
                }
            }
        }
    }
    bytes
}

fn from_bytes(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for character in chunk.valid().chars() {
            if stands_for(character).is_some() {
                // A real character of that plane: byte by byte.
                for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                    text.push(stand_in(byte.into()));
                }
            } else {
                text.push(character);
            }
        }
        for byte in chunk.invalid() {
            text.push(stand_in((*byte).into()));
        }
    }
    text
}

fn from_utf16(bytes: &[u8], big_endian: bool) -> String {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let units = pairs.iter().map(|pair| {
        if big_endian {
            u16::from_be_bytes(*pair)
        } else {
            u16::from_le_bytes(*pair)
        }
    });
    let mut text = String::with_capacity(pairs.len());
    for character in char::decode_utf16(units) {
        match character {
            Ok(character) if stands_for(character).is_none() => text.push(character),
            Ok(character) => {
                for half in character.encode_utf16(&mut [0; 2]) {
                    text.push(stand_in(u32::from(*half)));
                }
            }
            Err(half) => text.push(stand_in(half.unpaired_surrogate().into())),
        }
    }
    for byte in odd {
        text.push(stand_in((*byte).into()));
    }
    text
}

fn stand_in(value: u32) -> char {
    char::from_u32(STAND_IN + value).unwrap_or(char::REPLACEMENT_CHARACTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_bytes_come_back() {
        let samples: [&[u8]; 8] = [
            b"",
            b"<a>M\xFCller</a>",
            "<a>\u{10FFFD}ä</a>".as_bytes(),
            b"<\0a\0>\0\x00\xD8b\0\x00\xDC\x01",
            b"\xFE\xFF\0<\0a\xDB\xFF\xDF\xFD\xD8",
            b"\xFF\xFE",
            b"\xEF\xBB\xBF<a/>",
            b"\0<\xD8\x00\xD8\x00",
        ];
        for bytes in samples {
            let (encoding, text) = decode(bytes);
            assert_eq!(encode(encoding, &text), bytes, "{text:?}");
        }
    }
}
