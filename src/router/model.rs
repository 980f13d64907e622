//! What was read, before anything is concluded from it.
//!
//! A [`Reading`] holds no secret: passwords, keys and opaque user names are noticed and forgotten
//! while reading; free text is masked. Values stand as the file has them, trimmed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::router::tags::Field;
use crate::text::lower;
use crate::xml::{Fault, Position};

/// A value of a file. Equal values of one reading share their bytes.
pub use crate::text::Text;

/// Everything that was read: the routers in their final order, and files that belong to none.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    /// Routers, numbered from 1 by label, then by the hash of the agent file.
    pub routers: Vec<Router>,
    /// Files that are no Email Router's, with why.
    pub others: Vec<InputFile>,
}

/// One Email Router: the files of one folder.
#[derive(Debug, Clone, PartialEq)]
pub struct Router {
    /// Number in the plan, from 1.
    pub number: u16,
    /// The folder's name, or what the admin called it.
    pub label: Text,
    /// Its files in the order agent, state, key, other, then by name; all of them, also duplicates.
    pub files: Vec<InputFile>,
    /// What the agent file says; `None` without a readable one.
    pub agent: Option<Arc<Agent>>,
    /// What the state file says; `None` without a readable one.
    pub state: Option<Arc<State>>,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// `Microsoft.Crm.Tools.EmailAgent.xml`
    Agent,
    /// `Microsoft.Crm.Tools.EmailAgent.SystemState.xml`
    State,
    /// `EncryptionKey.xml`
    Key,
    /// Anything else.
    Other,
}

/// One file that was given.
#[derive(Debug, Clone, PartialEq)]
pub struct InputFile {
    /// What it is for, by content first, then by name.
    pub role: Role,
    /// File name without its folder.
    pub name: Text,
    /// Size in bytes.
    pub bytes: u64,
    /// SHA-256 of the bytes in lower-case hex; `None` for a key file.
    pub sha256: Option<Text>,
    /// What became of it.
    pub verdict: Verdict,
    /// The first faults, in the order of the file; at most [`MAX_FAULTS`].
    pub faults: Vec<Fault>,
    /// How many faults there were.
    pub fault_count: u64,
    /// Entries read whole: providers of an agent file, entries of a state file.
    pub entries: u32,
    /// Entries that were begun and lost to damage.
    pub lost_entries: u32,
}

/// Faults kept a file; the rest is counted.
pub const MAX_FAULTS: usize = 100;

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Read whole, without a fault.
    Whole,
    /// Read, with faults; what was whole is kept.
    Damaged,
    /// Nothing could be read from it.
    Unreadable,
    /// It has no bytes.
    Empty,
    /// It is not a file of an Email Router (an unknown root element, no XML at all, binary …).
    NotOurs,
    /// `Microsoft.Crm.Tools.EmailAgent.Configuration.bin`: known, and not needed.
    NotNeeded,
    /// A second file of the same role in one router: named, not read into the model.
    Duplicate,
}

/// An agent file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Agent {
    /// The leaves of `SystemConfiguration`, as `LogLevel` or `ProviderOverrides/BatchSize`, in file order.
    pub system: Vec<Setting>,
    /// The whole `ProviderConfiguration` elements, in file order.
    pub providers: Vec<Provider>,
    /// The elements of all providers that the tag table does not know, by name in lower case.
    pub unknown: BTreeMap<String, UnknownName>,
}

/// One leaf of `SystemConfiguration`.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// Path below `SystemConfiguration`, parts joined by `/`.
    pub name: Text,
    /// Value as in the file, masked like any unknown value.
    pub value: Text,
    /// Line of the element.
    pub line: u32,
}

/// One `ProviderConfiguration`.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// Where the element starts.
    pub at: Position,
    /// Known fields with a value, in table order, then in file order. A secret field stands with an
    /// empty value: that it was there is all that is kept. An opaque user likewise is [`Value::Opaque`].
    pub fields: Vec<FieldValue>,
    /// Elements the tag table does not know, in file order.
    pub unknown: Vec<UnknownTag>,
}

/// A known field of a provider.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldValue {
    /// Which field.
    pub field: Field,
    /// What it holds.
    pub value: Value,
    /// Line of the element.
    pub line: u32,
}

/// What an element holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text that may be shown: trimmed, and free text masked.
    Plain(Text),
    /// Something that must not be shown and was not kept: a secret, or a user name that may be encrypted.
    Opaque,
}

/// An element of a provider that the tag table does not know.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownTag {
    /// Element name as in the file; nested ones as a path, parts joined by `/`.
    pub name: Text,
    /// Its value; opaque when its name or look says secret.
    pub value: Value,
    /// Line of the element.
    pub line: u32,
}

/// Every element of a file that has one unknown name, whatever its case.
#[derive(Debug, Clone, PartialEq)]
pub struct UnknownName {
    /// As it stands first.
    pub name: Text,
    /// How many there are.
    pub count: u64,
    /// The first value that may be shown.
    pub example: Option<Text>,
    /// Lines of the first; at most [`MAX_PLACES`].
    pub lines: Vec<u32>,
}

/// Places kept of one unknown name.
pub const MAX_PLACES: usize = 100;

/// A state file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct State {
    /// The whole entries, in file order.
    pub entries: Vec<StateEntry>,
}

/// What the router noted of one mailbox.
#[derive(Debug, Clone, PartialEq)]
pub struct StateEntry {
    /// The mailbox's address as in the file, trimmed; `None` when the entry has none.
    pub address: Option<Text>,
    /// Last processed time as the file says it; `None` when missing or blank.
    pub threshold: Option<Text>,
    /// Last error, masked; `None` when missing or blank.
    pub last_error: Option<Text>,
    /// Where the entry starts.
    pub at: Position,
}

impl Agent {
    /// Gathers the unknown elements of its providers by name: there are very many, of a few names.
    pub(super) fn gather_unknown(&mut self) {
        for tag in self.providers.iter().flat_map(|provider| &provider.unknown) {
            let key = lower(&tag.name);
            if !self.unknown.contains_key(&*key) {
                let new = UnknownName {
                    name: tag.name.clone(),
                    count: 0,
                    example: None,
                    lines: Vec::new(),
                };
                self.unknown.insert(key.clone().into_owned(), new);
            }
            let Some(known) = self.unknown.get_mut(&*key) else {
                continue;
            };
            known.count += 1;
            if let (None, Value::Plain(text)) = (&known.example, &tag.value) {
                known.example = Some(text.clone());
            }
            if known.lines.len() < MAX_PLACES {
                known.lines.push(tag.line);
            }
        }
    }
}

impl Provider {
    /// The first plain value of a field, with its line.
    pub fn plain(&self, field: Field) -> Option<(&Text, u32)> {
        self.all(field).find_map(|held| match &held.value {
            Value::Plain(text) => Some((text, held.line)),
            Value::Opaque => None,
        })
    }

    /// Every value of a field, in file order.
    #[inline]
    pub fn all(&self, field: Field) -> impl Iterator<Item = &FieldValue> {
        let from = self.fields.partition_point(|held| held.field < field);
        self.fields[from..]
            .iter()
            .take_while(move |held| held.field == field)
    }

    /// Whether the field is there with anything in it, shown or not.
    pub fn has(&self, field: Field) -> bool {
        self.all(field).next().is_some()
    }
}
