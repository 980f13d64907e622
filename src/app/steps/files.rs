//! Step 1: add files, and say where and when.

use leptos::prelude::*;

use super::{Actions, Head};
use crate::app::parts::cutover::CutoverFields;
use crate::app::parts::directory::Directory;
use crate::app::parts::drop::DropCard;
use crate::app::parts::facts::FactFields;
use crate::app::parts::organization::OrganizationFields;
use crate::app::parts::reading::ReadingNow;
use crate::app::parts::router::{Others, Routers};
use crate::app::parts::show::Show;
use crate::app::parts::time::TimeFields;
use crate::app::state::{Dialog, State};
use crate::app::{intl, words};

/// What the migration wizard took at most: 32 MiB and four routers.
const WIZARD_BYTES: u64 = 33_554_432;
const WIZARD_ROUTERS: u64 = 4;

#[component]
pub(in crate::app) fn Files() -> impl IntoView {
    let state = State::of_page();
    let routers = state.part(|overview| overview.routers.len());
    view! {
        <Head step=1 title="Add the files of your Email Routers">
            <p>
                "Drop the files, or the folder they are in. Order and names do not matter; they are recognised by what is in them."
            </p>
        </Head>
        <DropCard/>
        <ReadingNow/>
        <Show when=move || state.sample.get()>
            <p class="small quiet section">
                "These files are made up, to try the whole tool. Add your own, and these are taken out."
            </p>
        </Show>
        <section class="section" aria-labelledby="routers-title">
            <div class="section-head">
                <h2 id="routers-title" tabindex="-1">"Routers"</h2>
                <Totals/>
            </div>
            <Show
                when=move || { routers.get().unwrap_or_default() > 0 }
                fallback=|| view! {
                    <div class="empty">
                        <h3>"No files of a router yet"</h3>
                        <p>
                            "Each router gives up to three: "
                            <code>"Microsoft.Crm.Tools.EmailAgent.xml"</code> ", which is needed, "
                            <code>"Microsoft.Crm.Tools.EmailAgent.SystemState.xml"</code> " with the last processed times, and "
                            <code>"EncryptionKey.xml"</code> ", which is looked at and forgotten."
                        </p>
                    </div>
                }
            >
                <Routers/>
                <ShareFiles/>
            </Show>
        </section>
        <Others/>
        <Directory/>
        <section class="section" aria-labelledby="organization-title">
            <h2 id="organization-title">"About the organization"</h2>
            <OrganizationFields/>
        </section>
        <section class="section" aria-labelledby="time-title">
            <h2 id="time-title">"When the waves start"</h2>
            <TimeFields/>
        </section>
        <section class="section" aria-labelledby="cutover-title">
            <h2 id="cutover-title">"From wave to wave to the switch-over"</h2>
            <CutoverFields/>
        </section>
        <section class="section" aria-labelledby="facts-title"><FactFields/></section>
        <Actions step=1/>
    }
}

/// The way to files that may be shown to others.
#[component]
fn ShareFiles() -> impl IntoView {
    let state = State::of_page();
    view! {
        <Show when=move || state.has_own_files()>
            <p class="small">
                <button type="button" class="link" id="share" on:click=move |_| state.dialog.set(Some(Dialog::Share))>
                    "Redact these files to show them to others"
                </button>
                <span class="quiet">" · the same files with every name, host, address, id and secret replaced"</span>
            </p>
        </Show>
    }
}

/// How many and how large, beside what the wizard would have taken.
#[component]
fn Totals() -> impl IntoView {
    let state = State::of_page();
    let totals = state.part(|overview| {
        let bytes = overview
            .routers
            .iter()
            .flat_map(|router| &router.files)
            .map(|file| file.bytes)
            .sum::<u64>();
        (overview.routers.len() as u64, bytes)
    });
    let words = move || {
        let (routers, bytes) = totals.get().filter(|totals| totals.0 > 0)?;
        let over = if routers > WIZARD_ROUTERS || bytes > WIZARD_BYTES {
            "more than Microsoft's wizard took (4 routers, 32 MiB); that is no limit here"
        } else {
            "Microsoft's wizard took up to 4 routers and 32 MiB"
        };
        Some(format!(
            "{} {} · {} · {over}",
            intl::number(routers),
            words::plural(routers, "router", "routers"),
            intl::size(bytes),
        ))
    };
    view! { <span class="small quiet">{words}</span> }
}
