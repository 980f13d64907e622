//! The offsets of a time zone over the planned time, which the core does not know by itself.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{SignedDuration, Timestamp};

/// How long after its start a plan may still look at the clock: more waves than that take longer
/// than anybody plans.
const AHEAD: SignedDuration = SignedDuration::from_hours(24 * 366 * 5);

/// From when which offset holds, in seconds east of UTC: the one in force at `start` first. `None`
/// when no zone has the name.
pub fn offsets(zone: &str, start: Timestamp) -> Option<Vec<(Timestamp, i32)>> {
    let zone = TimeZoneDatabase::bundled().get(zone).ok()?;
    let since = in_force_since(&zone, start);
    let mut offsets = vec![(since, zone.to_offset(start).seconds())];
    let end = start.saturating_add(AHEAD).unwrap_or(Timestamp::MAX);
    for change in zone.following(start) {
        if change.timestamp() > end {
            break;
        }
        let offset = change.offset().seconds();
        if offsets.last().is_some_and(|last| last.1 != offset) {
            offsets.push((change.timestamp(), offset));
        }
    }
    Some(offsets)
}

/// The last change at or before `start`; `start` itself where the clock has never changed.
fn in_force_since(zone: &TimeZone, start: Timestamp) -> Timestamp {
    let after = start
        .checked_add(SignedDuration::from_nanos(1))
        .unwrap_or(start);
    let changes = zone.preceding(after);
    // Names of the time may change without the clock.
    let mut since = start;
    for change in changes {
        if change.offset() != zone.to_offset(start) {
            break;
        }
        since = change.timestamp();
    }
    since
}

#[cfg(test)]
mod tests {
    use super::offsets;
    use jiff::Timestamp;

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn the_offset_in_force_comes_first_and_changes_follow() {
        let berlin = offsets("Europe/Berlin", time("2026-12-01T17:00:00Z")).expect("a zone");
        assert_eq!(
            berlin[..3],
            [
                (time("2026-10-25T01:00:00Z"), 3600),
                (time("2027-03-28T01:00:00Z"), 7200),
                (time("2027-10-31T01:00:00Z"), 3600)
            ]
        );
        let now = time("2026-12-01T17:00:00Z");
        assert_eq!(offsets("UTC", now), Some(vec![(now, 0)]));
        assert_eq!(offsets("Asia/Kolkata", now).expect("a zone").len(), 1);
        assert_eq!(offsets("Europe/Berln", now), None);
    }
}
