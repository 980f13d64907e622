//! Last processed times: from the state file by address, else from the provider itself.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::slice;

use jiff::Timestamp;
use jiff::civil::DateTime;

use super::basis::Basis;
use super::draft::{Belonging, DraftProvider, Processed, Row, ThresholdFault, Use};
use super::entries::Entry;
use super::model::Place;
use crate::answers::Answers;
use crate::order;
use crate::router::Text;
use crate::text::lower;

/// A day, in seconds.
pub const DAY: i64 = 86_400;

/// What the state files say, beside what went into the rows.
#[derive(Debug, Default)]
pub struct StateNotes {
    /// The newest usable time of each router: when it last worked.
    pub newest: BTreeMap<u16, i64>,
    /// Entries whose address no provider of the router reads.
    pub orphans: Vec<Place>,
    /// Where the times of planned rows stand that are not used.
    pub faults: BTreeMap<ThresholdFault, Vec<Place>>,
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
pub fn read(text: &str) -> Result<Moment, ThresholdFault> {
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
    Ok(Moment { at, zoned })
}

impl Moment {
    /// Nothing can have been processed after the time of the plan.
    fn by(self, as_of: Option<Timestamp>) -> Result<Self, ThresholdFault> {
        match as_of {
            Some(now) if self.at > now.as_second() => Err(ThresholdFault::Future),
            _ => Ok(self),
        }
    }
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

/// What one router noted of one mailbox.
#[derive(Debug, Clone, Copy)]
struct Noted<'a> {
    threshold: Option<(&'a Text, &'a Place)>,
    time: Result<Moment, ThresholdFault>,
    lags: bool,
    last_error: Option<&'a Text>,
}

const NOTHING: Noted<'_> = Noted {
    threshold: None,
    time: Err(ThresholdFault::Unreadable),
    lags: false,
    last_error: None,
};

/// What a state file says of one mailbox: of two entries the earlier time counts.
fn noted(entries: &[Entry], as_of: Option<Timestamp>) -> Option<Noted<'_>> {
    let all = entries.iter().map(|entry| Noted {
        threshold: entry.threshold.as_ref().map(|text| (text, &entry.place)),
        time: entry.time.and_then(|time| time.by(as_of)),
        lags: false,
        last_error: entry.last_error.as_ref(),
    });
    all.reduce(|first, second| {
        let is_earlier = match (first.time, second.time) {
            (Ok(first), Ok(second)) => second.at < first.at,
            (Err(_), Ok(_)) => true,
            (_, Err(_)) => false,
        };
        let last_error = first.last_error.or(second.last_error);
        let counts = if is_earlier { second } else { first };
        Noted {
            last_error,
            ..counts
        }
    })
}

/// The state file's word if it has one, else the provider's own.
fn note<'a>(
    provider: &DraftProvider<'a>,
    of_state: Option<Noted<'a>>,
    as_of: Option<Timestamp>,
) -> Noted<'a> {
    let own = provider.said.state.as_deref();
    let own = own.and_then(|own| noted(slice::from_ref(own), as_of));
    let words = || of_state.into_iter().chain(own);
    let timed = words().find(|noted| noted.threshold.is_some());
    Noted {
        last_error: words().find_map(|noted| noted.last_error),
        ..timed.unwrap_or(NOTHING)
    }
}

/// Of two routers that both read a mailbox the earlier time counts: reading twice is safe. It lags only if
/// it does on both.
fn settle(row: &mut Row, noted: &[Noted<'_>], notes: &mut StateNotes) {
    row.last_error = noted.iter().find_map(|noted| noted.last_error).cloned();
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
    if let Some((text, at)) = shown.threshold {
        row.threshold = Some(text.clone());
        if let (Some(fault), Belonging::Planned) = (row.threshold_fault, row.belonging) {
            let faults = notes.faults.entry(fault).or_default();
            faults.push(at.clone());
        }
    }
}

/// Puts thresholds and last errors into the rows.
pub fn correlate(
    rows: &mut [Row],
    providers: &[DraftProvider<'_>],
    basis: &Basis,
    answers: &Answers,
) -> StateNotes {
    let entries = &basis.entries;
    let as_of = answers.as_of;
    let mut notes = StateNotes::default();
    for entry in entries.all() {
        if let Ok(time) = entry.time.and_then(|time| time.by(as_of)) {
            let newest = notes.newest.entry(entry.place.router).or_insert(time.at);
            *newest = time.at.max(*newest);
            if !time.zoned {
                notes.without_zone.push(entry.place.clone());
            }
        }
    }
    order::sort(&mut notes.without_zone);
    let shared = shared_addresses(rows, providers);
    let mut used = vec![false; entries.all().len()];
    let mut of_row: Vec<Noted<'_>> = Vec::new();
    for row in rows.iter_mut().filter(|row| !row.incoming.is_empty()) {
        let Some(address) = &row.address else {
            continue;
        };
        let key = row.address_key.or_else(|| basis.address_key(address));
        of_row.clear();
        let router = |used: &Use| providers[used.provider].router.number;
        for uses in row
            .incoming
            .chunk_by(|one, other| router(one) == router(other))
        {
            let number = router(&uses[0]);
            let (start, same) = key.map(|key| entries.of(key, number)).unwrap_or_default();
            used[start..start + same.len()].fill(true);
            let of_state = noted(same, as_of);
            let is_shared = !shared.is_empty() && shared.contains(&(number, lower(address).into()));
            let newest = notes.newest.get(&number);
            of_row.extend(uses.iter().map(|used| {
                let mut found = note(&providers[used.provider], of_state, as_of);
                if is_shared {
                    found.time = Err(ThresholdFault::SeveralOrganizations);
                }
                let before = |time: Moment| newest.is_some_and(|newest| time.at < newest - DAY);
                found.lags = found.time.is_ok_and(before);
                found
            }));
        }
        settle(row, &of_row, &mut notes);
    }
    let orphans = entries.mailboxes().filter(|range| !used[range.start]);
    notes.orphans = orphans
        .map(|range| entries.all()[range.start].place.clone())
        .collect();
    order::sort(&mut notes.orphans);
    notes
}

/// Addresses that providers of several organizations read on one router: whose time it is, nothing says.
fn shared_addresses(rows: &[Row], providers: &[DraftProvider<'_>]) -> BTreeSet<(u16, String)> {
    let mut organizations: HashMap<(u16, String), Option<Text>> = HashMap::new();
    let mut shared = BTreeSet::new();
    if rows.iter().all(|row| row.belonging == Belonging::Planned) {
        return shared;
    }
    for row in rows {
        let Some(address) = row.address.as_deref().map(lower) else {
            continue;
        };
        for used in &row.incoming {
            let provider = &providers[used.provider];
            let key = (provider.router.number, address.to_string());
            let first = organizations
                .entry(key.clone())
                .or_insert_with(|| provider.said.organization.clone());
            if *first != provider.said.organization {
                shared.insert(key);
            }
        }
    }
    shared
}
