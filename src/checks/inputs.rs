//! IN: whom the providers serve: organizations, addresses and owners, and what of them is double or half.

use std::collections::BTreeSet;

use super::collector::{Collector, Hit, Mark, at, combine, label, number, subject};
use super::model::{Severity, SubjectKind};
use crate::merge::model::{Direction, MailboxKind, Outcome, Place};
use crate::merge::{Assignment, Belonging, Row, Use};
use crate::order;

/// Runs this part of the family.
pub fn check(collector: &mut Collector<'_, '_>) {
    providers(collector);
    nameless(collector);
    duplicates(collector);
    repeated(collector);
    half_rows(collector);
}

fn providers(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let without: Vec<Place> = draft
        .providers
        .iter()
        .filter(|provider| provider.said.organization.is_none())
        .map(|provider| provider.place(provider.said.line))
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
                    && provider.said.organization.as_ref() == Some(&organization.id)
            })
            .map(|provider| provider.place(provider.said.line))
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
            .map(|place| subject(SubjectKind::Provider, provider_key(place)))
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

/// Providers that name no mailbox give no row, so that nothing else speaks of them. What an incoming one
/// reads nobody would read after the switch; an outgoing one may still be the other side of a pair.
fn nameless(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let paired: BTreeSet<usize> = draft
        .profiles
        .iter()
        .filter(|profile| !profile.rows.is_empty())
        .flat_map(|profile| profile.outgoing.iter().copied())
        .collect();
    let of = |direction: Direction| {
        let providers = draft.providers.iter().enumerate();
        let nameless = providers.filter(move |(_, provider)| {
            provider.belonging == Belonging::Planned
                && provider.rows.is_empty()
                && provider.given_up.is_empty()
                && draft.router_profiles[provider.router_profile].direction == direction
        });
        nameless.map(|(index, provider)| (index, provider.place(provider.said.line)))
    };
    let ends = |outcome: Outcome| Mark {
        outcome,
        reason: &"IN-19",
    };
    let incoming: Vec<(usize, Place)> = of(Direction::Incoming).collect();
    for (index, place) in &incoming {
        let is_accepted = collector.is_accepted("IN-19", &provider_key(place));
        let outcome = if is_accepted {
            Outcome::LeftOut
        } else {
            Outcome::HeldBack
        };
        combine(&mut collector.marks.providers[*index], ends(outcome));
    }
    let outgoing: Vec<(usize, Place)> = of(Direction::Outgoing)
        .filter(|(index, _)| !paired.contains(&draft.providers[*index].router_profile))
        .collect();
    for (index, _) in &outgoing {
        combine(
            &mut collector.marks.providers[*index],
            ends(Outcome::LeftOut),
        );
    }
    let what = format!(
        "{} neither an address nor a user or queue, so that nothing tells whose mail is read there; after the switch nobody reads it.",
        number(
            incoming.len(),
            "incoming provider names",
            "incoming providers name"
        )
    );
    say_nameless(collector, what, &incoming, None);
    let what = format!(
        "{} no user and no queue, and no mailbox of the plan sends that way.",
        number(
            outgoing.len(),
            "outgoing provider names",
            "outgoing providers name"
        )
    );
    say_nameless(collector, what, &outgoing, Some(Severity::Warning));
}

fn say_nameless(
    collector: &mut Collector<'_, '_>,
    what: String,
    providers: &[(usize, Place)],
    severity: Option<Severity>,
) {
    if providers.is_empty() {
        return;
    }
    let places = || providers.iter().map(|(_, place)| place);
    let hit = Hit {
        facts: vec![("what", what)],
        severity,
        count: Some(providers.len() as u64),
        subjects: places()
            .map(|place| subject(SubjectKind::Provider, provider_key(place)))
            .collect(),
        places: places().map(at).collect(),
        ..Hit::default()
    };
    collector.find("IN-19", hit);
}

/// The key of a provider in findings.
fn provider_key(place: &Place) -> String {
    format!("{}:{}", place.router, place.line)
}

fn duplicates(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for (id, direction) in [
        (&"IN-06", Direction::Incoming),
        (&"IN-07", Direction::Outgoing),
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
        order::sort(&mut names);
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
    // Outlook users are in no file of a router, and no half of anything.
    let planned = || {
        let rows = draft.rows.iter();
        rows.filter(|row| row.belonging == Belonging::Planned && !row.is_outlook)
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
