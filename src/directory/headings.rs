//! What the headings of an export mean, and which table they make.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::Code;
use super::columns::{self, Column, Field, IGNORE, TableKind};
use super::fault::Faults;
use super::model::Text;
use super::reader::Export;
use crate::order;

/// The understood headings of one export.
#[derive(Debug)]
pub(crate) struct Headings {
    pub kind: TableKind,
    /// Which cell holds which column, in the order of the table.
    pub columns: Vec<(&'static Column, usize)>,
    pub missing: Vec<&'static str>,
}

/// What one heading means in a table.
#[derive(Debug, Clone, Copy)]
enum Meaning {
    Column(&'static Column),
    NotNeeded,
    Secret,
    Unknown,
}

/// The admin's answers, by heading.
pub(crate) struct Answers<'a>(pub &'a BTreeMap<String, String>);

impl Answers<'_> {
    fn of(&self, heading: &str) -> Option<&str> {
        let normal = columns::normal(heading);
        let exact = self.0.get(heading);
        exact
            .or_else(|| {
                self.0
                    .iter()
                    .find(|(known, _)| columns::normal(known) == normal)
                    .map(|(_, meaning)| meaning)
            })
            .map(String::as_str)
    }

    fn meaning(&self, kind: TableKind, heading: &str) -> Meaning {
        let normal = columns::normal(heading);
        match self.of(heading) {
            Some(IGNORE) => return Meaning::NotNeeded,
            Some(name) => {
                if let Some(column) = columns::by_name(kind, name) {
                    return Meaning::Column(column);
                }
            }
            None => {}
        }
        match columns::by_heading(kind, &normal) {
            Some(column) => Meaning::Column(column),
            None if normal.is_empty() || columns::is_not_needed(&normal) => Meaning::NotNeeded,
            None if columns::is_secret(&normal) => Meaning::Secret,
            None => Meaning::Unknown,
        }
    }
}

const KINDS: [TableKind; 2] = [TableKind::Mailboxes, TableKind::Profiles];

/// Understands the headings; `None` when the export is refused, with the reason in `faults`.
pub(crate) fn understand(
    export: &Export,
    answers: &Answers<'_>,
    faults: &mut Faults,
    unmapped: &mut Vec<Text>,
) -> Option<Headings> {
    let headings = &export.table.headings;
    check_answers(headings, answers, faults);
    let kind = kind(export, answers, faults);
    let meanings: Vec<Meaning> = headings
        .iter()
        .enumerate()
        .map(|(index, heading)| match (kind, hidden(headings, index)) {
            (Some(kind), Some(true)) => Meaning::Column(&kind.columns()[0]),
            (_, Some(_)) => Meaning::NotNeeded,
            (Some(kind), None) => answers.meaning(kind, heading),
            (None, None) => known_to_either(answers, heading),
        })
        .collect();
    for (heading, meaning) in headings.iter().zip(&meanings) {
        match meaning {
            Meaning::Unknown => unmapped.push(Text::from(heading.as_str())),
            Meaning::Secret => faults.add(Code::SecretColumn, None, Some(heading), |_| {
                format!("The column “{heading}” may hold passwords; its cells were not read.")
            }),
            Meaning::Column(_) | Meaning::NotNeeded => {}
        }
    }
    let kind = kind?;
    let columns = one_each(headings, &meanings, faults)?;
    let missing = missing(kind, &columns);
    has_key(kind, &columns, headings, faults)?;
    Some(Headings {
        kind,
        columns,
        missing,
    })
}

fn known_to_either(answers: &Answers<'_>, heading: &str) -> Meaning {
    KINDS
        .into_iter()
        .map(|kind| answers.meaning(kind, heading))
        .find(|meaning| !matches!(meaning, Meaning::Unknown))
        .unwrap_or(Meaning::Unknown)
}

/// Whether a column is one of the three that a static worksheet hides, in whatever language: their
/// headings begin with the same words in parentheses. `Some(true)` for the first of them, the row's id.
fn hidden(headings: &[String], index: usize) -> Option<bool> {
    let mark = |heading: &String| {
        let (mark, _) = heading.strip_prefix('(')?.split_once(')')?;
        Some(mark.to_owned())
    };
    let first = mark(headings.first()?)?;
    let all = headings.len() >= 3
        && headings[..3]
            .iter()
            .all(|one| mark(one).as_ref() == Some(&first));
    (all && index < 3).then_some(index == 0)
}

