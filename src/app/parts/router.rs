//! One card a router, and the files that belong to none.

use leptos::prelude::*;

use super::icon::Icon;
use super::show::Show;
use crate::app::state::State;
use crate::app::words::{self, Tone};
use crate::app::{intl, outside};
use crate::plan::model::InputRole;
use crate::session::protocol::{FileCard, FileState, RouterCard};

/// The three files of a router, and what a missing one means.
const SLOTS: [(InputRole, &str, Tone, &str); 3] = [
    (
        InputRole::Agent,
        "Agent",
        words::HELD,
        "missing: without it nothing of this router can be planned. Is this a newer file of another router? Open the list of files below and move it there: it takes the place of the earlier one",
    ),
    (
        InputRole::State,
        "State",
        words::ASK,
        "missing: last processed times cannot be carried over",
    ),
    (
        InputRole::Key,
        "Key",
        words::NONE,
        "missing: not needed, passwords are typed in anyway",
    ),
];

#[component]
pub(in crate::app) fn Routers() -> impl IntoView {
    let state = State::of_page();
    let routers = state.part(|overview| overview.routers.clone());
    let keys = move || {
        let routers = routers.get().unwrap_or_default();
        routers
            .into_iter()
            .map(|router| router.key)
            .collect::<Vec<_>>()
    };
    view! {
        <ul class="routers" role="list">
            <For each=keys key=Clone::clone let:key>
                <li>
                    <Card router=Memo::new(move |_| {
                        routers.with(|routers| routers.iter().flatten().find(|router| router.key == key).cloned())
                    })/>
                </li>
            </For>
        </ul>
    }
}

#[component]
fn Card(router: Memo<Option<RouterCard>>) -> impl IntoView {
    let state = State::of_page();
    let renaming = RwSignal::new(false);
    let label = move || {
        router.with(|router| {
            router
                .as_ref()
                .map(|router| router.label.clone())
                .unwrap_or_default()
        })
    };
    let facts = move || {
        router.with(|router| {
            let router = router.as_ref()?;
            let providers = u64::from(router.providers);
            let of = match router.organizations.as_slice() {
                [] => String::new(),
                [one] => format!("{one} · "),
                many => format!("{} organizations · ", many.len()),
            };
            Some(format!(
                "{of}{} {}",
                intl::number(providers),
                words::plural(providers, "provider", "providers")
            ))
        })
    };
    let ids = move || {
        router.with(|router| {
            router
                .iter()
                .flat_map(|router| &router.files)
                .map(|file| file.id)
                .collect::<Vec<_>>()
        })
    };
    let rename_id = move || rename_id(&router);
    let can_rename = move || {
        router.with(|router| {
            router
                .as_ref()
                .is_some_and(|router| router.agent_sha256.is_some())
        })
    };
    view! {
        <article class="card router" aria-label=label>
            <div>
                <div class="router-head">
                    <h3>{label}</h3>
                    <div class="router-actions">
                        <Show when=can_rename>
                            <button
                                type="button"
                                class="link"
                                id=rename_id
                                aria-expanded=move || if renaming.get() { "true" } else { "false" }
                                on:click=move |_| renaming.update(|renaming| *renaming = !*renaming)
                            >
                                "Rename" <span class="spoken">{label}</span>
                            </button>
                        </Show>
                        <button type="button" class="link" on:click=move |_| {
                            state.remove_files(ids());
                            outside::focus("routers-title");
                        }>
                            "Remove" <span class="spoken">{label}</span>
                        </button>
                    </div>
                </div>
                <p class="small quiet break">{facts}</p>
            </div>
            <Show when=move || renaming.get()><Rename router renaming/></Show>
            <div class="slots">
                {SLOTS.map(|(role, name, tone, missing)| view! { <Slot router role name tone missing/> })}
            </div>
            <Strangers router/>
            <Files router/>
        </article>
    }
}

/// The id of the button that renames a router.
fn rename_id(router: &Memo<Option<RouterCard>>) -> Option<String> {
    router.with_untracked(|router| {
        router
            .as_ref()
            .map(|router| format!("rename-{}", router.key))
    })
}

#[component]
fn Rename(router: Memo<Option<RouterCard>>, renaming: RwSignal<bool>) -> impl IntoView {
    let state = State::of_page();
    let input = NodeRef::<leptos::html::Input>::new();
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            let _ = input.focus();
            input.select();
        }
    });
    // The field goes: the focus returns to the button that opened it.
    let close = move || {
        renaming.set(false);
        if let Some(button) = rename_id(&router) {
            outside::focus(&button);
        }
    };
    let save = move || {
        let Some(router) = router.get_untracked() else {
            return;
        };
        let label = input
            .get_untracked()
            .map(|input| input.value().trim().to_owned())
            .unwrap_or_default();
        if let Some(agent) = router.agent_sha256 {
            state.change(|answers| {
                if label.is_empty() {
                    answers.labels.remove(&agent);
                } else {
                    answers.labels.insert(agent, label);
                }
            });
        }
        close();
    };
    view! {
        <form class="rename" on:submit=move |event| {
            event.prevent_default();
            save();
        }>
            <input
                class="input"
                type="text"
                aria-label="Name of the router"
                maxlength="100"
                node_ref=input
                prop:value=router.with_untracked(|router| router.as_ref().map(|router| router.label.clone()))
                on:keydown=move |event| if event.key() == "Escape" { close() }
            />
            <button type="submit" class="button">"Save"</button>
        </form>
    }
}

