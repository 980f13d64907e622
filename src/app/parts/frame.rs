//! Header, steps and summary: what stays while the steps change.

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use super::theme::Theme;
use crate::app::address::Address;
use crate::app::history::UndoRedo;
use crate::app::state::{Dialog, State};
use crate::app::{answers_file, intl, outside, words};

/// The names of the steps.
pub(in crate::app) const STEPS: [&str; 4] =
    ["Add files", "Choose profiles", "Review", "Take the plan"];

#[component]
pub(in crate::app) fn Header() -> impl IntoView {
    let state = State::of_page();
    view! {
        <a
            class="skip"
            href="#main"
            on:click=move |event| {
                event.prevent_default();
                outside::focus("title");
            }
        >
            "Skip to the step"
        </a>
        <header class="header">
            <span class="wordmark"><Icon name="mark"/>"Reroute"</span>
            <p class="promise">
                "Everything happens in this page. Nothing is sent. "
                <button type="button" class="link" on:click=move |_| state.dialog.set(Some(Dialog::Trust))>
                    "How you can check that"
                </button>
            </p>
            <Theme/>
        </header>
    }
}

#[component]
pub(in crate::app) fn Side() -> impl IntoView {
    view! {
        <div class="side">
            <nav aria-label="Steps">
                <ol class="steps" role="list">
                    {(1..=4).map(|step| view! { <StepLink step/> }).collect_view()}
                </ol>
            </nav>
            <Summary/>
        </div>
    }
}

/// One step: a link once it was visited, the present one marked.
#[component]
fn StepLink(step: u8) -> impl IntoView {
    let state = State::of_page();
    let name = STEPS[usize::from(step) - 1];
    let current = Memo::new(move |_| state.address.with(|address| address.step));
    let furthest = state.furthest;
    let visited = move || step <= furthest.get() && step != current.get();
    let done = move || step < furthest.get() && step != current.get();
    let inside = move || {
        view! {
            <span class="step-mark" aria-hidden="true">
                {move || if done() {
                    view! { <Icon name="done"/> }.into_any()
                } else {
                    step.to_string().into_any()
                }}
            </span>
            <span class="step-name">{name}</span>
        }
    };
    view! {
        <li>
            {move || {
                let is_current = step == current.get();
                if visited() {
                    view! {
                        <a class="step" data-state=done().then_some("done") href=Address::step(step).write()>
                            {inside()}
                        </a>
                    }.into_any()
                } else {
                    view! {
                        <span class="step" aria-current=is_current.then_some("step")>{inside()}</span>
                    }.into_any()
                }
            }}
        </li>
    }
}

/// What people call an organization: the last part of its path, or the first of its host.
fn name_of(url: &str) -> String {
    let rest = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .trim_end_matches('/');
    match rest.rsplit_once('/') {
        Some((_, path)) => path.to_owned(),
        None => rest.split('.').next().unwrap_or(rest).to_owned(),
    }
}

/// The few facts of the plan, beside every step, and keeping the decisions in a file.
#[component]
fn Summary() -> impl IntoView {
    let state = State::of_page();
    let organization = state.part(|overview| {
        let mut all = overview.organizations.iter();
        let named = all
            .find(|one| one.chosen)
            .or_else(|| overview.organizations.first());
        named.map(|one| name_of(&one.url))
    });
    let routers = state.part(|overview| overview.routers.len() as u64);
    let rows = state.part(|overview| {
        (
            overview.accounting.mailboxes.total,
            overview.accounting.half_rows.total,
        )
    });
    let target = state.part(|overview| overview.target.kind);
    let start = state.part(|overview| overview.answers.waves_from);
    let at = move || match start.get().flatten() {
        Some(start) => intl::time(start, &state.form.zone.get(), intl::Style::Short),
        None => "not said yet".to_owned(),
    };
    view! {
        <section class="summary" aria-labelledby="summary-title">
            <h2 class="break" id="summary-title">
                {move || organization.get().flatten().unwrap_or_else(|| "Your plan".to_owned())}
            </h2>
            <Show when=move || state.sample.get()>
                <p id="sample">"Made-up sample"</p>
                <p>
                    <button type="button" class="button compact" id="leave-sample" on:click=move |_| state.leave_sample()>
                        "Start with my own files"
                    </button>
                </p>
            </Show>
            <Show when=move || state.has_files()>
                <dl>
                    <dt>"Routers"</dt>
                    <dd>{move || intl::number(routers.get().unwrap_or_default())}</dd>
                    <Show when=move || rows.get().is_some_and(|rows| rows.0 > 0 || rows.1 == 0)>
                        <dt>"Mailboxes"</dt>
                        <dd>{move || intl::number(rows.get().unwrap_or_default().0)}</dd>
                    </Show>
                    <Show when=move || rows.get().is_some_and(|rows| rows.1 > 0)>
                        <dt>"Half rows"</dt>
                        <dd>{move || intl::number(rows.get().unwrap_or_default().1)}</dd>
                    </Show>
                    <dt>"Target"</dt>
                    <dd>{move || target.get().flatten().map_or("not said yet", words::target)}</dd>
                    <dt>"First wave"</dt>
                    <dd>{at}</dd>
                </dl>
            </Show>
            <UndoRedo/>
            <div class="summary-actions">
                <button type="button" class="link" on:click=move |_| answers_file::save(state)>"Save answers"</button>
                <answers_file::OpenAnswers/>
            </div>
        </section>
    }
}
