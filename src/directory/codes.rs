//! The table of everything that can be wrong with an export of the organization.
//!
//! One row a code: remedies and `docs/directory.md` come from it. A code keeps its meaning for ever.

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Code {
    /// No bytes.
    Empty,
    /// More bytes than are read.
    TooLarge,
    /// Another kind of file.
    OtherKind,
    /// An Excel file of the old kind, or behind a password.
    OldOrEncrypted,
    /// No heading that tells anything.
    HeadingsUnknown,
    /// Headings of both tables, or of neither in full.
    TableUnclear,
    /// No column that tells which mailbox or profile a row is.
    KeyMissing,
    /// Headings and nothing below.
    NoRows,
    /// Two columns for one thing.
    HeadingTwice,
    /// A second heading row.
    HeadingRowAgain,
    /// Columns that are not there.
    ColumnsMissing,
    /// An answer that means no column.
    AnswerUnknown,
    /// A column that may hold secrets.
    SecretColumn,
    /// Bytes that are no character.
    BytesInvalid,
    /// A row that is longer or shorter than the headings.
    CellCount,
    /// A quotation mark without its pair.
    QuoteOpen,
    /// JSON that breaks off or is none.
    JsonBroken,
    /// JSON that is no answer to a query.
    JsonOther,
    /// The service said no.
    ServiceError,
    /// Pages that were not given.
    PagesMissing,
    /// A workbook that cannot be unpacked.
    WorkbookBroken,
    /// A workbook that unpacks to too much.
    WorkbookTooLarge,
    /// A package without a worksheet.
    WorksheetMissing,
    /// A worksheet that breaks off.
    WorksheetBroken,
    /// More than one worksheet with rows.
    WorksheetsMore,
    /// A value that should be an id.
    IdInvalid,
    /// A label that the choice does not have.
    LabelUnknown,
    /// A date that cannot be told.
    DateUnclear,
    /// A time without a zone.
    ZoneMissing,
    /// A row that tells neither an id nor an address.
    RowWithoutKey,
    /// The same row twice.
    RowTwice,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct CodeRow {
    /// What is wrong.
    pub kind: Code,
    /// Stable code.
    pub code: &'static str,
    /// What is wrong, in a few words.
    pub title: &'static str,
    /// Whether nothing of the file is used because of it.
    pub refuses: bool,
    /// What to do about it, in one plain sentence.
    pub remedy: &'static str,
}

impl Code {
    /// Its row of the table.
    pub fn row(self) -> &'static CodeRow {
        &CODES[self as usize]
    }
}

const AGAIN: &str = "Export the table again with one of the queries shown here.";

const fn row(
    kind: Code,
    code: &'static str,
    refuses: bool,
    title: &'static str,
    remedy: &'static str,
) -> CodeRow {
    CodeRow {
        kind,
        code,
        title,
        refuses,
        remedy,
    }
}

