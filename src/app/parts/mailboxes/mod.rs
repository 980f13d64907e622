//! The mailbox table: only the visible rows come over from the worker.

mod filters;
mod tools;

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::app::intl::{self, Style};
use crate::app::parts::accounting::OutcomeWord;
use crate::app::parts::icon::Icon;
use crate::app::parts::show::Show;
use crate::app::state::{Dialog, State};
use crate::app::{outside, words};
use crate::session::protocol::{
    Request, Response, RowCard, RowColumn, RowsPage, RowsQuery, SortKey,
};
use filters::Filters;
use tools::Tools;

/// Height of a row in CSS pixels; the same stands in the style.
const ROW: u32 = 38;
/// Rows fetched at once: the 17 visible ones and some before and after.
const FETCH: u32 = 48;
/// Rows before the visible ones, at least.
const BEFORE: u32 = 10;

#[component]
pub(in crate::app) fn Mailboxes() -> impl IntoView {
    let state = State::of_page();
    let page = RwSignal::new(None::<RowsPage>);
    let top = RwSignal::new(0_u32);
    let wanted = Memo::new(move |_| RowsQuery {
        text: state.text.get(),
        offset: (top.get() / ROW).saturating_sub(BEFORE) / 20 * 20,
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
            <Tools total/>
            <Table page top total/>
            <p class="print-only">
                {move || page.with(|page| page.as_ref().map_or(0, |page| page.rows.len()))} " of "
                {move || intl::number(total.get())} " rows are on this paper. The file mailboxes.csv has them all."
            </p>
        </section>
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
    // The place of the row that has the focus.
    let focused = RwSignal::new(None::<u32>);
    // Other rows begin at the top again.
    let question = Memo::new(move |_| {
        (
            state.text.get(),
            state.address.with(|address| address.rows.clone()),
        )
    });
    Effect::new(move |before: Option<(String, RowsQuery)>| {
        let now = question.get();
        // To ask or to set where it stands makes the browser lay everything out at once.
        if before.is_some_and(|before| before != now)
            && top.get_untracked() > 0
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
            aria-label="Table of mailboxes. The arrow keys go from row to row, Enter opens one."
            tabindex="0"
            on:focus=move |_| focused.set(None)
            on:keydown=move |event| {
                // Tab goes past the table: with a stop for each of 100,000 rows nobody would come to what is behind it.
                let from = focused.get_untracked();
                let to = match (event.key().as_str(), from) {
                    ("ArrowDown", Some(at)) => at + 1,
                    ("ArrowUp", Some(at)) => at.saturating_sub(1),
                    ("ArrowDown" | "ArrowUp", None) => top.get_untracked().div_ceil(ROW),
                    _ => return,
                };
                event.prevent_default();
                outside::focus_where_it_is(&row_id(to));
            }
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
                        {move || shown_columns(state).map(|column| match column.sort_key() {
                            Some(key) => view! {
                                <th
                                    scope="col"
                                    class=class(column)
                                    aria-sort=move || match sort.get() {
                                        (held, true) if held == key => Some("descending"),
                                        (held, false) if held == key => Some("ascending"),
                                        _ => None,
                                    }
                                >
                                    <button type="button" class="sort" on:click=move |_| sort_by(key)>
                                        {column.heading()} <Icon name="down"/>
                                    </button>
                                </th>
                            }.into_any(),
                            None => view! { <th scope="col" class=class(column)>{column.heading()}</th> }.into_any(),
                        }).collect_view()}
                    </tr>
                </thead>
                <tbody>
                    <Show when=move || { offset.get() > 0 }>
                        <tr class="gap" aria-hidden="true">
                            <td colspan=RowColumn::ALL.len() style:height=move || gap(offset.get() * ROW)></td>
                        </tr>
                    </Show>
                    <For each=move || offset.get()..offset.get() + count.get() key=|at| *at let(at)>
                        <Row page at focused/>
                    </For>
                    <Show when=move || { offset.get() + count.get() < total.get() }>
                        <tr class="gap" aria-hidden="true">
                            <td colspan=RowColumn::ALL.len() style:height=move || gap(total.get().saturating_sub(offset.get() + count.get()) * ROW)></td>
                        </tr>
                    </Show>
                    <Show when=move || page.with(Option::is_some) && total.get() == 0>
                        <tr><td colspan=RowColumn::ALL.len() class="quiet">"No mailbox fits. Show all rows, or search for something else."</td></tr>
                    </Show>
                </tbody>
            </table>
        </div>
    }
}

/// The columns that are shown, in their order.
fn shown_columns(state: State) -> impl Iterator<Item = RowColumn> {
    let shown = state.columns.get();
    RowColumn::ALL
        .into_iter()
        .filter(move |column| shown & column.bit() != 0)
}

/// How wide a column is, see the style.
const fn class(column: RowColumn) -> &'static str {
    match column {
        RowColumn::Mailbox
        | RowColumn::Incoming
        | RowColumn::Outgoing
        | RowColumn::Owner
        | RowColumn::Profile => "wide",
        RowColumn::Wave => "narrow number",
        RowColumn::Outcome => "medium",
        RowColumn::Kind
        | RowColumn::Name
        | RowColumn::ProcessFrom
        | RowColumn::Needs
        | RowColumn::Reason => "",
    }
}

/// The row at a place. Another order changes what it shows; to make other rows would take longer.
#[component]
fn Row(page: RwSignal<Option<RowsPage>>, at: u32, focused: RwSignal<Option<u32>>) -> impl IntoView {
    let state = State::of_page();
    let row = Memo::new(move |before: Option<&Option<RowCard>>| {
        let shown = page.with(|page| {
            let page = page.as_ref()?;
            let place = at.checked_sub(page.query.offset)?;
            page.rows.get(place as usize).cloned()
        });
        // A row on its way out stays as it is.
        shown.or_else(|| before?.clone())
    });
    let cells = move |row: &RowCard| {
        let columns = shown_columns(state);
        columns
            .map(|column| cell(state, column, row, Place { at, focused }))
            .collect_view()
    };
    view! {
        <tr class="row" aria-rowindex=at + 2>
            {move || row.with(|row| row.as_ref().map(cells))}
        </tr>
    }
}

/// The place of a row, and which place has the focus.
#[derive(Clone, Copy)]
struct Place {
    at: u32,
    focused: RwSignal<Option<u32>>,
}

fn row_id(at: u32) -> String {
    format!("row-{at}")
}

/// The first cell: it opens the row's story.
fn name(state: State, row: &RowCard, place: Place) -> AnyView {
    let Place { at, focused } = place;
    let key = row.key.clone();
    view! {
        <th scope="row">
            <button
                type="button"
                class="link"
                id=row_id(at)
                tabindex="-1"
                on:focus=move |_| focused.set(Some(at))
                on:click=move |_| state.dialog.set(Some(Dialog::Row(key.clone())))
            >
                {row.label.clone()}
            </button>
        </th>
    }
    .into_any()
}

fn cell(state: State, column: RowColumn, row: &RowCard, place: Place) -> AnyView {
    let text = |text: Option<String>| view! { <td>{text.unwrap_or_else(|| "–".to_owned())}</td> };
    match column {
        RowColumn::Mailbox => name(state, row, place),
        RowColumn::Outcome => view! { <td><OutcomeWord outcome=row.outcome/></td> }.into_any(),
        RowColumn::Wave => {
            let wave = row.wave.map_or("–".to_owned(), |wave| wave.to_string());
            view! { <td class="number">{wave}</td> }.into_any()
        }
        RowColumn::Kind => {
            view! { <td>{words::kind(row.kind)} {row.half.then_some(" (half)")}</td> }.into_any()
        }
        RowColumn::ProcessFrom => {
            let zone = state.form.zone.get_untracked();
            let shown = |from: &String| match from.parse() {
                Ok(time) => intl::time(time, &zone, Style::Short),
                Err(_) => from.clone(),
            };
            text(row.process_from.as_ref().map(shown)).into_any()
        }
        RowColumn::Needs => {
            let needs = row.needs.iter().map(|need| words::need(*need));
            let needs = needs.collect::<Vec<_>>().join(", ");
            text((!needs.is_empty()).then_some(needs)).into_any()
        }
        RowColumn::Name => text(row.name.clone()).into_any(),
        RowColumn::Owner => text(row.owner.clone()).into_any(),
        RowColumn::Incoming => text(row.incoming.clone()).into_any(),
        RowColumn::Outgoing => text(row.outgoing.clone()).into_any(),
        RowColumn::Profile => text(row.profile.clone()).into_any(),
        RowColumn::Reason => text(row.reason.clone()).into_any(),
    }
}
