//! Running a program under callgrind, and reading what it counted.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};

use crate::test::tools::{self, Tool};
use crate::workspace::{Workspace, run};

/// The function whose instructions count.
pub const COUNTED: &str = "instructions::counted";

/// A program whose instructions can be counted.
pub struct Countable {
    program: PathBuf,
    /// Gives hash tables the same seeds every time.
    seed: PathBuf,
}

/// Builds what is counted, over the very library that the command line is built of.
pub fn build(workspace: &Workspace) -> Result<Countable> {
    tools::set_up(workspace, &[&Tool::Valgrind])?;
    run(workspace
        .cargo()
        .args(["build", "--release", "--locked"])
        .args(["--features", "cli", "--bin", "instructions"]))?;
    let folder = workspace.target.join("release");
    let seed = folder.join("libseed.so");
    run(workspace
        .rustc()
        .args(["--edition", "2024", "--crate-type", "cdylib", "-O"])
        .arg(workspace.path("benches/seed.rs"))
        .arg("-o")
        .arg(&seed))?;
    let program = folder.join("instructions");
    Ok(Countable { program, seed })
}

/// Runs it in an environment that is the same every time. Gives what it printed, and the counts of each part.
pub fn count(
    countable: &Countable,
    folder: &Path,
    arguments: &[&Path],
) -> Result<(String, Vec<Counts>)> {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder)?;
    let out = folder.join("counts");
    let output = Command::new("valgrind")
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("LD_PRELOAD", &countable.seed)
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no"])
        .arg(format!("--toggle-collect={COUNTED}"))
        .arg(format!("--dump-after={COUNTED}"))
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(&countable.program)
        .args(arguments)
        .stderr(Stdio::inherit())
        .output()
        .context("cannot run valgrind")?;
    ensure!(
        output.status.success(),
        "valgrind ended with {}",
        output.status
    );
    let mut counts = Vec::new();
    // The parts are numbered from 1; what follows the last of them is in the file without a number.
    for part in 1.. {
        let path = folder.join(format!("counts.{part}"));
        let Ok(text) = fs::read_to_string(&path) else {
            break;
        };
        counts.push(Counts::read(&text)?);
    }
    fs::remove_dir_all(folder)?;
    Ok((String::from_utf8(output.stdout)?, counts))
}

/// What one part cost.
#[derive(Debug, Default)]
pub struct Counts {
    /// Instructions altogether.
    pub total: u64,
    pub functions: BTreeMap<String, Function>,
}

/// What a function cost.
#[derive(Debug, Default)]
pub struct Function {
    /// Without what it calls.
    pub own: u64,
    /// By what it calls, with all that is called from there.
    pub calls: BTreeMap<String, u64>,
}

impl Counts {
    /// Reads callgrind's own format: names are numbered where they come first.
    fn read(text: &str) -> Result<Self> {
        let mut names: BTreeMap<&str, &str> = BTreeMap::new();
        let mut counts = Self::default();
        let (mut current, mut called) = (String::new(), String::new());
        let mut is_call = false;
        for line in text.lines() {
            if let Some((key, value)) = line.split_once('=') {
                match key {
                    "fn" => current = name(value, &mut names)?,
                    "cfn" => called = name(value, &mut names)?,
                    "calls" => is_call = true,
                    _ => {}
                }
            } else if line
                .starts_with(|first: char| first.is_ascii_digit() || "+-*".contains(first))
            {
                let cost = line.split_whitespace().nth(1);
                let cost: u64 = cost.map_or(Ok(0), str::parse)?;
                let function = counts.functions.entry(current.clone()).or_default();
                if std::mem::take(&mut is_call) {
                    *function.calls.entry(called.clone()).or_default() += cost;
                } else {
                    function.own += cost;
                    counts.total += cost;
                }
            }
        }
        Ok(counts)
    }
}

/// `(7) name` where it comes first, `(7)` later.
fn name<'a>(value: &'a str, names: &mut BTreeMap<&'a str, &'a str>) -> Result<String> {
    let (number, name) = value.split_once(' ').unwrap_or((value, ""));
    if !name.is_empty() {
        names.insert(number, name);
    }
    let name = names
        .get(number)
        .with_context(|| format!("no name {number}"))?;
    Ok((*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_costs_and_calls_are_told_apart() -> Result<()> {
        let text = "version: 1\nevents: Ir\nsummary: 17\n\nob=(1) /x\nfl=(1) a.rs\nfn=(1) outer\n0 5\ncfn=(2) inner\n\
                    calls=2 0\n+3 12\n\nfn=(2)\n* 12\n\ntotals: 17\n";
        let counts = Counts::read(text)?;
        assert_eq!(counts.total, 17);
        assert_eq!(counts.functions["outer"].own, 5);
        assert_eq!(counts.functions["outer"].calls["inner"], 12);
        assert_eq!(counts.functions["inner"].own, 12);
        Ok(())
    }
}
