//! IN: the files themselves: how many, what is missing, what is damaged.

use std::collections::BTreeMap;

use super::collector::{Collector, Hit, Mark, combine, grouped, number, subject};
use super::model::{FindingPlace, Severity, SubjectKind};
use crate::merge::model::Outcome;
use crate::router::{InputFile, Role, Router, Verdict};

/// Size that Microsoft's wizard took together, in bytes.
const WIZARD_BYTES: u64 = 33_554_432;

/// Runs this part of the family.
pub fn check(collector: &mut Collector<'_, '_>) {
    limits(collector);
    for router in &collector.draft.reading.routers {
        missing(collector, router);
        doubled(collector, router);
        for file in &router.files {
            damaged(collector, Some(router), file);
        }
    }
    for file in &collector.draft.reading.others {
        damaged(collector, None, file);
    }
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
}

/// Two files of one kind: which of them the router runs from nothing tells, so that nothing of it goes
/// on before that is settled.
fn doubled(collector: &mut Collector<'_, '_>, router: &Router) {
    let label = &router.label;
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
        let what = format!(
            "{label} has two files of one kind, {first} and {}. Nothing tells which is right; {first} was read, and what it says is held back.",
            file.name
        );
        let key = key(Some(router), &file.name);
        let is_accepted = collector.is_accepted("IN-03", &key);
        let hit = Hit {
            facts: vec![("what", what)],
            severity: Some(Severity::Blocker),
            subjects: vec![subject(SubjectKind::Input, key)],
            ..Hit::default()
        };
        collector.find("IN-03", hit);
        let draft = collector.draft;
        let own = draft
            .providers
            .iter()
            .enumerate()
            .filter(|(_, provider)| provider.router.number == router.number);
        for (index, _) in own.filter(|_| !is_accepted) {
            combine(
                &mut collector.marks.providers[index],
                Mark {
                    outcome: Outcome::HeldBack,
                    reason: &"IN-03",
                },
            );
        }
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
                        ..Hit::default()
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
