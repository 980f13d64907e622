//! The open elements inside an entry, the text in hand, and what it is worth keeping as.

use zeroize::{Zeroize, Zeroizing};

use super::mask;
use super::model::{Text, UnknownTag, Value};
use super::secret::Secret;
use super::tags::{self, Field};
use crate::text::spread;

/// The open elements inside an entry, and the text of the innermost one.
#[derive(Debug, Default)]
pub(super) struct Leaves {
    /// The names of the open elements, joined by `/`.
    path: String,
    open: Vec<Leaf>,
    text: Zeroizing<String>,
    texts: Texts,
}

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Leaf {
    /// The field it fills: known elements stand directly in the entry.
    pub field: Option<Field>,
    pub line: u32,
    pub has_children: bool,
    /// The length of the path without it.
    outer: usize,
}

impl Leaves {
    /// An element begins.
    pub fn open(&mut self, name: &str, line: u32) {
        self.text.clear();
        let tag = tags::by_element(name).filter(|_| self.open.is_empty());
        self.push(name, tag.map(|tag| tag.field), line);
    }

    fn push(&mut self, name: &str, field: Option<Field>, line: u32) {
        let outer = self.path.len();
        if !self.open.is_empty() {
            self.path.push('/');
        }
        self.path.push_str(name);
        self.open.push(Leaf {
            field,
            line,
            has_children: false,
            outer,
        });
    }

    pub fn innermost(&self) -> Option<Leaf> {
        self.open.last().copied()
    }

    /// The line of the innermost element, which has an element in it.
    pub fn has_child(&mut self) -> Option<u32> {
        let outer = self.open.last_mut()?;
        outer.has_children = true;
        Some(outer.line)
    }

    /// The innermost element is gone, and its text.
    pub fn forget(&mut self, leaf: &Leaf) {
        self.open.pop();
        self.path.truncate(leaf.outer);
        self.text.clear();
    }

    /// The elements deeper than `depth` are gone.
    pub fn truncate(&mut self, depth: usize) {
        if let Some(first) = self.open.get(depth) {
            self.path.truncate(first.outer);
            self.open.truncate(depth);
        }
    }

    /// Takes over what is open in others, and their text.
    pub fn adopt(&mut self, others: Self) {
        (self.path, self.open, self.text) = (others.path, others.open, others.text);
    }

    /// What stands where a secret stood.
    pub fn mask(&mut self) -> Text {
        self.texts.share(mask::MASK)
    }

    /// Text of the innermost element.
    pub fn text(&mut self, text: &str) {
        if !self.open.is_empty() {
            self.text.push_str(text);
        }
    }

    /// The value of an attribute.
    pub fn attribute(&mut self, value: &str) {
        self.text.push_str(value);
    }

    /// Whether there is anything in the text in hand.
    pub fn has_text(&self) -> bool {
        !self.text.trim().is_empty()
    }

    pub fn clear_text(&mut self) {
        self.text.clear();
    }

    pub fn erase_text(&mut self) {
        self.text.zeroize();
    }

    /// The text in hand as the value of a field; `None` if there is nothing in it.
    pub fn value(&mut self, field: Field) -> Option<Value> {
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

    /// The innermost element and its text, as one that the tag table does not know.
    pub fn unknown(&mut self, leaf: &Leaf) -> Option<UnknownTag> {
        if leaf.outer > 0 && mask::is_secret_name(&self.path[..leaf.outer]) {
            // Damage, or a password that looks like markup: nothing in it is shown, not even a name.
            self.text.zeroize();
            return None;
        }
        let (name, value) = self.named_value();
        Some(UnknownTag {
            name,
            value,
            line: leaf.line,
        })
    }

    /// The text in hand, where only elements are expected, as an unknown element called `name`.
    pub fn stray(&mut self, name: &str, line: u32) -> Option<UnknownTag> {
        self.push(name, None, line);
        let leaf = self.innermost()?;
        let unknown = self.unknown(&leaf);
        self.forget(&leaf);
        unknown
    }

    /// The names from the entry's child down to the innermost element, and its value.
    pub fn named_value(&mut self) -> (Text, Value) {
        let name = self.texts.share(&self.path);
        let text = self.text.trim();
        if !text.is_empty() && (mask::is_secret_name(&name) || mask::is_secret_value(text)) {
            self.text.zeroize();
            return (name, Value::Opaque);
        }
        let value = Value::Plain(self.texts.share(&mask::free_text(text)));
        (name, value)
    }
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
        let slot = &mut self.slots[spread(text) % Self::SLOTS];
        match slot {
            Some(held) if **held == *text => held.clone(),
            _ => slot.insert(Text::from(text)).clone(),
        }
    }
}
