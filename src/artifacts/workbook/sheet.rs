//! One sheet: typed cells under a frozen, filtered head.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::artifacts::tables::{Cell, Heading, Table, Tone};
use crate::artifacts::xml_text;
use crate::plan::Plan;
use crate::text::is_plain;

/// Most characters a cell holds.
const MOST: usize = 32_000;
/// Height of a line of text, in points.
const HEIGHT: usize = 14;
/// Most lines that are shown of a cell.
const MOST_LINES: usize = 20;
/// From this width on a column's text is wrapped.
const WRAPPED: u16 = 40;

/// How a cell looks: the numbers of the styles part.
#[derive(Clone, Copy)]
enum Look {
    Plain,
    Head,
    Time,
    Wrapped,
    Good,
    Warning,
    Bad,
    Calm,
}

impl Look {
    /// The end of a cell's reference, and its look where it is not the usual one.
    const fn attribute(self) -> &'static str {
        match self {
            Self::Plain => "\"",
            Self::Head => "\" s=\"1\"",
            Self::Time => "\" s=\"2\"",
            Self::Wrapped => "\" s=\"3\"",
            Self::Good => "\" s=\"4\"",
            Self::Warning => "\" s=\"5\"",
            Self::Bad => "\" s=\"6\"",
            Self::Calm => "\" s=\"7\"",
        }
    }
}

impl From<Tone> for Look {
    fn from(tone: Tone) -> Self {
        match tone {
            Tone::Good => Self::Good,
            Tone::Warning => Self::Warning,
            Tone::Bad => Self::Bad,
            Tone::Calm => Self::Calm,
        }
    }
}

/// Writes a table as a sheet; the workbook opens on the selected one.
pub fn write(
    table: &dyn Table,
    plan: &Plan,
    selected: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    let headings = table.headings(plan);
    head(&headings, selected, out)?;
    let mut row = Row::new(headings.len());
    row.begin(28);
    for (column, heading) in headings.iter().enumerate() {
        row.text(column, Look::Head, heading.text);
    }
    row.write(out)?;
    table.rows(plan, &mut |cells| {
        row.begin(HEIGHT * lines(&headings, cells));
        for (column, (heading, cell)) in headings.iter().zip(cells).enumerate() {
            row.cell(column, heading, cell);
        }
        row.write(out)
    })?;
    let (last, row) = (letters(headings.len().saturating_sub(1)), row.number);
    write!(
        out,
        "</sheetData><autoFilter ref=\"A1:{last}{row}\"/><pageMargins left=\"0.4\" right=\"0.4\" top=\"0.5\" bottom=\"0.5\" header=\"0.3\" footer=\"0.3\"/><pageSetup orientation=\"landscape\" fitToHeight=\"0\"/></worksheet>"
    )
}

