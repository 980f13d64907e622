//! Reroute.
#![deny(missing_docs)]

pub mod router;
pub mod xml;
