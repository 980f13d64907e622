//! Everything accounted for: one bar with its words, and the numbers that decide.

use leptos::prelude::*;

use super::finding::rule_link;
use super::icon::Icon;
use super::show::Show;
use crate::app::address::Address;
use crate::app::intl::{self, Style};
use crate::app::state::State;
use crate::app::{outside, words};
use crate::checks::next_retirement;
use crate::plan::model::{Outcome, Tally};
use crate::session::protocol::{Overview, RowsQuery};

/// Mailboxes and half rows together, by outcome.
pub(in crate::app) fn rows(overview: &Overview) -> Tally {
    let mut sum = Tally::default();
    for outcome in words::OUTCOMES {
        let accounting = &overview.accounting;
        sum.add_many(
            outcome,
            accounting.mailboxes.part(outcome) + accounting.half_rows.part(outcome),
        );
    }
    sum
}

fn link(outcome: Outcome) -> String {
    Address::rows(RowsQuery {
        outcomes: vec![outcome],
        ..RowsQuery::default()
    })
    .write()
}

/// The bar: as wide as the rows, each part a link to them.
#[component]
pub(in crate::app) fn Bar() -> impl IntoView {
    let state = State::of_page();
    let tally = state.part(rows);
    let part =
        move |outcome| tally.with(|tally| tally.as_ref().map_or(0, |tally| tally.part(outcome)));
    let present = move || {
        words::OUTCOMES
            .into_iter()
            .filter(move |outcome| part(*outcome) > 0)
            .collect::<Vec<_>>()
    };
    let routers = state.part(|overview| overview.routers.len() as u64);
    let halves = state.part(|overview| overview.accounting.half_rows.total);
    let total = move || tally.with(|tally| tally.as_ref().map_or(0, |tally| tally.total));
    let by_half = Address::rows(RowsQuery {
        half: true,
        ..RowsQuery::default()
    })
    .write();
    let sum = move || {
        let total = total();
        let halves = halves.get().unwrap_or_default();
        let routers = routers.get().unwrap_or_default();
        let thing = if halves > 0 {
            words::plural(total, "row", "rows")
        } else {
            words::plural(total, "mailbox", "mailboxes")
        };
        format!(
            " {thing} in {} {}, all accounted for",
            intl::number(routers),
            words::plural(routers, "router", "routers"),
        )
    };
    view! {
        <div class="bar" aria-hidden="true">
            <For each=present key=|outcome| *outcome let:outcome>
                <a
                    class="bar-part"
                    tabindex="-1"
                    data-tone=words::tone(outcome).name
                    href=link(outcome)
                    style:flex-grow=move || part(outcome).to_string()
                >
                    {move || intl::number(part(outcome))}
                </a>
            </For>
        </div>
        <ul class="legend" role="list">
            {words::OUTCOMES.map(|outcome| {
                let tone = words::tone(outcome);
                view! {
                    <li class="key" data-tone=tone.name>
                        <span class="swatch" aria-hidden="true"></span>
                        <Show
                            when=move || { part(outcome) > 0 }
                            fallback=move || view! { <span class="quiet">"0 " {words::outcome_of_many(outcome, 0)}</span> }
                        >
                            <a href=link(outcome)>
                                <strong>{move || intl::number(part(outcome))}</strong> " "
                                {move || words::outcome_of_many(outcome, part(outcome))}
                            </a>
                        </Show>
                    </li>
                }
            })}
            <li class="sum">
                "= "
                // It may be the address that is there already.
                <a href=Address::step(3).write() on:click=|_| outside::focus("mailboxes-title")>
                    {move || intl::number(total())}
                </a>
                {sum}
            </li>
        </ul>
        <Show when=move || { halves.get().unwrap_or_default() > 0 }>
            <p class="small quiet">
                <a id="halves" href=by_half.clone()>{move || intl::number(halves.get().unwrap_or_default())} " of the rows"</a>
                " are halves: the router files name an address or an owner, not both. An export of the organization joins them; without one each half is planned for the direction it proves."
            </p>
        </Show>
    }
}

