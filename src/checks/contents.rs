//! IN: what stands in the files beside addresses: times, secrets, errors, what nobody knows.

use super::collector::{Collector, Hit, Mark, at, combine, label, number, some, subject};
use super::model::SubjectKind;
use crate::merge::model::{Direction, Outcome, Place};
use crate::merge::{Belonging, Looked, Row, is_guid};
use crate::router::Field;

/// Runs this part of the family.
pub fn check(collector: &mut Collector<'_, '_>) {
    states(collector);
    secrets(collector);
    errors(collector);
    leftovers(collector);
}

fn states(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let untimed: Vec<_> = draft
        .rows
        .iter()
        .filter(|row| {
            row.belonging == Belonging::Planned
                && !row.incoming.is_empty()
                && row.threshold.is_none()
        })
        .collect();
    if !untimed.is_empty() {
        let what = format!(
            "No last processed time is known for {}.",
            number(untimed.len(), "mailbox", "mailboxes")
        );
        let subjects = untimed
            .iter()
            .map(|row| subject(SubjectKind::Mailbox, row.key.clone()))
            .collect();
        collector.find(
            "IN-09",
            Hit {
                facts: vec![("what", what)],
                count: Some(untimed.len() as u64),
                subjects,
                ..Hit::default()
            },
        );
    }
    let orphans = &draft.state.orphans;
    if !orphans.is_empty() {
        let what = format!(
            "{} of the state files name an address that no provider of the router reads; they are not used.",
            number(orphans.len(), "entry", "entries")
        );
        let places = orphans.iter().take(100).map(at).collect();
        collector.find(
            "IN-09",
            Hit {
                facts: vec![("what", what)],
                count: Some(orphans.len() as u64),
                subjects: vec![subject(SubjectKind::Plan, "")],
                places,
                ..Hit::default()
            },
        );
    }
    let doubles = &draft.basis.entries.doubles;
    if let Some((address, ..)) = doubles.first() {
        let more = match doubles.len() - 1 {
            0 => String::new(),
            more => format!(" and {}", number(more, "other address", "other addresses")),
        };
        let places = doubles
            .iter()
            .take(50)
            .flat_map(|(_, first, second)| [at(first), at(second)])
            .collect();
        let subjects = doubles
            .iter()
            .take(100)
            .map(|(address, ..)| {
                subject(
                    SubjectKind::Mailbox,
                    format!("address:{}", address.to_lowercase()),
                )
            })
            .collect();
        let facts = vec![("example", address.to_string()), ("more", more)];
        collector.find(
            "IN-16",
            Hit {
                facts,
                count: Some(doubles.len() as u64),
                subjects,
                places,
                ..Hit::default()
            },
        );
    }
}

fn secrets(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let planned = || {
        draft
            .router_profiles
            .iter()
            .filter(|profile| profile.is_planned())
    };
    let holders: Vec<_> = planned()
        .filter(|profile| profile.group.secrets > 0)
        .collect();
    if holders.is_empty() {
        return;
    }
    let incoming = holders
        .iter()
        .filter(|profile| profile.direction == Direction::Incoming);
    let mailboxes = incoming.map(|profile| profile.group.secrets).sum();
    let facts = vec![
        (
            "profiles",
            number(holders.len(), "router profile", "router profiles"),
        ),
        ("mailboxes", number(mailboxes, "mailbox", "mailboxes")),
    ];
    let subjects = holders
        .iter()
        .map(|profile| subject(SubjectKind::RouterProfile, profile.id.clone()))
        .collect();
    collector.find(
        "IN-10",
        Hit {
            facts,
            subjects,
            ..Hit::default()
        },
    );
}

fn errors(collector: &mut Collector<'_, '_>) {
    let failing: Vec<_> = collector
        .draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned && row.last_error.is_some())
        .collect();
    let Some(first) = failing.first() else { return };
    let facts = vec![
        ("mailboxes", number(failing.len(), "mailbox", "mailboxes")),
        ("example", label(first).to_owned()),
        (
            "text",
            first.last_error.as_deref().unwrap_or_default().to_owned(),
        ),
    ];
    let subjects = failing
        .iter()
        .map(|row| subject(SubjectKind::Mailbox, row.key.clone()))
        .collect();
    collector.find(
        "IN-11",
        Hit {
            facts,
            count: Some(failing.len() as u64),
            subjects,
            ..Hit::default()
        },
    );
}

