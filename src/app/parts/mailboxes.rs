//! The mailbox table: only the visible rows come over from the worker.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use super::accounting::OutcomeWord;
use super::icon::Icon;
use crate::app::intl::{self, Style};
use crate::app::state::{Dialog, State};
use crate::app::{outside, words};
use crate::session::protocol::{Request, Response, RowCard, RowsPage, RowsQuery, SortKey};

/// Height of a row in CSS pixels; the same stands in the style.
const ROW: u32 = 38;
/// Rows fetched at once: the visible ones and some before and after.
const FETCH: u32 = 120;

const HEADINGS: [(&str, Option<SortKey>); 7] = [
    ("Mailbox", Some(SortKey::Key)),
    ("Kind", Some(SortKey::Kind)),
    ("New profile", Some(SortKey::Profile)),
    ("Wave", Some(SortKey::Wave)),
    ("Process from", Some(SortKey::ProcessFrom)),
    ("Needs", None),
    ("Outcome", Some(SortKey::Outcome)),
];

#[component]
pub(in crate::app) fn Mailboxes() -> impl IntoView {
    let state = State::of_page();
    let page = RwSignal::new(None::<RowsPage>);
    let top = RwSignal::new(0_u32);
    let wanted = Memo::new(move |_| RowsQuery {
        text: state.text.get(),
        offset: (top.get() / ROW).saturating_sub(FETCH / 3) / 20 * 20,
        limit: FETCH,
        ..state.address.with(|address| address.rows.clone())
    });
    Effect::new(move |_| {
        let query = wanted.get();
        // A new plan asks again.
        state.overview.track();
        state.ask(
            Request::Rows {
                query: query.clone(),
            },
            move |response, _| {
                if let Response::Rows { rows } = response
                    && wanted
                        .try_get_untracked()
                        .is_some_and(|wanted| wanted == rows.query)
                {
                    page.set(Some(rows));
                }
            },
        );
    });
    let total = Memo::new(move |_| page.with(|page| page.as_ref().map_or(0, |page| page.total)));
    view! {
        <section class="section" aria-labelledby="mailboxes-title" id="mailboxes">
            <div class="section-head">
                <h2 id="mailboxes-title" tabindex="-1">"Mailboxes"</h2>
                <span class="small quiet" role="status">{move || intl::number(total.get())} " shown"</span>
            </div>
            <Filters/>
            <Table page top total/>
        </section>
    }
}

