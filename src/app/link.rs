//! The page's side of the worker.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::time::Duration;

use js_sys::Uint8Array;
use leptos::prelude::set_timeout;
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, File, MessageEvent, Worker};

use super::outside;
use super::wire::{Answered, Asked};
use super::worker::Shell;
use crate::session::protocol::{Request, Response};

type Then = Box<dyn FnOnce(Response, Option<Uint8Array>)>;

/// What the worker says without being asked, or with its end.
pub(super) enum News {
    /// An answer no one waits for: progress, a new overview.
    Told(Response),
    /// The worker has ended; with what the browser says.
    Died(String),
}

/// A way to ask the worker.
#[derive(Clone)]
pub(super) struct Link(Rc<Inside>);

struct Inside {
    side: Side,
    waiting: RefCell<HashMap<u32, Then>>,
    next_id: Cell<u32>,
    hear: Box<dyn Fn(News)>,
}

enum Side {
    Worker(Worker),
    /// Without the boot script the work is done here.
    Here(Rc<Shell>),
}

impl Link {
    /// Starts a worker.
    pub(super) fn start(hear: impl Fn(News) + 'static) -> Self {
        Self(Rc::new_cyclic(|inside: &std::rc::Weak<Inside>| {
            let side = match outside::worker() {
                Ok(worker) => {
                    listen(&worker, inside);
                    Side::Worker(worker)
                }
                Err(_) => {
                    let inside = inside.clone();
                    Side::Here(Shell::new(move |answer| {
                        if let Some(inside) = inside.upgrade() {
                            inside.receive(answer);
                        }
                    }))
                }
            };
            Inside {
                side,
                waiting: RefCell::default(),
                next_id: Cell::new(1),
                hear: Box::new(hear),
            }
        }))
    }

    /// Sends a request; what comes back is told as news.
    pub(super) fn send(&self, request: Request, files: Vec<File>) {
        self.0.post(Asked {
            id: 0,
            request,
            files,
        });
    }

    /// Sends a request and waits for its own answer.
    pub(super) fn ask(
        &self,
        request: Request,
        files: Vec<File>,
        then: impl FnOnce(Response, Option<Uint8Array>) + 'static,
    ) {
        let id = self.0.next_id.get();
        self.0.next_id.set(id.wrapping_add(1).max(1));
        self.0.waiting.borrow_mut().insert(id, Box::new(then));
        self.0.post(Asked { id, request, files });
    }

    /// Ends the worker, whatever it is doing.
    pub(super) fn end(&self) {
        if let Side::Worker(worker) = &self.0.side {
            worker.terminate();
        }
    }
}

impl Inside {
    fn post(&self, asked: Asked) {
        match &self.side {
            Side::Worker(worker) => {
                let sent = asked.pack().and_then(|packed| {
                    worker.post_message_with_transfer(&packed.message, &packed.buffers)
                });
                if sent.is_err() {
                    (self.hear)(News::Died(
                        "the request could not be handed over".to_owned(),
                    ));
                }
            }
            Side::Here(shell) => shell.ask(asked),
        }
    }

    fn receive(&self, answer: Answered) {
        let then = self.waiting.borrow_mut().remove(&answer.id);
        match then {
            Some(then) => then(answer.response, answer.bytes),
            None => (self.hear)(News::Told(answer.response)),
        }
    }
}

fn listen(worker: &Worker, inside: &std::rc::Weak<Inside>) {
    let on_message = Closure::<dyn Fn(MessageEvent)>::new({
        let inside = inside.clone();
        move |event: MessageEvent| {
            let Some(inside) = inside.upgrade() else {
                return;
            };
            let answer = Answered::unpack(event.data());
            // To read a long answer and to show it are two tasks, so that neither holds the page up for long.
            set_timeout(
                move || match answer {
                    Ok(answer) => inside.receive(answer),
                    Err(_) => (inside.hear)(News::Died("its answer could not be read".to_owned())),
                },
                Duration::ZERO,
            );
        }
    });
    worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    on_message.forget();
    let on_error = Closure::<dyn Fn(ErrorEvent)>::new({
        let inside = inside.clone();
        move |event: ErrorEvent| {
            event.prevent_default();
            if let Some(inside) = inside.upgrade() {
                (inside.hear)(News::Died(event.message()));
            }
        }
    });
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    on_error.forget();
}
