//! Texts that are read once and stand in many places.

use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

use arcstr::ArcStr;
use serde::{Deserialize, Serialize};

/// A text that is shared: a copy costs no bytes of its own. A plan holds a dozen of these a mailbox, so
/// that each is as wide as one pointer, half of what `Arc<str>` takes.
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Text(ArcStr);

impl Text {
    /// Whether both are the same bytes in memory.
    pub fn is_same(&self, other: &Self) -> bool {
        ArcStr::ptr_eq(&self.0, &other.0)
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, formatter)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, formatter)
    }
}

/// A text in lower case. Most are so already, and cost nothing.
pub fn lower(text: &str) -> Cow<'_, str> {
    let changes = |byte: u8| byte.is_ascii_uppercase() | !byte.is_ascii();
    // To the end, since that takes many bytes at once.
    if text.bytes().fold(false, |any, byte| any | changes(byte)) {
        text.to_lowercase().into()
    } else {
        text.into()
    }
}

/// A number that spreads texts over slots, eight bytes at a time; the best bits of a product are its highest. Whoever
/// wants texts to meet in a slot can make them: it is for what may forget.
pub fn spread(text: &str) -> usize {
    let mix =
        |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (words, rest) = text.as_bytes().as_chunks();
    let rest = rest
        .iter()
        .fold(0, |word, &byte| word << 8 | u64::from(byte));
    let words = words.iter().map(|&word| u64::from_le_bytes(word));
    (words.fold(mix(0, rest), mix) >> 40) as usize
}

/// Bytes that mean nothing but themselves in XML, CSV and spreadsheets: of ASCII what the list has, and beyond it all
/// but the first byte of U+F000 to U+FFFF, where byte order marks, full-width signs and what is no character are.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut beyond = 0x80;
    while beyond < plain.len() {
        plain[beyond] = beyond != 0xef;
        beyond += 1;
    }
    let marks = b" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.@:/,;()";
    let mut at = 0;
    while at < marks.len() {
        plain[marks[at] as usize] = true;
        at += 1;
    }
    plain
};

/// Whether text needs no care in any format, as nearly all does: there is nothing in it but letters, digits, blanks,
/// marks that no format uses, and what lies beyond ASCII, and it neither begins nor ends with a blank. It may still
/// begin like a formula.
// Within its callers, which the page compiles to be small, it would be compiled small, too.
#[inline(never)]
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
        && bytes.iter().all(|byte| PLAIN[usize::from(*byte)])
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Text {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        String::schema_name()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::{Text, is_plain, lower};
    use std::borrow::Cow;

    #[test]
    fn a_text_is_as_wide_as_a_pointer() {
        assert_eq!(size_of::<Text>(), size_of::<usize>());
        assert_eq!(size_of::<Option<Text>>(), size_of::<usize>());
    }

    #[test]
    fn lower_case_is_that_of_the_standard() {
        for text in ["", "a@b.c", "A@b.C", "ÄRGER@B.c", "ärger", "İ"] {
            assert_eq!(lower(text), text.to_lowercase());
        }
        assert!(matches!(lower("a@b.c"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_copy_is_the_same_bytes() {
        let one = Text::from("one");
        assert!(one.is_same(&one.clone()));
        assert!(!one.is_same(&Text::from("one")));
    }

    #[test]
    fn what_any_format_marks_is_not_plain() {
        for text in [
            "",
            "a",
            "Given Surname",
            "a.b@contoso.com",
            "2026-12-01 18:00",
            "-1",
            "Größe · 東京 → 😀",
        ] {
            assert!(is_plain(text), "{text:?}");
        }
        for text in [
            " a", "a ", "a\tb", "a\nb", "<", "&amp;", "\"", "'", "=1", "+1", "a_x0041_",
            "\u{feff}", "＝1", "\u{ffff}", "\u{7f}",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }
}
