//! When a wave may start: arithmetic over local times, with the zone's offsets given.

use jiff::civil::{Date, Time, Weekday};

use super::{Answers, Day};
use crate::order;

/// A day, in seconds.
const DAY: i64 = 86_400;

/// How far ahead a start is looked for.
const HORIZON: i64 = 366;

/// Answers when waves may start.
#[derive(Debug, Clone)]
pub struct Clock {
    rule: Rule,
}

#[derive(Debug, Clone)]
enum Rule {
    /// At any time.
    Always,
    /// In the window.
    Window(Hours),
    /// Never, and why.
    Never(String),
}

#[derive(Debug, Clone)]
struct Hours {
    days: Vec<Weekday>,
    from: Time,
    to: Time,
    /// Where an offset begins, and its seconds east of UTC, by time.
    offsets: Vec<(i64, i64)>,
}

impl Clock {
    /// Takes the window of the answers.
    pub fn new(answers: &Answers) -> Self {
        let Some(window) = &answers.window else {
            return Self { rule: Rule::Always };
        };
        let mut offsets: Vec<(i64, i64)> = window
            .offsets
            .iter()
            .map(|(from, offset)| (from.as_second(), i64::from(*offset)))
            .collect();
        order::sort(&mut offsets);
        let rule = match (time(&window.from), time(&window.to)) {
            _ if window.days.is_empty() => {
                Rule::Never("The window opens on no day of the week.".to_owned())
            }
            _ if offsets.is_empty() => Rule::Never(format!(
                "The offsets of the zone {} are not known.",
                window.zone
            )),
            (Some(from), Some(to)) => Rule::Window(Hours {
                days: window.days.iter().map(|day| weekday(*day)).collect(),
                from,
                to,
                offsets,
            }),
            _ => Rule::Never("The window's times are not of the form 18:00.".to_owned()),
        };
        Self { rule }
    }

    /// The first allowed start at or after a time, both in seconds since 1970.
    ///
    /// # Errors
    /// Why there is none within 366 days, as a sentence.
    pub fn next_start(&self, from: i64) -> Result<i64, String> {
        match &self.rule {
            Rule::Always => Ok(from),
            Rule::Never(why) => Err(why.clone()),
            Rule::Window(hours) => hours.next_start(from).ok_or_else(|| {
                "The window opens on none of the 366 days after the start of the waves.".to_owned()
            }),
        }
    }
}

impl Hours {
    fn next_start(&self, from: i64) -> Option<i64> {
        let today = (from + self.offset_at(from)).div_euclid(DAY);
        // Yesterday's window may reach into today.
        (today - 1..=today + HORIZON).find_map(|day| {
            if !self.days.contains(&date(day)?.weekday()) {
                return None;
            }
            let opens = self.instant(day * DAY + of_day(self.from));
            let closing_day = if of_day(self.to) > of_day(self.from) {
                day
            } else {
                day + 1
            };
            let closes = self.instant(closing_day * DAY + of_day(self.to));
            let start = from.max(opens);
            (start < closes && start - from <= HORIZON * DAY).then_some(start)
        })
    }

    fn offset_at(&self, instant: i64) -> i64 {
        let index = self
            .offsets
            .partition_point(|(begins, _)| *begins <= instant);
        self.offsets[index.saturating_sub(1)].1
    }

    /// The instant of a local time. One that happens twice is the first; one that does not happen is
    /// the next that does: the moment the clocks were put forward.
    fn instant(&self, local: i64) -> i64 {
        let candidates = self.offsets.iter().map(|(_, offset)| local - offset);
        let real = candidates
            .filter(|instant| instant + self.offset_at(*instant) == local)
            .min();
        real.unwrap_or_else(|| {
            let skipped = self.offsets.windows(2).find(|pair| {
                let ((_, before), (change, after)) = (pair[0], pair[1]);
                (change + before..change + after).contains(&local)
            });
            skipped.map_or(local - self.offset_at(local), |pair| pair[1].0)
        })
    }
}

fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.split_once(':')?;
    if hour.len() != 2 || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}

fn of_day(time: Time) -> i64 {
    i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60
}

fn date(day: i64) -> Option<Date> {
    jiff::Timestamp::from_second(day * DAY)
        .ok()
        .map(|at| at.to_zoned(jiff::tz::TimeZone::UTC).date())
}

const fn weekday(day: Day) -> Weekday {
    match day {
        Day::Mon => Weekday::Monday,
        Day::Tue => Weekday::Tuesday,
        Day::Wed => Weekday::Wednesday,
        Day::Thu => Weekday::Thursday,
        Day::Fri => Weekday::Friday,
        Day::Sat => Weekday::Saturday,
        Day::Sun => Weekday::Sunday,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::Window;

    fn berlin(days: Vec<Day>, from: &str, to: &str) -> Clock {
        let at = |text: &str| text.parse().expect("a time");
        let offsets = vec![
            (at("2025-10-26T01:00:00Z"), 3600),
            (at("2026-03-29T01:00:00Z"), 7200),
            (at("2026-10-25T01:00:00Z"), 3600),
        ];
        let window = Window {
            days,
            from: from.to_owned(),
            to: to.to_owned(),
            zone: "Europe/Berlin".to_owned(),
            offsets,
        };
        Clock::new(&Answers {
            window: Some(window),
            ..Answers::default()
        })
    }

    fn next(clock: &Clock, from: &str) -> String {
        let from: jiff::Timestamp = from.parse().expect("a time");
        let start = clock.next_start(from.as_second()).expect("a start");
        jiff::Timestamp::from_second(start)
            .expect("a time")
            .to_string()
    }

    #[test]
    fn a_start_waits_for_the_window() {
        let clock = berlin(vec![Day::Mon, Day::Tue], "18:00", "23:00");
        // 2026-12-01 is a Tuesday; Berlin is an hour east of UTC in winter.
        assert_eq!(next(&clock, "2026-12-01T12:00:00Z"), "2026-12-01T17:00:00Z");
        assert_eq!(next(&clock, "2026-12-01T18:30:00Z"), "2026-12-01T18:30:00Z");
        assert_eq!(next(&clock, "2026-12-01T22:00:00Z"), "2026-12-07T17:00:00Z");
    }

    #[test]
    fn a_window_over_midnight_belongs_to_the_day_it_starts() {
        let clock = berlin(vec![Day::Fri], "22:00", "04:00");
        assert_eq!(next(&clock, "2026-12-05T01:00:00Z"), "2026-12-05T01:00:00Z");
        assert_eq!(next(&clock, "2026-12-05T03:00:00Z"), "2026-12-11T21:00:00Z");
    }

    #[test]
    fn a_local_time_that_does_not_exist_is_the_next_that_does() {
        let clock = berlin(vec![Day::Sun], "02:30", "05:00");
        assert_eq!(next(&clock, "2026-03-28T12:00:00Z"), "2026-03-29T01:00:00Z");
    }

    #[test]
    fn a_local_time_that_exists_twice_is_the_first() {
        let clock = berlin(vec![Day::Sun], "02:30", "05:00");
        assert_eq!(next(&clock, "2026-10-24T12:00:00Z"), "2026-10-25T00:30:00Z");
    }

    #[test]
    fn a_window_that_cannot_be_read_says_why() {
        let clock = berlin(vec![Day::Sun], "six", "05:00");
        assert!(clock.next_start(0).is_err_and(|why| why.contains("18:00")));
        assert!(berlin(Vec::new(), "01:00", "05:00").next_start(0).is_err());
    }
}
