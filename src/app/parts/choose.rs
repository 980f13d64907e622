//! A list to choose one of, whose options may come and go.

use leptos::html::Select;
use leptos::prelude::*;

/// Values with what they are called; what is chosen is shown, and what the person chooses is told. There may
/// be hundreds of options, so that none of them listens: the list itself is told what is chosen.
#[component]
pub(in crate::app) fn Choose(
    #[prop(optional)] id: Option<&'static str>,
    #[prop(optional)] label: Option<&'static str>,
    #[prop(optional, into)] described: Option<String>,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] chosen: Signal<String>,
    #[prop(into)] tell: Callback<String>,
) -> impl IntoView {
    let list = NodeRef::<Select>::new();
    Effect::new(move |_| {
        options.track();
        let chosen = chosen.get();
        if let Some(list) = list.get() {
            list.set_value(&chosen);
        }
    });
    view! {
        <select
            class="input"
            id=id
            aria-label=label
            aria-describedby=described
            node_ref=list
            on:change=move |event| tell.run(event_target_value(&event))
        >
            {move || options.get().into_iter().map(|(value, name)| view! { <option value=value>{name}</option> }).collect_view()}
        </select>
    }
}
