//! Which characters XML allows where.

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

/// What a byte of ASCII may be in a name, one bit each; nothing for bytes beyond ASCII.
static NAME_BYTES: [u8; 256] = name_bytes();

/// It begins a name without a colon.
const BEGINS: u8 = 1;
/// It goes on with a name without a colon.
const GOES_ON: u8 = 2;
/// It goes on with a name.
const CONTINUES: u8 = 4;

const fn name_bytes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte = 0_u8;
    while byte < 0x80 {
        let char = byte as char;
        if continues_name(char) {
            table[byte as usize] = match (char, starts_name(char)) {
                (':', _) => CONTINUES,
                (_, true) => BEGINS | GOES_ON | CONTINUES,
                (_, false) => GOES_ON | CONTINUES,
            };
        }
        byte += 1;
    }
    table
}

/// Splits a name at its first colon.
pub(crate) fn split_prefix(name: &str) -> Option<(&str, &str)> {
    // Names are short: no search is set up for them.
    let colon = name.bytes().position(|byte| byte == b':')?;
    Some((&name[..colon], &name[colon + 1..]))
}

/// Length of the run of ASCII name characters without a colon that `bytes` begin with; 0 if no name begins there.
pub(crate) fn plain_name_length(bytes: &[u8]) -> usize {
    if bytes
        .first()
        .is_none_or(|&byte| NAME_BYTES[byte as usize] & BEGINS == 0)
    {
        return 0;
    }
    let goes_on = |&byte: &u8| NAME_BYTES[byte as usize] & GOES_ON != 0;
    bytes
        .iter()
        .position(|byte| !goes_on(byte))
        .unwrap_or(bytes.len())
}

/// Length in bytes of the longest run of name characters at the beginning of `text`.
pub(crate) fn name_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut end = 0;
    while let Some(&byte) = bytes.get(end) {
        if byte < 0x80 {
            if NAME_BYTES[byte as usize] & CONTINUES == 0 {
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
