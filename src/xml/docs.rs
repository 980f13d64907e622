//! The pages of `docs/xml/`, one a code, and their index: made from the table of codes.

use std::fmt::Write as _;

use super::codes::{CODES, Example, Row};

/// The pages as (file name, text), in the order of the codes, the index last.
pub fn docs() -> Vec<(String, String)> {
    let mut pages: Vec<_> = CODES
        .iter()
        .map(|row| (format!("{}.md", row.code), page(row)))
        .collect();
    let mut index = String::from(
        "# What can be wrong with a file\n\n\
         Every fault has a code, the place where it shows (line and column from 1, bytes from 0) and a remedy.\n\
         Reading goes on after it: every whole entry before and after the damage is kept.\n\n\
         | code | what is wrong |\n| --- | --- |\n",
    );
    for row in CODES {
        let _ = writeln!(
            index,
            "| [{0}]({0}.md) | {1} |",
            row.code,
            escaped(row.title)
        );
    }
    pages.push(("README.md".to_owned(), index));
    pages
}

fn page(row: &Row) -> String {
    let sentence = escaped(&row.sentence.replace("{}", "…"));
    format!(
        "# {}: {}\n\n{sentence}\n\n**What to do.** {}\n\n**Rule.** {}.\n\n**Smallest example.** {}\n",
        row.code,
        escaped(row.title),
        escaped(row.remedy),
        row.rule,
        example(&row.example),
    )
}

fn example(example: &Example) -> String {
    match example {
        Example::Bytes(bytes) => format!(
            "`{}`",
            bytes.iter().map(|&byte| shown(byte)).collect::<String>()
        ),
        Example::Repeated(before, piece, times, after) => {
            let part = |name: &str, text: &str| {
                if text.is_empty() {
                    String::new()
                } else {
                    format!("{name}`{text}`")
                }
            };
            format!(
                "{}`{piece}` {times} times{}",
                part("", before) + if before.is_empty() { "" } else { ", then " },
                part(", then ", after)
            )
        }
    }
}

/// A byte of an example; `\xNN` when it is not ASCII text.
fn shown(byte: u8) -> String {
    match byte {
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02X}"),
    }
}

/// Keeps Markdown from taking a tag for HTML.
fn escaped(text: &str) -> String {
    text.replace('<', "\\<")
}
