//! From the events of a document to what the model holds.

use zeroize::{Zeroize, Zeroizing};

use super::mask;
use super::model::{
    Agent, FieldValue, MAX_FAULTS, Provider, Role, Setting, State, StateEntry, Text, UnknownTag,
    Value,
};
use super::secret::Secret;
use super::tags::{self, Evidence, Field, Tag};
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
    /// The open elements inside the entry.
    inner: Vec<Inner>,
    /// Text of the innermost open element.
    text: Zeroizing<String>,
    texts: Texts,
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

#[derive(Debug)]
struct Inner {
    name: Text,
    line: u32,
    has_children: bool,
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
            inner: Vec::new(),
            text: Zeroizing::default(),
            texts: Texts::default(),
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
                provider.fields.sort_by_key(|held| held.field);
                provider.fields.shrink_to_fit();
                self.agent.providers.push(provider);
            }
            What::Mailbox(mailbox, true) => self.state.entries.push(mailbox),
            What::Mailbox(_, false) | What::System => {}
        }
    }

    /// The innermost element of an entry ends; `path` is where it stands in the entry.
    fn end_leaf(&mut self, leaf: &Inner) {
        let direct = self.inner.is_empty();
        let Some(mut entry) = self.entry.take() else {
            return;
        };
        match &mut entry.what {
            What::Provider(provider) => {
                let field = if direct {
                    tags::by_element(&leaf.name).map(|tag| tag.field)
                } else {
                    None
                };
                match field {
                    Some(field) => {
                        if let Some(value) = self.value(field) {
                            provider.fields.push(FieldValue {
                                field,
                                value,
                                line: leaf.line,
                            });
                        }
                    }
                    None => provider.unknown.extend(self.unknown(leaf)),
                }
            }
            What::System => {
                let name = self.path(leaf);
                let value = self.unknown_value(&name);
                let value = match value {
                    Value::Plain(text) => text,
                    Value::Opaque => self.texts.share(mask::MASK),
                };
                self.agent.system.push(Setting {
                    name,
                    value,
                    line: leaf.line,
                });
            }
            What::Mailbox(mailbox, known) => {
                let field = if direct {
                    tags::by_element(&leaf.name).map(|tag| tag.field)
                } else {
                    None
                };
                let slot = match field {
                    Some(Field::EmailAddress) => Some(&mut mailbox.address),
                    Some(Field::Threshold) => Some(&mut mailbox.threshold),
                    Some(Field::LastError) => Some(&mut mailbox.last_error),
                    _ => None,
                };
                if let (Some(slot), Some(field)) = (slot, field) {
                    *known = true;
                    if slot.is_none()
                        && let Some(Value::Plain(text)) = self.value(field)
                    {
                        *slot = Some(text);
                    }
                }
            }
        }
        self.entry = Some(entry);
        self.text.clear();
    }

    /// The collected text as the value of a field; `None` if there is nothing in it.
    fn value(&mut self, field: Field) -> Option<Value> {
        if field.tag().secret {
            let secret = Secret::take(&mut self.text);
            return (!secret.is_blank()).then_some(Value::Opaque);
        }
        let text = self.text.trim();
        if text.is_empty() {
            return None;
        }
        Some(match field {
            Field::User | Field::CrmUser if !mask::is_readable_user(text) => {
                self.text.zeroize();
                Value::Opaque
            }
            Field::Threshold if !mask::is_like_a_time(text) => {
                Value::Plain(self.texts.share(&mask::free_text(text)))
            }
            Field::LastError => Value::Plain(self.texts.share(&mask::free_text(text))),
            _ => Value::Plain(self.texts.share(&mask::without_user_info(text))),
        })
    }

    fn unknown(&mut self, leaf: &Inner) -> Option<UnknownTag> {
        if self
            .inner
            .iter()
            .any(|outer| mask::is_secret_name(&outer.name))
        {
            // Damage, or a password that looks like markup: nothing in it is shown, not even a name.
            self.text.zeroize();
            return None;
        }
        let name = self.path(leaf);
        let value = self.unknown_value(&name);
        Some(UnknownTag {
            name,
            value,
            line: leaf.line,
        })
    }

    fn unknown_value(&mut self, name: &str) -> Value {
        let text = self.text.trim();
        if !text.is_empty() && (mask::is_secret_name(name) || mask::is_secret_value(text)) {
            self.text.zeroize();
            return Value::Opaque;
        }
        Value::Plain(self.texts.share(&mask::free_text(text)))
    }

    /// The names from the entry's child down to `leaf`, joined by `/`.
    fn path(&mut self, leaf: &Inner) -> Text {
        if self.inner.is_empty() {
            return leaf.name.clone();
        }
        let outer = self.inner.iter().map(|inner| &*inner.name);
        let path = outer.chain([&*leaf.name]).collect::<Vec<_>>().join("/");
        self.texts.share(&path)
    }

    /// Text or an attribute where only elements are expected: kept like an unknown element.
    fn keep_stray(&mut self, name: &str, line: u32) {
        if !matches!(
            self.entry,
            Some(Entry {
                what: What::Provider(_),
                ..
            })
        ) || self.text.trim().is_empty()
        {
            return self.text.clear();
        }
        let leaf = Inner {
            name: Text::from(name),
            line,
            has_children: false,
        };
        let unknown = self.unknown(&leaf);
        if let Some(Entry {
            what: What::Provider(provider),
            ..
        }) = &mut self.entry
        {
            provider.unknown.extend(unknown);
        }
        self.text.clear();
    }
}

