//! The icons: one sprite, drawn on a grid of 20.

use leptos::prelude::*;

/// The sprite; stands once in the page.
#[component]
pub(in crate::app) fn Sprite() -> impl IntoView {
    view! {
        <svg class="sprite" aria-hidden="true">
            <symbol id="i-mark" viewBox="0 0 28 20">
                <path d="M2 4h6c5 0 5 6 10 6h8M2 16h6c5 0 5-6 10-6M22 6l4 4-4 4"/>
            </symbol>
            <symbol id="i-ok" viewBox="0 0 20 20">
                <circle cx="10" cy="10" r="8"/><path d="M6.5 10.2l2.4 2.4 4.6-5"/>
            </symbol>
            <symbol id="i-ask" viewBox="0 0 20 20">
                <circle cx="10" cy="10" r="8"/><path d="M10 5.8v5M10 13.9v.2"/>
            </symbol>
            <symbol id="i-held" viewBox="0 0 20 20">
                <circle cx="10" cy="10" r="8"/><path d="M7.2 7.2l5.6 5.6M12.8 7.2l-5.6 5.6"/>
            </symbol>
            <symbol id="i-none" viewBox="0 0 20 20">
                <circle cx="10" cy="10" r="8"/><path d="M4.4 15.6L15.6 4.4"/>
            </symbol>
            <symbol id="i-out" viewBox="0 0 20 20">
                <circle cx="10" cy="10" r="8" stroke-dasharray="3 2.6"/><path d="M6.5 10h7"/>
            </symbol>
            <symbol id="i-info" viewBox="0 0 20 20">
                <circle cx="10" cy="10" r="8"/><path d="M10 9.4v4.8M10 6v.2"/>
            </symbol>
            <symbol id="i-down" viewBox="0 0 20 20"><path d="M5 8l5 5 5-5"/></symbol>
            <symbol id="i-done" viewBox="0 0 20 20"><path d="M4.5 10.5l3.8 3.8 7.2-8"/></symbol>
            <symbol id="i-close" viewBox="0 0 20 20"><path d="M5 5l10 10M15 5L5 15"/></symbol>
        </svg>
    }
}

/// One icon. It says nothing by itself: a word always stands beside it.
#[component]
pub(in crate::app) fn Icon(#[prop(into)] name: Signal<&'static str>) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use_ href=move || format!("#i-{}", name.get())/>
        </svg>
    }
}
