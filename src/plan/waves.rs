//! Who goes when: pilot, then queues, then rows of unknown owner, then users, then Outlook users.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;

use super::model::{Wave, WaveKind};
use crate::answers::window::Clock;
use crate::checks::Mark;
use crate::merge::model::{MailboxKind, Outcome};
use crate::merge::{Assignment, Draft, Row};

/// An hour, in seconds.
const HOUR: i64 = 3600;

/// Waves, and the wave of each row.
#[derive(Debug, Default)]
pub struct Schedule {
    /// Waves by number.
    pub waves: Vec<Wave>,
    /// Wave of each row, by index.
    pub of_row: Vec<Option<u32>>,
    /// When the organization can be switched over at the earliest.
    pub earliest: Option<Timestamp>,
}

/// Plans the waves of the rows that migrate. Without a start, or without a possible one, there are none.
/// `place` is the place of each new profile in the plan.
pub fn schedule(draft: &Draft<'_>, outcomes: &[Mark], place: &[usize]) -> Schedule {
    let answers = draft.answers;
    let mut schedule = Schedule {
        of_row: vec![None; draft.rows.len()],
        ..Schedule::default()
    };
    let Some(from) = answers.waves_from else {
        return schedule;
    };
    let groups = fill(draft, outcomes, place);
    let clock = Clock::new(answers);
    let mut next = from.as_second();
    for (number, (kind, rows)) in (1..).zip(groups) {
        let Ok(starts) = clock.next_start(next) else {
            break;
        };
        let Ok(at) = Timestamp::from_second(starts) else {
            break;
        };
        schedule.waves.push(Wave {
            number,
            kind,
            starts: at,
            mailboxes: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        });
        for row in rows {
            schedule.of_row[row] = Some(number);
        }
        next = starts + i64::from(answers.wave_hours) * HOUR;
        schedule.earliest = Timestamp::from_second(next).ok();
    }
    schedule
}

/// Rows by wave. A pinned row waits until its wave, or for the first one of its kind after it; what is
/// pinned behind all others comes last.
fn fill(draft: &Draft<'_>, outcomes: &[Mark], place: &[usize]) -> Vec<(WaveKind, Vec<usize>)> {
    let answers = draft.answers;
    let pilot: BTreeSet<&str> = answers.pilot.iter().map(String::as_str).collect();
    let mut kinds: BTreeMap<WaveKind, Vec<usize>> = BTreeMap::new();
    for (index, row) in draft.rows.iter().enumerate() {
        if outcomes[index].outcome == Outcome::Migrates {
            let kind = if pilot.contains(&*row.key) {
                WaveKind::Pilot
            } else {
                kind(row)
            };
            kinds.entry(kind).or_default().push(index);
        }
    }
    let size = answers.wave_size as usize;
    let pin = |row: usize| {
        answers
            .pins
            .get(&*draft.rows[row].key)
            .copied()
            .unwrap_or(0) as usize
    };
    let mut waves: Vec<(WaveKind, Vec<usize>)> = Vec::new();
    let mut late: BTreeMap<(usize, WaveKind), Vec<usize>> = BTreeMap::new();
    for (kind, mut rows) in kinds {
        rows.sort_by_cached_key(|index| order(draft, place, *index));
        while !rows.is_empty() {
            let number = waves.len() + 1;
            let (mut now, mut later) = (Vec::new(), Vec::new());
            for row in rows {
                if now.len() < size && pin(row) <= number {
                    now.push(row);
                } else {
                    later.push(row);
                }
            }
            if now.is_empty() {
                for row in later.drain(..) {
                    late.entry((pin(row), kind)).or_default().push(row);
                }
            } else {
                waves.push((kind, now));
            }
            rows = later;
        }
    }
    for ((_, kind), rows) in late {
        waves.extend(rows.chunks(size).map(|rows| (kind, rows.to_vec())));
    }
    waves
}

const fn kind(row: &Row) -> WaveKind {
    if row.is_outlook {
        return WaveKind::Outlook;
    }
    match row.kind {
        MailboxKind::Queue | MailboxKind::Forward => WaveKind::Queue,
        MailboxKind::Unknown => WaveKind::Unknown,
        MailboxKind::User => WaveKind::User,
    }
}

/// Profile, then address, then id, so that one server is loaded at a time.
fn order<'d>(
    draft: &'d Draft<'_>,
    place: &[usize],
    index: usize,
) -> (usize, bool, String, &'d str) {
    let row = &draft.rows[index];
    let profile = match row.assignment {
        Assignment::Profile(profile) => place[profile],
        _ => usize::MAX,
    };
    let address = row
        .address
        .as_deref()
        .map(str::to_lowercase)
        .unwrap_or_default();
    (profile, row.address.is_none(), address, &row.key)
}
