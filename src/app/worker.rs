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
use crate::artifacts::OPERATIONS;
use crate::session::protocol::{FileUse, NewFile, Request, Response};
use crate::session::{Rendered, Session, sample, sharing};

/// Bytes read at a time: small enough that Cancel is heard within a few milliseconds.
const SLICE: f64 = 1_048_576.0;

/// Progress is told at most this often, in milliseconds.
const PROGRESS_EVERY: f64 = 60.0;

/// Listens for requests; runs in the worker.
pub(super) fn start() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let shell = Shell::new({
        let scope = scope.clone();
        move |answer| {
            if let Ok(message) = answer.pack() {
                let _ = scope.post_message(&message);
            }
        }
    });
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        match Asked::unpack(&event.data()) {
            Ok(asked) => shell.ask(asked),
            Err(error) => wasm_bindgen::throw_val(error),
        }
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// A session and the files it waits for.
pub(super) struct Shell {
    session: RefCell<Session>,
    waiting: RefCell<VecDeque<(NewFile, File)>>,
    reading: Cell<bool>,
    cancelled: Cell<bool>,
    post: Box<dyn Fn(Answered)>,
}

impl Shell {
    pub(super) fn new(post: impl Fn(Answered) + 'static) -> Rc<Self> {
        Rc::new(Self {
            session: RefCell::default(),
            waiting: RefCell::default(),
            reading: Cell::new(false),
            cancelled: Cell::new(false),
            post: Box::new(post),
        })
    }

