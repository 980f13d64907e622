//! Text that needs no care in any format. Nearly all of it is such, and there is a great deal of it.

/// Bytes that mean nothing but themselves in XML, CSV and spreadsheets.
static PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let marks = b" abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.@:/,;()";
    let mut at = 0;
    while at < marks.len() {
        plain[marks[at] as usize] = true;
        at += 1;
    }
    plain
};

/// Whether text consists of letters, digits, single marks and blanks of ASCII alone, and neither begins nor
/// ends with a blank. It may still begin like a formula.
pub fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.first() != Some(&b' ')
        && bytes.last() != Some(&b' ')
        && bytes.iter().all(|byte| PLAIN[usize::from(*byte)])
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn what_any_format_marks_is_not_plain() {
        for text in [
            "",
            "a",
            "Given Surname",
            "a.b@contoso.com",
            "2026-12-01 18:00",
            "-1",
        ] {
            assert!(is_plain(text), "{text:?}");
        }
        for text in [
            " a", "a ", "a\tb", "a\nb", "<", "&amp;", "\"", "'", "=1", "+1", "a_x0041_", "ü",
            "\u{7f}",
        ] {
            assert!(!is_plain(text), "{text:?}");
        }
    }
}
