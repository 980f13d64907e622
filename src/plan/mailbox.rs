//! One row of the plan: a mailbox, or half of one.

use super::alike::Alike;
use super::dates::{self, ProfileDates};
use super::model::{Current, Mailbox, Need};
use super::outcomes::Outcomes;
use super::waves::Schedule;
use crate::checks::Mark;
use crate::dataverse::ColumnValue;
use crate::directory::DirectoryMailbox;
use crate::merge::mailboxes as merged;
use crate::merge::model::{MailboxKind, Outcome, Place};
use crate::merge::{Assignment, Belonging, Draft, EXISTING, Looked, Row};
use crate::router::Text;
use smallvec::SmallVec;

/// Places kept of one thing.
const KEPT: usize = 100;

/// All of them. The draft's rows give their memory back on the way: both lists at once would be the
/// most that a plan ever needs.
pub fn mailboxes(
    draft: &mut Draft<'_>,
    outcomes: &Outcomes,
    schedule: &Schedule,
    dates: &[Option<ProfileDates>],
    alike: &mut Alike,
) -> Vec<Mailbox> {
    const AT_ONCE: usize = 4096;
    let mut rows = std::mem::take(&mut draft.rows);
    let mut built = Vec::with_capacity(rows.len());
    while let Some(row) = rows.pop() {
        let at = rows.len();
        built.push(mailbox(draft, &row, at, outcomes, schedule, dates, alike));
        if rows.len().is_multiple_of(AT_ONCE) {
            rows.shrink_to_fit();
        }
    }
    built.reverse();
    built
}

fn mailbox(
    draft: &Draft<'_>,
    row: &Row,
    index: usize,
    outcomes: &Outcomes,
    schedule: &Schedule,
    dates: &[Option<ProfileDates>],
    alike: &mut Alike,
) -> Mailbox {
    let mark = outcomes.rows[index];
    let mut built = merged::columns(draft, row);
    let mut assigned = None;
    if let Assignment::Profile(at) = row.assignment {
        let profile = &draft.profiles[at];
        if let Some(dates) = dates[at] {
            dates::write_mailbox(draft, profile, row, dates, &mut built);
        }
        assigned = Some(if profile.reuses_existing {
            Text::from(EXISTING)
        } else {
            profile.key.clone()
        });
    }
    let found = match row.looked {
        Looked::Found(index) => Some(&draft.directory.mailboxes[index]),
        _ => None,
    };
    built.columns.shrink_to_fit();
    built.origins.shrink_to_fit();
    let id = |profile: usize| draft.router_profiles[profile].id.clone();
    Mailbox {
        key: row.key.clone(),
        half: row.is_half(),
        kind: row.kind,
        name: found.and_then(|found| found.name.clone()),
        address: row.address.clone(),
        owner: row.owner.clone(),
        mailboxid: found.and_then(|found| found.mailboxid.clone()),
        incoming: row.incoming_profile().map(id),
        outgoing: row.outgoing_profile().map(id),
        profile: assigned,
        outcome: mark.outcome,
        reason: alike.reason(mark),
        needs: alike.needs(needs(row, mark, built.needs_password, found)),
        columns: built.columns,
        origins: built.origins,
        current: found.map(current),
        wave: schedule.of_row[index],
        threshold: row.threshold.clone(),
        last_error: row.last_error.clone(),
        places: places(draft, row),
    }
}

/// What the directory says a mailbox has today.
fn current(mailbox: &DirectoryMailbox) -> Current {
    let mut current = Current::default();
    let mut set = |name: &'static str, value: Option<ColumnValue>| {
        if let Some(value) = value {
            current.set(name, value);
        }
    };
    set(
        "incomingemaildeliverymethod",
        mailbox.incomingemaildeliverymethod.map(ColumnValue::Int),
    );
    set(
        "outgoingemaildeliverymethod",
        mailbox.outgoingemaildeliverymethod.map(ColumnValue::Int),
    );
    set(
        "actdeliverymethod",
        mailbox.actdeliverymethod.map(ColumnValue::Int),
    );
    set(
        "emailrouteraccessapproval",
        mailbox.emailrouteraccessapproval.map(ColumnValue::Int),
    );
    set("mailboxstatus", mailbox.mailboxstatus.map(ColumnValue::Int));
    let profile = mailbox
        .emailserverprofile
        .id
        .clone()
        .or_else(|| mailbox.emailserverprofile.name.clone());
    set("emailserverprofile", profile.map(ColumnValue::from));
    set("username", mailbox.username.clone().map(ColumnValue::from));
    set(
        "processemailreceivedafter",
        mailbox
            .processemailreceivedafter
            .map(|at| ColumnValue::from(at.to_string())),
    );
    current.shrink_to_fit();
    current
}

/// What a row still needs. One that does not go on needs nothing.
fn needs(row: &Row, mark: Mark, password: bool, found: Option<&DirectoryMailbox>) -> Vec<Need> {
    let mut needs = Vec::new();
    if !matches!(mark.outcome, Outcome::Migrates | Outcome::NeedsDecision)
        || row.belonging != Belonging::Planned
    {
        return needs;
    }
    if row.assignment == Assignment::DirectoryNeeded {
        // Until the directory tells whose it is, nothing else can be said of it.
        return vec![Need::Directory];
    }
    if password {
        needs.push(Need::Password);
    }
    if found.and_then(|found| found.emailrouteraccessapproval) != Some(1) {
        needs.push(Need::Approval);
    }
    if row.kind == MailboxKind::Forward && found.is_none() {
        needs.push(Need::ForwardMailbox);
    }
    needs
}

/// Most have one, which needs no memory of its own.
fn places(draft: &Draft<'_>, row: &Row) -> SmallVec<[Place; 1]> {
    let mut places: SmallVec<[Place; 1]> = row
        .incoming
        .iter()
        .chain(&row.outgoing)
        .map(|used| draft.providers[used.provider].place(used.line))
        .collect();
    places.sort();
    places.dedup();
    places.truncate(KEPT);
    places.shrink_to_fit();
    places
}
