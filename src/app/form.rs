//! The fields about time: a local date and time in a zone, and an optional window.

use jiff::civil::{DateTime, Time};
use jiff::{Timestamp, ToSpan};
use leptos::prelude::*;

use super::intl;
use super::state::{Problem, State};
use crate::answers::{Answers, Day, WAVE_HOURS, WAVE_SIZES, Window};
use crate::order;
use crate::session::clock;

/// How many days of offsets go with a window: the longest plan is one wave a week for years.
const OFFSET_DAYS: i64 = 6 * 366;

/// The days of the week, with their labels.
pub(super) const DAYS: [(Day, &str); 7] = [
    (Day::Mon, "Mon"),
    (Day::Tue, "Tue"),
    (Day::Wed, "Wed"),
    (Day::Thu, "Thu"),
    (Day::Fri, "Fri"),
    (Day::Sat, "Sat"),
    (Day::Sun, "Sun"),
];

/// The fields as typed.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub(super) date: RwSignal<String>,
    pub(super) time: RwSignal<String>,
    pub(super) zone: RwSignal<String>,
    pub(super) windowed: RwSignal<bool>,
    pub(super) days: RwSignal<Vec<Day>>,
    pub(super) from: RwSignal<String>,
    pub(super) to: RwSignal<String>,
    pub(super) switch_date: RwSignal<String>,
    pub(super) switch_time: RwSignal<String>,
    pub(super) wave_size: RwSignal<String>,
    pub(super) wave_hours: RwSignal<String>,
}

/// The number of a field, where it lies between these two.
fn number(field: RwSignal<String>, (least, most): (u32, u32)) -> Option<u32> {
    let number = field.with_untracked(|text| text.parse().ok())?;
    (least..=most).contains(&number).then_some(number)
}

