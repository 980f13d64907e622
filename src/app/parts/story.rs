//! The whole story of one mailbox: every column, where it comes from, what it still needs.

use leptos::prelude::*;

use super::accounting::OutcomeWord;
use super::columns::{OriginWords, place_words, shown};
use crate::app::intl::{self, Style};
use crate::app::state::State;
use crate::app::words;
use crate::dataverse::{ColumnValue, column};
use crate::plan::model::{Mailbox, Origin, OwnerType};
use crate::session::protocol::{Request, Response};

#[component]
pub(in crate::app) fn Story(key: String) -> impl IntoView {
    let state = State::of_page();
    let mailbox = RwSignal::new(None::<Option<Box<Mailbox>>>);
    state.ask(Request::Row { key }, move |response, _| {
        if let Response::Row { mailbox: found } = response {
            mailbox.set(Some(found));
        }
    });
    move || match mailbox.get() {
        None => view! { <p class="busy quiet">"Fetching the row…"</p> }.into_any(),
        Some(None) => view! { <p>"This row is no longer in the plan."</p> }.into_any(),
        Some(Some(mailbox)) => view! { <Whole mailbox=*mailbox/> }.into_any(),
    }
}

#[component]
fn Whole(mailbox: Mailbox) -> impl IntoView {
    let state = State::of_page();
    let zone = state.form.zone.get_untracked();
    let profile = mailbox.profile.as_ref().map(|id| {
        state.overview.with_untracked(|overview| {
            let all = overview.iter().flat_map(|overview| &overview.profiles);
            let found = all
                .into_iter()
                .find(|profile| profile.id.as_ref() == Some(id));
            found.map_or_else(|| id.to_string(), |profile| profile.name.clone())
        })
    });
    let wave = mailbox.wave.map(|number| {
        let starts = state.overview.with_untracked(|overview| {
            let all = overview.iter().flat_map(|overview| &overview.waves);
            all.into_iter()
                .find(|wave| wave.number == number)
                .map(|wave| wave.starts)
        });
        match starts {
            Some(starts) => format!("{number}, {}", intl::time(starts, &zone, Style::Moment)),
            None => number.to_string(),
        }
    });
    let owner = mailbox.owner.as_ref().map(|owner| {
        let kind = match owner.owner_type {
            OwnerType::User => "User",
            OwnerType::Queue => "Queue",
        };
        format!("{kind} {}", owner.id)
    });
    let needs = mailbox
        .needs
        .iter()
        .map(|need| words::need(*need))
        .collect::<Vec<_>>()
        .join(", ");
    let places = mailbox
        .places
        .iter()
        .map(|place| place_words(state, place))
        .collect::<Vec<_>>();
    let reason = mailbox
        .reason
        .as_deref()
        .map(|rule| format!("decided by {rule}"));
    let facts: Vec<(&'static str, Option<String>)> = vec![
        ("Address", mailbox.address.as_deref().map(str::to_owned)),
        ("Owner", owner),
        ("Kind", Some(words::kind(mailbox.kind).to_owned())),
        (
            "New profile",
            Some(profile.unwrap_or_else(|| "none yet".to_owned())),
        ),
        ("Wave", Some(wave.unwrap_or_else(|| "none".to_owned()))),
        (
            "Still needs",
            Some(if needs.is_empty() {
                "nothing".to_owned()
            } else {
                needs
            }),
        ),
        (
            "Last processed",
            mailbox.threshold.as_deref().map(str::to_owned),
        ),
        (
            "Last error of the router",
            mailbox.last_error.as_deref().map(str::to_owned),
        ),
    ];
    let columns: Vec<(&'static str, ColumnValue, Option<Origin>)> = mailbox
        .columns
        .iter()
        .map(|(name, value)| (name, value.clone(), mailbox.origins.get(name).cloned()))
        .collect();
    view! {
        <section>
            <p><OutcomeWord outcome=mailbox.outcome/> " " <span class="quiet">{reason}</span></p>
            {mailbox.half.then(|| view! {
                <p class="quiet small">
                    "This is a half row: the files name its address or its owner, not both. It proves one direction only; the other stays as it is in the organization."
                </p>
            })}
            <dl class="facts">
                {facts.into_iter().filter_map(|(name, value)| value.map(|value| view! { <dt>{name}</dt><dd>{value}</dd> })).collect_view()}
            </dl>
        </section>
        <section>
            <h3>"What is written to the mailbox"</h3>
            <Show
                when={ let any = !columns.is_empty(); move || any }
                fallback=|| view! { <p class="quiet">"Nothing: no script touches it."</p> }
            >
                <div class="region" role="region" aria-label="Columns of the mailbox" tabindex="0">
                <table class="columns-table">
                    <thead><tr><th scope="col">"Column"</th><th scope="col">"Value"</th><th scope="col">"Where it comes from"</th></tr></thead>
                    <tbody>
                        {columns.iter().cloned().map(|(name, value, origin)| view! {
                            <tr>
                                <th scope="row">{column(name).map_or(name, |column| column.label)} <code class="sub">{name}</code></th>
                                <td class="break">{shown(name, &value)}</td>
                                <td><OriginWords origin=Signal::stored(origin)/></td>
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
                </div>
            </Show>
        </section>
        <section>
            <h3>"Where it stands in the files"</h3>
            <ul role="list">{places.into_iter().map(|place| view! { <li class="break">{place}</li> }).collect_view()}</ul>
        </section>
    }
}
