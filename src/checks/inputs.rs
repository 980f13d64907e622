//! IN: the files, and what stands in them.

use std::collections::BTreeMap;

use super::collector::{Collector, Hit, Mark, at, combine, grouped, label, number, subject};
use super::model::{FindingPlace, Severity, SubjectKind};
use crate::merge::model::{Direction, Outcome, Place};
use crate::merge::{Assignment, Belonging};
use crate::router::{InputFile, Role, Router, Verdict};

/// Size that Microsoft's wizard took together, in bytes.
const WIZARD_BYTES: u64 = 33_554_432;

/// Runs the family.
pub fn check(collector: &mut Collector<'_, '_>) {
    limits(collector);
    for router in &collector.draft.reading.routers {
        missing(collector, router);
        for file in &router.files {
            damaged(collector, Some(router), file);
        }
    }
    for file in &collector.draft.reading.others {
        damaged(collector, None, file);
    }
    providers(collector);
    duplicates(collector);
    repeated(collector);
    half_rows(collector);
    super::contents::check(collector);
}

fn limits(collector: &mut Collector<'_, '_>) {
    let reading = collector.draft.reading;
    let plan = || vec![subject(SubjectKind::Plan, "")];
    if reading.routers.len() > 4 {
        let facts = vec![("n", grouped(reading.routers.len()))];
        collector.find(
            "IN-01",
            Hit {
                facts,
                subjects: plan(),
                ..Hit::default()
            },
        );
    }
    let files = reading.routers.iter().flat_map(|router| &router.files);
    let bytes: u64 = files.map(|file| file.bytes).sum();
    if bytes > WIZARD_BYTES {
        let tenths = bytes * 10 / 1_048_576;
        let facts = vec![("n", format!("{}.{}", tenths / 10, tenths % 10))];
        collector.find(
            "IN-02",
            Hit {
                facts,
                subjects: plan(),
                ..Hit::default()
            },
        );
    }
}

/// Key of an input in findings.
fn key(router: Option<&Router>, file: &str) -> String {
    router.map_or_else(
        || file.to_owned(),
        |router| format!("{}/{file}", router.number),
    )
}

fn missing(collector: &mut Collector<'_, '_>, router: &Router) {
    let used = |role: Role| {
        router
            .files
            .iter()
            .any(|file| file.role == role && file.verdict != Verdict::Duplicate)
    };
    let label = &router.label;
    let mut say = |severity: Severity, file: &str, what: String| {
        let hit = Hit {
            facts: vec![("what", what)],
            severity: Some(severity),
            subjects: vec![subject(SubjectKind::Input, key(Some(router), file))],
            ..Hit::default()
        };
        collector.find("IN-03", hit);
    };
    if !used(Role::Agent) {
        say(
            Severity::Blocker,
            "agent",
            format!("{label} has no agent file, so that nothing of this router can be planned."),
        );
    }
    if !used(Role::State) {
        say(
            Severity::Warning,
            "state",
            format!(
                "{label} has no state file, so that it is not known how far its mailboxes were read."
            ),
        );
    }
    if !used(Role::Key) {
        say(
            Severity::Warning,
            "key",
            format!(
                "{label} has no key file. It is not needed here: passwords are typed in again in any case."
            ),
        );
    }
    for file in router
        .files
        .iter()
        .filter(|file| file.verdict == Verdict::Duplicate)
    {
        let first = router
            .files
            .iter()
            .find(|other| other.role == file.role && other.verdict != Verdict::Duplicate);
        let first = first.map_or("another one", |first| &*first.name);
        say(
            Severity::Blocker,
            &file.name,
            format!(
                "{label} has two files of one kind: {first} is used, {} is not.",
                file.name
            ),
        );
    }
}

