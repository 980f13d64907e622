//! From what was read to the plan: a package of its own, so that the page, which is otherwise compiled to be small,
//! has it compiled between small and fast, and beside the views. For everybody else it is part of `reroute`.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod answers;
pub mod checks;
pub mod dataverse;
pub mod directory;
pub mod merge;
pub mod plan;
pub mod unzip;

pub use plan::plan;
pub use reroute_bytes::{json, order, router, text, xml, zip};
