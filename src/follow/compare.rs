//! One mailbox of the plan and its row of the export.

use std::collections::HashMap;

use super::{Differing, Followed, Progress};
use crate::dataverse::{ColumnValue, column};
use crate::directory::{Directory, DirectoryMailbox, RegardingType};
use crate::plan::Plan;
use crate::plan::model::{Mailbox, MailboxKind, OwnerType, Profile};
use crate::text::Text;

/// Approved.
const APPROVED: i64 = 1;

/// What the comparison needs to know of the whole.
pub struct Known<'a> {
    plan: &'a Plan,
    directory: &'a Directory,
    profiles: HashMap<&'a str, &'a Profile>,
    /// Names of columns that some row of the export has a value in.
    exported: Vec<&'static str>,
    /// Where a row of the plan may have the answer None for a direction: the rows of each mailbox.
    rows_of: HashMap<*const DirectoryMailbox, Vec<&'a Mailbox>>,
}

/// A column of the export.
type Reader = fn(&DirectoryMailbox) -> Option<ColumnValue>;

/// The columns that an export holds and a plan writes, but for the profile.
const READERS: [(&str, Reader); 7] = [
    ("incomingemaildeliverymethod", |row| {
        row.incomingemaildeliverymethod.map(ColumnValue::Int)
    }),
    ("outgoingemaildeliverymethod", |row| {
        row.outgoingemaildeliverymethod.map(ColumnValue::Int)
    }),
    ("actdeliverymethod", |row| {
        row.actdeliverymethod.map(ColumnValue::Int)
    }),
    ("username", |row| {
        row.username.as_deref().map(ColumnValue::from)
    }),
    ("processemailreceivedafter", |row| {
        row.processemailreceivedafter
            .map(|time| ColumnValue::from(time.to_string()))
    }),
    ("orgmarkedasprimaryforexchangesync", |row| {
        row.orgmarkedasprimaryforexchangesync.map(ColumnValue::Bool)
    }),
    (APPROVAL, |row| {
        row.emailrouteraccessapproval.map(ColumnValue::Int)
    }),
];

const APPROVAL: &str = "emailrouteraccessapproval";
const PROFILE: &str = "emailserverprofile";

impl<'a> Known<'a> {
    pub fn new(plan: &'a Plan, directory: &'a Directory) -> Self {
        let rows = || directory.mailboxes.iter();
        let mut exported: Vec<&'static str> = READERS
            .iter()
            .filter(|(_, read)| rows().any(|row| read(row).is_some()))
            .map(|(name, _)| *name)
            .collect();
        if rows().any(|row| !row.emailserverprofile.is_empty()) {
            exported.push(PROFILE);
        }
        let profiles = plan.profiles.iter();
        let mut known = Self {
            plan,
            directory,
            profiles: profiles
                .filter_map(|profile| Some((profile.id.as_deref()?, profile)))
                .collect(),
            exported,
            rows_of: HashMap::new(),
        };
        let mailboxes = || super::planned(plan).map(|(mailbox, _)| mailbox);
        if mailboxes().any(|mailbox| DIRECTIONS.iter().any(|way| sets(mailbox, way, 0))) {
            for mailbox in mailboxes() {
                if let [row] = *known.rows(mailbox) {
                    let rows = known.rows_of.entry(std::ptr::from_ref(row));
                    rows.or_default().push(mailbox);
                }
            }
        }
        known
    }

    /// Keys of rows of the plan that are one mailbox, of which one may go before the other.
    pub fn together(&self) -> Vec<Vec<Text>> {
        let several = self.rows_of.values().filter(|rows| rows.len() > 1);
        several
            .map(|rows| rows.iter().map(|row| row.key.clone()).collect())
            .collect()
    }

    /// Whether a row has the answer None for a direction that another row of the mailbox proves: the
    /// script does not write it.
    fn gives_way(&self, mailbox: &Mailbox, row: &DirectoryMailbox, column: &str) -> bool {
        DIRECTIONS.contains(&column)
            && sets(mailbox, column, 0)
            && self
                .rows_of
                .get(&std::ptr::from_ref(row))
                .is_some_and(|rows| rows.iter().any(|other| sets(other, column, 2)))
    }

    pub fn followed(&self, mailbox: &Mailbox, wave: u32) -> Followed {
        let rows = self.rows(mailbox);
        let owner = mailbox.owner.as_ref().map(|owner| &*owner.id);
        let label = mailbox.address.as_deref().or(owner);
        let mut differs = Vec::new();
        let progress = match rows.as_slice() {
            [row] => {
                self.compare(mailbox, row, &mut differs);
                match row.mailboxstatus {
                    _ if !differs.is_empty() => Progress::Differs,
                    Some(1) => Progress::AsPlanned,
                    Some(2) => Progress::TestFailed,
                    _ => Progress::NotTested,
                }
            }
            _ => Progress::NotFound,
        };
        Followed {
            key: mailbox.key.clone(),
            label: label.unwrap_or(&mailbox.key).to_owned(),
            wave,
            progress,
            found: u32::try_from(rows.len()).unwrap_or(u32::MAX),
            differs,
        }
    }

