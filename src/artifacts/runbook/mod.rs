//! `runbook.html` and `runbook.md`: the plan to read, print and file.
//!
//! The page has three depths: a summary for whoever decides, the steps for whoever does it, and all
//! rows for whoever checks. The Markdown holds the steps.

mod audit;
mod html;
mod markdown;
mod pictures;
mod steps;
mod summary;
mod texts;

use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::{About, Artifact};
use crate::plan::Plan;

/// The page.
pub struct Page;

/// The steps as Markdown.
pub struct Markdown;

impl Artifact for Page {
    fn about(&self) -> About {
        About {
            name: "runbook.html",
            alone: "runbook.html",
            title: "Runbook",
            purpose: "One page to read, print and file: a summary, the steps with their commands, and all rows.",
            media_type: "text/html",
            for_people: true,
            text: true,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        html::write(plan, out)
    }
}

impl Artifact for Markdown {
    fn about(&self) -> About {
        About {
            name: "runbook.md",
            alone: "runbook.md",
            title: "Runbook for wikis and tickets",
            purpose: "The steps of the runbook as Markdown.",
            media_type: "text/markdown",
            for_people: true,
            text: true,
        }
    }

    fn write(&self, plan: &Plan, out: &mut dyn Write) -> io::Result<()> {
        markdown::write(plan, out)
    }
}

/// A step of the runbook.
struct Step {
    /// What links lead to.
    id: &'static str,
    title: &'static str,
    blocks: Vec<Block>,
}

/// A part of a step.
enum Block {
    /// A paragraph.
    Text(String),
    /// What is ticked off when it is done.
    Tasks(Vec<String>),
    /// Commands for PowerShell or a terminal, a line each.
    Commands(Vec<String>),
    /// Rows under headings.
    Rows(&'static [&'static str], Vec<Vec<String>>),
}

/// A step of the runbook in short, for the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outline {
    /// Its name in links, such as `final`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// What it is about.
    pub text: Option<String>,
    /// What is done by hand.
    pub tasks: Vec<String>,
    /// Commands, a line each.
    pub commands: Vec<String>,
}

/// What is done once the plan is taken away, with its commands, in Microsoft's order.
pub fn outline(plan: &Plan) -> Vec<Outline> {
    const DONE: [&str; 7] = [
        "check", "pilot", "waves", "final", "switch", "after", "back",
    ];
    let done = steps::steps(plan)
        .into_iter()
        .filter(|step| DONE.contains(&step.id));
    done.map(|step| {
        let mut outline = Outline {
            id: step.id.to_owned(),
            title: step.title.to_owned(),
            text: None,
            tasks: Vec::new(),
            commands: Vec::new(),
        };
        for block in step.blocks {
            match block {
                Block::Text(text) => {
                    outline.text.get_or_insert(text);
                }
                Block::Tasks(tasks) => outline.tasks.extend(tasks),
                Block::Commands(commands) => outline.commands.extend(commands),
                Block::Rows(..) => {}
            }
        }
        outline
    })
    .collect()
}

/// The organization, as a heading names it.
fn organization(plan: &Plan) -> &str {
    let mut organizations = plan.organizations.iter();
    organizations
        .find(|one| one.chosen)
        .map_or("organization not chosen yet", |one| &one.id)
}
