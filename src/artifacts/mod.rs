//! What the admin takes away: one file per artifact, rendered from the [`Plan`].

use std::io::{self, Write};

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
