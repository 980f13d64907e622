//! Reroute turns the files of Microsoft Dynamics CRM Email Routers into a plan for server-side
//! synchronization.
//!
//! ```text
//! bytes ─► xml ─► router ─┐
//!                         ├─► merge ─► checks ─► plan ─► artifacts
//! bytes ─► directory ─────┘     ▲                  ▲
//!                               └──── answers ─────┘     session holds it together
//! ```
//!
//! [`router`] reads what it can and lists what is wrong; [`merge`] makes a draft of new profiles and
//! mailboxes, each value with its origin; [`checks`] finds what an expert would, and asks what only
//! the admin can say; [`plan()`] gives everything one outcome, a wave and a date; [`artifacts`] renders
//! what is taken away. The core knows no browser, no clock, no file system and no randomness.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod artifacts;
pub mod follow;
pub mod redact;
pub mod session;
pub mod verify;

#[cfg(feature = "app")]
pub mod app;

pub use reroute_bytes::{json, order, router, text, xml, zip};
pub use reroute_planning::{answers, checks, dataverse, directory, merge, plan, unzip};
