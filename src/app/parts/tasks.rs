//! What a person has to do: no script can type a password or make a forward mailbox.

use leptos::prelude::*;

use crate::app::intl;
use crate::app::state::{Dialog, State};
use crate::app::words;
use crate::artifacts;
use crate::plan::model::ManualTask;

#[component]
pub(in crate::app) fn Tasks() -> impl IntoView {
    let state = State::of_page();
    let tasks = state.part(|overview| overview.manual_tasks.clone());
    let count = state.part(|overview| u64::from(overview.manual_task_count));
    let count = move || count.get().unwrap_or_default();
    let more = move || {
        count().saturating_sub(tasks.with(|tasks| tasks.as_ref().map_or(0, Vec::len)) as u64)
    };
    view! {
        <Show when=move || { count() > 0 }>
            <section class="section" aria-labelledby="tasks-title">
                <div class="section-head">
                    <h2 id="tasks-title" tabindex="-1">"Done by hand"</h2>
                    <span class="small quiet">
                        {move || intl::number(count())} " "
                        {move || words::plural(count(), "task", "tasks")}
                        ", in the order of the stages; they are in action-plan.csv and the runbook, too"
                    </span>
                </div>
                <div class="region tasks" role="region" aria-label="Table of tasks" tabindex="0">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">"What"</th>
                                <th scope="col">"Stage"</th>
                                <th scope="col">"When"</th>
                                <th scope="col">"Why"</th>
                            </tr>
                        </thead>
                        <tbody>
                            {move || tasks.get().unwrap_or_default().into_iter().map(|task| view! { <Task task/> }).collect_view()}
                        </tbody>
                    </table>
                </div>
                <Show when=move || { more() > 0 }>
                    <p class="small quiet">{move || intl::number(more())} " more"</p>
                </Show>
            </section>
        </Show>
    }
}

#[component]
fn Task(task: ManualTask) -> impl IntoView {
    let state = State::of_page();
    let (rule, shown) = (task.why.to_string(), task.why.to_string());
    view! {
        <tr>
            <th scope="row" class="break">{task.title.to_string()}</th>
            <td>{artifacts::words::stage(task.stage)}</td>
            <td>{task.before_wave.map_or_else(|| "any time".to_owned(), |wave| format!("before wave {wave}"))}</td>
            <td>
                <button type="button" class="link" on:click=move |_| state.dialog.set(Some(Dialog::Rule(rule.clone())))>
                    <span class="spoken">"About rule "</span> {shown}
                </button>
            </td>
        </tr>
    }
}
