//! Which rows of the mailbox table are shown.

use leptos::prelude::*;

use crate::app::parts::accounting;
use crate::app::state::State;
use crate::app::{intl, outside, words};
use crate::session::protocol::{RowsQuery, SortKey};

/// The rule of the finding whose rows are shown.
fn rule_of(rows: &RowsQuery) -> Option<String> {
    let (rule, _) = rows.finding.as_deref()?.rsplit_once('-')?;
    Some(rule.to_owned())
}

/// Search, outcome, kind, profile, wave: the address holds all but the text.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let state = State::of_page();
    let rows = Memo::new(move |_| state.address.with(|address| address.rows.clone()));
    let tally = state.part(accounting::rows);
    let kinds = state.part(|overview| overview.kinds.clone());
    let profiles = state.part(|overview| {
        overview
            .profiles
            .iter()
            .map(|profile| (profile.key.to_string(), profile.name.clone()))
            .collect::<Vec<_>>()
    });
    let waves = state.part(|overview| {
        overview
            .waves
            .iter()
            .map(|wave| wave.number)
            .collect::<Vec<_>>()
    });
    let change = move |edit: &dyn Fn(&mut RowsQuery)| {
        let mut rows = rows.get_untracked();
        edit(&mut rows);
        state.show_rows(rows);
    };
    let filtered = move || {
        rows.with(|rows| {
            let unsorted = RowsQuery {
                sort: SortKey::default(),
                descending: false,
                ..rows.clone()
            };
            unsorted != RowsQuery::default()
        }) || !state.text.with(String::is_empty)
    };
    let outcome_count =
        move |outcome| tally.with(|tally| tally.as_ref().map_or(0, |tally| tally.part(outcome)));
    view! {
        <div class="toolbar">
            <input
                class="input"
                type="search"
                id="search"
                placeholder="Search address, owner or profile"
                aria-label="Search the mailboxes"
                autocomplete="off"
                spellcheck="false"
                prop:value=move || state.text.get()
                on:input=move |event| state.text.set(event_target_value(&event))
            />
            <div class="chips" role="group" aria-label="Outcome">
                {words::OUTCOMES.map(|outcome| view! {
                    <Show when=move || { outcome_count(outcome) > 0 }>
                        <button
                            type="button"
                            class="chip"
                            aria-pressed=move || if rows.with(|rows| rows.outcomes.contains(&outcome)) { "true" } else { "false" }
                            on:click=move |_| change(&|rows| {
                                if rows.outcomes.contains(&outcome) {
                                    rows.outcomes.retain(|held| *held != outcome);
                                } else {
                                    rows.outcomes.push(outcome);
                                }
                            })
                        >
                            {words::outcome(outcome)} " " {move || intl::number(outcome_count(outcome))}
                        </button>
                    </Show>
                })}
            </div>
            <select
                class="input"
                aria-label="Kind"
                on:change=move |event| {
                    let at = event_target_value(&event).parse::<usize>().ok();
                    change(&|rows| rows.kinds = at.and_then(|at| words::KINDS.get(at)).copied().into_iter().collect());
                }
            >
                <option value="" prop:selected=move || rows.with(|rows| rows.kinds.is_empty())>"Every kind"</option>
                {words::KINDS.iter().enumerate().map(|(at, kind)| view! {
                    <Show when=move || kinds.with(|kinds| kinds.as_ref().is_some_and(|kinds| kinds.contains_key(kind)))>
                        <option value=at prop:selected=move || rows.with(|rows| rows.kinds == [*kind])>{words::kind(*kind)}</option>
                    </Show>
                }).collect_view()}
            </select>
            <select
                class="input"
                aria-label="New profile"
                on:change=move |event| {
                    let key = event_target_value(&event);
                    change(&|rows| rows.profile = (!key.is_empty()).then(|| key.clone()));
                }
            >
                <option value="" prop:selected=move || rows.with(|rows| rows.profile.is_none())>"Every profile"</option>
                {move || profiles.get().unwrap_or_default().into_iter().map(|(key, name)| {
                    let held = key.clone();
                    view! { <option value=key prop:selected=move || rows.with(|rows| rows.profile.as_ref() == Some(&held))>{name}</option> }
                }).collect_view()}
            </select>
            <select
                class="input"
                aria-label="Wave"
                on:change=move |event| {
                    let wave = event_target_value(&event).parse().ok();
                    change(&|rows| rows.wave = wave);
                }
            >
                <option value="" prop:selected=move || rows.with(|rows| rows.wave.is_none())>"Every wave"</option>
                {move || waves.get().unwrap_or_default().into_iter().map(|wave| view! {
                    <option value=wave prop:selected=move || rows.with(|rows| rows.wave == Some(wave))>"Wave " {wave}</option>
                }).collect_view()}
            </select>
            <Show when=move || rows.with(|rows| rows.need.is_some())>
                <span class="small">"that need: " {move || rows.with(|rows| rows.need.map(words::need))}</span>
            </Show>
            <Show when=move || rows.with(|rows| rows.reason.is_some())>
                <span class="small">"decided by " {move || rows.with(|rows| rows.reason.clone())}</span>
            </Show>
            <Show when=move || rows.with(|rows| rows.finding.is_some())>
                <span class="small">"that " {move || rows.with(rule_of)} " is about"</span>
            </Show>
            <Show when=filtered>
                <button type="button" class="link" on:click=move |_| {
                    state.text.set(String::new());
                    change(&|rows| *rows = RowsQuery { sort: rows.sort, descending: rows.descending, ..RowsQuery::default() });
                    outside::focus("search");
                }>"Show all rows"</button>
            </Show>
        </div>
    }
}
