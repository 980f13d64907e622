//! Takes the command, does it, and says how it went by the exit status.

mod answers;
mod args;
mod check;
mod exports;
mod follow;
mod inputs;
mod plan;
mod redact;
mod terminal;
mod verify;
mod zipped;
mod zone;

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use reroute::plan::model::{Outcome, Severity};
use reroute::plan::{Plan, plan_with_directory};
use reroute::router::Reading;
use reroute::session::label_routers;

use args::{Arguments, Command, Source};
use inputs::Unread;

/// How a command ended. The numbers are a promise to scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Status {
    /// Everything migrates, or was left out.
    Whole = 0,
    /// Something needs a decision, is held back or not migratable.
    Open = 1,
    /// An input could not be read at all.
    Unread = 2,
    /// The command cannot be done as it was given.
    Usage = 64,
}

/// Why a command ended before it had a plan, in words for stderr.
struct Failure {
    status: Status,
    message: String,
}

impl Failure {
    /// The command cannot be done as it was given.
    fn usage(message: impl Into<String>) -> Self {
        Self {
            status: Status::Usage,
            message: message.into(),
        }
    }

    /// A file without which there is nothing to plan could not be read.
    fn unread(message: impl Into<String>) -> Self {
        Self {
            status: Status::Unread,
            message: message.into(),
        }
    }
}

/// Does what the arguments say.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let status = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => match &arguments.command {
            Command::Plan(command) => plan::run(command),
            Command::Check(command) => check::run(command),
            Command::Redact(command) => redact::run(command),
            Command::Verify(command) => verify::run(command),
            Command::Follow(command) => follow::run(command),
        }
        .unwrap_or_else(|failure| {
            terminal::say(&format!("reroute: {}", failure.message));
            failure.status
        }),
        Err(error) => {
            // A reader that has gone away is no reason to fail otherwise.
            let _ = error.print();
            if error.use_stderr() {
                Status::Usage
            } else {
                Status::Whole
            }
        }
    };
    ExitCode::from(status as u8)
}

/// What was read, the plan of it, and the status it earns so far.
struct Planned {
    reading: Reading,
    plan: Plan,
    status: Status,
}

/// Reads what the arguments name, and plans it. What could not be read is said on stderr.
fn planned(source: &Source) -> Result<Planned, Failure> {
    let answers = answers::load(source)?;
    let (mut reading, mut unread) = inputs::read(&source.router);
    unread.extend(inputs::unread_files(&reading));
    let (directory, refused) = exports::read(&source.directory, &answers);
    unread.extend(refused);
    for input in &unread {
        terminal::say(&input.to_string());
    }
    label_routers(&mut reading, &answers.labels);
    let plan = plan_with_directory(&reading, &directory, &answers);
    let status = status(&plan, &unread);
    Ok(Planned {
        reading,
        plan,
        status,
    })
}

fn status(plan: &Plan, unread: &[Unread]) -> Status {
    let sums = &plan.accounting;
    let is_open = [
        &sums.providers,
        &sums.router_profiles,
        &sums.mailboxes,
        &sums.half_rows,
        &sums.owner_ids,
        &sums.unknown_tags,
    ]
    .iter()
    .any(|tally| {
        [
            Outcome::NeedsDecision,
            Outcome::HeldBack,
            Outcome::NotMigratable,
        ]
        .iter()
        .any(|outcome| tally.part(*outcome) > 0)
    });
    let mut findings = plan.findings.iter();
    if !unread.is_empty() {
        Status::Unread
    } else if is_open || findings.any(|finding| finding.severity == Severity::Blocker) {
        Status::Open
    } else {
        Status::Whole
    }
}

/// Writes to stdout. A reader that goes away before the end is no failure.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::usage(format!(
            "the output cannot be written: {error}"
        ))),
        _ => Ok(()),
    }
}
