//! `profiles.csv`: the new email server profiles with every column they get.

use std::collections::HashMap;
use std::io;

use super::super::{About, csv::CsvFile, words};
use super::{Cell, Heading, RowSink, Table, Tone, heading, joined};
use crate::dataverse::{Column, PROFILE};
use crate::plan::Plan;
use crate::plan::model::Outcome;

/// The profiles.
pub static PROFILES: CsvFile = CsvFile {
    about: About {
        name: "profiles.csv",
        alone: "profiles.csv",
        title: "Email server profiles",
        purpose: "Every new profile with its settings and the router profiles it comes from.",
        media_type: "text/csv",
        for_people: true,
        text: true,
    },
    table: &Profiles,
};

/// The table.
pub struct Profiles;

/// An outcome as a word with its colour.
pub fn outcome(outcome: Outcome) -> Cell<'static> {
    let tone = match outcome {
        Outcome::Migrates => Tone::Good,
        Outcome::NeedsDecision => Tone::Warning,
        Outcome::HeldBack | Outcome::NotMigratable => Tone::Bad,
        Outcome::LeftOut => Tone::Calm,
    };
    Cell::Word(tone, words::outcome(outcome))
}

/// The names of the router profiles, by id.
pub fn router_profile_names(plan: &Plan) -> HashMap<&str, &str> {
    plan.router_profiles
        .iter()
        .map(|profile| (&*profile.id, profile.name.as_str()))
        .collect()
}

/// The columns that some profile of the plan gets, in the order of the form.
fn used_columns(plan: &Plan) -> Vec<&'static Column> {
    PROFILE
        .columns
        .iter()
        .filter(|column| !matches!(column.name, "emailserverprofileid" | "name"))
        .filter(|column| {
            let mut profiles = plan.profiles.iter();
            profiles.any(|profile| profile.columns.get(column.name).is_some())
        })
        .collect()
}

impl Table for Profiles {
    fn headings(&self, plan: &Plan) -> Vec<Heading> {
        let mut headings = vec![
            heading("Name", 44),
            heading("Type", 16),
            heading("Outcome", 18),
            heading("Reason", 16),
            heading("Mailboxes", 12),
            heading("Incoming router profile", 40),
            heading("Outgoing router profile", 40),
            heading("Paired by", 32),
            heading("Email Server Profile Id", 38),
        ];
        let columns = used_columns(plan).into_iter();
        headings.extend(columns.map(|column| heading(column.label, 24)));
        headings
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        let columns = used_columns(plan);
        let names = router_profile_names(plan);
        let named = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
        for profile in &plan.profiles {
            let mut cells = vec![
                Cell::text(profile.name.as_str()),
                Cell::text(words::profile_type(profile.profile_type)),
                outcome(profile.outcome),
                Cell::maybe(profile.reason.as_deref()),
                Cell::number(profile.mailboxes),
                Cell::text(profile.incoming.as_deref().map(named).unwrap_or_default()),
                joined(profile.outgoing.iter().map(|id| named(id))),
                Cell::maybe(profile.paired_by.map(words::paired_by)),
                Cell::maybe(profile.id.as_deref()),
            ];
            let values = columns.iter();
            cells
                .extend(values.map(|column| Cell::shown(column, profile.columns.get(column.name))));
            row(&cells)?;
        }
        Ok(())
    }
}
