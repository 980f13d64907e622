//! Outcomes, waves, accounting and operations: the [`Plan`].

pub mod model;

pub use crate::dataverse::Columns;
pub use model::Plan;
