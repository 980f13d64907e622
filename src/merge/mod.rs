//! How router profiles become email server profiles: the [`Draft`].

pub mod model;
