//! What the admin takes away: one file per artifact, rendered from the [`Plan`].
//!
//! [`ARTIFACTS`] is the one table that the page, the command line and the papers come from. An
//! artifact's bytes depend on the plan alone, and none holds a secret: a plan has none.

mod answers_json;
mod bundle;
mod csv;
mod file_name;
mod json_lines;
mod operations_json;
mod plan_json;
mod scripts;
mod tables;
pub mod words;
mod workbook;
mod xml_text;
mod zip;

use std::io::{self, Write};

pub use bundle::{BUNDLE, bundle};
pub use file_name::file_name;

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
}

/// What an artifact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct About {
    /// File name in the folder and the zip.
    pub name: &'static str,
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
    &workbook::Workbook,
    &tables::PROFILES,
    &tables::MAILBOXES,
    &tables::WAVES,
    &tables::FINDINGS,
    &tables::ACTION_PLAN,
    &plan_json::PlanJson,
    &answers_json::AnswersJson,
    &operations_json::OperationsJson,
    &scripts::APPLY,
    &scripts::ROLLBACK,
];

/// The artifact of a name.
pub fn artifact(name: &str) -> Option<&'static dyn Artifact> {
    ARTIFACTS
        .iter()
        .copied()
        .find(|artifact| artifact.about().name == name)
}
