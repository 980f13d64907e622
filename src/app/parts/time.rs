//! When the waves start, and the window they may start in.

use std::time::Duration;

use leptos::prelude::*;

use super::choose::Choose;
use super::problem::{FieldError, invalid};
use super::show::Show;
use crate::app::form::DAYS;
use crate::app::intl::{self, Style};
use crate::app::state::State;

/// By then the browser has painted the page.
const AFTER_OPENING: Duration = Duration::from_millis(50);

#[component]
pub(in crate::app) fn TimeFields() -> impl IntoView {
    let state = State::of_page();
    let form = state.form;
    let own = form.zone.get_untracked();
    let zones = RwSignal::new(vec![own.clone()]);
    // Hundreds, which the page need not wait for.
    set_timeout(
        move || {
            let mut all = intl::zones();
            if !all.contains(&own) {
                all.insert(0, own);
            }
            // The step may be gone by then.
            let _ = zones.try_set(all);
        },
        AFTER_OPENING,
    );
    view! {
        <div class="form">
            <fieldset class="field">
                <legend>"First wave starts"</legend>
                <Moment
                    fields=["start-date", "start-time"]
                    labels=["Day of the first wave", "Time of the first wave"]
                    values=[form.date, form.time]
                />
            </fieldset>
            <div class="field">
                <label for="zone">"Time zone"</label>
                <Choose
                    id="zone"
                    options=Signal::derive(move || zones.get().into_iter().map(|zone| (zone.clone(), zone)).collect::<Vec<_>>())
                    chosen=form.zone
                    tell=move |zone: String| {
                        form.zone.set(zone);
                        form.apply(state);
                    }
                />
            </div>
            <div class="field">
                <span class="label">"The earliest switch-over"</span>
                <EarliestSwitch/>
            </div>
            <div class="field wide">
                <label class="choice">
                    <input
                        type="checkbox"
                        id="windowed"
                        prop:checked=move || form.windowed.get()
                        on:change=move |event| {
                            form.windowed.set(event_target_checked(&event));
                            form.apply(state);
                        }
                    />
                    "Waves may start only at certain hours"
                </label>
                <Show when=move || form.windowed.get()><WindowFields/></Show>
            </div>
        </div>
    }
}

/// A day and a time of that day, each with its problem.
#[component]
pub(in crate::app) fn Moment(
    /// Ids of the two fields.
    fields: [&'static str; 2],
    labels: [&'static str; 2],
    values: [RwSignal<String>; 2],
) -> impl IntoView {
    let state = State::of_page();
    let inputs = [0, 1].map(|at| {
        let (id, label, value) = (fields[at], labels[at], values[at]);
        let (invalid, error) = invalid(id);
        view! {
            <input
                class="input"
                id=id
                type=["date", "time"][at]
                aria-label=label
                aria-invalid=invalid
                aria-describedby=error
                prop:value=move || value.get()
                on:change=move |event| {
                    value.set(event_target_value(&event));
                    state.form.apply(state);
                }
            />
        }
    });
    view! {
        {fields.map(|field| view! { <FieldError field/> })}
        <div class="pair">{inputs}</div>
    }
}

#[component]
fn WindowFields() -> impl IntoView {
    let state = State::of_page();
    let form = state.form;
    let (from_invalid, from_error) = invalid("window-from");
    let (to_invalid, to_error) = invalid("window-to");
    view! {
        <div class="form">
            <fieldset class="field">
                <legend>"Days on which the window opens"</legend>
                <FieldError field="window-days"/>
                <div class="choices" id="window-days" tabindex="-1">
                    {DAYS.map(|(day, label)| view! {
                        <label class="choice">
                            <input
                                type="checkbox"
                                prop:checked=move || form.days.with(|days| days.contains(&day))
                                on:change=move |event| {
                                    let on = event_target_checked(&event);
                                    form.days.update(|days| {
                                        days.retain(|held| *held != day);
                                        if on {
                                            days.push(day);
                                        }
                                    });
                                    form.apply(state);
                                }
                            />
                            {label}
                        </label>
                    })}
                </div>
            </fieldset>
            <fieldset class="field">
                <legend>"From, and until"</legend>
                <FieldError field="window-from"/>
                <FieldError field="window-to"/>
                <div class="pair">
                    <input
                        class="input"
                        id="window-from"
                        type="time"
                        aria-label="Waves may start from"
                        aria-invalid=from_invalid
                        aria-describedby=from_error
                        prop:value=move || form.from.get()
                        on:change=move |event| {
                            form.from.set(event_target_value(&event));
                            form.apply(state);
                        }
                    />
                    <input
                        class="input"
                        id="window-to"
                        type="time"
                        aria-label="Waves may start until"
                        aria-invalid=to_invalid
                        aria-describedby=to_error
                        prop:value=move || form.to.get()
                        on:change=move |event| {
                            form.to.set(event_target_value(&event));
                            form.apply(state);
                        }
                    />
                </div>
                <p class="hint">"An end before the beginning lies on the next day."</p>
            </fieldset>
        </div>
    }
}

/// The earliest switch-over, as soon as the start is known.
#[component]
fn EarliestSwitch() -> impl IntoView {
    let state = State::of_page();
    let switch = state.part(|overview| (overview.switch.earliest, overview.waves.len() as u64));
    let words = move || match switch.get() {
        Some((Some(earliest), waves)) => {
            let waves_word = if waves == 1 {
                "1 wave".to_owned()
            } else {
                format!("{} waves", intl::number(waves))
            };
            format!(
                "{}, after {waves_word}",
                intl::time(earliest, &state.form.zone.get(), Style::Moment)
            )
        }
        _ => "shown once the files are here, and the start and the target are known".to_owned(),
    };
    view! { <p class="quiet" role="status" id="earliest">{words}</p> }
}