/// The table, in the order of [`Code`].
pub static CODES: [CodeRow; 31] = [
    row(Code::Empty, "DIR0001", true, "The file is empty.", AGAIN),
    row(
        Code::TooLarge,
        "DIR0002",
        true,
        "The file is larger than 256 MB.",
        "Export only the columns that are needed, or split the export into several files of less than 256 MB.",
    ),
    row(
        Code::OtherKind,
        "DIR0003",
        true,
        "The file is of another kind.",
        "Give the export as CSV, as an Excel workbook (.xlsx) or as JSON.",
    ),
    row(
        Code::OldOrEncrypted,
        "DIR0004",
        true,
        "The workbook is protected by a password, or in the format of Excel before 2007.",
        "Open it in Excel, take the password off, and save it as an Excel workbook (.xlsx) or as CSV.",
    ),
    row(
        Code::HeadingsUnknown,
        "DIR0005",
        true,
        "None of the headings is known.",
        "Say what the headings mean, or export the table again with logical names as headings.",
    ),
    row(
        Code::TableUnclear,
        "DIR0006",
        true,
        "The headings fit mailboxes and email server profiles alike.",
        "Export mailboxes and email server profiles into a file each.",
    ),
    row(
        Code::KeyMissing,
        "DIR0007",
        true,
        "No column tells which mailbox or profile a row is.",
        "Say which heading means the missing column, or export the table again with it.",
    ),
    row(
        Code::NoRows,
        "DIR0008",
        true,
        "There are no rows below the headings.",
        "Take the filters off and export again; an organization has a mailbox for every user and queue.",
    ),
    row(
        Code::HeadingTwice,
        "DIR0009",
        true,
        "Two columns mean the same.",
        "Take one of the two columns out, or say that one of them is to be ignored.",
    ),
    row(
        Code::HeadingRowAgain,
        "DIR0010",
        true,
        "There is a second row of headings.",
        "Give every export as a file of its own, each with one row of headings.",
    ),
    row(
        Code::ColumnsMissing,
        "DIR0011",
        false,
        "Columns are missing.",
        "Nothing is assumed for them. Say which heading means a missing column, or export again with it.",
    ),
    row(
        Code::AnswerUnknown,
        "DIR0012",
        false,
        "The answers give a heading a meaning that no column has.",
        "Give the logical name of a column, or `ignore`.",
    ),
    row(
        Code::SecretColumn,
        "DIR0013",
        false,
        "A column may hold passwords.",
        "Nothing to do: its cells were not read. Better leave it out of the export.",
    ),
    row(
        Code::BytesInvalid,
        "DIR0014",
        false,
        "Some bytes are no characters of the file’s encoding.",
        "Save the file as “CSV UTF-8” in Excel if names with accents matter to you.",
    ),
    row(
        Code::CellCount,
        "DIR0015",
        false,
        "A row has more or fewer cells than there are headings.",
        "Put cells that hold the separator into quotation marks, or export again.",
    ),
    row(
        Code::QuoteOpen,
        "DIR0016",
        false,
        "A quotation mark is never closed.",
        "Export again, or close the quotation mark in the line named.",
    ),
    row(
        Code::JsonBroken,
        "DIR0017",
        false,
        "The JSON breaks off or is damaged.",
        "The entries before the damage are used. Save the whole answer of the query again.",
    ),
    row(
        Code::JsonOther,
        "DIR0018",
        true,
        "The JSON is no answer to a query.",
        "Save the answer of the Web API as it is: `{\"value\":[…]}`, or a list of entries.",
    ),
    row(
        Code::ServiceError,
        "DIR0019",
        true,
        "The service answered with an error.",
        "Run the query again as a person who may read mailboxes and email server profiles.",
    ),
    row(
        Code::PagesMissing,
        "DIR0020",
        false,
        "More pages follow the last one that was given.",
        "Open the address in `@odata.nextLink`, save that answer, and add it, until there is none.",
    ),
    row(
        Code::WorkbookBroken,
        "DIR0021",
        true,
        "The workbook cannot be unpacked.",
        "Open it in Excel and save it again, or export it once more.",
    ),
    row(
        Code::WorkbookTooLarge,
        "DIR0022",
        true,
        "The workbook unpacks to far more than an export holds.",
        "Save only the worksheet with the export into a workbook of its own.",
    ),
    row(
        Code::WorksheetMissing,
        "DIR0023",
        true,
        "There is no worksheet in it.",
        "Give the workbook that “Export to Excel, static worksheet” makes.",
    ),
    row(
        Code::WorksheetBroken,
        "DIR0024",
        false,
        "The worksheet breaks off or is damaged.",
        "The rows before the damage are used. Export the table again.",
    ),
    row(
        Code::WorksheetsMore,
        "DIR0025",
        false,
        "Several worksheets hold rows.",
        "The first one is used. Save the others as files of their own if they are exports too.",
    ),
    row(
        Code::IdInvalid,
        "DIR0026",
        false,
        "A value is no id.",
        "The value counts as unknown. Export again with ids, or correct the value.",
    ),
    row(
        Code::LabelUnknown,
        "DIR0027",
        false,
        "A choice does not have this label or number.",
        "The value counts as unknown. Export with numbers instead of labels, or with labels in English.",
    ),
    row(
        Code::DateUnclear,
        "DIR0028",
        false,
        "A date cannot be told for sure.",
        "The value counts as unknown. Write dates as 2026-01-31T18:00:00Z.",
    ),
    row(
        Code::ZoneMissing,
        "DIR0029",
        false,
        "A time has no time zone.",
        "It is read as UTC. Export through the Web API if hours matter.",
    ),
    row(
        Code::RowWithoutKey,
        "DIR0030",
        false,
        "A row tells neither an id nor an address.",
        "Such rows cannot be joined and are left out; nothing to do if they are not mailboxes.",
    ),
    row(
        Code::RowTwice,
        "DIR0031",
        false,
        "The same id stands in several rows.",
        "The first row is used. Give every page of the export once.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_codes() {
        for (index, row) in CODES.iter().enumerate() {
            assert_eq!(row.kind as usize, index, "{}", row.code);
            assert_eq!(row.code, format!("DIR{:04}", index + 1));
        }
    }
}
