//! Text in XML 1.0 and HTML.

use std::borrow::Cow;

use crate::text::is_plain;

/// Text for element content and attribute values; a character that XML 1.0 does not have becomes
/// U+FFFD.
pub fn escaped(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    let needs = |c: char| matches!(c, '&' | '<' | '>' | '"' | '\'') || !is_legal(c);
    if !text.contains(needs) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c if is_legal(c) => escaped.push(c),
            _ => escaped.push('\u{fffd}'),
        }
    }
    Cow::Owned(escaped)
}

fn is_legal(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    #[test]
    fn markup_and_controls_become_harmless() {
        assert_eq!(
            super::escaped("<a href=\"x\">'&\u{0}\u{b}\u{ffff}😀\n"),
            "&lt;a href=&quot;x&quot;&gt;&#39;&amp;\u{fffd}\u{fffd}\u{fffd}😀\n"
        );
    }
}
