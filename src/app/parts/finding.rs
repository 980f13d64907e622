//! What the rules found: severity in word, icon and colour, what to do, where it is said, places.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use crate::answers::Accepted;
use crate::app::address::Address;
use crate::app::state::{Dialog, State};
use crate::app::{intl, words};
use crate::checks::model::{Subject, SubjectKind};
use crate::checks::{Rule, by_id};
use crate::plan::model::{Finding, FindingPlace, Severity};
use crate::session::protocol::RowsQuery;

/// Places that a finding keeps.
const MOST_PLACES: usize = 100;

/// Places shown without opening the rest.
const FIRST_PLACES: usize = 3;

#[component]
pub(in crate::app) fn Findings() -> impl IntoView {
    let state = State::of_page();
    let findings = state.part(|overview| overview.findings.clone());
    let subjects = state.part(|overview| overview.subjects.clone());
    let counts = move || {
        findings.with(|findings| {
            let count = |severity| {
                findings
                    .iter()
                    .flatten()
                    .filter(|finding| finding.severity == severity)
                    .count() as u64
            };
            let (blockers, warnings, infos) = (
                count(Severity::Blocker),
                count(Severity::Warning),
                count(Severity::Info),
            );
            format!(
                "{} {} · {} {} · {} to know",
                intl::number(blockers),
                words::plural(blockers, "blocker", "blockers"),
                intl::number(warnings),
                words::plural(warnings, "warning", "warnings"),
                intl::number(infos),
            )
        })
    };
    let open = RwSignal::new(false);
    let infos = move || {
        findings.with(|findings| {
            let infos = findings.iter().flatten().filter(|one| is_info(one));
            infos.count() as u64
        })
    };
    let list = move |of_infos: bool| {
        let mut numbers = BTreeMap::new();
        let subjects = subjects.get().unwrap_or_default();
        let all = findings.get().unwrap_or_default().into_iter().zip(subjects);
        all.filter_map(|(finding, subjects)| {
            let number = numbers.entry(finding.id.clone()).or_insert(0_usize);
            *number += 1;
            let number = *number;
            (is_info(&finding) == of_infos).then(|| view! { <One finding number subjects/> })
        })
        .collect_view()
    };
    view! {
        <section class="section" aria-labelledby="findings-title">
            <div class="section-head">
                <h2 id="findings-title" tabindex="-1">"Findings"</h2>
                <span class="small quiet">{counts}</span>
            </div>
            <ul class="findings" role="list">{move || list(false)}</ul>
            <Show when=move || { infos() > 0 }>
                <details class="section" on:toggle=move |_| open.set(true)>
                    <summary>{move || intl::number(infos())} " to know: they change no outcome"</summary>
                    <Show when=move || open.get()>
                        <ul class="findings" role="list">{move || list(true)}</ul>
                    </Show>
                </details>
            </Show>
            <Show when=move || findings.with(|findings| findings.as_ref().is_none_or(Vec::is_empty))>
                <p class="quiet">"The rules found nothing to tell."</p>
            </Show>
        </section>
    }
}

fn is_info(finding: &Finding) -> bool {
    finding.severity == Severity::Info
}

#[component]
fn One(
    finding: Finding,
    /// Which of the things its rule found.
    number: usize,
    /// How many subjects it has.
    subjects: u32,
) -> impl IntoView {
    let state = State::of_page();
    let tone = words::severity_tone(finding.severity);
    let code = finding
        .code
        .clone()
        .map(|code| format!(" · {code}"))
        .unwrap_or_default();
    let about = finding.subjects.first().map(|subject| subject.kind);
    // The finding's own count may be of something else, such as the mailboxes of the profiles it names.
    let counted = match about {
        None | Some(SubjectKind::Provider) => finding.count,
        Some(_) => u64::from(subjects),
    };
    let thing = match about {
        Some(SubjectKind::Mailbox) => words::plural(counted, "mailbox", "mailboxes"),
        Some(SubjectKind::RouterProfile) => {
            words::plural(counted, "router profile", "router profiles")
        }
        Some(SubjectKind::Profile) => words::plural(counted, "profile", "profiles"),
        Some(SubjectKind::Input) => words::plural(counted, "file", "files"),
        _ => words::plural(counted, "place", "places"),
    };
    let count = format!("{} {thing}", intl::number(counted));
    let count = match about {
        Some(SubjectKind::Mailbox | SubjectKind::RouterProfile | SubjectKind::Profile) => {
            let rows = Address::rows(RowsQuery {
                finding: Some(format!("{}-{number}", finding.id)),
                ..RowsQuery::default()
            });
            view! {
                <a href=rows.write()>{count} <span class="spoken">" of " {finding.id.clone()}</span></a>
            }
            .into_any()
        }
        _ => count.into_any(),
    };
    let places: Vec<String> = finding
        .places
        .iter()
        .map(|place| place_words(state, place))
        .collect();
    let (first, rest) = places.split_at(places.len().min(FIRST_PLACES));
    let first = (!first.is_empty()).then(|| first.join(" · "));
    let rest = StoredValue::new(rest.to_vec());
    let more = rest.with_value(Vec::len);
    let of = match finding.places.len() {
        MOST_PLACES => format!(" of the first {MOST_PLACES}"),
        _ => String::new(),
    };
    let places = words::plural(more as u64, "place", "places");
    let open = RwSignal::new(false);
    let rule = rule_link(&finding.id);
    let take_on = can_be_taken_on(&finding).then(|| {
        let (rule, subjects) = (finding.id.clone(), finding.subjects.clone());
        view! { <TakeOn rule subjects/> }
    });
    view! {
        <li class="card finding" data-tone=tone.name>
            <Icon name=tone.icon/>
            <h3 class="finding-title">
                <span class="severity">{words::severity(finding.severity)}</span>
                <span>{finding.title}</span>
                <span class="small quiet">
                    {rule} {code} " · " {count}
                </span>
            </h3>
            <p class="break">{finding.message} " " <span class="quiet">{finding.remedy}</span></p>
            {first.map(|first| view! { <p class="small quiet break">{first}</p> })}
            {(more > 0).then(|| view! {
                <details class="small" on:toggle=move |_| open.set(true)>
                    <summary>{format!("{more} more {places}{of}")}</summary>
                    <Show when=move || open.get()>
                        <ul class="places">{rest.get_value().into_iter().map(|place| view! { <li class="break">{place}</li> }).collect_view()}</ul>
                    </Show>
                </details>
            })}
            {take_on}
            <p class="small section-head">
                {finding.source.map(|source| view! {
                    <a href=source rel="noopener noreferrer" target="_blank">
                        "Where this is documented" <span class="spoken">" for " {finding.id} ", opens in a new tab"</span>
                    </a>
                })}
            </p>
        </li>
    }
}

