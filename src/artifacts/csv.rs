//! Tables as CSV: UTF-8 with a byte order mark, RFC 4180 with CRLF, and nothing that a spreadsheet
//! would take for a formula.

use std::borrow::Cow;
use std::io::{self, Write};

use ::csv::{Terminator, WriterBuilder};

use super::tables::{Cell, Table};
use super::{About, Artifact, words};
use crate::plan::Plan;
use crate::text::is_plain;

/// A table as a CSV file.
pub struct CsvFile {
    /// What the file is.
    pub about: About,
    /// What stands in it.
    pub table: &'static dyn Table,
}

impl Artifact for CsvFile {
    fn about(&self) -> About {
        self.about
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut writer = WriterBuilder::new()
            .terminator(Terminator::CRLF)
            .from_writer(out);
        let headings = self.table.headings(plan);
        writer.write_record(headings.iter().map(|heading| heading.text))?;
        self.table.rows(plan, &mut |cells| {
            for cell in cells {
                writer.write_field(field(cell).as_bytes())?;
            }
            writer.write_record(None::<&[u8]>)?;
            Ok(())
        })?;
        writer.flush()
    }
}

fn field<'a>(cell: &'a Cell<'_>) -> Cow<'a, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => defused(text),
        Cell::Word(_, word) => Cow::Borrowed(word),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Time(time) => Cow::Owned(words::minute(*time)),
    }
}

/// Text that no spreadsheet takes for a formula, and no CSV reader stumbles over.
///
/// A formula begins with `=`, `+`, `-` or `@`, in some languages also with their full-width forms;
/// a program may skip blanks and marks of no width before it. Such a cell gets an apostrophe in
/// front, as does one that begins with TAB, CR or LF. Other control characters, which some readers
/// refuse, become U+FFFD.
pub fn defused(text: &str) -> Cow<'_, str> {
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && is_plain(text) {
        return Cow::Borrowed(text);
    }
    let refused = |c: char| c.is_ascii_control() && !matches!(c, '\t' | '\r' | '\n');
    let text = if text.contains(refused) {
        Cow::Owned(text.replace(refused, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    };
    let skipped = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}');
    let starts_formula = text.starts_with(['\t', '\r', '\n'])
        || text
            .trim_start_matches(skipped)
            .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if starts_formula {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::defused;

    #[test]
    fn a_formula_gets_an_apostrophe_and_other_text_stays() {
        for formula in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\nx",
            "  =1",
            "\u{feff}=1",
            "＝1",
        ] {
            assert_eq!(defused(formula), format!("'{formula}"));
        }
        for text in ["", "a=b", "sales@contoso.com", "'=1", "1-2", "“=”"] {
            assert_eq!(defused(text), text);
        }
        assert_eq!(defused("a\0b\u{1b}[31m"), "a\u{fffd}b\u{fffd}[31m");
    }
}
