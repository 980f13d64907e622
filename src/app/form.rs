//! The fields about time: a local date and time in a zone, and an optional window.

use jiff::civil::{DateTime, Time};
use jiff::{Timestamp, ToSpan};
use leptos::prelude::*;

use super::intl;
use super::state::{Problem, State};
use crate::answers::{Answers, Day, Window};
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
}

impl Form {
    pub(super) fn new() -> Self {
        Self {
            date: RwSignal::new(String::new()),
            time: RwSignal::new("18:00".to_owned()),
            zone: RwSignal::new(intl::own_zone()),
            windowed: RwSignal::new(false),
            days: RwSignal::new(vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu]),
            from: RwSignal::new("18:00".to_owned()),
            to: RwSignal::new("06:00".to_owned()),
        }
    }

    /// Follows every field.
    pub(super) fn track(self) {
        for field in [self.date, self.time, self.zone, self.from, self.to] {
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
        let zone = self.zone.get_untracked();
        let local = answers
            .waves_from
            .and_then(|start| clock::local(start, |at| intl::offset_at(at, &zone)));
        self.date.set(
            local
                .map(|local| local.date().to_string())
                .unwrap_or_default(),
        );
        if let Some(local) = local {
            self.time.set(local.time().strftime("%H:%M").to_string());
        }
    }

    /// The start of the first wave, when the fields say one.
    fn start(self) -> Option<Timestamp> {
        let text = format!(
            "{}T{}",
            self.date.get_untracked(),
            self.time.get_untracked()
        );
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
        days.sort_unstable();
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
        state.change(|answers| {
            answers.waves_from = start;
            answers.window = window;
        });
    }

    /// What is wrong with the fields.
    pub(super) fn problems(self) -> Vec<Problem> {
        let mut problems = Vec::new();
        if self.date.get_untracked().is_empty() {
            problems.push(Problem {
                field: "start-date",
                text: "Enter the day on which the first wave starts".to_owned(),
            });
        } else if self.time.get_untracked().parse::<Time>().is_err() {
            problems.push(Problem {
                field: "start-time",
                text: "Enter the time at which the first wave starts, for example 18:00".to_owned(),
            });
        } else if self.start().is_none() {
            problems.push(Problem {
                field: "start-date",
                text: "Enter a date between the years 1970 and 9999".to_owned(),
            });
        }
        if self.windowed.get_untracked() {
            problems.extend(self.window_problems());
        }
        problems
    }

    fn window_problems(self) -> Vec<Problem> {
        let problem = |field, text: &str| {
            vec![Problem {
                field,
                text: text.to_owned(),
            }]
        };
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
