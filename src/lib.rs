//! Reroute.
#![deny(missing_docs)]

pub mod answers;
pub mod artifacts;
pub mod checks;
pub mod dataverse;
pub mod merge;
pub mod plan;
pub mod router;
pub mod session;
pub mod xml;

#[cfg(feature = "app")]
pub mod app;
