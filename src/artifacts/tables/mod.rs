//! The tables people read: the same rows for the CSV files and for the workbook.

mod action_plan;
pub mod findings;
mod mailboxes;
pub mod profiles;
mod sources;
mod summary;
mod waves;

use std::borrow::Cow;
use std::io;

use jiff::Timestamp;

pub use action_plan::{ACTION_PLAN, ActionPlan};
pub use findings::{FINDINGS, Findings};
pub use mailboxes::{MAILBOXES, Mailboxes};
pub use profiles::{PROFILES, Profiles, router_profile_names};
pub use sources::Sources;
pub use summary::Summary;
pub use waves::{WAVES, Waves};

use crate::dataverse::{Column, ColumnType, ColumnValue};
use crate::plan::Plan;

/// Rows under headings.
pub trait Table: Sync {
    /// The headings. Their number and order may depend on the plan.
    fn headings(&self, plan: &Plan) -> Vec<Heading>;

    /// Hands out every row, with a cell a heading.
    ///
    /// # Errors
    /// Only those of `row`.
    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()>;
}

/// Takes the rows of a table.
pub type RowSink<'a> = dyn FnMut(&[Cell<'_>]) -> io::Result<()> + 'a;

/// The head of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// What stands there.
    pub text: &'static str,
    /// How wide the column is shown, in characters.
    pub width: u16,
}

/// A heading of a usual width.
pub const fn heading(text: &'static str, width: u16) -> Heading {
    Heading { text, width }
}

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing.
    Empty,
    /// Text, never a formula.
    Text(Cow<'a, str>),
    /// A word that has a colour where there are colours.
    Word(Tone, &'static str),
    /// A number.
    Number(i64),
    /// A time in UTC.
    Time(Timestamp),
}

/// What a word's colour says. The word itself says it as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// Look at it.
    Warning,
    /// It stops here.
    Bad,
    /// For information.
    Calm,
}

impl<'a> Cell<'a> {
    /// Text as it is.
    pub fn text(text: impl Into<Cow<'a, str>>) -> Self {
        let text = text.into();
        if text.is_empty() {
            Self::Empty
        } else {
            Self::Text(text)
        }
    }

    /// Text that may be missing.
    pub fn maybe(text: Option<&'a str>) -> Self {
        text.map_or(Self::Empty, Self::text)
    }

    /// A number.
    pub fn number(number: impl Into<i64>) -> Self {
        Self::Number(number.into())
    }

    /// A column's value in words: a choice by its label, Yes and No, a time as a time.
    pub fn shown(column: &Column, value: Option<&'a ColumnValue>) -> Self {
        match value {
            None => Self::Empty,
            Some(ColumnValue::Bool(value)) => Self::text(if *value { "Yes" } else { "No" }),
            Some(ColumnValue::Int(value)) => match column.choice_label(*value) {
                Some(label) => Self::text(label),
                None => Self::Number(*value),
            },
            Some(ColumnValue::Text(value)) => match (&column.kind, value.parse()) {
                (ColumnType::Time | ColumnType::Date, Ok(time)) => Self::Time(time),
                _ => Self::text(&**value),
            },
        }
    }

    /// A column's value as the Web API takes it.
    pub fn raw(value: Option<&'a ColumnValue>) -> Self {
        match value {
            None => Self::Empty,
            Some(ColumnValue::Bool(value)) => Self::text(if *value { "true" } else { "false" }),
            Some(ColumnValue::Int(value)) => Self::Number(*value),
            Some(ColumnValue::Text(value)) => Self::text(&**value),
        }
    }
}

/// Entries joined by `; `, at most about as many characters as a cell of a spreadsheet takes; what
/// did not fit is counted.
pub fn joined(entries: impl IntoIterator<Item = String>) -> Cell<'static> {
    const MOST: usize = 8_000;
    let mut text = String::new();
    let mut left_out = 0;
    for entry in entries {
        if left_out > 0 || text.len() + entry.len() > MOST {
            left_out += 1;
            continue;
        }
        if !text.is_empty() {
            text.push_str("; ");
        }
        text.push_str(&entry);
    }
    if left_out > 0 {
        text.push_str(&format!("; and {left_out} more"));
    }
    Cell::text(text)
}
