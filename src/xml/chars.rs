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
#[inline]
pub(crate) fn plain_name_length(bytes: &[u8]) -> usize {
    let is = |index: usize, what: u8| {
        bytes
            .get(index)
            .is_some_and(|&byte| NAME_BYTES[byte as usize] & what != 0)
    };
    if !is(0, BEGINS) {
        return 0;
    }
    if !is(1, GOES_ON) {
        return 1;
    }
    let mut length = 2;
    while let Some(eight) = bytes.get(length..).and_then(<[u8]>::first_chunk) {
        let others = no_letters(u64::from_le_bytes(*eight));
        if others != 0 {
            length += others.trailing_zeros() as usize / 8;
            break;
        }
        length += 8;
    }
    while is(length, GOES_ON) {
        length += 1;
    }
    length
}

/// The highest bit of every byte that is no ASCII letter.
const fn no_letters(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    // Seven bits a byte, so that no sum goes over into the next one.
    let small = (word | (ONES * 0x20)) & !HIGHS;
    let from_a = small + ONES * (0x80 - b'a' as u64);
    let beyond_z = small + ONES * (0x7F - b'z' as u64);
    (!from_a | beyond_z | word) & HIGHS
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
