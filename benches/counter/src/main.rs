//! A button that counts: the least that Leptos can show.

#[cfg(target_arch = "wasm32")]
mod counter {
    use std::alloc::System;

    use leptos::prelude::*;
    use zeroizing_alloc::ZeroAlloc;

    /// As in the page.
    #[global_allocator]
    static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

    pub fn start() {
        mount_to_body(|| {
            let count = RwSignal::new(0);
            view! {
                <button id="continue" on:click=move |_| count.update(|count| *count += 1)>
                    {count}
                </button>
            }
        });
    }
}

fn main() {
    #[cfg(target_arch = "wasm32")]
    counter::start();
}
