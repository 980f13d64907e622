//! `reroute plan`: writes what the admin takes away.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use reroute::artifacts::{
    ARTIFACTS, About, Artifact, BUNDLE, FileSink, FileWriter, artifact, bundle, words,
};
use reroute::plan::Plan;

use super::args::PlanCommand;
use super::terminal::{Progress, inert};
use super::{Failure, Status, planned, to_stdout};

/// Does the command.
pub fn run(command: &PlanCommand) -> Result<Status, Failure> {
    let chosen = chosen(&command.only)?;
    let planned = planned(&command.source)?;
    // The plan holds all that is still needed.
    drop(planned.reading);
    if let Some(folder) = &command.out {
        write_all(&planned.plan, &chosen, folder)?;
    }
    if command.json {
        to_stdout(|out| match artifact("plan.json") {
            Some(artifact) => artifact.write(&planned.plan, out),
            None => Ok(()),
        })?;
    }
    Ok(planned.status)
}

/// One file to write.
#[derive(Clone, Copy)]
enum Output {
    One(&'static dyn Artifact),
    Bundle,
}

impl Output {
    fn about(self) -> About {
        match self {
            Self::One(artifact) => artifact.about(),
            Self::Bundle => BUNDLE,
        }
    }

    fn files(self, plan: &Plan, file: &mut FileSink<'_>) -> io::Result<()> {
        match self {
            Self::One(artifact) => artifact.files(plan, file),
            Self::Bundle => file(BUNDLE.name, &mut |out| bundle(plan, out)),
        }
    }
}

/// The files that were asked for, all of them when none was named.
fn chosen(only: &[String]) -> Result<Vec<Output>, Failure> {
    let all: Vec<Output> = ARTIFACTS
        .iter()
        .map(|artifact| Output::One(*artifact))
        .chain([Output::Bundle])
        .collect();
    let mut is_chosen = vec![only.is_empty(); all.len()];
    for wanted in only {
        let mut fits = false;
        for (file, chosen) in all.iter().zip(&mut is_chosen) {
            let name = file.about().name;
            let (stem, kind) = name.rsplit_once('.').unwrap_or((name, ""));
            if [name, stem, kind].contains(&wanted.trim()) {
                *chosen = true;
                fits = true;
            }
        }
        if !fits {
            let names: Vec<&str> = all.iter().map(|file| file.about().name).collect();
            return Err(Failure::usage(format!(
                "--only: there is no {:?}. There is {}; or name a kind, such as csv.",
                inert(wanted),
                names.join(", ")
            )));
        }
    }
    let files = all.into_iter().zip(is_chosen);
    Ok(files
        .filter_map(|(file, chosen)| chosen.then_some(file))
        .collect())
}

fn write_all(plan: &Plan, files: &[Output], folder: &Path) -> Result<(), Failure> {
    let mut progress = Progress::new();
    let failed = |name: &str, error: &io::Error| {
        let path = inert(&folder.join(name).display().to_string());
        Failure::usage(format!("{path} cannot be written: {error}"))
    };
    fs::create_dir_all(folder).map_err(|error| failed("", &error))?;
    let mut written = 0;
    for file in files {
        let mut names = Vec::new();
        let mut last = String::new();
        file.files(plan, &mut |name, write| {
            progress.show(|| format!("Writing {name}"));
            name.clone_into(&mut last);
            replace(folder, name, write)?;
            names.push(name.to_owned());
            Ok(())
        })
        .map_err(|error| failed(&last, &error))?;
        remove_stale(folder, &names, file.about().name);
        written += names.len() as u64;
    }
    progress.conclude(|| {
        format!(
            "{} written to {}",
            words::counted(written, "file", "files"),
            inert(&folder.display().to_string())
        )
    });
    Ok(())
}

/// Removes the numbered files of an earlier plan that this one does not have: run together, they
/// would do what nobody planned.
fn remove_stale(folder: &Path, names: &[String], pattern: &str) {
    let Some((before, after)) = pattern.split_once("NNN") else {
        return;
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let number = name
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after));
        let is_number = number.is_some_and(|digits| {
            digits.len() >= 3 && digits.bytes().all(|digit| digit.is_ascii_digit())
        });
        if is_number && !names.contains(&name) {
            // What cannot be removed is not ours to insist on.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a file beside its place first, so that what is there is whole, old or new.
fn replace(folder: &Path, name: &str, write: &mut FileWriter<'_>) -> io::Result<()> {
    let unfinished = folder.join(format!(".{name}.unfinished"));
    let written = File::create(&unfinished).and_then(|file| {
        let mut out = BufWriter::with_capacity(1 << 16, file);
        write(&mut out)?;
        out.flush()
    });
    let moved = written.and_then(|()| fs::rename(&unfinished, folder.join(name)));
    if moved.is_err() {
        // What is left of it is of no use; that it cannot be removed is not the news.
        let _ = fs::remove_file(&unfinished);
    }
    moved
}
