//! What stays in memory between questions.

pub mod protocol;
