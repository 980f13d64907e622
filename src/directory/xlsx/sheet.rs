//! One worksheet: rows of cells, as a stream.

use quick_xml::events::{BytesStart, Event};

use super::parts::{SharedTexts, Sheet, add_text};
use super::{Package, Stop, is_full};
use crate::directory::codes::Code;
use crate::directory::fault::Faults;
use crate::directory::table::Table;
use crate::unzip::Problem;

/// Most columns of a worksheet.
const MAX_COLUMNS: usize = 16_384;

/// Reads a worksheet: its first row with anything in it is the headings. With `only_look`, nothing
/// below the headings is read. A sheet that breaks off keeps its whole rows.
pub(super) fn read(
    package: &mut Package<'_>,
    sheet: &Sheet,
    texts: &SharedTexts,
    table: &mut Table,
    faults: &mut Faults,
    only_look: bool,
) -> Result<(), Stop> {
    let Some(mut part) = package.part(&sheet.part)? else {
        return Ok(());
    };
    let mut rows = Rows {
        texts,
        table,
        row: Vec::new(),
        used: 0,
        number: 0,
        column: 0,
        kind: Kind::Number,
        value: String::new(),
    };
    let mut buffer = Vec::new();
    let mut in_value = false;
    let damage = loop {
        buffer.clear();
        let event = match part.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(error) => break Stop::from(error),
        };
        match event {
            Event::Start(tag) => match tag.local_name().as_ref() {
                "row" => rows.begin(&tag),
                "c" => rows.begin_cell(&tag),
                "v" | "t" => in_value = true,
                _ => {}
            },
            Event::Empty(tag) => match tag.local_name().as_ref() {
                "row" => rows.begin(&tag),
                "c" => {
                    rows.begin_cell(&tag);
                    rows.end_cell();
                }
                _ => {}
            },
            Event::End(tag) => match tag.local_name().as_ref() {
                "v" | "t" => in_value = false,
                "c" => rows.end_cell(),
                "row" => rows.end(),
                "sheetData" => return Ok(()),
                _ => {}
            },
            Event::Eof => break Stop::Xml("it ends too early".to_owned()),
            event if in_value => add_text(&event, &mut rows.value),
            _ => {}
        }
        if only_look && !rows.table.headings.is_empty() {
            return Ok(());
        }
        if is_full(rows.table) {
            return Err(Stop::Package(Problem::TooLarge));
        }
    };
    damaged(damage, rows.number, faults)
}

fn damaged(damage: Stop, row: u32, faults: &mut Faults) -> Result<(), Stop> {
    let why = match damage {
        Stop::Package(Problem::TooLarge) => return Err(damage),
        Stop::Package(problem) => problem.to_string(),
        Stop::Xml(error) => error,
    };
    faults.add(Code::WorksheetBroken, Some(row), None, |row| {
        format!("The worksheet is damaged after row {row}: {why}.")
    });
    Ok(())
}

/// What a cell's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A number, or text in the cell itself.
    Number,
    /// The number of a shared text.
    Shared,
    /// 0 or 1.
    Bool,
    /// An error such as `#N/A`: unknown.
    Error,
}

struct Rows<'t> {
    texts: &'t SharedTexts,
    table: &'t mut Table,
    row: Vec<String>,
    /// Cells of the row that have been set, from the first on.
    used: usize,
    number: u32,
    column: usize,
    kind: Kind,
    value: String,
}

impl Rows<'_> {
    fn begin(&mut self, tag: &BytesStart<'_>) {
        let number = plain(tag).find(|(name, _)| *name == "r");
        let number = number.and_then(|(_, number)| number.parse().ok());
        self.number = number.unwrap_or(self.number + 1);
        self.column = 0;
        self.used = 0;
    }

    fn begin_cell(&mut self, tag: &BytesStart<'_>) {
        self.kind = Kind::Number;
        self.value.clear();
        for (name, value) in plain(tag) {
            match (name, value) {
                ("r", place) => self.column = column_of(place).unwrap_or(self.column),
                ("t", "s") => self.kind = Kind::Shared,
                ("t", "b") => self.kind = Kind::Bool,
                ("t", "e") => self.kind = Kind::Error,
                _ => {}
            }
        }
    }

    fn end_cell(&mut self) {
        let column = self.column;
        self.column += 1;
        let text = match self.kind {
            Kind::Error => "",
            Kind::Shared => {
                let number = self.value.trim().parse().ok();
                number
                    .and_then(|number| self.texts.get(number))
                    .unwrap_or_default()
            }
            Kind::Bool if self.value.trim() == "1" => "true",
            Kind::Bool => "false",
            Kind::Number => &self.value,
        };
        if text.is_empty() || column >= MAX_COLUMNS {
            return;
        }
        if self.row.len() <= column {
            self.row.resize_with(column + 1, String::new);
        }
        while self.used <= column {
            self.row[self.used].clear();
            self.used += 1;
        }
        let cell = &mut self.row[column];
        cell.clear();
        unescape(text, cell);
    }

    fn end(&mut self) {
        let cells = &self.row[..self.used];
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if self.table.headings.is_empty() {
            for cell in cells {
                self.table.add_heading(cell);
            }
            return;
        }
        let width = self.table.headings.len();
        self.table
            .push(self.number, cells.iter().take(width).map(String::as_str));
    }
}

/// The attributes of a row or cell: places, types and numbers, which are never escaped.
fn plain<'t>(tag: &'t BytesStart<'_>) -> impl Iterator<Item = (&'t str, &'t str)> {
    let mut rest = tag.attributes_raw();
    std::iter::from_fn(move || {
        let (name, value) = rest.split_once('=')?;
        let quote = value
            .chars()
            .next()
            .filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = value[1..].split_once(quote)?;
        rest = after;
        Some((name.trim_ascii(), value))
    })
}

/// The column of a place such as `AB12`, from 0.
fn column_of(place: &str) -> Option<usize> {
    let letters = place.bytes().take_while(u8::is_ascii_alphabetic);
    let mut column = 0_usize;
    for letter in letters.take(4) {
        column = column * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1;
    }
    column.checked_sub(1)
}

/// Excel writes characters that XML does not allow as `_x000D_`.
fn unescape(mut text: &str, cell: &mut String) {
    while let Some(at) = text.find("_x") {
        let code = text
            .get(at + 2..at + 6)
            .filter(|_| text.as_bytes().get(at + 6) == Some(&b'_'));
        let character = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        cell.push_str(&text[..at]);
        match character {
            Some(character) => {
                cell.push(character);
                text = &text[at + 7..];
            }
            None => {
                cell.push_str("_x");
                text = &text[at + 2..];
            }
        }
    }
    cell.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_of_places() {
        for (place, column) in [
            ("A1", Some(0)),
            ("z9", Some(25)),
            ("AA1", Some(26)),
            ("XFD1048576", Some(16_383)),
            ("7", None),
        ] {
            assert_eq!(column_of(place), column, "{place}");
        }
    }

    #[test]
    fn characters_that_xml_does_not_allow() {
        for (text, wanted) in [
            ("a_x000D_\nb", "a\r\nb"),
            ("_x005F_x", "_x"),
            ("_xyz_", "_xyz_"),
            ("_x12", "_x12"),
            ("_xä", "_xä"),
        ] {
            let mut cell = String::new();
            unescape(text, &mut cell);
            assert_eq!(cell, wanted, "{text}");
        }
    }
}
