//! Adding files: the whole window is a drop target, and there are real buttons.

use js_sys::{Array, Promise, Reflect};
use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    DataTransfer, DragEvent, File, FileSystemDirectoryEntry, FileSystemDirectoryReader,
    FileSystemEntry, FileSystemFileEntry, HtmlInputElement,
};

use super::show::Show;
use crate::app::answers_file;
use crate::app::state::{Check, State};
use crate::order;
use crate::session::protocol::FileUse;

/// Most files taken at once: more is a folder dropped by mistake.
const MAX_FILES: usize = 10_000;

/// Most files and folders that are looked at.
const MAX_ENTRIES: usize = 50_000;

/// The card with the buttons.
#[component]
pub(in crate::app) fn DropCard() -> impl IntoView {
    let state = State::of_page();
    let exports = state.part(|overview| overview.exports.len());
    let nothing = move || !state.has_files() && exports.get().unwrap_or_default() == 0;
    let files = NodeRef::<leptos::html::Input>::new();
    let folder = NodeRef::<leptos::html::Input>::new();
    // No property of the element: only the attribute makes it choose folders.
    Effect::new(move |_| {
        if let Some(input) = folder.get() {
            let _ = input.set_attribute("webkitdirectory", "");
        }
    });
    let press = |input: NodeRef<leptos::html::Input>| {
        move |_| {
            if let Some(input) = input.get_untracked() {
                input.click();
            }
        }
    };
    let chosen = move |event: ev::Event| {
        let Some(input) = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok())
        else {
            return;
        };
        if let Some(list) = input.files() {
            let files = (0..list.length())
                .filter_map(|at| list.get(at))
                .map(|file| (path_of(&file), file));
            add(state, files.collect());
        }
        input.set_value("");
    };
    view! {
        <div class="drop">
            <div class="drop-words">
                <h2>"Drop files, folders or zips anywhere in this window"</h2>
                <p class="small quiet">
                    "On the router they are in " <code>"…\\Microsoft CRM Email\\Service"</code>
                </p>
            </div>
            <div class="drop-actions">
                <button type="button" class="button" id="choose-files" on:click=press(files)>"Choose files…"</button>
                <button type="button" class="button" id="choose-folder" on:click=press(folder)>"Choose a folder…"</button>
                <Show when=move || !state.sample.get() && nothing()>
                    <button type="button" class="link" id="open-sample" on:click=move |_| state.open_sample()>"Open a sample set"</button>
                </Show>
            </div>
            <input type="file" id="files-input" multiple hidden aria-label="Files" node_ref=files on:change=chosen/>
            <input
                type="file"
                id="folder-input"
                multiple
                hidden
                aria-label="Folder"
                node_ref=folder
                on:change=chosen
            />
        </div>
    }
}

