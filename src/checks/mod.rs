//! The rules of an expert: they read the [`Draft`] and return findings, questions, and marks on what
//! they concern. What the marks come to is the plan's to say.

mod answers;
mod collector;
mod contents;
mod contradictions;
mod dates;
mod decisions;
mod directory;
mod fields;
mod files;
mod inputs;
mod mailboxes;
mod merging;
pub mod model;
mod retirements;
pub mod silent;
mod table;
pub mod targets;

pub use collector::{Mark, Marks, combine, fill, grouped, number};
pub use dates::{Dated, after_waves};
pub use decisions::pointer;
pub use retirements::{RETIREMENTS, Retirement, next_retirement};
pub use table::{RULES, Rule, by_id};

use jiff::Timestamp;

use crate::answers::Problem;
use crate::merge::Draft;
use collector::Collector;
use model::{Finding, Question};

/// What the rules found.
#[derive(Debug)]
pub struct Checked {
    /// Findings, in no order that matters.
    pub findings: Vec<Finding>,
    /// Questions, in the order they are best answered.
    pub questions: Vec<Question>,
    /// Marks on the parts of the draft.
    pub marks: Marks,
}

/// Runs every rule that does not need the waves. `switch` says when the organization would be switched
/// over, from what the other rules decided: what is being retired is looked at last.
pub fn check(
    draft: &Draft<'_>,
    problems: &[Problem],
    switch: impl FnOnce(&Marks) -> Option<Timestamp>,
) -> Checked {
    let mut collector = Collector::new(draft);
    answers::check(&mut collector, problems);
    files::check(&mut collector);
    inputs::check(&mut collector);
    contents::check(&mut collector);
    merging::check(&mut collector);
    fields::check(&mut collector);
    mailboxes::check(&mut collector);
    directory::check(&mut collector);
    contradictions::check(&mut collector);
    dates::check(&mut collector);
    decisions::check(&mut collector);
    let switch = switch(&collector.marks);
    targets::check(&mut collector, switch);
    let (findings, questions, marks) = collector.finish();
    Checked {
        findings,
        questions,
        marks,
    }
}
