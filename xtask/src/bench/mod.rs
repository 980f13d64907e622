//! `cargo xtask bench`: what things cost, measured beside what people would use instead.

mod artifacts;
mod callgrind;
mod files;
mod flame;
pub mod instructions;
mod job;
mod measured;
mod page;
mod peak;
mod performance;
mod start;
mod xml;

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail, ensure};

use crate::page as product;
use crate::test::tools::{self, Browsers, Tool};
use crate::workspace::Workspace;

/// A command that measures, and writes its part of `docs/performance.md`.
struct Bench {
    name: &'static str,
    what: &'static str,
    run: fn(&Workspace) -> Result<()>,
}

const BENCHES: &[Bench] = &[
    Bench {
        name: "job",
        what: "the whole job, from bytes to the plan, beside other readers",
        run: job::run_all,
    },
    Bench {
        name: "xml",
        what: "the XML reader beside others",
        run: xml::run_all,
    },
    Bench {
        name: "artifacts",
        what: "what is taken away, for 100,000 mailboxes",
        run: artifacts::run_all,
    },
    Bench {
        name: "page",
        what: "how long the page takes to answer, with 100,000 mailboxes",
        run: page::run_all,
    },
    Bench {
        name: "start",
        what: "how long the file takes to open, beside the least that Leptos can show",
        run: start::run_all,
    },
    Bench {
        name: "flame",
        what: "where the time of reading and planning goes, as a picture",
        run: flame::run_all,
    },
    Bench {
        name: "instructions",
        what: "the instructions of the native path beside the recorded ones; `--accept` records them anew",
        run: instructions::run_all,
    },
];

/// The names with what they measure, for the help.
pub fn list() -> String {
    BENCHES
        .iter()
        .map(|bench| format!("    {:<12} {}\n", bench.name, bench.what))
        .collect()
}

/// Measures what is named, or everything, one after the other; or records the instructions anew.
pub fn run(workspace: &Workspace, name: Option<&str>, accept: bool) -> Result<()> {
    if accept {
        ensure!(
            name == Some("instructions"),
            "only `bench instructions` can be accepted"
        );
        return instructions::accept(workspace);
    }
    let wanted = |bench: &&Bench| name.is_none_or(|name| bench.name == name);
    let chosen: Vec<_> = BENCHES.iter().filter(wanted).collect();
    if chosen.is_empty() {
        bail!(
            "there is nothing to measure of that name; there are:\n{}",
            list()
        );
    }
    for bench in chosen {
        eprintln!("\nMeasuring {}", bench.what);
        (bench.run)(workspace)?;
    }
    Ok(())
}

/// The core without the page, compiled as the page is, with plain exports.
fn core(workspace: &Workspace) -> Result<PathBuf> {
    workspace.need_wasm_target()?;
    product::compile_core(workspace)
}

/// A script of `e2e/`, with what it needs set up.
fn node(workspace: &Workspace, script: &str) -> Result<Command> {
    let needs = [&Tool::Node, &Tool::Chromium, &Tool::Firefox, &Tool::Openers];
    let browsers = tools::set_up(workspace, &needs)?;
    let mut node = Command::new("node");
    node.current_dir(workspace.path("e2e")).arg(script);
    if let Some(Browsers { chromium, firefox }) = browsers {
        node.env("REROUTE_CHROMIUM", chromium)
            .env("REROUTE_FIREFOX", firefox);
    }
    Ok(node)
}
