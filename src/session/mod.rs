//! What stays in memory between questions: the files as read, the answers, the plan.
//!
//! A [`Session`] is driven by a shell, the page's worker above all: files come in chunks, answers as a
//! whole, and what is asked for is small. Nothing in here knows a browser.

pub mod answering;
pub mod clock;
mod overview;
pub mod protocol;
mod rows;
pub mod sample;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::answers::Answers;
use crate::artifacts::{ARTIFACTS, About, BUNDLE, OPERATIONS, bundle, file_name};
use crate::directory::{Export, directory};
use crate::follow::{Following, follow, write_remaining};
use crate::plan::Plan;
use crate::plan::model::Mailbox;
use crate::router::{FileReader, Given, InputFile, Reading, Role, Router, group};
use crate::unzip::Problem;
use crate::verify::{Bundle, Verification, verify};
use protocol::{Overview, RowsPage, RowsQuery};
use rows::Index;

/// Everything that is known of one migration.
#[derive(Debug)]
pub struct Session {
    /// The file that is being read.
    open: Option<Open>,
    files: Vec<Held>,
    answers: Answers,
    reading: Reading,
    plan: Plan,
    index: RefCell<Index>,
}

/// A file whose end has not been seen.
#[derive(Debug)]
struct Open {
    id: u32,
    folder: String,
    reader: FileReader,
}

/// A file that was read.
#[derive(Debug)]
struct Held {
    id: u32,
    given: Given,
}

/// An artifact as bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// Name to download it under.
    pub file_name: String,
    /// Media type.
    pub media_type: &'static str,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Default for Session {
    fn default() -> Self {
        let (reading, answers) = (Reading::default(), Answers::default());
        let plan = crate::plan(&reading, &answers);
        Self {
            open: None,
            files: Vec::new(),
            index: RefCell::new(Index::new(&plan)),
            answers,
            reading,
            plan,
        }
    }
}

impl Session {
    /// Begins a file: `path` below what was dropped or chosen, parts joined by `/`. A file of the same
    /// folder and name is read anew in its place; a file that was begun and not finished is forgotten.
    pub fn begin(&mut self, id: u32, path: &str) {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        self.open = Some(Open {
            id,
            folder: folder.to_owned(),
            reader: FileReader::new(name),
        });
    }

    /// Reads on in the file with this id; bytes of another are ignored.
    pub fn push(&mut self, id: u32, bytes: &[u8]) {
        if let Some(open) = self.open.as_mut().filter(|open| open.id == id) {
            open.reader.push(bytes);
        }
    }

    /// The file ends here. The plan follows with [`Self::replan`].
    pub fn finish(&mut self, id: u32) {
        let Some(open) = self.open.take_if(|open| open.id == id) else {
            return;
        };
        let given = Given {
            folder: open.folder,
            router: None,
            read: open.reader.finish(),
        };
        let same = |held: &Held| {
            let file = &given.read.file;
            held.given.folder == given.folder
                && held.given.read.file.name == file.name
                && (!given.folder.is_empty() || held.given.read.file.sha256 == file.sha256)
        };
        self.files.retain(|held| !same(held));
        self.files.push(Held { id, given });
    }

    /// Forgets a file that was begun and not finished.
    pub fn cancel(&mut self, id: u32) {
        self.open.take_if(|open| open.id == id);
    }

    /// Groups the files anew and plans again.
    pub fn replan(&mut self) {
        self.reading = group(self.files.iter().map(|held| held.given.clone()).collect());
        label_routers(&mut self.reading, &self.answers.labels);
        self.plan_again();
    }

    /// Takes files out again.
    pub fn remove(&mut self, ids: &[u32]) {
        self.files.retain(|held| !ids.contains(&held.id));
        self.replan();
    }

    /// Puts a file into the router with this key, see [`protocol::RouterCard::key`]; or, with a key that
    /// no router has, into a router of its own with that name.
    pub fn move_file(&mut self, id: u32, router: &str) {
        let target = self
            .reading
            .routers
            .iter()
            .find(|held| self.key(held) == router);
        let label = target.map_or_else(|| router.to_owned(), |target| target.label.to_string());
        let mut moved: Vec<u32> = target
            .iter()
            .flat_map(|target| self.ids(&target.files))
            .collect();
        moved.push(id);
        for held in self
            .files
            .iter_mut()
            .filter(|held| moved.contains(&held.id))
        {
            held.given.router = Some(label.clone());
        }
        self.replan();
    }

