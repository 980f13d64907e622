//! bytes → text → strict streaming events with places.

mod fault;

pub use fault::{Fault, Position};
