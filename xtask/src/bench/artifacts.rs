//! `cargo xtask bench artifacts`: an export, a plan and every artifact of 100,000 mailboxes, natively and in
//! Chromium; writes its part of `docs/performance.md`.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use serde_json::Value;

use super::measured::{lines, mebibytes, number};
use super::{node, peak, performance};
use crate::page;
use crate::steps::Steps;
use crate::workspace::Workspace;

const HEAD: &str = "\
## 100,000 mailboxes: read, planned, taken away

Written by `cargo xtask bench artifacts`: one router, 100,000 mailboxes joined with an export, 500 waves, on Linux.
Times are medians of three rounds.

### Natively

The memory is what the process grew by at most, on top of the plan it holds.

| what | seconds | memory, MiB | size, MiB |
| --- | ---: | ---: | ---: |
";

const IN_CHROMIUM: &str = "
### In Chromium

From the choice of the files to the plan on the page, and from the click to the saved file. The memory is the whole of the
worker's, which never shrinks.

| what | seconds | memory, MiB | size, MiB |
| --- | ---: | ---: | ---: |
";

const OF_THE_COMMAND_LINE: &str = "
### On the command line

`reroute plan --out` for the densest files that the wizard would have taken: 46,000 mailboxes of nothing but the least, and as many owners of whom
only the id is known. The memory is all that the process holds at most, its own code included.

| input, MiB | seconds | memory, MiB | above the input, MiB |
| ---: | ---: | ---: | ---: |
";

/// Measures, and writes the tables.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(page::STEPS + 3);
    page::build(workspace, &mut steps)?;
    let natively = steps.step("Measuring on this machine", || {
        lines(workspace.cargo().args(["bench", "--bench", "artifacts"]))
    })?;
    let in_chromium = steps.step("Measuring in Chromium", || {
        lines(&mut node(workspace, "bench-artifacts.js")?)
    })?;
    let peak = steps.step("Measuring the command line", || peak::measure(workspace))?;
    let mut text = HEAD.to_owned();
    rows(&natively, &mut text)?;
    text.push_str(OF_THE_COMMAND_LINE);
    let (input, memory) = (mebibytes(peak.input as f64), mebibytes(peak.memory as f64));
    writeln!(
        text,
        "| {input:.1} | {:.1} | {memory:.1} | {:.1} |",
        peak.seconds,
        memory - input
    )?;
    text.push_str(IN_CHROMIUM);
    rows(&in_chromium, &mut text)?;
    let longest = in_chromium.iter().find_map(|line| line["longest"].as_f64());
    let longest = longest.context("the longest task was not measured")?;
    writeln!(
        text,
        "\nThe longest task of the page itself, over all of that: {longest:.0} ms."
    )?;
    performance::write(workspace, "bench artifacts", &text)
}

fn rows(measured: &[Value], text: &mut String) -> Result<()> {
    for line in measured.iter().filter(|line| line["what"].is_string()) {
        writeln!(
            text,
            "| {} | {:.2} | {:.1} | {:.1} |",
            line["what"].as_str().unwrap_or_default(),
            number(line, "seconds")?,
            mebibytes(number(line, "memory")?),
            mebibytes(number(line, "bytes")?)
        )?;
    }
    Ok(())
}
