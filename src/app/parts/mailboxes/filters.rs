//! Which rows of the mailbox table are shown.

use leptos::prelude::*;

use crate::app::parts::accounting;
use crate::app::parts::choose::Choose;
use crate::app::state::State;
use crate::app::{intl, outside, words};
use crate::session::protocol::{Overview, RowsQuery, SortKey};

/// The rule of the finding whose rows are shown.
fn rule_of(rows: &RowsQuery) -> Option<String> {
    let (rule, _) = rows.finding.as_deref()?.rsplit_once('-')?;
    Some(rule.to_owned())
}

/// What can be chosen of the plan, after the choice of all.
fn options(
    state: State,
    all: &'static str,
    of: fn(&Overview) -> Vec<(String, String)>,
) -> Signal<Vec<(String, String)>> {
    let options = state.part(of);
    Signal::derive(move || {
        let all = (String::new(), all.to_owned());
        std::iter::once(all)
            .chain(options.get().unwrap_or_default())
            .collect()
    })
}

/// Search, outcome, kind, profile, wave: the address holds all but the text.
#[component]
pub(super) fn Filters() -> impl IntoView {
    let state = State::of_page();
    let rows = Memo::new(move |_| state.address.with(|address| address.rows.clone()));
    let tally = state.part(accounting::rows);
    let kinds = options(state, "Every kind", |overview| {
        let kinds = words::KINDS.iter().enumerate();
        kinds
            .filter(|(_, kind)| overview.kinds.contains_key(kind))
            .map(|(at, kind)| (at.to_string(), words::kind(*kind).to_owned()))
            .collect()
    });
    let profiles = options(state, "Every profile", |overview| {
        let profiles = overview.profiles.iter();
        profiles
            .map(|profile| (profile.key.to_string(), profile.name.clone()))
            .collect()
    });
    let waves = options(state, "Every wave", |overview| {
        let waves = overview.waves.iter().map(|wave| wave.number);
        waves
            .map(|wave| (wave.to_string(), format!("Wave {wave}")))
            .collect()
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
            <Choose
                label="Kind"
                options=kinds
                chosen=Signal::derive(move || rows.with(|rows| match rows.kinds.as_slice() {
                    [kind] => words::KINDS.iter().position(|one| one == kind).map(|at| at.to_string()).unwrap_or_default(),
                    _ => String::new(),
                }))
                tell=move |value| {
                    let kind = value.parse::<usize>().ok().and_then(|at| words::KINDS.get(at));
                    change(&|rows| rows.kinds = kind.copied().into_iter().collect());
                }
            />
            <Choose
                label="New profile"
                options=profiles
                chosen=Signal::derive(move || rows.with(|rows| rows.profile.clone().unwrap_or_default()))
                tell=move |key| change(&|rows| rows.profile = (!key.is_empty()).then(|| key.clone()))
            />
            <Choose
                label="Wave"
                options=waves
                chosen=Signal::derive(move || rows.with(|rows| rows.wave.map(|wave| wave.to_string()).unwrap_or_default()))
                tell=move |wave| change(&|rows| rows.wave = wave.parse().ok())
            />
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
