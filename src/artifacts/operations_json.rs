//! `operations.json`: what `apply.ps1` does, in order.

use std::io::{self, Write};

use super::{About, Artifact};
use crate::json;
use crate::plan::operations::Operations;
use crate::plan::{Plan, operations};

/// What `operations.json` is.
pub const OPERATIONS: About = About {
    name: "operations.json",
    alone: "operations.json",
    title: "Operations",
    purpose: "What is done in the organization, in order, with what has to hold before each; apply.ps1 runs it.",
    media_type: "application/json",
    for_people: false,
    text: true,
};

/// The operations, one a line.
pub struct OperationsJson;

impl Artifact for OperationsJson {
    fn about(&self) -> About {
        OPERATIONS
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        write_operations(&operations(plan), out)
    }
}

/// Writes operations as `operations.json` has them.
///
/// # Errors
/// Only those of the writer.
pub fn write_operations(operations: &Operations<'_>, out: &mut dyn Write) -> io::Result<()> {
    json::write_lines(operations, out)
}
