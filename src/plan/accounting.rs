//! Everything of the input, counted by outcome. Nothing is counted twice, and nothing left out.

use super::model::{Accounting, Tally};
use super::outcomes::{GIVEN_UP, Outcomes};
use crate::merge::model::Outcome;
use crate::merge::{Draft, SaidOwner};
use crate::order;

/// Counts.
pub fn sum(draft: &Draft<'_>, outcomes: &Outcomes) -> Accounting {
    let mut accounting = Accounting::default();
    for (row, mark) in draft.rows.iter().zip(&outcomes.rows) {
        let tally = if row.is_half() {
            &mut accounting.half_rows
        } else {
            &mut accounting.mailboxes
        };
        tally.add(mark.outcome);
    }
    for mark in &outcomes.router_profiles {
        accounting.router_profiles.add(mark.outcome);
    }
    for mark in &outcomes.providers {
        accounting.providers.add(mark.outcome);
    }
    owner_ids(draft, outcomes, &mut accounting.owner_ids);
    unknown_tags(draft, outcomes, &mut accounting.unknown_tags);
    accounting
}

/// Each `UserId` and `QueueId` ends as its row does; one that gave no row ends as its provider does.
fn owner_ids(draft: &Draft<'_>, outcomes: &Outcomes, tally: &mut Tally) {
    // An outgoing provider may hold thousands of ids, so that its rows are looked up, not searched.
    let mut ends: Vec<(&str, Outcome)> = Vec::new();
    for (provider, mark) in draft.providers.iter().zip(&outcomes.providers) {
        let owner = |row: usize| Some(&*draft.rows[row].owner.as_ref()?.id);
        let rows = provider.rows.iter();
        let given_up = provider.given_up.iter();
        ends.clear();
        ends.extend(rows.filter_map(|row| Some((owner(*row)?, outcomes.rows[*row].outcome))));
        ends.extend(given_up.filter_map(|row| Some((owner(*row)?, GIVEN_UP.outcome))));
        order::sort_by_key(&mut ends, |(owner, _)| *owner);
        let said = provider.said;
        for SaidOwner { owner, .. } in &said.owners {
            let after = ends.partition_point(|(known, _)| *known <= &*owner.id);
            let end = ends[..after].last();
            let end = end.filter(|(known, _)| *known == &*owner.id);
            tally.add(end.map_or(mark.outcome, |(_, end)| *end));
        }
        let unnamed = u64::from(said.owner_ids) - said.owners.len() as u64;
        tally.add_many(mark.outcome, unnamed);
    }
}

/// A tag that was given a meaning goes with its provider; one without waits for its question, which
/// nothing else waits for.
fn unknown_tags(draft: &Draft<'_>, outcomes: &Outcomes, tally: &mut Tally) {
    let meanings = draft.meanings;
    for unknown in &draft.basis.unknown {
        if meanings.is_ignored(&unknown.name) {
            tally.add_many(Outcome::LeftOut, unknown.count);
        } else if meanings.field(&unknown.name).is_none() {
            tally.add_many(Outcome::NeedsDecision, unknown.count);
        }
    }
    if meanings.is_empty() {
        return;
    }
    for (provider, mark) in draft.providers.iter().zip(&outcomes.providers) {
        let goes_along = |name: &str| meanings.field(name).is_some() && !meanings.is_ignored(name);
        let tags = provider.source.unknown.iter();
        let count = tags.filter(|tag| goes_along(&tag.name)).count();
        tally.add_many(mark.outcome, count as u64);
    }
}
