//! What only the admin can say: the questions, and what waits for them.

mod directions;
mod headings;
mod outlook;
mod plan;
mod profile;
mod router_profile;
mod rows;

use super::collector::{Collector, Mark, number, subject};
use super::model::{Question, QuestionKind, QuestionOption, SubjectKind};
use crate::merge::model::Outcome;
use crate::order;

/// Asks everything that is open, and marks what waits.
pub fn check(collector: &mut Collector<'_, '_>) {
    plan::check(collector);
    for index in 0..collector.draft.router_profiles.len() {
        router_profile::check(collector, index);
    }
    for index in 0..collector.draft.profiles.len() {
        profile::check(collector, index);
    }
    rows::check(collector);
    rows::tags(collector);
    outlook::check(collector);
    directions::check(collector);
    headings::check(collector);
    order::sort_by(&mut collector.questions, |a, b| {
        (a.kind, b.mailboxes, &a.id).cmp(&(b.kind, a.mailboxes, &b.id))
    });
    collector.questions.dedup_by(|a, b| a.id == b.id);
}

/// A question before its options.
pub fn question(
    kind: QuestionKind,
    id: String,
    about: (SubjectKind, &str),
    text: String,
    mailboxes: usize,
    path: &[&str],
) -> Question {
    Question {
        id,
        kind,
        subject: subject(about.0, about.1),
        text,
        mailboxes: u32::try_from(mailboxes).unwrap_or(u32::MAX),
        options: Vec::new(),
        proposed: None,
        answered: None,
        answer_path: pointer(path),
    }
}

/// A JSON Pointer.
pub fn pointer(path: &[&str]) -> String {
    path.iter()
        .map(|part| format!("/{}", part.replace('~', "~0").replace('/', "~1")))
        .collect()
}

pub fn option(
    value: impl Into<String>,
    label: impl Into<String>,
    effect: impl Into<String>,
) -> QuestionOption {
    QuestionOption {
        value: value.into(),
        label: label.into(),
        effect: effect.into(),
    }
}

const fn asks(reason: &'static &'static str) -> Mark {
    Mark {
        outcome: Outcome::NeedsDecision,
        reason,
    }
}

fn count(rows: usize) -> String {
    number(rows, "mailbox", "mailboxes")
}
