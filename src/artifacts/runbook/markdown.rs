//! The steps as Markdown, with tables and task lists as GitHub, GitLab and Azure DevOps read them.

use std::io::{self, Write};

use super::super::words;
use super::steps::steps;
use super::{Block, organization};
use crate::plan::Plan;

/// Writes the document.
pub fn write(plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "# Migration runbook: {}\n",
        escaped(organization(plan))
    )?;
    let made = plan.as_of.map_or_else(
        || "no time yet".to_owned(),
        |time| words::minute(time) + " UTC",
    );
    let target = plan.target.url.as_deref().unwrap_or("not answered yet");
    writeln!(
        out,
        "From the Email Router to server-side synchronization. Target: {}. Planned for {made} by {} {}. All times in UTC unless a zone is named.",
        escaped(target),
        plan.tool.name,
        escaped(&plan.tool.version)
    )?;
    for (number, step) in (1..).zip(steps(plan)) {
        writeln!(out, "\n## {number}. {}", escaped(step.title))?;
        for block in &step.blocks {
            writeln!(out)?;
            write_block(block, out)?;
        }
    }
    Ok(())
}

fn write_block(block: &Block, out: &mut dyn Write) -> io::Result<()> {
    match block {
        Block::Text(text) => writeln!(out, "{}", escaped(text)),
        Block::Tasks(tasks) => tasks
            .iter()
            .try_for_each(|task| writeln!(out, "- [ ] {}", escaped(task))),
        Block::Commands(lines) => {
            writeln!(out, "```powershell")?;
            for line in lines {
                writeln!(out, "{line}")?;
            }
            writeln!(out, "```")
        }
        Block::Rows(headings, rows) => {
            writeln!(out, "| {} |", headings.join(" | "))?;
            writeln!(out, "|{}", " --- |".repeat(headings.len()))?;
            for row in rows {
                let cells: Vec<String> = row.iter().map(|cell| escaped(cell)).collect();
                writeln!(out, "| {} |", cells.join(" | "))?;
            }
            Ok(())
        }
    }
}

/// Text that Markdown takes for nothing else. Line ends become blanks, since a cell has one line;
/// control characters become U+FFFD.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.trim().replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\r' | '\t' => escaped.push(' '),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&' | '~' | '#' | '$' | '!' => {
                escaped.push('\\');
                escaped.push(c);
            }
            // These make lists, rules and headings, but only at the beginning.
            '-' | '+' | '=' | ':' if escaped.is_empty() => {
                escaped.push('\\');
                escaped.push(c);
            }
            '.' | ')' if !escaped.is_empty() && escaped.bytes().all(|b| b.is_ascii_digit()) => {
                escaped.push('\\');
                escaped.push(c);
            }
            c if c.is_control() => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn marks_are_taken_off_their_meaning() {
        assert_eq!(
            escaped("a|b *c* [d](e) <f>"),
            "a\\|b \\*c\\* \\[d\\](e) \\<f\\>"
        );
        assert_eq!(escaped("- x"), "\\- x");
        assert_eq!(escaped("1. x-y"), "1\\. x-y");
        assert_eq!(escaped("a\r\nb\u{7}"), "a b\u{fffd}");
    }
}
