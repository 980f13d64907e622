//! What is open, what is lost, and what a whole tag does to both.

use super::Position;
use super::chars::{is_space, name_length, split_prefix};
use super::codes::Code;
use super::limits::MAX_DEPTH;
use super::names::Namespaces;
use super::scan::Place;
use super::sink::{Problem, Sink};
use super::tag::{self, Tag};

/// Where a whole tag stands.
pub(crate) struct Token<'a> {
    /// The text of the tag, from its `<`.
    pub text: &'a str,
    /// Counters and byte of the text at its `<`.
    pub place: Place,
    pub offset: u64,
}

impl Token<'_> {
    /// Where the tag begins.
    pub fn at(&self) -> Position {
        self.place.position(self.offset)
    }

    /// The place of byte `index` of the tag.
    pub fn at_index(&self, index: usize) -> Position {
        self.place.advanced(self.offset, &self.text[..index], &[])
    }
}

#[derive(Debug, Clone)]
struct Open {
    /// Where its name begins in `Machine::names`; it ends where the next one begins.
    name: usize,
    at: Position,
}

/// The open elements, and whether they can be relied on.
#[derive(Debug)]
pub(crate) struct Machine {
    names: String,
    open: Vec<Open>,
    namespaces: Namespaces,
    /// Damage hides what is open: silent until an entry or the end of the root is found.
    pub lost: bool,
    /// How many elements are open around the entry that is open.
    entry: Option<usize>,
    /// How many elements are open around entries.
    entry_depth: usize,
    root_begun: bool,
    root_ended: bool,
    /// The root's start tag is damaged, or missing and reported: what follows is not reported again.
    rootless: bool,
}

impl Machine {
    pub fn new() -> Self {
        Self {
            names: String::new(),
            open: Vec::new(),
            namespaces: Namespaces::default(),
            lost: false,
            entry: None,
            entry_depth: 1,
            root_begun: false,
            root_ended: false,
            rootless: false,
        }
    }

    /// A machine for a reading on trial: outside any entry, waiting for one.
    pub fn fork(&self) -> Self {
        let outside = &self.open[..self.entry_depth.min(self.open.len())];
        let names = self
            .open
            .get(outside.len())
            .map_or(self.names.len(), |open| open.name);
        Self {
            names: self.names[..names].to_owned(),
            open: outside.to_vec(),
            namespaces: self.namespaces.outside(outside.len()),
            lost: true,
            entry: None,
            ..*self
        }
    }

    pub fn depth(&self) -> usize {
        self.open.len()
    }

    fn name(&self, index: usize) -> &str {
        let end = self
            .open
            .get(index + 1)
            .map_or(self.names.len(), |next| next.name);
        self.open
            .get(index)
            .map_or("", |open| &self.names[open.name..end])
    }

    /// Whether the outermost open element has this name.
    pub fn is_root(&self, name: &str) -> bool {
        !self.open.is_empty() && self.name(0) == name
    }

    /// Whether more damage may still change what is known of the root.
    pub fn waits_for_root(&self) -> bool {
        self.open.is_empty() && !self.rootless
    }

    /// Tells of a fault, unless damage before it makes it worthless.
    pub fn report(&self, code: Code, at: Position, opened: Option<Position>, sink: &mut impl Sink) {
        if !self.lost {
            sink.fault(&Problem {
                code,
                at,
                opened,
                fact: "",
            });
        }
    }

    /// From here on nothing is certain until an entry is found.
    pub fn lose(&mut self) {
        self.lost = true;
        self.rootless |= self.open.is_empty();
    }

    fn truncate(&mut self, depth: usize) {
        if let Some(first) = self.open.get(depth) {
            self.names.truncate(first.name);
            self.open.truncate(depth);
            self.namespaces.leave(depth);
        }
        self.entry = self.entry.filter(|&entry| entry < depth);
    }

    /// The elements deeper than `depth` are gone.
    pub fn unwind(&mut self, depth: usize, sink: &mut impl Sink) {
        self.truncate(depth);
        sink.unwind(self.open.len());
    }

