//! The pieces the steps are made of.

pub(super) mod accounting;
pub(super) mod artifact;
pub(super) mod columns;
pub(super) mod dialog;
pub(super) mod drop;
pub(super) mod finding;
pub(super) mod flow;
pub(super) mod frame;
pub(super) mod icon;
pub(super) mod mailboxes;
pub(super) mod notice;
pub(super) mod organization;
pub(super) mod problem;
pub(super) mod profile;
pub(super) mod question;
pub(super) mod reading;
pub(super) mod router;
pub(super) mod story;
pub(super) mod theme;
pub(super) mod time;
pub(super) mod trust;
pub(super) mod waves;
