//! What can be taken away: with what it is for, a preview and a download.

use std::collections::HashMap;
use std::sync::Arc;

use js_sys::Uint8Array;
use leptos::prelude::*;

use super::show::Show;
use crate::app::state::{Dialog, State};
use crate::app::{intl, outside};
use crate::artifacts::BUNDLE;
use crate::session::protocol::{ArtifactCard, Overview, Request, Response};

/// What holds every decision, so that the page may be left.
const KEEP_ANSWERS: [&str; 3] = ["answers.json", "plan.json", BUNDLE.name];

/// Characters of a preview; the file itself is whole.
const PREVIEW: usize = 60_000;

/// Renders an artifact and hands it to the browser.
pub(in crate::app) fn download(state: State, name: String) {
    // With any other file the decisions would still be lost.
    let keeps_answers = KEEP_ANSWERS.contains(&name.as_str());
    state.ask(Request::Artifact { name }, move |response, bytes| {
        if save(state, response, bytes) && keeps_answers {
            state.unsaved.set(false);
        }
    });
}

/// Hands what was rendered to the browser. Says whether there was something.
pub(in crate::app) fn save(state: State, response: Response, bytes: Option<Uint8Array>) -> bool {
    let (
        Response::Artifact {
            file_name,
            media_type,
            ..
        },
        Some(bytes),
    ) = (response, bytes)
    else {
        return false;
    };
    outside::download(&bytes, &file_name, &media_type);
    state.said.set(format!(
        "{file_name} was handed to the browser as a download."
    ));
    true
}

/// How many bytes each artifact of the plan has, by its name.
pub(in crate::app) type Sizes = RwSignal<HashMap<String, u64>>;

/// Finds out how large the artifacts are: one after the other, so that a download waits for one of them at most.
pub(in crate::app) fn sizes(state: State) -> Sizes {
    let sizes = RwSignal::new(HashMap::new());
    Effect::new(move |_| {
        sizes.set(HashMap::new());
        if let Some(overview) = state.overview.get() {
            measure(state, sizes, overview, 0);
        }
    });
    sizes
}

fn measure(state: State, sizes: Sizes, overview: Arc<Overview>, at: usize) {
    let Some(name) = overview.artifacts.get(at).map(|card| card.name.clone()) else {
        return;
    };
    state.ask(Request::Size { name: name.clone() }, move |response, _| {
        // A newer plan has sizes of its own, and another step needs none.
        let is_current = state
            .overview
            .with_untracked(|now| now.as_ref().is_some_and(|now| Arc::ptr_eq(now, &overview)));
        if let Response::Size { bytes } = response
            && is_current
            && sizes
                .try_update(|sizes| sizes.insert(name, bytes))
                .is_some()
        {
            measure(state, sizes, overview, at + 1);
        }
    });
}

/// The artifacts for people, or those for doing it.
#[component]
pub(in crate::app) fn Artifacts(
    for_people: bool,
    title: &'static str,
    id: &'static str,
    sizes: Sizes,
) -> impl IntoView {
    let state = State::of_page();
    let all = state.part(|overview| overview.artifacts.clone());
    let shown = Memo::new(move |_| {
        let all = all.get().unwrap_or_default();
        all.into_iter()
            .filter(|artifact| artifact.for_people == for_people)
            .collect::<Vec<_>>()
    });
    view! {
        <Show when=move || !shown.with(Vec::is_empty)>
            <section class="section" aria-labelledby=id>
                <h2 id=id>{title}</h2>
                <div class="region artifacts" role="region" aria-label=format!("Files: {title}") tabindex="0">
                    <table>
                        <thead class="spoken">
                            <tr>
                                <th scope="col">"File"</th>
                                <th scope="col">"What it is for"</th>
                                <th scope="col">"Size"</th>
                                <th scope="col">"Take it"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {move || shown.get().into_iter().map(|artifact| view! { <One artifact sizes/> }).collect_view()}
                        </tbody>
                    </table>
                </div>
            </section>
        </Show>
    }
}

#[component]
fn One(artifact: ArtifactCard, sizes: Sizes) -> impl IntoView {
    let state = State::of_page();
    let measured = artifact.name.clone();
    let size = move || sizes.with(|sizes| sizes.get(&measured).copied().map(intl::size));
    let (for_preview, for_download) = (artifact.name.clone(), artifact.name.clone());
    view! {
        <tr>
            <th scope="row">{artifact.title.clone()} <code class="sub">{artifact.name.clone()}</code></th>
            <td>{artifact.purpose}</td>
            <td class="number quiet">{size}</td>
            <td>
                <div class="tools">
                    {artifact.text.then(|| view! {
                        <button
                            type="button"
                            class="link"
                            on:click=move |_| state.dialog.set(Some(Dialog::Preview(for_preview.clone())))
                        >
                            "Preview" <span class="spoken">" of " {artifact.title.clone()}</span>
                        </button>
                    })}
                    <button
                        type="button"
                        class="button"
                        data-artifact=artifact.name.clone()
                        on:click=move |_| download(state, for_download.clone())
                    >
                        "Download" <span class="spoken">{artifact.title}</span>
                    </button>
                </div>
            </td>
        </tr>
    }
}

/// The text of an artifact, in a dialog.
#[component]
pub(in crate::app) fn Preview(name: String) -> impl IntoView {
    let state = State::of_page();
    let text = RwSignal::new(None::<(String, bool)>);
    let for_download = name.clone();
    state.ask(Request::Artifact { name }, move |_, bytes| {
        let bytes = bytes.as_ref().map(Uint8Array::to_vec).unwrap_or_default();
        let whole = String::from_utf8_lossy(&bytes);
        let shown: String = whole.chars().take(PREVIEW).collect();
        let cut = shown.len() < whole.len();
        text.set(Some((shown, cut)));
    });
    view! {
        <Show when=move || text.with(Option::is_some) fallback=|| view! { <p class="busy quiet">"Writing it…"</p> }>
            <Show when=move || text.with(|text| text.as_ref().is_some_and(|text| text.1))>
                <p class="quiet">"This is the beginning; the download holds all of it."</p>
            </Show>
            <pre class="preview" tabindex="0" aria-label="Text of the file">{move || text.get().map(|text| text.0)}</pre>
        </Show>
        <p>
            <button type="button" class="button" on:click=move |_| download(state, for_download.clone())>"Download"</button>
        </p>
    }
}
