//! The page: self-contained, without script, for the screen and for paper.

use std::io::{self, Write};

use super::super::tables::{Cell, Tone};
use super::super::words;
use super::super::xml_text::escaped;
use super::audit::{Audit, TABLES};
use super::steps::steps;
use super::{Block, Step, organization, pictures, summary};
use crate::plan::Plan;

const STYLE: &str = include_str!("runbook.css");

/// Writes the page.
pub fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    let steps = steps(plan);
    let name = text(organization(plan));
    let made = plan.as_of.map_or_else(
        || "no time yet".to_owned(),
        |time| words::minute(time) + " UTC",
    );
    let target = plan.target.url.as_deref().unwrap_or("not answered yet");
    writeln!(
        out,
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<title>Migration runbook</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<header>\n<h1>Migration runbook<span>{name}</span></h1>\n<p>From the Email Router to server-side synchronization. Target: {}. Planned for {made} by {} {}. All times in UTC unless a zone is named.</p>\n</header>",
        text(target),
        plan.tool.name,
        text(&plan.tool.version)
    )?;
    out.write_all(b"<main>\n")?;
    write_summary(plan, out)?;
    write_contents(&steps, out)?;
    out.write_all(b"<section id=\"steps\" class=\"part\">\n<h2>Steps</h2>\n")?;
    for (number, step) in (1..).zip(&steps) {
        write_step(number, step, out)?;
    }
    out.write_all(b"</section>\n<section id=\"rows\" class=\"part\">\n<h2>All rows</h2>\n")?;
    for audit in &TABLES {
        write_audit(plan, audit, out)?;
    }
    out.write_all(b"</section>\n</main>\n</body>\n</html>\n")
}

/// Text as the page has it: line ends as LF, and U+FFFD for what XML 1.0 does not have.
fn text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    escaped(&text).into_owned()
}

fn write_summary(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(
        b"<section id=\"summary\" class=\"part\">\n<h2>Summary</h2>\n<dl class=\"facts\">\n",
    )?;
    for fact in summary::facts(plan) {
        writeln!(
            out,
            "<div><dt>{}</dt><dd>{}</dd></div>",
            fact.meaning,
            text(&fact.value)
        )?;
    }
    out.write_all(b"</dl>\n<figure>\n")?;
    out.write_all(pictures::sum(plan).as_bytes())?;
    out.write_all(b"<figcaption class=\"legend\">\n")?;
    let tally = summary::rows(plan);
    for outcome in summary::OUTCOMES {
        if tally.part(outcome) > 0 {
            writeln!(
                out,
                "<span class=\"{}\">{} {}</span>",
                pictures::tone(outcome),
                words::grouped(tally.part(outcome)),
                words::outcome(outcome)
            )?;
        }
    }
    out.write_all(b"</figcaption>\n</figure>\n")?;
    for (title, sentences) in [
        ("What stands in the way", summary::in_the_way(plan)),
        ("What ends on a date", summary::ends(plan)),
    ] {
        if !sentences.is_empty() {
            writeln!(out, "<h3>{title}</h3>\n<ul>")?;
            for sentence in sentences {
                writeln!(out, "<li>{}</li>", text(&sentence))?;
            }
            out.write_all(b"</ul>\n")?;
        }
    }
    for (picture, caption) in [
        (pictures::waves(plan), "Waves: mailboxes and number"),
        (
            pictures::flow(plan),
            "From incoming router profiles (left) and outgoing ones (right) to new profiles with their mailboxes",
        ),
    ] {
        if let Some(picture) = picture {
            writeln!(
                out,
                "<figure>\n{picture}<figcaption>{caption}</figcaption>\n</figure>"
            )?;
        }
    }
    out.write_all(b"</section>\n")
}

fn write_contents(steps: &[Step], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<nav aria-label=\"Contents\">\n<h2>Contents</h2>\n<ul>\n<li><a href=\"#summary\">Summary</a></li>\n<li><a href=\"#steps\">Steps</a>\n<ol>\n")?;
    for step in steps {
        writeln!(
            out,
            "<li><a href=\"#{}\">{}</a></li>",
            step.id,
            text(step.title)
        )?;
    }
    out.write_all(b"</ol>\n</li>\n<li><a href=\"#rows\">All rows</a>\n<ul>\n")?;
    for audit in &TABLES {
        writeln!(
            out,
            "<li><a href=\"#{}\">{}</a></li>",
            audit.id, audit.title
        )?;
    }
    out.write_all(b"</ul>\n</li>\n</ul>\n</nav>\n")
}

fn write_step(number: u32, step: &Step, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<section id=\"{}\">\n<h3>{number}. {}</h3>",
        step.id,
        text(step.title)
    )?;
    for block in &step.blocks {
        match block {
            Block::Text(paragraph) => writeln!(out, "<p>{}</p>", text(paragraph))?,
            Block::Tasks(tasks) => {
                out.write_all(b"<ul class=\"tasks\">\n")?;
                for task in tasks {
                    writeln!(out, "<li>{}</li>", text(task))?;
                }
                out.write_all(b"</ul>\n")?;
            }
            Block::Commands(lines) => {
                writeln!(out, "<pre><code>{}</code></pre>", text(&lines.join("\n")))?;
            }
            Block::Rows(headings, rows) => {
                write_head(headings, out)?;
                for row in rows {
                    out.write_all(b"<tr>")?;
                    for cell in row {
                        write_cell(&Cell::text(cell.as_str()), out)?;
                    }
                    out.write_all(b"</tr>\n")?;
                }
                out.write_all(b"</tbody>\n</table>\n")?;
            }
        }
    }
    out.write_all(b"</section>\n")
}

fn write_head(headings: &[&str], out: &mut dyn Write) -> io::Result<()> {
    out.write_all(b"<table>\n<thead>\n<tr>")?;
    for heading in headings {
        write!(out, "<th scope=\"col\">{}</th>", text(heading))?;
    }
    out.write_all(b"</tr>\n</thead>\n<tbody>\n")
}

fn write_audit(plan: &Plan, audit: &Audit, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "<section id=\"{}\">\n<h3>{}</h3>",
        audit.id, audit.title
    )?;
    let headings = audit.table.headings(plan);
    let headings: Vec<&str> = headings.iter().map(|heading| heading.text).collect();
    write_head(&headings, out)?;
    audit.table.rows(plan, &mut |cells| {
        out.write_all(b"<tr>")?;
        for cell in cells {
            write_cell(cell, out)?;
        }
        out.write_all(b"</tr>\n")
    })?;
    out.write_all(b"</tbody>\n</table>\n</section>\n")
}

/// A word that stays in one line, such as the id of a rule.
fn is_short(text: &str) -> bool {
    text.len() <= 16 && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn write_cell(cell: &Cell<'_>, out: &mut dyn Write) -> io::Result<()> {
    match cell {
        Cell::Empty => out.write_all(b"<td></td>"),
        Cell::Text(one) if is_short(one) => write!(out, "<td class=\"short\">{}</td>", text(one)),
        Cell::Text(one) => write!(out, "<td>{}</td>", text(one)),
        Cell::Word(tone, word) => {
            let class = match tone {
                Tone::Good => "ok",
                Tone::Warning => "ask",
                Tone::Bad => "held",
                Tone::Calm => "out",
            };
            write!(out, "<td class=\"word {class}\">{}</td>", text(word))
        }
        Cell::Number(number) => write!(out, "<td class=\"number\">{number}</td>"),
        Cell::Time(time) => write!(out, "<td>{}</td>", words::minute(*time)),
    }
}
