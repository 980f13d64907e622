//! What stays in memory between questions: the files as read, the answers, the plan.
//!
//! A [`Session`] is driven by a shell, the page's worker above all: files come in chunks, answers as a
//! whole, and what is asked for is small. Nothing in here knows a browser.

pub mod answering;
mod checking;
pub mod clock;
pub mod copying;
mod files;
mod overview;
mod placing;
pub mod protocol;
mod rows;
pub mod sample;
pub mod sharing;
pub mod zips;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use crate::answers::Answers;
use crate::artifacts::{About, BUNDLE, artifact, bundle, file_name};
use crate::directory::{Directory, Export, directory};
use crate::merge::Basis;
use crate::order;
use crate::plan::model::Mailbox;
use crate::plan::{Plan, plan_on};
use crate::router::{Given, InputFile, Reading, Role, Router, group};
use crate::zip::Counted;
use checking::Checked;
use files::{Ended, Open};
use protocol::{FileUse, Overview, RowColumn, RowsPage, RowsQuery};
use rows::Index;
use zips::Refusal;

/// Everything that is known of one migration.
#[derive(Debug)]
pub struct Session {
    /// The file that is being read.
    open: Option<Open>,
    files: Vec<Held>,
    /// Ids of the files that were read since [`Self::settle`].
    fresh: BTreeSet<u32>,
    /// What could not be opened.
    refused: Vec<Refused>,
    exports: Vec<Export>,
    /// The ids of the exports, in their order.
    export_ids: Vec<u32>,
    answers: Answers,
    reading: Reading,
    /// What the reading says, whatever the other answers are.
    basis: Basis,
    directory: Directory,
    plan: Plan,
    index: RefCell<Option<Index>>,
    /// What a fresh export said last.
    checked: Option<Checked>,
}

/// A router's file that was read.
#[derive(Debug)]
struct Held {
    id: u32,
    given: Given,
}

/// A file, or a part of a zip, that could not be opened.
#[derive(Debug)]
struct Refused {
    id: u32,
    path: String,
    refusal: Refusal,
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
            fresh: BTreeSet::new(),
            refused: Vec::new(),
            exports: Vec::new(),
            export_ids: Vec::new(),
            directory: Directory::default(),
            index: RefCell::default(),
            answers,
            reading,
            basis: Basis::default(),
            plan,
            checked: None,
        }
    }
}

impl Session {
    /// Begins a file: `path` below what was dropped or chosen, parts joined by `/`. A file of the same
    /// folder and name is read anew in its place; a file that was begun and not finished is forgotten.
    pub fn begin(&mut self, id: u32, path: &str, meant: FileUse) {
        self.refused.retain(|refused| refused.path != path);
        self.open = Some(Open::new(id, path, meant));
    }

    /// Remembers that a file cannot be read, and why.
    pub fn refuse(&mut self, id: u32, path: &str, refusal: Refusal) {
        self.refused.retain(|refused| refused.path != path);
        self.refused.push(Refused {
            id,
            path: path.to_owned(),
            refusal,
        });
    }

    /// Puts a file that was read into the router of this label, without planning again.
    pub fn put(&mut self, id: u32, router: &str) {
        if let Some(held) = self.files.iter_mut().find(|held| held.id == id) {
            held.given.router = Some(router.to_owned());
        }
    }

    /// Reads on in the file with this id; bytes of another are ignored.
    pub fn push(&mut self, id: u32, bytes: &[u8]) {
        if let Some(open) = self.open.as_mut().filter(|open| open.id == id) {
            open.push(bytes);
        }
    }

    /// The file ends here. The plan follows with [`Self::replan`]. Gives the ids of the files whose place
    /// it takes.
    pub fn finish(&mut self, id: u32) -> Vec<u32> {
        let Some(open) = self.open.take_if(|open| open.id == id) else {
            return Vec::new();
        };
        match open.finish() {
            Ended::Router(given) => self.keep(id, given),
            Ended::Export(export) => self.keep_export(id, export),
        }
    }

    fn keep(&mut self, id: u32, given: Given) -> Vec<u32> {
        let same = |held: &Held| {
            let file = &given.read.file;
            held.given.folder == given.folder
                && held.given.read.file.name == file.name
                && (!given.folder.is_empty() || held.given.read.file.sha256 == file.sha256)
        };
        let replaced = self.files.extract_if(.., |held| same(held));
        let replaced = replaced.map(|held| held.id).collect();
        self.files.push(Held { id, given });
        self.fresh.insert(id);
        replaced
    }

