//! What the page knows: signals over one state, and the few ways to change it.

use std::collections::HashMap;
use std::sync::Arc;

use js_sys::Uint8Array;
use leptos::prelude::*;
use web_sys::File;

use super::address::Address;
use super::files::Handle;
use super::form::Form;
use super::history::History;
use super::link::{Link, News};
use super::{intl, words};
use crate::answers::Answers;
use crate::session::answering::answered;
use crate::session::protocol::{Overview, Request, Response, RowColumn};

/// Everything the page knows. Copied freely: the values live in the reactive system.
#[derive(Clone, Copy)]
pub(super) struct State {
    /// Where the page is.
    pub(super) address: RwSignal<Address>,
    /// The last step that may be gone to.
    pub(super) furthest: RwSignal<u8>,
    /// The plan without its long lists; `None` before the first file.
    pub(super) overview: RwSignal<Option<Arc<Overview>>>,
    /// The decisions as the admin gave them.
    pub(super) answers: RwSignal<Answers>,
    /// The decisions of before.
    pub(super) history: RwSignal<History>,
    /// How far reading has come.
    pub(super) reading: RwSignal<Option<Reading>>,
    /// Whether a new plan is being made.
    pub(super) planning: RwSignal<bool>,
    /// What keeps *Continue* from going on.
    pub(super) problems: RwSignal<Vec<Problem>>,
    /// Whether they stand at the top of the step, too: *Continue* was pressed.
    pub(super) summary: RwSignal<bool>,
    /// Something to tell at the top of the step.
    pub(super) notice: RwSignal<Option<Notice>>,
    /// Paths of the files that were added after step 1.
    pub(super) added: RwSignal<Vec<String>>,
    /// A file that was dropped to be checked.
    pub(super) to_check: RwSignal<Option<(Check, File)>, LocalStorage>,
    /// What the browser said when the worker ended.
    pub(super) died: RwSignal<Option<String>>,
    /// The open dialog.
    pub(super) dialog: RwSignal<Option<Dialog>>,
    /// What was said last to those who do not see the page.
    pub(super) said: RwSignal<String>,
    /// The search in the mailbox table; never in the address.
    pub(super) text: RwSignal<String>,
    /// The columns of the mailbox table that are shown, as a sum of bits.
    pub(super) columns: RwSignal<u16>,
    /// The fields about time.
    pub(super) form: Form,
    /// Whether the files are the made-up ones.
    pub(super) sample: RwSignal<bool>,
    /// Whether something would be lost by leaving.
    pub(super) unsaved: RwSignal<bool>,
    pub(super) hidden: StoredValue<Hidden, LocalStorage>,
}

/// What the views never see.
#[derive(Default)]
pub(super) struct Hidden {
    link: Option<Link>,
    pub(super) files: HashMap<u32, Handle>,
    pub(super) last_id: u32,
    /// How many times the worker was given files to read.
    pub(super) given: u32,
    /// Paths of the files that are being added after step 1.
    pub(super) added: Vec<String>,
    /// The first id of the made-up files.
    pub(super) sample_from: u32,
    /// What is told at the top of the step that is gone to.
    pub(super) arriving: Option<Notice>,
    /// The field that is led to on the step that is gone to.
    pub(super) aim: Option<&'static str>,
    stale: bool,
}

/// How far reading has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    pub(super) name: String,
    pub(super) done: u64,
    pub(super) total: u64,
    pub(super) waiting: u32,
    pub(super) rate: u64,
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// Id of the element to go to.
    pub(super) field: String,
    pub(super) text: String,
}

impl Problem {
    pub(super) fn new(field: &str, text: &str) -> Self {
        Self {
            field: field.to_owned(),
            text: text.to_owned(),
        }
    }
}

/// Something to tell, with its tone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Notice {
    pub(super) good: bool,
    pub(super) title: String,
    pub(super) text: String,
}

/// What a file is checked as in step 4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Check {
    /// A bundle, against its sources.
    Bundle,
    /// A fresh export, against the plan.
    Result,
}

/// A dialog over the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Dialog {
    /// How you can check that nothing is sent.
    Trust,
    /// The whole story of a mailbox, by its key.
    Row(String),
    /// The text of an artifact, by its name.
    Preview(String),
    /// A rule, by its id.
    Rule(String),
    /// The router files, made fit to be shown to others.
    Share,
}

impl State {
    pub(super) fn new() -> Self {
        let zone = intl::own_zone();
        let state = Self {
            address: RwSignal::new(Address::step(1)),
            furthest: RwSignal::new(1),
            overview: RwSignal::new(None),
            answers: RwSignal::new(Answers {
                as_of: Some(intl::now()),
                ..Answers::default()
            }),
            history: RwSignal::new(History::new(zone.clone())),
            reading: RwSignal::new(None),
            planning: RwSignal::new(false),
            problems: RwSignal::new(Vec::new()),
            summary: RwSignal::new(false),
            notice: RwSignal::new(None),
            added: RwSignal::new(Vec::new()),
            to_check: RwSignal::new_local(None),
            died: RwSignal::new(None),
            dialog: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            text: RwSignal::new(String::new()),
            columns: RwSignal::new(RowColumn::AT_FIRST),
            form: Form::new(zone),
            sample: RwSignal::new(false),
            unsaved: RwSignal::new(false),
            hidden: StoredValue::new_local(Hidden::default()),
        };
        state.start_worker();
        state
    }

    /// The state, in a component.
    pub(super) fn of_page() -> Self {
        expect_context()
    }

