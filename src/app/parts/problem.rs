//! What keeps *Continue* from going on, at the top and beside the field.

use leptos::prelude::*;

use super::icon::Icon;
use crate::app::outside;
use crate::app::state::State;

/// The error summary: focused when it appears, each entry leads to its field.
#[component]
pub(in crate::app) fn Problems() -> impl IntoView {
    let state = State::of_page();
    view! {
        <Show when=move || !state.problems.with(Vec::is_empty)>
            <div class="problems" id="problems" role="alert" aria-labelledby="problems-title" tabindex="-1">
                <h2 id="problems-title">"There is a problem"</h2>
                <ul role="list">
                    {move || state.problems.get().into_iter().map(|problem| view! {
                        <li>
                            <a
                                href=format!("#{}", problem.field)
                                on:click=move |event| {
                                    event.prevent_default();
                                    outside::focus(problem.field);
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

/// The problem of one field, beside it; its element has the id `{field}-error`.
#[component]
pub(in crate::app) fn FieldError(field: &'static str) -> impl IntoView {
    let text = problem_of(field);
    view! {
        <Show when=move || text.get().is_some()>
            <p class="field-error" id=format!("{field}-error")>
                <Icon name="held"/>
                <span><span class="spoken">"Error: "</span>{move || text.get()}</span>
            </p>
        </Show>
    }
}

/// The problem of a field, if it has one.
pub(in crate::app) fn problem_of(field: &'static str) -> Memo<Option<String>> {
    let state = State::of_page();
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
    field: &'static str,
) -> (
    impl Fn() -> Option<&'static str> + Copy,
    impl Fn() -> Option<String> + Copy,
) {
    let problem = problem_of(field);
    let is = move || problem.with(Option::is_some);
    (
        move || is().then_some("true"),
        move || is().then(|| format!("{field}-error")),
    )
}
