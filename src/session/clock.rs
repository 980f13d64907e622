//! Local times and instants, over a zone's offsets that the shell knows.
//!
//! The core holds no time-zone database. The page asks the browser, the command line its own; both
//! hand in a function from an instant to the offset in seconds east of UTC.

use jiff::civil::DateTime;
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

/// The instant of a local time. A time that does not exist (spring) is the next minute that does, one
/// that exists twice (autumn) is the first.
///
/// `None` when the time is out of the calendar's range.
pub fn instant(local: DateTime, offset_at: impl Fn(Timestamp) -> i32) -> Option<Timestamp> {
    let as_utc = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    let earlier = offset_at(as_utc.checked_sub(1.days_as_hours()).ok()?);
    let later = offset_at(as_utc.checked_add(1.days_as_hours()).ok()?);
    let with = |offset: i32| as_utc.checked_sub(i64::from(offset).seconds()).ok();
    for offset in [earlier, later] {
        let guess = with(offset)?;
        if offset_at(guess) == offset {
            return Some(guess);
        }
    }
    // The clock jumped over it: the jump lies between the two guesses.
    let (mut before, mut after) = (with(later)?, with(earlier)?);
    if before > after {
        std::mem::swap(&mut before, &mut after);
    }
    Some(change_between(before, after, &offset_at))
}

/// The local time of an instant.
pub fn local(instant: Timestamp, offset_at: impl Fn(Timestamp) -> i32) -> Option<DateTime> {
    let offset = Offset::from_seconds(offset_at(instant)).ok()?;
    Some(offset.to_datetime(instant))
}

/// The zone's offsets over a time: the one it starts with, and every change.
pub fn offsets(
    from: Timestamp,
    to: Timestamp,
    offset_at: impl Fn(Timestamp) -> i32,
) -> Vec<(Timestamp, i32)> {
    let mut found = vec![(from, offset_at(from))];
    let mut at = from;
    let mut offset = found[0].1;
    while at < to {
        let Ok(next) = at.checked_add(7.days_as_hours()) else {
            break;
        };
        let next_offset = offset_at(next);
        if next_offset != offset {
            found.push((change_between(at, next, &offset_at), next_offset));
            offset = next_offset;
        }
        at = next;
    }
    found
}

/// The first second after `before`, up to `after`, that has the offset of `after`.
fn change_between(
    before: Timestamp,
    after: Timestamp,
    offset_at: &impl Fn(Timestamp) -> i32,
) -> Timestamp {
    let target = offset_at(after);
    let (mut low, mut high) = (before.as_second(), after.as_second());
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        let Ok(at) = Timestamp::from_second(middle) else {
            break;
        };
        if offset_at(at) == target {
            high = middle;
        } else {
            low = middle;
        }
    }
    Timestamp::from_second(high).unwrap_or(after)
}

trait DaysAsHours {
    fn days_as_hours(self) -> jiff::Span;
}

impl DaysAsHours for i64 {
    /// Days of exactly 24 hours: an instant knows no calendar.
    fn days_as_hours(self) -> jiff::Span {
        (self * 24).hours()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    /// Europe/Berlin in 2026 and 2027.
    fn berlin(at: Timestamp) -> i32 {
        let changes = [
            ("2026-03-29T01:00:00Z", 7200),
            ("2026-10-25T01:00:00Z", 3600),
            ("2027-03-28T01:00:00Z", 7200),
            ("2027-10-31T01:00:00Z", 3600),
        ];
        changes
            .iter()
            .rev()
            .find(|change| time(change.0) <= at)
            .map_or(3600, |change| change.1)
    }

    fn at(text: &str) -> Timestamp {
        instant(text.parse().expect("a local time"), berlin).expect("in range")
    }

    #[test]
    fn a_local_time_is_its_instant() {
        assert_eq!(at("2026-12-01T18:00"), time("2026-12-01T17:00:00Z"));
        assert_eq!(at("2026-07-01T18:00"), time("2026-07-01T16:00:00Z"));
    }

    #[test]
    fn a_time_the_clock_jumps_over_is_the_next_that_exists() {
        assert_eq!(at("2027-03-28T02:30"), time("2027-03-28T01:00:00Z"));
        assert_eq!(at("2027-03-28T03:00"), time("2027-03-28T01:00:00Z"));
        assert_eq!(at("2027-03-28T01:59"), time("2027-03-28T00:59:00Z"));
    }

    #[test]
    fn a_time_that_comes_twice_is_the_first() {
        assert_eq!(at("2026-10-25T02:30"), time("2026-10-25T00:30:00Z"));
        assert_eq!(at("2026-10-25T03:00"), time("2026-10-25T02:00:00Z"));
    }

    #[test]
    fn offsets_hold_the_start_and_every_change() {
        let held = offsets(
            time("2026-10-01T00:00:00Z"),
            time("2027-06-01T00:00:00Z"),
            berlin,
        );
        assert_eq!(
            held,
            [
                (time("2026-10-01T00:00:00Z"), 7200),
                (time("2026-10-25T01:00:00Z"), 3600),
                (time("2027-03-28T01:00:00Z"), 7200),
            ]
        );
    }

    #[test]
    fn an_instant_has_its_local_time() {
        let shown = local(time("2026-12-01T17:00:00Z"), berlin).expect("in range");
        assert_eq!(shown.to_string(), "2026-12-01T18:00:00");
    }
}
