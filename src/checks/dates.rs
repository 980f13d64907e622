//! DT and WV: last processed times, the window, the switch.

use jiff::Timestamp;

use super::collector::{Collector, Hit, Mark, combine, finding, number, subject};
use super::model::{Finding, Severity, Subject, SubjectKind};
use super::table::by_id;
use crate::answers::window::Clock;
use crate::merge::model::Outcome;
use crate::merge::{Belonging, DAY, Draft, Row, ThresholdFault};

/// Days by which last processed times may differ before it is worth a word.
const APART: i64 = 7;

/// Runs what does not need the waves.
pub fn check(collector: &mut Collector<'_, '_>) {
    unusable(collector);
    apart(collector);
    lagging(collector);
    window(collector);
    let plan = || vec![subject(SubjectKind::Plan, "")];
    if !collector.draft.answers.is_final {
        collector.find(
            "DT-05",
            Hit {
                facts: vec![(
                    "what",
                    "The routers still run, so that the last processed times move on.".to_owned(),
                )],
                subjects: plan(),
                ..Hit::default()
            },
        );
    }
    if !collector.draft.providers.is_empty() {
        collector.find(
            "DT-06",
            Hit {
                subjects: plan(),
                ..Hit::default()
            },
        );
    }
    let without_zone = &collector.draft.state.without_zone;
    if !without_zone.is_empty() {
        let one = without_zone.len() == 1;
        let facts = vec![
            ("n", super::grouped(without_zone.len())),
            (
                "times",
                if one { "time names" } else { "times name" }.to_owned(),
            ),
            ("are", if one { "is" } else { "are" }.to_owned()),
        ];
        let places = without_zone
            .iter()
            .take(100)
            .map(super::collector::at)
            .collect();
        collector.find(
            "DT-07",
            Hit {
                facts,
                count: Some(without_zone.len() as u64),
                subjects: plan(),
                places,
                ..Hit::default()
            },
        );
    }
}

fn planned<'d>(draft: &'d Draft<'_>) -> impl Iterator<Item = &'d Row> {
    draft
        .rows
        .iter()
        .filter(|row| row.belonging == Belonging::Planned)
}

fn mailboxes<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Subject> {
    rows.into_iter()
        .map(|row| subject(SubjectKind::Mailbox, row.key.clone()))
        .collect()
}

fn unusable(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    let kinds = [
        (
            ThresholdFault::Reset,
            "stands at 0001-01-01: the router was reset",
            "stand at 0001-01-01: the router was reset",
        ),
        (
            ThresholdFault::Future,
            "lies in the future",
            "lie in the future",
        ),
        (ThresholdFault::Unreadable, "is no time", "are no times"),
        (
            ThresholdFault::SeveralOrganizations,
            "is of an address that several organizations read",
            "are of addresses that several organizations read",
        ),
    ];
    for (fault, one, many) in kinds {
        let rows: Vec<&Row> = planned(draft)
            .filter(|row| row.threshold_fault == Some(fault))
            .collect();
        if !rows.is_empty() {
            let what = format!(
                "{} {}.",
                number(rows.len(), "last processed time", "last processed times"),
                if rows.len() == 1 { one } else { many }
            );
            let hit = Hit {
                facts: vec![("what", what)],
                count: Some(rows.len() as u64),
                subjects: mailboxes(rows.iter().copied()),
                places: draft
                    .state
                    .faults
                    .get(&fault)
                    .into_iter()
                    .flatten()
                    .map(super::collector::at)
                    .collect(),
                ..Hit::default()
            };
            collector.find("DT-02", hit);
        }
    }
}

fn apart(collector: &mut Collector<'_, '_>) {
    let timed = || planned(collector.draft).filter_map(|row| Some((row.processed?.at, row)));
    let Some((newest, _)) = timed().max_by_key(|(at, _)| *at) else {
        return;
    };
    // Of several the first: rows are by key.
    let Some((oldest, row)) = timed().min_by_key(|(at, _)| *at) else {
        return;
    };
    let days = (newest - oldest) / DAY;
    if days > APART {
        let facts = vec![
            ("days", super::grouped(usize::try_from(days).unwrap_or(0))),
            (
                "example",
                row.address.as_deref().unwrap_or(&row.key).to_owned(),
            ),
            ("date", date(oldest)),
        ];
        collector.find(
            "DT-04",
            Hit {
                facts,
                subjects: mailboxes([row]),
                ..Hit::default()
            },
        );
    }
}

