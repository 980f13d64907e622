//! Last processed times: from the state file by address, else from the provider itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::draft::{Belonging, DraftProvider, Processed, Row, ThresholdFault};
use super::fields::{Fields, TagMeanings};
use super::model::Place;
use crate::answers::Answers;
use crate::router::{Field, Reading, Role, Router, Text};

/// A day, in seconds.
pub const DAY: i64 = 86_400;

/// What the state files say, beside what went into the rows.
#[derive(Debug, Default)]
pub struct StateNotes {
    /// The newest usable time of each router: when it last worked.
    pub newest: BTreeMap<u16, i64>,
    /// Entries whose address no provider of the router reads.
    pub orphans: Vec<Place>,
    /// Addresses with two entries in one file, and the places of both.
    pub doubles: Vec<(Text, Place, Place)>,
    /// Times without a zone, read as UTC.
    pub without_zone: Vec<Place>,
}

/// A threshold as read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// Seconds since 1970.
    pub at: i64,
    /// Whether it named a zone.
    pub zoned: bool,
}

/// Reads a threshold: RFC 3339 with any fraction, with or without an offset.
pub fn read(text: &str, as_of: Option<Timestamp>) -> Result<Moment, ThresholdFault> {
    let (at, zoned) = match text.parse::<Timestamp>() {
        Ok(at) => (at.as_second(), true),
        Err(_) => match text.parse::<DateTime>() {
            Ok(civil) => (seconds(civil), false),
            Err(_) => return Err(ThresholdFault::Unreadable),
        },
    };
    // A reset router writes the first day of the calendar, in whatever zone.
    if at < seconds(jiff::civil::date(2, 1, 1).at(0, 0, 0, 0)) {
        return Err(ThresholdFault::Reset);
    }
    if as_of.is_some_and(|now| at > now.as_second()) {
        return Err(ThresholdFault::Future);
    }
    Ok(Moment { at, zoned })
}

/// Seconds since 1970 of a local time taken as UTC.
pub fn seconds(civil: DateTime) -> i64 {
    let days = civil
        .date()
        .since(jiff::civil::date(1970, 1, 1))
        .map_or(0, |span| i64::from(span.get_days()));
    let time = civil.time();
    days * DAY
        + i64::from(time.hour()) * 3600
        + i64::from(time.minute()) * 60
        + i64::from(time.second())
}

/// The entry of one address in one router's state file.
struct Entry {
    threshold: Option<Text>,
    time: Result<Moment, ThresholdFault>,
    last_error: Option<Text>,
    place: Place,
    used: bool,
}

type Entries = HashMap<String, Entry>;

/// What one router noted of one mailbox.
struct Noted {
    threshold: Option<(Text, Place)>,
    time: Result<Moment, ThresholdFault>,
    lags: bool,
    last_error: Option<Text>,
}

/// The state file's word if it has one, else the provider's own.
fn note(
    provider: &DraftProvider<'_>,
    fields: Fields<'_>,
    entry: Option<&mut Entry>,
    as_of: Option<Timestamp>,
) -> Noted {
    let own_error = fields
        .text(Field::LastError)
        .map(|found| found.value.clone());
    let (of_state, last_error) = match entry {
        Some(entry) => {
            entry.used = true;
            let threshold = entry
                .threshold
                .clone()
                .map(|text| (text, entry.place.clone()));
            (threshold, entry.last_error.clone().or(own_error))
        }
        None => (None, own_error),
    };
    let own = || {
        let found = fields.text(Field::Threshold)?;
        Some((found.value.clone(), provider.place(found.line)))
    };
    let threshold = of_state.or_else(own);
    let time = threshold
        .as_ref()
        .map_or(Err(ThresholdFault::Unreadable), |(text, _)| {
            read(text, as_of)
        });
    Noted {
        threshold,
        time,
        lags: false,
        last_error,
    }
}

/// Of two routers that both read a mailbox the earlier time counts: reading twice is safe. It lags only if
/// it does on both.
fn settle(row: &mut Row, noted: &[Noted]) {
    row.last_error = noted.iter().find_map(|noted| noted.last_error.clone());
    let several = noted
        .iter()
        .any(|noted| noted.time == Err(ThresholdFault::SeveralOrganizations));
    let usable = noted
        .iter()
        .filter_map(|noted| Some((noted.time.ok()?, noted)));
    let lags = usable.clone().all(|(_, noted)| noted.lags);
    let best = usable.min_by_key(|(time, _)| time.at).filter(|_| !several);
    if let Some((time, _)) = best {
        row.processed = Some(Processed { at: time.at, lags });
    }
    let shown = best
        .map(|(_, noted)| noted)
        .or_else(|| noted.iter().find(|noted| noted.threshold.is_some()));
    let Some(shown) = shown else { return };
    row.threshold_fault = shown.time.err().filter(|_| shown.threshold.is_some());
    if several {
        row.threshold_fault = Some(ThresholdFault::SeveralOrganizations);
    }
    if let Some((text, place)) = &shown.threshold {
        row.threshold = Some(text.clone());
        row.threshold_at = Some(place.clone());
    }
}