    /// A part of the overview that tells its readers only when it changes.
    pub(super) fn part<T: PartialEq + Send + Sync + 'static>(
        self,
        part: impl Fn(&Overview) -> T + Send + Sync + 'static,
    ) -> Memo<Option<T>> {
        Memo::new(move |_| {
            self.overview
                .with(|overview| overview.as_deref().map(&part))
        })
    }

    /// Whether any file was added.
    pub(super) fn has_files(self) -> bool {
        self.overview.with(|overview| {
            overview
                .as_ref()
                .is_some_and(|overview| !overview.routers.is_empty() || !overview.others.is_empty())
        })
    }

    pub(super) fn start_worker(self) {
        let link = Link::start(move |news| self.hear(news));
        self.hidden.update_value(|hidden| {
            hidden.link = Some(link);
            hidden.given = 0;
        });
    }

    fn link(self) -> Option<Link> {
        self.hidden.with_value(|hidden| hidden.link.clone())
    }

    fn hear(self, news: News) {
        match news {
            News::Told(response) => self.take(response),
            News::Died(reason) => {
                if let Some(link) = self.link() {
                    link.end();
                }
                self.reading.set(None);
                self.planning.set(false);
                self.died.set(Some(reason));
            }
        }
    }

    fn take(self, response: Response) {
        match response {
            Response::Progress {
                name,
                done,
                total,
                waiting,
                rate,
                ..
            } => {
                self.reading.set(Some(Reading {
                    name,
                    done,
                    total,
                    waiting,
                    rate,
                }));
            }
            Response::Unzipped { file, files } => self.unzipped(file, files),
            Response::Removed { files } => self.forget(&files),
            Response::Replaced { replaced } => self.replaced(&replaced),
            Response::Cancelled { files } => {
                self.reading.set(None);
                self.hidden.update_value(|hidden| hidden.added.clear());
                self.forget(&files);
                let count = intl::number(files.len() as u64);
                self.tell(false, "Reading was cancelled", &format!(
                    "{count} of the files were not read. What was read before is kept; add the others again when you want them."
                ));
            }
            Response::Unfetched { name, reason } => {
                self.hidden
                    .update_value(|hidden| hidden.added.retain(|path| *path != name));
                self.tell(false, &format!("{name} could not be opened"), &format!(
                    "It may have been moved, changed or locked since you chose it. Close what uses it, then add it again. The browser says: {reason}"
                ));
            }
            Response::Overview {
                overview,
                reading,
                heard,
            } => {
                // An answer from before the worker heard of the files says nothing of them.
                let given = self.hidden.with_value(|hidden| hidden.given);
                if !reading && heard == given {
                    self.reading.set(None);
                    self.tell_added();
                }
                let overview = Arc::new(*overview);
                self.said.set(words::summary(&overview));
                self.overview.set(Some(overview));
            }
            Response::Rows { .. }
            | Response::Copied { .. }
            | Response::Row { .. }
            | Response::Shared { .. }
            | Response::Verified { .. }
            | Response::Followed { .. }
            | Response::Size { .. }
            | Response::Artifact { .. } => {}
        }
    }

    /// Tells something at the top of the step.
    pub(super) fn tell(self, good: bool, title: &str, text: &str) {
        self.notice.set(Some(Notice {
            good,
            title: title.to_owned(),
            text: text.to_owned(),
        }));
    }

    pub(super) fn send(self, request: Request, files: Vec<File>) {
        if let Some(link) = self.link() {
            link.send(request, files);
        }
    }

    /// Asks the worker something with an answer of its own.
    pub(super) fn ask(
        self,
        request: Request,
        then: impl FnOnce(Response, Option<Uint8Array>) + 'static,
    ) {
        self.ask_about(request, Vec::new(), then);
    }

    /// Asks the worker something about these files.
    pub(super) fn ask_about(
        self,
        request: Request,
        files: Vec<File>,
        then: impl FnOnce(Response, Option<Uint8Array>) + 'static,
    ) {
        if let Some(link) = self.link() {
            link.ask(request, files, then);
        }
    }

    /// Changes a decision and plans again.
    pub(super) fn change(self, edit: impl FnOnce(&mut Answers)) {
        let before = self.answers.get_untracked();
        let mut answers = before.clone();
        edit(&mut answers);
        if before != answers {
            self.note(before, &answers);
            self.take_over(answers);
        }
    }

    /// Gives one answer, or takes it back; `path` is its place in the answers.
    pub(super) fn answer(self, path: &str, value: Option<&str>) {
        self.change(|answers| {
            if let Some(with) = answered(answers, path, value) {
                *answers = with;
            }
        });
    }

    /// Plans with these decisions from now on.
    pub(super) fn take_over(self, answers: Answers) {
        self.answers.set(answers);
        self.unsaved.set(true);
        self.replan();
    }

    /// Takes over a whole set of decisions.
    pub(super) fn open_answers(self, mut answers: Answers) {
        answers.as_of = Some(intl::now());
        self.form.show(&answers);
        self.note(self.answers.get_untracked(), &answers);
        self.take_over(answers);
    }

    /// Asks for a new plan; while one is being made, the next waits until it is there.
    pub(super) fn replan(self) {
        if self.planning.get_untracked() {
            self.hidden.update_value(|hidden| hidden.stale = true);
            return;
        }
        self.planning.set(true);
        let answers = Box::new(self.answers.get_untracked());
        self.ask(Request::Answer { answers }, move |response, _| {
            self.planning.set(false);
            self.take(response);
            let stale = self
                .hidden
                .try_update_value(|hidden| std::mem::take(&mut hidden.stale));
            if stale == Some(true) {
                self.replan();
            }
        });
    }
}
