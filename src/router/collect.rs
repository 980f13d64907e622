//! From the events of a document to what the model holds.

use super::leaves::{Leaf, Leaves};
use super::model::{
    Agent, FieldValue, MAX_FAULTS, Provider, Role, Setting, State, StateEntry, Value,
};
use super::tags::{self, Evidence, Field, Tag};
use crate::order;
use crate::xml::limits::MAX_ENTRIES;
use crate::xml::{Code, Fault, Position, Problem, Sink};

const ROOT: &str = "Configuration";
const PROVIDER: &str = "ProviderConfiguration";
const SYSTEM: &str = "SystemConfiguration";

/// Takes the events of one file, whatever it turns out to be.
#[derive(Debug)]
pub(super) struct Collector {
    /// What the content says the file is.
    pub role: Option<Role>,
    /// What the name says the file is.
    named: Role,
    pub agent: Agent,
    pub state: State,
    pub faults: Vec<Fault>,
    pub fault_count: u64,
    pub lost_entries: u32,
    /// Elements that were seen, of whatever name.
    pub elements: u64,
    /// Where the root begins, and its name where that may be shown.
    pub root: Option<(Position, String)>,
    entry: Option<Entry>,
    /// The open elements inside the entry, and the text in hand.
    leaves: Leaves,
    full: bool,
}

#[derive(Debug)]
struct Entry {
    what: What,
    depth: usize,
    damaged: bool,
}

#[derive(Debug)]
enum What {
    Provider(Provider),
    System,
    /// A mailbox of a state file, and whether anything in it was known.
    Mailbox(StateEntry, bool),
}

impl Collector {
    pub fn new(named: Role) -> Self {
        Self {
            role: None,
            named,
            agent: Agent::default(),
            state: State::default(),
            faults: Vec::new(),
            fault_count: 0,
            lost_entries: 0,
            elements: 0,
            root: None,
            entry: None,
            leaves: Leaves::default(),
            full: false,
        }
    }

    /// Entries that were read whole.
    pub fn entries(&self) -> usize {
        self.agent.providers.len() + self.state.entries.len()
    }

    /// What the names of elements say about the file.
    fn recognise(&mut self, name: &str, at: Position, depth: usize) {
        let outermost = depth == 0 && self.root.is_none();
        if outermost {
            self.root = Some((
                at,
                if self.may_show(name) {
                    format!("<{name}>")
                } else {
                    String::new()
                },
            ));
        }
        if self.role.is_some() {
            return;
        }
        let documented = |tag: &Tag| {
            tag.spellings.iter().any(|&(spelling, evidence)| {
                evidence != Evidence::Accepted && spelling.eq_ignore_ascii_case(name)
            })
        };
        self.role = match name {
            ROOT if outermost => Some(Role::Agent),
            PROVIDER | SYSTEM => Some(Role::Agent),
            _ if is_state_key(name) => Some(Role::State),
            _ if name.to_ascii_lowercase().contains("encryptionkey") => Some(Role::Key),
            _ if outermost && self.named == Role::Key => Some(Role::Key),
            _ if depth == 1 && self.named == Role::State => Some(Role::State),
            _ if outermost
                && self.named != Role::State
                && tags::by_element(name).is_some_and(documented) =>
            {
                Some(Role::Agent)
            }
            _ => None,
        };
        if outermost && self.role == Some(Role::Agent) && name != ROOT {
            self.fault_root();
        }
    }

    /// The root is not one of a router file.
    pub fn fault_root(&mut self) {
        if let Some((at, fact)) = self.root.clone() {
            self.fault(&Problem {
                code: Code::RootUnexpected,
                at,
                opened: None,
                fact: &fact,
            });
        }
    }

    /// Providers are much alike, and very many: room for as many fields as the last one had.
    fn usual_fields(&self) -> usize {
        const MOST: usize = 64;
        let last = self.agent.providers.last();
        last.map_or(0, |provider| provider.fields.len().min(MOST))
    }

    /// The entry an element begins, if it does.
    fn begin(&self, name: &str, at: Position, depth: usize) -> Option<What> {
        match self.role? {
            Role::Agent if name == PROVIDER => Some(What::Provider(Provider {
                at,
                fields: Vec::with_capacity(self.usual_fields()),
                unknown: Vec::new(),
            })),
            Role::Agent if name == SYSTEM => Some(What::System),
            Role::State if is_state_key(name) || (depth == 1 && self.fault_count == 0) => {
                Some(What::Mailbox(
                    StateEntry {
                        address: None,
                        threshold: None,
                        last_error: None,
                        at,
                    },
                    is_state_key(name),
                ))
            }
            _ => None,
        }
    }

    fn lose(&mut self, entry: &Entry) {
        if !matches!(entry.what, What::System) {
            self.lost_entries += 1;
        }
    }

    fn end_entry(&mut self, at: Position) {
        let Some(entry) = self.entry.take() else {
            return;
        };
        if entry.damaged {
            return self.lose(&entry);
        }
        if self.entries() >= MAX_ENTRIES {
            self.lost_entries += 1;
            if !std::mem::replace(&mut self.full, true) {
                self.fault(&Problem {
                    code: Code::LimitEntries,
                    at,
                    opened: None,
                    fact: "",
                });
            }
            return;
        }
        match entry.what {
            What::Provider(mut provider) => {
                order::sort_by_key(&mut provider.fields, |held| held.field);
                provider.fields.shrink_to_fit();
                self.agent.providers.push(provider);
            }
            What::Mailbox(mailbox, true) => self.state.entries.push(mailbox),
            What::Mailbox(_, false) | What::System => {}
        }
    }

