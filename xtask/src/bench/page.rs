//! `cargo xtask bench page`: how long the page takes to answer, in Chromium; writes its part of
//! `docs/performance.md`.

use std::fmt::Write as _;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::{node, performance};
use crate::page;
use crate::steps::Steps;
use crate::workspace::Workspace;

const HEAD: &str = "\
## What the page takes to answer

Written by `cargo xtask bench page`: Chromium on Linux, the page opened as a file; the table has 100,000 mailboxes, joined with an
export, in 500 waves. Medians in milliseconds, from the event to the painted result; *slowed* is the same with the page's own
thread four times slower, which its worker is not. A task is long from 50 ms: 0 says that there was none.

| what | goal | median | slowed | rounds |
| --- | ---: | ---: | ---: | ---: |
";

const OF_LIGHTHOUSE: &str = "
### Lighthouse

Its word on performance, of three rounds the median. With its own settings for a telephone and a desktop it makes up a network
of 1.6 and of 10 Mbit a second, over which the whole file has to come before it counts anything as painted, and slows the telephone's
processor down. *Nothing made up* is what it saw: the file as it came from a server on the same machine.

| as | goal | score | what takes points off |
| --- | ---: | ---: | --- |
";

/// Measures, and writes the tables.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(page::STEPS + 1);
    page::build(workspace, &mut steps)?;
    let output = steps.step("Measuring in Chromium", || {
        let output = node(workspace, "bench-page.js")?
            .stderr(Stdio::inherit())
            .output()
            .context("cannot start node")?;
        ensure!(output.status.success(), "the measurement failed");
        Ok(output.stdout)
    })?;
    performance::write(
        workspace,
        "bench page",
        &tables(&String::from_utf8(output)?)?,
    )
}

fn tables(lines: &str) -> Result<String> {
    let (mut times, mut scores) = (HEAD.to_owned(), OF_LIGHTHOUSE.to_owned());
    for line in lines.lines().filter(|line| line.starts_with('{')) {
        let line: Value = serde_json::from_str(line)?;
        let number = |at: &str| {
            let number = line.pointer(at).and_then(Value::as_f64);
            number.with_context(|| format!("no {at} in {line}"))
        };
        if let Some(what) = line["what"].as_str() {
            let (goal, plain, slowed) =
                (number("/goal")?, number("/times/0")?, number("/times/1")?);
            let rounds = number("/rounds")?;
            writeln!(
                times,
                "| {what} | {goal} | {plain:.0} | {slowed:.0} | {rounds} |"
            )?;
        } else if let Some(screen) = line["screen"].as_str() {
            let lost = line["lost"].as_array().into_iter().flatten();
            let lost: Vec<&str> = lost.filter_map(Value::as_str).collect();
            writeln!(
                scores,
                "| {screen} | 100 | {} | {} |",
                number("/score")?,
                lost.join("; ")
            )?;
        }
    }
    Ok(times + &scores)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_measurement_gets_its_row_and_one_without_a_number_is_an_error() {
        let lines = r#"{"what":"sort","goal":100,"rounds":20,"times":[12.4,48.6]}
{"screen":"a desktop","score":99,"lost":["speed-index: 1.2 s"]}"#;
        let text = tables(lines).expect("whole measurements");
        assert!(text.contains("| sort | 100 | 12 | 49 | 20 |\n"), "{text}");
        assert!(
            text.contains("| a desktop | 100 | 99 | speed-index: 1.2 s |\n"),
            "{text}"
        );
        assert!(tables(r#"{"what":"sort","goal":100}"#).is_err());
    }
}
