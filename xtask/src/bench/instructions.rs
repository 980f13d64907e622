//! `cargo xtask bench instructions`: how many instructions the native path takes, beside what is recorded.
//!
//! Times wander on a busy machine; instructions do not. They can be compared where the compiler, the C library and
//! the processor are the recorded ones.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};

use super::{callgrind, files};
use crate::say;
use crate::workspace::{Workspace, capture};

/// The recorded counts, in the repository.
const RECORD: &str = "benches/instructions.txt";

/// How many more are too many, in percent.
const TOLERANCE: f64 = 5.0;

/// How far counts of the same program may lie apart, in percent.
const REPEATS: f64 = 0.1;

/// Bytes of the files that are made.
const GENERATED: u64 = 4 << 20;

const HEAD: &str = "\
# Instructions of the native path, counted by callgrind. `cargo xtask test` compares with them and fails above +5 %.
# `cargo xtask bench instructions --accept` writes this anew.
";

/// Counts of the parts, and what they depend on.
#[derive(Debug, PartialEq)]
struct Table {
    circumstances: Vec<String>,
    parts: Vec<(String, u64)>,
}

/// What the comparison came to.
pub enum Compared {
    /// Nothing was compared, for this reason.
    Not(String),
    /// All parts are within the tolerance.
    Within,
}

/// Counts, shows the counts beside the recorded ones, and fails when they are too many.
pub fn run_all(workspace: &Workspace) -> Result<()> {
    if let Compared::Not(why) = compare(workspace)? {
        eprintln!("{why}");
    }
    Ok(())
}

/// Compares with the record.
pub fn compare(workspace: &Workspace) -> Result<Compared> {
    let recorded = Table::read(&fs::read_to_string(workspace.path(RECORD))?)?;
    let mut here = circumstances(workspace)?;
    let known = |one: &String| recorded.circumstances.contains(one);
    if let Some(other) = here.iter().find(|one| !known(one)) {
        return Ok(Compared::Not(nothing(other)));
    }
    let counted = count(workspace, &mut here)?;
    if let Some(other) = here.iter().find(|one| !known(one)) {
        return Ok(Compared::Not(nothing(other)));
    }
    let (text, over) = beside(&recorded, &counted);
    say(&text)?;
    ensure!(
        over.is_empty(),
        "over {TOLERANCE} % more instructions than {RECORD} says, or not in it: {}; make it cheaper, or accept it with \
         `cargo xtask bench instructions --accept` and a reason",
        over.join("; ")
    );
    Ok(Compared::Within)
}

fn nothing(other: &str) -> String {
    format!("Nothing is compared: {RECORD} was not recorded with {other}")
}

/// Counts three times, and records the counts if they are the same.
pub fn accept(workspace: &Workspace) -> Result<()> {
    let mut circumstances = circumstances(workspace)?;
    let parts = count(workspace, &mut circumstances)?;
    for _ in 0..2 {
        let mut same = circumstances.clone();
        let again = count(workspace, &mut same)?;
        for ((name, first), (_, second)) in parts.iter().zip(&again) {
            let apart = difference(*first, *second);
            eprintln!("{apart:+.4} %  {name}");
            ensure!(
                apart.abs() <= REPEATS,
                "{name}: {first} and {second} instructions of the same program"
            );
        }
    }
    let table = Table {
        circumstances,
        parts,
    };
    fs::write(workspace.path(RECORD), table.text())?;
    say(&table.text())
}

/// What counts depend on, and can be known before anything is built.
fn circumstances(workspace: &Workspace) -> Result<Vec<String>> {
    let version = capture(workspace.rustc().arg("-vV"))?;
    let line = |start: &str| {
        let line = version.lines().find_map(|line| line.strip_prefix(start));
        line.with_context(|| format!("rustc says no {start}"))
    };
    let said = |program: &str, argument: &str| {
        capture(Command::new(program).arg(argument))
            .map_or_else(|_| format!("no {program}"), |text| text.trim().to_owned())
    };
    Ok(vec![
        format!("rustc: {}", line("rustc ")?),
        format!("target: {}", line("host: ")?),
        format!("valgrind: {}", said("valgrind", "--version")),
        format!("C library: {}", said("getconf", "GNU_LIBC_VERSION")),
    ])
}