/// How many lines the fullest cell of a row takes. Not every program works that out by itself.
fn lines(headings: &[Heading], cells: &[Cell<'_>]) -> usize {
    let of_cell = |(heading, cell): (&Heading, &Cell<'_>)| match cell {
        // Bytes are at least as many as characters.
        Cell::Text(text) if text.len() <= usize::from(heading.width) && !text.contains('\n') => 1,
        Cell::Text(text) if heading.width >= WRAPPED => {
            let width = usize::from(heading.width);
            let lines = text
                .lines()
                .map(|line| line.chars().count().div_ceil(width));
            lines.map(|lines| lines.max(1)).sum()
        }
        _ => 1,
    };
    let most = headings.iter().zip(cells).map(of_cell).max();
    most.unwrap_or(1).clamp(1, MOST_LINES)
}

fn head(headings: &[Heading], selected: bool, out: &mut dyn Write) -> io::Result<()> {
    let selected = if selected { " tabSelected=\"1\"" } else { "" };
    write!(
        out,
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr><sheetViews><sheetView{selected} workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"14\"/><cols>"
    )?;
    for (number, heading) in (1..).zip(headings) {
        let width = heading.width;
        write!(
            out,
            "<col min=\"{number}\" max=\"{number}\" width=\"{width}\" customWidth=\"1\"/>"
        )?;
    }
    write!(out, "</cols><sheetData>")
}

/// A row that is being put together. There may be millions of cells, so that it is one text, made of few
/// pieces and written at once.
struct Row {
    number: u32,
    digits: String,
    /// The beginning of each column's cells, up to the row's number.
    columns: Vec<String>,
    xml: String,
}

impl Row {
    fn new(columns: usize) -> Self {
        let beginning = |column| format!("<c r=\"{}", letters(column));
        Self {
            number: 0,
            digits: String::new(),
            columns: (0..columns).map(beginning).collect(),
            xml: String::new(),
        }
    }

    /// Begins the next row.
    fn begin(&mut self, height: usize) {
        self.number += 1;
        self.digits = self.number.to_string();
        self.xml.clear();
        for piece in [
            "<row r=\"",
            &self.digits,
            "\" ht=\"",
            &height.to_string(),
            "\" customHeight=\"1\">",
        ] {
            self.xml.push_str(piece);
        }
    }

    fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        self.xml.push_str("</row>");
        out.write_all(self.xml.as_bytes())
    }

    fn cell(&mut self, column: usize, heading: &Heading, cell: &Cell<'_>) {
        let look = if heading.width >= WRAPPED {
            Look::Wrapped
        } else {
            Look::Plain
        };
        match cell {
            Cell::Empty => {}
            Cell::Text(value) => self.text(column, look, value),
            Cell::Word(tone, word) => self.text(column, Look::from(*tone), word),
            Cell::Number(value) => self.value(column, Look::Plain, &value.to_string()),
            // Days since 1899-12-30.
            Cell::Time(time) => {
                let days = 25_569.0 + time.as_second() as f64 / 86_400.0;
                self.value(column, Look::Time, &days.to_string());
            }
        }
    }

    fn begin_cell(&mut self, column: usize, look: Look) {
        self.xml.push_str(&self.columns[column]);
        self.xml.push_str(&self.digits);
        self.xml.push_str(look.attribute());
    }

    fn value(&mut self, column: usize, look: Look, value: &str) {
        self.begin_cell(column, look);
        self.xml.push_str("><v>");
        self.xml.push_str(value);
        self.xml.push_str("</v></c>");
    }

    /// Text as text: whatever it begins with, it is no formula.
    fn text(&mut self, column: usize, look: Look, value: &str) {
        self.begin_cell(column, look);
        if value.len() <= MOST && is_plain(value) {
            self.xml.push_str(" t=\"inlineStr\"><is><t>");
            self.xml.push_str(value);
        } else {
            self.xml
                .push_str(" t=\"inlineStr\"><is><t xml:space=\"preserve\">");
            self.xml.push_str(&xml_text::escaped(&fitting(value)));
        }
        self.xml.push_str("</t></is></c>");
    }
}

/// What a cell holds: line ends as spreadsheets have them, and nothing that reads like their own way
/// of writing a character, `_x0041_`.
fn fitting(value: &str) -> Cow<'_, str> {
    let mut value = Cow::Borrowed(value);
    if value.len() > MOST && value.chars().nth(MOST).is_some() {
        value = Cow::Owned(value.chars().take(MOST).chain(['…']).collect());
    }
    if value.contains('\r') {
        value = Cow::Owned(value.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if let Some(escaped) = without_codes(&value) {
        value = Cow::Owned(escaped);
    }
    value
}

/// Text in which `_x0041_` stays what it is; `None` when nothing reads like that.
fn without_codes(text: &str) -> Option<String> {
    let is_code = |rest: &str| {
        let bytes = rest.as_bytes();
        bytes.len() >= 7 && bytes[2..6].iter().all(u8::is_ascii_hexdigit) && bytes[6] == b'_'
    };
    let mut escaped = String::new();
    let mut from = 0;
    for (at, _) in text.match_indices("_x") {
        if is_code(&text[at..]) {
            escaped.push_str(&text[from..at]);
            escaped.push_str("_x005F");
            from = at;
        }
    }
    (!escaped.is_empty()).then(|| escaped + &text[from..])
}

/// The letters of a column, counted from 0.
fn letters(column: usize) -> String {
    let mut rest = column;
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (rest % 26) as u8));
        if rest < 26 {
            return letters.iter().rev().collect();
        }
        rest = rest / 26 - 1;
    }
}

#[cfg(test)]
mod tests {
    use super::{fitting, letters};

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        let named = [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (51, "AZ"),
            (52, "BA"),
            (701, "ZZ"),
            (702, "AAA"),
        ];
        for (column, name) in named {
            assert_eq!(letters(column), name);
        }
    }

    #[test]
    fn text_fits_a_cell() {
        assert_eq!(fitting("a\r\nb\rc"), "a\nb\nc");
        assert_eq!(fitting("a _x0041_ b"), "a _x005F_x0041_ b");
        assert_eq!(fitting("my_xbox_x00_"), "my_xbox_x00_");
        assert_eq!(fitting(&"ü".repeat(40_000)).chars().count(), 32_001);
    }
}