    /// A start tag; `content` stands between `<` and `>`. With `faulty` a fault in it has been told already.
    pub fn start(&mut self, content: &str, token: &Token<'_>, faulty: bool, sink: &mut impl Sink) {
        if faulty {
            return self.lose();
        }
        let mut tag = tag::read(content);
        if let [(code @ (Code::NameInvalid | Code::LimitName), index)] = tag.problems[..]
            && tag.attributes.is_empty()
        {
            self.report(code, token.at_index(index + 1), Some(token.at()), sink);
            return self.lose();
        }
        if !self.enter(tag.name, token.at(), sink) {
            return;
        }
        if !tag.attributes.is_empty()
            || !tag.problems.is_empty()
            || split_prefix(tag.name).is_some()
        {
            self.give_attributes(&mut tag, token, sink);
        }
        if tag.empty {
            self.pop(token.at(), sink);
        }
    }

    /// An element of a good name begins; false if it is not taken.
    pub fn enter(&mut self, name: &str, at: Position, sink: &mut impl Sink) -> bool {
        let taken = self.takes(name, at, sink);
        if taken {
            let depth = self.open.len();
            self.open.push(Open {
                name: self.names.len(),
                at,
            });
            self.names.push_str(name);
            sink.open(name, at, depth);
        }
        taken
    }

    /// An element of a good name that ends where it begins, with what its attributes tell the sink: as one that is
    /// entered and ends, but it is never open.
    pub fn enter_empty<S: Sink>(
        &mut self,
        name: &str,
        at: Position,
        sink: &mut S,
        attributes: impl FnOnce(&mut S),
    ) {
        if self.takes(name, at, sink) {
            let depth = self.open.len();
            sink.open(name, at, depth);
            attributes(sink);
            self.entry = self.entry.filter(|&entry| entry < depth);
            self.root_ended |= depth == 0;
            sink.close(at);
        }
    }

    /// Whether an element of a good name counts; if it does, entry and root have begun where it begins one.
    fn takes(&mut self, name: &str, at: Position, sink: &mut impl Sink) -> bool {
        if sink.is_entry(name) {
            self.enter_entry(name, at, sink);
        } else if self.lost {
            return false;
        }
        if self.open.len() >= MAX_DEPTH {
            self.report(Code::LimitDepth, at, None, sink);
            self.lose();
            return false;
        }
        self.enter_root(name, at, sink);
        true
    }

    /// An entry begins: what was lost is found again, what was open before it is gone.
    fn enter_entry(&mut self, name: &str, at: Position, sink: &mut impl Sink) {
        if self.lost {
            self.unwind(self.entry_depth, sink);
            self.lost = false;
        } else if let Some(entry) = self.entry {
            let fact = shown(name, sink);
            sink.fault(&Problem {
                code: Code::EntryInside,
                at,
                opened: Some(self.open[entry].at),
                fact: &fact,
            });
            self.unwind(entry, sink);
        }
        self.entry = Some(self.open.len());
        self.entry_depth = self.open.len();
    }

    fn enter_root(&mut self, name: &str, at: Position, sink: &mut impl Sink) {
        if !self.open.is_empty() {
            return;
        }
        if self.root_ended && !self.rootless {
            let fact = shown(name, sink);
            sink.fault(&Problem {
                code: Code::RootSecond,
                at,
                opened: None,
                fact: &fact,
            });
            self.rootless = true;
        }
        self.root_begun = true;
    }

    fn give_attributes(&mut self, tag: &mut Tag<'_>, token: &Token<'_>, sink: &mut impl Sink) {
        let values = self.namespaces.enter(self.open.len() - 1, tag);
        for (attribute, value) in tag.attributes.iter().zip(&values) {
            sink.attribute(attribute.name, value);
        }
        if let Some(&(code, index)) = tag.problems.first() {
            self.report(code, token.at_index(index + 1), Some(token.at()), sink);
        }
    }

    /// The length of the name of the innermost open element, if that is ASCII and what stands after a `</` ends it,
    /// with nothing lost.
    pub fn ends(&self, rest: &[u8]) -> Option<usize> {
        let name = self.name(self.open.len().checked_sub(1)?);
        let ends = rest.starts_with(name.as_bytes()) && rest.get(name.len()) == Some(&b'>');
        (ends && !self.lost && name.is_ascii()).then_some(name.len())
    }