/// Which table it is: what a page names, else the one whose own headings are more.
fn kind(export: &Export, answers: &Answers<'_>, faults: &mut Faults) -> Option<TableKind> {
    match export.pages.entity_set.as_deref() {
        Some("mailboxes") => return Some(TableKind::Mailboxes),
        Some("emailserverprofiles") => return Some(TableKind::Profiles),
        _ => {}
    }
    let mut own = [0_usize; 2];
    for heading in &export.table.headings {
        let is_column =
            KINDS.map(|kind| matches!(answers.meaning(kind, heading), Meaning::Column(_)));
        match is_column {
            [true, false] => own[0] += 1,
            [false, true] => own[1] += 1,
            _ => {}
        }
    }
    match own {
        [0, 0] => {
            let shown = listed(&export.table.headings);
            faults.add(Code::HeadingsUnknown, None, None, |_| {
                format!("None of the headings tells a mailbox or an email server profile: {shown}.")
            });
            None
        }
        [mailboxes, profiles] if mailboxes == profiles => {
            let shown = listed(&export.table.headings);
            faults.add(Code::TableUnclear, None, None, |_| {
                format!("The headings fit mailboxes as well as email server profiles: {shown}.")
            });
            None
        }
        [mailboxes, profiles] => Some(KINDS[usize::from(profiles > mailboxes)]),
    }
}

/// The columns with the cell of each; refused when two headings mean one.
fn one_each(
    headings: &[String],
    meanings: &[Meaning],
    faults: &mut Faults,
) -> Option<Vec<(&'static Column, usize)>> {
    let mut columns: Vec<(&'static Column, usize)> = Vec::new();
    for (index, meaning) in meanings.iter().enumerate() {
        let Meaning::Column(column) = meaning else {
            continue;
        };
        if let Some((_, before)) = columns
            .iter()
            .find(|(known, _)| known.field == column.field)
        {
            faults.add(Code::HeadingTwice, None, Some(&headings[index]), |_| {
                format!(
                    "Column {} (“{}”) and column {} (“{}”) both mean {}.",
                    before + 1,
                    headings[*before],
                    index + 1,
                    headings[index],
                    column.name
                )
            });
            return None;
        }
        columns.push((column, index));
    }
    order::sort_by_key(&mut columns, |(column, _)| column.field);
    Some(columns)
}

/// What would help and is not there, in the order of the queries.
fn missing(kind: TableKind, columns: &[(&'static Column, usize)]) -> Vec<&'static str> {
    let there: BTreeSet<Field> = columns.iter().map(|(column, _)| column.field).collect();
    let owner_told = [Field::RegardingUser, Field::RegardingQueue]
        .iter()
        .any(|field| there.contains(field));
    kind.columns()
        .iter()
        .filter(|column| column.wanted && !there.contains(&column.field))
        .filter(|column| !(column.field == Field::Regarding && owner_told))
        .map(|column| column.name)
        .collect()
}

/// Whether a row can be told from another; refused when it cannot.
fn has_key(
    kind: TableKind,
    columns: &[(&'static Column, usize)],
    headings: &[String],
    faults: &mut Faults,
) -> Option<()> {
    let (keys, wanted): (&[Field], _) = match kind {
        TableKind::Mailboxes => (
            &[
                Field::EmailAddress,
                Field::Regarding,
                Field::RegardingUser,
                Field::RegardingQueue,
            ],
            "emailaddress (Email Address) or regardingobjectid (Regarding)",
        ),
        TableKind::Profiles => (
            &[Field::ProfileId, Field::Name],
            "emailserverprofileid or name",
        ),
    };
    if columns
        .iter()
        .any(|(column, _)| keys.contains(&column.field))
    {
        return Some(());
    }
    let shown = listed(headings);
    faults.add(Code::KeyMissing, None, None, |_| {
        format!(
            "It looks like {}, but there is no column {wanted}; the headings are {shown}.",
            kind.label()
        )
    });
    None
}

/// Answers for headings of this export that mean no column of either table.
fn check_answers(headings: &[String], answers: &Answers<'_>, faults: &mut Faults) {
    for heading in headings {
        let Some(name) = answers.of(heading) else {
            continue;
        };
        let is_column = KINDS
            .into_iter()
            .any(|kind| columns::by_name(kind, name).is_some());
        if name != IGNORE && !is_column {
            faults.add(Code::AnswerUnknown, None, Some(heading), |_| {
                format!("The answers say that “{heading}” means “{name}”, which is no column of an export.")
            });
        }
    }
}

/// Headings for a sentence: the first ten.
fn listed(headings: &[String]) -> String {
    let shown: Vec<String> = headings
        .iter()
        .take(10)
        .map(|heading| format!("“{heading}”"))
        .collect();
    let more = headings.len().saturating_sub(10);
    match (shown.is_empty(), more) {
        (true, _) => "there are none".to_owned(),
        (false, 0) => shown.join(", "),
        (false, _) => format!("{} and {more} more", shown.join(", ")),
    }
}

impl Headings {
    /// Whether a row is a row of headings again.
    pub fn is_heading_row<'a>(&self, cells: impl Iterator<Item = &'a str>) -> bool {
        let mut filled = 0;
        for cell in cells.filter(|cell| !cell.is_empty()) {
            if columns::by_heading(self.kind, &columns::normal(cell)).is_none() {
                return false;
            }
            filled += 1;
        }
        filled >= 2.min(self.columns.len())
    }

    /// Whether a column holds what is read as an id or a lookup.
    pub fn has(&self, field: Field) -> bool {
        self.columns.iter().any(|(column, _)| column.field == field)
    }
}
