//! Questions of the page, answered in the worker.

use js_sys::global;
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use super::outside;

/// Listens for questions; runs in the worker.
pub(super) fn start() {
    let scope: DedicatedWorkerGlobalScope = global().unchecked_into();
    let listener = Closure::<dyn Fn(MessageEvent)>::new({
        let scope = scope.clone();
        move |event: MessageEvent| {
            let text = answer(&event.data().as_string().unwrap_or_default(), "worker");
            let _ = scope.post_message(&text.into());
        }
    });
    scope.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
}

/// Asks the worker, or the page itself where there is no worker.
pub(super) fn ask(question: &str, mut then: impl FnMut(String) + 'static) {
    let Ok(worker) = outside::worker() else {
        return then(answer(question, "page"));
    };
    let listener = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
        then(event.data().as_string().unwrap_or_default());
    });
    worker.set_onmessage(Some(listener.as_ref().unchecked_ref()));
    listener.forget();
    let _ = worker.post_message(&question.into());
}

fn answer(question: &str, place: &str) -> String {
    format!("The {place} answered {question:?}.")
}