    /// Answers a request, at once or, for files, bit by bit.
    pub(super) fn ask(self: &Rc<Self>, asked: Asked) {
        let Asked { id, request, files } = asked;
        match request {
            Request::AddFiles { files: names } => {
                self.waiting
                    .borrow_mut()
                    .extend(names.into_iter().zip(files));
                self.read();
            }
            Request::Cancel => {
                self.cancelled.set(self.reading.get());
            }
            Request::Artifact { name } => self.render(id, name),
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
                session.replan();
            }
            Request::RemoveFiles { files } => session.remove(&files),
            Request::MoveFile { file, router } => session.move_file(file, &router),
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

    fn check_bundle(self: &Rc<Self>, id: u32, files: Vec<File>) {
        let shell = Rc::clone(self);
        spawn_local(async move {
            let found = match whole_files(&files).await {
                Ok(read) => {
                    let bundle = read.first().map_or(&[][..], |(_, bytes)| bytes);
                    let found = shell.session.borrow().check_bundle(bundle);
                    found.map(Box::new).map_err(|problem| problem.to_string())
                }
                Err((name, reason)) => Err(format!("{name} could not be opened: {reason}")),
            };
            shell.tell(id, Response::Verified { found });
        });
    }

    fn check_result(self: &Rc<Self>, id: u32, files: Vec<File>) {
        let shell = Rc::clone(self);
        spawn_local(async move {
            let found = match whole_files(&files).await {
                Ok(read) => shell.session.borrow_mut().check_result(read),
                Err((name, reason)) => Err(format!("{name} could not be opened: {reason}")),
            };
            let found = found.map(Box::new);
            shell.tell(id, Response::Followed { found });
        });
    }

    /// Reads the files once more, whole: nothing of their text was kept.
    fn share(self: &Rc<Self>, id: u32, names: Vec<NewFile>, files: Vec<File>) {
        let shell = Rc::clone(self);
        spawn_local(async move {
            let read = match whole_files(&files).await {
                Ok(read) => read,
                Err((name, reason)) => return shell.tell(id, Response::Unfetched { name, reason }),
            };
            let paths = names.into_iter().map(|name| name.path);
            let read = paths
                .zip(read.into_iter().map(|(_, bytes)| bytes))
                .collect();
            match sharing::shared(read) {
                Ok((card, bytes)) => (shell.post)(Answered {
                    id,
                    response: Response::Shared {
                        shared: Box::new(card),
                    },
                    bytes: Some(Uint8Array::from(bytes.as_slice())),
                }),
                Err(error) => {
                    let name = sharing::FILE_NAME.to_owned();
                    shell.tell(
                        id,
                        Response::Unfetched {
                            name,
                            reason: error.to_string(),
                        },
                    );
                }
            }
        });
    }

    fn tell(&self, id: u32, response: Response) {
        (self.post)(Answered {
            id,
            response,
            bytes: None,
        });
    }

    fn tell_overview(&self, id: u32) {
        let overview = Box::new(self.session.borrow().overview());
        self.tell(id, Response::Overview { overview });
    }

    /// Reads the files that wait, one after the other, unless that is under way.
    fn read(self: &Rc<Self>) {
        if self.reading.replace(true) {
            return;
        }
        let shell = Rc::clone(self);
        spawn_local(async move {
            while let Some((name, file)) = shell.next() {
                if let Err(error) = shell.read_one(&name, &file).await {
                    shell.session.borrow_mut().cancel(name.id);
                    let reason = error_text(&error);
                    shell.tell(
                        0,
                        Response::Unfetched {
                            name: name.path.clone(),
                            reason,
                        },
                    );
                }
                if shell.cancelled.get() {
                    shell.drop_waiting(name.path);
                }
            }
            shell.cancelled.set(false);
            shell.reading.set(false);
            shell.session.borrow_mut().replan();
            shell.tell_overview(0);
        });
    }

    fn next(&self) -> Option<(NewFile, File)> {
        self.waiting.borrow_mut().pop_front()
    }

    fn drop_waiting(&self, current: String) {
        let waiting = self.waiting.take();
        let names = std::iter::once(current).chain(waiting.into_iter().map(|(name, _)| name.path));
        self.tell(
            0,
            Response::Cancelled {
                names: names.collect(),
            },
        );
        self.cancelled.set(false);
    }

    /// Reads one file slice by slice. Between two slices other messages are heard, Cancel among them.
    async fn read_one(&self, name: &NewFile, file: &File) -> Result<(), JsValue> {
        let total = file.size();
        let started = js_sys::Date::now();
        let mut told = 0.0;
        let mut done = 0.0;
        self.session
            .borrow_mut()
            .begin(name.id, &name.path, name.meant);
        while done < total {
            let end = (done + SLICE).min(total);
            let slice = file.slice_with_f64_and_f64(done, end)?;
            let bytes = Uint8Array::new(&JsFuture::from(slice.array_buffer()).await?);
            if self.cancelled.get() {
                self.session.borrow_mut().cancel(name.id);
                return Ok(());
            }
            self.session.borrow_mut().push(name.id, &bytes.to_vec());
            done = end;
            let now = js_sys::Date::now();
            if now - told > PROGRESS_EVERY {
                told = now;
                self.tell(
                    0,
                    Response::Progress {
                        file: name.id,
                        name: name.path.clone(),
                        done: whole(done),
                        total: whole(total),
                        waiting: u32::try_from(self.waiting.borrow().len()).unwrap_or(u32::MAX),
                        rate: whole(done * 1000.0 / (now - started).max(1.0)),
                    },
                );
            }
        }
        self.session.borrow_mut().finish(name.id);
        Ok(())
    }
}

/// Files with their names, read whole; or the name of the one that cannot be, and why.
async fn whole_files(files: &[File]) -> Result<Vec<(String, Vec<u8>)>, (String, String)> {
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        match JsFuture::from(file.array_buffer()).await {
            Ok(buffer) => read.push((file.name(), Uint8Array::new(&buffer).to_vec())),
            Err(error) => return Err((file.name(), error_text(&error))),
        }
    }
    Ok(read)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "sizes of files"
)]
const fn whole(size: f64) -> u64 {
    size as u64
}

fn error_text(error: &JsValue) -> String {
    error.dyn_ref::<js_sys::Error>().map_or_else(
        || "the browser gave no reason".to_owned(),
        |error| error.message().into(),
    )
}
