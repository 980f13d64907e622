//! One row of the plan: a mailbox, or half of one.

use super::alike::{Alike, Needs};
use super::dates::{self, ProfileDates};
use super::model::{Current, Mailbox};
use super::outcomes::Outcomes;
use super::waves::Schedule;
use crate::checks::Mark;
use crate::dataverse::{ColumnValue, Name};
use crate::directory::DirectoryMailbox;
use crate::merge::mailboxes as merged;
use crate::merge::model::{MailboxKind, Outcome, Place};
use crate::merge::{Assignment, Belonging, Draft, EXISTING, Looked, Row};
use crate::router::Text;
use smallvec::SmallVec;

/// Places kept of one thing.
const KEPT: usize = 100;

// A list is made of another in the memory of the other where what it holds is no larger.
const _: () = assert!(size_of::<Mailbox>() <= size_of::<Row>());

/// All of them, in the memory of the draft's rows: both lists at once would be the most that a plan ever needs.
pub fn mailboxes(
    draft: &mut Draft<'_>,
    outcomes: &Outcomes,
    schedule: &Schedule,
    dates: &[Option<ProfileDates>],
    alike: &mut Alike,
) -> Vec<Mailbox> {
    let rows = std::mem::take(&mut draft.rows);
    let rows = rows.into_iter().enumerate();
    rows.map(|(at, row)| mailbox(draft, row, at, outcomes, schedule, dates, alike))
        .collect()
}

fn mailbox(
    draft: &Draft<'_>,
    row: Row,
    index: usize,
    outcomes: &Outcomes,
    schedule: &Schedule,
    dates: &[Option<ProfileDates>],
    alike: &mut Alike,
) -> Mailbox {
    let mark = outcomes.rows[index];
    let mut built = merged::columns(draft, &row);
    let mut assigned = None;
    if let Assignment::Profile(at) = row.assignment {
        let profile = &draft.profiles[at];
        if let Some(dates) = dates[at] {
            dates::write_mailbox(draft, profile, &row, dates, alike, &mut built);
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
        half: row.is_half(),
        kind: row.kind,
        name: found.and_then(|found| found.name.clone()),
        mailboxid: found.and_then(|found| found.mailboxid.clone()),
        incoming: row.incoming_profile().map(id),
        outgoing: row.outgoing_profile().map(id),
        profile: assigned,
        outcome: mark.outcome,
        reason: alike.reason(mark),
        needs: alike.needs(needs(&row, mark, built.needs_password, found)),
        columns: built.columns,
        origins: built.origins,
        current: found.map(current),
        wave: schedule.of_row[index],
        places: places(draft, &row),
        key: row.key,
        address: row.address,
        owner: row.owner,
        threshold: row.threshold,
        last_error: row.last_error,
    }
}

/// What the directory says a mailbox has today.
fn current(mailbox: &DirectoryMailbox) -> Current {
    let number = |value: Option<i64>| value.map(ColumnValue::Int);
    let text = |value: Option<&Text>| value.cloned().map(ColumnValue::Text);
    let profile = &mailbox.emailserverprofile;
    let from = mailbox.processemailreceivedafter;
    // In the order of the names, which takes the least time.
    let all: [(Name, _); 8] = [
        (&"actdeliverymethod", number(mailbox.actdeliverymethod)),
        (
            &"emailrouteraccessapproval",
            number(mailbox.emailrouteraccessapproval),
        ),
        (
            &"emailserverprofile",
            text(profile.id.as_ref().or(profile.name.as_ref())),
        ),
        (
            &"incomingemaildeliverymethod",
            number(mailbox.incomingemaildeliverymethod),
        ),
        (&"mailboxstatus", number(mailbox.mailboxstatus)),
        (
            &"outgoingemaildeliverymethod",
            number(mailbox.outgoingemaildeliverymethod),
        ),
        (
            &"processemailreceivedafter",
            from.map(|at| ColumnValue::from(at.to_string())),
        ),
        (&"username", text(mailbox.username.as_ref())),
    ];
    let mut current = Current::with_capacity(all.len());
    for (name, value) in all {
        if let Some(value) = value {
            current.set(name, value);
        }
    }
    current.shrink_to_fit();
    current
}

/// What a row still needs. One that does not go on needs nothing.
fn needs(row: &Row, mark: Mark, password: bool, found: Option<&DirectoryMailbox>) -> Needs {
    if !matches!(mark.outcome, Outcome::Migrates | Outcome::NeedsDecision)
        || row.belonging != Belonging::Planned
    {
        return Needs::default();
    }
    // Until the directory tells whose it is, nothing else can be said of it.
    let is_known = row.assignment != Assignment::DirectoryNeeded;
    let approved = found.and_then(|found| found.emailrouteraccessapproval) == Some(1);
    let is_new_forward = row.kind == MailboxKind::Forward && found.is_none();
    [
        is_known && password,
        is_known && !approved,
        !is_known,
        is_known && is_new_forward,
    ]
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
