//! The summary for whoever decides: what it comes to, on one page.

use super::super::words;
use crate::plan::model::{Outcome, Severity, Tally};
use crate::plan::{Plan, RETIREMENTS};

/// Causes that fit on the page.
const MOST: usize = 8;

/// A number or a date with what it means.
pub struct Fact {
    pub value: String,
    pub meaning: &'static str,
}

/// Mailboxes and half rows together.
pub fn rows(plan: &Plan) -> Tally {
    let (one, other) = (&plan.accounting.mailboxes, &plan.accounting.half_rows);
    let mut sum = Tally::default();
    for outcome in OUTCOMES {
        sum.add_many(outcome, one.part(outcome) + other.part(outcome));
    }
    sum
}

/// Every outcome, best first.
pub const OUTCOMES: [Outcome; 5] = [
    Outcome::Migrates,
    Outcome::NeedsDecision,
    Outcome::HeldBack,
    Outcome::NotMigratable,
    Outcome::LeftOut,
];

/// What is large on the page.
pub fn facts(plan: &Plan) -> Vec<Fact> {
    let fact = |value: String, meaning| Fact { value, meaning };
    let questions = plan.questions.iter().filter(|one| one.answered.is_none());
    let open = "open".to_owned();
    let all = rows(plan);
    vec![
        fact(
            format!(
                "{} of {}",
                words::grouped(all.migrates),
                words::grouped(all.total)
            ),
            "mailboxes migrate",
        ),
        fact(words::grouped(plan.waves.len() as u64), "waves"),
        fact(
            plan.waves
                .first()
                .map_or_else(|| open.clone(), |wave| words::minute(wave.starts)),
            "first wave (UTC)",
        ),
        fact(
            plan.switch.at.map_or(open, words::minute),
            "switch of the organization (UTC)",
        ),
        fact(
            words::grouped(questions.count() as u64),
            "questions to answer",
        ),
        fact(
            words::grouped(u64::from(plan.passwords())),
            "passwords to type in",
        ),
    ]
}

/// What stands in the way, a sentence each.
pub fn in_the_way(plan: &Plan) -> Vec<String> {
    let blockers = plan.findings.iter();
    let mut blockers = blockers.filter(|one| one.severity == Severity::Blocker);
    let mut said: Vec<String> = blockers
        .by_ref()
        .take(MOST)
        .map(|one| {
            let count = words::counted(one.count, "time", "times");
            format!("{} ({}, {count}).", one.title, one.id)
        })
        .collect();
    let more = blockers.count() as u64;
    if more > 0 {
        said.push(format!(
            "{} in step 2.",
            words::counted(more, "more is", "more are")
        ));
    }
    said
}

/// What ends on a date and touches this plan.
pub fn ends(plan: &Plan) -> Vec<String> {
    RETIREMENTS
        .iter()
        .filter(|end| plan.findings.iter().any(|one| one.id == end.rule))
        .map(|end| format!("{}: {} ({}).", end.day, end.what, end.rule))
        .collect()
}
