//! Something to tell at the top of the step, and what is said to those who do not see the page.

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use crate::app::outside;
use crate::app::state::State;

/// The notice, until it is put away.
#[component]
pub(in crate::app) fn TopNotice() -> impl IntoView {
    let state = State::of_page();
    let tone = move || {
        state
            .notice
            .with(|notice| notice.as_ref().is_some_and(|notice| notice.good))
    };
    view! {
        <div role="status">
            <Show when=move || state.notice.with(Option::is_some)>
                <div class="notice section" data-tone=move || if tone() { "ok" } else { "ask" }>
                    <Icon name=Signal::derive(move || if tone() { "ok" } else { "ask" })/>
                    <h2>{move || state.notice.get().map(|notice| notice.title)}</h2>
                    <p>{move || state.notice.get().map(|notice| notice.text)}</p>
                    <p>
                        <button type="button" class="link" on:click=move |_| {
                            state.notice.set(None);
                            outside::focus("title");
                        }>"Put this away"</button>
                    </p>
                </div>
            </Show>
        </div>
    }
}

/// The worker has ended: said in words, with a way on.
#[component]
pub(in crate::app) fn Died() -> impl IntoView {
    let state = State::of_page();
    view! {
        <div role="alert">
            <Show when=move || state.died.with(Option::is_some)>
                <div class="notice section" data-tone="held" id="died">
                    <Icon name="held"/>
                    <h2>"The part of the page that reads and plans has stopped"</h2>
                    <p>
                        "Most often the browser ran out of memory. Your files and decisions are kept. Close other tabs, then start it again; if it stops at the same file each time, take that file out."
                    </p>
                    <p class="quiet small">"The browser says: " {move || state.died.get()}</p>
                    <p><button type="button" class="button" on:click=move |_| state.restart()>"Start it again"</button></p>
                </div>
            </Show>
        </div>
    }
}

/// The live region.
#[component]
pub(in crate::app) fn Said() -> impl IntoView {
    let state = State::of_page();
    view! { <div class="spoken" role="status" id="said">{move || state.said.get()}</div> }
}
