//! What one Email Router says.

pub mod model;
pub mod tags;

pub use model::{
    Agent, FieldValue, InputFile, MAX_FAULTS, Provider, Reading, Role, Router, Setting, State,
    StateEntry, Text, UnknownTag, Value, Verdict,
};
pub use tags::{Evidence, Field, Level, Tag};
