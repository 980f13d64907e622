//! Checks for later: a bundle against its sources, and the organization against the plan.

use leptos::prelude::*;
use web_sys::File;

use super::artifact;
use super::icon::Icon;
use super::pick::Pick;
use crate::app::intl::{self, Style};
use crate::app::outside;
use crate::app::state::{Check, State};
use crate::app::words;
use crate::app::words::Tone;
use crate::follow::{Followed, Progress, WaveSums};
use crate::session::protocol::{Request, Response, ResultCard};
use crate::verify::{About, Verification};

/// Differences of one kind that are shown one by one.
const SHOWN: usize = 100;

type Found<T> = RwSignal<Option<Result<T, String>>>;

#[component]
pub(in crate::app) fn Checks() -> impl IntoView {
    view! {
        <section class="section" aria-labelledby="checks-title">
            <h2 id="checks-title">"When you come back"</h2>
            <CheckBundle/>
            <CheckResult/>
        </section>
    }
}

/// Checks what was dropped for this check, as if it had been chosen, and leads to what is found.
fn take_dropped(wanted: Check, title: &'static str, chosen: impl Fn(Vec<File>) + 'static) {
    let state = State::of_page();
    Effect::new(move |_| {
        let dropped = state.to_check.get();
        if let Some((_, file)) = dropped.filter(|(check, _)| *check == wanted) {
            state.to_check.set(None);
            chosen(vec![file]);
            outside::focus(title);
        }
    });
}

#[component]
fn CheckBundle() -> impl IntoView {
    let state = State::of_page();
    let found: Found<Verification> = RwSignal::new(None);
    let chosen = move |files: Vec<File>| {
        found.set(None);
        state.ask_about(Request::CheckBundle, files, move |response, _| {
            if let Response::Verified { found: result } = response {
                found.set(Some(result.map(|verification| *verification)));
            }
        });
    };
    take_dropped(Check::Bundle, "check-bundle-title", chosen);
    view! {
        <div class="card check">
            <h3 id="check-bundle-title" tabindex="-1">"Check a bundle"</h3>
            <p class="measure">
                "Drop or choose a bundle. Was anything changed in it since it was made, and do the files added here still give the same plan? It is planned again with its own answers, and every difference is listed."
            </p>
            <p><Pick id="check-bundle" label="Choose a bundle…" accept=".zip" multiple=false chosen/></p>
            <div role="status" id="bundle-checked">
                {move || found.get().map(|found| match found {
                    Err(problem) => view! { <Verdict tone=words::HELD text=format!("It is no bundle: {problem}.")/> }.into_any(),
                    Ok(found) => view! { <Verified found/> }.into_any(),
                })}
            </div>
        </div>
    }
}

#[component]
fn Verdict(tone: Tone, text: String) -> impl IntoView {
    view! { <p class="verdict" data-tone=tone.name><Icon name=tone.icon/> <span>{text}</span></p> }
}

#[component]
fn Verified(found: Verification) -> impl IntoView {
    let unchanged = u64::from(found.unchanged);
    let files = format!(
        "{} {}",
        intl::number(unchanged),
        words::plural(unchanged, "file is as it was", "files are as they were")
    );
    if found.differences.is_empty() {
        let text = format!("{files}, and the files added here give the same plan.");
        return view! { <Verdict tone=words::OK text/> }.into_any();
    }
    let count = found.differences.len() as u64;
    let text = format!(
        "{} {}; {files}.",
        intl::number(count),
        words::plural(count, "difference", "differences")
    );
    let groups = About::ALL.into_iter().filter_map(|about| {
        let of: Vec<_> = found
            .differences
            .iter()
            .filter(|one| one.about == about)
            .collect();
        let more = of.len().saturating_sub(SHOWN) as u64;
        (!of.is_empty()).then(|| view! {
            <h4>{about.title()}</h4>
            <ul class="differences">
                {of.into_iter().take(SHOWN).cloned().map(|one| view! {
                    <li class="break"><code>{one.subject}</code> " " {one.message}</li>
                }).collect_view()}
                {(more > 0).then(|| view! { <li class="quiet">{intl::number(more)} " more"</li> })}
            </ul>
        })
    });
    view! {
        <Verdict tone=words::ASK text/>
        {groups.collect_view()}
    }
    .into_any()
}

