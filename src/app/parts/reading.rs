//! How far reading has come, and Cancel.

use leptos::prelude::*;

use crate::app::intl;
use crate::app::state::State;

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
