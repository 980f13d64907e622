//! The table of new profiles: one row each, that opens to every column.

use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;

use super::columns::ProfileColumns;
use super::finding::rule_link;
use super::icon::Icon;
use super::problem::{FieldError, invalid};
use super::show::Show;
use crate::app::address::Address;
use crate::app::state::State;
use crate::app::validate::name_field;
use crate::app::{intl, words};
use crate::plan::model::{Finding, Outcome, Profile, ProfileType, RouterProfile, Severity};
use crate::session::protocol::{Overview, RowsQuery};

#[component]
pub(in crate::app) fn Profiles() -> impl IntoView {
    let state = State::of_page();
    let keys = state.part(|overview| {
        overview
            .profiles
            .iter()
            .map(|profile| profile.key.to_string())
            .collect::<Vec<_>>()
    });
    let find = move |key: String| {
        state.part(move |overview| {
            overview
                .profiles
                .iter()
                .find(|profile| *profile.key == *key)
                .cloned()
        })
    };
    view! {
        <div class="region profiles" role="region" aria-label="Table of new profiles" tabindex="0">
            <table>
                <thead>
                    <tr>
                        <th scope="col">"Incoming"</th>
                        <th scope="col">"Outgoing"</th>
                        <th scope="col">"New profile"</th>
                        <th scope="col" class="number">"Mailboxes"</th>
                        <th scope="col">"To know"</th>
                        <th scope="col">"Migrate"</th>
                    </tr>
                </thead>
                <For each=move || keys.get().unwrap_or_default() key=Clone::clone let:key>
                    <Row profile=find(key.clone()) key/>
                </For>
            </table>
        </div>
    }
}

#[component]
fn Row(profile: Memo<Option<Option<Profile>>>, key: String) -> impl IntoView {
    let state = State::of_page();
    let profile = Memo::new(move |_| profile.get().flatten());
    let open = RwSignal::new(false);
    let incoming = side(profile, |profile| {
        profile.incoming.iter().map(ToString::to_string).collect()
    });
    let outgoing = side(profile, |profile| {
        profile.outgoing.iter().map(ToString::to_string).collect()
    });
    let notes = Memo::new(move |_| {
        let profile = profile.get()?;
        state.overview.with(|overview| {
            overview
                .as_deref()
                .map(|overview| notes(overview, &profile))
        })
    });
    let name = move || {
        profile.with(|profile| {
            profile
                .as_ref()
                .map(|profile| profile.name.clone())
                .unwrap_or_default()
        })
    };
    let rows = {
        let key = key.clone();
        move || {
            Address::rows(RowsQuery {
                profile: Some(key.clone()),
                ..RowsQuery::default()
            })
            .write()
        }
    };
    let count =
        move || profile.with(|profile| profile.as_ref().map_or(0, |profile| profile.mailboxes));
    let detail = format!("columns-{key}");
    view! {
        <tbody class="group">
            <tr>
                <th scope="row">{sides(incoming)}</th>
                <td>{sides(outgoing)}</td>
                <td>
                    <Name profile key=key.clone()/>
                    <button
                        type="button"
                        class="link small"
                        aria-expanded=move || if open.get() { "true" } else { "false" }
                        aria-controls=detail.clone()
                        on:click=move |_| open.update(|open| *open = !*open)
                    >
                        {move || if open.get() { "Hide the columns" } else { "Every column" }}
                        <span class="spoken">" of " {name}</span>
                    </button>
                </td>
                <td class="number">
                    <a href=rows aria-label=move || format!("{} mailboxes of {}", intl::number(count()), name())>
                        {move || intl::number(count())}
                    </a>
                </td>
                <td>
                    <ul class="notes" role="list">
                        {move || notes.get().unwrap_or_default().into_iter().map(|note| view! {
                            <li class="note" data-tone=note.tone.name>
                                <Icon name=note.tone.icon/>
                                <span>
                                    <span class="spoken">{note.word} ": "</span>
                                    {note.text} " "
                                    {note.rule.map(|rule| view! { <span class="quiet small">{rule_link(&rule)}</span> })}
                                </span>
                            </li>
                        }).collect_view()}
                    </ul>
                </td>
                <td><Migrate profile key/></td>
            </tr>
            <Show when=move || open.get()>
                <tr class="detail" id=detail.clone()>
                    <td colspan="6"><ProfileColumns profile/></td>
                </tr>
            </Show>
        </tbody>
    }
}

