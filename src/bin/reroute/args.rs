//! The arguments.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// Plans the migration from Microsoft Dynamics CRM Email Routers to server-side synchronization.
///
/// Exit status of plan and check: 0 everything migrates or was left out; 1 something needs a
/// decision, is held back or not migratable; 2 an input could not be read at all (the rest is still
/// planned); 64 the command was not understood. Of verify: 1 there are differences. Of follow: 1 a
/// mailbox is not as planned yet.
#[derive(Debug, Parser)]
#[command(name = "reroute", version)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the plan and everything made from it into a folder.
    Plan(PlanCommand),
    /// Show what the checks find.
    Check(CheckCommand),
    /// Write the files of routers again with other names, so that they can be shown to others.
    Redact(super::redact::RedactCommand),
    /// Show what is different between a bundle and what its sources give now.
    Verify(super::verify::VerifyCommand),
    /// Compare a fresh export of the organization with the plan.
    Follow(super::follow::FollowCommand),
}

/// What is planned.
#[derive(Debug, Args)]
pub struct Source {
    /// Folder or zip with the files of a router. A folder without such files of its own stands for
    /// the folders in it, each a router. May be given several times.
    #[arg(long, value_name = "DIR", required = true)]
    pub router: Vec<PathBuf>,
    /// Export of the organization's mailboxes or email server profiles: CSV, JSON or XLSX. May be
    /// given several times; docs/directory.md says how to make one.
    #[arg(long, value_name = "FILE")]
    pub directory: Vec<PathBuf>,
    /// Your answers, as the page or an earlier plan saved them.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// The time the plan is made for, such as 2026-11-23 or 2026-11-23T09:00:00Z. Without it that of
    /// the answers counts, or else now.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub as_of: Option<Timestamp>,
}

/// `reroute plan`
#[derive(Debug, Args)]
pub struct PlanCommand {
    /// What is planned.
    #[command(flatten)]
    pub source: Source,
    /// Folder to write the files into; it is made if need be.
    #[arg(long, value_name = "DIR", required_unless_present = "json")]
    pub out: Option<PathBuf>,
    /// Write these files only: names such as plan.json, or kinds such as json, csv and zip.
    #[arg(long, value_name = "LIST", value_delimiter = ',', requires = "out")]
    pub only: Vec<String>,
    /// Print plan.json on standard output.
    #[arg(long)]
    pub json: bool,
}

/// `reroute check`
#[derive(Debug, Args)]
pub struct CheckCommand {
    /// What is checked.
    #[command(flatten)]
    pub source: Source,
    /// How the findings are shown.
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub format: Format,
}

/// How findings are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// The findings as they stand in plan.json.
    Json,
    /// findings.csv
    Csv,
}

/// How a result is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Shown {
    /// For people.
    Text,
    /// For programs.
    Json,
}

fn time(text: &str) -> Result<Timestamp, String> {
    if let Ok(time) = text.parse() {
        return Ok(time);
    }
    text.parse::<Date>()
        .ok()
        .and_then(|day| day.to_zoned(TimeZone::UTC).ok())
        .map(|midnight| midnight.timestamp())
        .ok_or_else(|| "write 2026-11-23, or 2026-11-23T09:00:00Z".to_owned())
}
