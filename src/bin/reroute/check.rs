//! `reroute check`: shows what the checks find.

use std::io::{self, Write};

use reroute::artifacts::{artifact, words};
use reroute::plan::Plan;
use reroute::plan::model::{Finding, Outcome, Severity, Tally};

use super::args::{CheckCommand, Format};
use super::terminal::{Paint, inert};
use super::{Failure, Status, planned, to_stdout};

/// Most characters of a line.
const WIDTH: usize = 96;

/// Does the command.
pub fn run(command: &CheckCommand) -> Result<Status, Failure> {
    let planned = planned(&command.source)?;
    let plan = &planned.plan;
    to_stdout(|out| match command.format {
        Format::Text => text(plan, Paint::of_stdout(), out),
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &plan.findings)?;
            out.write_all(b"\n")
        }
        Format::Csv => match artifact("findings.csv") {
            Some(findings) => findings.write(plan, out),
            None => Ok(()),
        },
    })?;
    Ok(planned.status)
}

fn text(plan: &Plan, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for (severity, title) in [
        (Severity::Blocker, "Blockers"),
        (Severity::Warning, "Warnings"),
        (Severity::Info, "For information"),
    ] {
        let all = plan.findings.iter();
        let findings: Vec<&Finding> = all.filter(|one| one.severity == severity).collect();
        if findings.is_empty() {
            continue;
        }
        let title = match severity {
            Severity::Blocker => paint.red(title),
            Severity::Warning => paint.yellow(title),
            Severity::Info => paint.blue(title),
        };
        writeln!(out, "{title}\n")?;
        for finding in findings {
            one(plan, finding, paint, out)?;
        }
    }
    sums(plan, out)
}

fn one(plan: &Plan, finding: &Finding, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let rule = paint.strong(&finding.id);
    let code = finding.code.as_deref();
    let code = code.map(|code| format!(", {code}")).unwrap_or_default();
    writeln!(
        out,
        "  {rule}{code}  {} ({})",
        inert(&finding.title),
        words::grouped(finding.count)
    )?;
    paragraph(&inert(&finding.message), out)?;
    paragraph(&format!("What to do: {}", inert(&finding.remedy)), out)?;
    const SHOWN: usize = 3;
    for place in finding.places.iter().take(SHOWN) {
        paragraph(&inert(&words::finding_place(plan, place)), out)?;
    }
    if finding.places.len() > SHOWN {
        let more = (finding.places.len() - SHOWN) as u64;
        paragraph(
            &format!("and {}", words::counted(more, "more place", "more places")),
            out,
        )?;
    }
    let page = format!("docs/checks/{}.md", finding.id);
    let source = finding.source.as_deref().unwrap_or_default();
    paragraph(&format!("More: {page} {}", inert(source)), out)?;
    writeln!(out)
}

/// A paragraph of indented lines that fit a screen.
fn paragraph(text: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut used = 0;
    for word in text.split_whitespace() {
        let length = word.chars().count();
        if used > 0 && used + 1 + length > WIDTH {
            writeln!(out)?;
            used = 0;
        }
        write!(out, "{}{word}", if used == 0 { "    " } else { " " })?;
        used += length + usize::from(used > 0);
    }
    writeln!(out)
}

fn sums(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let sums = &plan.accounting;
    for (name, tally) in [
        ("Mailboxes", &sums.mailboxes),
        ("Half rows", &sums.half_rows),
        ("Router profiles", &sums.router_profiles),
        ("Providers", &sums.providers),
    ] {
        writeln!(out, "{name}: {}", sum(tally))?;
    }
    let open = plan.questions.iter().filter(|one| one.answered.is_none());
    let open = open.count() as u64;
    if open > 0 {
        let questions = words::counted(open, "question is", "questions are");
        writeln!(
            out,
            "{questions} open; plan.json lists them with their possible answers."
        )?;
    }
    Ok(())
}

fn sum(tally: &Tally) -> String {
    let mut text = words::grouped(tally.total);
    for outcome in [
        Outcome::Migrates,
        Outcome::NeedsDecision,
        Outcome::HeldBack,
        Outcome::NotMigratable,
        Outcome::LeftOut,
    ] {
        let part = tally.part(outcome);
        if part > 0 {
            text += &format!(
                " · {} {}",
                words::outcome(outcome).to_lowercase(),
                words::grouped(part)
            );
        }
    }
    text
}