/// What one side of a profile is: kind, and where.
fn side(
    profile: Memo<Option<Profile>>,
    ids: impl Fn(&Profile) -> Vec<String> + Send + Sync + 'static,
) -> Memo<Vec<(String, String)>> {
    let state = State::of_page();
    Memo::new(move |_| {
        let Some(profile) = profile.get() else {
            return Vec::new();
        };
        let ids = ids(&profile);
        state.overview.with(|overview| {
            let all = overview
                .iter()
                .flat_map(|overview| &overview.router_profiles);
            all.filter(|one| ids.iter().any(|id| **id == *one.id))
                .map(server)
                .collect()
        })
    })
}

/// Kind and place of a router profile's server.
pub(in crate::app) fn server(profile: &RouterProfile) -> (String, String) {
    let mut kind = profile.server_kind.label().to_owned();
    if let Some(version) = &profile.server_version {
        kind.push(' ');
        kind.push_str(version);
    }
    let location = profile
        .location
        .as_deref()
        .unwrap_or("no location in the file");
    let place = location
        .trim_start_matches("https://")
        .trim_start_matches("http://");
    let place = place.split('/').next().unwrap_or(place);
    (
        kind,
        match profile.port {
            Some(port) => format!("{place}:{port}"),
            None => place.to_owned(),
        },
    )
}

fn sides(sides: Memo<Vec<(String, String)>>) -> impl IntoView {
    move || {
        let sides = sides.get();
        if sides.is_empty() {
            return view! { "—" <span class="sub">"none, or to be chosen"</span> }.into_any();
        }
        sides
            .into_iter()
            .map(|(kind, place)| {
                view! {
                    <div>{kind} <span class="sub">{place}</span></div>
                }
            })
            .collect_view()
            .into_any()
    }
}

#[derive(Clone, PartialEq)]
struct Note {
    tone: words::Tone,
    word: &'static str,
    text: String,
    rule: Option<String>,
}

/// What there is to know of a profile: its outcome unless it migrates, then the findings about it.
fn notes(overview: &Overview, profile: &Profile) -> Vec<Note> {
    let mut notes = Vec::new();
    if profile.outcome == Outcome::NeedsDecision {
        notes.push(Note {
            tone: words::ASK,
            word: "Outcome",
            text: "Needs a decision".to_owned(),
            rule: profile.reason.as_deref().map(str::to_owned),
        });
    }
    let mut keys = vec![&*profile.key];
    keys.extend(profile.incoming.as_deref());
    keys.extend(profile.outgoing.iter().map(|id| &**id));
    let about = |finding: &&Finding| {
        finding.severity != Severity::Info
            && finding
                .subjects
                .iter()
                .any(|subject| keys.contains(&&*subject.key))
    };
    for finding in overview.findings.iter().filter(about) {
        let decides = profile.reason.as_deref() == Some(finding.id.as_str());
        notes.push(Note {
            tone: if decides {
                words::tone(profile.outcome)
            } else {
                words::severity_tone(finding.severity)
            },
            word: words::severity(finding.severity),
            text: if decides {
                format!(
                    "{}: {}",
                    sentence(words::outcome(profile.outcome)),
                    finding.title
                )
            } else {
                finding.title.clone()
            },
            rule: Some(finding.id.clone()),
        });
    }
    if notes.is_empty() {
        notes.push(Note {
            tone: words::tone(profile.outcome),
            word: "Outcome",
            text: sentence(words::outcome(profile.outcome)),
            rule: profile.reason.as_deref().map(str::to_owned),
        });
    }
    notes
}

