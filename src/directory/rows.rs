//! Tables of text → the directory: headings understood, cells read, rows joined over all files.

use std::collections::{BTreeMap, HashSet};

use super::codes::Code;
use super::columns::{Column, Field, TableKind};
use super::fault::Faults;
use super::headings::{Answers, Headings, understand};
use super::model::{
    Directory, DirectoryFile, DirectoryMailbox, DirectoryProfile, Index, Lookup, RegardingType,
    RowPlace, Text,
};
use super::reader::Export;
use super::table::Row;
use super::values::Cell;
use crate::order;

/// Understands the exports together. `columns` says what headings mean that are not known by
/// themselves (`answers.directory_columns`): a logical name, or [`super::IGNORE`]. Never fails.
pub fn directory(exports: &[Export], columns: &BTreeMap<String, String>) -> Directory {
    let mut directory = Directory::default();
    let mut seen = HashSet::new();
    for export in exports {
        let file = add(&mut directory, export, &Answers(columns), &mut seen);
        directory.files.push(file);
    }
    check_pages(&mut directory, exports);
    index(&mut directory);
    directory
}

fn add(
    directory: &mut Directory,
    export: &Export,
    answers: &Answers<'_>,
    seen: &mut HashSet<Text>,
) -> DirectoryFile {
    let mut faults = export.faults.clone();
    let mut unmapped = Vec::new();
    let mut understood = None;
    if faults.refusal().is_none() {
        understood = understand(export, answers, &mut faults, &mut unmapped);
    }
    let mut missing = Vec::new();
    let (mailboxes, profiles) = (directory.mailboxes.len(), directory.profiles.len());
    if let Some(headings) = &understood
        && has_rows(export, headings, &mut faults)
    {
        read_rows(directory, export, headings, &mut faults, seen);
        missing.clone_from(&headings.missing);
        if headings.has(Field::Regarding) && !tells_owners(&directory.mailboxes[mailboxes..]) {
            missing.push("regardingobjectid");
        }
        name_missing(&missing, &unmapped, &mut faults);
    }
    let rows = directory.mailboxes.len() - mailboxes + directory.profiles.len() - profiles;
    let refused = faults.refusal().is_some();
    order::sort_by_key(&mut faults.list, |fault| !fault.refuses);
    DirectoryFile {
        name: export.name.clone(),
        bytes: export.bytes,
        sha256: export.sha256.clone(),
        kind: understood.map(|headings| headings.kind),
        rows: u32::try_from(rows).unwrap_or(u32::MAX),
        refused,
        faults: faults.list,
        fault_count: faults.count,
        unmapped,
        missing,
    }
}

/// Whether any row has the id of its user or queue: Advanced Find exports names alone.
fn tells_owners(mailboxes: &[DirectoryMailbox]) -> bool {
    let mut regarding = mailboxes
        .iter()
        .map(|row| &row.regardingobjectid)
        .peekable();
    regarding.peek().is_none() || regarding.any(|owner| owner.id.is_some())
}

fn name_missing(missing: &[&str], unmapped: &[Text], faults: &mut Faults) {
    if missing.is_empty() {
        return;
    }
    let names = missing.join(", ");
    faults.add(Code::ColumnsMissing, None, None, |_| match unmapped {
        [] => format!("These columns are missing: {names}."),
        _ => format!(
            "These columns are missing: {names}. These headings mean nothing known: {}.",
            unmapped.join(", ")
        ),
    });
}

/// Whether there are rows, and no second row of headings among them.
fn has_rows(export: &Export, headings: &Headings, faults: &mut Faults) -> bool {
    if export.table.len() == 0 {
        faults.add(Code::NoRows, None, None, |_| {
            format!(
                "There are headings of {}, and no rows below.",
                headings.kind.label()
            )
        });
    }
    let again = export
        .table
        .rows()
        .find(|row| headings.is_heading_row(row.cells()));
    if let Some(row) = again {
        faults.add(Code::HeadingRowAgain, Some(row.number), None, |row| {
            format!("Row {row} is a second row of headings.")
        });
    }
    faults.refusal().is_none()
}

