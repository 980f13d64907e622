//! The way from the first wave to the switch-over: how large waves are, how they fall, when the organization is
//! switched over, and whether this is the final plan.

use leptos::prelude::*;

use super::problem::{FieldError, invalid};
use super::show::Show;
use super::time::Moment;
use crate::app::intl::{self, Style};
use crate::app::state::State;
use crate::app::{validate, words};

/// Waves listed before *and so many more*.
const LISTED: usize = 6;

#[component]
pub(in crate::app) fn CutoverFields() -> impl IntoView {
    let state = State::of_page();
    let form = state.form;
    let is_final = Memo::new(move |_| state.answers.with(|answers| answers.is_final));
    view! {
        <div class="form">
            <Number id="wave-size" label="Mailboxes in a wave" hint="1 to 200; Microsoft advises no more than 200." value=form.wave_size/>
            <Number id="wave-hours" label="Hours between two waves" hint="At least 5, as Microsoft advises." value=form.wave_hours/>
            <fieldset class="field">
                <legend>"Switch-over of the organization"</legend>
                <p class="hint">"Empty: the earliest. Then all routers stop."</p>
                <Moment
                    fields=["switch-date", "switch-time"]
                    labels=["Day of the switch-over", "Time of the switch-over"]
                    values=[form.switch_date, form.switch_time]
                />
                <TooEarly/>
            </fieldset>
            <div class="field wide">
                <label class="choice">
                    <input
                        type="checkbox"
                        id="final"
                        aria-describedby="final-hint"
                        prop:checked=move || is_final.get()
                        on:change=move |event| {
                            let on = event_target_checked(&event);
                            state.change(|answers| answers.is_final = on);
                        }
                    />
                    "The router services are stopped, and these are their last state files"
                </label>
                <p class="hint" id="final-hint">
                    "This makes the final plan, right before the switch-over: it writes from which time on each mailbox is read. Until then leave it open, and the times in the plan stay provisional."
                </p>
            </div>
            <div class="field wide"><Preview/></div>
        </div>
    }
}

/// A whole number.
#[component]
fn Number(
    id: &'static str,
    label: &'static str,
    hint: &'static str,
    value: RwSignal<String>,
) -> impl IntoView {
    let state = State::of_page();
    let (invalid, error) = invalid(id);
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <p class="hint">{hint}</p>
            <FieldError field=id/>
            <input
                class="input"
                id=id
                inputmode="numeric"
                autocomplete="off"
                aria-invalid=invalid
                aria-describedby=error
                prop:value=move || value.get()
                on:change=move |event| {
                    value.set(event_target_value(&event).trim().to_owned());
                    state.form.apply(state);
                    validate::leave(state, id);
                }
            />
        </div>
    }
}

/// A switch-over before the last wave has had its hours.
#[component]
fn TooEarly() -> impl IntoView {
    let state = State::of_page();
    let switch = state.part(|overview| (overview.switch.earliest, overview.switch.at));
    let earliest = move || match switch.get() {
        Some((Some(earliest), Some(at))) if at < earliest => Some(earliest),
        _ => None,
    };
    view! {
        <Show when=move || earliest().is_some()>
            <p class="hint" role="status" id="switch-early">
                "That is too early: the last wave has had its hours on "
                {move || earliest().map(|at| intl::time(at, &state.form.zone.get(), Style::Moment))} "."
            </p>
        </Show>
    }
}

/// The waves as they fall with what was entered.
#[component]
fn Preview() -> impl IntoView {
    let state = State::of_page();
    let waves = state.part(|overview| overview.waves.clone());
    let count = move || waves.with(|waves| waves.as_ref().map_or(0, Vec::len));
    let listed = move || {
        let zone = state.form.zone.get();
        let waves = waves.get().unwrap_or_default();
        let lines = waves.into_iter().take(LISTED).map(|wave| {
            view! {
                <li>
                    {intl::time(wave.starts, &zone, Style::Moment)} " · "
                    {intl::number(wave.mailboxes)} " "
                    {words::plural(wave.mailboxes.into(), "mailbox", "mailboxes")} " · "
                    {words::wave_kind(wave.kind)}
                </li>
            }
        });
        lines.collect_view()
    };
    view! {
        <Show when=move || { count() > 0 }>
            <span class="label" id="preview-title">"The waves, as they fall"</span>
            <ol class="falling" id="wave-preview" aria-labelledby="preview-title">{listed}</ol>
            <Show when=move || { count() > LISTED }>
                <p class="hint">"… and " {move || intl::number((count() - LISTED) as u64)} " more; step 3 shows them all."</p>
            </Show>
        </Show>
    }
}
