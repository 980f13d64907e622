//! What the admin takes away: one file per artifact, rendered from the [`Plan`].
//!
//! [`ARTIFACTS`] is the one table that the page, the command line and the papers come from. An
//! artifact's bytes depend on the plan alone, and none holds a secret: a plan has none.

mod answers_json;
mod batch;
mod bundle;
mod calendar;
mod cmt;
mod csv;
mod file_name;
mod operations_json;
mod plan_json;
mod runbook;
mod scripts;
mod tables;
pub mod words;
mod workbook;
mod xml_text;

use std::io::{self, Write};

pub use bundle::{BUNDLE, bundle, readme};
pub use csv::defused;
pub use file_name::file_name;
pub use operations_json::{OPERATIONS, write_operations};
pub use runbook::{Outline, outline};

use crate::plan::Plan;

/// One artifact.
pub trait Artifact: Sync {
    /// What it is, in words.
    fn about(&self) -> About;

    /// Renders it. The bytes depend on the plan alone.
    ///
    /// # Errors
    /// Only those of the writer.
    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()>;

    /// Hands out the files it is in the folder and the zip: one of its own name, unless it is several.
    ///
    /// # Errors
    /// Only those of the sink.
    fn files(&self, plan: &Plan, file: &mut FileSink<'_>) -> io::Result<()> {
        file(self.about().name, &mut |out| self.write(plan, out))
    }
}

/// Takes files: the name of one, and what writes it.
pub type FileSink<'a> = dyn FnMut(&str, &mut FileWriter<'_>) -> io::Result<()> + 'a;

/// Writes one file.
pub type FileWriter<'a> = dyn FnMut(&mut dyn Write) -> io::Result<()> + 'a;

/// What an artifact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// File name in the folder and the zip.
    pub name: &'static str,
    /// Name it is downloaded under alone, after organization and day.
    pub alone: &'static str,
    /// What it is called on the page.
    pub title: &'static str,
    /// What it is for, in a few words.
    pub purpose: &'static str,
    /// Media type.
    pub media_type: &'static str,
    /// Whether it is for people to read, rather than for machines to do.
    pub for_people: bool,
    /// Whether it is text that can be previewed.
    pub text: bool,
}

/// Every artifact, in the order it is offered.
pub static ARTIFACTS: &[&dyn Artifact] = &[
    &runbook::Page,
    &workbook::Workbook,
    &tables::PROFILES,
    &tables::MAILBOXES,
    &tables::WAVES,
    &tables::FINDINGS,
    &tables::ACTION_PLAN,
    &calendar::Calendar,
    &runbook::Markdown,
    &plan_json::PlanJson,
    &answers_json::AnswersJson,
    &operations_json::OperationsJson,
    &scripts::APPLY,
    &scripts::ROLLBACK,
    &batch::Batches,
    &cmt::Package,
];

/// The artifact of a name.
pub fn artifact(name: &str) -> Option<&'static dyn Artifact> {
    ARTIFACTS
        .iter()
        .copied()
        .find(|artifact| artifact.about().name == name)
}