fn sentence(words: &str) -> String {
    let mut text = words.to_owned();
    text[..1].make_ascii_uppercase();
    text
}

/// The name, to change where the profile is new.
#[component]
fn Name(profile: Memo<Option<Profile>>, key: String) -> impl IntoView {
    let state = State::of_page();
    let kind = Memo::new(move |_| {
        profile.with(|profile| {
            profile
                .as_ref()
                .map_or(ProfileType::None, |profile| profile.profile_type)
        })
    });
    let name = Memo::new(move |_| {
        profile.with(|profile| {
            profile
                .as_ref()
                .map(|profile| profile.name.clone())
                .unwrap_or_default()
        })
    });
    let id = name_field(&key);
    let (is_invalid, error) = invalid(&id);
    let is_new = move || matches!(kind.get(), ProfileType::Exchange | ProfileType::Pop3Smtp);
    view! {
        <Show when=is_new fallback=move || view! { <span class="break">{name}</span> }>
            <FieldError field=id.clone()/>
            <input
                class="input"
                id=id.clone()
                type="text"
                maxlength="100"
                autocomplete="off"
                aria-label=move || format!("Name of the profile {}", name.get())
                aria-invalid=is_invalid
                aria-describedby=error
                prop:value=move || name.get()
                on:change={
                    let key = key.clone();
                    move |event| {
                        let typed = event_target_value(&event).trim().to_owned();
                        let own = (!typed.is_empty()).then_some(typed);
                        // An emptied field has the name of the plan again, whether that changes or not.
                        if let (None, Some(field)) = (&own, field(&event)) {
                            field.set_value(&name.get_untracked());
                        }
                        state.change(|answers| {
                            answers.profiles.entry(key.clone()).or_default().name = own;
                        });
                    }
                }
            />
        </Show>
        <span class="sub">{move || words::profile_type(kind.get())}</span>
    }
}

fn field(event: &Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}

/// Yes or no, Yes preset.
#[component]
fn Migrate(profile: Memo<Option<Profile>>, key: String) -> impl IntoView {
    let state = State::of_page();
    let never = move || {
        profile.with(|profile| {
            profile
                .as_ref()
                .is_some_and(|profile| profile.outcome == Outcome::NotMigratable)
        })
    };
    let held = key.clone();
    let yes = Memo::new(move |_| {
        state.answers.with(|answers| {
            answers
                .profiles
                .get(&held)
                .and_then(|profile| profile.migrate)
                .unwrap_or(true)
        })
    });
    let name = move || {
        profile.with(|profile| {
            profile
                .as_ref()
                .map(|profile| profile.name.clone())
                .unwrap_or_default()
        })
    };
    let set = move |key: &str, migrate: bool| {
        state.change(|answers| {
            answers.profiles.entry(key.to_owned()).or_default().migrate = Some(migrate);
        });
    };
    let (key_yes, key_no, group) = (key.clone(), key.clone(), format!("migrate-{key}"));
    view! {
        <Show when=move || !never() fallback=|| view! { <span class="quiet">"Not possible"</span> }>
            <fieldset class="choices stacked">
                <legend class="spoken">"Migrate " {name}</legend>
                <label class="choice">
                    <input
                        type="radio"
                        name=group.clone()
                        prop:checked=move || yes.get()
                        on:change={ let key = key_yes.clone(); move |_| set(&key, true) }
                    />
                    "Yes"
                </label>
                <label class="choice">
                    <input
                        type="radio"
                        name=group.clone()
                        prop:checked=move || !yes.get()
                        on:change={ let key = key_no.clone(); move |_| set(&key, false) }
                    />
                    "No"
                </label>
            </fieldset>
        </Show>
    }
}
