//! What keeps *Continue* from going on, at the top and beside the field.

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use crate::app::outside;
use crate::app::state::{Problem, State};

/// The error summary: focused when it appears, each entry leads to its field.
#[component]
pub(in crate::app) fn Problems() -> impl IntoView {
    let state = State::of_page();
    view! {
        <Show when=move || state.summary.get() && !state.problems.with(Vec::is_empty)>
            <div class="problems" id="problems" role="alert" aria-labelledby="problems-title" tabindex="-1">
                <h2 id="problems-title">"There is a problem"</h2>
                <ul role="list">
                    {move || told(state.problems.get()).into_iter().map(|problem| view! {
                        <li>
                            <a
                                href=format!("#{}", problem.field)
                                on:click=move |event| {
                                    event.prevent_default();
                                    outside::focus(&problem.field);
                                }
                            >
                                {problem.text}
                            </a>
                        </li>
                    }).collect_view()}
                </ul>
            </div>
        </Show>
    }
}

/// Each problem once, though several fields may have it.
fn told(mut problems: Vec<Problem>) -> Vec<Problem> {
    problems.dedup_by(|one, before| one.text == before.text);
    problems
}

/// The problem of one field, beside it; its element has the id `{field}-error`.
#[component]
pub(in crate::app) fn FieldError(#[prop(into)] field: String) -> impl IntoView {
    let state = State::of_page();
    let text = problem_of(&field);
    // The summary is told as a whole.
    let role = move || (!state.summary.get()).then_some("alert");
    view! {
        <Show when=move || text.get().is_some()>
            <p class="field-error" id=format!("{field}-error") role=role>
                <Icon name="held"/>
                <span><span class="spoken">"Error: "</span>{move || text.get()}</span>
            </p>
        </Show>
    }
}

/// The problem of a field, if it has one.
fn problem_of(field: &str) -> Memo<Option<String>> {
    let state = State::of_page();
    let field = field.to_owned();
    Memo::new(move |_| {
        state.problems.with(|problems| {
            problems
                .iter()
                .find(|problem| problem.field == field)
                .map(|problem| problem.text.clone())
        })
    })
}

/// Values of `aria-invalid` and `aria-describedby` of a field.
pub(in crate::app) fn invalid(
    field: &str,
) -> (
    impl Fn() -> Option<&'static str> + Copy + use<>,
    impl Fn() -> Option<String> + Copy + use<>,
) {
    let problem = problem_of(field);
    let error = StoredValue::new(format!("{field}-error"));
    let is = move || problem.with(Option::is_some);
    (
        move || is().then_some("true"),
        move || is().then(|| error.get_value()),
    )
}
