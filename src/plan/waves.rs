//! Who goes when: pilot, then queues, then rows of unknown owner, then users, then Outlook users.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::iter;

use jiff::Timestamp;

use super::model::{Wave, WaveKind};
use crate::answers::Answers;
use crate::answers::window::Clock;
use crate::checks::Mark;
use crate::merge::model::{MailboxKind, Outcome};
use crate::merge::{Assignment, Draft, Row};
use crate::order;
use crate::text::lower;

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
    let hours = i64::from(answers.wave_hours) * HOUR;
    let starts = starts(answers, from);
    for ((number, (kind, rows)), at) in (1..).zip(groups).zip(starts) {
        schedule.waves.push(Wave {
            number,
            kind,
            starts: at,
            mailboxes: u32::try_from(rows.len()).unwrap_or(u32::MAX),
        });
        for row in rows {
            schedule.of_row[row] = Some(number);
        }
        schedule.earliest = Timestamp::from_second(at.as_second() + hours).ok();
    }
    schedule
}

/// When one wave after the other starts, for as long as there is a possible start.
fn starts(answers: &Answers, from: Timestamp) -> impl Iterator<Item = Timestamp> {
    let clock = Clock::new(answers);
    let hours = i64::from(answers.wave_hours) * HOUR;
    let mut next = from.as_second();
    iter::from_fn(move || {
        let starts = clock.next_start(next).ok()?;
        next = starts + hours;
        Timestamp::from_second(starts).ok()
    })
}

/// When the organization could be switched over at the earliest if nothing were held back and every
/// question answered. Only how many waves there are matters, not who is in which.
pub fn earliest(draft: &Draft<'_>, outcomes: &[Mark]) -> Option<Timestamp> {
    let answers = draft.answers;
    let last = starts(answers, answers.waves_from?)
        .take(count(draft, outcomes))
        .last()?;
    let hours = i64::from(answers.wave_hours) * HOUR;
    Timestamp::from_second(last.as_second() + hours).ok()
}

/// As many waves as [`fill`] would make of all rows that are not left out and can be migrated.
fn count(draft: &Draft<'_>, outcomes: &[Mark]) -> usize {
    let pilot = pilot(draft.answers);
    let mut kinds: BTreeMap<WaveKind, Vec<usize>> = BTreeMap::new();
    for (row, mark) in draft.rows.iter().zip(outcomes) {
        if !matches!(mark.outcome, Outcome::LeftOut | Outcome::NotMigratable) {
            let kind = wave_kind(&pilot, row);
            kinds.entry(kind).or_default().push(pin(draft.answers, row));
        }
    }
    let size = draft.answers.wave_size as usize;
    let mut waves = 0;
    let mut late: BTreeMap<(usize, WaveKind), usize> = BTreeMap::new();
    for (kind, mut pins) in kinds {
        pins.sort_unstable();
        let mut left = &*pins;
        while !left.is_empty() {
            let now = left.partition_point(|pin| *pin <= waves + 1).min(size);
            if now == 0 {
                for pin in left {
                    *late.entry((*pin, kind)).or_default() += 1;
                }
                break;
            }
            left = &left[now..];
            waves += 1;
        }
    }
    waves + late.values().map(|rows| rows.div_ceil(size)).sum::<usize>()
}

/// The rows that go first.
fn pilot(answers: &Answers) -> BTreeSet<&str> {
    answers.pilot.iter().map(String::as_str).collect()
}

/// The wave that a row waits for.
fn pin(answers: &Answers, row: &Row) -> usize {
    answers.pins.get(&*row.key).copied().unwrap_or(0) as usize
}

/// Rows by wave. A pinned row waits until its wave, or for the first one of its kind after it; what is
/// pinned behind all others comes last.
fn fill(draft: &Draft<'_>, outcomes: &[Mark], place: &[usize]) -> Vec<(WaveKind, Vec<usize>)> {
    let answers = draft.answers;
    let pilot = pilot(answers);
    let mut kinds: BTreeMap<WaveKind, Vec<usize>> = BTreeMap::new();
    for (index, row) in draft.rows.iter().enumerate() {
        if outcomes[index].outcome == Outcome::Migrates {
            let kind = wave_kind(&pilot, row);
            kinds.entry(kind).or_default().push(index);
        }
    }
    let size = answers.wave_size as usize;
    let pin = |row: usize| pin(answers, &draft.rows[row]);
    let mut waves: Vec<(WaveKind, Vec<usize>)> = Vec::new();
    let mut late: BTreeMap<(usize, WaveKind), Vec<usize>> = BTreeMap::new();
    for (kind, mut rows) in kinds {
        sort(draft, place, &mut rows);
        let (free, mut pinned): (Vec<_>, Vec<_>) =
            (0..rows.len()).partition(|at| pin(rows[*at]) == 0);
        order::sort_by_key(&mut pinned, |at| pin(rows[*at]));
        let mut pinned = pinned.into_iter().peekable();
        // The first of these go next.
        let mut ready: BinaryHeap<_> = free.into_iter().map(Reverse).collect();
        loop {
            let number = waves.len() + 1;
            while let Some(at) = pinned.next_if(|at| pin(rows[*at]) <= number) {
                ready.push(Reverse(at));
            }
            let next = iter::from_fn(|| ready.pop()).take(size);
            let now: Vec<usize> = next.map(|Reverse(at)| rows[at]).collect();
            if now.is_empty() {
                break;
            }
            waves.push((kind, now));
        }
        for at in pinned {
            let row = rows[at];
            late.entry((pin(row), kind)).or_default().push(row);
        }
    }
    for ((_, kind), rows) in late {
        waves.extend(rows.chunks(size).map(|rows| (kind, rows.to_vec())));
    }
    waves
}

fn wave_kind(pilot: &BTreeSet<&str>, row: &Row) -> WaveKind {
    if pilot.contains(&*row.key) {
        WaveKind::Pilot
    } else {
        kind(row)
    }
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

/// By profile, then address, then id, so that one server is loaded at a time.
fn sort(draft: &Draft<'_>, place: &[usize], rows: &mut [usize]) {
    let group = |index: usize| {
        let row = &draft.rows[index];
        let profile = match row.assignment {
            Assignment::Profile(profile) => place[profile],
            _ => usize::MAX,
        };
        (profile, row.address.is_none())
    };
    order::sort_places(rows, &|one, other| group(one).cmp(&group(other)));
    for same in rows.chunk_by_mut(|one, other| group(*one) == group(*other)) {
        // Rows are by key, and that of nearly all is their address: what is in order takes no time.
        let key = |index: usize| {
            let row = &draft.rows[index];
            let address = row.address.as_deref().map(lower).unwrap_or_default();
            (address, &*row.key)
        };
        order::sort_places(same, &|one, other| key(one).cmp(&key(other)));
    }
}
