//! The core and quick-xml for `cargo xtask bench` to measure in a browser.
//!
//! Plain exports and no bindings: JavaScript looks at the clock.

mod job;
mod reading;

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// As in the page.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() {}