    /// The innermost element of an entry ends, and has no elements in it.
    fn end_leaf(&mut self, leaf: Leaf) {
        let leaves = &mut self.leaves;
        match self.entry.as_mut().map(|entry| &mut entry.what) {
            Some(What::Provider(provider)) => match leaf.field {
                Some(field) => {
                    if let Some(value) = leaves.value(field) {
                        provider.fields.push(FieldValue {
                            field,
                            value,
                            line: leaf.line,
                        });
                    }
                }
                None => provider.unknown.extend(leaves.unknown(&leaf)),
            },
            Some(What::System) => {
                let (name, value) = leaves.named_value();
                let value = match value {
                    Value::Plain(text) => text,
                    Value::Opaque => leaves.mask(),
                };
                self.agent.system.push(Setting {
                    name,
                    value,
                    line: leaf.line,
                });
            }
            Some(What::Mailbox(mailbox, known)) => {
                let slot = match leaf.field {
                    Some(Field::EmailAddress) => Some(&mut mailbox.address),
                    Some(Field::Threshold) => Some(&mut mailbox.threshold),
                    Some(Field::LastError) => Some(&mut mailbox.last_error),
                    _ => None,
                };
                if let (Some(slot), Some(field)) = (slot, leaf.field) {
                    *known = true;
                    if slot.is_none()
                        && let Some(Value::Plain(text)) = leaves.value(field)
                    {
                        *slot = Some(text);
                    }
                }
            }
            None => {}
        }
        leaves.forget(&leaf);
    }

    /// Text or an attribute where only elements are expected: kept like an unknown element.
    fn keep_stray(&mut self, name: &str, line: u32) {
        if let Some(Entry {
            what: What::Provider(provider),
            ..
        }) = &mut self.entry
            && self.leaves.has_text()
        {
            provider.unknown.extend(self.leaves.stray(name, line));
        }
        self.leaves.clear_text();
    }
}

impl Sink for Collector {
    fn open(&mut self, name: &str, at: Position, depth: usize) {
        self.elements += 1;
        if self.is_entry(name) && self.entry.take().is_some() {
            // What looked like an entry of another name was none: a sure one is in it.
            self.leaves.truncate(0);
        }
        if self.entry.is_some() {
            if let Some(line) = self.leaves.has_child() {
                self.keep_stray("text()", line);
            }
            return self.leaves.open(name, at.line);
        }
        self.recognise(name, at, depth);
        self.entry = self.begin(name, at, depth).map(|what| Entry {
            what,
            depth,
            damaged: false,
        });
    }

    fn attribute(&mut self, name: &str, value: &str) {
        if let Some(Entry {
            what: What::Provider(provider),
            ..
        }) = &self.entry
            && name != "xmlns"
            && !name.starts_with("xmlns:")
        {
            let line = self
                .leaves
                .innermost()
                .map_or(provider.at.line, |leaf| leaf.line);
            self.leaves.attribute(value);
            self.keep_stray(&format!("@{name}"), line);
        }
    }

    fn text(&mut self, text: &str) {
        self.leaves.text(text);
    }

    fn close(&mut self, at: Position) {
        match self.leaves.innermost() {
            Some(leaf) if !leaf.has_children => self.end_leaf(leaf),
            Some(outer) => {
                self.keep_stray("text()", outer.line);
                self.leaves.forget(&outer);
            }
            None => self.end_entry(at),
        }
    }

    fn unwind(&mut self, depth: usize) {
        self.leaves.erase_text();
        match self.entry.take() {
            Some(entry) if entry.depth >= depth => {
                self.lose(&entry);
                self.leaves.truncate(0);
            }
            Some(entry) => {
                self.leaves.truncate(depth - entry.depth - 1);
                self.entry = Some(entry);
            }
            None => {}
        }
    }

    fn fault(&mut self, problem: &Problem<'_>) {
        self.fault_count += 1;
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(problem.to_fault());
        }
        if let Some(entry) = &mut self.entry {
            entry.damaged = true;
        }
    }

    fn is_entry(&self, name: &str) -> bool {
        match self.role {
            None => matches!(name, PROVIDER | SYSTEM) || is_state_key(name),
            Some(Role::Agent) => matches!(name, PROVIDER | SYSTEM),
            Some(Role::State) => is_state_key(name),
            Some(Role::Key | Role::Other) => false,
        }
    }

    fn may_show(&self, name: &str) -> bool {
        matches!(name, ROOT | PROVIDER | SYSTEM | "ProviderOverrides")
            || tags::by_element(name).is_some()
    }

    fn fork(&self) -> Self {
        Self {
            role: self.role,
            root: self.root.clone(),
            ..Self::new(self.named)
        }
    }

    fn adopt(&mut self, mut other: Self) {
        self.role = self.role.or(other.role);
        self.root = self.root.take().or(other.root.take());
        self.agent.system.append(&mut other.agent.system);
        self.agent.providers.append(&mut other.agent.providers);
        self.state.entries.append(&mut other.state.entries);
        let room = MAX_FAULTS - self.faults.len();
        self.faults.extend(other.faults.drain(..).take(room));
        self.fault_count += other.fault_count;
        self.lost_entries += other.lost_entries;
        self.elements += other.elements;
        self.entry = other.entry.take();
        self.leaves.adopt(other.leaves);
    }
}

/// Whether an element name is the key of an entry of a state file: 28 characters, the first an `h`.
fn is_state_key(name: &str) -> bool {
    name.len() == 28
        && name.starts_with('h')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
