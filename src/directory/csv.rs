//! Comma-separated text, pushed in pieces: quoted cells, quoted line breaks, any of the usual separators.

use super::codes::Code;
use super::fault::Faults;
use super::table::Table;

/// Separators in the order in which they win a draw.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];

/// A first record longer than this is not waited for.
const LONGEST_HEAD: usize = 65_536;

/// Reads records into a [`Table`]; the first record is the headings.
#[derive(Debug, Default)]
pub(crate) struct CsvReader {
    separator: Option<char>,
    /// Text of the first record, until its separator is known.
    head: String,
    state: State,
    cell: String,
    record: Vec<String>,
    cells: usize,
    number: u32,
    /// Lines ended so far.
    line: u32,
    quote_line: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// Before the first character of a cell.
    #[default]
    Start,
    /// In a cell without quotes.
    Bare,
    /// Between quotes.
    Quoted,
    /// After a quote inside quotes: the end, or the first of two.
    Closing,
}

impl CsvReader {
    /// Reads a piece of text.
    pub fn push(&mut self, text: &str, table: &mut Table, faults: &mut Faults) {
        if let Some(separator) = self.separator {
            self.characters(text, separator, table, faults);
        } else {
            self.head.push_str(text);
            self.begin(false, table, faults);
        }
    }

    /// The text ends here.
    pub fn finish(mut self, table: &mut Table, faults: &mut Faults) {
        self.begin(true, table, faults);
        if self.state == State::Quoted {
            let line = self.quote_line;
            faults.add(Code::QuoteOpen, Some(self.number + 1), None, |_| {
                format!("A quotation mark opens on line {line} and never closes; what follows it is lost.")
            });
        } else if self.cells > 0 || self.state != State::Start {
            self.end_record(table, faults);
        }
    }

    /// Chooses the separator by the first record. A line `sep=;` (Excel) names it; `#TYPE …`
    /// (PowerShell) is no record; blank lines are counted and passed.
    fn begin(&mut self, is_all: bool, table: &mut Table, faults: &mut Faults) {
        while self.separator.is_none() {
            let end = match record_end(&self.head) {
                Some(end) => end,
                None if is_all || self.head.len() > LONGEST_HEAD => self.head.len(),
                None => return,
            };
            let line = self.head[..end].trim_end();
            if let Some(named) = line.strip_prefix("sep=") {
                self.separator = named.chars().next().or(Some(','));
            } else if !line.starts_with("#TYPE ") && !line.is_empty() {
                self.separator = Some(separator_of(line));
                break;
            }
            self.number += u32::from(line.is_empty());
            self.line += 1;
            self.head.drain(..end);
            if self.head.is_empty() && is_all {
                return;
            }
        }
        let head = std::mem::take(&mut self.head);
        self.characters(&head, self.separator.unwrap_or(','), table, faults);
    }

    fn characters(
        &mut self,
        mut text: &str,
        separator: char,
        table: &mut Table,
        faults: &mut Faults,
    ) {
        while let Some(character) = text.chars().next() {
            // Runs of plain characters go over at once.
            let plain = match self.state {
                State::Quoted => text.find(['"', '\n']),
                _ => text.find([separator, '"', '\n', '\r']),
            }
            .unwrap_or(text.len());
            if plain > 0 && self.state != State::Closing {
                self.cell.push_str(&text[..plain]);
                if self.state == State::Start {
                    self.state = State::Bare;
                }
                text = &text[plain..];
                continue;
            }
            text = &text[character.len_utf8()..];
            self.line += u32::from(character == '\n');
            self.character(character, separator, table, faults);
        }
    }

    fn character(
        &mut self,
        character: char,
        separator: char,
        table: &mut Table,
        faults: &mut Faults,
    ) {
        match (self.state, character) {
            (State::Start, '"') => {
                self.state = State::Quoted;
                self.quote_line = self.line + 1;
            }
            (State::Quoted, '"') => self.state = State::Closing,
            (State::Closing, '"') => {
                self.cell.push('"');
                self.state = State::Quoted;
            }
            (State::Quoted, _) => self.cell.push(character),
            (_, '\n') => self.end_record(table, faults),
            (_, '\r') => {}
            (_, _) if character == separator => self.end_cell(),
            // What stands after a closing quote, or a quote inside a bare cell, is kept as it is.
            (_, _) => {
                self.cell.push(character);
                self.state = State::Bare;
            }
        }
    }

    fn end_cell(&mut self) {
        self.state = State::Start;
        match self.record.get_mut(self.cells) {
            Some(cell) => std::mem::swap(cell, &mut self.cell),
            None => self.record.push(std::mem::take(&mut self.cell)),
        }
        self.cells += 1;
        self.cell.clear();
    }

    fn end_record(&mut self, table: &mut Table, faults: &mut Faults) {
        self.end_cell();
        self.number += 1;
        let mut cells = &self.record[..std::mem::take(&mut self.cells)];
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if table.headings.is_empty() {
            while let [before @ .., last] = cells
                && last.trim().is_empty()
            {
                cells = before;
            }
            for cell in cells {
                table.add_heading(cell);
            }
            return;
        }
        let wanted = table.headings.len();
        let (fitting, extra) = cells.split_at(wanted.min(cells.len()));
        if fitting.len() < wanted || extra.iter().any(|cell| !cell.trim().is_empty()) {
            faults.add(Code::CellCount, Some(self.number), None, |first| {
                let found = cells.len();
                format!(
                    "Row {first} has {found} cells where the headings are {wanted}; such rows are left out."
                )
            });
            return;
        }
        table.push(self.number, fitting.iter().map(String::as_str));
    }
}

/// Where the first line ends that is not inside quotes, after it.
fn record_end(text: &str) -> Option<usize> {
    let mut quoted = false;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The separator that splits a record most often.
pub(crate) fn separator_of(record: &str) -> char {
    let mut counts = [0_usize; SEPARATORS.len()];
    let mut quoted = false;
    for character in record.chars() {
        if character == '"' {
            quoted = !quoted;
        } else if !quoted && let Some(index) = SEPARATORS.iter().position(|one| *one == character) {
            counts[index] += 1;
        }
    }
    let most = counts.iter().max().copied().unwrap_or(0);
    let index = counts.iter().position(|count| *count == most).unwrap_or(0);
    SEPARATORS[index]
}
