//! `reroute follow`: how far the organization is, by a fresh export.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use reroute::artifacts::{artifact, words};
use reroute::follow::{Following, Progress, Sums, follow, write_remaining};
use reroute::plan::Plan;
use reroute::plan::model::FORMAT;

use super::args::Shown;
use super::terminal::{Paint, inert, say};
use super::{Failure, Status, exports, to_stdout};

/// `reroute follow`
#[derive(Debug, Args)]
pub struct FollowCommand {
    /// The plan that is being carried out.
    #[arg(long, value_name = "FILE")]
    plan: PathBuf,
    /// Fresh export of the organization's mailboxes. May be given several times.
    #[arg(long, value_name = "FILE", required = true)]
    directory: Vec<PathBuf>,
    /// Folder to write operations.json for what remains into, with apply.ps1 to run it.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How the result is shown.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    format: Shown,
}

/// Compares the export with the plan, and shows how far every mailbox is.
pub fn run(command: &FollowCommand) -> Result<Status, Failure> {
    let plan = read(&command.plan)?;
    let (directory, refused) = exports::read(&command.directory, &plan.answers);
    for input in &refused {
        say(&input.to_string());
    }
    if directory.mailboxes.is_empty() {
        return Err(Failure::unread(
            "No mailbox was read from the export; docs/directory.md says how to make one.",
        ));
    }
    let following = follow(&plan, &directory);
    to_stdout(|out| match command.format {
        Shown::Text => text(&plan, &following, Paint::of_stdout(), out),
        Shown::Json => {
            serde_json::to_writer_pretty(&mut *out, &following)?;
            out.write_all(b"\n")
        }
    })?;
    if let Some(folder) = &command.out {
        remaining(&plan, &following, folder).map_err(|error| {
            let folder = inert(&folder.display().to_string());
            Failure::usage(format!("{folder} cannot be written: {error}"))
        })?;
    }
    Ok(if !refused.is_empty() {
        Status::Unread
    } else if following.sums.as_planned == following.sums.mailboxes {
        Status::Whole
    } else {
        Status::Open
    })
}

fn read(path: &Path) -> Result<Plan, Failure> {
    let name = inert(&path.display().to_string());
    let bytes = fs::read(path)
        .map_err(|error| Failure::unread(format!("{name} cannot be read: {error}")))?;
    let plan: Option<Plan> = serde_json::from_slice(&bytes).ok();
    plan.filter(|plan| plan.format == FORMAT)
        .ok_or_else(|| Failure::unread(format!("{name} is no plan.json that this version reads.")))
}

fn remaining(plan: &Plan, following: &Following, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let create = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
    let mut operations = create("operations.json")?;
    write_remaining(plan, following, &mut operations)?;
    operations.flush()?;
    let mut script = create("apply.ps1")?;
    if let Some(apply) = artifact("apply.ps1") {
        apply.write(plan, &mut script)?;
    }
    script.flush()
}

fn text(plan: &Plan, found: &Following, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    for progress in Progress::ALL.into_iter().skip(1) {
        let mut of = found
            .mailboxes
            .iter()
            .filter(|one| one.progress == progress)
            .peekable();
        if of.peek().is_some() {
            writeln!(out, "{}", paint.strong(progress.label()))?;
        }
        for one in of {
            write!(out, "  wave {}  {}", one.wave, inert(&one.label))?;
            if one.found > 1 {
                write!(out, "  found {} times", one.found)?;
            }
            for differing in &one.differs {
                let found = match differing.found.as_str() {
                    "" => "nothing".to_owned(),
                    found => inert(found),
                };
                write!(
                    out,
                    "\n      {}: {found}, planned {}",
                    differing.column,
                    inert(&differing.planned)
                )?;
            }
            writeln!(out)?;
        }
    }
    writeln!(
        out,
        "\n{:<8}{:<22}{:>11}{:>12}{:>10}{:>12}{:>13}{:>11}{:>9}",
        "Wave",
        "Starts",
        "Mailboxes",
        "As planned",
        "Differs",
        "Not tested",
        "Test failed",
        "Not found",
        "Left"
    )?;
    for wave in &found.waves {
        let starts = words::minute(wave.starts) + " UTC";
        line(&wave.wave.to_string(), &starts, &wave.sums, wave.left, out)?;
    }
    let sums = &found.sums;
    line("All", "", sums, sums.mailboxes - sums.as_planned, out)?;
    if let Some(at) = plan.switch.at {
        writeln!(
            out,
            "\nThe switch is planned for {}.",
            words::moment(plan, at)
        )?;
    }
    Ok(())
}

fn line(wave: &str, starts: &str, sums: &Sums, left: u32, out: &mut dyn Write) -> io::Result<()> {
    writeln!(
        out,
        "{wave:<8}{starts:<22}{:>11}{:>12}{:>10}{:>12}{:>13}{:>11}{left:>9}",
        sums.mailboxes,
        sums.as_planned,
        sums.differs,
        sums.not_tested,
        sums.test_failed,
        sums.not_found
    )
}