/// Files in the router's folder that are none of the three.
#[component]
fn Strangers(router: Memo<Option<RouterCard>>) -> impl IntoView {
    let troubles = Memo::new(move |_| {
        router.with(|router| {
            let files = router.iter().flat_map(|router| &router.files);
            files
                .filter(|file| file.role == InputRole::Other)
                .filter_map(|file| trouble(file, None))
                .collect::<Vec<_>>()
        })
    });
    move || {
        troubles
            .get()
            .into_iter()
            .map(|text| view! { <p class="notice plain"><span class="break">{text}</span></p> })
            .collect_view()
    }
}

/// The state of one of the three files.
#[component]
fn Slot(
    router: Memo<Option<RouterCard>>,
    role: InputRole,
    name: &'static str,
    tone: Tone,
    missing: &'static str,
) -> impl IntoView {
    let files = Memo::new(move |_| {
        router.with(|router| {
            let files = router.iter().flat_map(|router| &router.files);
            files
                .filter(|file| file.role == role)
                .cloned()
                .collect::<Vec<_>>()
        })
    });
    move || {
        let files = files.get();
        let first = files
            .iter()
            .find(|file| file.state != FileState::Duplicate)
            .or_else(|| files.first());
        let (tone, words) = match first {
            None => (tone, missing.to_owned()),
            Some(file) => (tone_of(file), short(file)),
        };
        let troubles: Vec<_> = files
            .iter()
            .filter_map(|file| trouble(file, first))
            .collect();
        view! {
            <div class="slot" data-tone=tone.name>
                <Icon name=tone.icon/>
                <span class="slot-name">{name}</span>
                <span class="slot-state">{words}</span>
                {troubles.into_iter().map(|text| view! {
                    <p class="notice plain"><span class="break">{text}</span></p>
                }).collect_view()}
            </div>
        }
    }
}

const fn tone_of(file: &FileCard) -> Tone {
    match file.state {
        FileState::Whole => words::OK,
        FileState::Damaged | FileState::Duplicate => words::ASK,
        FileState::Unreadable | FileState::Empty | FileState::NotOurs | FileState::Refused => {
            words::HELD
        }
        FileState::NotNeeded => words::NONE,
    }
}

/// The state of a file in a few words.
fn short(file: &FileCard) -> String {
    let entries = u64::from(file.entries);
    match (file.state, file.role) {
        (FileState::Whole, InputRole::Agent) => intl::size(file.bytes),
        (FileState::Whole, InputRole::State) => {
            format!(
                "{} {}",
                intl::number(entries),
                words::plural(entries, "entry", "entries")
            )
        }
        (FileState::Whole, InputRole::Key) => "seen, not kept".to_owned(),
        (FileState::Whole, _) => intl::size(file.bytes),
        (FileState::Damaged, _) => match &file.fault {
            Some(fault) => format!("damaged at line {}", intl::number(fault.line)),
            None => "damaged".to_owned(),
        },
        (FileState::Unreadable, _) => "could not be read".to_owned(),
        (FileState::Empty, _) => "empty".to_owned(),
        (FileState::NotOurs, _) => "not an Email Router file".to_owned(),
        (FileState::NotNeeded, _) => "known, not needed".to_owned(),
        (FileState::Duplicate, _) => "two of them".to_owned(),
        (FileState::Refused, _) => "not opened".to_owned(),
    }
}

/// What is wrong with a file and what to do, in whole sentences; `used` is what stands in its place, if anything.
fn trouble(file: &FileCard, used: Option<&FileCard>) -> Option<String> {
    let name = &file.name;
    Some(match file.state {
        FileState::Whole | FileState::NotNeeded => return None,
        FileState::Empty => format!(
            "The selected file is empty: {name}. Copy it from the router again; if it is empty there too, take it from a backup."
        ),
        FileState::NotOurs => {
            format!("{name} is not an Email Router file. Take it out, or add the right one.")
        }
        FileState::Duplicate => {
            let why = used.map_or_else(String::new, |used| {
                let first = match used.name == file.name {
                    true => "the SHA-256 of one of that name",
                    false => "its name",
                };
                format!(
                    ": {} of {} is, because {first} comes first in the alphabet",
                    used.name,
                    intl::size(used.bytes)
                )
            });
            format!(
                "{name} is a second file of its kind in this router and is not used{why}. Take the one out that is not meant, or move it to its own router."
            )
        }
        FileState::Refused => {
            let fault = file.fault.as_ref()?;
            format!("{name} {}. {}", fault.message, fault.remedy)
        }
        FileState::Damaged | FileState::Unreadable => {
            let read = u64::from(file.entries);
            let all = read + u64::from(file.lost_entries);
            let counted = format!(
                "{} of {} entries were read.",
                intl::number(read),
                intl::number(all)
            );
            let more = match file.fault_count {
                0 | 1 => String::new(),
                2 => " 1 more fault is listed under Review.".to_owned(),
                many => format!(
                    " {} more faults are listed under Review.",
                    intl::number(many - 1)
                ),
            };
            match &file.fault {
                Some(fault) => format!(
                    "{name} is damaged at line {}, column {}: {} ({}). {counted}{more} {}",
                    intl::number(fault.line),
                    intl::number(fault.column),
                    fault.message.trim_end_matches('.'),
                    fault.code,
                    fault.remedy,
                ),
                None => format!("{name} could not be read."),
            }
        }
    })
}