impl Form {
    pub(super) fn new(zone: String) -> Self {
        let usual = Answers::default();
        Self {
            date: RwSignal::new(String::new()),
            time: RwSignal::new("18:00".to_owned()),
            zone: RwSignal::new(zone),
            windowed: RwSignal::new(false),
            days: RwSignal::new(vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu]),
            from: RwSignal::new("18:00".to_owned()),
            to: RwSignal::new("06:00".to_owned()),
            switch_date: RwSignal::new(String::new()),
            switch_time: RwSignal::new("18:00".to_owned()),
            wave_size: RwSignal::new(usual.wave_size.to_string()),
            wave_hours: RwSignal::new(usual.wave_hours.to_string()),
        }
    }

    /// Follows every field.
    pub(super) fn track(self) {
        for field in [
            self.date,
            self.time,
            self.zone,
            self.from,
            self.to,
            self.switch_date,
            self.switch_time,
            self.wave_size,
            self.wave_hours,
        ] {
            field.track();
        }
        self.windowed.track();
        self.days.track();
    }

    /// Shows what answers hold.
    pub(super) fn show(self, answers: &Answers) {
        if let Some(window) = &answers.window {
            self.zone.set(window.zone.clone());
            self.days.set(window.days.clone());
            self.from.set(window.from.clone());
            self.to.set(window.to.clone());
        }
        self.windowed.set(answers.window.is_some());
        self.show_time(answers.waves_from, self.date, self.time);
        self.show_time(answers.switch_at, self.switch_date, self.switch_time);
        self.wave_size.set(answers.wave_size.to_string());
        self.wave_hours.set(answers.wave_hours.to_string());
    }

    fn show_time(self, at: Option<Timestamp>, date: RwSignal<String>, time: RwSignal<String>) {
        let zone = self.zone.get_untracked();
        let local = at.and_then(|at| clock::local(at, |at| intl::offset_at(at, &zone)));
        date.set(
            local
                .map(|local| local.date().to_string())
                .unwrap_or_default(),
        );
        if let Some(local) = local {
            time.set(local.time().strftime("%H:%M").to_string());
        }
    }

    /// The start of the first wave, when the fields say one.
    fn start(self) -> Option<Timestamp> {
        self.instant(self.date, self.time)
    }

    /// The switch-over, when the fields say one.
    fn switch(self) -> Option<Timestamp> {
        self.instant(self.switch_date, self.switch_time)
    }

    fn instant(self, date: RwSignal<String>, time: RwSignal<String>) -> Option<Timestamp> {
        let text = format!("{}T{}", date.get_untracked(), time.get_untracked());
        let local: DateTime = text.parse().ok()?;
        let zone = self.zone.get_untracked();
        clock::instant(local, |at| intl::offset_at(at, &zone))
    }

    fn window(self, start: Option<Timestamp>) -> Option<Window> {
        if !self.windowed.get_untracked() || !self.window_problems().is_empty() {
            return None;
        }
        let zone = self.zone.get_untracked();
        let start = start.unwrap_or_else(intl::now);
        let first = start.checked_sub(48.hours()).unwrap_or(start);
        let last = start
            .checked_add((OFFSET_DAYS * 24).hours())
            .unwrap_or(start);
        let mut days = self.days.get_untracked();
        order::sort(&mut days);
        Some(Window {
            days,
            from: self.from.get_untracked(),
            to: self.to.get_untracked(),
            offsets: clock::offsets(first, last, |at| intl::offset_at(at, &zone)),
            zone,
        })
    }

    /// Puts what the fields say into the answers.
    pub(super) fn apply(self, state: State) {
        let start = self.start();
        let window = self.window(start);
        let switch = self.switch();
        let usual = Answers::default();
        let size = number(self.wave_size, WAVE_SIZES).unwrap_or(usual.wave_size);
        let hours = number(self.wave_hours, WAVE_HOURS).unwrap_or(usual.wave_hours);
        state.change(|answers| {
            answers.waves_from = start;
            answers.window = window;
            answers.switch_at = switch;
            answers.wave_size = size;
            answers.wave_hours = hours;
        });
    }

    /// What is wrong with the fields.
    pub(super) fn problems(self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |field, text| problems.push(Problem::new(field, text));
        if self.date.get_untracked().is_empty() {
            problem("start-date", "Enter the day on which the first wave starts");
        } else if self.time.get_untracked().parse::<Time>().is_err() {
            problem(
                "start-time",
                "Enter the time at which the first wave starts, for example 18:00",
            );
        } else if self.start().is_none() {
            problem("start-date", "Enter a date between the years 1970 and 9999");
        }
        if self.windowed.get_untracked() {
            problems.extend(self.window_problems());
        }
        problems.extend(self.cutover_problems());
        problems
    }

    fn cutover_problems(self) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut problem = |field, text: &str| problems.push(Problem::new(field, text));
        if number(self.wave_size, WAVE_SIZES).is_none() {
            let (least, most) = WAVE_SIZES;
            problem(
                "wave-size",
                &format!("Enter how many mailboxes a wave has, from {least} to {most}"),
            );
        }
        if number(self.wave_hours, WAVE_HOURS).is_none() {
            let (least, most) = WAVE_HOURS;
            problem(
                "wave-hours",
                &format!("Enter how many hours lie between two waves, from {least} to {most}"),
            );
        }
        if self.switch_date.get_untracked().is_empty() {
            return problems;
        }
        if self.switch_time.get_untracked().parse::<Time>().is_err() {
            problem(
                "switch-time",
                "Enter the time of the switch-over, for example 18:00",
            );
        } else if self.switch().is_none() {
            problem(
                "switch-date",
                "Enter a date between the years 1970 and 9999, or none for the earliest",
            );
        }
        problems
    }

    fn window_problems(self) -> Vec<Problem> {
        let problem = |field, text| vec![Problem::new(field, text)];
        let from = self.from.get_untracked();
        let to = self.to.get_untracked();
        if self.days.with_untracked(Vec::is_empty) {
            return problem(
                "window-days",
                "Choose at least one day on which waves may start",
            );
        }
        if from.parse::<Time>().is_err() {
            return problem("window-from", "Enter the time from which waves may start");
        }
        if to.parse::<Time>().is_err() {
            return problem("window-to", "Enter the time until which waves may start");
        }
        if from == to {
            return problem(
                "window-to",
                "Let the window end at another time than it begins",
            );
        }
        Vec::new()
    }
}
