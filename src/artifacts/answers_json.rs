//! `answers.json`: what the admin decided, to go on with later.

use std::io::{self, Write};

use super::{About, Artifact};
use crate::plan::Plan;

/// The answers exactly as the plan used them.
pub struct AnswersJson;

impl Artifact for AnswersJson {
    fn about(&self) -> About {
        About {
            name: "answers.json",
            alone: "answers.json",
            title: "Your answers",
            purpose: "What you decided. Open it here again, or give it to the command line, to go on from there.",
            media_type: "application/json",
            for_people: false,
            text: true,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, &plan.answers)?;
        out.write_all(b"\n")
    }
}