fn read_rows(
    directory: &mut Directory,
    export: &Export,
    headings: &Headings,
    faults: &mut Faults,
    seen: &mut HashSet<Text>,
) {
    let file = u32::try_from(directory.files.len()).unwrap_or(u32::MAX);
    for row in export.table.rows() {
        let at = RowPlace {
            file,
            row: row.number,
        };
        let mut cells = Cells {
            export,
            headings,
            row,
            faults,
        };
        match headings.kind {
            TableKind::Mailboxes => {
                let mailbox = cells.mailbox(at);
                let has_key = mailbox.mailboxid.is_some()
                    || mailbox.emailaddress.is_some()
                    || mailbox.regardingobjectid.id.is_some();
                if keep(has_key, mailbox.mailboxid.as_ref(), at, seen, faults) {
                    directory.mailboxes.push(mailbox);
                }
            }
            TableKind::Profiles => {
                let profile = cells.profile(at);
                let has_key = profile.emailserverprofileid.is_some() || profile.name.is_some();
                if keep(
                    has_key,
                    profile.emailserverprofileid.as_ref(),
                    at,
                    seen,
                    faults,
                ) {
                    directory.profiles.push(profile);
                }
            }
        }
    }
}

/// Whether a row is used: it tells what it is, and is there for the first time.
fn keep(
    has_key: bool,
    id: Option<&Text>,
    at: RowPlace,
    seen: &mut HashSet<Text>,
    faults: &mut Faults,
) -> bool {
    if !has_key {
        faults.add(Code::RowWithoutKey, Some(at.row), None, |row| {
            format!("Row {row} tells neither an id nor an address.")
        });
        return false;
    }
    let Some(id) = id else {
        return true;
    };
    let is_new = seen.insert(id.clone());
    if !is_new {
        faults.add(Code::RowTwice, Some(at.row), None, |row| {
            format!("Row {row}: the id {id} stands in an earlier row.")
        });
    }
    is_new
}

/// The cells of one row.
struct Cells<'a, 'f> {
    export: &'a Export,
    headings: &'a Headings,
    row: Row<'a>,
    faults: &'f mut Faults,
}

