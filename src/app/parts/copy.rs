//! Text to copy, with a button that does it.

use leptos::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::HtmlTextAreaElement;

use crate::app::outside;
use crate::app::state::State;

/// A text under a heading, read-only, and *Copy*. Where the browser keeps its clipboard shut, as on a
/// page over plain http, the text is marked for Ctrl+C.
#[component]
pub(in crate::app) fn CopyText(
    #[prop(into)] title: String,
    #[prop(into)] text: Signal<String>,
) -> impl IntoView {
    let state = State::of_page();
    let area = NodeRef::<leptos::html::Textarea>::new();
    let named = title.clone();
    let copy = move |_| {
        let Some(area) = area.get_untracked() else {
            return;
        };
        let title = named.clone();
        spawn_local(async move {
            let said = if to_clipboard(&text.get_untracked()).await || by_hand(&area) {
                "Copied."
            } else {
                "Marked: press Ctrl and C to copy it."
            };
            state.said.set(format!("{title}: {said}"));
        });
    };
    view! {
        <div class="copy-head">
            <h3>{title.clone()}</h3>
            <button type="button" class="button compact" on:click=copy>
                "Copy" <span class="spoken">{title.clone()}</span>
            </button>
        </div>
        <textarea
            class="input copy-text"
            readonly
            rows=move || text.with(|text| rows(text)).to_string()
            spellcheck="false"
            aria-label=title
            node_ref=area
            prop:value=text
        ></textarea>
    }
}

/// Rows that show it whole where a row has room for 80 letters; browsers that fit the field to its text need none.
fn rows(text: &str) -> usize {
    let rows = text.lines().map(|line| line.len().div_ceil(80).max(1));
    rows.sum::<usize>().clamp(2, 12)
}

/// Gives a text to the clipboard, where the browser lets the page.
pub(in crate::app) async fn to_clipboard(text: &str) -> bool {
    let Some(window) = outside::window().filter(web_sys::Window::is_secure_context) else {
        return false;
    };
    JsFuture::from(window.navigator().clipboard().write_text(text))
        .await
        .is_ok()
}

/// Marks the text and asks the browser to copy what is marked.
fn by_hand(area: &HtmlTextAreaElement) -> bool {
    let _ = area.focus();
    area.select();
    outside::copy_marked()
}
