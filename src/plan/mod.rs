//! Outcomes, waves, accounting and operations: the [`Plan`].

mod accounting;
mod alike;
mod build;
mod checklist;
mod dates;
mod mailbox;
pub mod model;
pub mod operations;
mod outcomes;
mod sources;
mod tasks;
mod waves;

pub use build::{plan, plan_on, plan_with_directory, role};

pub use crate::checks::{RETIREMENTS, Retirement};
pub use crate::dataverse::Columns;
pub use model::Plan;
pub use operations::operations;
