//! What the tests of the XML reader share.

pub mod disagreements;
pub mod properties;
pub mod recorder;
pub mod salvage;
pub mod suite;
