//! Whether a bundle still is what it was, and whether the same sources still give it.
//!
//! [`Bundle::open`] reads it; the shell plans again with its answers and the sources at hand; [`verify`]
//! lists every difference.

mod differences;

use std::collections::BTreeMap;
use std::io::Read;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::answers::Answers;
use crate::artifacts::{ARTIFACTS, readme};
use crate::order;
use crate::plan::Plan;
use crate::unzip::{Archive, MAX_UNPACKED, Problem};

/// The list of sums in a bundle.
const SUMS: &str = "SHA256SUMS";

/// A bundle that was read.
#[derive(Debug)]
pub struct Bundle {
    /// Its files by name; or why one cannot be read.
    files: BTreeMap<String, Result<Vec<u8>, Problem>>,
    /// Its plan, if there is one that can be read.
    pub plan: Option<Plan>,
    /// Its answers, if they can be read.
    pub answers: Option<Answers>,
}

impl Bundle {
    /// Reads a bundle.
    ///
    /// # Errors
    /// It is no zip.
    pub fn open(bytes: &[u8]) -> Result<Self, Problem> {
        let archive = Archive::open(bytes)?;
        let mut budget = MAX_UNPACKED;
        let mut files = BTreeMap::new();
        for entry in archive.entries() {
            let mut unpacked = Vec::new();
            let read = archive.read(entry, &mut budget).and_then(|mut reader| {
                match reader.read_to_end(&mut unpacked) {
                    Ok(_) => Ok(unpacked),
                    Err(_) => Err(Problem::Damaged),
                }
            });
            // Of two files of one name nobody can say which counts.
            let read = match files.contains_key(&entry.name) {
                true => Err(Problem::Damaged),
                false => read,
            };
            files.insert(entry.name.clone(), read);
        }
        let text = |name: &str| files.get(name)?.as_ref().ok();
        Ok(Self {
            plan: text("plan.json").and_then(|bytes| serde_json::from_slice(bytes).ok()),
            answers: text("answers.json").and_then(|bytes| serde_json::from_slice(bytes).ok()),
            files,
        })
    }
}

/// What a difference is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// The bundle was made by another version.
    Version,
    /// A file cannot be read, is missing or does not belong in it.
    Content,
    /// A file was changed after the bundle was made.
    Changed,
    /// The bundle was made from other files.
    Source,
    /// The same answers now give another plan.
    Plan,
}

impl About {
    /// Every one, in the order they are shown.
    pub const ALL: [Self; 5] = [
        Self::Version,
        Self::Content,
        Self::Changed,
        Self::Source,
        Self::Plan,
    ];

    /// What people read above the differences.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Version => "Made with another version",
            Self::Content => "Files that are missing, added or unreadable",
            Self::Changed => "Changed after the bundle was made",
            Self::Source => "Made from other files",
            Self::Plan => "The plan is another one now",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    /// What it is about.
    pub about: About,
    /// The file of the bundle, or the place in the plan, such as `/mailboxes/address:a@b.c/wave`.
    pub subject: String,
    /// What is different, in a sentence.
    pub message: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The version that made the bundle; `None` when its plan cannot be read.
    pub made_with: Option<String>,
    /// The time it was planned for.
    pub as_of: Option<Timestamp>,
    /// Files that are as they were.
    pub unchanged: u32,
    /// Everything that is different.
    pub differences: Vec<Difference>,
}

