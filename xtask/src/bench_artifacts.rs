//! `cargo xtask bench artifacts`: every artifact of 100,000 mailboxes; writes its part of `docs/performance.md`.

use std::fmt::Write as _;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::performance;
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Measures, and writes the table.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(1);
    let table = steps.step("Measuring on this machine", || measured(workspace))?;
    performance::write(workspace, "bench artifacts", &table)
}

fn measured(workspace: &Workspace) -> Result<String> {
    let output = workspace
        .cargo()
        .args(["bench", "--bench", "artifacts"])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start the measurement")?;
    ensure!(output.status.success(), "the measurement failed");
    let mut table = String::from(
        "## 100,000 mailboxes: read, planned, taken away\n\n\
         Written by `cargo xtask bench artifacts`: one router, 100,000 mailboxes joined with an export, 500 waves, on\n\
         Linux. The time is the median of three rounds; the memory is what the process grew by at most, on top of the\n\
         plan it holds. Measured natively; the page runs the same code in wasm.\n\n\
         | what | seconds | memory, MiB | size, MiB |\n| --- | ---: | ---: | ---: |\n",
    );
    let text = String::from_utf8(output.stdout)?;
    for line in text.lines().filter(|line| line.starts_with('{')) {
        let value: Value = serde_json::from_str(line)?;
        let number = |name: &str| {
            let number = value[name].as_f64();
            number.with_context(|| format!("no {name} in {line}"))
        };
        let mebibytes = |bytes: f64| bytes / f64::from(1 << 20);
        writeln!(
            table,
            "| {} | {:.2} | {:.1} | {:.1} |",
            value["what"].as_str().unwrap_or_default(),
            number("seconds")?,
            mebibytes(number("memory")?),
            mebibytes(number("bytes")?)
        )?;
    }
    Ok(table)
}
