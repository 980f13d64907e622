//! Excel workbooks: the first visible worksheet with rows.
//!
//! Only what an export needs is read: which sheets there are, the shared texts, and the cells, as a
//! stream. Formulas, formats and everything else stay packed.

mod parts;
mod sheet;

use std::io::BufReader;

use quick_xml::Reader;

use self::parts::{Sheet, Workbook};
use super::MAX_BYTES;
use super::codes::Code;
use super::columns;
use super::fault::Faults;
use super::table::Table;
use crate::unzip::{Archive, EntryReader, MAX_UNPACKED, Problem};

/// What stops the reading of a part.
#[derive(Debug)]
pub(super) enum Stop {
    /// The package cannot be unpacked.
    Package(Problem),
    /// A part is no XML.
    Xml(String),
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Package(problem)
    }
}

impl From<quick_xml::Error> for Stop {
    fn from(error: quick_xml::Error) -> Self {
        if let quick_xml::Error::Io(inner) = &error
            && let Some(problem) = inner
                .get_ref()
                .and_then(|inner| inner.downcast_ref::<Problem>())
        {
            return Self::Package(*problem);
        }
        Self::Xml(error.to_string())
    }
}

/// A part of the package, as a stream of events.
pub(super) type Part<'b> = Reader<BufReader<EntryReader<'b>>>;

/// A package with what may still be unpacked of it.
pub(super) struct Package<'a> {
    archive: Archive<'a>,
    budget: u64,
}

impl Package<'_> {
    /// Opens a part; `None` when there is none of that name.
    fn part(&mut self, name: &str) -> Result<Option<Part<'_>>, Stop> {
        let Some(entry) = self.archive.entry(name) else {
            return Ok(None);
        };
        let reader = self.archive.read(entry, &mut self.budget)?;
        let mut reader = Reader::from_reader(BufReader::with_capacity(1 << 16, reader));
        reader.config_mut().check_end_names = false;
        Ok(Some(reader))
    }
}

/// Reads the export of a workbook into the table.
pub(crate) fn read(bytes: &[u8], table: &mut Table, faults: &mut Faults) {
    let archive = match Archive::open(bytes) {
        Ok(archive) => archive,
        Err(problem) => return refuse(&Stop::Package(problem), faults),
    };
    let mut package = Package {
        archive,
        budget: MAX_UNPACKED,
    };
    let workbook = match parts::workbook(&mut package) {
        Ok(Some(workbook)) => workbook,
        Ok(None) => return no_worksheet(&package, faults),
        Err(stop) => return refuse(&stop, faults),
    };
    if let Err(stop) = sheets(&mut package, &workbook, table, faults) {
        refuse(&stop, faults);
    }
}

/// Takes the first visible sheet whose headings are known, or else the first with rows.
fn sheets(
    package: &mut Package<'_>,
    workbook: &Workbook,
    table: &mut Table,
    faults: &mut Faults,
) -> Result<(), Stop> {
    let texts = parts::shared_texts(package, workbook)?;
    let mut taken: Option<&Sheet> = None;
    let mut others: Vec<&str> = Vec::new();
    for sheet in workbook.sheets.iter().filter(|sheet| !sheet.hidden) {
        let mut found = Table::default();
        found.from_1904 = workbook.from_1904;
        let mut found_faults = Faults::default();
        let is_settled = taken.is_some() && is_export(table);
        sheet::read(
            package,
            sheet,
            &texts,
            &mut found,
            &mut found_faults,
            is_settled,
        )?;
        if found.headings.is_empty() {
            continue;
        }
        if let Some(before) = taken
            && (is_settled || !is_export(&found))
        {
            if before.name != sheet.name {
                others.push(&sheet.name);
            }
            continue;
        }
        others.extend(taken.map(|before| before.name.as_str()));
        taken = Some(sheet);
        *table = found;
        faults.list.append(&mut found_faults.list);
        faults.count += found_faults.count;
    }
    if let Some(taken) = taken
        && !others.is_empty()
    {
        faults.add(Code::WorksheetsMore, None, None, |_| {
            format!(
                "The worksheet “{}” is used; rows also stand in {}.",
                taken.name,
                quoted(&others)
            )
        });
    }
    Ok(())
}

fn is_export(table: &Table) -> bool {
    let known = table
        .headings
        .iter()
        .filter(|heading| columns::is_known(heading));
    known.count() >= 2
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("“{name}”")).collect();
    names.join(", ")
}

fn refuse(stop: &Stop, faults: &mut Faults) {
    let code = match stop {
        Stop::Package(Problem::TooLarge) => Code::WorkbookTooLarge,
        _ => Code::WorkbookBroken,
    };
    faults.add(code, None, None, |_| match stop {
        Stop::Package(Problem::TooLarge) => {
            format!(
                "The workbook unpacks to more than {} MB, or is packed far tighter than an export.",
                MAX_UNPACKED >> 20
            )
        }
        Stop::Package(problem) => format!("The workbook cannot be unpacked: {problem}."),
        Stop::Xml(error) => format!("A part of the workbook is no XML: {error}."),
    });
}

fn no_worksheet(package: &Package<'_>, faults: &mut Faults) {
    let holds = |name: &str| package.archive.entry(name).is_some();
    let what = if holds("word/document.xml") {
        "a Word document"
    } else if holds("ppt/presentation.xml") {
        "a presentation"
    } else if holds("xl/workbook.bin") {
        "a binary workbook (.xlsb)"
    } else if holds("content.xml") {
        "an OpenDocument file"
    } else {
        "a zip without a workbook in it"
    };
    faults.add(Code::WorksheetMissing, None, None, |_| {
        format!("The file is {what}.")
    });
}

/// Whether the cells read so far are more than is kept.
pub(super) fn is_full(table: &Table) -> bool {
    table.size() as u64 > MAX_BYTES
}
