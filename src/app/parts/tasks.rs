//! What a person has to do: no script can type a password or make a forward mailbox.

use leptos::prelude::*;

use super::facts::answer_link;
use super::finding::rule_link;
use super::show::Show;
use crate::app::address::Address;
use crate::app::intl;
use crate::app::state::State;
use crate::app::words;
use crate::artifacts;
use crate::checks::by_id;
use crate::plan::model::{Need, Stage};
use crate::session::protocol::RowsQuery;

#[component]
pub(in crate::app) fn Tasks() -> impl IntoView {
    let state = State::of_page();
    let tasks = state.part(|overview| overview.manual_tasks.clone());
    let count = state.part(|overview| u64::from(overview.manual_task_count));
    let count = move || count.get().unwrap_or_default();
    let passwords = state.part(|overview| u64::from(overview.mailbox_passwords));
    let passwords = move || passwords.get().unwrap_or_default();
    let more = move || {
        let named = tasks.with(|tasks| tasks.as_ref().map_or(0, Vec::len)) as u64;
        count().saturating_sub(named + passwords())
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
                            {move || tasks.get().unwrap_or_default().into_iter().map(|task| {
                                let when = task.before_wave.map_or_else(|| "any time".to_owned(), |wave| format!("before wave {wave}"));
                                let title = view! { {task.title.to_string()} {answer_link(&task.why)} };
                                row(title.into_any(), task.stage, when, &task.why)
                            }).collect_view()}
                            {move || (passwords() > 0).then(|| {
                                let rows = RowsQuery { need: Some(Need::Password), ..RowsQuery::default() };
                                let title = view! {
                                    "Type in the passwords of "
                                    <a href=Address::rows(rows).write()>{intl::number(passwords())} " mailboxes"</a>
                                };
                                row(title.into_any(), Stage::Credentials, "before the wave of each".to_owned(), "MB-12")
                            })}
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

fn row(title: AnyView, stage: Stage, when: String, why: &str) -> AnyView {
    view! {
        <tr>
            <th scope="row" class="break">{title}</th>
            <td>{artifacts::words::stage(stage)}</td>
            <td>{when}</td>
            <td>
                // Some rules are lines of the checklist alone.
                {if by_id(why).is_some() { rule_link(why) } else { why.to_owned().into_any() }}
            </td>
        </tr>
    }
    .into_any()
}