/// Compares a bundle with itself and with the plan that its answers give now.
pub fn verify(bundle: &Bundle, again: &Plan) -> Verification {
    let mut differences = Vec::new();
    let mut add = |about, subject: &str, message: String| {
        differences.push(Difference {
            about,
            subject: subject.to_owned(),
            message,
        });
    };
    let suspect = sums(bundle, &mut add);
    for (name, file) in [
        ("plan.json", bundle.plan.is_some()),
        ("answers.json", bundle.answers.is_some()),
    ] {
        if !file && matches!(bundle.files.get(name), Some(Ok(_))) {
            add(
                About::Content,
                name,
                "It is not in a format that this version reads.".to_owned(),
            );
        }
    }
    let mut changed: Vec<String> = suspect;
    if let Some(plan) = &bundle.plan {
        if plan.tool != again.tool {
            add(
                About::Version,
                "plan.json",
                format!(
                    "Made with {} {}; this is {} {}.",
                    plan.tool.name, plan.tool.version, again.tool.name, again.tool.version
                ),
            );
        } else {
            rendered(bundle, plan, &mut changed, &mut add);
        }
        let answered = bundle.answers.as_ref();
        if answered.is_some_and(|answers| *answers != plan.answers) {
            add(
                About::Changed,
                "answers.json",
                "The answers are not those of plan.json.".to_owned(),
            );
        }
        differences::sources(plan, again, &mut add);
        differences::plans(plan, again, &mut add);
    }
    let files = bundle.files.keys();
    let unchanged = files
        .filter(|name| *name != SUMS && !changed.contains(name))
        .count();
    order::sort_by_key(&mut differences, |one| one.about);
    Verification {
        made_with: bundle.plan.as_ref().map(|plan| plan.tool.version.clone()),
        as_of: bundle.plan.as_ref().and_then(|plan| plan.as_of),
        unchanged: u32::try_from(unchanged).unwrap_or(u32::MAX),
        differences,
    }
}

/// Takes a difference.
type Add<'a> = dyn FnMut(About, &str, String) + 'a;

/// Compares every file with the list of sums; returns the names of those that are not as they were.
fn sums(bundle: &Bundle, add: &mut Add<'_>) -> Vec<String> {
    let mut suspect = Vec::new();
    let list = match bundle.files.get(SUMS) {
        Some(Ok(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => {
            add(
                About::Content,
                SUMS,
                "The list of sums is missing or cannot be read.".to_owned(),
            );
            String::new()
        }
    };
    let mut listed: BTreeMap<&str, &str> = BTreeMap::new();
    for line in list.lines() {
        if let Some((sum, name)) = line.split_once("  ") {
            listed.insert(name, sum);
        }
    }
    for (name, file) in bundle.files.iter().filter(|(name, _)| *name != SUMS) {
        let said = match (file, listed.get(name.as_str())) {
            (Err(problem), _) => Some((About::Content, format!("It cannot be read: {problem}."))),
            (Ok(_), None) => Some((
                About::Content,
                "It is not in the list of sums: it was added later.".to_owned(),
            )),
            (Ok(bytes), Some(sum)) => (hex(bytes) != *sum).then(|| {
                (
                    About::Changed,
                    "It was changed after the bundle was made: its sum is not the one in the list."
                        .to_owned(),
                )
            }),
        };
        if let Some((about, message)) = said {
            add(about, name, message);
            suspect.push(name.clone());
        }
    }
    for name in listed
        .keys()
        .filter(|name| !bundle.files.contains_key(**name))
    {
        add(
            About::Content,
            name,
            "It is in the list of sums and missing.".to_owned(),
        );
    }
    suspect
}

/// Compares every file with what the bundle's own plan gives: who changes a file may change its sum, too.
fn rendered(bundle: &Bundle, plan: &Plan, changed: &mut Vec<String>, add: &mut Add<'_>) {
    let mut expected = vec!["README.txt".to_owned()];
    let mut compare = |name: &str, bytes: &[u8], add: &mut Add<'_>| match bundle.files.get(name) {
        Some(Ok(there)) if there != bytes && !changed.iter().any(|one| one == name) => {
            add(
                About::Changed,
                name,
                "It is not what plan.json of the bundle gives: it was changed, and its sum as well."
                    .to_owned(),
            );
            changed.push(name.to_owned());
        }
        None => add(
            About::Content,
            name,
            "It belongs to this plan and is missing.".to_owned(),
        ),
        _ => {}
    };
    compare("README.txt", readme(plan).as_bytes(), add);
    for artifact in ARTIFACTS {
        let written = artifact.files(plan, &mut |name, write| {
            let mut bytes = Vec::new();
            write(&mut bytes)?;
            compare(name, &bytes, add);
            expected.push(name.to_owned());
            Ok(())
        });
        // A Vec takes everything.
        debug_assert!(written.is_ok());
    }
    let strangers: Vec<&String> = bundle
        .files
        .keys()
        .filter(|name| *name != SUMS && !expected.contains(name))
        .collect();
    for name in strangers {
        if !changed.contains(name) {
            add(
                About::Content,
                name,
                "It does not belong to this plan.".to_owned(),
            );
            changed.push(name.clone());
        }
    }
}

/// SHA-256 in lower-case hex.
fn hex(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