fn leftovers(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let unknown = draft.basis.unknown.iter();
    let open: Vec<_> = unknown
        .filter(|unknown| draft.meanings.is_open(&unknown.name))
        .collect();
    if !open.is_empty() {
        let total: u64 = open.iter().map(|unknown| unknown.count).sum();
        let facts = vec![
            (
                "n",
                number(
                    usize::try_from(total).unwrap_or(usize::MAX),
                    "element is",
                    "elements are",
                ),
            ),
            ("which", some(open.iter().map(|unknown| &*unknown.name))),
        ];
        let subjects = open
            .iter()
            .map(|unknown| subject(SubjectKind::Tag, unknown.name.clone()))
            .collect();
        collector.find(
            "IN-13",
            Hit {
                facts,
                count: Some(total),
                subjects,
                ..Hit::default()
            },
        );
    }
    masked_rows(collector);
    let no_ids = &draft.basis.no_ids;
    if let Some((example, ..)) = no_ids.first() {
        let facts = vec![
            ("ids", number(no_ids.len(), "id is", "ids are")),
            ("example", example.to_string()),
            (
                "they",
                if no_ids.len() == 1 { "it" } else { "they" }.to_owned(),
            ),
        ];
        let places = no_ids.iter().take(100);
        let places = places.map(|(_, provider, line)| draft.providers[*provider].place(*line));
        let places: Vec<Place> = places.collect();
        let subjects = places.iter().map(|place| {
            let key = format!("{}:{}", place.router, place.line);
            subject(SubjectKind::Provider, key)
        });
        collector.find(
            "IN-14",
            Hit {
                facts,
                count: Some(no_ids.len() as u64),
                subjects: subjects.collect(),
                places: places.iter().map(at).collect(),
                ..Hit::default()
            },
        );
    }
    let carried: usize = draft
        .profiles
        .iter()
        .map(|profile| profile.not_carried.len())
        .sum();
    if carried > 0 {
        let subjects = draft
            .profiles
            .iter()
            .filter(|profile| !profile.not_carried.is_empty())
            .map(|profile| subject(SubjectKind::Profile, profile.key.clone()))
            .collect();
        collector.find(
            "IN-12",
            Hit {
                facts: vec![
                    ("n", number(carried, "setting", "settings")),
                    ("have", if carried == 1 { "has" } else { "have" }.to_owned()),
                ],
                count: Some(carried as u64),
                subjects,
                ..Hit::default()
            },
        );
    }
    differing(collector);
}

/// A row whose owner has no id that could be found waits for the real one.
fn masked_rows(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    // An owner who was not found has the id that the files gave.
    if draft.basis.no_ids.is_empty() {
        return;
    }
    let masked = |row: &Row| {
        let owner = row.owner.as_ref().filter(|owner| !is_guid(&owner.id));
        owner.is_some() && !matches!(row.looked, Looked::Found(_))
    };
    for (index, row) in draft.rows.iter().enumerate() {
        if row.belonging == Belonging::Planned
            && masked(row)
            && !collector.is_accepted("IN-14", &row.key)
        {
            combine(
                &mut collector.marks.rows[index],
                Mark {
                    outcome: Outcome::HeldBack,
                    reason: &"IN-14",
                },
            );
        }
    }
}

/// Fields of a profile's mailboxes of which the target takes one value only.
fn differing(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for profile in draft
        .router_profiles
        .iter()
        .filter(|profile| profile.is_planned())
    {
        let group = &profile.group;
        for (field, spread) in [
            (Field::PollingPeriod, group.polling),
            (Field::ConnectionTimeout, group.timeout),
        ] {
            if spread.differs {
                let facts = vec![("field", field.tag().name.to_owned())];
                collector.find(
                    "IN-15",
                    Hit {
                        facts,
                        subjects: vec![subject(SubjectKind::RouterProfile, profile.id.clone())],
                        about: vec![(profile.name.clone(), group.members.len())],
                        ..Hit::default()
                    },
                );
            }
        }
    }
}