#[component]
fn CheckResult() -> impl IntoView {
    let state = State::of_page();
    let found: Found<ResultCard> = RwSignal::new(None);
    // What was compared with another plan says nothing of this one.
    Effect::new(move |_| {
        state.overview.track();
        found.set(None);
    });
    let chosen = move |files: Vec<File>| {
        found.set(None);
        state.ask_about(Request::CheckResult, files, move |response, _| {
            if let Response::Followed { found: result } = response {
                found.set(Some(result.map(|card| *card)));
            }
        });
    };
    take_dropped(Check::Result, "check-result-title", chosen);
    view! {
        <div class="card check">
            <h3 id="check-result-title" tabindex="-1">"Check the result"</h3>
            <p class="measure">
                "Drop or choose a fresh export of the mailboxes: each is compared with the plan on this page. Choose the plan.json or the bundle you carried out together with it, and it is compared with that one instead."
            </p>
            <p><Pick id="check-result" label="Choose a fresh export…" accept=".csv,.txt,.xlsx,.json,.zip" multiple=true chosen/></p>
            <div role="status" id="result-checked">
                {move || found.get().map(|found| match found {
                    Err(problem) => view! { <Verdict tone=words::HELD text=problem/> }.into_any(),
                    Ok(card) => view! { <Result card/> }.into_any(),
                })}
            </div>
        </div>
    }
}

const fn tone(progress: Progress) -> Tone {
    match progress {
        Progress::AsPlanned => words::OK,
        Progress::Differs | Progress::TestFailed => words::HELD,
        Progress::NotTested => words::ASK,
        Progress::NotFound => words::NONE,
    }
}

#[component]
fn Result(card: ResultCard) -> impl IntoView {
    let state = State::of_page();
    let sums = card.sums;
    let (done, all) = (sums.as_planned, sums.mailboxes);
    let text = format!(
        "{} of {} mailboxes are as planned{}.",
        intl::number(done),
        intl::number(all),
        card.plan
            .map_or_else(String::new, |name| format!(", by {name}")),
    );
    let all_done = if done == all { words::OK } else { words::ASK };
    let zone = state.form.zone.get_untracked();
    let more = card.open_count as usize - card.open.len();
    let take_rest = move |_| {
        state.ask(Request::Remaining, move |response, bytes| {
            artifact::save(state, response, bytes);
        });
    };
    view! {
        <Verdict tone=all_done text/>
        {card.refused.into_iter().map(|text| view! { <Verdict tone=words::ASK text/> }).collect_view()}
        <BurnDown waves=card.waves.clone() all/>
        <div class="region" role="region" aria-label="How far each wave is" tabindex="0">
            <table>
                <thead>
                    <tr>
                        <th scope="col" class="number">"Wave"</th>
                        <th scope="col">"Planned for"</th>
                        <th scope="col" class="number">"Mailboxes"</th>
                        {Progress::ALL.map(|progress| view! { <th scope="col" class="number">{progress.label()}</th> })}
                        <th scope="col" class="number">"Left"</th>
                        <th scope="col" class="number">"Left by plan"</th>
                        <th scope="col">"Next wave"</th>
                    </tr>
                </thead>
                <tbody>
                    {card.waves.into_iter().map(|wave| view! {
                        <tr>
                            <th scope="row" class="number">{wave.wave}</th>
                            <td>{intl::time(wave.starts, &zone, Style::Short)}</td>
                            <td class="number">{intl::number(wave.sums.mailboxes)}</td>
                            {Progress::ALL.map(|progress| view! { <td class="number">{intl::number(wave.sums.of(progress))}</td> })}
                            <td class="number">{intl::number(wave.left)}</td>
                            <td class="number">{intl::number(wave.planned_left)}</td>
                            <td>{if wave.go { "may begin" } else { "waits" }}</td>
                        </tr>
                    }).collect_view()}
                </tbody>
            </table>
        </div>
        {(done < all).then(|| view! {
            <p>
                <button type="button" class="button primary" id="take-rest" on:click=take_rest>"Download the operations for the rest"</button>
                " "
                <span class="hint">"operations.json for apply.ps1: what is as planned is not touched again"</span>
            </p>
        })}
        {(!card.open.is_empty()).then(|| view! { <Open open=card.open more=more as u64/> })}
    }
}