    /// The innermost open element ends.
    pub fn pop(&mut self, at: Position, sink: &mut impl Sink) {
        let depth = self.open.len() - 1;
        self.truncate(depth);
        self.root_ended |= depth == 0;
        sink.close(at);
    }

    /// An end tag; `content` stands between `</` and `>`.
    pub fn end(&mut self, content: &str, token: &Token<'_>, faulty: bool, sink: &mut impl Sink) {
        if faulty {
            return self.lose();
        }
        if !self.lost && !self.open.is_empty() && content == self.name(self.open.len() - 1) {
            return self.pop(token.at(), sink);
        }
        let name = content.trim_end_matches(|char: char| char.is_ascii() && is_space(char as u8));
        if self.lost {
            return self.end_lost(name, token, sink);
        }
        if !tag::is_qualified(name) {
            let wrong = name_length(name);
            self.report(
                Code::NameInvalid,
                token.at_index(wrong + 2),
                Some(token.at()),
                sink,
            );
            return self.lose();
        }
        match (0..self.open.len())
            .rev()
            .find(|&index| self.name(index) == name)
        {
            Some(index) => {
                self.close_inner(index, token, sink);
                self.pop(token.at(), sink);
            }
            None => self.end_unknown(token, sink),
        }
    }

    /// Damage before this end tag: only the end of an entry or of the root tells where we are.
    fn end_lost(&mut self, name: &str, token: &Token<'_>, sink: &mut impl Sink) {
        if sink.is_entry(name) {
            self.unwind(self.entry_depth, sink);
            self.lost = false;
        } else if !self.open.is_empty() && self.name(0) == name {
            self.unwind(1, sink);
            self.lost = false;
            self.pop(token.at(), sink);
        }
    }

    /// The element at `index` is ended: those in it that are still open have lost their end tags.
    fn close_inner(&mut self, index: usize, token: &Token<'_>, sink: &mut impl Sink) {
        let last = self.open.len() - 1;
        if last == index {
            return;
        }
        let fact = shown(self.name(last), sink);
        let doubled = last == index + 2 && self.name(last) == self.name(last - 1);
        let (code, at, opened) = if doubled {
            (
                Code::SlashMissing,
                self.open[last].at,
                self.open[last - 1].at,
            )
        } else {
            (Code::EndMismatch, token.at(), self.open[last].at)
        };
        sink.fault(&Problem {
            code,
            at,
            opened: Some(opened),
            fact: &fact,
        });
        self.unwind(index + 1, sink);
    }

    /// The end of an element that is not open.
    fn end_unknown(&mut self, token: &Token<'_>, sink: &mut impl Sink) {
        let Some(last) = self.open.last() else {
            if !self.rootless {
                self.report(Code::EndWithoutStart, token.at(), None, sink);
            }
            return;
        };
        let fact = shown(self.name(self.open.len() - 1), sink);
        sink.fault(&Problem {
            code: Code::EndMismatch,
            at: token.at(),
            opened: Some(last.at),
            fact: &fact,
        });
        if self.open.len() > 1 {
            self.lose();
        }
    }

    /// The end of the file.
    pub fn finish(&mut self, at: Position, sink: &mut impl Sink) {
        if let Some(last) = self.open.last() {
            if !self.lost {
                let fact = shown(self.name(self.open.len() - 1), sink);
                sink.fault(&Problem {
                    code: Code::ElementUnclosed,
                    at,
                    opened: Some(last.at),
                    fact: &fact,
                });
            }
        } else if !self.root_begun && !self.rootless {
            self.report(Code::RootMissing, at, None, sink);
        }
        self.unwind(0, sink);
        self.lost = true;
    }

    /// What is open in an entry, and the entry, are gone: a reading on trial takes over.
    pub fn unwind_entry(&mut self, sink: &mut impl Sink) {
        self.unwind(self.entry_depth, sink);
    }
}

/// A name as messages show it, or nothing when it must not be shown.
fn shown(name: &str, sink: &impl Sink) -> String {
    if sink.may_show(name) {
        format!("<{name}>")
    } else {
        String::new()
    }
}
