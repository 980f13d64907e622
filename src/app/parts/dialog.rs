//! A dialog over the page: the browser keeps the focus inside and Escape closes it.

use leptos::prelude::*;

use super::artifact::Preview;
use super::finding::About;
use super::icon::Icon;
use super::share::Share;
use super::story::Story;
use super::trust::Trust;
use crate::app::state::{Dialog, State};
use crate::checks::by_id;

/// The one dialog, with whatever is to be shown.
#[component]
pub(in crate::app) fn Dialogs() -> impl IntoView {
    let state = State::of_page();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let title = RwSignal::new(String::new());
    Effect::new(move |_| {
        let Some(element) = dialog.get() else { return };
        if state.dialog.with(Option::is_some) {
            if !element.open() {
                let _ = element.show_modal();
            }
        } else if element.open() {
            element.close();
        }
    });
    let body = move || match state.dialog.get() {
        None => ().into_any(),
        Some(Dialog::Trust) => {
            title.set("How you can check that nothing is sent".to_owned());
            view! { <Trust/> }.into_any()
        }
        Some(Dialog::Row(key)) => {
            title.set(
                key.split_once(':')
                    .map_or(key.clone(), |(_, label)| label.to_owned()),
            );
            view! { <Story key/> }.into_any()
        }
        Some(Dialog::Preview(name)) => {
            title.set(name.clone());
            view! { <Preview name/> }.into_any()
        }
        Some(Dialog::Rule(id)) => {
            let rule = by_id(&id);
            title.set(rule.map_or(id.clone(), |rule| format!("{id}: {}", rule.title)));
            rule.map(|rule| view! { <About rule/> }).into_any()
        }
        Some(Dialog::Share) => {
            title.set("Redacted files, to be shown to others".to_owned());
            view! { <Share/> }.into_any()
        }
    };
    view! {
        <dialog node_ref=dialog aria-labelledby="dialog-title" on:close=move |_| state.dialog.set(None)>
            <div class="dialog-head">
                <h2 class="break" id="dialog-title" tabindex="-1" autofocus>{title}</h2>
                <button type="button" class="button compact" on:click=move |_| state.dialog.set(None)>
                    <Icon name="close"/> "Close"
                </button>
            </div>
            <div class="dialog-body" role="region" aria-labelledby="dialog-title" tabindex="0">{body}</div>
        </dialog>
    }
}
