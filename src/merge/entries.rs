//! The entries of all state files, by the mailbox they are about. No answer has a part in them.

use std::ops::Range;

use super::draft::ThresholdFault;
use super::model::Place;
use super::thresholds::{Moment, read};
use crate::order;
use crate::router::{Reading, Role, Router, StateEntry, Text};

/// The entries of all state files.
#[derive(Debug, Default)]
pub struct Entries {
    /// By key, router and line.
    all: Vec<Entry>,
    /// Where those of each key begin, up to the last that has any, and where those end.
    starts: Vec<u32>,
    /// Addresses with two entries in one file, and the places of both.
    pub doubles: Vec<(Text, Place, Place)>,
}

/// What a router noted of a mailbox.
#[derive(Debug)]
pub struct Entry {
    /// Last processed time as the file says it.
    pub threshold: Option<Text>,
    /// That time.
    pub time: Result<Moment, ThresholdFault>,
    /// Last error, masked.
    pub last_error: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

impl Entries {
    /// `keys` has the key of each entry, by router and line.
    pub fn new(reading: &Reading, keys: impl Iterator<Item = u32>) -> Self {
        let said: Vec<_> = state_entries(reading).collect();
        let mut order: Vec<(u32, usize)> = keys.zip(0..).collect();
        order.sort_unstable();
        let mut all: Vec<Entry> = Vec::with_capacity(order.len());
        let mut starts = Vec::new();
        let mut doubles = Vec::new();
        let is_one = |one: &(u32, usize), other: &(u32, usize)| {
            one.0 == other.0 && said[one.1].0.number == said[other.1].0.number
        };
        for same in order.chunk_by(is_one) {
            starts.resize(starts.len().max(same[0].0 as usize + 1), end(&all));
            let first = all.len();
            for (_, at) in same {
                let (router, found) = said[*at];
                all.push(Entry::new(router, found));
            }
            for ((_, at), second) in same.iter().zip(&all[first..]).skip(1) {
                let address = said[*at].1.address.clone().unwrap_or_default();
                doubles.push((address, all[first].place.clone(), second.place.clone()));
            }
        }
        starts.push(end(&all));
        order::sort_by(&mut doubles, |(.., one), (.., other)| one.cmp(other));
        Self {
            all,
            starts,
            doubles,
        }
    }

    /// All of them, by key, router and line.
    pub fn all(&self) -> &[Entry] {
        &self.all
    }

    /// What one router noted of a key, and where that begins among all of them.
    pub fn of(&self, key: u32, router: u16) -> (usize, &[Entry]) {
        let key = key as usize;
        let ends = self.starts.get(key..key + 2).unwrap_or(&[0, 0]);
        let start = ends[0] as usize;
        let of_key = &self.all[start..ends[1] as usize];
        let before = of_key.partition_point(|entry| entry.place.router < router);
        let of_key = &of_key[before..];
        let own = of_key.partition_point(|entry| entry.place.router == router);
        (start + before, &of_key[..own])
    }

    /// What one router noted of one key, for all of both: where that begins, and where it ends.
    pub fn mailboxes(&self) -> impl Iterator<Item = Range<usize>> {
        self.starts.windows(2).flat_map(|ends| {
            let mut at = ends[0] as usize;
            let of_key = &self.all[at..ends[1] as usize];
            of_key
                .chunk_by(|one, other| one.place.router == other.place.router)
                .map(move |same| {
                    let start = at;
                    at += same.len();
                    start..at
                })
        })
    }
}

fn end(entries: &[Entry]) -> u32 {
    u32::try_from(entries.len()).unwrap_or(u32::MAX)
}

/// By router and line.
pub fn state_entries(reading: &Reading) -> impl Iterator<Item = (&Router, &StateEntry)> {
    reading.routers.iter().flat_map(|router| {
        let entries = router.state.iter().flat_map(|state| &state.entries);
        entries.map(move |entry| (router, entry))
    })
}

impl Entry {
    fn new(router: &Router, entry: &StateEntry) -> Self {
        let file = router.files.iter().find(|file| file.role == Role::State);
        let threshold = entry.threshold.as_deref();
        Self {
            threshold: entry.threshold.clone(),
            time: threshold.map_or(Err(ThresholdFault::Unreadable), read),
            last_error: entry.last_error.clone(),
            place: Place {
                router: router.number,
                file: file.map_or_else(Text::default, |file| file.name.clone()),
                line: entry.at.line,
            },
        }
    }
}
