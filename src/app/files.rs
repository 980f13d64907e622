//! The files of the page: added, read, moved, taken out, and read again after a new start.

use js_sys::Uint8Array;
use leptos::prelude::*;
use web_sys::File;

use super::history::History;
use super::intl;
use super::state::{Reading, State};
use crate::answers::Answers;
use crate::order;
use crate::session::protocol::{FileUse, NewFile, Packed, Replaced, Request, Response};
use crate::session::sample;

/// Ids of the made-up files after a new start: far from those of files that are added.
const SAMPLE_AGAIN: u32 = 1_000_000;

/// Routers whose replaced files are told by name.
const ROUTERS_TOLD: usize = 3;

/// A file that was added.
#[derive(Clone)]
pub(super) struct Handle {
    /// Its path below what was dropped or chosen.
    path: String,
    meant: FileUse,
    /// The router it was put in.
    router: Option<String>,
    /// Where it is in the zip that `file` is.
    packed: Option<Packed>,
    file: File,
}

impl Handle {
    fn name(&self, id: u32) -> NewFile {
        NewFile {
            id,
            path: self.path.clone(),
            meant: self.meant,
            router: self.router.clone(),
            packed: self.packed,
        }
    }
}

impl State {
    /// Adds files: path below what was dropped or chosen, and handle.
    pub(super) fn add_files(self, files: Vec<(String, File)>, meant: FileUse) {
        if files.is_empty() {
            return;
        }
        self.notice.set(None);
        self.added.set(Vec::new());
        self.problems.set(Vec::new());
        self.leave_sample();
        self.unsaved.set(true);
        self.note_added(&files);
        let added = self.hidden.try_update_value(|hidden| {
            let added = files.into_iter().map(|(path, file)| {
                hidden.last_id += 1;
                let handle = Handle {
                    path,
                    meant,
                    router: None,
                    packed: None,
                    file,
                };
                hidden.files.insert(hidden.last_id, handle.clone());
                (hidden.last_id, handle)
            });
            added.collect::<Vec<_>>()
        });
        self.read(&added.unwrap_or_default());
    }

    /// Has files read.
    fn read(self, files: &[(u32, Handle)]) {
        let Some((_, first)) = files.first() else {
            return;
        };
        self.reading.set(Some(Reading {
            name: first.path.clone(),
            done: 0,
            total: 0,
            waiting: u32::try_from(files.len() - 1).unwrap_or(u32::MAX),
            rate: 0,
        }));
        self.hidden.update_value(|hidden| hidden.given += 1);
        let (names, handles) = named(files);
        self.send(Request::AddFiles { files: names }, handles);
    }

    /// The files of a zip take its place.
    pub(super) fn unzipped(self, zip: u32, files: Vec<NewFile>) {
        self.hidden.update_value(|hidden| {
            let Some(zip) = hidden.files.remove(&zip) else {
                return;
            };
            for name in files {
                let handle = Handle {
                    path: name.path,
                    meant: name.meant,
                    router: None,
                    packed: name.packed,
                    file: zip.file.clone(),
                };
                hidden.files.insert(name.id, handle);
            }
        });
    }

    /// Opens the made-up files, with the answers that go with them.
    pub(super) fn open_sample(self) {
        let Ok(answers) = serde_json::from_slice::<Answers>(sample::ANSWERS.as_bytes()) else {
            return;
        };
        self.sample.set(true);
        self.answers.set(answers.clone());
        self.form.show(&answers);
        // There is nothing to go back to: these files come with their answers.
        let zone = self.form.zone.get_untracked();
        self.history.set(History::new(zone));
        let mut first_id = 0;
        self.hidden.update_value(|hidden| {
            first_id = hidden.last_id + 1;
            hidden.sample_from = first_id;
            hidden.last_id += u32::try_from(sample::FILES.len()).unwrap_or(0);
        });
        self.send(Request::OpenSample { first_id }, Vec::new());
        self.replan();
    }

    /// Takes the made-up files out with everything that was decided about them, and goes back to the beginning:
    /// nothing of them may get into a plan of the admin's own.
    pub(super) fn leave_sample(self) {
        if !self.sample.get_untracked() {
            return;
        }
        self.sample.set(false);
        let first = self.hidden.with_value(|hidden| hidden.sample_from);
        let count = u32::try_from(sample::FILES.len()).unwrap_or(0);
        self.send(
            Request::RemoveFiles {
                files: (first..first + count).collect(),
            },
            Vec::new(),
        );
        let answers = Answers {
            as_of: Some(intl::now()),
            ..Answers::default()
        };
        let zone = intl::own_zone();
        self.form.zone.set(zone.clone());
        self.form.show(&answers);
        self.history.set(History::new(zone));
        self.answers.set(answers);
        self.text.set(String::new());
        self.replan();
        self.furthest.set(1);
        self.go_and_tell(
            1,
            true,
            "The made-up sample was taken out",
            "Every decision about it is gone with it: this is the beginning, for your own files.",
        );
    }