/// Why rows do not migrate, each reason with the rows behind it.
#[component]
pub(in crate::app) fn Causes() -> impl IntoView {
    let state = State::of_page();
    let causes = state.part(|overview| overview.causes.clone());
    let any =
        move || causes.with(|causes| causes.as_ref().is_some_and(|causes| !causes.is_empty()));
    let shown = move || {
        let causes = causes.get().unwrap_or_default();
        let lines = causes.into_iter().map(|cause| {
            let href = Address::rows(RowsQuery {
                outcomes: vec![cause.outcome],
                reason: Some(cause.reason.clone()),
                ..RowsQuery::default()
            })
            .write();
            view! {
                <li>
                    <OutcomeWord outcome=cause.outcome/>
                    <a href=href>
                        {intl::number(cause.rows)} " " {words::plural(cause.rows.into(), "row", "rows")}
                    </a>
                    <span>{words::reason(&cause.reason).to_owned()} " " {rule_link(&cause.reason)}</span>
                </li>
            }
        });
        lines.collect_view()
    };
    view! {
        <Show when=any>
            <section class="section" aria-labelledby="causes-title">
                <h2 id="causes-title">"Why they do not migrate"</h2>
                <ul class="causes" role="list">{shown}</ul>
            </section>
        </Show>
    }
}

/// The numbers that decide the project.
#[component]
pub(in crate::app) fn Deciding() -> impl IntoView {
    let state = State::of_page();
    let passwords = state.part(|overview| u64::from(overview.passwords));
    let open = state.part(|overview| {
        overview
            .questions
            .iter()
            .filter(|question| question.answered.is_none())
            .count() as u64
    });
    let switch = state.part(|overview| {
        let switch = &overview.switch;
        (switch.at, switch.ready, switch.blocked_by.is_empty())
    });
    let retires = state.part(|overview| {
        let (finding, weeks) = next_retirement(&overview.findings, overview.answers.as_of?)?;
        Some((finding.id.clone(), finding.title.clone(), weeks))
    });
    let behind = Address::rows(RowsQuery {
        outcomes: vec![Outcome::NeedsDecision, Outcome::HeldBack],
        ..RowsQuery::default()
    })
    .write();
    view! {
        <div class="numbers section">
            <div class="card deciding">
                <strong>{move || match switch.get().and_then(|switch| switch.0) {
                    Some(at) => intl::time(at, &state.form.zone.get(), Style::Short),
                    None => "not known yet".to_owned(),
                }}</strong>
                <span class="quiet">
                    <Show
                        when=move || switch.get().is_some_and(|switch| switch.1)
                        fallback=move || match switch.get() {
                            // Mailboxes that the plan does not know, or files that were not read whole.
                            Some((Some(_), _, true)) => view! {
                                "switch-over; "
                                <button type="button" class="link" on:click=|_| outside::focus("findings-title")>"a finding stands against it"</button>
                            }.into_any(),
                            _ => view! { "switch-over; " <a href=behind.clone()>"some mailboxes would stay behind"</a> }.into_any(),
                        }
                    >
                        "the organization can switch over, nothing stays behind"
                    </Show>
                </span>
            </div>
            <div class="card deciding">
                <strong>{move || intl::number(open.get().unwrap_or_default())}</strong>
                <span class="quiet">
                    {move || words::plural(open.get().unwrap_or_default(), "decision is open", "decisions are open")}
                    <Show when=move || { open.get().unwrap_or_default() > 0 }>
                        " · " <a href=Address::step(2).write()>"Decide"</a>
                    </Show>
                </span>
            </div>
            <div class="card deciding">
                <strong>{move || intl::number(passwords.get().unwrap_or_default())}</strong>
                <span class="quiet">
                    {move || words::plural(passwords.get().unwrap_or_default(), "password to type in", "passwords to type in")}
                    <Show when=move || { passwords.get().unwrap_or_default() > 0 }>
                        " · " <button type="button" class="link" on:click=|_| outside::focus("tasks-title")>"Show"</button>
                    </Show>
                </span>
            </div>
            {move || retires.get().flatten().map(|(rule, title, weeks)| view! {
                <div class="card deciding" id="retires">
                    <strong>{intl::number(weeks)} " " {words::plural(weeks, "week", "weeks")}</strong>
                    <span class="quiet">
                        "left: " {title} " · "
                        {rule_link(&rule)}
                    </span>
                </div>
            })}
        </div>
    }
}

/// Outcome with its icon and word.
#[component]
pub(in crate::app) fn OutcomeWord(outcome: Outcome) -> impl IntoView {
    let tone = words::tone(outcome);
    view! {
        <span class="outcome" data-tone=tone.name><Icon name=tone.icon/>{words::outcome(outcome)}</span>
    }
}
