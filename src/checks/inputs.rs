//! IN: whom the providers serve: organizations, addresses and owners, and what of them is double or half.

use super::collector::{Collector, Hit, Mark, at, combine, label, number, subject};
use super::model::{Severity, SubjectKind};
use crate::merge::model::{Direction, MailboxKind, Outcome, Place};
use crate::merge::{Assignment, Belonging, Row, Use};

/// Runs this part of the family.
pub fn check(collector: &mut Collector<'_, '_>) {
    providers(collector);
    duplicates(collector);
    repeated(collector);
    half_rows(collector);
}

fn providers(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let without: Vec<Place> = draft
        .providers
        .iter()
        .filter(|provider| provider.organization.is_none())
        .map(|provider| provider.place(provider.source.at.line))
        .collect();
    if !without.is_empty() {
        let what = format!(
            "{} without a CrmServerUrl: nothing says which organization it serves. Microsoft's wizard dropped such providers without a word.",
            number(without.len(), "provider is", "providers are")
        );
        say_providers(collector, what, &without, "");
    }
    for organization in &draft.organizations {
        let others: Vec<Place> = draft
            .providers
            .iter()
            .filter(|provider| {
                provider.belonging == Belonging::Other
                    && provider.organization.as_ref() == Some(&organization.id)
            })
            .map(|provider| provider.place(provider.source.at.line))
            .collect();
        if !others.is_empty() {
            let what = format!(
                "{} of another organization, {}, and left out.",
                number(others.len(), "provider is", "providers are"),
                organization.url
            );
            say_providers(collector, what, &others, &organization.id);
        }
    }
}

fn say_providers(
    collector: &mut Collector<'_, '_>,
    what: String,
    places: &[Place],
    organization: &str,
) {
    let subjects = if organization.is_empty() {
        places
            .iter()
            .take(100)
            .map(|place| {
                subject(
                    SubjectKind::Provider,
                    format!("{}:{}", place.router, place.line),
                )
            })
            .collect()
    } else {
        vec![subject(SubjectKind::Organization, organization)]
    };
    let count = Some(places.len() as u64);
    collector.find(
        "IN-05",
        Hit {
            facts: vec![("what", what)],
            count,
            subjects,
            places: places.iter().map(at).collect(),
            ..Hit::default()
        },
    );
}

fn duplicates(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for (id, direction) in [
        ("IN-06", Direction::Incoming),
        ("IN-07", Direction::Outgoing),
    ] {
        let mut rows = Vec::new();
        for (index, row) in draft.rows.iter().enumerate() {
            let profiles = match direction {
                Direction::Incoming => &row.incoming_profiles,
                Direction::Outgoing => &row.outgoing_profiles,
            };
            if row.assignment == Assignment::Duplicate && profiles.len() > 1 {
                combine(
                    &mut collector.marks.rows[index],
                    Mark {
                        outcome: Outcome::NeedsDecision,
                        reason: id,
                    },
                );
                rows.push((row, profiles));
            }
        }
        let Some((first, profiles)) = rows.first() else {
            continue;
        };
        let verb = match direction {
            Direction::Incoming => "is read by",
            Direction::Outgoing => "sends through",
        };
        let mut names: Vec<&str> = profiles
            .iter()
            .map(|profile| draft.router_profiles[*profile].name.as_str())
            .collect();
        names.sort_unstable();
        let more = match rows.len() - 1 {
            0 => String::new(),
            more => format!(" The same holds for {}.", number(more, "other", "others")),
        };
        let what = format!(
            "{} {verb} {}.{more}",
            label(first),
            names.join(if direction == Direction::Incoming {
                " and by "
            } else {
                " and through "
            })
        );
        let places = rows
            .iter()
            .flat_map(|(row, _)| uses(row, direction))
            .take(100);
        let places = places
            .map(|used| at(&draft.providers[used.provider].place(used.line)))
            .collect();
        let count = Some(rows.len() as u64);
        let subjects = rows
            .iter()
            .map(|(row, _)| subject(SubjectKind::Mailbox, row.key.clone()))
            .collect();
        collector.find(
            id,
            Hit {
                facts: vec![("what", what)],
                count,
                subjects,
                places,
                ..Hit::default()
            },
        );
    }
}

/// The same address or id at several places of one router profile: mirrored routers look like that.
fn repeated(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for (id, direction, verb) in [
        ("IN-06", Direction::Incoming, "is read"),
        ("IN-07", Direction::Outgoing, "sends"),
    ] {
        let planned = draft
            .rows
            .iter()
            .filter(|row| row.belonging == Belonging::Planned);
        let rows: Vec<_> = planned
            .filter(|row| row.assignment != Assignment::Duplicate && uses(row, direction).len() > 1)
            .collect();
        let Some(first) = rows.first() else { continue };
        let more = match rows.len() - 1 {
            0 => String::new(),
            more => format!(" The same holds for {}.", number(more, "other", "others")),
        };
        let count = number(uses(first, direction).len(), "place", "places");
        let what = format!(
            "{} {verb} at {count} of one router profile; it is planned once.{more}",
            label(first)
        );
        let places = rows.iter().flat_map(|row| uses(row, direction)).take(100);
        let places = places
            .map(|used| at(&draft.providers[used.provider].place(used.line)))
            .collect();
        let subjects = rows
            .iter()
            .map(|row| subject(SubjectKind::Mailbox, row.key.clone()))
            .collect();
        let hit = Hit {
            facts: vec![("what", what)],
            severity: Some(Severity::Info),
            count: Some(rows.len() as u64),
            subjects,
            places,
            ..Hit::default()
        };
        collector.find(id, hit);
    }
}

fn uses(row: &Row, direction: Direction) -> &[Use] {
    match direction {
        Direction::Incoming => &row.incoming,
        Direction::Outgoing => &row.outgoing,
    }
}

fn half_rows(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let planned = || {
        draft
            .rows
            .iter()
            .filter(|row| row.belonging == Belonging::Planned)
    };
    for (there, missing) in [("incoming", "outgoing"), ("outgoing", "incoming")] {
        let rows: Vec<_> = planned()
            .filter(|row| match there {
                "incoming" => row.outgoing.is_empty() && row.kind != MailboxKind::Forward,
                _ => row.incoming.is_empty(),
            })
            .collect();
        if rows.is_empty() {
            continue;
        }
        let (one, many) = if there == "incoming" {
            ("address is", "addresses are")
        } else {
            ("user or queue is", "users and queues are")
        };
        let what = format!(
            "{} in the files with an {there} profile only, so that nothing proves the {missing} one.",
            number(rows.len(), one, many)
        );
        let subjects = rows
            .iter()
            .map(|row| subject(SubjectKind::Mailbox, row.key.clone()))
            .collect();
        collector.find(
            "IN-08",
            Hit {
                facts: vec![("what", what)],
                count: Some(rows.len() as u64),
                subjects,
                ..Hit::default()
            },
        );
    }
}
