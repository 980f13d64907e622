//! Long steps in short tasks.

use std::time::Duration;

use leptos::prelude::*;

use super::show::Show;
use crate::app::state::State;

/// Shows its children in a task of their own, after the one that shows what stands before them: in between the
/// page answers. Where the rows of the mailbox table are what is gone to, all is there at once, to be gone to.
#[component]
pub(in crate::app) fn Later(children: ChildrenFn) -> impl IntoView {
    let state = State::of_page();
    let is_shown = RwSignal::new(state.address.with_untracked(crate::app::are_rows_meant));
    if !is_shown.get_untracked() {
        set_timeout(
            move || {
                // The step may be gone by then.
                let _ = is_shown.try_set(true);
            },
            Duration::ZERO,
        );
    }
    view! { <Show when=move || is_shown.get()>{children()}</Show> }
}
