//! System, light or dark.

use leptos::prelude::*;

use crate::app::outside;

/// The choice of the theme, in the header.
#[component]
pub(in crate::app) fn Theme() -> impl IntoView {
    let held = RwSignal::new(outside::theme().unwrap_or_default());
    let option = move |value: &'static str, label: &'static str| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="theme"
                    value=value
                    prop:checked=move || held.with(|held| held == value)
                    on:change=move |_| {
                        outside::keep_theme((!value.is_empty()).then_some(value));
                        held.set(value.to_owned());
                    }
                />
                {label}
            </label>
        }
    };
    view! {
        <fieldset class="theme">
            <legend class="spoken">"Colours of the page"</legend>
            {option("", "System")}
            {option("light", "Light")}
            {option("dark", "Dark")}
        </fieldset>
    }
}
