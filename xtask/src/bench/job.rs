//! `cargo xtask bench job`: from bytes to the plan, at five sizes, beside other readers, natively and in browsers;
//! writes its part of `docs/performance.md`, and `target/bench/job.json` beside it.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::measured::{Measured, lines, mebibytes, number};
use super::{core, files, node, performance};
use crate::steps::Steps;
use crate::test::tools::{self, Tool};
use crate::workspace::Workspace;

/// MiB of agent and state files.
const SIZES: [u64; 5] = [1, 8, 32, 128, 512];

const HEAD: &str = "\
## From bytes to the plan

Written by `cargo xtask bench job`: agent and state files of one to four routers, made by `xtask/src/bench/files.rs`, with
5 to 60 children a provider. The numbers are **milliseconds a MiB**, medians of 11 rounds in which the readers take turns
(five for 128 MiB, three for 512), with half of what lies between the fastest and the slowest round. The whole job is the
session of the page: reading strictly, router profiles, merging, every check, the plan; its files come a MiB at a time.
A changed answer plans again. *DOMParser and extraction* takes the same fields out of the tree by JavaScript
(`e2e/lib/extraction.js`) and plans nothing. Readers that hold a tree get no more than 32 MiB. Firefox's clock has steps of
a millisecond.

";

const MEMORY: &str = "
### Memory

Natively what the process grew by, in a process that did nothing else; in browsers the whole memory of the program, which
never shrinks. *Kept* is what is still held with the plan.

| where | input, MiB | mailboxes | read, MiB | planned, MiB | times the input | kept, bytes a mailbox |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
";

const GOALS: &str = "
### Beside the goals

| what | is | goal |
| --- | ---: | ---: |
";

/// Measures, and writes the tables.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(4);
    let root = workspace.target.join("bench");
    let folders = steps.step("Making the files", || {
        let folders = SIZES.map(|size| root.join("job").join(size.to_string()));
        for (size, folder) in SIZES.iter().zip(&folders) {
            files::write(folder, size << 20)?;
        }
        Ok(folders)
    })?;
    let module = steps.step("Building the core for the browser", || core(workspace))?;
    let mut said = steps.step("Measuring on this machine", || {
        natively(workspace, &folders)
    })?;
    said.extend(steps.step("Measuring in Chromium, Firefox and node", || {
        lines(node(workspace, "bench-job.js")?.arg(&module).args(&folders))
    })?);
    fs::remove_dir_all(root.join("job"))?;
    let beside = root.join("job.json");
    fs::write(&beside, format!("{:#}\n", json!(said)))
        .with_context(|| format!("cannot write {}", beside.display()))?;
    eprintln!("{}", beside.display());
    performance::write(workspace, "bench job", &text(&said)?)
}

fn natively(workspace: &Workspace, folders: &[PathBuf]) -> Result<Vec<Value>> {
    tools::set_up(workspace, &[&Tool::Lxml])?;
    let mut bench = workspace.cargo();
    bench.args(["bench", "--bench", "job", "--"]).args(folders);
    if let Some(python) = tools::with_lxml()? {
        bench.env("REROUTE_PYTHON", python);
    }
    lines(&mut bench)
}

fn text(said: &[Value]) -> Result<String> {
    let times = said.iter().filter(|line| line["what"].is_string());
    let times = times.map(Measured::of).collect::<Result<Vec<_>>>()?;
    let mut text = HEAD.to_owned();
    costs(&times, &mut text)?;
    for line in said.iter().filter(|line| line["absent"].is_string()) {
        let word = |name: &str| {
            line[name]
                .as_str()
                .unwrap_or("not on this machine")
                .to_owned()
        };
        writeln!(text, "\nNot measured: {}, {}.", word("absent"), word("why"))?;
    }
    text.push_str(MEMORY);
    for line in said.iter().filter(|line| line["memory"].is_string()) {
        memory(line, &mut text)?;
    }
    text.push_str(GOALS);
    goals(&times, &mut text)?;
    Ok(text)
}

