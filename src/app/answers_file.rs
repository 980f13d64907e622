//! *Save answers* and *Open answers*: the decisions in a file, never contents of router files.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, HtmlInputElement};

use super::outside;
use super::state::State;
use crate::answers::{Answers, FORMAT};
use crate::session::protocol::{Overview, Request, Response};

/// Hands `answers.json` to the browser as a download.
pub(super) fn save(state: State) {
    state.ask(
        Request::Artifact {
            name: "answers.json".to_owned(),
        },
        move |response, bytes| {
            if let (
                Response::Artifact {
                    file_name,
                    media_type,
                    ..
                },
                Some(bytes),
            ) = (response, bytes)
            {
                outside::download(&bytes, &file_name, &media_type);
                state.unsaved.set(false);
                state
                    .said
                    .set("Your answers were saved as a file.".to_owned());
            }
        },
    );
}

/// The button *Open answers*.
#[component]
pub(super) fn OpenAnswers() -> impl IntoView {
    let state = State::of_page();
    let input = NodeRef::<leptos::html::Input>::new();
    view! {
        <button
            type="button"
            class="link"
            on:click=move |_| {
                if let Some(input) = input.get_untracked() {
                    input.click();
                }
            }
        >
            "Open answers"
        </button>
        <input
            type="file"
            id="answers-input"
            accept=".json,application/json"
            hidden
            aria-label="Answers file"
            node_ref=input
            on:change=move |event| {
                let Some(input) = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok()) else {
                    return;
                };
                if let Some(file) = input.files().and_then(|files| files.get(0)) {
                    open(state, file);
                }
                input.set_value("");
            }
        />
    }
}

/// Whether a file begins as answers do; an export of the organization is JSON too.
pub(super) async fn is_one(file: &File) -> bool {
    let head = async {
        let head = file.slice_with_f64_and_f64(0.0, 4096.0)?;
        JsFuture::from(head.text()).await
    };
    let head = head.await.ok().and_then(|text| text.as_string());
    head.is_some_and(|head| head.contains("\"reroute-answers/"))
}

/// Reads an answers file and takes it over.
pub(super) fn open(state: State, file: File) {
    spawn_local(async move {
        let name = file.name();
        let text = JsFuture::from(file.text())
            .await
            .ok()
            .and_then(|text| text.as_string());
        match text.map(|text| serde_json::from_slice::<Answers>(text.as_bytes())) {
            Some(Ok(answers)) if answers.format == FORMAT => {
                let foreign = state.overview.with_untracked(|overview| {
                    overview.as_deref().and_then(|overview| foreign(&answers, overview))
                });
                state.open_answers(answers);
                match foreign {
                    Some(text) => state.tell(false, "These answers were given for other files", &text),
                    None => state.tell(true, &format!("{name} was opened"), "Every decision in it that fits your files is used."),
                }
            }
            Some(Ok(answers)) => state.tell(
                false,
                &format!("{name} is of another version"),
                &format!("Its format is {}; this page reads {FORMAT}. Your decisions are as before.", answers.format),
            ),
            Some(Err(error)) => state.tell(
                false,
                &format!("{name} is not an answers file"),
                &format!("Choose the answers.json that Save answers gave you. Your decisions are as before. Line {}, column {}: {error}", error.line(), error.column()),
            ),
            None => state.tell(
                false,
                &format!("{name} could not be opened"),
                "It may have been moved or locked since you chose it. Your decisions are as before.",
            ),
        }
    });
}

/// Says so when answers were given for files that are not here.
fn foreign(answers: &Answers, overview: &Overview) -> Option<String> {
    let files = overview.routers.iter().flat_map(|router| &router.files);
    let here: Vec<&str> = files.filter_map(|file| file.sha256.as_deref()).collect();
    let missing = answers
        .inputs
        .iter()
        .filter(|sha256| !here.contains(&sha256.as_str()))
        .count();
    (missing > 0 && !here.is_empty()).then(|| {
        format!(
            "{missing} of the {} files they were given for are not here, or have changed. Answers that fit are used; the rest is listed under Findings and not lost.",
            answers.inputs.len(),
        )
    })
}
