//! A table of text: what every format comes down to before its headings are understood.

use super::columns;

/// Headings and rows of one export. The cells of all rows lie in one text, so that a large export is
/// a few allocations, and can be understood anew when the admin says what a heading means.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    /// Headings, trimmed, in the order of the file.
    pub headings: Vec<String>,
    /// Which of them may stand above secrets; such cells are not kept.
    secret: Vec<bool>,
    /// Whether day numbers count from 1904 instead of 1900.
    pub from_1904: bool,
    text: String,
    ends: Vec<u32>,
    rows: Vec<RowStart>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct RowStart {
    number: u32,
    cell: u32,
}

/// One row of a [`Table`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row<'a> {
    /// Its number as a person counts it: in a sheet or CSV the heading row counts.
    pub number: u32,
    first: usize,
    last: usize,
    table: &'a Table,
}

impl Table {
    /// Adds a heading and gives its column.
    pub fn add_heading(&mut self, heading: &str) -> usize {
        self.headings.push(heading.trim().to_owned());
        self.secret
            .push(columns::is_secret(heading) && !columns::is_known(heading));
        self.headings.len() - 1
    }

    /// Adds a row. Cells are trimmed; columns without a cell are empty.
    pub fn push<'c>(&mut self, number: u32, cells: impl IntoIterator<Item = &'c str>) {
        let cell = small(self.ends.len());
        for (column, value) in cells.into_iter().enumerate() {
            if self.secret.get(column) != Some(&true) {
                self.text.push_str(value.trim());
            }
            self.ends.push(small(self.text.len()));
        }
        self.rows.push(RowStart { number, cell });
    }

    /// The rows, in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().enumerate().map(|(index, row)| Row {
            number: row.number,
            first: row.cell as usize,
            last: self
                .rows
                .get(index + 1)
                .map_or(self.ends.len(), |next| next.cell as usize),
            table: self,
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes that the cells take.
    pub fn size(&self) -> usize {
        self.text.len() + 4 * self.ends.len()
    }
}

impl<'a> Row<'a> {
    /// The cell of a column, empty when the row has none.
    pub fn cell(&self, column: usize) -> &'a str {
        let at = self.first + column;
        if at >= self.last {
            return "";
        }
        let from = at
            .checked_sub(1)
            .map_or(0, |before| self.table.ends[before]);
        &self.table.text[from as usize..self.table.ends[at] as usize]
    }

    /// Its cells, in order.
    pub fn cells(self) -> impl Iterator<Item = &'a str> {
        (0..self.last - self.first).map(move |column| self.cell(column))
    }
}

/// Sizes fit: readers stop far below 4 GB, see [`super::MAX_BYTES`].
fn small(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}