/// Counts every part once; adds to the circumstances what the program saw of the processor.
fn count(workspace: &Workspace, circumstances: &mut Vec<String>) -> Result<Vec<(String, u64)>> {
    let program = callgrind::build(workspace)?;
    let folder = workspace.target.join("bench/instructions");
    let generated = folder.join("files");
    files::write(&generated, GENERATED)?;
    let sample = workspace.path("samples/two-thousand");
    let arguments: [&Path; 2] = [&sample, &generated];
    let (said, counts) = callgrind::count(&program, &folder.join("counts"), &arguments)?;
    fs::remove_dir_all(&folder)?;
    let (vectors, names) = said.split_once('\n').context("nothing was said")?;
    circumstances.push(format!("vectors: {vectors}"));
    let names: Vec<&str> = names.lines().collect();
    ensure!(
        names.len() == counts.len(),
        "{} parts were counted of {}",
        counts.len(),
        names.len()
    );
    let parts = names.iter().zip(&counts);
    Ok(parts
        .map(|(name, counts)| ((*name).to_owned(), counts.total))
        .collect())
}

/// In percent of the first.
fn difference(first: u64, second: u64) -> f64 {
    (second as f64 / first as f64 - 1.0) * 100.0
}

/// Both counts of every part, and the parts that have too many.
fn beside(recorded: &Table, counted: &[(String, u64)]) -> (String, Vec<String>) {
    let mut text = String::from("      recorded        counted\n");
    let mut over = Vec::new();
    for (name, now) in counted {
        let before = recorded.parts.iter().find(|(known, _)| known == name);
        let Some((_, before)) = before else {
            over.push(name.clone());
            continue;
        };
        let more = difference(*before, *now);
        let _ = writeln!(text, "{before:>14} {now:>14} {more:>+8.2} %  {name}");
        if more > TOLERANCE {
            over.push(format!("{name} ({more:+.2} %)"));
        }
    }
    (text, over)
}

impl Table {
    fn read(text: &str) -> Result<Self> {
        let mut table = Self {
            circumstances: Vec::new(),
            parts: Vec::new(),
        };
        for line in text
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
        {
            if line.contains(": ") {
                table.circumstances.push(line.to_owned());
            } else if let Some((count, name)) = line.trim_start().split_once("  ") {
                table.parts.push((name.to_owned(), count.parse()?));
            } else {
                bail!("{RECORD} holds {line:?}");
            }
        }
        Ok(table)
    }

    fn text(&self) -> String {
        let mut text = format!("{HEAD}{}\n\n", self.circumstances.join("\n"));
        for (name, count) in &self.parts {
            let _ = writeln!(text, "{count:>12}  {name}");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        Table {
            circumstances: vec!["rustc: 1.95.0 (abc)".to_owned()],
            parts: vec![
                ("reading, 4 MiB".to_owned(), 1000),
                ("plan.json".to_owned(), 2000),
            ],
        }
    }

    #[test]
    fn what_is_written_is_read() -> Result<()> {
        assert_eq!(Table::read(&table().text())?, table());
        Ok(())
    }

    #[test]
    fn more_than_a_twentieth_is_too_many_and_so_is_what_nobody_recorded() {
        let counted = |reading, name: &str| {
            vec![
                ("reading, 4 MiB".to_owned(), reading),
                (name.to_owned(), 100),
            ]
        };
        assert_eq!(beside(&table(), &counted(1049, "plan.json")).1, [""; 0]);
        assert_eq!(
            beside(&table(), &counted(1051, "new")).1,
            ["reading, 4 MiB (+5.10 %)", "new"]
        );
    }
}
