//! The four steps.

pub(super) mod files;
pub(super) mod profiles;
pub(super) mod review;
pub(super) mod take;

use leptos::prelude::*;

use super::state::State;
use super::validate;

/// What every step begins with; the heading takes the focus on a change of step.
#[component]
pub(super) fn Head(step: u8, title: &'static str, children: Children) -> impl IntoView {
    view! {
        <div class="step-head">
            <p class="step-count">"Step " {step} " of 4"</p>
            <h1 id="title" tabindex="-1">{title}</h1>
            <div class="lead">{children()}</div>
        </div>
    }
}

/// Back and Continue. Continue can always be pressed, and says then what is missing.
#[component]
pub(super) fn Actions(step: u8) -> impl IntoView {
    let state = State::of_page();
    view! {
        <div class="actions">
            {(step > 1).then(|| view! {
                <button type="button" class="button large" on:click=move |_| state.go(step - 1)>"Back"</button>
            })}
            {(step < 4).then(|| view! {
                <button
                    type="button"
                    class="button primary large"
                    id="continue"
                    on:click=move |_| validate::go_on(state, step)
                >
                    "Continue"
                </button>
            })}
        </div>
    }
}