    /// The rows that could be it: by id, else by owner, else by address, as the script looks.
    fn rows(&self, mailbox: &Mailbox) -> Vec<&'a DirectoryMailbox> {
        let is_forward = mailbox.kind == MailboxKind::Forward;
        let id = mailbox.mailboxid.as_deref();
        if let Some(row) = id.and_then(|id| self.directory.by_mailboxid(id)) {
            return vec![row];
        }
        let active = |row: &&DirectoryMailbox| !row.is_inactive();
        if let Some(owner) = &mailbox.owner {
            let kind = match owner.owner_type {
                OwnerType::User => RegardingType::User,
                OwnerType::Queue => RegardingType::Queue,
            };
            let rows: Vec<_> = self.directory.by_owner(kind, &owner.id).collect();
            if !rows.is_empty() {
                return rows.into_iter().filter(active).collect();
            }
        }
        let Some(address) = mailbox.address.as_deref() else {
            return Vec::new();
        };
        let rows = self.directory.by_address(address).filter(active);
        rows.filter(|row| {
            row.isforwardmailbox
                .is_none_or(|forward| forward == is_forward)
        })
        .collect()
    }

    fn compare(&self, mailbox: &Mailbox, row: &'a DirectoryMailbox, differs: &mut Vec<Differing>) {
        let mut differ = |name: &str, planned: String, found: String| {
            differs.push(Differing {
                column: name.to_owned(),
                planned,
                found,
            });
        };
        for (name, read) in &READERS {
            let planned = match *name {
                APPROVAL if mailbox.kind != MailboxKind::Forward => {
                    Some(ColumnValue::Int(APPROVED))
                }
                // Until the routers have stopped, dates are not written.
                "processemailreceivedafter" if !self.plan.answers.is_final => None,
                name if self.gives_way(mailbox, row, name) => None,
                name => mailbox.columns.get(name).cloned(),
            };
            let found = read(row);
            let Some(planned) = planned.filter(|_| self.exported.contains(name)) else {
                continue;
            };
            if !found.as_ref().is_some_and(|found| same(&planned, found)) {
                let found = found.map_or_else(String::new, |found| shown(name, &found));
                differ(name, shown(name, &planned), found);
            }
        }
        if mailbox.profile.is_some() && self.exported.contains(&PROFILE) {
            let (is_same, planned) = self.profile(mailbox, row);
            if !is_same {
                let id = row.emailserverprofile.id.as_deref();
                let found = self.name(row).or(id);
                differ(PROFILE, planned, found.unwrap_or_default().to_owned());
            }
        }
    }

    /// The name of a row's profile, from an export of the profiles if it is not in the row.
    fn name(&self, row: &'a DirectoryMailbox) -> Option<&'a str> {
        let lookup = &row.emailserverprofile;
        let id = lookup.id.as_deref();
        let by_id = || {
            let mut profiles = self.directory.profiles.iter();
            profiles.find(|profile| id.is_some() && profile.emailserverprofileid.as_deref() == id)
        };
        let by_name = lookup.name.as_deref();
        by_name.or_else(|| by_id()?.name.as_deref())
    }

    /// Whether the row has the planned profile, and what that is called.
    fn profile(&self, mailbox: &Mailbox, row: &'a DirectoryMailbox) -> (bool, String) {
        let wanted = mailbox.profile.as_deref().unwrap_or_default();
        let profile = self.profiles.get(wanted).copied();
        let profile = profile.or_else(|| self.plan.profile_of(mailbox));
        let matched = profile.and_then(|profile| profile.matches.as_ref());
        let id = profile
            .and_then(|profile| profile.id.as_deref())
            .or_else(|| matched?.emailserverprofileid.as_deref());
        let name = profile.map_or(wanted, |profile| profile.name.as_str());
        let found = &row.emailserverprofile;
        let is_same = match (id, found.id.as_deref(), self.name(row)) {
            (Some(id), Some(found), _) => id.eq_ignore_ascii_case(found),
            (_, _, Some(found)) => found.trim().eq_ignore_ascii_case(name.trim()),
            // An existing profile is planned by its name, and the export tells an id alone.
            (None, Some(_), None) => true,
            (_, None, None) => false,
        };
        (is_same, name.to_owned())
    }
}

const DIRECTIONS: [&str; 2] = ["incomingemaildeliverymethod", "outgoingemaildeliverymethod"];

/// Whether a row of the plan sets a column to a number.
fn sets(mailbox: &Mailbox, column: &str, value: i64) -> bool {
    mailbox.columns.get(column) == Some(&ColumnValue::Int(value))
}

/// Whether two values are the same; times may be written differently.
fn same(planned: &ColumnValue, found: &ColumnValue) -> bool {
    match (planned, found) {
        (ColumnValue::Text(planned), ColumnValue::Text(found)) => {
            let time = |text: &str| text.parse::<jiff::Timestamp>().ok();
            planned == found || (time(planned).is_some() && time(planned) == time(found))
        }
        _ => planned == found,
    }
}

/// A value as people know it.
fn shown(name: &str, value: &ColumnValue) -> String {
    match (name, value) {
        (APPROVAL, ColumnValue::Int(value)) => match value {
            0 => "Empty".to_owned(),
            1 => "Approved".to_owned(),
            2 => "Pending Approval".to_owned(),
            3 => "Rejected".to_owned(),
            other => other.to_string(),
        },
        (name, ColumnValue::Int(value)) => column(name)
            .and_then(|column| column.choice_label(*value))
            .map_or_else(|| value.to_string(), str::to_owned),
        (_, ColumnValue::Bool(true)) => "Yes".to_owned(),
        (_, ColumnValue::Bool(false)) => "No".to_owned(),
        (_, ColumnValue::Text(text)) => text.to_string(),
    }
}
