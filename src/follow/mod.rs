//! How far the organization is: a fresh export compared with the plan, mailbox by mailbox.

mod compare;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::directory::Directory;
use crate::plan::model::{Mailbox, Outcome, Plan};
use crate::plan::operations;
use crate::plan::operations::model::GO_PERCENT;
use crate::text::Text;

/// How far a mailbox is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Progress {
    /// It has the planned columns, is approved, and was tested with success.
    AsPlanned,
    /// A column is not as planned.
    Differs,
    /// It has the planned columns and was not tested yet.
    NotTested,
    /// It has the planned columns, and its last test failed.
    TestFailed,
    /// The export has no such mailbox, or several.
    NotFound,
}

impl Progress {
    /// Every one, best first.
    pub const ALL: [Self; 5] = [
        Self::AsPlanned,
        Self::Differs,
        Self::NotTested,
        Self::TestFailed,
        Self::NotFound,
    ];

    /// What people call it.
    pub const fn label(self) -> &'static str {
        match self {
            Self::AsPlanned => "As planned",
            Self::Differs => "Differs",
            Self::NotTested => "Not tested yet",
            Self::TestFailed => "Test failed",
            Self::NotFound => "Not found",
        }
    }
}

/// A column that is not as planned.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Differing {
    /// Its logical name.
    pub column: String,
    /// What the plan says, in words.
    pub planned: String,
    /// What the export says, in words; empty when there is no value.
    pub found: String,
}

/// One mailbox of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Its key in the plan.
    pub key: Text,
    /// Its address, or the id of its owner.
    pub label: String,
    /// Its wave.
    pub wave: u32,
    /// How far it is.
    pub progress: Progress,
    /// Rows of the export that could be it: one, unless it was not found.
    pub found: u32,
    /// The columns that differ.
    pub differs: Vec<Differing>,
}

/// Mailboxes by how far they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Sums {
    /// All of them.
    pub mailboxes: u32,
    pub as_planned: u32,
    pub differs: u32,
    pub not_tested: u32,
    pub test_failed: u32,
    pub not_found: u32,
}

impl Sums {
    /// Those that are so far.
    pub const fn of(&self, progress: Progress) -> u32 {
        match progress {
            Progress::AsPlanned => self.as_planned,
            Progress::Differs => self.differs,
            Progress::NotTested => self.not_tested,
            Progress::TestFailed => self.test_failed,
            Progress::NotFound => self.not_found,
        }
    }

    const fn add(&mut self, progress: Progress) {
        self.mailboxes += 1;
        let part = match progress {
            Progress::AsPlanned => &mut self.as_planned,
            Progress::Differs => &mut self.differs,
            Progress::NotTested => &mut self.not_tested,
            Progress::TestFailed => &mut self.test_failed,
            Progress::NotFound => &mut self.not_found,
        };
        *part += 1;
    }

    /// Whether so many are as planned that the next wave may begin.
    pub fn is_go(&self) -> bool {
        u64::from(self.as_planned) * 100 >= u64::from(self.mailboxes) * u64::from(GO_PERCENT)
    }
}

/// One wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaveSums {
    /// Its number.
    pub wave: u32,
    /// When it was planned to start.
    pub starts: Timestamp,
    /// Its mailboxes.
    pub sums: Sums,
    /// Whether the next one may begin.
    pub go: bool,
    /// Mailboxes of the plan that are left once this wave and those before it have gone as planned: the
    /// line a burn-down should follow.
    pub planned_left: u32,
    /// Mailboxes of the plan that are really left, of this wave, those before it, and all after it.
    pub left: u32,
}

/// How far the organization is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Following {
    /// Every mailbox that the plan migrates, by key.
    pub mailboxes: Vec<Followed>,
    /// The waves, by number.
    pub waves: Vec<WaveSums>,
    /// All of them.
    pub sums: Sums,
    /// Keys of rows that are one mailbox and are carried out together, since one may go before the other.
    #[serde(skip)]
    pub together: Vec<Vec<Text>>,
}

/// Compares an export with the plan. Columns that the export does not have are not compared.
pub fn follow(plan: &Plan, directory: &Directory) -> Following {
    let known = compare::Known::new(plan, directory);
    let mut by_wave: BTreeMap<u32, Sums> = BTreeMap::new();
    let mut sums = Sums::default();
    let mailboxes: Vec<Followed> = planned(plan)
        .map(|(mailbox, wave)| {
            let followed = known.followed(mailbox, wave);
            by_wave.entry(wave).or_default().add(followed.progress);
            sums.add(followed.progress);
            followed
        })
        .collect();
    let (mut planned_left, mut left) = (sums.mailboxes, sums.mailboxes);
    let waves = plan
        .waves
        .iter()
        .map(|wave| {
            let of_wave = by_wave.get(&wave.number).copied().unwrap_or_default();
            planned_left -= of_wave.mailboxes;
            left -= of_wave.as_planned;
            WaveSums {
                wave: wave.number,
                starts: wave.starts,
                go: of_wave.is_go(),
                sums: of_wave,
                planned_left,
                left,
            }
        })
        .collect();
    Following {
        mailboxes,
        waves,
        sums,
        together: known.together(),
    }
}

/// The mailboxes that are carried out, with their waves.
fn planned(plan: &Plan) -> impl Iterator<Item = (&Mailbox, u32)> {
    let migrating = plan
        .mailboxes
        .iter()
        .filter(|mailbox| mailbox.outcome == Outcome::Migrates);
    migrating.filter_map(|mailbox| {
        let wave = mailbox.wave?;
        let is_known = plan.waves.iter().any(|known| known.number == wave);
        is_known.then_some((mailbox, wave))
    })
}

/// Writes `operations.json` for what remains: what is as planned is not touched again, and still counts
/// for the switch.
///
/// # Errors
/// Only those of the writer.
pub fn write_remaining(plan: &Plan, following: &Following, out: &mut dyn Write) -> io::Result<()> {
    let mut done: HashSet<Text> = following
        .mailboxes
        .iter()
        .filter(|one| one.progress == Progress::AsPlanned)
        .map(|one| one.key.clone())
        .collect();
    for rows in &following.together {
        if rows.iter().any(|key| !done.contains(key)) {
            for key in rows {
                done.remove(key);
            }
        }
    }
    crate::artifacts::write_operations(&operations(plan).without(done), out)
}