/// Every file of the router by its name: to move or to take out.
#[component]
fn Files(router: Memo<Option<RouterCard>>) -> impl IntoView {
    let state = State::of_page();
    let files = Memo::new(move |_| {
        router.with(|router| {
            router
                .as_ref()
                .map(|router| router.files.clone())
                .unwrap_or_default()
        })
    });
    let others = state.part(|overview| {
        overview
            .routers
            .iter()
            .map(|router| (router.key.clone(), router.label.clone()))
            .collect::<Vec<_>>()
    });
    let count = move || files.with(Vec::len) as u64;
    // Two hundred routers have a great many choices: they are made when they are looked at.
    let open = RwSignal::new(false);
    view! {
        <details class="small" on:toggle=move |_| open.set(true)>
            <summary>
                {move || intl::number(count())} " " {move || words::plural(count(), "file", "files")}
            </summary>
            <Show when=move || open.get()><ul role="list">
                {move || files.get().into_iter().map(|file| {
                    let key = router.with_untracked(|router| router.as_ref().map(|router| router.key.clone()));
                    let targets = others.get().unwrap_or_default();
                    let id = file.id;
                    let name = file.name.clone();
                    view! {
                        <li class="section-head">
                            <span class="break">{file.name.clone()}</span>
                            <span class="quiet">{intl::size(file.bytes)}</span>
                            <button type="button" class="link" on:click=move |_| {
                                state.remove_files(vec![id]);
                                outside::focus("routers-title");
                            }>
                                "Take out" <span class="spoken">{name.clone()}</span>
                            </button>
                            {(targets.len() > 1).then(|| view! {
                                <select
                                    class="input"
                                    aria-label=format!("Router of {}", file.name)
                                    on:change=move |event| state.move_file(id, event_target_value(&event))
                                >
                                    {targets.into_iter().map(|(target, label)| {
                                        let selected = Some(&target) == key.as_ref();
                                        view! { <option value=target selected=selected>{label}</option> }
                                    }).collect_view()}
                                </select>
                            })}
                        </li>
                    }
                }).collect_view()}
            </ul></Show>
        </details>
    }
}

/// Files that belong to no router, with why.
#[component]
pub(in crate::app) fn Others() -> impl IntoView {
    let state = State::of_page();
    let others = state.part(|overview| overview.others.clone());
    let count = state.part(|overview| u64::from(overview.other_count));
    let count = move || count.get().unwrap_or_default();
    let shown = move || others.with(|others| others.as_ref().map_or(0, Vec::len)) as u64;
    view! {
        <Show when=move || { count() > 0 }>
            <section class="section" aria-labelledby="others-title">
                <div class="section-head">
                    <h2 id="others-title">"Other files"</h2>
                    <span class="quiet small">"not used for the plan"</span>
                    <Show when=move || { count() > 1 }>
                        <button type="button" class="button compact aside" id="remove-others" on:click=move |_| {
                            state.remove_others();
                            outside::focus("routers-title");
                        }>
                            "Take out all " {move || intl::number(count())}
                        </button>
                    </Show>
                </div>
                <ul class="card others" role="list">
                    {move || others.get().unwrap_or_default().into_iter().map(|file| {
                        let tone = tone_of(&file);
                        let id = file.id;
                        let words = trouble(&file, None).unwrap_or_else(|| format!("{}: {}", file.name, short(&file)));
                        view! {
                            <li class="slot" data-tone=tone.name>
                                <Icon name=tone.icon/>
                                <span class="break">{words}</span>
                                <button type="button" class="link" on:click=move |_| {
                                state.remove_files(vec![id]);
                                outside::focus("routers-title");
                            }>
                                    "Take out" <span class="spoken">{file.name.clone()}</span>
                                </button>
                            </li>
                        }
                    }).collect_view()}
                    <Show when=move || { count() > shown() }>
                        <li class="quiet">{move || intl::number(count() - shown())} " more are not listed."</li>
                    </Show>
                </ul>
            </section>
        </Show>
    }
}