    /// On step 1 the files show by themselves; on a later one it is told what was added.
    fn note_added(self, files: &[(String, File)]) {
        let later = self.furthest.get_untracked() > 1
            && self.address.with_untracked(|address| address.step) > 1;
        let paths = files.iter().map(|(path, _)| path.clone());
        self.hidden.update_value(|hidden| match later {
            true => hidden.added.extend(paths),
            false => hidden.added.clear(),
        });
    }

    /// The files that were being added are read.
    pub(super) fn tell_added(self) {
        let added = self
            .hidden
            .try_update_value(|hidden| std::mem::take(&mut hidden.added));
        if let Some(added) = added.filter(|added| !added.is_empty()) {
            self.added.set(added);
        }
    }

    /// Takes files out again.
    pub(super) fn remove_files(self, files: Vec<u32>) {
        self.forget(&files);
        self.send(Request::RemoveFiles { files }, Vec::new());
    }

    /// Takes out every file that is not used for the plan.
    pub(super) fn remove_others(self) {
        self.send(Request::RemoveOthers, Vec::new());
    }

    /// Forgets files that the worker no longer has.
    pub(super) fn forget(self, files: &[u32]) {
        self.hidden.update_value(|hidden| {
            for id in files {
                hidden.files.remove(id);
            }
        });
    }

    /// Files took the place of others: it is said which, and a new start of the worker finds them so.
    pub(super) fn replaced(self, replaced: &[Replaced]) {
        self.hidden.update_value(|hidden| {
            for one in replaced {
                for (id, _) in &one.files {
                    hidden.files.remove(id);
                }
                for placed in &one.placed {
                    if let Some(handle) = hidden.files.get_mut(&placed.file) {
                        handle.path.clone_from(&placed.path);
                        handle.router.clone_from(&placed.router);
                    }
                }
            }
        });
        let routers = replaced.iter().take(ROUTERS_TOLD).map(|one| {
            let names: Vec<&str> = one.files.iter().map(|(_, name)| name.as_str()).collect();
            format!("{}: the earlier {}.", one.router, names.join(", "))
        });
        let routers: Vec<String> = routers.collect();
        let more = match replaced.len().saturating_sub(ROUTERS_TOLD) {
            0 => String::new(),
            more => format!(" And of {} more.", intl::number(more as u64)),
        };
        self.tell(true, "Files took the place of earlier ones", &format!(
            "No longer used: {}{more} If that was not meant, take the new ones out and add the earlier ones again.",
            routers.join(" "),
        ));
    }

    /// Puts a file to another router.
    pub(super) fn move_file(self, file: u32, router: String) {
        // The files stay together after a new start of the worker as well.
        let (label, together) = self.overview.with_untracked(|overview| {
            let mut routers = overview.iter().flat_map(|overview| &overview.routers);
            let target = routers.find(|card| card.key == router);
            let files = target.iter().flat_map(|card| &card.files);
            (
                target.map_or_else(|| router.clone(), |card| card.label.clone()),
                files.map(|file| file.id).chain([file]).collect::<Vec<_>>(),
            )
        });
        self.hidden.update_value(|hidden| {
            for id in together {
                if let Some(handle) = hidden.files.get_mut(&id) {
                    handle.router = Some(label.clone());
                }
            }
        });
        self.send(Request::MoveFile { file, router }, Vec::new());
    }

    /// Stops reading.
    pub(super) fn cancel(self) {
        self.send(Request::Cancel, Vec::new());
    }

    /// Whether files of the admin's own are here, and not the made-up ones alone.
    pub(super) fn has_own_files(self) -> bool {
        self.has_files() && self.hidden.with_value(|hidden| !hidden.files.is_empty())
    }

    /// Has the router files made fit to be shown to others.
    pub(super) fn share(self, then: impl FnOnce(Response, Option<Uint8Array>) + 'static) {
        let mut files = self.handles();
        files.retain(|(_, handle)| handle.meant == FileUse::Any);
        let (names, handles) = named(&files);
        self.ask_about(Request::Share { files: names }, handles, then);
    }

    /// After the worker has ended: a new one, with the files and the decisions of before.
    pub(super) fn restart(self) {
        self.died.set(None);
        self.start_worker();
        if self.sample.get_untracked() {
            let first_id = SAMPLE_AGAIN;
            self.hidden
                .update_value(|hidden| hidden.sample_from = first_id);
            self.send(Request::OpenSample { first_id }, Vec::new());
        }
        self.read(&self.handles());
        self.replan();
    }

    /// Every file that was added, in the order of the ids.
    fn handles(self) -> Vec<(u32, Handle)> {
        let mut files: Vec<_> = self.hidden.with_value(|hidden| {
            let files = hidden.files.iter();
            files.map(|(id, handle)| (*id, handle.clone())).collect()
        });
        order::sort_by_key(&mut files, |(id, _)| *id);
        files
    }
}

/// What goes to the worker: the names as data, the handles beside them.
fn named(files: &[(u32, Handle)]) -> (Vec<NewFile>, Vec<File>) {
    files
        .iter()
        .map(|(id, handle)| (handle.name(*id), handle.file.clone()))
        .unzip()
}