impl Sink for Collector {
    fn open(&mut self, name: &str, at: Position, depth: usize) {
        self.elements += 1;
        if self.is_entry(name) && self.entry.take().is_some() {
            // What looked like an entry of another name was none: a sure one is in it.
            self.inner.clear();
        }
        if self.entry.is_some() {
            if let Some(outer) = self.inner.last_mut() {
                outer.has_children = true;
                let line = outer.line;
                self.keep_stray("text()", line);
            }
            self.text.clear();
            let name = self.texts.share(name);
            self.inner.push(Inner {
                name,
                line: at.line,
                has_children: false,
            });
            return;
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
                .inner
                .last()
                .map_or(provider.at.line, |inner| inner.line);
            self.text.push_str(value);
            self.keep_stray(&format!("@{name}"), line);
        }
    }

    fn text(&mut self, text: &str) {
        if !self.inner.is_empty() {
            self.text.push_str(text);
        }
    }

    fn close(&mut self, at: Position) {
        match self.inner.pop() {
            Some(leaf) if !leaf.has_children => self.end_leaf(&leaf),
            Some(outer) => {
                let line = outer.line;
                self.inner.push(outer);
                self.keep_stray("text()", line);
                self.inner.pop();
            }
            None => self.end_entry(at),
        }
    }

    fn unwind(&mut self, depth: usize) {
        self.text.zeroize();
        match self.entry.take() {
            Some(entry) if entry.depth >= depth => {
                self.lose(&entry);
                self.inner.clear();
            }
            Some(entry) => {
                self.inner.truncate(depth - entry.depth - 1);
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
        self.inner = std::mem::take(&mut other.inner);
        self.text = std::mem::take(&mut other.text);
    }
}

/// Whether an element name is the key of an entry of a state file: 28 characters, the first an `h`.
fn is_state_key(name: &str) -> bool {
    name.len() == 28
        && name.starts_with('h')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Texts met lately, so that equal ones share their bytes. It forgets rather than grows.
#[derive(Debug, Default)]
struct Texts {
    slots: Vec<Option<Text>>,
}

impl Texts {
    const SLOTS: usize = 512;

    fn share(&mut self, text: &str) -> Text {
        if self.slots.is_empty() {
            self.slots.resize(Self::SLOTS, None);
        }
        let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        let slot = &mut self.slots[(hash >> 32) as usize % Self::SLOTS];
        match slot {
            Some(held) if **held == *text => held.clone(),
            _ => slot.insert(Text::from(text)).clone(),
        }
    }
}
