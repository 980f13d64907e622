//! `cargo xtask bench artifacts`: every artifact of 100,000 mailboxes; writes its part of `docs/performance.md`.

use std::fmt::Write as _;
use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::steps::Steps;
use crate::workspace::Workspace;

/// What stands around this command's part of the page.
const BEGIN: &str = "<!-- begin: cargo xtask bench artifacts -->\n";
const END: &str = "<!-- end: cargo xtask bench artifacts -->\n";

/// Measures, and writes the table.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    let mut steps = Steps::new(1);
    let table = steps.step("Measuring on this machine", || measured(workspace))?;
    let path = workspace.path("docs/performance.md");
    let page = fs::read_to_string(&path).unwrap_or_else(|_| "# What it costs\n".to_owned());
    fs::write(&path, placed(&page, &table))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// The page with this part in its place, or at the end.
fn placed(page: &str, part: &str) -> String {
    let around = page
        .split_once(BEGIN)
        .and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = around.map_or_else(
        || (format!("{page}\n"), ""),
        |(before, after)| (before.to_owned(), after),
    );
    format!("{before}{BEGIN}{part}{END}{after}")
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
        "## Taking 100,000 mailboxes away\n\n\
         Written by `cargo xtask bench artifacts`: one router, 100,000 mailboxes joined with an export, 500 waves, on\n\
         Linux. The time is the median of three rounds; the memory is what the process grew by at most, on top of the\n\
         plan it holds. Measured natively; the page runs the same code in wasm.\n\n\
         | file | seconds | memory, MiB | size, MiB |\n| --- | ---: | ---: | ---: |\n",
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
            "| `{}` | {:.2} | {:.1} | {:.1} |",
            value["what"].as_str().unwrap_or_default(),
            number("seconds")?,
            mebibytes(number("memory")?),
            mebibytes(number("bytes")?)
        )?;
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_part_of_the_page_is_written_anew_and_the_rest_stays() {
        let first = placed("# What it costs\n", "one\n");
        assert_eq!(first, format!("# What it costs\n\n{BEGIN}one\n{END}"));
        let again = placed(&format!("{first}after\n"), "two\n");
        assert_eq!(
            again,
            format!("# What it costs\n\n{BEGIN}two\n{END}after\n")
        );
    }
}
