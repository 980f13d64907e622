//! Where the rules put what they find: findings, questions, and marks on what they concern.

use std::collections::BTreeSet;

use super::model::{Finding, FindingPlace, Question, Rest, Severity, Subject, SubjectKind};
use super::table::{Rule, by_id};
use crate::answers::Answers;
use crate::merge::Draft;
use crate::merge::model::{Outcome, Place};
use crate::order;
use crate::router::Text;

/// Subjects and places of a finding in the plan.
const KEPT: usize = 100;

/// What a rule does to the outcome of something, and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// The outcome.
    pub outcome: Outcome,
    /// The rule, or the word for an open question.
    // There are several of these a mailbox, so that each is one pointer.
    pub reason: &'static &'static str,
}

/// Reasons that are no rules, in the order in which one of them is named.
const OPEN_REASONS: [&str; 12] = [
    "OTHER-ORG",
    "LEFT-OUT",
    "PAIR-OPEN",
    "PROVIDER-OPEN",
    "VERSION-OPEN",
    "CREDENTIALS-OPEN",
    "PLACE-OPEN",
    "DIRECTORY-NEEDED",
    "OUTLOOK-OPEN",
    "ORGANIZATION-OPEN",
    "TARGET-OPEN",
    "TIME-OPEN",
];

impl Mark {
    /// The stronger of two marks; of equal outcomes a rule before an open question, the specific before the general.
    pub fn strongest(self, other: Self) -> Self {
        if other == self {
            return self;
        }
        let rank = |mark: Self| {
            let mut reasons = OPEN_REASONS.iter();
            let at = reasons.position(|reason| reason == mark.reason);
            (at.map_or(0, |at| at + 1), mark.reason)
        };
        let outcome = other.outcome.cmp(&self.outcome);
        if outcome.then_with(|| rank(self).cmp(&rank(other))).is_gt() {
            other
        } else {
            self
        }
    }
}

/// The strongest of what applies to something.
pub fn combine(into: &mut Option<Mark>, mark: Mark) {
    *into = Some(into.map_or(mark, |held| held.strongest(mark)));
}

/// Marks on the parts of a draft, by index.
#[derive(Debug, Default)]
pub struct Marks {
    /// On every planned row.
    pub all: Option<Mark>,
    /// On router profiles.
    pub router_profiles: Vec<Option<Mark>>,
    /// On new profiles.
    pub profiles: Vec<Option<Mark>>,
    /// On rows.
    pub rows: Vec<Option<Mark>>,
    /// On providers, and on every row they give.
    pub providers: Vec<Option<Mark>>,
}

/// What a finding is put together from.
#[derive(Debug, Default)]
pub struct Hit {
    /// Facts for the message and remedy, by name.
    pub facts: Vec<(&'static str, String)>,
    /// Another severity than the rule's.
    pub severity: Option<Severity>,
    /// Code of a fault.
    pub code: Option<&'static str>,
    /// How many subjects, when that is not the length of the list.
    pub count: Option<u64>,
    /// What it is about.
    pub subjects: Vec<Subject>,
    /// Where.
    pub places: Vec<FindingPlace>,
    /// The profiles it is about, each with its mailboxes: `{profile}` and `{mailboxes}` of the texts.
    /// Hits that differ in nothing else have one cause, and become one finding.
    pub about: Vec<(String, usize)>,
}

/// Collects what the rules find.
#[derive(Debug)]
pub struct Collector<'d, 'a> {
    /// The draft they read.
    pub draft: &'d Draft<'a>,
    /// What was found so far.
    hits: Vec<(&'static Rule, Hit)>,
    /// Questions so far.
    pub questions: Vec<Question>,
    /// Marks so far.
    pub marks: Marks,
}

impl<'d, 'a> Collector<'d, 'a> {
    /// An empty one.
    pub fn new(draft: &'d Draft<'a>) -> Self {
        let marks = Marks {
            all: None,
            router_profiles: vec![None; draft.router_profiles.len()],
            profiles: vec![None; draft.profiles.len()],
            rows: vec![None; draft.rows.len()],
            providers: vec![None; draft.providers.len()],
        };
        Self {
            draft,
            hits: Vec::new(),
            questions: Vec::new(),
            marks,
        }
    }

    /// Adds a finding of a rule, or adds to the one of the same cause.
    pub fn find(&mut self, id: &str, mut hit: Hit) {
        let Some(rule) = by_id(id) else { return };
        hit.keep_some();
        if self.is_settled(rule, &hit) {
            hit.severity = Some(Severity::Warning);
        }
        let same =
            |held: &&mut (&'static Rule, Hit)| held.0.id == id && held.1.has_the_cause_of(&hit);
        match self.hits.iter_mut().find(same) {
            Some((_, held)) => held.absorb(hit),
            None => self.hits.push((rule, hit)),
        }
    }

    /// Whether the admin took a blocker on for everything it concerns: it is still said, but it stops
    /// nothing. What is a question is settled by its answer, and what cannot be migrated by nothing.
    fn is_settled(&self, rule: &Rule, hit: &Hit) -> bool {
        let accepted = self.draft.answers.accepted.iter();
        let accepted: BTreeSet<&str> = accepted
            .filter(|accepted| accepted.rule == rule.id)
            .map(|accepted| accepted.subject.as_str())
            .collect();
        !hit.subjects.is_empty()
            && hit.severity.unwrap_or(rule.severity) == Severity::Blocker
            && !matches!(
                rule.effect,
                Some(Outcome::NeedsDecision | Outcome::NotMigratable)
            )
            && hit
                .subjects
                .iter()
                .all(|subject| accepted.contains(&*subject.key))
    }

    /// The findings, the questions and the marks.
    pub fn finish(self) -> (Vec<Finding>, Vec<Question>, Marks) {
        let findings = self.hits.into_iter().map(|(rule, hit)| finding(rule, hit));
        (findings.collect(), self.questions, self.marks)
    }

    /// Whether the admin took a rule on for a subject.
    pub fn is_accepted(&self, id: &str, subject: &str) -> bool {
        is_accepted(self.draft.answers, id, subject)
    }
}

fn is_accepted(answers: &Answers, id: &str, subject: &str) -> bool {
    answers
        .accepted
        .iter()
        .any(|accepted| accepted.rule == id && accepted.subject == subject)
}

impl Hit {
    fn has_the_cause_of(&self, other: &Self) -> bool {
        !self.about.is_empty()
            && !other.about.is_empty()
            && (&self.facts, self.severity, self.code) == (&other.facts, other.severity, other.code)
    }

