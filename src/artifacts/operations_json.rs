//! `operations.json`: what `apply.ps1` does, in order.

use std::io::{self, Write};

use super::{About, Artifact, json_lines};
use crate::plan::{Plan, operations};

/// The operations, one a line.
pub struct OperationsJson;

impl Artifact for OperationsJson {
    fn about(&self) -> About {
        About {
            name: "operations.json",
            alone: "operations.json",
            title: "Operations",
            purpose: "What is done in the organization, in order, with what has to hold before each; apply.ps1 runs it.",
            media_type: "application/json",
            for_people: false,
            text: true,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        json_lines::write(&operations(plan), out)
    }
}
