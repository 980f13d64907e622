//! Everything of the input, counted by outcome. Nothing is counted twice, and nothing left out.

use std::collections::HashMap;

use super::model::{Accounting, Tally};
use super::outcomes::{GIVEN_UP, Outcomes};
use crate::merge::model::Outcome;
use crate::merge::{Draft, DraftProvider, Fields, owner_id};
use crate::router::{Field, Value};

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
    for (provider, mark) in draft.providers.iter().zip(&outcomes.providers) {
        accounting.providers.add(mark.outcome);
        owner_ids(
            draft,
            provider,
            outcomes,
            mark.outcome,
            &mut accounting.owner_ids,
        );
        for tag in &provider.source.unknown {
            accounting
                .unknown_tags
                .add(unknown_tag(draft, &tag.name, mark.outcome));
        }
    }
    accounting
}

/// Each `UserId` and `QueueId` ends as its row does; one that gave no row ends as its provider does.
fn owner_ids(
    draft: &Draft<'_>,
    provider: &DraftProvider<'_>,
    outcomes: &Outcomes,
    own: Outcome,
    tally: &mut Tally,
) {
    let fields = Fields::new(provider.source, draft.meanings);
    // An outgoing provider may hold thousands of ids, so that its rows are looked up, not searched.
    let owner = |row: &usize| Some(&*draft.rows[*row].owner.as_ref()?.id);
    let mut ends: HashMap<&str, Outcome> = HashMap::new();
    ends.extend(
        provider
            .rows
            .iter()
            .filter_map(|row| Some((owner(row)?, outcomes.rows[*row].outcome))),
    );
    ends.extend(
        provider
            .given_up
            .iter()
            .filter_map(|row| Some((owner(row)?, GIVEN_UP.outcome))),
    );
    for found in [Field::UserId, Field::QueueId]
        .into_iter()
        .flat_map(|field| fields.all(field))
    {
        let end = match found.value {
            Value::Plain(text) => ends.get(&*owner_id(text)).copied(),
            Value::Opaque => None,
        };
        tally.add(end.unwrap_or(own));
    }
}

/// A tag that was given a meaning goes with its provider; one without waits for its question, which
/// nothing else waits for.
fn unknown_tag(draft: &Draft<'_>, name: &str, provider: Outcome) -> Outcome {
    if draft.meanings.is_ignored(name) {
        Outcome::LeftOut
    } else if draft.meanings.field(name).is_some() {
        provider
    } else {
        Outcome::NeedsDecision
    }
}
