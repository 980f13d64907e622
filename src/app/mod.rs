//! The page and its worker: Leptos over one state, and a session behind it.
//!
//! ```text
//! steps ─► parts ─► state ─► link ═ messages ═ worker ─► session
//! ```

mod address;
mod answers_file;
mod files;
mod form;
mod going;
mod history;
mod intl;
mod link;
mod outside;
mod parts;
mod state;
mod steps;
mod validate;
mod whole;
mod wire;
mod words;
mod worker;
mod zips;

use leptos::ev;
use leptos::prelude::*;

use address::Address;
use parts::dialog::Dialogs;
use parts::drop::DropVeil;
use parts::frame::{Header, STEPS, Side};
use parts::icon::Sprite;
use parts::notice::{Died, Said, TopNotice};
use parts::problem::Problems;
use parts::reading::{Added, ReadingNow};
use parts::show::Show;
use state::State;

/// Starts the side this realm is for: a realm with a document shows the page,
/// one without is the worker.
pub fn start() {
    if js_sys::Reflect::has(&js_sys::global(), &"document".into()).unwrap_or(false) {
        if let Some(place) = outside::place() {
            place.set_text_content(None);
            outside::keep_theme(outside::theme().as_deref());
            mount_to(place, Page).forget();
        }
    } else {
        worker::start();
    }
}

#[component]
fn Page() -> impl IntoView {
    let state = State::new();
    provide_context(state);
    follow_address(state);
    name_document(state);
    warn_on_leaving(state);
    mark_busy(state);
    history::listen(state);
    validate::follow(state);
    let step = Memo::new(move |_| state.address.with(|address| address.step));
    view! {
        <Sprite/>
        <Header/>
        <div class="shell">
            <Side/>
            <main class="main" id="main">
                <Died/>
                <Problems/>
                <TopNotice/>
                <Show when=move || { step.get() > 1 }><ReadingNow/><Added/></Show>
                {move || match step.get() {
                    2 => view! { <steps::profiles::Profiles/> }.into_any(),
                    3 => view! { <steps::review::Review/> }.into_any(),
                    4 => view! { <steps::take::Take/> }.into_any(),
                    _ => view! { <steps::files::Files/> }.into_any(),
                }}
            </main>
        </div>
        <Said/>
        <DropVeil/>
        <Dialogs/>
    }
}

/// Keeps the page where the address says. A step that was not reached yet is not gone to.
fn follow_address(state: State) {
    // A page that was just opened has no files: whatever step the address names, it begins.
    if Address::read(&outside::fragment()).is_none_or(|address| address.step > 1) {
        outside::replace_fragment(&Address::step(1).write());
    }
    let listener = window_event_listener(ev::hashchange, move |_| {
        let before = state.address.get_untracked();
        let Some(address) = Address::read(&outside::fragment()) else {
            return;
        };
        let furthest = state.furthest.get_untracked();
        // Rows may be looked at as soon as there are profiles; what comes after has to be gone to.
        let rows_of_profiles = address.step == 3 && furthest == 2;
        if address.step > furthest && !rows_of_profiles {
            outside::replace_fragment(&before.write());
            return;
        }
        state.furthest.set(furthest.max(address.step));
        if address == before {
            return;
        }
        let new_step = address.step != before.step;
        let new_rows = filter(&address) != filter(&before) && address.step == 3;
        if new_step {
            state.arrive();
        }
        let from_table = outside::focus_is_in("mailboxes");
        let rows_are_meant = new_rows && are_rows_meant(&address);
        state.address.set(address);
        if rows_are_meant && !from_table {
            outside::focus("mailboxes-title");
        } else if new_step {
            outside::focus(state.aimed_at());
        }
    });
    on_cleanup(move || listener.remove());
}

/// Whether an address asks for certain rows.
fn are_rows_meant(address: &Address) -> bool {
    filter(address) != filter(&Address::step(3))
}

/// The address without its order.
fn filter(address: &Address) -> crate::session::protocol::RowsQuery {
    let mut rows = address.rows.clone();
    rows.sort = crate::session::protocol::SortKey::default();
    rows.descending = false;
    rows
}

/// The title names the step, and whether something is wrong.
fn name_document(state: State) {
    Effect::new(move |_| {
        let step = state.address.with(|address| address.step);
        let error = if state.problems.with(Vec::is_empty) {
            ""
        } else {
            "Error: "
        };
        if let Some(document) = outside::document() {
            document.set_title(&format!(
                "{error}{} – Reroute",
                STEPS[usize::from(step) - 1]
            ));
        }
    });
}

/// Marks the body while files are read or a plan is made.
fn mark_busy(state: State) {
    Effect::new(move |_| {
        let busy = state.planning.get() || state.reading.with(Option::is_some);
        if let Some(body) = outside::document().and_then(|document| document.body()) {
            let _ = body.toggle_attribute_with_force("data-busy", busy);
        }
    });
}

/// Asks before the page is left with something to lose.
fn warn_on_leaving(state: State) {
    let listener = window_event_listener(ev::beforeunload, move |event| {
        if state.unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || listener.remove());
}
