//! Columns with label, value and origin; some can be decided here.

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use crate::answers::check_column;
use crate::app::state::State;
use crate::app::{intl, outside};
use crate::dataverse::{Column, ColumnType, ColumnValue, column};
use crate::merge::rules;
use crate::plan::model::{Origin, Place, Profile};

/// Columns an admin may set otherwise than the files say.
const EDITABLE: [&str; 20] = [
    "exchangeonlinetenantid",
    "incomingauthenticationprotocol",
    "incomingportnumber",
    "incomingserverlocation",
    "incomingusername",
    "incomingusessl",
    "incominguseimpersonation",
    "maxconcurrentconnections",
    "minpollingintervalinminutes",
    "moveundeliveredemails",
    "oauthclientid",
    "outgoingauthenticationprotocol",
    "outgoingportnumber",
    "outgoingserverlocation",
    "outgoingusername",
    "outgoingusessl",
    "outgoinguseimpersonation",
    "sendemailalert",
    "timeoutmailboxconnection",
    "timeoutmailboxconnectionafteramount",
];

/// Every column of a new profile.
#[component]
pub(in crate::app) fn ProfileColumns(profile: Memo<Option<Profile>>) -> impl IntoView {
    let names = Memo::new(move |_| {
        profile.with(|profile| {
            let columns = profile.iter().flat_map(|profile| profile.columns.iter());
            columns.map(|(name, _)| name).collect::<Vec<_>>()
        })
    });
    let reused = move || {
        profile.with(|profile| {
            profile
                .as_ref()
                .is_some_and(|profile| profile.matches.is_some())
        })
    };
    view! {
        <Show when=reused>
            <p>
                "The organization already has this profile: it is found by its type (Exchange Online), its server-to-server authentication and its state, and is never changed. Mailboxes are only assigned to it."
            </p>
        </Show>
        <Show
            when=move || !names.with(Vec::is_empty)
            fallback=move || view! {
                <Show when=move || !reused()>
                    <p class="quiet">"There are no columns yet: they are known once the decision above is made."</p>
                </Show>
            }
        >
            <table class="columns-table">
                <thead>
                    <tr>
                        <th scope="col">"Column"</th>
                        <th scope="col">"Value"</th>
                        <th scope="col">"Where it comes from"</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || names.get() key=|name| *name let:name>
                        <ProfileColumn profile name/>
                    </For>
                </tbody>
            </table>
        </Show>
    }
}

#[component]
fn ProfileColumn(profile: Memo<Option<Profile>>, name: &'static str) -> impl IntoView {
    let state = State::of_page();
    let value =
        Memo::new(move |_| profile.with(|profile| profile.as_ref()?.columns.get(name).cloned()));
    let origin =
        Memo::new(move |_| profile.with(|profile| profile.as_ref()?.origins.get(name).cloned()));
    let known = column(name);
    let label = known.map_or(name, |column| column.label);
    let key = profile.with_untracked(|profile| {
        profile
            .as_ref()
            .map(|profile| profile.key.to_string())
            .unwrap_or_default()
    });
    let error = format!("{key}-{name}-error");
    let row = StoredValue::new(format!("{key}-{name}"));
    let problem = RwSignal::new(None::<String>);
    let set = move |value: Option<ColumnValue>| {
        let target = state.answers.with_untracked(|answers| answers.target);
        let refused = value
            .as_ref()
            .and_then(|value| check_column(name, value, target).err());
        problem.set(refused.clone());
        if refused.is_some() {
            return;
        }
        state.change(|answers| {
            let columns = &mut answers.profiles.entry(key.clone()).or_default().columns;
            match value {
                Some(value) => columns.insert(name.to_owned(), value),
                None => columns.remove(name),
            };
        });
    };
    let decided =
        move || matches!(origin.get(), Some(Origin::Rule { rule }) if *rule.0 == "ANSWER");
    let reset = set.clone();
    view! {
        <tr id=row.get_value() tabindex="-1">
            <th scope="row">{label} <code class="sub">{name}</code></th>
            <td>
                {match known.filter(|_| EDITABLE.contains(&name)) {
                    Some(column) => view! { <Edit column value set problem error=error.clone()/> }.into_any(),
                    None => view! { <span class="break">{move || value.get().map(|value| shown(name, &value))}</span> }.into_any(),
                }}
            </td>
            <td>
                <OriginWords origin/>
                <Show when=move || decided() && EDITABLE.contains(&name)>
                    " "
                    <button type="button" class="link" on:click={
                        let reset = reset.clone();
                        move |_| {
                            reset(None);
                            // The button goes; what it stood beside is the next to be read.
                            outside::focus(&row.get_value());
                        }
                    }>
                        "Undo" <span class="spoken">" your choice of " {label}</span>
                    </button>
                </Show>
            </td>
        </tr>
    }
}

