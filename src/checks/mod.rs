//! The rules of an expert.

pub mod model;
