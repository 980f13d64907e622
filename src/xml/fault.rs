//! What can be wrong with a document, as values.

use serde::{Deserialize, Serialize};

/// A place in a file as a person counts it, and as a program does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Position {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in Unicode scalar values, counted from 1.
    pub column: u32,
    /// Byte offset in the original file, counted from 0.
    pub byte: u64,
}

/// One fault of a document. Reading goes on after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Stable code, `XML0001` and up; the table of codes gives its meaning and remedy.
    pub code: &'static str,
    /// Where the fault shows.
    pub at: Position,
    /// Where the construct began, when two places matter.
    pub opened: Option<Position>,
    /// The fault in one plain sentence with the facts filled in, secrets masked.
    pub message: String,
    /// What to do about it, in one plain sentence.
    pub remedy: &'static str,
}
