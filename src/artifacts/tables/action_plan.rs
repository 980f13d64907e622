//! `action-plan.csv`: what somebody has to do or decide, with room for who, until when and how it went.

use std::collections::HashMap;
use std::io;

use super::super::{About, csv::CsvFile, words};
use super::{Cell, Heading, RowSink, Table, Tone, heading, joined};
use crate::plan::Plan;
use crate::plan::model::{Finding, ManualTask, Question, Severity, Subject, SubjectKind};

/// The action plan.
pub static ACTION_PLAN: CsvFile = CsvFile {
    about: About {
        name: "action-plan.csv",
        alone: "action-plan.csv",
        title: "Action plan",
        purpose: "Blockers, decisions and tasks by hand, with empty columns for owner, due date and status.",
        media_type: "text/csv",
        for_people: true,
        text: true,
    },
    table: &ActionPlan,
};

/// The table.
pub struct ActionPlan;

impl Table for ActionPlan {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        vec![
            heading("Kind", 12),
            heading("What", 44),
            heading("Concerns", 44),
            heading("Count", 9),
            heading("What to do", 60),
            heading("Stage", 14),
            heading("Before Wave", 12),
            heading("Rule", 12),
            heading("Owner", 20),
            heading("Due", 14),
            heading("Status", 14),
            heading("Reason", 30),
        ]
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        let names = names(plan);
        let findings = plan.findings.iter();
        for finding in findings.filter(|finding| finding.severity == Severity::Blocker) {
            row(&blocker(finding, &names))?;
        }
        let questions = plan.questions.iter();
        for question in questions.filter(|question| question.answered.is_none()) {
            row(&decision(question, &names))?;
        }
        for task in &plan.manual_tasks {
            row(&manual(task, &names))?;
        }
        Ok(())
    }
}

/// Names of what has a key that says nothing to people.
fn names(plan: &Plan) -> HashMap<&str, &str> {
    let profiles = plan.profiles.iter();
    let mut names: HashMap<&str, &str> = profiles
        .map(|profile| (&*profile.key, profile.name.as_str()))
        .collect();
    let routers = plan.router_profiles.iter();
    names.extend(routers.map(|profile| (&*profile.id, profile.name.as_str())));
    names
}

/// What a subject is called.
fn subject(subject: &Subject, names: &HashMap<&str, &str>) -> String {
    match subject.kind {
        SubjectKind::Profile | SubjectKind::RouterProfile => {
            names.get(&*subject.key).copied().unwrap_or(&subject.key)
        }
        SubjectKind::Mailbox => subject.key.strip_prefix("address:").unwrap_or(&subject.key),
        _ => &subject.key,
    }
    .to_owned()
}

fn blocker<'p>(finding: &'p Finding, names: &HashMap<&str, &str>) -> [Cell<'p>; 12] {
    [
        Cell::Word(Tone::Bad, "Blocker"),
        Cell::text(finding.title.as_str()),
        joined(finding.subjects.iter().map(|one| subject(one, names))),
        Cell::Number(i64::try_from(finding.count).unwrap_or(i64::MAX)),
        Cell::text(format!("{} {}", finding.message, finding.remedy)),
        Cell::Empty,
        Cell::Empty,
        Cell::text(finding.id.as_str()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}

fn decision<'p>(question: &'p Question, names: &HashMap<&str, &str>) -> [Cell<'p>; 12] {
    let options = question.options.iter();
    [
        Cell::Word(Tone::Warning, "Decision"),
        Cell::text(question.text.as_str()),
        Cell::text(subject(&question.subject, names)),
        Cell::number(question.mailboxes),
        joined(options.map(|option| {
            let proposed = question.proposed.as_ref() == Some(&option.value);
            let mark = if proposed { " (proposed)" } else { "" };
            format!("{}{mark}: {}", option.label, option.effect)
        })),
        Cell::Empty,
        Cell::Empty,
        Cell::text(question.id.as_str()),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}

fn manual<'p>(task: &'p ManualTask, names: &HashMap<&str, &str>) -> [Cell<'p>; 12] {
    [
        Cell::Word(Tone::Calm, "Task"),
        Cell::text(&*task.title),
        Cell::text(subject(&task.subject, names)),
        Cell::Empty,
        Cell::Empty,
        Cell::text(words::stage(task.stage)),
        task.before_wave.map_or(Cell::Empty, Cell::number),
        Cell::text(&*task.why),
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
        Cell::Empty,
    ]
}
