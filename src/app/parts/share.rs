//! Router files made fit to be shown to others: what was kept of them is shown before they are saved.

use js_sys::Uint8Array;
use leptos::prelude::*;

use crate::app::state::State;
use crate::app::{intl, outside};
use crate::session::protocol::{Response, SharedCard};
use crate::session::sharing::FILE_NAME;

/// What came of it: the files as a zip, or why there are none.
type Outcome = Result<(SharedCard, Uint8Array), String>;

#[component]
pub(in crate::app) fn Share() -> impl IntoView {
    let state = State::of_page();
    let outcome = RwSignal::new_local(None::<Outcome>);
    state.share(move |response, bytes| {
        outcome.set(Some(match (response, bytes) {
            (Response::Shared { shared }, Some(bytes)) => Ok((*shared, bytes)),
            (Response::Unfetched { name, reason }, _) => Err(format!(
                "{name} could not be read again. The browser says: {reason}"
            )),
            _ => Err("The files could not be made.".to_owned()),
        }));
    });
    move || match outcome.get() {
        None => view! { <p role="status">"Replacing every name …"</p> }.into_any(),
        Some(Err(reason)) => view! { <p role="status">{reason}</p> }.into_any(),
        Some(Ok((card, bytes))) => view! { <Ready card bytes/> }.into_any(),
    }
}

#[component]
fn Ready(card: SharedCard, bytes: Uint8Array) -> impl IntoView {
    let state = State::of_page();
    let bytes = StoredValue::new_local(bytes);
    let save = move |_| {
        bytes.with_value(|bytes| outside::download(bytes, FILE_NAME, "application/zip"));
        state.said.set(format!(
            "{FILE_NAME} was handed to the browser as a download."
        ));
    };
    let names: Vec<String> = card
        .kept
        .names
        .iter()
        .map(|(name, count)| format!("{name} ({})", intl::number(*count)))
        .collect();
    let values = card.kept.values.into_iter().map(|(element, values)| {
        let values: Vec<String> = values.into_iter().collect();
        view! {
            <dt><code>{element}</code></dt>
            <dd>{values.join(" · ")}</dd>
        }
    });
    let words: Vec<String> = card.kept.words.into_iter().collect();
    view! {
        <p>
            {intl::number(u64::from(card.files))}
            " files. Structure, order, damage and encodings are as they were; the same name has the same replacement in every file. Nothing was written yet. Look through what was kept, then save."
        </p>
        {(!card.left_out.is_empty()).then(|| view! {
            <p>"Left out, as no file of an Email Router: " {card.left_out.join(", ")}</p>
        })}
        <section>
            <h3>"Values kept as they are"</h3>
            <dl class="facts">{values.collect_view()}</dl>
        </section>
        <section>
            <h3>"Words kept inside other values"</h3>
            <p class="break">{words.join(" · ")}</p>
        </section>
        <section>
            <h3>"Names of elements"</h3>
            <p class="break">{names.join(" · ")}</p>
        </section>
        <p>
            <button type="button" class="button primary" id="save-shared" on:click=save>"Save the redacted files"</button>
        </p>
    }
}
