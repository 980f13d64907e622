//! What one Email Router says.
//!
//! ```text
//! bytes of a file ─► FileReader ─► ReadFile ─┐
//! bytes of a file ─► FileReader ─► ReadFile ─┴─► group ─► Reading
//! ```
//!
//! A [`FileReader`] is pushed the bytes of one file in chunks of any size; it recognises the file by its content,
//! then by its name, and keeps every whole entry, whatever is damaged around it. [`group`] makes routers of files
//! by folder or by the admin's labels. Neither ever fails.
//!
//! Passwords, keys and user names that may be encrypted end here: they are [`Secret`] while they are in hand, and
//! what is left of them is that they were there ([`Value::Opaque`]).

mod collect;
mod file;
mod group;
mod leaves;
pub mod mask;
pub mod model;
mod secret;
pub mod tags;

pub use file::{FileReader, ReadFile};
pub use group::{Given, LOOSE, group, telling_part};
pub use model::{
    Agent, FieldValue, InputFile, MAX_FAULTS, MAX_PLACES, Provider, Reading, Role, Router, Setting,
    State, StateEntry, Text, UnknownName, UnknownTag, Value, Verdict,
};
pub use secret::Secret;
pub use tags::{Evidence, Field, Level, TAGS, Tag};
