//! Dates of an export: ISO 8601, day numbers of a workbook, and month/day/year where it can be nothing else.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;

/// A time that was told for sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    pub at: Timestamp,
    /// Whether it had a time of the day and no zone, so that UTC was assumed.
    pub zone_missing: bool,
}

/// The first and the last year that the organization can hold; year 9999 stands for “never” there.
const YEARS: std::ops::Range<i16> = 1753..9999;

/// Reads a date or a time; `None` when it cannot be told for sure.
pub(crate) fn read(text: &str, from_1904: bool) -> Option<Told> {
    let told = iso(text)
        .or_else(|| day_number(text, from_1904))
        .or_else(|| month_first(text))?;
    YEARS
        .contains(&Offset::UTC.to_datetime(told.at).year())
        .then_some(told)
}

/// `2026-01-31`, `2026-01-31T18:00:00.000Z`, `2026-01-31 18:00+01:00`.
fn iso(text: &str) -> Option<Told> {
    let (date, rest) = match text.find(['T', 't', ' ']) {
        Some(at) => (&text[..at], text[at + 1..].trim()),
        None => (text, ""),
    };
    let mut parts = date.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 || month.len() != 2 || day.len() != 2 {
        return None;
    }
    let date = civil(digits(year)?, digits(month)?, digits(day)?)?;
    if rest.is_empty() {
        return told(date, Time::midnight(), 0, false);
    }
    let zone_at = rest.find(['Z', 'z', '+', '-']);
    let (time, zone) = rest.split_at(zone_at.unwrap_or(rest.len()));
    let offset = match zone {
        "" | "Z" | "z" => 0,
        _ => {
            let (hours, minutes) = zone[1..]
                .split_once(':')
                .or_else(|| zone[1..].split_at_checked(2))?;
            let seconds = digits(hours)? * 3600 + digits(minutes)? * 60;
            if zone.starts_with('-') {
                -seconds
            } else {
                seconds
            }
        }
    };
    told(date, clock(time.trim(), None)?, offset, zone.is_empty())
}

/// Days since 1899-12-30 (or 1904-01-01), the time of the day as a fraction. Days before March 1900,
/// where Excel's calendar has a day too many, are no dates of mailboxes.
fn day_number(text: &str, from_1904: bool) -> Option<Told> {
    if !text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.')
    {
        return None;
    }
    let number: f64 = text.parse().ok()?;
    let number = if from_1904 { number + 1462.0 } else { number };
    if !(61.0..2_958_466.0).contains(&number) {
        return None;
    }
    // 25569 is 1970-01-01; fractions are rounded to the second.
    let seconds = ((number - 25_569.0) * 86_400.0).round();
    #[allow(clippy::cast_possible_truncation)]
    let at = Timestamp::from_second(seconds as i64).ok()?;
    let is_day = number.fract() == 0.0;
    Some(Told {
        at,
        zone_missing: !is_day,
    })
}

/// `1/31/2026` and `1/31/2026 6:00 PM`: American, and only where day and month cannot be mistaken.
fn month_first(text: &str) -> Option<Told> {
    let (date, rest) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = date.split('/');
    let (month, day, year) = (
        digits(parts.next()?)?,
        digits(parts.next()?)?,
        digits(parts.next().filter(|year| year.len() == 4)?)?,
    );
    if parts.next().is_some() || (day <= 12 && day != month) {
        return None;
    }
    let date = civil(year, month, day)?;
    let rest = rest.trim();
    if rest.is_empty() {
        return told(date, Time::midnight(), 0, false);
    }
    let upper = rest.to_ascii_uppercase();
    let half = [("AM", 0), ("PM", 12)]
        .into_iter()
        .find_map(|(mark, hours)| Some((upper.strip_suffix(mark)?, hours)));
    let time = match half {
        Some((time, hours)) => clock(time.trim(), Some(hours))?,
        None => clock(&upper, None)?,
    };
    told(date, time, 0, true)
}

/// `18:00`, `18:00:00`, `18:00:00.0000000`; with `half_day`, of twelve hours.
fn clock(text: &str, half_day: Option<i32>) -> Option<Time> {
    let mut parts = text.split(':');
    let mut hour = digits(parts.next()?)?;
    let minute = digits(parts.next()?)?;
    let second = match parts.next() {
        None => 0,
        Some(second) => {
            let (whole, fraction) = second.split_once('.').unwrap_or((second, "0"));
            digits(fraction.get(..1)?)?;
            digits(whole)?
        }
    };
    if let Some(later) = half_day {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + later;
    }
    if parts.next().is_some() {
        return None;
    }
    Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        0,
    )
    .ok()
}

fn digits(text: &str) -> Option<i32> {
    let is_number = (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

fn civil(year: i32, month: i32, day: i32) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn told(date: Date, time: Time, offset: i32, zone_missing: bool) -> Option<Told> {
    let at = Offset::from_seconds(offset)
        .ok()?
        .to_timestamp(DateTime::from_parts(date, time))
        .ok()?;
    Some(Told { at, zone_missing })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        read(text, false).map(|told| {
            let mark = if told.zone_missing { " ?" } else { "" };
            format!("{}{mark}", told.at)
        })
    }

    #[test]
    fn dates_that_can_be_told() {
        for (text, wanted) in [
            ("2026-01-31", "2026-01-31T00:00:00Z"),
            ("2026-01-31T18:00:00Z", "2026-01-31T18:00:00Z"),
            ("2026-01-31T18:00:00.0000000Z", "2026-01-31T18:00:00Z"),
            ("2026-01-31T18:00:00+01:00", "2026-01-31T17:00:00Z"),
            ("2026-01-31 18:00-0530", "2026-01-31T23:30:00Z"),
            ("2026-01-31 18:00", "2026-01-31T18:00:00Z ?"),
            ("46053", "2026-01-31T00:00:00Z"),
            ("46053.75", "2026-01-31T18:00:00Z ?"),
            ("46053.770833333336", "2026-01-31T18:30:00Z ?"),
            ("1/31/2026", "2026-01-31T00:00:00Z"),
            ("01/31/2026 6:00 PM", "2026-01-31T18:00:00Z ?"),
            ("1/31/2026 12:05 am", "2026-01-31T00:05:00Z ?"),
            ("5/5/2026", "2026-05-05T00:00:00Z"),
        ] {
            assert_eq!(shown(text).as_deref(), Some(wanted), "{text}");
        }
        assert_eq!(read("44591", true), read("46053", false));
    }

    #[test]
    fn dates_that_cannot_be_told() {
        for text in [
            "5/6/2026",
            "31/1/2026",
            "31.01.2026",
            "2026-02-30",
            "1752-12-31",
            "9999-12-31",
            "2026-01-31T24:00:00Z",
            "2026-06-30T23:59:60Z",
            "2026-01-31T18:00:00 PM",
            "20260131",
            "yesterday",
            "13:00",
            "1/31/26",
            "2026-1-3",
            "0",
            "-5",
            "1e5",
            "2026-01-31T18Z",
            "..",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}
