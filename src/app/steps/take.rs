//! Step 4: take the plan away, and what to do next.

use leptos::prelude::*;

use super::{Actions, Head};
use crate::app::address::Address;
use crate::app::intl;
use crate::app::parts::accounting::rows;
use crate::app::parts::artifact::{Artifacts, download, sizes};
use crate::app::parts::checking::Checks;
use crate::app::parts::copy::CopyText;
use crate::app::parts::show::Show;
use crate::app::state::State;
use crate::artifacts::{BUNDLE, Outline};
use crate::plan::model::Outcome;
use crate::session::protocol::RowsQuery;

#[component]
pub(in crate::app) fn Take() -> impl IntoView {
    let state = State::of_page();
    let tally = state.part(rows);
    let part =
        move |outcome| tally.with(|tally| tally.as_ref().map_or(0, |tally| tally.part(outcome)));
    let files = state.part(|overview| overview.artifacts.len() as u64);
    let sizes = sizes(state);
    let lead = move || {
        let (open, held) = (part(Outcome::NeedsDecision), part(Outcome::HeldBack));
        match (open, held) {
            (0, 0) => "Everything that can migrate does.".to_owned(),
            _ => format!(
                "{} of the mailboxes still need a decision and {} are held back: they are in the plan, and nothing touches them.",
                intl::number(open),
                intl::number(held),
            ),
        }
    };
    view! {
        <Head step=4 title="Take the plan"><p>{lead}</p></Head>
        <div class="take">
            <button
                type="button"
                class="button primary large"
                id="download-everything"
                on:click=move |_| download(state, BUNDLE.name.to_owned())
            >
                "Download everything"
            </button>
            <span class="small quiet">
                {move || intl::number(files.get().unwrap_or_default())}
                " files in one zip, with their SHA-256 sums"
            </span>
        </div>
        <Artifacts for_people=true title="For people" id="for-people" sizes/>
        <Artifacts for_people=false title="For doing it" id="for-doing" sizes/>
        <Next/>
        <Checks/>
        <Actions step=4/>
    }
}

/// The way on, in Microsoft's order.
#[component]
fn Next() -> impl IntoView {
    let state = State::of_page();
    let tally = state.part(rows);
    let part =
        move |outcome| tally.with(|tally| tally.as_ref().map_or(0, |tally| tally.part(outcome)));
    let by = |outcome| {
        Address::rows(RowsQuery {
            outcomes: vec![outcome],
            ..RowsQuery::default()
        })
        .write()
    };
    let next = state.part(|overview| overview.next.clone());
    view! {
        <section class="section" aria-labelledby="next-title">
            <h2 id="next-title">"What to do next"</h2>
            <ol class="next">
                <Show when=move || { part(Outcome::NeedsDecision) + part(Outcome::HeldBack) > 0 }>
                    <li>
                        "Close the "
                        <a href=Address::step(2).write()>{move || intl::number(part(Outcome::NeedsDecision))} " that need a decision"</a>
                        " and the "
                        <a href=by(Outcome::HeldBack)>{move || intl::number(part(Outcome::HeldBack))} " held back"</a>
                        ": no mailbox may stay behind at the switch-over."
                    </li>
                </Show>
                <li>"Have the plan read by a colleague: plan, tables and answers make the same plan again from the same files."</li>
                {move || next.get().unwrap_or_default().into_iter().map(todo).collect_view()}
            </ol>
        </section>
    }
}

/// A step of the runbook.
fn todo(step: Outline) -> impl IntoView {
    let named = format!("Commands: {}", step.title.to_lowercase());
    let commands = (!step.commands.is_empty()).then(|| step.commands.join("\n"));
    let to_final = (step.id == "final").then(|| {
        view! {
            <p><a href=Address::step(1).write()>"To step 1, where the new state files are added and the routers are said to be stopped"</a></p>
        }
    });
    view! {
        <li id=format!("next-{}", step.id)>
            <h3>{step.title}</h3>
            {step.text.map(|text| view! { <p>{text}</p> })}
            {(!step.tasks.is_empty()).then(|| view! {
                <ul>{step.tasks.into_iter().map(|task| view! { <li>{task}</li> }).collect_view()}</ul>
            })}
            {to_final}
            {commands.map(|commands| view! { <CopyText title=named text=Signal::stored(commands)/> })}
        </li>
    }
}