    fn absorb(&mut self, other: Self) {
        let count = self.counted() + other.counted();
        self.count = Some(count);
        self.subjects.extend(other.subjects);
        self.places.extend(other.places);
        self.about.extend(other.about);
    }

    /// Counts the subjects and forgets the places that nobody will see.
    fn keep_some(&mut self) {
        self.count = Some(self.counted());
        self.places.truncate(KEPT);
        self.places.shrink_to_fit();
    }

    fn counted(&self) -> u64 {
        self.count.unwrap_or(self.subjects.len() as u64)
    }

    /// Says what it is about: the first profile by name, how many others, and the mailboxes of all.
    fn name(&mut self) {
        order::sort(&mut self.about);
        let Some((first, _)) = self.about.first() else {
            return;
        };
        let more = match self.about.len() - 1 {
            0 => String::new(),
            more => format!(" (and {})", number(more, "other", "others")),
        };
        let mailboxes = self.about.iter().map(|(_, mailboxes)| mailboxes).sum();
        self.facts.push(("profile", format!("{first}{more}")));
        self.facts
            .push(("mailboxes", number(mailboxes, "mailbox", "mailboxes")));
    }
}

/// Makes the finding of a rule.
pub fn finding(rule: &Rule, mut hit: Hit) -> Finding {
    let count = hit.counted();
    hit.name();
    let mut places = hit.places;
    places.truncate(KEPT);
    let mut subjects = hit.subjects;
    let rest = subjects.drain(subjects.len().min(KEPT)..);
    let rest = Rest(rest.map(|subject| subject.key).collect());
    // There was room for all of them.
    subjects.shrink_to_fit();
    Finding {
        id: rule.id.to_owned(),
        severity: hit.severity.unwrap_or(rule.severity),
        code: hit.code.map(str::to_owned),
        title: rule.title.to_owned(),
        count,
        subjects,
        rest,
        message: fill(rule.message, &hit.facts),
        remedy: fill(rule.remedy, &hit.facts),
        source: Some(rule.source)
            .filter(|source| !source.is_empty())
            .map(str::to_owned),
        places,
    }
}

/// Puts facts where a text names them. Facts are not looked into again, so that `{x}` in a file stays what it is.
pub fn fill(template: &str, facts: &[(&'static str, String)]) -> String {
    let mut text = String::with_capacity(template.len() + 64);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        match facts.iter().find(|(fact, _)| *fact == name) {
            Some((_, value)) => text.push_str(value),
            None => debug_assert!(false, "no fact {name} for {template}"),
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

/// A subject.
pub fn subject(kind: SubjectKind, key: impl Into<Text>) -> Subject {
    Subject {
        kind,
        key: key.into(),
    }
}

/// The place of a line, for findings.
pub fn at(place: &Place) -> FindingPlace {
    FindingPlace {
        router: Some(place.router),
        file: place.file.clone(),
        line: Some(place.line),
        column: None,
    }
}

/// What to call a row: its address, else its key.
pub fn label(row: &crate::merge::Row) -> &str {
    row.address.as_deref().unwrap_or(&row.key)
}

/// `1 mailbox`, `12,345 mailboxes`.
pub fn number(count: usize, one: &str, many: &str) -> String {
    format!("{} {}", grouped(count), if count == 1 { one } else { many })
}

/// Digits in groups of three.
pub fn grouped(count: usize) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first few of a list, and how many more there are.
pub fn some<'t>(names: impl IntoIterator<Item = &'t str>) -> String {
    let names: Vec<&str> = names.into_iter().collect();
    let shown = names.iter().take(5).copied().collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(5) {
        0 => shown,
        more => format!("{shown} and {} more", grouped(more)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_filled_in_once() {
        let facts = [("a", "{b}".to_owned()), ("b", "2".to_owned())];
        assert_eq!(fill("{a} and {b}.", &facts), "{b} and 2.");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(number(1, "mailbox", "mailboxes"), "1 mailbox");
        assert_eq!(
            number(1_234_567, "mailbox", "mailboxes"),
            "1,234,567 mailboxes"
        );
    }

    #[test]
    fn a_rule_is_named_before_an_open_question() {
        let open = Mark {
            outcome: Outcome::NeedsDecision,
            reason: &"PAIR-OPEN",
        };
        let rule = Mark {
            outcome: Outcome::NeedsDecision,
            reason: &"IN-06",
        };
        let time = Mark {
            outcome: Outcome::NeedsDecision,
            reason: &"TIME-OPEN",
        };
        assert_eq!(open.strongest(rule), rule);
        assert_eq!(time.strongest(open), open);
        let ends = Mark {
            outcome: Outcome::NotMigratable,
            reason: &"MG-03",
        };
        assert_eq!(rule.strongest(ends), ends);
    }
}
