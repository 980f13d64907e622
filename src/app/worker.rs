//! The worker's side: reads files in slices, keeps the session, answers the page.
//!
//! Where the boot script is absent, as under Trunk, the same code runs in the page itself.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{Uint8Array, global};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use super::wire::{Answered, Asked};
use super::zips::{FIRST_ID, Zip};
use crate::artifacts::OPERATIONS;
use crate::session::protocol::{FileUse, NewFile, Replaced, Request, Response};
use crate::session::zips::{Refusal, is_zip};
use crate::session::{Rendered, Session, sample};

/// Bytes read at a time: small enough that Cancel is heard within a few milliseconds.
pub(super) const SLICE: f64 = 1_048_576.0;

/// Progress is told at most this often, in milliseconds.
const PROGRESS_EVERY: f64 = 60.0;

/// Listens for requests; runs in the worker.
pub(super) fn start() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let shell = Shell::new({
        let scope = scope.clone();
        move |answer| {
            if let Ok(packed) = answer.pack() {
                let _ = scope.post_message_with_transfer(&packed.message, &packed.buffers);
            }
        }
    });
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        match Asked::unpack(event.data()) {
            Ok(asked) => shell.ask(asked),
            Err(error) => wasm_bindgen::throw_val(error),
        }
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Why a file is not read to its end.
pub(super) enum Stop {
    /// It was asked for.
    Cancelled,
    /// The file is not read.
    Refused(Refusal),
    /// The browser could not get it.
    Unfetched(JsValue),
}

impl From<JsValue> for Stop {
    fn from(error: JsValue) -> Self {
        Self::Unfetched(error)
    }
}

/// A session and the files it waits for.
pub(super) struct Shell {
    pub(super) session: RefCell<Session>,
    pub(super) waiting: RefCell<VecDeque<(NewFile, File)>>,
    reading: Cell<bool>,
    /// How many times files were given to read.
    heard: Cell<u32>,
    pub(super) cancelled: Cell<bool>,
    /// The zip whose files are read.
    pub(super) zip: RefCell<Option<Rc<Zip>>>,
    /// The highest id given to a file of a zip.
    pub(super) last_id: Cell<u32>,
    /// When progress was told last.
    told: Cell<f64>,
    pub(super) post: Box<dyn Fn(Answered)>,
}

impl Shell {
    pub(super) fn new(post: impl Fn(Answered) + 'static) -> Rc<Self> {
        Rc::new(Self {
            session: RefCell::default(),
            waiting: RefCell::default(),
            reading: Cell::new(false),
            heard: Cell::new(0),
            cancelled: Cell::new(false),
            zip: RefCell::default(),
            last_id: Cell::new(FIRST_ID),
            told: Cell::new(0.0),
            post: Box::new(post),
        })
    }

    /// Answers a request, at once or, for files, bit by bit.
    pub(super) fn ask(self: &Rc<Self>, asked: Asked) {
        let Asked { id, request, files } = asked;
        match request {
            Request::AddFiles { files: names } => {
                self.heard.set(self.heard.get() + 1);
                let highest = names.iter().map(|name| name.id).max();
                self.last_id
                    .set(self.last_id.get().max(highest.unwrap_or(0)));
                self.waiting
                    .borrow_mut()
                    .extend(names.into_iter().zip(files));
                self.read();
            }
            Request::Cancel => {
                self.cancelled.set(self.reading.get());
            }
            Request::Artifact { name } => self.render(id, name),
            Request::Size { name } => {
                if let Some(bytes) = self.session.borrow().size(&name) {
                    self.tell(id, Response::Size { bytes });
                }
            }
            Request::Share { files: names } => self.share(id, names, files),
            Request::CheckBundle => self.check_bundle(id, files),
            Request::CheckResult => self.check_result(id, files),
            Request::Remaining => {
                let rendered = self.session.borrow().remaining();
                self.hand_over(id, OPERATIONS.name.to_owned(), rendered);
            }
            Request::Rows { query } => {
                let rows = self.session.borrow().rows(&query);
                self.tell(id, Response::Rows { rows });
            }
            Request::CopyRows { query, columns } => {
                let (text, copied, total) = self.session.borrow().rows_text(&query, &columns);
                (self.post)(Answered {
                    id,
                    response: Response::Copied { copied, total },
                    bytes: Some(Uint8Array::from(text.as_bytes())),
                });
            }
            Request::Row { key } => {
                let mailbox = self
                    .session
                    .borrow()
                    .row(&key)
                    .map(|mailbox| Box::new(mailbox.clone()));
                self.tell(id, Response::Row { mailbox });
            }
            changing => {
                self.change(changing);
                self.tell_overview(id);
            }
        }
    }

