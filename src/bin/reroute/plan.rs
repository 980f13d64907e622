//! `reroute plan`: writes what the admin takes away.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use reroute::artifacts::{ARTIFACTS, About, Artifact, BUNDLE, artifact, bundle, words};
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

    fn write(self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::One(artifact) => artifact.write(plan, out),
            Self::Bundle => bundle(plan, out),
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
    for file in files {
        let name = file.about().name;
        progress.show(|| format!("Writing {name}"));
        replace(folder, name, |out| file.write(plan, out)).map_err(|error| failed(name, &error))?;
    }
    progress.conclude(|| {
        format!(
            "{} written to {}",
            words::counted(files.len() as u64, "file", "files"),
            inert(&folder.display().to_string())
        )
    });
    Ok(())
}

/// Writes a file beside its place first, so that what is there is whole, old or new.
fn replace(
    folder: &Path,
    name: &str,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
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