/// DT-08: one question a profile, since its date is the profile's to set. Only those who lag wait for the
/// answer: one idle mailbox must not stop all others, and dates are written last.
fn lagging(collector: &mut Collector<'_, '_>) {
    let draft = collector.draft;
    for profile in &draft.profiles {
        let rows = || {
            profile
                .rows
                .iter()
                .map(|row| (*row, &draft.rows[*row]))
                .filter(|(_, row)| row.lags())
        };
        let Some(oldest) = rows().filter_map(|(_, row)| Some(row.processed?.at)).min() else {
            continue;
        };
        let count = rows().count();
        let answered = draft.answers.date_gap.get(&*profile.key);
        let facts = vec![
            ("mailboxes", number(count, "mailbox", "mailboxes")),
            ("lag", if count == 1 { "lags" } else { "lag" }.to_owned()),
            ("profile", profile.name.clone()),
            ("date", date(oldest)),
        ];
        let hit = Hit {
            facts,
            // Once it is answered, nothing waits any more.
            severity: answered.map(|_| Severity::Warning),
            count: Some(count as u64),
            subjects: mailboxes(rows().map(|(_, row)| row)),
            ..Hit::default()
        };
        collector.find("DT-08", hit);
        let ask = Mark {
            outcome: Outcome::NeedsDecision,
            reason: &"DT-08",
        };
        match answered {
            None => {
                for (row, _) in rows() {
                    combine(&mut collector.marks.rows[row], ask);
                }
            }
            Some(crate::answers::DateGap::LeaveOut) => {
                for (row, _) in rows() {
                    combine(
                        &mut collector.marks.rows[row],
                        Mark {
                            outcome: Outcome::LeftOut,
                            reason: &"LEFT-OUT",
                        },
                    );
                }
            }
            Some(crate::answers::DateGap::Lower | crate::answers::DateGap::Accept) => {}
        }
    }
}

fn window(collector: &mut Collector<'_, '_>) {
    let Some(from) = collector.draft.answers.waves_from else {
        return;
    };
    if let Err(why) = Clock::new(collector.draft.answers).next_start(from.as_second()) {
        combine(
            &mut collector.marks.all,
            Mark {
                outcome: Outcome::HeldBack,
                reason: &"WV-01",
            },
        );
        collector.find(
            "WV-01",
            Hit {
                facts: vec![("why", why)],
                subjects: vec![subject(SubjectKind::Answer, "/window")],
                ..Hit::default()
            },
        );
    }
}

/// When a new profile starts to process mail.
#[derive(Debug, Clone)]
pub struct Dated {
    /// The profile's key.
    pub key: crate::router::Text,
    /// Its name.
    pub name: String,
    /// Its Process Email From, in seconds since 1970.
    pub from: i64,
}

/// Runs what needs the waves and dates.
pub fn after_waves(
    draft: &Draft<'_>,
    earliest: Option<i64>,
    switch: Option<i64>,
    dated: &[Dated],
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut find = |id: &str, hit: Hit| findings.extend(by_id(id).map(|rule| finding(rule, hit)));
    if let (Some(earliest), Some(given)) = (earliest, draft.answers.switch_at)
        && given.as_second() < earliest
    {
        let facts = vec![
            ("at", given.to_string()),
            ("hours", draft.answers.wave_hours.to_string()),
            ("earliest", date(earliest)),
        ];
        find(
            "WV-02",
            Hit {
                facts,
                subjects: vec![subject(SubjectKind::Answer, "/switch_at")],
                ..Hit::default()
            },
        );
    }
    let Some(switch) = switch else {
        return findings;
    };
    for profile in dated.iter().filter(|profile| profile.from < switch - DAY) {
        let facts = vec![
            ("profile", profile.name.clone()),
            ("date", date(profile.from)),
        ];
        find(
            "DT-01",
            Hit {
                facts,
                subjects: vec![subject(SubjectKind::Profile, profile.key.clone())],
                ..Hit::default()
            },
        );
    }
    if draft.answers.is_final {
        let old: Vec<Subject> = draft
            .state
            .newest
            .iter()
            .filter(|(_, newest)| **newest < switch - DAY)
            .map(|(router, _)| subject(SubjectKind::Input, format!("{router}/state")))
            .collect();
        if !old.is_empty() {
            find(
                "DT-05",
                Hit {
                    facts: vec![("what", "State files are more than a day older than the switch: mail that came since may be read twice or late.".to_owned())],
                    severity: Some(Severity::Warning),
                    subjects: old,
                    ..Hit::default()
                },
            );
        }
    }
    findings
}

/// A time as findings write it.
fn date(at: i64) -> String {
    Timestamp::from_second(at).map_or_else(|_| String::new(), |at| at.to_string())
}
