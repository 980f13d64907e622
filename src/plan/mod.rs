//! Outcomes, waves, accounting and operations: the [`Plan`].

mod columns;
pub mod model;

pub use columns::Columns;
pub use model::Plan;