/// Puts thresholds and last errors into the rows.
pub fn correlate(
    rows: &mut [Row],
    providers: &[DraftProvider<'_>],
    reading: &Reading,
    meanings: &TagMeanings,
    answers: &Answers,
) -> StateNotes {
    let mut notes = StateNotes::default();
    let mut states: BTreeMap<u16, Entries> = BTreeMap::new();
    for router in &reading.routers {
        states.insert(router.number, entries(router, answers.as_of, &mut notes));
    }
    let shared = shared_addresses(rows, providers);
    for row in rows.iter_mut().filter(|row| !row.incoming.is_empty()) {
        let Some(address) = row.address.as_deref().map(str::to_lowercase) else {
            continue;
        };
        let mut noted: Vec<Noted> = Vec::new();
        for used in &row.incoming {
            let provider = &providers[used.provider];
            let number = provider.router.number;
            let entry = states
                .get_mut(&number)
                .and_then(|entries| entries.get_mut(&address));
            let mut found = note(
                provider,
                Fields::new(provider.source, meanings),
                entry,
                answers.as_of,
            );
            if shared.contains(&(number, address.clone())) {
                found.time = Err(ThresholdFault::SeveralOrganizations);
            }
            found.lags = found.time.is_ok_and(|time| {
                notes
                    .newest
                    .get(&number)
                    .is_some_and(|newest| time.at < newest - DAY)
            });
            noted.push(found);
        }
        settle(row, &noted);
    }
    notes.orphans = states
        .into_values()
        .flatten()
        .filter(|(_, entry)| !entry.used)
        .map(|(_, entry)| entry.place)
        .collect();
    notes.orphans.sort();
    notes
}

fn entries(router: &Router, as_of: Option<Timestamp>, notes: &mut StateNotes) -> Entries {
    let mut entries: Entries = HashMap::new();
    let Some(state) = &router.state else {
        return entries;
    };
    let file = router
        .files
        .iter()
        .find(|file| file.role == Role::State)
        .map_or_else(|| Text::from(""), |file| file.name.clone());
    for entry in &state.entries {
        let place = Place {
            router: router.number,
            file: file.clone(),
            line: entry.at.line,
        };
        let time = entry
            .threshold
            .as_deref()
            .map_or(Err(ThresholdFault::Unreadable), |text| read(text, as_of));
        if let Ok(time) = time {
            let newest = notes.newest.entry(router.number).or_insert(time.at);
            *newest = time.at.max(*newest);
            if !time.zoned {
                notes.without_zone.push(place.clone());
            }
        }
        let address = entry.address.as_deref().unwrap_or_default().to_lowercase();
        let found = Entry {
            threshold: entry.threshold.clone(),
            time,
            last_error: entry.last_error.clone(),
            place,
            used: false,
        };
        match entries.get_mut(&address) {
            None => {
                entries.insert(address, found);
            }
            Some(first) => {
                notes.doubles.push((
                    entry.address.clone().unwrap_or_else(|| Text::from("")),
                    first.place.clone(),
                    found.place.clone(),
                ));
                let earlier = match (first.time, found.time) {
                    (Ok(first), Ok(second)) => second.at < first.at,
                    (Err(_), Ok(_)) => true,
                    (_, Err(_)) => false,
                };
                if earlier {
                    first.threshold = found.threshold;
                    first.time = found.time;
                }
                if first.last_error.is_none() {
                    first.last_error = found.last_error;
                }
            }
        }
    }
    entries
}

/// Addresses that providers of several organizations read on one router: whose time it is, nothing says.
fn shared_addresses(rows: &[Row], providers: &[DraftProvider<'_>]) -> BTreeSet<(u16, String)> {
    let mut organizations: HashMap<(u16, String), Option<Text>> = HashMap::new();
    let mut shared = BTreeSet::new();
    if rows.iter().all(|row| row.belonging == Belonging::Planned) {
        return shared;
    }
    for row in rows {
        let Some(address) = row.address.as_deref().map(str::to_lowercase) else {
            continue;
        };
        for used in &row.incoming {
            let provider = &providers[used.provider];
            let key = (provider.router.number, address.clone());
            let first = organizations
                .entry(key.clone())
                .or_insert_with(|| provider.organization.clone());
            if *first != provider.organization {
                shared.insert(key);
            }
        }
    }
    shared
}
