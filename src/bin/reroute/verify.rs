//! `reroute verify`: what is different between a bundle and what its sources give now.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use reroute::artifacts::words;
use reroute::plan::plan_with_directory;
use reroute::session::label_routers;
use reroute::verify::{About, Bundle, Verification, verify};

use super::args::Shown;
use super::terminal::{Paint, inert, say};
use super::{Failure, Status, exports, inputs, to_stdout};

/// `reroute verify`
#[derive(Debug, Args)]
pub struct VerifyCommand {
    /// The bundle, as the page or an earlier plan wrote it.
    #[arg(long, value_name = "FILE")]
    bundle: PathBuf,
    /// Folder or zip with the files of a router, as for plan.
    #[arg(long, value_name = "DIR", required = true)]
    router: Vec<PathBuf>,
    /// Export of the organization that the bundle was made with.
    #[arg(long, value_name = "FILE")]
    directory: Vec<PathBuf>,
    /// How the differences are shown.
    #[arg(long, value_enum, default_value_t = Shown::Text)]
    format: Shown,
}

/// Reads the bundle, plans again with its answers, and shows every difference.
pub fn run(command: &VerifyCommand) -> Result<Status, Failure> {
    let name = inert(&command.bundle.display().to_string());
    let bytes = fs::read(&command.bundle)
        .map_err(|error| Failure::unread(format!("{name} cannot be read: {error}")))?;
    let bundle = Bundle::open(&bytes)
        .map_err(|problem| Failure::unread(format!("{name} is no bundle: {problem}.")))?;
    let Some(answers) = &bundle.answers else {
        return Err(Failure::unread(format!(
            "{name} holds no answers.json that this version reads; without the answers nothing can be planned again."
        )));
    };
    let (mut reading, mut unread) = inputs::read(&command.router);
    unread.extend(inputs::unread_files(&reading));
    let (directory, refused) = exports::read(&command.directory, answers);
    unread.extend(refused);
    for input in &unread {
        say(&input.to_string());
    }
    label_routers(&mut reading, &answers.labels);
    let verification = verify(&bundle, &plan_with_directory(&reading, &directory, answers));
    to_stdout(|out| match command.format {
        Shown::Text => text(&verification, Paint::of_stdout(), out),
        Shown::Json => {
            serde_json::to_writer_pretty(&mut *out, &verification)?;
            out.write_all(b"\n")
        }
    })?;
    Ok(if !unread.is_empty() {
        Status::Unread
    } else if verification.differences.is_empty() {
        Status::Whole
    } else {
        Status::Open
    })
}

fn text(found: &Verification, paint: Paint, out: &mut dyn Write) -> std::io::Result<()> {
    let unchanged = words::counted(u64::from(found.unchanged), "file is", "files are");
    if found.differences.is_empty() {
        return writeln!(
            out,
            "{unchanged} as they were, and the sources give the same plan."
        );
    }
    for about in About::ALL {
        let mut of = found
            .differences
            .iter()
            .filter(|one| one.about == about)
            .peekable();
        if of.peek().is_some() {
            writeln!(out, "{}", paint.strong(about.title()))?;
        }
        for one in of {
            writeln!(out, "  {}: {}", inert(&one.subject), inert(&one.message))?;
        }
    }
    writeln!(
        out,
        "\n{}; {unchanged} as they were.",
        words::counted(found.differences.len() as u64, "difference", "differences")
    )
}
