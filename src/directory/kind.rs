//! What kind of file the first bytes are of. Names tell nothing.

use super::codes::Code;
use super::columns;
use super::csv::separator_of;
use super::text::Decoder;

/// A format, or another kind of file that people take for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Csv,
    Json,
    /// A zip: an Excel workbook, if it holds one.
    Package,
    /// The code it is refused with, and what it is.
    Other(Code, &'static str),
}

/// Files of other kinds, by how they begin.
const OTHERS: &[(&[u8], Code, &str)] = &[
    (
        b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1",
        Code::OldOrEncrypted,
        "a workbook behind a password or in the format of Excel before 2007",
    ),
    (b"%PDF-", Code::OtherKind, "a PDF document"),
    (b"\x1F\x8B", Code::OtherKind, "compressed with gzip"),
    (b"7z\xBC\xAF", Code::OtherKind, "a 7-Zip archive"),
    (b"\x89PNG", Code::OtherKind, "a picture"),
    (b"\xFF\xD8\xFF", Code::OtherKind, "a picture"),
    (b"MZ", Code::OtherKind, "a program"),
];

/// The kind of a file by its first bytes.
pub(crate) fn of(head: &[u8]) -> Format {
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Format::Package;
    }
    if let Some((_, code, what)) = OTHERS.iter().find(|(begins, ..)| head.starts_with(begins)) {
        return Format::Other(*code, what);
    }
    let text = text_of(head);
    let text = text.trim_start();
    if text.starts_with(['{', '[']) {
        return Format::Json;
    }
    if text.starts_with('<') {
        let lower = text.to_ascii_lowercase();
        let what = if lower.contains("excel.sheet") || lower.contains("office:spreadsheet") {
            "an XML spreadsheet of 2003"
        } else if lower.starts_with("<!doctype html") || lower.starts_with("<html") {
            "a web page"
        } else {
            "an XML document"
        };
        return Format::Other(Code::OtherKind, what);
    }
    if text.contains('\0') {
        return Format::Other(Code::OtherKind, "no text");
    }
    Format::Csv
}

/// Whether the first bytes (a few thousand are enough) are those of an export of the organization,
/// for files that were not named as one. JSON and workbooks are told by what they begin with; CSV by
/// two known headings, or by a second line with an address or an id.
pub fn is_directory(head: &[u8]) -> bool {
    match of(head) {
        Format::Package => {
            let parts: [&[u8]; 4] = [b"[Content_Types].xml", b"_rels/", b"xl/", b"docProps/"];
            let first = head.get(30..).unwrap_or_default();
            parts.iter().any(|part| first.starts_with(part))
        }
        Format::Json => {
            let text = text_of(head);
            !text.contains("\"reroute-") && text.contains(['[', '@']) && text.contains('"')
        }
        Format::Csv => is_csv_export(&text_of(head)),
        Format::Other(..) => false,
    }
}

fn is_csv_export(text: &str) -> bool {
    let mut lines = text
        .lines()
        .skip_while(|line| line.starts_with("sep=") || line.starts_with("#TYPE "));
    let (Some(first), second) = (lines.next(), lines.next().unwrap_or_default()) else {
        return false;
    };
    let separator = separator_of(first);
    let headings = first
        .split(separator)
        .map(|heading| heading.trim().trim_matches('"'));
    let known = headings
        .clone()
        .filter(|heading| columns::is_known(heading))
        .count();
    let cells = second
        .split(separator)
        .map(|cell| cell.trim().trim_matches('"'));
    let telling = cells
        .clone()
        .any(|cell| cell.contains('@') || uuid::Uuid::try_parse(cell).is_ok());
    known >= 2 || (headings.count() >= 3 && telling)
}

fn text_of(head: &[u8]) -> String {
    let mut text = String::new();
    let mut decoder = Decoder::default();
    decoder.push(head, &mut text);
    decoder.finish(&mut text);
    text
}