/// Whether the remedy of its rule is to take it on, and all it is about is here.
fn can_be_taken_on(finding: &Finding) -> bool {
    by_id(&finding.id).is_some_and(|rule| rule.remedy.contains("take this rule on"))
        && finding.count <= finding.subjects.len() as u64
}

/// Takes a rule on for everything it found: the admin knows better than the rule.
#[component]
fn TakeOn(rule: String, subjects: Vec<Subject>) -> impl IntoView {
    let state = State::of_page();
    let all: Vec<Accepted> = subjects
        .iter()
        .map(|subject| Accepted {
            rule: rule.clone(),
            subject: subject.key.to_string(),
        })
        .collect();
    let held = all.clone();
    let taken = Memo::new(move |_| {
        state
            .answers
            .with(|answers| held.iter().all(|one| answers.accepted.contains(one)))
    });
    view! {
        <label class="choice small">
            <input
                type="checkbox"
                prop:checked=move || taken.get()
                on:change=move |event| {
                    let on = event_target_checked(&event);
                    state.change(|answers| {
                        answers.accepted.retain(|one| !all.contains(one));
                        if on {
                            answers.accepted.extend(all.iter().cloned());
                        }
                    });
                }
            />
            "Take this rule on: it holds nothing back any more" <span class="spoken">" (" {rule} ")"</span>
        </label>
    }
}

/// The id of a rule, which opens what it says; other reasons are words alone.
pub(in crate::app) fn rule_link(id: &str) -> AnyView {
    let state = State::of_page();
    // Decisions that are open are no rules: their sentence says it all.
    let Some(rule) = by_id(id) else {
        return ().into_any();
    };
    view! {
        <button
            type="button"
            class="link nowrap"
            on:click=move |_| state.dialog.set(Some(Dialog::Rule(rule.id.to_owned())))
        >
            <span class="spoken">"About rule "</span> {rule.id}
        </button>
    }
    .into_any()
}

/// A rule: what it decides, what to do, where it comes from.
#[component]
pub(in crate::app) fn About(rule: &'static Rule) -> impl IntoView {
    let decides = match rule.effect {
        Some(outcome) => format!("What it finds ends as: {}.", words::outcome(outcome)),
        None => "It informs, and changes no outcome.".to_owned(),
    };
    view! {
        <dl class="facts">
            <dt>"Severity"</dt>
            <dd>{words::severity(rule.severity)}</dd>
            <dt>"What it decides"</dt>
            <dd>{decides}</dd>
            <dt>"What to do"</dt>
            <dd>{rule.remedy}</dd>
            <dt>"Where it comes from"</dt>
            <dd class="break">
                {if rule.source.starts_with("https") {
                    view! { <a href=rule.source rel="noopener noreferrer" target="_blank">{rule.source}</a> }.into_any()
                } else {
                    "The files themselves.".into_any()
                }}
            </dd>
            <dt>"With an example"</dt>
            <dd><code>{format!("docs/checks/{}.md", rule.id)}</code> " in the sources"</dd>
        </dl>
    }
}

fn place_words(state: State, place: &FindingPlace) -> String {
    let label = place.router.and_then(|number| {
        state.overview.with_untracked(|overview| {
            let routers = overview.iter().flat_map(|overview| &overview.routers);
            routers
                .into_iter()
                .find(|router| router.number == number)
                .map(|router| router.label.clone())
        })
    });
    let mut text = label.map(|label| format!("{label}, ")).unwrap_or_default();
    text.push_str(&place.file);
    if let Some(line) = place.line {
        text.push_str(&format!(", line {}", intl::number(line)));
    }
    if let Some(column) = place.column {
        text.push_str(&format!(", column {}", intl::number(column)));
    }
    text
}
