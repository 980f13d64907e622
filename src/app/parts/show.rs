//! What is shown only sometimes. Leptos has the same, compiled anew for every place: the page is meant to be small.

use leptos::prelude::*;

#[component]
pub(in crate::app) fn Show(
    #[prop(into)] when: Callback<(), bool>,
    /// What is shown otherwise.
    #[prop(optional, into)]
    fallback: ViewFn,
    children: ChildrenFn,
) -> impl IntoView {
    let is = Memo::new(move |_| when.run(()));
    move || if is.get() { children() } else { fallback.run() }
}
