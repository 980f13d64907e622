//! `cargo xtask bench start`: from the address to a page that can be used, beside the least that Leptos can show;
//! writes its part of `docs/performance.md`.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result, ensure};

use super::measured::{Measured, lines};
use super::{node, performance};
use crate::page;
use crate::steps::Steps;
use crate::workspace::Workspace;

const HEAD: &str = "\
## Opening the file

Written by `cargo xtask bench start`: from the address of the file to the first painted button, 20 times in turns, each in a
window of its own. The counter (`benches/counter`) is one button in Leptos, compiled, packed and put into one file as the page
is, with the same style sheet, policy and doors. The spread is half of what lies between the fastest and the slowest.

| browser | page | bytes | median, ms | spread | times the counter |
| --- | --- | ---: | ---: | ---: | ---: |
";

/// Measures, and writes the table.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(page::STEPS + 2);
    page::build(workspace, &mut steps)?;
    let counter = workspace.target.join("bench").join("counter.html");
    steps.step("Building the counter", || {
        let html = page::counter(workspace)?;
        fs::create_dir_all(workspace.target.join("bench"))?;
        fs::write(&counter, html).with_context(|| format!("cannot write {}", counter.display()))
    })?;
    let said = steps.step("Opening both", || {
        lines(node(workspace, "bench-start.js")?.arg(&counter))
    })?;
    let times: Vec<Measured> = said.iter().map(Measured::of).collect::<Result<_>>()?;
    performance::write(workspace, "bench start", &table(&times)?)
}

fn table(times: &[Measured]) -> Result<String> {
    let mut table = HEAD.to_owned();
    ensure!(!times.is_empty(), "nothing was measured");
    for time in times {
        let counter = times
            .iter()
            .find(|other| other.place == time.place && other.what == "the counter");
        let counter = counter.with_context(|| format!("no counter in {}", time.place))?;
        writeln!(
            table,
            "| {} | {} | {} | {:.0} | ± {:.0} % | {:.1} |",
            time.place,
            time.what,
            time.bytes,
            time.median * 1e3,
            time.spread(),
            time.median / counter.median,
        )?;
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_stands_beside_the_counter_of_the_same_browser() {
        let time = |what: &str, place: &str, median: f64| Measured {
            what: what.to_owned(),
            place: place.to_owned(),
            input: String::new(),
            bytes: 1000.0,
            median,
            least: median * 0.9,
            most: median * 1.1,
        };
        let times = [
            time("Reroute", "Chromium", 0.6),
            time("the counter", "Chromium", 0.2),
            time("Reroute", "Firefox", 0.5),
            time("the counter", "Firefox", 0.5),
        ];
        let text = table(&times).expect("whole measurements");
        assert!(
            text.contains("| Chromium | Reroute | 1000 | 600 | ± 10 % | 3.0 |\n"),
            "{text}"
        );
        assert!(text.contains("| Firefox | Reroute | 1000 | 500 | ± 10 % | 1.0 |\n"));
        assert!(table(&times[..1]).is_err());
    }
}
