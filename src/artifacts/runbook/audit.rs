//! All rows, for whoever checks the plan, and where every value of a new profile comes from.

use std::collections::HashMap;
use std::io;

use super::super::tables::{
    Cell, Heading, RowSink, Sources, Table, findings, heading, joined, profiles,
};
use super::super::words;
use crate::dataverse::column;
use crate::merge::model::Origin;
use crate::plan::Plan;
use crate::plan::model::Need;

/// A table of the last part.
pub struct Audit {
    /// What links lead to.
    pub id: &'static str,
    pub title: &'static str,
    pub table: &'static dyn Table,
}

/// The tables, in order.
pub const TABLES: [Audit; 5] = [
    Audit {
        id: "rows-profiles",
        title: "New email server profiles",
        table: &NumberedProfiles,
    },
    Audit {
        id: "rows-settings",
        title: "Their settings, and where each comes from",
        table: &Settings,
    },
    Audit {
        id: "rows-findings",
        title: "Findings",
        table: &FindingRows,
    },
    Audit {
        id: "rows-files",
        title: "Files",
        table: &Sources,
    },
    Audit {
        id: "rows-mailboxes",
        title: "Mailboxes",
        table: &MailboxRows,
    },
];

fn headings(names: &[&'static str]) -> Vec<Heading> {
    names.iter().map(|name| heading(name, 0)).collect()
}

/// New profiles with the numbers that the other tables call them by.
struct NumberedProfiles;

impl Table for NumberedProfiles {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        headings(&[
            "No.",
            "Name",
            "Type",
            "Outcome",
            "Reason",
            "Mailboxes",
            "Paired by",
        ])
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        for (number, profile) in (1_u32..).zip(&plan.profiles) {
            row(&[
                Cell::number(number),
                Cell::text(profile.name.as_str()),
                Cell::text(words::profile_type(profile.profile_type)),
                profiles::outcome(profile.outcome),
                Cell::maybe(profile.reason.as_deref()),
                Cell::number(profile.mailboxes),
                Cell::maybe(profile.paired_by.map(words::paired_by)),
            ])?;
        }
        Ok(())
    }
}

/// Every finding, with the first of its places; findings.csv has them all.
struct FindingRows;

impl Table for FindingRows {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        headings(&[
            "Rule",
            "Severity",
            "Count",
            "What was found",
            "What to do",
            "First places",
        ])
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        for finding in &plan.findings {
            let places = finding.places.iter().take(3);
            let places: Vec<String> = places
                .map(|place| words::finding_place(plan, place))
                .collect();
            row(&[
                Cell::text(finding.id.as_str()),
                findings::severity(finding.severity),
                Cell::Number(i64::try_from(finding.count).unwrap_or(i64::MAX)),
                Cell::text(finding.message.as_str()),
                Cell::text(finding.remedy.as_str()),
                Cell::text(places.join("\n")),
            ])?;
        }
        Ok(())
    }
}

/// Every mailbox in a line or two.
struct MailboxRows;

impl Table for MailboxRows {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        headings(&[
            "Mailbox", "Kind", "Outcome", "Reason", "Wave", "Profile", "Needs",
        ])
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        let numbers: HashMap<&str, u32> = plan
            .profiles
            .iter()
            .zip(1..)
            .map(|(profile, number)| (&*profile.key, number))
            .collect();
        for mailbox in &plan.mailboxes {
            let owner = mailbox.owner.as_ref().map(|owner| &*owner.id);
            let name = [mailbox.address.as_deref(), owner];
            let name: Vec<&str> = name.into_iter().flatten().collect();
            let number = mailbox.profile.as_deref().and_then(|wanted| {
                let known = numbers.get(wanted);
                known.or_else(|| numbers.get(&*plan.profile_of(mailbox)?.key))
            });
            row(&[
                Cell::text(name.join("\n")),
                Cell::text(words::mailbox_kind(mailbox.kind)),
                profiles::outcome(mailbox.outcome),
                Cell::maybe(mailbox.reason.as_deref()),
                mailbox.wave.map_or(Cell::Empty, Cell::number),
                number.map_or(Cell::Empty, |number| Cell::number(*number)),
                joined(mailbox.needs.iter().map(|need| short(*need).to_owned())),
            ])?;
        }
        Ok(())
    }
}

/// What a mailbox needs, in a word.
const fn short(need: Need) -> &'static str {
    match need {
        Need::Password => "password",
        Need::Approval => "approval",
        Need::Directory => "export",
        Need::ForwardMailbox => "forward mailbox",
    }
}

/// Every column of every new profile with its origin.
struct Settings;

impl Table for Settings {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        headings(&["Profile", "Setting", "Value", "From"])
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        for (number, profile) in (1_u32..).zip(&plan.profiles) {
            for (name, value) in profile.columns.iter() {
                let Some(column) = column(name).filter(|_| name != "emailserverprofileid") else {
                    continue;
                };
                let origin = match profile.origins.get(name) {
                    Some(Origin::Place(place)) => words::place(plan, place),
                    Some(Origin::Rule { rule }) => format!("rule {}", rule.0),
                    None => String::new(),
                };
                row(&[
                    Cell::number(number),
                    Cell::text(column.label),
                    match Cell::shown(column, Some(value)) {
                        Cell::Number(number) => Cell::text(number.to_string()),
                        shown => shown,
                    },
                    Cell::text(origin),
                ])?;
            }
        }
        Ok(())
    }
}
