//! `cargo xtask bench xml`: the XML reader beside others, in one run; writes its part of `docs/performance.md`.

use std::fmt::Write as _;

use anyhow::Result;

use super::measured::{Measured, lines};
use super::{core, node, performance};
use crate::steps::Steps;
use crate::workspace::Workspace;

/// The router file without what its SHA-256 takes, at the place a name ends with: their medians apart.
fn unhashed(measured: &[Measured], place: &str) -> Option<Measured> {
    let find = |what: &str| {
        let is = |one: &&Measured| one.input == "providers" && one.what == format!("{what}{place}");
        measured.iter().find(is)
    };
    let (whole, hash) = (find("router file")?, find("SHA-256")?);
    Some(Measured {
        what: format!("router file, less SHA-256{place}"),
        place: whole.place.clone(),
        input: whole.input.clone(),
        bytes: whole.bytes,
        median: whole.median - hash.median,
        least: whole.least - hash.median,
        most: whole.most - hash.median,
    })
}

/// Measures, and writes the tables.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(3);
    let module = steps.step("Building the core for the browser", || core(workspace))?;
    let mut said = steps.step("Measuring on this machine", || {
        lines(workspace.cargo().args(["bench", "--bench", "xml"]))
    })?;
    said.extend(steps.step("Measuring in Chromium and node", || {
        lines(node(workspace, "bench-xml.js")?.arg(&module))
    })?);
    let mut measured = said.iter().map(Measured::of).collect::<Result<Vec<_>>>()?;
    let less = ["", " (wasm)"].map(|place| unhashed(&measured, place));
    measured.extend(less.into_iter().flatten());
    performance::write(workspace, "bench xml", &tables(&measured))
}

fn tables(measured: &[Measured]) -> String {
    let find = |what: &str, input: &str| {
        let is = |one: &&Measured| one.what == what && one.input == input;
        measured.iter().find(is)
    };
    let mut page = String::from(
        "## Reading XML\n\n\
         Written by `cargo xtask bench xml`, in one run on one machine. The readers take turns, 11 rounds; the spread is\n\
         half of what lies between the fastest and the slowest round.\n\n\
         ### The same 32 MiB of providers, by different readers\n\n\
         *Bare* is quick-xml's event loop with nothing done to the events. The *strict reader* checks every rule, keeps\n\
         places and goes on after damage; *router file* adds recognising, hashing, masking and keeping; the hash is shown apart.\n\
         *Times bare* compares with the bare loop of the same place. In wasm everything is compiled as in the page.\n\n\
         | reader | MB/s | spread | times bare |\n| --- | ---: | ---: | ---: |\n",
    );
    for one in measured.iter().filter(|one| one.input == "providers") {
        let in_browser = one.what.ends_with(')');
        let bare = if in_browser {
            "bare quick-xml (wasm)"
        } else {
            "bare quick-xml"
        };
        let times = find(bare, "providers").map_or(f64::NAN, |bare| bare.rate() / one.rate());
        let _ = writeln!(
            page,
            "| {} | {:.0} | ± {:.0} % | {times:.2} |",
            one.what,
            one.rate(),
            one.spread()
        );
    }
    page += "\n### What is meant to take long\n\n\
             About 32 MiB each, as made in `benches/workload/mod.rs`; times a byte beside that of the providers, 5 rounds.\n\n\
             | document | strict reader MB/s | times ordinary | router file MB/s | times ordinary |\n\
             | --- | ---: | ---: | ---: | ---: |\n";
    for one in measured
        .iter()
        .filter(|one| one.what == "strict reader" && one.input != "providers")
    {
        let _ = write!(page, "| `{}` ", one.input);
        for (what, ordinary) in [
            ("strict reader", "ordinary"),
            ("router file", "ordinary file"),
        ] {
            if let (Some(hostile), Some(ordinary)) =
                (find(what, &one.input), find(ordinary, &one.input))
            {
                // The ordinary document has 32 MiB, the hostile one nearly so.
                let times = hostile.median / hostile.bytes / (ordinary.median / PROVIDERS);
                let _ = write!(page, "| {:.0} | {times:.2} ", hostile.rate());
            }
        }
        page += "|\n";
    }
    page
}

/// Bytes of the ordinary document.
const PROVIDERS: f64 = 33_554_432.0;