    /// An export of the same name takes the place of the earlier one.
    fn keep_export(&mut self, id: u32, export: Export) -> Vec<u32> {
        if let Some(at) = self
            .exports
            .iter()
            .position(|held| held.name == export.name)
        {
            self.exports[at] = export;
            vec![std::mem::replace(&mut self.export_ids[at], id)]
        } else {
            self.exports.push(export);
            self.export_ids.push(id);
            Vec::new()
        }
    }

    /// Forgets a file that was begun and not finished.
    pub fn cancel(&mut self, id: u32) {
        self.open.take_if(|open| open.id == id);
    }

    /// Groups the files anew and plans again.
    pub fn replan(&mut self) {
        self.understand_exports();
        self.reading = group(self.files.iter().map(|held| held.given.clone()).collect());
        label_routers(&mut self.reading, &self.answers.labels);
        self.basis = Basis::new(&self.reading, &self.answers);
        self.plan_again();
    }

    /// Takes files out again.
    pub fn remove(&mut self, ids: &[u32]) {
        self.files.retain(|held| !ids.contains(&held.id));
        self.refused.retain(|refused| !ids.contains(&refused.id));
        let mut kept = self.export_ids.iter().map(|id| !ids.contains(id));
        self.exports.retain(|_| kept.next().unwrap_or(true));
        self.export_ids.retain(|id| !ids.contains(id));
        self.replan();
    }

    /// Takes out every file that is not used for the plan; their ids.
    pub fn remove_others(&mut self) -> Vec<u32> {
        let mut ids = self.ids(&self.reading.others);
        ids.extend(self.refused.iter().map(|refused| refused.id));
        self.remove(&ids);
        ids
    }

    /// Plans again with these answers; files are not read again.
    pub fn answer(&mut self, answers: Answers) {
        let labels = answers.labels != self.answers.labels;
        let columns = answers.directory_columns != self.answers.directory_columns;
        let tags = answers.tags != self.answers.tags;
        self.answers = answers;
        if labels || columns {
            self.replan();
        } else {
            if tags {
                self.basis = Basis::new(&self.reading, &self.answers);
            }
            self.plan_again();
        }
    }

    fn understand_exports(&mut self) {
        self.directory = directory(&self.exports, &self.answers.directory_columns);
    }

    fn plan_again(&mut self) {
        // The longest lists of the old plan make room for those of the new one.
        self.plan.mailboxes = Vec::new();
        self.plan.providers = Vec::new();
        self.plan.manual_tasks = Vec::new();
        self.plan = plan_on(&self.basis, &self.reading, &self.directory, &self.answers);
        self.index = RefCell::default();
        self.checked = None;
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
        self.with_index(|index| index.page(&self.plan, query))
    }

    /// Rows of the mailbox table as tab-separated text, with how many are in it and how many match: it
    /// holds at most [`copying::MAX_COPIED`].
    pub fn rows_text(&self, query: &RowsQuery, columns: &[RowColumn]) -> (String, u32, u32) {
        self.with_index(|index| index.text(&self.plan, query, columns))
    }

    /// Made when the first rows of a plan are asked for.
    fn with_index<T>(&self, ask: impl FnOnce(&mut Index) -> T) -> T {
        let mut index = self.index.borrow_mut();
        ask(index.get_or_insert_with(|| Index::new(&self.plan)))
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
        let artifact = artifact(name)?;
        artifact.write(&self.plan, &mut bytes).ok()?;
        Some(render(artifact.about(), bytes))
    }

    /// How many bytes an artifact has, by its name; `None` when there is none of that name. It is rendered for
    /// that, but not held.
    pub fn size(&self, name: &str) -> Option<u64> {
        let mut counted = Counted::new(io::sink());
        artifact(name)?.write(&self.plan, &mut counted).ok()?;
        Some(counted.bytes)
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
            .find(|held| held.given.read.file.name.is_same(&file.name))?;
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
    order::sort_by(&mut reading.routers, |one, other| {
        (&one.label, hash(one)).cmp(&(&other.label, hash(other)))
    });
    for (number, router) in (1..).zip(&mut reading.routers) {
        router.number = number;
    }
}
