//! The waves: bars on a calendar, and the same as a table.

use jiff::Timestamp;
use leptos::prelude::*;

use super::flow::part_link;
use super::question::first_step_link;
use super::show::Show;
use crate::app::address::Address;
use crate::app::intl::{self, Style};
use crate::app::state::State;
use crate::app::words;
use crate::plan::model::Wave;
use crate::session::protocol::RowsQuery;

/// Waves drawn one by one; more are a table only.
const MAX_DRAWN: usize = 40;
/// Waves in the table before *Show all*.
const FIRST: usize = 30;
const WIDTH: f64 = 960.0;
/// Room for a wave at most: a few begin at the left, where a narrow screen shows them.
const WIDEST: f64 = 230.0;
const TALLEST: f64 = 84.0;
const BASE: f64 = 130.0;

fn rows(wave: u32) -> RowsQuery {
    RowsQuery {
        wave: Some(wave),
        ..RowsQuery::default()
    }
}

#[component]
pub(in crate::app) fn Waves() -> impl IntoView {
    let state = State::of_page();
    let waves = state.part(|overview| overview.waves.clone());
    let facts = state.part(|overview| (overview.answers.wave_size, overview.answers.wave_hours));
    let all = RwSignal::new(false);
    let count = move || waves.with(|waves| waves.as_ref().map_or(0, Vec::len));
    let shown = move || {
        let limit = if all.get() { usize::MAX } else { FIRST };
        waves.with(|waves| {
            waves
                .iter()
                .flatten()
                .take(limit)
                .cloned()
                .collect::<Vec<_>>()
        })
    };
    let none = move || count() == 0;
    view! {
        <section class="section" aria-labelledby="waves-title">
            <div class="section-head">
                <h2 id="waves-title">"Waves"</h2>
                <span class="small quiet">
                    {move || {
                        let (size, hours) = facts.get().unwrap_or((200, 5));
                        format!("at most {size} mailboxes every {hours} hours, queues first · {}", state.form.zone.get())
                    }}
                </span>
                <span class="aside small">
                    {first_step_link(view! { "Change" <span class="spoken">" when the waves start"</span> }.into_any(), "start-date")}
                </span>
            </div>
            <Show
                when=move || !none()
                fallback=|| view! {
                    <div class="empty">
                        <h3>"No waves yet"</h3>
                        <p>"Waves are made of the mailboxes that migrate, once the target and the start are known and the decisions they wait for are made."</p>
                    </div>
                }
            >
                <Show when=move || { count() <= MAX_DRAWN }>
                    <figure class="card figure waves" aria-labelledby="waves-title">
                        <div class="figure-scroll" role="region" aria-label="Bars of the waves" tabindex="0">
                            {move || draw(&waves.get().unwrap_or_default(), &state.form.zone.get())}
                        </div>
                    </figure>
                </Show>
                <details open=move || { count() > MAX_DRAWN }>
                    <summary>"The waves as a table"</summary>
                    <div class="region" role="region" aria-label="Table of waves" tabindex="0">
                        <table>
                            <thead>
                                <tr>
                                    <th scope="col" class="number">"Wave"</th>
                                    <th scope="col">"Starts"</th>
                                    <th scope="col">"Who"</th>
                                    <th scope="col" class="number">"Mailboxes"</th>
                                </tr>
                            </thead>
                            <tbody>
                                {move || shown().into_iter().map(|wave| view! {
                                    <tr>
                                        <th scope="row" class="number">{wave.number}</th>
                                        <td>{intl::time(wave.starts, &state.form.zone.get(), Style::Moment)}</td>
                                        <td>{words::wave_kind(wave.kind)}</td>
                                        <td class="number">
                                            <a href=Address::rows(rows(wave.number)).write() aria-label=format!("{} mailboxes of wave {}", wave.mailboxes, wave.number)>
                                                {intl::number(wave.mailboxes)}
                                            </a>
                                        </td>
                                    </tr>
                                }).collect_view()}
                            </tbody>
                        </table>
                    </div>
                    <Show when=move || { !all.get() && count() > FIRST }>
                        <p>
                            <button type="button" class="link" on:click=move |_| all.set(true)>
                                "Show all " {move || intl::number(count() as u64)} " waves"
                            </button>
                        </p>
                    </Show>
                </details>
            </Show>
        </section>
    }
}

/// The bars, in the order of time; a line where a day begins.
fn draw(waves: &[Wave], zone: &str) -> impl IntoView + use<> {
    #[expect(clippy::cast_precision_loss, reason = "positions of a picture")]
    let slot = ((WIDTH - 40.0) / waves.len() as f64).min(WIDEST);
    #[expect(clippy::cast_precision_loss, reason = "positions of a picture")]
    let at = |index: usize| 20.0 + slot * (index as f64 + 0.5);
    let most = waves
        .iter()
        .map(|wave| wave.mailboxes)
        .max()
        .unwrap_or(1)
        .max(1);
    let width = (64.0_f64).min(slot - 6.0);
    let day = |starts: Timestamp| intl::time(starts, zone, Style::Day);
    let dense = waves.len() > 14;
    let bars = waves.iter().enumerate().map(|(index, wave)| {
        let x = at(index);
        let height = (f64::from(wave.mailboxes) / f64::from(most) * TALLEST).max(4.0);
        let new_day = index == 0 || day(waves[index - 1].starts) != day(wave.starts);
        let name = day(wave.starts);
        let clock = intl::time(wave.starts, zone, Style::Clock);
        let count = if dense { wave.number.to_string() } else { format!("{} · {}", wave.number, wave.mailboxes) };
        let label = format!(
            "Wave {}: {} {}, {name}, {clock}, {}",
            wave.number,
            intl::number(wave.mailboxes),
            words::plural(wave.mailboxes.into(), "mailbox", "mailboxes"),
            words::wave_kind(wave.kind),
        );
        let edge = x - width / 2.0 - 4.0;
        let bar = view! {
            <rect class="wave-hit" x=x - width / 2.0 y=BASE - height - 20.0 width=width height=height + 24.0/>
            <rect
                class="wave-bar"
                data-kind=words::wave_name(wave.kind)
                x=x - width / 2.0
                y=BASE - height
                width=width
                height=height
                rx="3"
            />
            <text class="flow-name middle" x=x y=BASE - height - 6.0>{count}</text>
        };
        view! {
            {new_day.then(|| view! {
                <line class="wave-day" x1=edge x2=edge y1="14" y2=BASE/>
                {(!dense).then(|| view! { <text class="flow-sub" x=edge + 4.0 y="22">{name}</text> })}
            })}
            // Close together they are too narrow to be hit: the table has them all.
            {part_link("wave-link", None, &label, rows(wave.number), !dense, bar.into_any())}
            {(!dense).then(|| view! { <text class="flow-sub middle" x=x y=BASE + 18.0>{clock}</text> })}
        }
    }).collect_view();
    view! {
        <svg viewBox=format!("0 0 {WIDTH} {}", BASE + 28.0)>
            <line class="wave-base" x1="12" x2=WIDTH - 12.0 y1=BASE y2=BASE/>
            {bars}
        </svg>
    }
}
