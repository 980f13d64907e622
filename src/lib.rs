//! Reroute.
#![deny(missing_docs)]

pub mod answers;
pub mod artifacts;
pub mod dataverse;
pub mod plan;
pub mod router;
pub mod session;
pub mod xml;
