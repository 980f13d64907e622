//! Which rows of the mailbox table are shown.

use leptos::prelude::*;

use crate::app::parts::accounting;
use crate::app::parts::choose::Choose;
use crate::app::parts::show::Show;
use crate::app::state::State;
use crate::app::{intl, outside, words};
use crate::session::protocol::{Overview, RowsQuery, SortKey};

/// The rule of the finding whose rows are shown.
/// What is asked of the rows by links, and can be chosen nowhere else.
fn others(state: State, rows: &RowsQuery) -> String {
    let end = rows.router_profile.as_deref().map(|id| {
        state.overview.with(|overview| {
            let all = overview
                .iter()
                .flat_map(|overview| &overview.router_profiles);
            let found = all.into_iter().find(|profile| *profile.id == *id);
            format!("of {}", found.map_or(id, |profile| &profile.name))
        })
    });
    let rule = rows
        .finding
        .as_deref()
        .and_then(|finding| finding.rsplit_once('-'));
    let need = rows.need.map(words::need);
    let all = [
        end,
        rows.half.then(|| "that are halves".to_owned()),
        need.map(|need| format!("that need: {need}")),
        rows.reason
            .as_deref()
            .map(|reason| format!("decided by {reason}")),
        rule.map(|(rule, _)| format!("that {rule} is about")),
    ];
    all.into_iter().flatten().collect::<Vec<_>>().join(", ")
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
                tell=move |value: String| {
                    let kind = value.parse::<usize>().ok().and_then(|at| words::KINDS.get(at));
                    change(&|rows| rows.kinds = kind.copied().into_iter().collect());
                }
            />
            <Choose
                label="New profile"
                options=profiles
                chosen=Signal::derive(move || rows.with(|rows| rows.profile.clone().unwrap_or_default()))
                tell=move |key: String| change(&|rows| rows.profile = (!key.is_empty()).then(|| key.clone()))
            />
            <Choose
                label="Wave"
                options=waves
                chosen=Signal::derive(move || rows.with(|rows| rows.wave.map(|wave| wave.to_string()).unwrap_or_default()))
                tell=move |wave: String| change(&|rows| rows.wave = wave.parse().ok())
            />
            <span class="small">{move || rows.with(|rows| others(state, rows))}</span>
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