impl<'a> Cells<'a, '_> {
    fn cell(&self, field: Field) -> Option<Cell<'a>> {
        let found: &(&'static Column, usize) = self
            .headings
            .columns
            .iter()
            .find(|(column, _)| column.field == field)?;
        Some(Cell {
            text: self.row.cell(found.1),
            column: found.0,
            heading: &self.export.table.headings[found.1],
            row: self.row.number,
            from_1904: self.export.table.from_1904,
        })
    }

    fn text(&self, field: Field) -> Option<Text> {
        self.cell(field)?.text()
    }

    fn choice(&mut self, field: Field) -> Option<i64> {
        self.cell(field)?.choice(self.faults)
    }

    fn flag(&mut self, field: Field) -> Option<bool> {
        self.cell(field)?.flag(self.faults)
    }

    fn id(&mut self, field: Field) -> Option<Text> {
        self.cell(field)?.id(self.faults)
    }

    /// A lookup, its name from a column of its own if there is one.
    fn lookup(&self, field: Field, name: Field) -> Lookup {
        let mut lookup = self
            .cell(field)
            .map(|cell| cell.lookup())
            .unwrap_or_default();
        lookup.name = lookup.name.or_else(|| self.text(name));
        lookup
    }

    fn regarding(&mut self) -> (Lookup, Option<RegardingType>) {
        let mut lookup = self.lookup(Field::Regarding, Field::RegardingName);
        let mut kind = self
            .cell(Field::RegardingType)
            .and_then(|cell| cell.owner_type(self.faults));
        for (field, told) in [
            (Field::RegardingUser, RegardingType::User),
            (Field::RegardingQueue, RegardingType::Queue),
        ] {
            if let Some(id) = self.cell(field).and_then(|cell| cell.lookup().id) {
                lookup.id = lookup.id.or(Some(id));
                kind = kind.or(Some(told));
            }
        }
        (lookup, kind)
    }

    fn mailbox(&mut self, at: RowPlace) -> DirectoryMailbox {
        let (regardingobjectid, regardingobjecttypecode) = self.regarding();
        DirectoryMailbox {
            mailboxid: self.id(Field::MailboxId),
            name: self.text(Field::Name),
            emailaddress: self.text(Field::EmailAddress),
            regardingobjectid,
            regardingobjecttypecode,
            isforwardmailbox: self.flag(Field::IsForwardMailbox),
            emailserverprofile: self.lookup(Field::Profile, Field::ProfileName),
            incomingemaildeliverymethod: self.choice(Field::Incoming),
            outgoingemaildeliverymethod: self.choice(Field::Outgoing),
            actdeliverymethod: self.choice(Field::Act),
            emailrouteraccessapproval: self.choice(Field::Approval),
            mailboxstatus: self.choice(Field::MailboxStatus),
            processemailreceivedafter: self
                .cell(Field::ReceivedAfter)
                .and_then(|cell| cell.time(self.faults)),
            username: self.text(Field::Username),
            orgmarkedasprimaryforexchangesync: self.flag(Field::PrimaryForExchange),
            statecode: self.choice(Field::State),
            at,
        }
    }

    fn profile(&mut self, at: RowPlace) -> DirectoryProfile {
        DirectoryProfile {
            emailserverprofileid: self.id(Field::ProfileId),
            name: self.text(Field::Name),
            servertype: self.choice(Field::ServerType),
            incomingcredentialretrieval: self.choice(Field::IncomingRetrieval),
            outgoingcredentialretrieval: self.choice(Field::OutgoingRetrieval),
            processemailsreceivedafter: self
                .cell(Field::ReceivedAfter)
                .and_then(|cell| cell.time(self.faults)),
            statecode: self.choice(Field::State),
            at,
        }
    }
}

/// Pages of one table: as many as name a next one need one more that does not.
fn check_pages(directory: &mut Directory, exports: &[Export]) {
    for kind in [TableKind::Mailboxes, TableKind::Profiles] {
        let of_kind = |file: &DirectoryFile| file.kind == Some(kind);
        let pages = || {
            let files = directory.files.iter().zip(exports);
            files
                .filter(|(file, _)| of_kind(file))
                .map(|(_, export)| &export.pages)
        };
        let with_next: u32 = pages().map(|pages| pages.with_next).sum();
        let all: u32 = pages().map(|pages| pages.lists).sum();
        if with_next == 0 || with_next < all {
            continue;
        }
        let last = directory
            .files
            .iter()
            .zip(exports)
            .rposition(|(file, export)| of_kind(file) && export.pages.with_next > 0);
        if let Some(file) = last.map(|last| &mut directory.files[last]) {
            let mut faults = Faults {
                list: std::mem::take(&mut file.faults),
                count: file.fault_count,
            };
            faults.add(Code::PagesMissing, None, None, |_| {
                format!(
                    "Every page of the {} names a next one; the last page was not given.",
                    kind.label()
                )
            });
            file.fault_count = faults.count;
            file.faults = faults.list;
        }
    }
}

fn index(directory: &mut Directory) {
    let entries = |key: fn(&DirectoryMailbox) -> Option<Text>| {
        let rows = (0..).zip(&directory.mailboxes);
        Index::new(rows.filter_map(|(row, mailbox)| Some((key(mailbox)?, row))))
    };
    let by_mailboxid = entries(|mailbox| mailbox.mailboxid.clone());
    let by_owner = entries(|mailbox| mailbox.regardingobjectid.id.clone());
    let by_address = entries(|mailbox| {
        let address = mailbox.emailaddress.as_ref()?;
        let lower = address.to_lowercase();
        Some(if lower == **address {
            address.clone()
        } else {
            Text::from(lower)
        })
    });
    directory.by_mailboxid = by_mailboxid;
    directory.by_owner = by_owner;
    directory.by_address = by_address;
}
