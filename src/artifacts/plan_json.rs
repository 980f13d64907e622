//! `plan.json`: the whole plan, for machines and for opening the work again.

use std::io::{self, Write};

use super::{About, Artifact};
use crate::json;
use crate::plan::Plan;

/// The plan as the contract says it, one entry of a list a line.
pub struct PlanJson;

impl Artifact for PlanJson {
    fn about(&self) -> About {
        About {
            name: "plan.json",
            alone: "plan.json",
            title: "The whole plan",
            purpose: "Everything the plan says, for programs; its schema is docs/plan.schema.json.",
            media_type: "application/json",
            for_people: false,
            text: true,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        json::write_lines(plan, out)
    }
}