    fn change(&self, request: Request) {
        let mut session = self.session.borrow_mut();
        match request {
            Request::OpenSample { first_id } => {
                for ((path, bytes), id) in sample::FILES.iter().zip(first_id..) {
                    session.begin(id, path, FileUse::Any);
                    session.push(id, bytes);
                    session.finish(id);
                }
                session.settle();
                session.replan();
            }
            Request::RemoveFiles { files } => session.remove(&files),
            Request::RemoveOthers => {
                let files = session.remove_others();
                self.tell(0, Response::Removed { files });
            }
            Request::MoveFile { file, router } => {
                let replaced = session.move_file(file, &router);
                self.tell_replaced(replaced.into_iter().collect());
            }
            Request::Answer { answers } => session.answer(*answers),
            Request::AddFiles { .. }
            | Request::Cancel
            | Request::Rows { .. }
            | Request::CopyRows { .. }
            | Request::Row { .. }
            | Request::Share { .. }
            | Request::CheckBundle
            | Request::CheckResult
            | Request::Remaining
            | Request::Size { .. }
            | Request::Artifact { .. } => {}
        }
    }

    fn render(&self, id: u32, name: String) {
        let rendered = self.session.borrow().artifact(&name);
        self.hand_over(id, name, rendered);
    }

    fn hand_over(&self, id: u32, name: String, rendered: Option<Rendered>) {
        let Some(rendered) = rendered else {
            return;
        };
        (self.post)(Answered {
            id,
            response: Response::Artifact {
                name,
                file_name: rendered.file_name,
                media_type: rendered.media_type.to_owned(),
            },
            bytes: Some(Uint8Array::from(rendered.bytes.as_slice())),
        });
    }

    pub(super) fn tell(&self, id: u32, response: Response) {
        (self.post)(Answered {
            id,
            response,
            bytes: None,
        });
    }

    fn tell_replaced(&self, replaced: Vec<Replaced>) {
        if !replaced.is_empty() {
            self.tell(0, Response::Replaced { replaced });
        }
    }

    fn tell_overview(&self, id: u32) {
        let overview = Box::new(self.session.borrow().overview());
        let reading = self.reading.get();
        let heard = self.heard.get();
        self.tell(
            id,
            Response::Overview {
                overview,
                reading,
                heard,
            },
        );
    }

    /// Reads the files that wait, one after the other, unless that is under way.
    fn read(self: &Rc<Self>) {
        if self.reading.replace(true) {
            return;
        }
        let shell = Rc::clone(self);
        spawn_local(async move {
            while let Some((name, file)) = shell.next() {
                match shell.read_one(&name, &file).await {
                    Ok(()) => {}
                    Err(Stop::Cancelled) => shell.session.borrow_mut().cancel(name.id),
                    Err(Stop::Refused(refusal)) => shell.refuse(&name, refusal),
                    Err(Stop::Unfetched(error)) => shell.not_fetched(&name, &error_text(&error)),
                }
                if shell.cancelled.get() {
                    shell.drop_waiting(name.id);
                }
            }
            shell.zip.take();
            shell.cancelled.set(false);
            shell.reading.set(false);
            let replaced = shell.session.borrow_mut().settle();
            shell.tell_replaced(replaced);
            shell.session.borrow_mut().replan();
            shell.tell_overview(0);
        });
    }

