//! Cells → values. What cannot be told is unknown, never zero, and a fault says so.

use jiff::Timestamp;

use super::codes::Code;
use super::columns::{Column, Holds};
use super::dates;
use super::fault::Faults;
use super::model::{Lookup, RegardingType, Text, plain_id};

/// One cell of a known column, with where it stands.
pub(crate) struct Cell<'a> {
    pub text: &'a str,
    pub column: &'static Column,
    pub heading: &'a str,
    pub row: u32,
    pub from_1904: bool,
}

impl Cell<'_> {
    pub fn text(&self) -> Option<Text> {
        (!self.text.is_empty()).then(|| Text::from(self.text))
    }

    pub fn id(&self, faults: &mut Faults) -> Option<Text> {
        if self.text.is_empty() {
            return None;
        }
        let id = guid(self.text);
        if id.is_none() {
            let (shown, heading) = (short(self.text), self.heading);
            faults.add(Code::IdInvalid, Some(self.row), Some(heading), |row| {
                format!("Row {row}: “{shown}” in the column “{heading}” is no id.")
            });
        }
        id
    }

    /// The id, or at least the name, of another row.
    pub fn lookup(&self) -> Lookup {
        match guid(self.text) {
            Some(id) => Lookup {
                id: Some(id),
                name: None,
            },
            None => Lookup {
                id: None,
                name: self.text(),
            },
        }
    }

    pub fn owner_type(&self, faults: &mut Faults) -> Option<RegardingType> {
        const TYPES: [(RegardingType, [&str; 3]); 2] = [
            (RegardingType::User, ["systemuser", "user", "8"]),
            (RegardingType::Queue, ["queue", "queue", "2020"]),
        ];
        let found = TYPES
            .iter()
            .find(|(_, names)| {
                names
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(self.text))
            })
            .map(|(kind, _)| *kind);
        if found.is_none() && !self.text.is_empty() {
            self.unknown(faults);
        }
        found
    }

    pub fn flag(&self, faults: &mut Faults) -> Option<bool> {
        let is = |names: [&str; 3]| {
            names
                .iter()
                .any(|name| name.eq_ignore_ascii_case(self.text))
        };
        match self.text {
            "" => None,
            _ if is(["true", "1", "yes"]) => Some(true),
            _ if is(["false", "0", "no"]) => Some(false),
            _ => {
                self.unknown(faults);
                None
            }
        }
    }

    pub fn choice(&self, faults: &mut Faults) -> Option<i64> {
        let Holds::Choice(choices) = self.column.holds else {
            return None;
        };
        // −1 is what the newest organizations export for “not set”.
        if self.text.is_empty() || self.text == "-1" {
            return None;
        }
        let number = self.text.parse::<i64>().ok();
        let found = choices.iter().find(|(value, labels)| {
            number == Some(*value)
                || labels
                    .iter()
                    .any(|label| label.eq_ignore_ascii_case(self.text))
        });
        if found.is_none() {
            self.unknown(faults);
        }
        found.map(|(value, _)| *value)
    }

    pub fn time(&self, faults: &mut Faults) -> Option<Timestamp> {
        if self.text.is_empty() {
            return None;
        }
        let (shown, heading) = (short(self.text), self.heading);
        let Some(told) = dates::read(self.text, self.from_1904) else {
            faults.add(Code::DateUnclear, Some(self.row), Some(heading), |row| {
                format!("Row {row}: “{shown}” in the column “{heading}” is no date that can be told for sure.")
            });
            return None;
        };
        if told.zone_missing {
            faults.add(Code::ZoneMissing, Some(self.row), Some(heading), |row| {
                format!("Row {row}: “{shown}” in the column “{heading}” has no time zone.")
            });
        }
        Some(told.at)
    }

    fn unknown(&self, faults: &mut Faults) {
        let message = format!("{} does not know “{}”.", self.column.name, short(self.text));
        faults.add_each(Code::LabelUnknown, self.row, self.heading, message);
    }
}

/// An id in lower case without braces, if it is one.
fn guid(text: &str) -> Option<Text> {
    let id = plain_id(text);
    (id.len() == 36 && uuid::Uuid::try_parse(&id).is_ok()).then(|| Text::from(&*id))
}

/// A value for a sentence: its first 40 characters.
fn short(text: &str) -> String {
    let mut shown: String = text.chars().take(40).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    shown
}
