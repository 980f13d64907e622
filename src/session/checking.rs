//! What comes back: a bundle from earlier, and the organization as it is after some waves.

use super::protocol::ResultCard;
use super::{Rendered, Session, label_routers};
use crate::artifacts::{OPERATIONS, file_name};
use crate::directory::{Reader, directory};
use crate::follow::{Following, Progress, follow, write_remaining};
use crate::plan::model::FORMAT;
use crate::plan::{Plan, plan_with_directory};
use crate::unzip::Problem;
use crate::verify::{Bundle, Verification, verify};

/// Mailboxes that are shown one by one; the others are counted.
const SHOWN: usize = 500;

/// An export compared with a plan.
#[derive(Debug)]
pub(super) struct Checked {
    /// The plan it was compared with, when that is another than the one at hand.
    plan: Option<Box<Plan>>,
    following: Following,
}

impl Session {
    /// Compares a bundle that was taken away earlier with the files at hand, planned with its answers.
    ///
    /// # Errors
    /// The bytes are no zip. A bundle without answers that can be read is compared with the plan at hand.
    pub fn check_bundle(&self, bytes: &[u8]) -> Result<Verification, Problem> {
        let bundle = Bundle::open(bytes)?;
        let Some(answers) = &bundle.answers else {
            return Ok(verify(&bundle, &self.plan));
        };
        let mut reading = self.reading.clone();
        label_routers(&mut reading, &answers.labels);
        let directory = directory(&self.exports, &answers.directory_columns);
        let plan = plan_with_directory(&reading, &directory, answers);
        Ok(verify(&bundle, &plan))
    }

    /// Compares a fresh export of the organization with the plan: with the one among the files, a
    /// `plan.json` or a bundle taken away earlier, or else with the one at hand.
    ///
    /// # Errors
    /// No mailbox was read from the files: what is wrong with them, in words.
    pub fn check_result(&mut self, files: Vec<(String, Vec<u8>)>) -> Result<ResultCard, String> {
        self.checked = None;
        let mut plan = None;
        let mut exports = Vec::new();
        for (name, bytes) in files {
            if let Some(earlier) = plan_in(&bytes) {
                plan = Some((name, Box::new(earlier)));
            } else {
                let mut reader = Reader::new(&name);
                reader.push(&bytes);
                exports.push(reader.finish());
            }
        }
        let of = plan.as_ref().map_or(&self.plan, |(_, plan)| plan);
        let directory = directory(&exports, &of.answers.directory_columns);
        let refused: Vec<String> = directory
            .files
            .iter()
            .filter_map(|file| {
                let fault = file.faults.iter().find(|fault| fault.refuses)?;
                Some(format!("{}: {} {}", file.name, fault.message, fault.remedy))
            })
            .collect();
        if directory.mailboxes.is_empty() {
            return Err(match refused.is_empty() {
                true => "There is no mailbox in it. Choose a fresh export of the mailboxes; step 1 has the query.".to_owned(),
                false => refused.join(" "),
            });
        }
        let following = follow(of, &directory);
        let open = || {
            let open = |progress| progress != Progress::AsPlanned;
            following
                .mailboxes
                .iter()
                .filter(move |one| open(one.progress))
        };
        let card = ResultCard {
            plan: plan.as_ref().map(|(name, _)| name.clone()),
            refused,
            sums: following.sums,
            waves: following.waves.clone(),
            open: open().take(SHOWN).cloned().collect(),
            open_count: u32::try_from(open().count()).unwrap_or(u32::MAX),
        };
        self.checked = Some(Checked {
            plan: plan.map(|(_, plan)| plan),
            following,
        });
        Ok(card)
    }

    /// The operations for what remains, as `operations.json` for `apply.ps1`; `None` before
    /// [`Self::check_result`].
    pub fn remaining(&self) -> Option<Rendered> {
        let checked = self.checked.as_ref()?;
        let plan = checked.plan.as_deref().unwrap_or(&self.plan);
        let mut bytes = Vec::new();
        write_remaining(plan, &checked.following, &mut bytes).ok()?;
        Some(Rendered {
            file_name: file_name(plan, &OPERATIONS),
            media_type: OPERATIONS.media_type,
            bytes,
        })
    }
}

/// The plan that these bytes are, or the one in the bundle that they are.
fn plan_in(bytes: &[u8]) -> Option<Plan> {
    let plan = match bytes.first()? {
        b'{' => serde_json::from_slice(bytes).ok(),
        b'P' => Bundle::open(bytes).ok()?.plan,
        _ => None,
    };
    plan.filter(|plan: &Plan| plan.format == FORMAT)
}
