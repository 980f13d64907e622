//! The page and its worker.

mod outside;
mod worker;

use leptos::prelude::*;

/// Starts the side this realm is for: a realm with a document shows the page,
/// one without is the worker.
pub fn start() {
    if js_sys::Reflect::has(&js_sys::global(), &"document".into()).unwrap_or(false) {
        if let Some(place) = outside::place() {
            place.set_text_content(None);
            mount_to(place, Page).forget();
        }
    } else {
        worker::start();
    }
}

#[component]
fn Page() -> impl IntoView {
    let answer = RwSignal::new(String::from("The worker has not answered yet."));
    worker::ask("ping", move |text| answer.set(text));
    view! {
        <main>
            <h1>"Reroute"</h1>
            <p id="answer">{answer}</p>
        </main>
    }
}
