//! The whole story of one mailbox: every column, where it comes from, what it still needs.

use leptos::prelude::*;

use super::accounting::OutcomeWord;
use super::choose::Choose;
use super::columns::{OriginWords, place_words, shown};
use super::finding::rule_link;
use super::show::Show;
use crate::app::intl::{self, Style};
use crate::app::state::State;
use crate::app::words;
use crate::checks::pointer;
use crate::dataverse::{ColumnValue, column};
use crate::plan::model::{Mailbox, Origin, Outcome, OwnerType};
use crate::session::protocol::{Request, Response};

#[component]
pub(in crate::app) fn Story(key: String) -> impl IntoView {
    let state = State::of_page();
    let mailbox = RwSignal::new(None::<Option<Box<Mailbox>>>);
    let asked = key.clone();
    // What is decided here changes the plan, and the row with it.
    Effect::new(move |_| {
        state.overview.track();
        let key = asked.clone();
        state.ask(Request::Row { key }, move |response, _| {
            if let Response::Row { mailbox: found } = response {
                mailbox.try_set(Some(found));
            }
        });
    });
    // The fields stay where they are while the row changes, and the focus with them.
    let goes = Memo::new(move |_| {
        mailbox.with(|mailbox| {
            let mailbox = mailbox.as_ref()?.as_ref()?;
            (mailbox.outcome == Outcome::Migrates).then_some(mailbox.wave)
        })
    });
    view! {
        {move || match mailbox.get() {
            None => view! { <p class="busy quiet">"Fetching the row…"</p> }.into_any(),
            Some(None) => view! { <p>"This row is no longer in the plan."</p> }.into_any(),
            Some(Some(mailbox)) => view! { <Facts mailbox=*mailbox/> }.into_any(),
        }}
        <section class="story-wave">
            <Pilot key=key.clone() goes/>
            <Pin key goes/>
        </section>
        {move || mailbox.get().flatten().map(|mailbox| view! { <Rest mailbox=*mailbox/> })}
    }
}

/// What the mailbox is, and where it ends.
#[component]
fn Facts(mailbox: Mailbox) -> impl IntoView {
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
    let reason = mailbox
        .reason
        .as_deref()
        .map(|code| (words::reason(code).to_owned(), rule_link(code)));
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
    view! {
        <section>
            <p><OutcomeWord outcome=mailbox.outcome/> " " <span class="quiet">{reason.map(|(words, rule)| view! { {words} " " {rule} })}</span></p>
            {mailbox.half.then(|| view! {
                <p class="quiet small">
                    "This is a half row: the files name its address or its owner, not both. It proves one direction only; the other stays as it is in the organization."
                </p>
            })}
            <dl class="facts">
                {facts.into_iter().filter_map(|(name, value)| value.map(|value| view! { <dt>{name}</dt><dd>{value}</dd> })).collect_view()}
            </dl>
        </section>
    }
}

/// What is written to the mailbox, and where it comes from.
#[component]
fn Rest(mailbox: Mailbox) -> impl IntoView {
    let state = State::of_page();
    let places = mailbox
        .places
        .iter()
        .map(|place| place_words(state, place))
        .collect::<Vec<_>>();
    let columns: Vec<(&'static str, ColumnValue, Option<Origin>)> = mailbox
        .columns
        .iter()
        .map(|(name, value)| (name, value.clone(), mailbox.origins.get(name).cloned()))
        .collect();
    view! {
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

/// Whether the mailbox is tried first: Microsoft's steps say only by their order that a test succeeds before the
/// switch-over.
#[component]
fn Pilot(key: String, goes: Memo<Option<Option<u32>>>) -> impl IntoView {
    let state = State::of_page();
    let held = key.clone();
    let is_pilot = Memo::new(move |_| state.answers.with(|answers| answers.pilot.contains(&held)));
    view! {
        <Show when=move || goes.with(Option::is_some) || is_pilot.get()>
            <label class="choice">
                <input
                    type="checkbox"
                    id="pilot"
                    prop:checked=move || is_pilot.get()
                    on:change={
                        let key = key.clone();
                        move |event| {
                            let on = event_target_checked(&event);
                            state.change(|answers| {
                                answers.pilot.retain(|held| *held != key);
                                if on {
                                    answers.pilot.push(key.clone());
                                }
                            });
                        }
                    }
                />
                "Try this mailbox first: it is in the pilot, the wave before all others"
            </label>
        </Show>
    }
}

/// Whether the mailbox waits for a later wave.
#[component]
fn Pin(key: String, goes: Memo<Option<Option<u32>>>) -> impl IntoView {
    let state = State::of_page();
    let held = key.clone();
    let pin = Memo::new(move |_| {
        state
            .answers
            .with(|answers| answers.pins.get(&held).copied())
    });
    let options = Signal::derive(move || {
        let zone = state.form.zone.get();
        let mut options = vec![(String::new(), "As planned".to_owned())];
        let mut waits = |number: u32, words: String| options.push((number.to_string(), words));
        // Which one it would be in is not known of a mailbox that waits already.
        let first = match pin.get() {
            None => goes.get().flatten(),
            Some(_) => Some(1),
        };
        state.overview.with(|overview| {
            let waves = overview.iter().flat_map(|overview| &overview.waves);
            let mut last = 0;
            for wave in waves {
                last = wave.number;
                if first.is_some_and(|first| last > first) {
                    waits(
                        last,
                        format!("{last}, {}", intl::time(wave.starts, &zone, Style::Moment)),
                    );
                }
            }
            if last > 0 {
                waits(last + 1, "After all others".to_owned());
            }
            // Answers may name a wave that the plan does not have.
            if let Some(pin) = pin.get().filter(|pin| *pin > last + 1) {
                waits(pin, format!("{pin}, or after all others"));
            }
        });
        options
    });
    let chosen = Signal::derive(move || pin.get().map(|pin| pin.to_string()).unwrap_or_default());
    let tell = move |wave: String| {
        let path = pointer(&["pins", &key]);
        state.answer(&path, (!wave.is_empty()).then_some(&wave));
    };
    view! {
        <Show when=move || goes.with(Option::is_some) || pin.with(Option::is_some)>
            <div class="field">
                <label for="pin">"Let it wait for a later wave"</label>
                <Choose id="pin" options chosen tell=tell.clone()/>
            </div>
        </Show>
    }
}
