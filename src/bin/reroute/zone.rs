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

/// How far saved offsets must be right: waves of 50,000 mailboxes, with nights off, take less.
const SAVED: SignedDuration = SignedDuration::from_hours(24 * 300);

/// Whether saved offsets say what the zone does, from `start` on and as far as waves may go.
pub fn agrees(offsets: &[(Timestamp, i32)], saved: &[(Timestamp, i32)], start: Timestamp) -> bool {
    let end = start.saturating_add(SAVED).unwrap_or(Timestamp::MAX);
    seen_from(offsets, start, end) == seen_from(saved, start, end)
}

/// The offset in force at `start`, and the changes up to `end`.
fn seen_from(
    offsets: &[(Timestamp, i32)],
    start: Timestamp,
    end: Timestamp,
) -> (Option<i32>, Vec<(Timestamp, i32)>) {
    let before = offsets.iter().rfind(|(at, _)| *at <= start);
    let changes = offsets.iter().filter(|(at, _)| *at > start && *at <= end);
    (
        before.map(|(_, offset)| *offset),
        changes.copied().collect(),
    )
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
    use super::{agrees, offsets};
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

    #[test]
    fn saved_offsets_are_right_when_they_tell_the_same_time_as_far_as_waves_go() {
        let start = time("2026-12-01T17:00:00Z");
        let berlin = offsets("Europe/Berlin", start).expect("a zone");
        let (winter, summer) = ((time("2026-11-29T17:00:00Z"), 3600), berlin[1]);
        assert!(agrees(&berlin, &[winter, summer], start));
        assert!(agrees(&berlin, &[berlin[0], summer], start));
        assert!(!agrees(&berlin, &[winter], start), "they end before summer");
        assert!(!agrees(&berlin, &[(winter.0, -18_000), summer], start));
        assert!(!agrees(&berlin, &[summer], start), "they begin too late");
        assert!(!agrees(&berlin, &[], start));
    }
}
