//! The organization as it is today: exports to add, how to make them, and headings to explain.

use leptos::ev;
use leptos::prelude::*;
use web_sys::File;

use super::copy::CopyText;
use super::icon::Icon;
use super::pick::Pick;
use super::show::Show;
use crate::app::state::State;
use crate::app::words;
use crate::app::{intl, outside};
use crate::directory::IGNORE;
use crate::directory::queries::{QUERIES, Query};
use crate::session::protocol::{ExportCard, FileUse};

/// What the directory is for, the exports, and the queries that make them.
#[component]
pub(in crate::app) fn Directory() -> impl IntoView {
    let state = State::of_page();
    let exports = state.part(|overview| overview.exports.clone());
    let count = move || exports.with(|exports| exports.as_ref().map_or(0, Vec::len));
    view! {
        <section class="section" aria-labelledby="directory-title">
            <div class="section-head">
                <h2 id="directory-title" tabindex="-1">"The organization today"</h2>
                <span class="small quiet">"optional, and worth it"</span>
            </div>
            <p class="measure">
                "The router files name addresses and ids, not mailboxes. An export of the mailboxes and of the email server profiles joins the halves, finds mailboxes that are missing, inactive or moved already, and says which address still waits for approval."
            </p>
            <Show when=move || { count() > 0 }>
                <ul class="card exports" role="list">
                    {move || exports.get().unwrap_or_default().into_iter().map(|export| view! { <Export export/> }).collect_view()}
                </ul>
            </Show>
            <ChooseExports/>
            <Queries/>
        </section>
    }
}

#[component]
fn ChooseExports() -> impl IntoView {
    let state = State::of_page();
    let chosen = move |files: Vec<File>| {
        let files = files.into_iter().map(|file| (file.name(), file)).collect();
        state.add_files(files, FileUse::Export);
    };
    view! {
        <div>
            <Pick id="exports" label="Choose exports…" accept=".csv,.txt,.xlsx,.json" multiple=true chosen/>
            " "
            <span class="hint">"CSV, Excel or JSON of the Web API; dropping them works too"</span>
        </div>
    }
}

/// One export: what was read of it, what is wrong with it, and the headings it leaves open.
#[component]
fn Export(export: ExportCard) -> impl IntoView {
    let state = State::of_page();
    let tone = match (export.refused, export.faults.is_empty()) {
        (true, _) => words::HELD,
        (false, false) => words::ASK,
        (false, true) => words::OK,
    };
    let rows = u64::from(export.rows);
    let words = match (&export.kind, export.refused) {
        (Some(kind), false) => format!(
            "{} {kind} · {}",
            intl::number(rows),
            intl::size(export.bytes)
        ),
        _ => format!("not used · {}", intl::size(export.bytes)),
    };
    let more = export
        .fault_count
        .saturating_sub(export.faults.len() as u64);
    let (id, name) = (export.id, export.name.clone());
    let columns = StoredValue::new(export.columns);
    view! {
        <li class="export" data-tone=tone.name>
            <div class="export-head">
                <Icon name=tone.icon/>
                <strong class="break">{export.name}</strong>
                <span class="slot-state">{words}</span>
                <button
                    type="button"
                    class="link"
                    on:click=move |_| {
                        state.remove_files(vec![id]);
                        outside::focus("directory-title");
                    }
                >
                    "Take out" <span class="spoken">{name}</span>
                </button>
            </div>
            {(!export.faults.is_empty()).then(|| view! {
                <ul class="export-faults">
                    {export.faults.into_iter().map(|fault| view! {
                        <li>
                            {fault.row.map(|row| format!("Row {}: ", intl::number(u64::from(row))))}
                            {fault.message} " " <span class="quiet">{fault.remedy} " (" {fault.code} ")"</span>
                        </li>
                    }).collect_view()}
                    {(more > 0).then(|| view! { <li class="quiet">{intl::number(more)} " more, under Findings"</li> })}
                </ul>
            })}
            {(!export.unmapped.is_empty() && !export.refused).then(|| view! {
                <details>
                    <summary>
                        {intl::number(export.unmapped.len() as u64)}
                        {words::plural(export.unmapped.len() as u64, " heading is", " headings are")}
                        " not known: say what they mean, if they matter"
                    </summary>
                    <div class="form headings">
                        {export.unmapped.into_iter().map(|heading| view! { <Heading heading columns/> }).collect_view()}
                    </div>
                </details>
            })}
        </li>
    }
}

/// What a heading means.
#[component]
fn Heading(heading: String, columns: StoredValue<Vec<String>>) -> impl IntoView {
    let state = State::of_page();
    let key = heading.clone();
    let held = heading.clone();
    let chosen = Memo::new(move |_| {
        let meaning = state
            .answers
            .with(|answers| answers.directory_columns.get(&held).cloned());
        meaning.unwrap_or_default()
    });
    let set = move |event: ev::Event| {
        let meaning = event_target_value(&event);
        state.change(|answers| {
            if meaning.is_empty() {
                answers.directory_columns.remove(&key);
            } else {
                answers.directory_columns.insert(key.clone(), meaning);
            }
        });
    };
    view! {
        <label class="field">
            <span class="break">{heading}</span>
            <select class="input" on:change=set>
                <option value="" prop:selected=move || chosen.with(String::is_empty)>"Not known"</option>
                {columns.get_value().into_iter().map(|column| {
                    let label = if column == IGNORE { "means nothing here".to_owned() } else { column.clone() };
                    let held = column.clone();
                    view! { <option value=column prop:selected=move || chosen.with(|chosen| *chosen == held)>{label}</option> }
                }).collect_view()}
            </select>
        </label>
    }
}

/// The queries to copy, with the address of the organization put in.
#[component]
fn Queries() -> impl IntoView {
    let state = State::of_page();
    let url = Memo::new(move |_| {
        let own = state.answers.with(|answers| answers.target_url.clone());
        own.or_else(|| {
            state.overview.with(|overview| {
                let organizations = &overview.as_ref()?.organizations;
                let one = organizations
                    .iter()
                    .find(|one| one.chosen)
                    .or(organizations.first())?;
                Some(one.url.clone())
            })
        })
    });
    view! {
        <details>
            <summary>"How to make the exports: queries to copy"</summary>
            <div class="queries">
                {QUERIES.iter().map(|query| view! { <OneQuery query url/> }).collect_view()}
            </div>
        </details>
    }
}

#[component]
fn OneQuery(query: &'static Query, url: Memo<Option<String>>) -> impl IntoView {
    view! {
        <section>
            <CopyText title=query.title text=Signal::derive(move || query.text_for(url.get().as_deref()))/>
            <p class="small quiet measure">{plain(query.steps)}</p>
        </section>
    }
}

/// Steps are written for a document too: their back ticks are not for the page.
fn plain(steps: &str) -> String {
    steps.replace('`', "")
}