/// A field that fits the column.
#[component]
fn Edit(
    column: &'static Column,
    value: Memo<Option<ColumnValue>>,
    /// Why what was typed is not used.
    problem: RwSignal<Option<String>>,
    /// Id of the element that says so.
    error: String,
    set: impl Fn(Option<ColumnValue>) + Clone + Send + Sync + 'static,
) -> impl IntoView {
    let raw = move || {
        value
            .get()
            .map(|value| match value {
                ColumnValue::Bool(value) => value.to_string(),
                ColumnValue::Int(value) => value.to_string(),
                ColumnValue::Text(value) => value.to_string(),
            })
            .unwrap_or_default()
    };
    let options: Vec<(String, &'static str)> = match column.kind {
        ColumnType::Choice(choices) => choices
            .iter()
            .map(|choice| (choice.value.to_string(), choice.label))
            .collect(),
        ColumnType::Bool => vec![("true".to_owned(), "Yes"), ("false".to_owned(), "No")],
        _ => Vec::new(),
    };
    if options.is_empty() {
        let number = matches!(column.kind, ColumnType::Int { .. });
        let described = error.clone();
        return view! {
            <input
                class="input"
                type=if number { "number" } else { "text" }
                autocomplete="off"
                aria-label=column.label
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby=move || problem.with(Option::is_some).then(|| described.clone())
                prop:value=raw
                on:change=move |event| {
                    let text = event_target_value(&event).trim().to_owned();
                    set(if text.is_empty() {
                        None
                    } else if number {
                        text.parse().ok().map(ColumnValue::Int)
                    } else {
                        Some(ColumnValue::from(text))
                    });
                }
            />
            <div role="alert" id=error>
                {move || problem.get().map(|why| view! {
                    <p class="field-error">
                        <Icon name="held"/>
                        <span><span class="spoken">"Error: "</span> {column.label} ": " {why} ". The value before is kept."</span>
                    </p>
                })}
            </div>
        }
        .into_any();
    }
    let is_bool = matches!(column.kind, ColumnType::Bool);
    view! {
        <select
            class="input"
            aria-label=column.label
            on:change=move |event| {
                let text = event_target_value(&event);
                set(if is_bool { Some(ColumnValue::Bool(text == "true")) } else { text.parse().ok().map(ColumnValue::Int) });
            }
        >
            {options.into_iter().map(|(option, label)| {
                let held = option.clone();
                view! { <option value=option prop:selected=move || raw() == held>{label}</option> }
            }).collect_view()}
        </select>
    }.into_any()
}

/// A value in words: the label of a choice, with its number.
pub(in crate::app) fn shown(name: &str, value: &ColumnValue) -> String {
    match value {
        ColumnValue::Bool(true) => "Yes".to_owned(),
        ColumnValue::Bool(false) => "No".to_owned(),
        ColumnValue::Int(number) => {
            match column(name).and_then(|column| column.choice_label(*number)) {
                Some(label) => format!("{label} ({number})"),
                None => number.to_string(),
            }
        }
        ColumnValue::Text(text) => text.to_string(),
    }
}

/// Where a value comes from: a line of a file, or a rule and why.
#[component]
pub(in crate::app) fn OriginWords(#[prop(into)] origin: Signal<Option<Origin>>) -> impl IntoView {
    let state = State::of_page();
    move || match origin.get() {
        Some(Origin::Place(place)) => place_words(state, &place).into_any(),
        Some(Origin::Rule { rule }) => {
            let text = rules::text(rule.0).unwrap_or("A rule of the merge.");
            view! { {text} " " <code class="quiet">{*rule.0}</code> }.into_any()
        }
        None => "".into_any(),
    }
}

/// `ROUTER-A, Microsoft.Crm.Tools.EmailAgent.xml, line 812`
pub(in crate::app) fn place_words(state: State, place: &Place) -> String {
    let label = state.overview.with(|overview| {
        let routers = overview.iter().flat_map(|overview| &overview.routers);
        routers
            .into_iter()
            .find(|router| router.number == place.router)
            .map(|router| router.label.clone())
    });
    let router = label.unwrap_or_else(|| format!("Router {}", place.router));
    format!(
        "{router}, {}, line {}",
        place.file,
        intl::number(place.line)
    )
}