    fn next(&self) -> Option<(NewFile, File)> {
        self.waiting.borrow_mut().pop_front()
    }

    fn drop_waiting(&self, current: u32) {
        let waiting = self.waiting.take();
        let files = std::iter::once(current).chain(waiting.into_iter().map(|(name, _)| name.id));
        let files = files.collect();
        self.tell(0, Response::Cancelled { files });
        self.cancelled.set(false);
    }

    /// A file was moved, changed or locked since it was chosen.
    fn not_fetched(&self, name: &NewFile, reason: &str) {
        let refusal = Refusal {
            why: format!("could not be opened ({reason})"),
            remedy: "Close what uses it, then add it again.",
        };
        self.refuse(name, refusal);
        self.tell(
            0,
            Response::Unfetched {
                name: name.path.clone(),
                reason: reason.to_owned(),
            },
        );
    }

    fn refuse(&self, name: &NewFile, refusal: Refusal) {
        let mut session = self.session.borrow_mut();
        session.cancel(name.id);
        session.refuse(name.id, &name.path, refusal);
    }

    /// Tells how far a file is, when told of more bytes of it, but not more often than eyes can follow.
    pub(super) fn progress(&self, name: &NewFile, total: u64) -> impl FnMut(u64) {
        let started = js_sys::Date::now();
        let mut done = 0;
        move |more| {
            done += more;
            let now = js_sys::Date::now();
            if now - self.told.get() > PROGRESS_EVERY {
                self.told.set(now);
                let spent = (now - started).max(1.0);
                self.tell(
                    0,
                    Response::Progress {
                        file: name.id,
                        name: name.path.clone(),
                        done,
                        total,
                        waiting: u32::try_from(self.waiting.borrow().len()).unwrap_or(u32::MAX),
                        rate: whole(done as f64 * 1000.0 / spent),
                    },
                );
            }
        }
    }

    /// Reads one file slice by slice. Between two slices other messages are heard, Cancel among them.
    async fn read_one(&self, name: &NewFile, file: &File) -> Result<(), Stop> {
        if let Some(packed) = name.packed {
            return self.read_packed(name, packed, file).await;
        }
        let total = file.size();
        let mut progress = self.progress(name, whole(total));
        let mut done = 0.0;
        self.session
            .borrow_mut()
            .begin(name.id, &name.path, name.meant);
        while done < total {
            let end = (done + SLICE).min(total);
            let slice = file.slice_with_f64_and_f64(done, end)?;
            let bytes = Uint8Array::new(&JsFuture::from(slice.array_buffer()).await?).to_vec();
            self.heard_cancel()?;
            if done == 0.0 && name.meant == FileUse::Any && is_zip(&bytes) {
                self.session.borrow_mut().cancel(name.id);
                return self.read_zip(name, file).await;
            }
            self.session.borrow_mut().push(name.id, &bytes);
            progress(bytes.len() as u64);
            done = end;
        }
        self.finish(name);
        Ok(())
    }

    /// Stops reading where that was asked for.
    pub(super) fn heard_cancel(&self) -> Result<(), Stop> {
        if self.cancelled.get() {
            return Err(Stop::Cancelled);
        }
        Ok(())
    }

    pub(super) fn finish(&self, name: &NewFile) {
        let mut session = self.session.borrow_mut();
        let files = session.finish(name.id);
        if let Some(router) = &name.router {
            session.put(name.id, router);
        }
        if !files.is_empty() {
            self.tell(0, Response::Removed { files });
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of files"
)]
pub(super) const fn whole(size: f64) -> u64 {
    size as u64
}

pub(super) fn error_text(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(
        || "the browser gave no reason".to_owned(),
        |error| error.message().into(),
    )
}
