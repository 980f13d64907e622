//! What goes over every byte, of the files of Email Routers and of the archive that is taken away: a package of its
//! own, because a package is what a profile can compile for speed, and the page is otherwise compiled to be small.
//! For everybody else it is part of `reroute`.

#![forbid(unsafe_code)]
#![deny(missing_docs)]

pub mod json;
pub mod order;
pub mod router;
pub mod text;
pub mod xml;
pub mod zip;