/// Listens to the whole window, and shows that it does while something is dragged over it.
#[component]
pub(in crate::app) fn DropVeil() -> impl IntoView {
    let state = State::of_page();
    let over = RwSignal::new(false);
    let drags_files = |event: &DragEvent| {
        event
            .data_transfer()
            .is_some_and(|data| data.types().includes(&"Files".into(), 0))
    };
    let on_over = window_event_listener(ev::dragover, move |event| {
        if drags_files(&event) {
            event.prevent_default();
            over.set(true);
        }
    });
    let on_leave = window_event_listener(ev::dragleave, move |event| {
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let on_drop = window_event_listener(ev::drop, move |event| {
        if drags_files(&event) {
            event.prevent_default();
            over.set(false);
            if let Some(data) = event.data_transfer() {
                take(state, &data);
            }
        }
    });
    on_cleanup(move || {
        on_over.remove();
        on_leave.remove();
        on_drop.remove();
    });
    let words = move || {
        let adds = match state.sample.get() {
            true => "start with your own files: the made-up sample is taken out",
            false => "add the files to the plan",
        };
        match state.address.with(|address| address.step) {
            4 => format!(
                "Let go to check the result with a fresh export, or to check a bundle. With other files, let go to {adds}"
            ),
            _ => format!("Let go to {adds}"),
        }
    };
    view! {
        <Show when=move || over.get()>
            <div class="drop-veil" aria-hidden="true">{words}</div>
        </Show>
    }
}

/// Takes what was dropped. The entries must be fetched before the event is over.
fn take(state: State, data: &DataTransfer) {
    let items = data.items();
    let entries: Vec<FileSystemEntry> = (0..items.length())
        .filter_map(|at| items.get(at))
        .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
        .collect();
    if entries.is_empty() {
        let list = data.files();
        let files = list
            .iter()
            .flat_map(|list| (0..list.length()).filter_map(|at| list.get(at)));
        add(state, files.map(|file| (file.name(), file)).collect());
        return;
    }
    spawn_local(async move {
        let mut files = Vec::new();
        let mut unopened = Vec::new();
        let mut seen = 0;
        let mut folders: Vec<FileSystemEntry> = entries;
        while let Some(entry) = folders.pop() {
            seen += 1;
            // A folder that holds itself by a link has no end.
            if files.len() >= MAX_FILES || seen > MAX_ENTRIES {
                break;
            }
            let path = entry.full_path().trim_start_matches('/').to_owned();
            if entry.is_directory() {
                folders.extend(children(entry.unchecked_ref()).await);
            } else {
                match file_of(entry.unchecked_ref()).await {
                    Ok(file) => files.push((path, file)),
                    Err(_) => unopened.push(path),
                }
            }
        }
        order::sort_by(&mut files, |one, other| one.0.cmp(&other.0));
        add(state, files);
        if let Some(first) = unopened.first() {
            state.tell(false, "Not every file could be opened", &format!(
                "The browser could not open {first}{}. Close what uses it, or copy it elsewhere, and drop it again.",
                match unopened.len() {
                    1 => String::new(),
                    many => format!(" and {} more", many - 1),
                },
            ));
        }
    });
}

/// Adds files, except a single one that is for something else: answers are opened, and step 4 checks exports
/// and bundles.
fn add(state: State, files: Vec<(String, File)>) {
    let [(path, file)] = files.as_slice() else {
        return add_all(state, files);
    };
    let (path, file) = (path.to_lowercase(), file.clone());
    spawn_local(async move {
        if path.ends_with(".json") && answers_file::is_one(&file).await {
            return answers_file::open(state, file);
        }
        let checks = state.address.with_untracked(|address| address.step) == 4;
        let check = match checks {
            true => what_to_check(&path, &file).await,
            false => None,
        };
        match check {
            Some(check) => {
                state.notice.set(None);
                state.to_check.set(Some((check, file)));
            }
            None => add_all(state, files),
        }
    });
}

/// What a file with this path in lower case is checked as in step 4.
async fn what_to_check(path: &str, file: &File) -> Option<Check> {
    let is_export = [".csv", ".xlsx", ".json"]
        .iter()
        .any(|end| path.ends_with(end));
    if is_export {
        return Some(Check::Result);
    }
    (path.ends_with(".zip") && is_bundle(file).await).then_some(Check::Bundle)
}

/// Bytes at the end of a zip in which the list of its files is looked for: that of a bundle is far shorter.
const LIST: f64 = 65_536.0;

/// Whether the list of files at the end of a zip names what every bundle has.
async fn is_bundle(file: &File) -> bool {
    let list = async {
        let (from, to) = ((file.size() - LIST).max(0.0), file.size());
        JsFuture::from(file.slice_with_f64_and_f64(from, to)?.text()).await
    };
    let list = list.await.ok().and_then(|text| text.as_string());
    list.is_some_and(|list| list.contains("plan.json") && list.contains("SHA256SUMS"))
}

fn add_all(state: State, mut files: Vec<(String, File)>) {
    let many = files.len() >= MAX_FILES;
    files.truncate(MAX_FILES);
    state.add_files(files, FileUse::Any);
    if many {
        state.tell(
            false,
            "That is a great many files",
            "Only the first 10,000 are looked at. An Email Router has three or four: drop its Service folder alone.",
        );
    }
}

/// The path of a file below the folder that was chosen.
fn path_of(file: &File) -> String {
    let relative = Reflect::get(file, &"webkitRelativePath".into())
        .ok()
        .and_then(|path| path.as_string());
    relative
        .filter(|path| !path.is_empty())
        .unwrap_or_else(|| file.name())
}

/// Everything in a folder. `readEntries` gives it in parts, and an empty one at the end.
async fn children(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    while let Ok(part) = part(&reader).await {
        if part.length() == 0 || all.len() >= MAX_FILES {
            break;
        }
        all.extend(part.iter().map(JsCast::unchecked_into::<FileSystemEntry>));
    }
    all
}

async fn part(reader: &FileSystemDirectoryReader) -> Result<Array, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        let _ = reader.read_entries_with_callback_and_callback(
            &resolve.unchecked_into(),
            &reject.unchecked_into(),
        );
    });
    JsFuture::from(promise)
        .await
        .map(|entries| Array::from(&entries))
}

async fn file_of(entry: &FileSystemFileEntry) -> Result<File, JsValue> {
    let promise = Promise::new(&mut |resolve, reject| {
        entry.file_with_callback_and_callback(&resolve.unchecked_into(), &reject.unchecked_into());
    });
    JsFuture::from(promise).await?.dyn_into()
}
