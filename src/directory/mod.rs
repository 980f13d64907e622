//! What the organization says: exports of its mailboxes and email server profiles.
//!
//! ```text
//! bytes ─► kind ─┬─► text ─► csv ──┐
//!                ├─► text ─► json ─┼─► table of text ─► rows ─► Directory
//!                └─► xlsx ─────────┘                     ▲
//!                             answers.directory_columns ─┘
//! ```
//!
//! A [`Reader`] takes a file in chunks and gives an [`Export`]; [`directory`] understands the headings
//! of all exports together. Both never fail: what is wrong is a [`Fault`], and the plan goes on
//! without what was refused.

mod codes;
mod columns;
mod csv;
mod dates;
mod docs;
mod fault;
mod headings;
mod json;
mod kind;
mod model;
pub mod queries;
mod reader;
mod rows;
mod table;
mod text;
mod values;
mod xlsx;

pub use codes::{CODES, Code, CodeRow};
pub use columns::{Column, IGNORE, TableKind};
pub use docs::docs;
pub use fault::Fault;
pub use kind::is_directory;
pub use model::{
    Directory, DirectoryFile, DirectoryMailbox, DirectoryProfile, Lookup, MAX_FAULTS,
    RegardingType, RowPlace, Text,
};
pub use reader::{Export, Reader};
pub use rows::directory;

/// Bytes that are read of one file: far more than an export of 100,000 rows has, and what a browser can hold.
pub const MAX_BYTES: u64 = 256 << 20;
