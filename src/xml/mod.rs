//! bytes → text → strict streaming events with places.
//!
//! A [`Parser`] is pushed chunks of bytes of any size and tells a [`Sink`] what it reads: elements, text and
//! faults, each with its place in the file. It is strict (every rule of XML 1.0, 5th edition, and Namespaces in
//! XML 1.0 that holds without a document type declaration, which is refused) and goes on after damage.
//!
//! ```text
//! bytes ─► decode ─► scan ─► parser (boundaries of tokens) ─► machine (what is open, what is lost) ─► sink
//!                              │                                ▲
//!                              └─► region (comments …) ─► tag, names: tags with attributes
//! ```
//!
//! Boundaries are found here, because they must be found again after any damage, in linear time, whatever the
//! chunks: a tag never reaches beyond the next `<`, and what stands in a comment (an instruction, a CDATA section)
//! that has not been closed yet is read on trial from the first entry in it, so that nothing is read twice.
//! A tag without attributes is read in one go; attributes that are not written as usual, references and declarations
//! are quick-xml's, and what it lets pass is caught in `tag` and `names`.
//!
//! Messages show an element's name only where the sink allows it, and never a piece of text.

mod chars;
mod codes;
mod declaration;
mod decode;
mod docs;
mod fault;
pub mod limits;
mod machine;
mod names;
mod parser;
mod region;
mod scan;
mod sink;
mod tag;

pub use codes::{CODES, Code, Example, Row};
pub use docs::docs;
pub use fault::{Fault, Position};
pub use parser::Parser;
pub use sink::{Problem, Sink};
