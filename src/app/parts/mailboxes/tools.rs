//! Which columns the mailbox table shows, and its rows for the clipboard.

use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::app::parts::copy::to_clipboard;
use crate::app::state::State;
use crate::app::{intl, outside, words};
use crate::session::protocol::{Request, Response, RowColumn, RowsQuery};

#[component]
pub(super) fn Tools(total: Memo<u32>) -> impl IntoView {
    let state = State::of_page();
    let told = RwSignal::new(String::new());
    // Other rows are other news.
    Effect::new(move |_| {
        state.text.track();
        state.address.track();
        told.set(String::new());
    });
    view! {
        <div class="toolbar table-tools">
            <details class="chooser" id="columns">
                <summary>"Columns"</summary>
                <fieldset class="choices">
                    <legend class="spoken">"Columns of the table"</legend>
                    // The first one names the row: it always stays.
                    {RowColumn::ALL[1..].iter().map(|column| view! { <Choice column=*column/> }).collect_view()}
                </fieldset>
            </details>
            <button
                type="button"
                class="button compact"
                id="copy-rows"
                aria-describedby="copied"
                on:click=move |_| copy(state, told)
            >
                "Copy " {move || intl::number(total.get())} " "
                {move || words::plural(u64::from(total.get()), "row", "rows")} " as TSV"
            </button>
            <span class="small quiet" role="status" id="copied">{move || told.get()}</span>
        </div>
    }
}

#[component]
fn Choice(column: RowColumn) -> impl IntoView {
    let state = State::of_page();
    view! {
        <label class="choice">
            <input
                type="checkbox"
                prop:checked=move || state.columns.get() & column.bit() != 0
                on:change=move |_| state.columns.update(|columns| *columns ^= column.bit())
            />
            {column.heading()}
        </label>
    }
}

/// Copies the rows that the filters leave, with the columns that are shown.
fn copy(state: State, told: RwSignal<String>) {
    let query = RowsQuery {
        text: state.text.get_untracked(),
        ..state.address.with_untracked(|address| address.rows.clone())
    };
    let columns = state.columns.get_untracked();
    let columns = RowColumn::ALL
        .into_iter()
        .filter(|column| columns & column.bit() != 0)
        .collect();
    told.set("Copying…".to_owned());
    state.ask(
        Request::CopyRows { query, columns },
        move |response, bytes| {
            let (Response::Copied { copied, total }, Some(bytes)) = (response, bytes) else {
                return;
            };
            let Ok(text) = String::from_utf8(bytes.to_vec()) else {
                return;
            };
            spawn_local(async move {
                let done = to_clipboard(&text).await || outside::copy_text(&text);
                told.set(if done {
                    in_words(copied, total)
                } else {
                    "The browser does not let this page copy. Step 4 has mailboxes.csv with every row.".to_owned()
                });
            });
        },
    );
}

fn in_words(copied: u32, total: u32) -> String {
    let rows = words::plural(u64::from(copied), "row was", "rows were");
    if copied < total {
        format!(
            "The first {} of {} {rows} copied: a clipboard carries no more. Step 4 has mailboxes.csv with all of them.",
            intl::number(copied),
            intl::number(total),
        )
    } else {
        format!("{} {rows} copied.", intl::number(copied))
    }
}