    /// Plans again with these answers; files are not read again.
    pub fn answer(&mut self, answers: Answers) {
        let labels = answers.labels != self.answers.labels;
        self.answers = answers;
        if labels {
            self.replan();
        } else {
            self.plan_again();
        }
    }

    fn plan_again(&mut self) {
        self.plan = crate::plan(&self.reading, &self.answers);
        self.index = RefCell::new(Index::new(&self.plan));
    }

    /// The plan as it stands.
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The plan without its long lists.
    pub fn overview(&self) -> Overview {
        overview::of(self)
    }

    /// Rows of the mailbox table.
    pub fn rows(&self, query: &RowsQuery) -> RowsPage {
        self.index.borrow_mut().page(&self.plan, query)
    }

    /// One mailbox, by its key.
    pub fn row(&self, key: &str) -> Option<&Mailbox> {
        let at = self
            .plan
            .mailboxes
            .binary_search_by(|mailbox| (*mailbox.key).cmp(key))
            .ok()?;
        Some(&self.plan.mailboxes[at])
    }

    /// An artifact by its name, or [`BUNDLE`] with all of them; `None` when there is none of that name.
    pub fn artifact(&self, name: &str) -> Option<Rendered> {
        let mut bytes = Vec::new();
        let render = |about: About, bytes| Rendered {
            file_name: file_name(&self.plan, &about),
            media_type: about.media_type,
            bytes,
        };
        if name == BUNDLE.name {
            bundle(&self.plan, &mut bytes).ok()?;
            return Some(render(BUNDLE, bytes));
        }
        let artifact = ARTIFACTS
            .iter()
            .find(|artifact| artifact.about().name == name)?;
        artifact.write(&self.plan, &mut bytes).ok()?;
        Some(render(artifact.about(), bytes))
    }

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
        Ok(verify(&bundle, &crate::plan(&reading, answers)))
    }

    /// Compares a fresh export of the organization with the plan.
    pub fn follow(&self, exports: &[Export]) -> Following {
        let directory = directory(exports, &self.answers.directory_columns);
        follow(&self.plan, &directory)
    }

    /// The operations for what remains, as `operations.json` for `apply.ps1`.
    pub fn remaining(&self, following: &Following) -> Rendered {
        let about = OPERATIONS;
        let mut bytes = Vec::new();
        // A Vec takes everything.
        let _ = write_remaining(&self.plan, following, &mut bytes);
        Rendered {
            file_name: file_name(&self.plan, &about),
            media_type: about.media_type,
            bytes,
        }
    }

    /// The key of a router: the lowest id among its files, which neither labels nor other routers change.
    fn key(&self, router: &Router) -> String {
        let lowest = self.ids(&router.files).into_iter().min().unwrap_or(0);
        format!("router-{lowest}")
    }

    /// The ids of files of the reading. Each shares its name's bytes with the file it was read from.
    fn ids(&self, files: &[InputFile]) -> Vec<u32> {
        files.iter().filter_map(|file| self.id(file)).collect()
    }

    fn id(&self, file: &InputFile) -> Option<u32> {
        let held = self
            .files
            .iter()
            .find(|held| Arc::ptr_eq(&held.given.read.file.name, &file.name))?;
        Some(held.id)
    }
}

/// Gives routers the labels the admin chose, by the SHA-256 of their agent file, and numbers them anew:
/// by label, then by that hash.
pub fn label_routers(reading: &mut Reading, labels: &BTreeMap<String, String>) {
    let hash = |router: &Router| {
        router
            .files
            .iter()
            .find(|file| file.role == Role::Agent)?
            .sha256
            .clone()
    };
    for router in &mut reading.routers {
        if let Some(label) = hash(router).and_then(|hash| labels.get(&*hash)) {
            router.label = label.as_str().into();
        }
    }
    reading
        .routers
        .sort_by(|one, other| (&one.label, hash(one)).cmp(&(&other.label, hash(other))));
    for (number, router) in (1..).zip(&mut reading.routers) {
        router.number = number;
    }
}
