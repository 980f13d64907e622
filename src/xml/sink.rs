//! Where events go.

use super::codes::Code;
use super::{Fault, Position};

/// Takes what a [`Parser`](super::Parser) reads, in the order of the document.
///
/// After a fault that leaves open what belongs to what, the parser says nothing more until it finds a
/// start or end tag of an entry the sink trusts, or the end of the root; `unwind` then tells which elements
/// are gone without having been closed.
pub trait Sink: Sized {
    /// An element begins; `depth` elements are open around it.
    fn open(&mut self, name: &str, at: Position, depth: usize);

    /// An attribute of the element that just began, its value normalized.
    fn attribute(&mut self, _name: &str, _value: &str) {}

    /// Text of the innermost open element: all that stands between two tags, in one piece, references
    /// resolved and line ends made `\n`.
    fn text(&mut self, text: &str);

    /// The innermost open element is ended by a tag that begins at `at`.
    fn close(&mut self, at: Position);

    /// The elements deeper than the outermost `depth` are gone: damage hides their ends.
    fn unwind(&mut self, depth: usize);

    /// Something is wrong; it concerns the innermost open element or what comes next.
    fn fault(&mut self, problem: &Problem<'_>);

    /// Whether an element of this name is an entry: one of the siblings reading goes on with after damage.
    fn is_entry(&self, _name: &str) -> bool {
        false
    }

    /// Whether an element name may be shown in a message. Damage can make a secret look like a name.
    fn may_show(&self, _name: &str) -> bool {
        true
    }

    /// A sink for a reading on trial, outside any entry, for text that may or may not be part of the document.
    fn fork(&self) -> Self;

    /// The reading on trial counts: takes over what it holds.
    fn adopt(&mut self, other: Self);
}

/// A fault as it is found; made into words only when it is kept.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// What is wrong.
    pub code: Code,
    /// Where it shows.
    pub at: Position,
    /// Where the construct began, when two places matter.
    pub opened: Option<Position>,
    /// What the sentence speaks of; empty when there is nothing that may be shown.
    pub fact: &'a str,
}

impl Problem<'_> {
    /// The fault in words.
    pub fn to_fault(&self) -> Fault {
        let row = self.code.row();
        let fact = if self.fact.is_empty() {
            row.otherwise
        } else {
            self.fact
        };
        Fault {
            code: row.code,
            at: self.at,
            opened: self.opened,
            message: row.sentence.replace("{}", fact),
            remedy: row.remedy,
        }
    }
}
