//! Which characters XML allows where.

/// Stop classes of a byte, one bit each: a scan asks for the bits it must stop at.
pub(crate) mod class {
    /// Line ends, control characters and everything beyond ASCII: always looked at.
    pub const SPECIAL: u8 = 1;
    /// `<`, `&` and `>` in text.
    pub const TEXT: u8 = 2;
    /// `<`, `>` and quotes in a tag.
    pub const TAG: u8 = 4;
    /// `"` and `<` in a double-quoted value.
    pub const DOUBLE: u8 = 8;
    /// `'` and `<` in a single-quoted value.
    pub const SINGLE: u8 = 16;
    /// What may end or matter in a comment, instruction, CDATA section or DOCTYPE.
    pub const REGION: u8 = 32;
}

/// The stop classes of every byte.
pub(crate) static CLASSES: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0_u8; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = match byte as u8 {
            b'\t' => 0,
            0..0x20 | 0x80.. => class::SPECIAL,
            b'<' => class::TEXT | class::TAG | class::DOUBLE | class::SINGLE | class::REGION,
            b'>' => class::TEXT | class::TAG | class::REGION,
            b'&' => class::TEXT,
            b'"' => class::TAG | class::DOUBLE | class::REGION,
            b'\'' => class::TAG | class::SINGLE | class::REGION,
            b'-' | b'?' | b']' | b'[' => class::REGION,
            _ => 0,
        };
        byte += 1;
    }
    table
}

/// Whether a byte is white space of XML.
pub(crate) const fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
}

/// Whether text is nothing but white space.
pub(crate) fn is_blank(text: &str) -> bool {
    text.bytes().all(is_space)
}

/// NameStartChar of XML 1.0, 5th edition. The colon counts; namespaces look at it afterwards.
pub(crate) const fn starts_name(char: char) -> bool {
    matches!(char,
        ':' | 'A'..='Z' | '_' | 'a'..='z'
        | '\u{C0}'..='\u{D6}' | '\u{D8}'..='\u{F6}' | '\u{F8}'..='\u{2FF}'
        | '\u{370}'..='\u{37D}' | '\u{37F}'..='\u{1FFF}' | '\u{200C}'..='\u{200D}'
        | '\u{2070}'..='\u{218F}' | '\u{2C00}'..='\u{2FEF}' | '\u{3001}'..='\u{D7FF}'
        | '\u{F900}'..='\u{FDCF}' | '\u{FDF0}'..='\u{FFFD}' | '\u{10000}'..='\u{EFFFF}')
}

/// NameChar of XML 1.0, 5th edition.
pub(crate) const fn continues_name(char: char) -> bool {
    starts_name(char)
        || matches!(char, '-' | '.' | '0'..='9' | '\u{B7}' | '\u{300}'..='\u{36F}' | '\u{203F}'..='\u{2040}')
}

static NAME_BYTES: [bool; 128] = name_bytes();

const fn name_bytes() -> [bool; 128] {
    let mut table = [false; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = continues_name(byte as u8 as char);
        byte += 1;
    }
    table
}

/// Length in bytes of the longest run of name characters at the beginning of `text`.
pub(crate) fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        if byte < 0x80 {
            if !NAME_BYTES[byte as usize] {
                break;
            }
            end += 1;
        } else {
            match text[end..].chars().next() {
                Some(char) if continues_name(char) => end += char.len_utf8(),
                _ => break,
            }
        }
    }
    end
}

/// Whether `text` is one Name.
pub(crate) fn is_name(text: &str) -> bool {
    text.chars().next().is_some_and(starts_name) && name_length(text) == text.len()
}

/// Char of XML 1.0: what a character reference may stand for.
pub(crate) const fn is_char(code: u32) -> bool {
    matches!(code, 0x9 | 0xA | 0xD | 0x20..=0xD7FF | 0xE000..=0xFFFD | 0x10000..=0x10FFFF)
}