/// A row for each thing in each place, a column for each size.
fn costs(times: &[Measured], text: &mut String) -> Result<()> {
    write!(text, "| where | what ")?;
    for size in SIZES {
        write!(text, "| {size} MiB ")?;
    }
    writeln!(text, "|\n| --- | --- {}|", "| ---: ".repeat(SIZES.len()))?;
    let mut seen = BTreeSet::new();
    for one in times {
        if !seen.insert((&one.place, &one.what)) {
            continue;
        }
        write!(text, "| {} | {} ", shown(&one.place), one.what)?;
        for size in SIZES {
            match find(times, &one.place, &one.what, size) {
                // Faster than the clock's steps.
                Some(found) if found.median == 0.0 => text.push_str("| 0.00 "),
                Some(found) => write!(text, "| {:.2} ± {:.0} % ", found.cost(), found.spread())?,
                None => text.push_str("| "),
            }
        }
        text.push_str("|\n");
    }
    Ok(())
}

fn memory(line: &Value, text: &mut String) -> Result<()> {
    let (bytes, mailboxes) = (number(line, "bytes")?, number(line, "mailboxes")?);
    let (read, peak) = (number(line, "reading")?, number(line, "peak")?);
    // The memory of wasm never shrinks: what was needed at most is kept.
    let kept = line["kept"].as_f64().unwrap_or(peak);
    writeln!(
        text,
        "| {} | {:.1} | {mailboxes} | {:.1} | {:.1} | {:.2} | {:.0} |",
        shown(line["place"].as_str().unwrap_or_default()),
        mebibytes(bytes),
        mebibytes(read),
        mebibytes(peak),
        peak / bytes,
        kept / mailboxes
    )?;
    Ok(())
}

const WHOLE: &str = "the whole job";
const WITHOUT_HASH: &str = "the whole job, without SHA-256";
const BARE: &str = "bare quick-xml";

fn goals(times: &[Measured], text: &mut String) -> Result<()> {
    let cost = |place: &str, what: &str, size: u64| {
        find(times, place, what, size).map_or(f64::NAN, Measured::cost)
    };
    let mut row =
        |what: String, is: f64, goal: f64| writeln!(text, "| {what} | {is:.2} | at most {goal} |");
    row(
        "whole job in Chromium, 32 MiB, beside DOMParser alone".to_owned(),
        cost("Chromium", WHOLE, 32) / cost("Chromium", "DOMParser alone", 32),
        0.1,
    )?;
    for place in ["", "Chromium"] {
        let shown = shown(place);
        row(
            format!("whole job without SHA-256, 32 MiB, beside the bare loop: {shown}"),
            cost(place, WITHOUT_HASH, 32) / cost(place, BARE, 32),
            3.0,
        )?;
        let all = SIZES.map(|size| cost(place, WHOLE, size));
        let (least, most) = (
            all.iter().copied().fold(f64::INFINITY, f64::min),
            all.iter().copied().fold(0.0, f64::max),
        );
        row(
            format!("dearest MiB beside the cheapest, of all sizes: {shown}"),
            most / least,
            1.25,
        )?;
        row(
            format!("a changed answer beside the first plan with reading, 32 MiB: {shown}"),
            cost(place, "a changed answer", 32) / cost(place, WHOLE, 32),
            0.2,
        )?;
    }
    Ok(())
}

fn find<'a>(times: &'a [Measured], place: &str, what: &str, size: u64) -> Option<&'a Measured> {
    let size = size.to_string();
    let is = |one: &&Measured| one.place == place && one.what == what && one.input == size;
    times.iter().find(is)
}

fn shown(place: &str) -> &str {
    if place.is_empty() { "natively" } else { place }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_holds_every_size_that_was_measured() {
        let one = |input: &str, bytes: u32, median: f64| {
            json!({ "what": WHOLE, "place": "", "input": input, "bytes": bytes, "median": median,
                    "least": median * 0.9, "most": median * 1.1 })
        };
        let text =
            text(&[one("1", 1 << 20, 0.02), one("32", 32 << 20, 0.64)]).expect("all is there");
        assert!(
            text.contains("| natively | the whole job | 20.00 ± 10 % | | 20.00 ± 10 % | | |\n"),
            "{text}"
        );
    }
}
