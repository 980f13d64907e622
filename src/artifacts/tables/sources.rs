//! What the plan was made from.

use std::io;

use super::{Cell, Heading, RowSink, Table, heading};
use crate::plan::Plan;
use crate::plan::model::InputRole;

/// The files.
pub struct Sources;

impl Table for Sources {
    fn headings(&self, _plan: &Plan) -> Vec<Heading> {
        vec![
            heading("Router", 8),
            heading("Label", 28),
            heading("Role", 16),
            heading("File", 48),
            heading("Bytes", 14),
            heading("SHA-256", 68),
        ]
    }

    fn rows(&self, plan: &Plan, row: &mut RowSink<'_>) -> io::Result<()> {
        for input in &plan.inputs {
            row(&[
                input.router.map_or(Cell::Empty, Cell::number),
                Cell::maybe(input.label.as_deref()),
                Cell::text(role(input.role)),
                Cell::text(input.name.as_str()),
                Cell::Number(i64::try_from(input.bytes).unwrap_or(i64::MAX)),
                Cell::maybe(input.sha256.as_deref()),
            ])?;
        }
        Ok(())
    }
}

const fn role(role: InputRole) -> &'static str {
    match role {
        InputRole::Agent => "Agent file",
        InputRole::State => "State file",
        InputRole::Key => "Key file",
        InputRole::Mailboxes => "Mailboxes",
        InputRole::Profiles => "Profiles",
        InputRole::Other => "Not needed",
    }
}