/// Search, outcome, kind, profile, wave: the address holds all but the text.
#[component]
fn Filters() -> impl IntoView {
    let state = State::of_page();
    let rows = Memo::new(move |_| state.address.with(|address| address.rows.clone()));
    let tally = state.part(super::accounting::rows);
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
                <option value="" selected=move || rows.with(|rows| rows.kinds.is_empty())>"Every kind"</option>
                {words::KINDS.iter().enumerate().map(|(at, kind)| view! {
                    <Show when=move || kinds.with(|kinds| kinds.as_ref().is_some_and(|kinds| kinds.contains_key(kind)))>
                        <option value=at selected=move || rows.with(|rows| rows.kinds == [*kind])>{words::kind(*kind)}</option>
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
                <option value="" selected=move || rows.with(|rows| rows.profile.is_none())>"Every profile"</option>
                {move || profiles.get().unwrap_or_default().into_iter().map(|(key, name)| {
                    let held = key.clone();
                    view! { <option value=key selected=move || rows.with(|rows| rows.profile.as_ref() == Some(&held))>{name}</option> }
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
                <option value="" selected=move || rows.with(|rows| rows.wave.is_none())>"Every wave"</option>
                {move || waves.get().unwrap_or_default().into_iter().map(|wave| view! {
                    <option value=wave selected=move || rows.with(|rows| rows.wave == Some(wave))>"Wave " {wave}</option>
                }).collect_view()}
            </select>
            <Show when=move || rows.with(|rows| rows.need.is_some())>
                <span class="small">"that need: " {move || rows.with(|rows| rows.need.map(words::need))}</span>
            </Show>
            <Show when=move || rows.with(|rows| rows.reason.is_some())>
                <span class="small">"decided by " {move || rows.with(|rows| rows.reason.clone())}</span>
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

#[component]
fn Table(page: RwSignal<Option<RowsPage>>, top: RwSignal<u32>, total: Memo<u32>) -> impl IntoView {
    let state = State::of_page();
    let sort = Memo::new(move |_| {
        state
            .address
            .with(|address| (address.rows.sort, address.rows.descending))
    });
    let offset =
        Memo::new(move |_| page.with(|page| page.as_ref().map_or(0, |page| page.query.offset)));
    let count = Memo::new(move |_| {
        page.with(|page| page.as_ref().map_or(0, |page| page.rows.len())) as u32
    });
    let region = NodeRef::<leptos::html::Div>::new();
    // Other rows begin at the top again.
    let question = Memo::new(move |_| {
        (
            state.text.get(),
            state.address.with(|address| address.rows.clone()),
        )
    });
    Effect::new(move |before: Option<(String, RowsQuery)>| {
        let now = question.get();
        if before.is_some_and(|before| before != now)
            && let Some(region) = region.get_untracked()
        {
            region.set_scroll_top(0);
            top.set(0);
        }
        now
    });
    let sort_by = move |key: SortKey| {
        let (held, descending) = sort.get_untracked();
        let mut rows = state.address.with_untracked(|address| address.rows.clone());
        rows.sort = key;
        rows.descending = held == key && !descending;
        state.show_rows(rows);
    };
    let gap = |height: u32| format!("{height}px");
    view! {
        <div
            class="region rows"
            class:short=move || total.get() < 16
            role="region"
            aria-label="Table of mailboxes"
            tabindex="0"
            node_ref=region
            on:scroll=move |event| {
                if let Some(region) = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
                    top.set(u32::try_from(region.scroll_top()).unwrap_or(0));
                }
            }
        >
            <table aria-rowcount=move || total.get() + 1>
                <thead>
                    <tr aria-rowindex="1">
                        {HEADINGS.map(|(label, key)| match key {
                            Some(key) => view! {
                                <th
                                    scope="col"
                                    class:number=label == "Wave"
                                    aria-sort=move || match sort.get() {
                                        (held, true) if held == key => Some("descending"),
                                        (held, false) if held == key => Some("ascending"),
                                        _ => None,
                                    }
                                >
                                    <button type="button" class="sort" on:click=move |_| sort_by(key)>
                                        {label} <Icon name="down"/>
                                    </button>
                                </th>
                            }.into_any(),
                            None => view! { <th scope="col">{label}</th> }.into_any(),
                        })}
                    </tr>
                </thead>
                <tbody>
                    <Show when=move || { offset.get() > 0 }>
                        <tr class="gap" aria-hidden="true">
                            <td colspan="7" style:height=move || gap(offset.get() * ROW)></td>
                        </tr>
                    </Show>
                    <For
                        each=move || {
                            let page = page.get();
                            let offset = page.as_ref().map_or(0, |page| page.query.offset);
                            page.into_iter().flat_map(|page| page.rows).zip(offset..).collect::<Vec<_>>()
                        }
                        key=|(row, at)| (row.clone(), *at)
                        let((row, at))
                    >
                        <Row row at/>
                    </For>
                    <Show when=move || { offset.get() + count.get() < total.get() }>
                        <tr class="gap" aria-hidden="true">
                            <td colspan="7" style:height=move || gap(total.get().saturating_sub(offset.get() + count.get()) * ROW)></td>
                        </tr>
                    </Show>
                    <Show when=move || page.with(Option::is_some) && total.get() == 0>
                        <tr><td colspan="7" class="quiet">"No mailbox fits. Show all rows, or search for something else."</td></tr>
                    </Show>
                </tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: RowCard, at: u32) -> impl IntoView {
    let state = State::of_page();
    let zone = state.form.zone.get_untracked();
    let from = row.process_from.as_deref().map_or("–".to_owned(), |from| {
        from.parse().map_or_else(
            |_| from.to_owned(),
            |time| intl::time(time, &zone, Style::Short),
        )
    });
    let needs = row
        .needs
        .iter()
        .map(|need| words::need(*need))
        .collect::<Vec<_>>()
        .join(", ");
    let key = row.key;
    view! {
        <tr class="row" aria-rowindex=at + 2>
            <th scope="row">
                <button type="button" class="link" on:click=move |_| state.dialog.set(Some(Dialog::Row(key.clone())))>
                    {row.label}
                </button>
            </th>
            <td>{words::kind(row.kind)} {row.half.then_some(" (half)")}</td>
            <td>{row.profile.unwrap_or_else(|| "—".to_owned())}</td>
            <td class="number">{row.wave.map_or("–".to_owned(), |wave| wave.to_string())}</td>
            <td>{from}</td>
            <td>{if needs.is_empty() { "–".to_owned() } else { needs }}</td>
            <td><OutcomeWord outcome=row.outcome/></td>
        </tr>
    }
}
