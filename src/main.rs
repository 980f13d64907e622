//! The page, and its worker: one program, started in both.

use std::alloc::System;

use zeroizing_alloc::ZeroAlloc;

/// Memory is wiped as it is given back: of the bytes of files, with passwords among them, nothing
/// stays behind in the worker.
#[global_allocator]
static ALLOCATOR: ZeroAlloc<System> = ZeroAlloc(System);

fn main() {
    reroute::app::start();
}