fn damaged(collector: &mut Collector<'_, '_>, router: Option<&Router>, file: &InputFile) {
    let label = router.map_or("No router", |router| &*router.label);
    let place = |line: Option<u32>, column: Option<u32>| FindingPlace {
        router: router.map(|router| router.number),
        file: file.name.clone(),
        line,
        column,
    };
    let subjects = || vec![subject(SubjectKind::Input, key(router, &file.name))];
    let grave = if file.role == Role::Agent {
        Severity::Blocker
    } else {
        Severity::Warning
    };
    match file.verdict {
        Verdict::Whole | Verdict::Duplicate => {}
        Verdict::NotNeeded => {
            let what = format!(
                "{} is the Configuration Manager’s own store. It is not needed, and was not read.",
                file.name
            );
            collector.find(
                "IN-03",
                Hit {
                    facts: vec![("what", what)],
                    severity: Some(Severity::Info),
                    subjects: subjects(),
                    places: vec![place(None, None)],
                    ..Hit::default()
                },
            );
        }
        Verdict::NotOurs => {
            let what = format!(
                "{} is not an Email Router file, and was not read.",
                file.name
            );
            collector.find(
                "IN-03",
                Hit {
                    facts: vec![("what", what)],
                    subjects: subjects(),
                    places: vec![place(None, None)],
                    ..Hit::default()
                },
            );
        }
        Verdict::Empty => {
            let facts = facts(
                file,
                label,
                String::new(),
                "The file is empty.".to_owned(),
                copy_again(file.role),
            );
            collector.find(
                "IN-04",
                Hit {
                    facts,
                    severity: Some(grave),
                    subjects: subjects(),
                    places: vec![place(None, None)],
                    ..Hit::default()
                },
            );
        }
        Verdict::Damaged | Verdict::Unreadable => {
            // One finding a cause, and a cause is a code: a file of a thousand equal faults is one line.
            let mut causes: BTreeMap<&'static str, Vec<&crate::xml::Fault>> = BTreeMap::new();
            for fault in &file.faults {
                causes.entry(fault.code).or_default().push(fault);
            }
            let single = causes.len() == 1;
            for (code, faults) in causes {
                let first = faults[0];
                let wheres = format!(" at line {}, column {}", first.at.line, first.at.column);
                let facts = facts(
                    file,
                    label,
                    wheres,
                    first.message.clone(),
                    &format!("{} {}", first.remedy, copy_again(file.role)),
                );
                let places = faults
                    .iter()
                    .map(|fault| place(Some(fault.at.line), Some(fault.at.column)))
                    .collect();
                let count = if single {
                    file.fault_count.max(faults.len() as u64)
                } else {
                    faults.len() as u64
                };
                collector.find(
                    "IN-04",
                    Hit {
                        facts,
                        severity: Some(grave),
                        code: Some(code),
                        count: Some(count),
                        subjects: subjects(),
                        places,
                    },
                );
            }
        }
    }
}

fn facts(
    file: &InputFile,
    label: &str,
    wheres: String,
    what: String,
    remedy: &str,
) -> Vec<(&'static str, String)> {
    let whole = file.entries;
    let all = whole + file.lost_entries;
    let (one, many) = match file.role {
        Role::Agent => ("provider was read.", "providers were read."),
        _ => ("entry was read.", "entries were read."),
    };
    let kept = match file.verdict {
        Verdict::Empty => String::new(),
        _ if file.role == Role::Key => "Nothing of it is needed.".to_owned(),
        _ if all == 0 => "Nothing could be read.".to_owned(),
        _ => format!(
            "{} of {}",
            grouped(whole as usize),
            number(all as usize, one, many)
        ),
    };
    vec![
        ("file", file.name.to_string()),
        ("router", label.to_owned()),
        ("where", wheres),
        ("what", what),
        ("kept", kept),
        ("remedy", remedy.trim().to_owned()),
    ]
}

const fn copy_again(role: Role) -> &'static str {
    match role {
        Role::Agent => {
            "Take an undamaged copy of the agent file from the router, or from a backup."
        }
        Role::State => {
            "Stop the router service, delete the state file and let the service make it anew, or go on with what was read."
        }
        Role::Key | Role::Other => "Nothing is to be done.",
    }
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
            .take(100)
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
            .take(100)
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

fn uses(row: &crate::merge::Row, direction: Direction) -> &[crate::merge::Use] {
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
                "incoming" => {
                    row.outgoing.is_empty() && row.kind != crate::merge::model::MailboxKind::Forward
                }
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
            .take(100)
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
