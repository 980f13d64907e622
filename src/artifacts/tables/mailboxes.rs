//! `mailboxes.csv`: every mailbox and half row, in words, and again with the logical names and raw
//! values that scripts and import tools take.

use std::collections::HashMap;
use std::io;

use super::super::{About, csv::CsvFile, words};
use super::profiles::{outcome, router_profile_names};
use super::{Cell, Heading, RowSink, Table, heading, joined};
use crate::dataverse::{Column, column};
use crate::plan::Plan;
use crate::plan::model::{Mailbox, OwnerType, Profile, Wave};

/// The mailboxes.
pub static MAILBOXES: CsvFile = CsvFile {
    about: About {
        name: "mailboxes.csv",
        alone: "mailboxes.csv",
        title: "Mailboxes",
        purpose: "Every mailbox with its profile, wave and outcome; the columns after it carry logical names and raw values.",
        media_type: "text/csv",
        for_people: true,
        text: true,
    },
    table: &Mailboxes,
};

/// Columns in words, under their display names.
const SHOWN: [(&str, u16); 8] = [
    ("incomingemaildeliverymethod", 30),
    ("outgoingemaildeliverymethod", 30),
    ("actdeliverymethod", 30),
    ("processemailreceivedafter", 18),
    ("allowemailconnectortousecredentials", 16),
    ("username", 28),
    ("processanddeleteemails", 16),
    ("orgmarkedasprimaryforexchangesync", 16),
];

/// The same columns under their logical names.
const LOGICAL_BEFORE: [&str; 6] = [
    "mailboxid",
    "regarding_type",
    "regarding_id",
    "emailaddress",
    "emailserverprofile_name",
    "emailserverprofile_id",
];

/// The table.
pub struct Mailboxes;

impl Table for Mailboxes {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        let mut headings = vec![
            heading("Email Address", 36),
            heading("Name", 28),
            heading("Kind", 16),
            heading("Owner Id", 38),
            heading("Outcome", 18),
            heading("Reason", 16),
            heading("Wave", 8),
            heading("Wave Starts (UTC)", 18),
            heading("Email Server Profile", 44),
        ];
        headings.extend(SHOWN.iter().map(|(name, width)| {
            heading(column(name).map_or(*name, |column| column.label), *width)
        }));
        headings.extend([
            heading("Needs", 40),
            heading("Last Processed", 30),
            heading("Last Error", 40),
            heading("Incoming router profile", 40),
            heading("Outgoing router profile", 40),
            heading("Half Row", 10),
            heading("Places", 50),
        ]);
        headings.extend(LOGICAL_BEFORE.map(|name| heading(name, 20)));
        headings.extend(SHOWN.map(|(name, _)| heading(name, 20)));
        headings.extend([heading("wave", 8), heading("key", 40)]);
        headings
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        let names = Names::of(plan);
        let mut cells = Vec::new();
        for mailbox in &plan.mailboxes {
            cells.clear();
            names.words(mailbox, &mut cells);
            names.logical(mailbox, &mut cells);
            row(&cells)?;
        }
        Ok(())
    }
}

/// What the rows name by id.
struct Names<'p> {
    plan: &'p Plan,
    profiles: HashMap<&'p str, &'p Profile>,
    router_profiles: HashMap<&'p str, &'p str>,
    waves: HashMap<u32, &'p Wave>,
    shown: Vec<&'static Column>,
}

impl<'p> Names<'p> {
    fn of(plan: &'p Plan) -> Self {
        let profiles = plan.profiles.iter();
        Self {
            plan,
            profiles: profiles
                .filter_map(|profile| Some((profile.id.as_deref()?, profile)))
                .collect(),
            router_profiles: router_profile_names(plan),
            waves: plan.waves.iter().map(|wave| (wave.number, wave)).collect(),
            shown: SHOWN.iter().filter_map(|(name, _)| column(name)).collect(),
        }
    }

    /// Name and id of the mailbox's profile.
    fn profile(&self, mailbox: &'p Mailbox) -> (Cell<'p>, Cell<'p>) {
        let Some(wanted) = mailbox.profile.as_deref() else {
            return (Cell::Empty, Cell::Empty);
        };
        match self.profiles.get(wanted) {
            Some(profile) => (Cell::text(profile.name.as_str()), Cell::text(wanted)),
            None => {
                let existing = self.plan.profile_of(mailbox);
                let id = existing
                    .and_then(|profile| profile.matches.as_ref())
                    .and_then(|found| found.emailserverprofileid.as_deref());
                (Cell::text(wanted), Cell::maybe(id))
            }
        }
    }

    fn router_profile(&self, id: Option<&'p str>) -> Cell<'p> {
        Cell::maybe(id.map(|id| self.router_profiles.get(id).copied().unwrap_or(id)))
    }

    fn words(&self, mailbox: &'p Mailbox, cells: &mut Vec<Cell<'p>>) {
        let wave = mailbox.wave.and_then(|number| self.waves.get(&number));
        cells.extend([
            Cell::maybe(mailbox.address.as_deref()),
            Cell::maybe(mailbox.name.as_deref()),
            Cell::text(words::mailbox_kind(mailbox.kind)),
            Cell::maybe(mailbox.owner.as_ref().map(|owner| &*owner.id)),
            outcome(mailbox.outcome),
            Cell::maybe(mailbox.reason.as_deref()),
            mailbox.wave.map_or(Cell::Empty, Cell::number),
            wave.map_or(Cell::Empty, |wave| Cell::Time(wave.starts)),
            self.profile(mailbox).0,
        ]);
        let shown = self.shown.iter();
        cells.extend(shown.map(|column| Cell::shown(column, mailbox.columns.get(column.name))));
        let needs = mailbox.needs.iter();
        let places = mailbox.places.iter();
        cells.extend([
            joined(needs.map(|need| words::need(*need).to_owned())),
            Cell::maybe(mailbox.threshold.as_deref()),
            Cell::maybe(mailbox.last_error.as_deref()),
            self.router_profile(mailbox.incoming.as_deref()),
            self.router_profile(mailbox.outgoing.as_deref()),
            Cell::text(if mailbox.half { "Yes" } else { "No" }),
            joined(places.map(|place| words::place(self.plan, place))),
        ]);
    }

    fn logical(&self, mailbox: &'p Mailbox, cells: &mut Vec<Cell<'p>>) {
        let (profile_name, profile_id) = self.profile(mailbox);
        let owner = mailbox.owner.as_ref();
        cells.extend([
            Cell::maybe(mailbox.mailboxid.as_deref()),
            Cell::maybe(owner.map(|owner| match owner.owner_type {
                OwnerType::User => "systemuser",
                OwnerType::Queue => "queue",
            })),
            Cell::maybe(owner.map(|owner| &*owner.id)),
            Cell::maybe(mailbox.address.as_deref()),
            profile_name,
            profile_id,
        ]);
        cells.extend(SHOWN.map(|(name, _)| Cell::raw(mailbox.columns.get(name))));
        cells.push(mailbox.wave.map_or(Cell::Empty, Cell::number));
        cells.push(Cell::text(&*mailbox.key));
    }
}
