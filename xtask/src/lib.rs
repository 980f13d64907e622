//! What the launcher of the chores (`main.rs`) and the chores (`chores.rs`) both need.

pub mod wasm;
pub mod workspace;
