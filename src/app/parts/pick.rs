//! A button that has files chosen.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

/// The button, and the field behind it: its id is the button's with `-input` added.
#[component]
pub(in crate::app) fn Pick(
    id: &'static str,
    label: &'static str,
    /// File names the browser shows first, such as `.csv,.json`.
    accept: &'static str,
    multiple: bool,
    #[prop(into)] chosen: Callback<Vec<File>>,
) -> impl IntoView {
    let input = NodeRef::<leptos::html::Input>::new();
    let choose = move |event: ev::Event| {
        let field = event
            .target()
            .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(field) = field else { return };
        if let Some(list) = field.files() {
            chosen.run((0..list.length()).filter_map(|at| list.get(at)).collect());
        }
        // The same file may be chosen again.
        field.set_value("");
    };
    let open = move |_| {
        if let Some(input) = input.get_untracked() {
            input.click();
        }
    };
    view! {
        <button type="button" class="button" id=id on:click=open>{label}</button>
        <input
            type="file"
            id=format!("{id}-input")
            hidden
            multiple=multiple
            accept=accept
            aria-label=label
            node_ref=input
            on:change=choose
        />
    }
}