/// The mailboxes that are not as planned.
#[component]
fn Open(open: Vec<Followed>, more: u64) -> impl IntoView {
    let count = open.len() as u64 + more;
    view! {
        <details>
            <summary>{intl::number(count)} " mailboxes that are not as planned, and why"</summary>
            <div class="region" role="region" aria-label="Mailboxes that are not as planned" tabindex="0">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Mailbox"</th>
                            <th scope="col" class="number">"Wave"</th>
                            <th scope="col">"How far"</th>
                            <th scope="col">"What differs"</th>
                        </tr>
                    </thead>
                    <tbody>
                        {open.into_iter().map(|one| {
                            let tone = tone(one.progress);
                            view! {
                                <tr>
                                    <th scope="row" class="break">{one.label}</th>
                                    <td class="number">{one.wave}</td>
                                    <td data-tone=tone.name><Icon name=tone.icon/> " " {one.progress.label()}</td>
                                    <td>
                                        {one.differs.into_iter().map(|column| view! {
                                            <div class="break">
                                                <code>{column.column}</code>
                                                {format!(" is {}, planned {}", or_nothing(column.found), or_nothing(column.planned))}
                                            </div>
                                        }).collect_view()}
                                    </td>
                                </tr>
                            }
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
            {(more > 0).then(|| view! { <p class="quiet">{intl::number(more)} " more"</p> })}
        </details>
    }
}

fn or_nothing(value: String) -> String {
    if value.is_empty() {
        "empty".to_owned()
    } else {
        value
    }
}

const WIDTH: f64 = 960.0;
const TOP: f64 = 16.0;
const BASE: f64 = 180.0;
const LEFT: f64 = 20.0;

/// Mailboxes left after each wave: as planned, and as they are. The table beside it says the same.
#[component]
fn BurnDown(waves: Vec<WaveSums>, all: u32) -> impl IntoView {
    #[expect(clippy::cast_precision_loss, reason = "positions of a picture")]
    let line = |left: fn(&WaveSums) -> u32| {
        let step = (WIDTH - 2.0 * LEFT) / waves.len().max(1) as f64;
        let y = |left: u32| TOP + (BASE - TOP) * (1.0 - f64::from(left) / f64::from(all.max(1)));
        let points = waves
            .iter()
            .enumerate()
            .map(|(at, wave)| format!("{:.1},{:.1}", LEFT + step * (at + 1) as f64, y(left(wave))));
        let first = format!("{LEFT:.1},{:.1}", y(all));
        std::iter::once(first)
            .chain(points)
            .collect::<Vec<_>>()
            .join(" ")
    };
    view! {
        <figure class="figure burn-down" aria-hidden="true">
            <figcaption class="legend">
                <span class="key"><span class="line planned"></span>"left as planned"</span>
                <span class="key"><span class="line"></span>"left today"</span>
            </figcaption>
            <div class="figure-scroll">
                <svg viewBox=format!("0 0 {WIDTH} 204")>
                    <line class="wave-base" x1=LEFT x2=WIDTH - LEFT y1=BASE y2=BASE/>
                    <polyline class="burn planned" points=line(|wave| wave.planned_left)/>
                    <polyline class="burn" points=line(|wave| wave.left)/>
                    <text x=LEFT y=BASE + 18.0>"before wave 1: " {intl::number(all)}</text>
                    <text class="to-end" x=WIDTH - LEFT y=BASE + 18.0>{format!("after wave {}", waves.len())}</text>
                </svg>
            </div>
        </figure>
    }
}
