//! The sheet that comes first: what the plan comes to.

use std::io;

use super::super::words;
use super::{Cell, Heading, RowSink, Table, heading, profiles};
use crate::answers::Target;
use crate::plan::Plan;
use crate::plan::model::{Outcome, Severity, Tally};

/// The summary.
pub struct Summary;

impl Table for Summary {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        vec![
            heading("Item", 30),
            heading("Outcome", 20),
            heading("Value", 38),
        ]
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        let organization = plan.organizations.iter().find(|one| one.chosen);
        let target = plan.target.kind.map_or("not answered yet", target);
        let mut item =
            |name: &'static str, value: Cell<'_>| row(&[Cell::text(name), Cell::Empty, value]);
        item(
            "Organization",
            Cell::text(organization.map_or("not chosen yet", |one| &one.id)),
        )?;
        item("Target", Cell::text(target))?;
        item("Target URL", Cell::maybe(plan.target.url.as_deref()))?;
        item(
            "Planned for (UTC)",
            plan.as_of.map_or(Cell::Empty, Cell::Time),
        )?;
        item(
            "First wave (UTC)",
            plan.waves
                .first()
                .map_or(Cell::Empty, |wave| Cell::Time(wave.starts)),
        )?;
        item("Waves", Cell::Number(plan.waves.len() as i64))?;
        item(
            "Switch planned for (UTC)",
            plan.switch.at.map_or(Cell::Empty, Cell::Time),
        )?;
        item(
            "Switch possible",
            Cell::text(if plan.switch.ready {
                "Yes"
            } else {
                "No, mailboxes would stay behind"
            }),
        )?;
        let questions = plan.questions.iter().filter(|one| one.answered.is_none());
        item("Open questions", Cell::Number(questions.count() as i64))?;
        for severity in [Severity::Blocker, Severity::Warning, Severity::Info] {
            let findings = plan.findings.iter().filter(|one| one.severity == severity);
            item(
                words::severity(severity),
                Cell::Number(findings.count() as i64),
            )?;
        }
        let sums = &plan.accounting;
        for (name, tally) in [
            ("Mailboxes", &sums.mailboxes),
            ("Half rows", &sums.half_rows),
            ("Router profiles", &sums.router_profiles),
            ("Providers", &sums.providers),
            ("User and queue ids", &sums.owner_ids),
        ] {
            tallied(name, tally, row)?;
        }
        Ok(())
    }
}

fn tallied(name: &'static str, tally: &Tally, row: &mut RowSink<'_>) -> io::Result<()> {
    let count = |number: u64| Cell::Number(i64::try_from(number).unwrap_or(i64::MAX));
    row(&[Cell::text(name), Cell::Empty, count(tally.total)])?;
    for outcome in [
        Outcome::Migrates,
        Outcome::NeedsDecision,
        Outcome::HeldBack,
        Outcome::NotMigratable,
        Outcome::LeftOut,
    ] {
        if tally.part(outcome) > 0 {
            row(&[
                Cell::text(name),
                profiles::outcome(outcome),
                count(tally.part(outcome)),
            ])?;
        }
    }
    Ok(())
}

const fn target(target: Target) -> &'static str {
    match target {
        Target::Online => "Dynamics 365 online",
        Target::OnPremises9 => "Dynamics 365 Customer Engagement on-premises 9.x",
        Target::OnPremises8 => "Dynamics CRM 2016 or Dynamics 365 on-premises 8.x",
    }
}
