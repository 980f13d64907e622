//! `bench xml`: the document is made here and read here.

#[path = "../../workload/mod.rs"]
pub mod workload;

use std::sync::OnceLock;

static DOCUMENT: OnceLock<String> = OnceLock::new();

fn document() -> &'static str {
    DOCUMENT.get_or_init(workload::providers)
}

/// Where the document begins in memory.
#[unsafe(no_mangle)]
pub extern "C" fn address() -> *const u8 {
    document().as_ptr()
}

/// How many bytes it has.
#[unsafe(no_mangle)]
pub extern "C" fn length() -> usize {
    document().len()
}

/// Reads it: 0 with quick-xml as it comes, 1 with the strict reader, 2 as a router file; 3 only hashes it.
#[unsafe(no_mangle)]
pub extern "C" fn read(by: u32) -> u32 {
    let count = match by {
        0 => workload::bare(document()),
        1 => workload::strict(document().as_bytes()),
        2 => workload::router_file(document().as_bytes()),
        _ => workload::hash(document().as_bytes()),
    };
    count as u32
}
