//! `findings.csv`: what the rules found, a row a rule and cause.

use std::io;

use super::super::{About, csv::CsvFile, words};
use super::{Cell, Heading, RowSink, Table, Tone, heading, joined};
use crate::plan::Plan;
use crate::plan::model::Severity;

/// The findings.
pub static FINDINGS: CsvFile = CsvFile {
    about: About {
        name: "findings.csv",
        alone: "findings.csv",
        title: "Findings",
        purpose: "What the checks found, what to do about it, and where it is documented.",
        media_type: "text/csv",
        for_people: true,
        text: true,
    },
    table: &Findings,
};

/// The table.
pub struct Findings;

/// The severity as a word with its colour.
pub fn severity(severity: Severity) -> Cell<'static> {
    let tone = match severity {
        Severity::Blocker => Tone::Bad,
        Severity::Warning => Tone::Warning,
        Severity::Info => Tone::Calm,
    };
    Cell::Word(tone, words::severity(severity))
}

impl Table for Findings {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        vec![
            heading("Rule", 9),
            heading("Severity", 12),
            heading("Finding", 40),
            heading("Count", 9),
            heading("What was found", 60),
            heading("What to do", 60),
            heading("Documented at", 40),
            heading("Fault", 10),
            heading("Concerns", 50),
            heading("Places", 50),
        ]
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        for finding in &plan.findings {
            let subjects = finding
                .subjects
                .iter()
                .map(|subject| subject.key.to_string());
            let places = finding.places.iter();
            row(&[
                Cell::text(finding.id.as_str()),
                severity(finding.severity),
                Cell::text(finding.title.as_str()),
                Cell::Number(i64::try_from(finding.count).unwrap_or(i64::MAX)),
                Cell::text(finding.message.as_str()),
                Cell::text(finding.remedy.as_str()),
                Cell::maybe(finding.source.as_deref()),
                Cell::maybe(finding.code.as_deref()),
                joined(subjects.filter(|key| !key.is_empty())),
                joined(places.map(|place| words::finding_place(plan, place))),
            ])?;
        }
        Ok(())
    }
}
