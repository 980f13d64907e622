//! Step 2: decisions first, then what becomes of each pair of router profiles.

use leptos::prelude::*;

use super::{Actions, Head};
use crate::app::intl;
use crate::app::parts::flow::Flow;
use crate::app::parts::later::Later;
use crate::app::parts::profile::Profiles as ProfileTable;
use crate::app::parts::question::Questions;
use crate::app::parts::show::Show;
use crate::app::state::State;
use crate::plan::model::RouterDifference;

#[component]
pub(in crate::app) fn Profiles() -> impl IntoView {
    let state = State::of_page();
    let count = state.part(|overview| overview.profiles.len() as u64);
    let several = state
        .part(|overview| overview.routers.len() > 1 && !overview.router_differences.is_empty());
    let none = move || count.get().unwrap_or_default() == 0;
    view! {
        <Head step=2 title="Choose the profiles to migrate">
            <p>"Each incoming and outgoing router profile that are used together become one email server profile."</p>
        </Head>
        <Questions/>
        <section class="section" aria-labelledby="profiles-title">
            <div class="section-head">
                <h2 id="profiles-title">"New profiles"</h2>
                <span class="small quiet">{move || intl::number(count.get().unwrap_or_default())}</span>
            </div>
            <Show
                when=move || !none()
                fallback=|| view! {
                    <div class="empty">
                        <h3>"No profiles yet"</h3>
                        <p>"They come from the agent files of your routers. Go back and add them, or answer what is asked above."</p>
                    </div>
                }
            >
                <Later><Flow/></Later>
                <Later><ProfileTable/></Later>
            </Show>
        </section>
        <Show when=move || several.get() == Some(true)><Differences/></Show>
        <Actions step=2/>
    }
}

/// The value that most routers have; of two that are as common, the first by router.
fn usual(difference: &RouterDifference) -> Option<String> {
    let values = || difference.values.values();
    let count = |wanted: &Option<String>| values().filter(|value| *value == wanted).count();
    // The last of the greatest wins: from the end, that is the first router's.
    values()
        .rev()
        .max_by_key(|value| count(value))
        .cloned()
        .flatten()
}

/// Setting by router, where they differ.
#[component]
fn Differences() -> impl IntoView {
    let state = State::of_page();
    let routers = state.part(|overview| {
        overview
            .routers
            .iter()
            .map(|router| (router.number, router.label.clone()))
            .collect::<Vec<_>>()
    });
    let differences = state.part(|overview| overview.router_differences.clone());
    view! {
        <section class="section" aria-labelledby="differences-title">
            <div class="section-head">
                <h2 id="differences-title">"Differences between routers"</h2>
                <span class="small quiet">"Server-side synchronization has one setting for all; these do not come along."</span>
            </div>
            <div class="region" role="region" aria-label="Settings by router" tabindex="0">
                <table>
                    <thead>
                        <tr>
                            <th scope="col">"Setting"</th>
                            {move || routers.get().unwrap_or_default().into_iter().map(|(_, label)| view! {
                                <th scope="col">{label}</th>
                            }).collect_view()}
                        </tr>
                    </thead>
                    <tbody>
                        {move || differences.get().unwrap_or_default().into_iter().map(|difference| view! {
                            <tr>
                                <th scope="row"><code>{difference.setting.clone()}</code></th>
                                {routers.get().unwrap_or_default().into_iter().map(|(number, _)| {
                                    let value = difference.values.get(&number).cloned().flatten();
                                    let differs = value != usual(&difference);
                                    view! {
                                        <td class="break" class:differs=differs>
                                            {value.unwrap_or_else(|| "not set".to_owned())}
                                            {differs.then(|| view! { <span class="small">" differs"</span> })}
                                        </td>
                                    }
                                }).collect_view()}
                            </tr>
                        }).collect_view()}
                    </tbody>
                </table>
            </div>
        </section>
    }
}
