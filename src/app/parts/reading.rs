//! How far reading has come, and Cancel; and what was added on a later step than the first.

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use crate::app::address::Address;
use crate::app::state::State;
use crate::app::{intl, outside, words};

/// Files that are told by name.
const NAMED: usize = 3;

#[component]
pub(in crate::app) fn ReadingNow() -> impl IntoView {
    let state = State::of_page();
    let now = move || state.reading.get();
    let share = move || {
        now().map_or(0.0, |reading| {
            #[expect(
                clippy::cast_precision_loss,
                reason = "a share, drawn a few hundred pixels wide"
            )]
            let share = reading.done as f64 / reading.total.max(1) as f64;
            share
        })
    };
    let figures = move || {
        now().map(|reading| {
            if reading.total == 0 {
                return "starting".to_owned();
            }
            let rate = if reading.rate > 0 {
                format!(" · {}/s", intl::size(reading.rate))
            } else {
                String::new()
            };
            format!(
                "{} of {}{rate}",
                intl::size(reading.done),
                intl::size(reading.total)
            )
        })
    };
    let waiting = move || now().map(|reading| reading.waiting).unwrap_or_default();
    view! {
        <Show when=move || state.reading.with(Option::is_some)>
            <section class="card reading section" id="reading" aria-label="Reading files">
                <div class="reading-line">
                    <h2 class="break">"Reading " {move || now().map(|reading| reading.name)}</h2>
                    <span class="quiet">{figures}</span>
                    <Show when=move || { waiting() > 0 }>
                        <span class="quiet">{move || intl::number(waiting())} " more wait"</span>
                    </Show>
                    <button type="button" class="button compact aside" on:click=move |_| state.cancel()>"Cancel"</button>
                </div>
                <div
                    class="meter"
                    role="progressbar"
                    aria-label="Bytes of this file read"
                    aria-valuemin="0"
                    aria-valuemax="100"
                    aria-valuenow=move || format!("{:.0}", share() * 100.0)
                    aria-valuetext=figures
                >
                    <div class="meter-fill" style:transform=move || format!("scaleX({:.4})", share())></div>
                </div>
            </section>
        </Show>
    }
}

/// What was added while a later step was open: the plan is another one now.
#[component]
pub(in crate::app) fn Added() -> impl IntoView {
    let state = State::of_page();
    let count = move || state.added.with(Vec::len) as u64;
    let names = move || {
        state.added.with(|added| {
            let named = added.iter().take(NAMED).cloned().collect::<Vec<_>>();
            let more = match added.len().saturating_sub(NAMED) {
                0 => String::new(),
                more => format!(" and {} more", intl::number(more as u64)),
            };
            format!("{}{more}", named.join(", "))
        })
    };
    view! {
        <div role="status" id="added">
            <Show when=move || { count() > 0 }>
                <div class="notice section" data-tone="ask">
                    <Icon name="ask"/>
                    <h2>
                        {move || intl::number(count())} " "
                        {move || words::plural(count(), "file was added to the plan", "files were added to the plan")}
                    </h2>
                    <p class="break">{names} ". Everything on this page is planned anew with what was read."</p>
                    <p>
                        <a href=Address::step(1).write()>"See what was read, or take it out again, in step 1"</a>
                    </p>
                    <p>
                        <button type="button" class="link" on:click=move |_| {
                            state.added.set(Vec::new());
                            outside::focus("title");
                        }>"Put this away"</button>
                    </p>
                </div>
            </Show>
        </div>
    }
}
