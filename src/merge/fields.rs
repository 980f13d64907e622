//! A provider's fields, with the unknown tags the admin gave a meaning.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crate::answers::Answers;
use crate::router::{Field, Provider, Text, UnknownTag, Value, tags};

/// What the admin said unknown tags mean, by their name in lower case.
#[derive(Debug, Default)]
pub struct TagMeanings {
    fields: BTreeMap<String, Field>,
    ignored: BTreeSet<String>,
}

/// The word in answers for a tag that shall mean nothing.
pub const IGNORE: &str = "ignore";

impl TagMeanings {
    /// Takes the answers over. Meanings that name no field are left to the check of the answers.
    pub fn new(answers: &Answers) -> Self {
        let mut meanings = Self::default();
        for (tag, meaning) in &answers.tags {
            if meaning == IGNORE {
                meanings.ignored.insert(tag.to_lowercase());
            } else if let Some(tag_row) = tags::by_name(meaning) {
                meanings.fields.insert(tag.to_lowercase(), tag_row.field);
            }
        }
        meanings
    }

    /// Whether the admin said that a tag means nothing.
    pub fn is_ignored(&self, tag: &str) -> bool {
        self.ignored.contains(&tag.to_lowercase())
    }

    /// Whether the admin has not said yet what a tag means.
    pub fn is_open(&self, tag: &str) -> bool {
        self.field(tag).is_none() && !self.is_ignored(tag)
    }

    /// The field an unknown tag was given.
    pub fn field(&self, tag: &str) -> Option<Field> {
        if self.fields.is_empty() {
            return None;
        }
        self.fields.get(&tag.to_lowercase()).copied()
    }

    /// Whether no tag was given a meaning.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

/// A provider as the merge sees it.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    provider: &'a Provider,
    meanings: &'a TagMeanings,
}

/// A value and its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Line of its element.
    pub line: u32,
}

impl<T: Clone> Found<&T> {
    /// The same with a value of its own.
    pub fn cloned(self) -> Found<T> {
        Found {
            value: self.value.clone(),
            line: self.line,
        }
    }
}

impl<'a> Fields<'a> {
    /// Looks at a provider.
    pub const fn new(provider: &'a Provider, meanings: &'a TagMeanings) -> Self {
        Self { provider, meanings }
    }

    /// The elements the tag table does not know.
    pub fn unknown(self) -> &'a [UnknownTag] {
        &self.provider.unknown
    }

    /// What the admin said unknown tags mean.
    pub const fn meanings(self) -> &'a TagMeanings {
        self.meanings
    }

    /// The known fields that are there, each once, in table order.
    pub fn known(self) -> impl Iterator<Item = Field> + 'a {
        let mut last = None;
        self.provider
            .fields
            .iter()
            .map(|held| held.field)
            .filter(move |field| last.replace(*field) != Some(*field))
    }

    /// Every value of a field: known tags first, then unknown ones that were given its meaning.
    pub fn all(self, field: Field) -> impl Iterator<Item = Found<&'a Value>> {
        let known = self.provider.all(field).map(|held| Found {
            value: &held.value,
            line: held.line,
        });
        let unknown: &[UnknownTag] = if self.meanings.is_empty() {
            &[]
        } else {
            &self.provider.unknown
        };
        let mapped = unknown
            .iter()
            .filter(move |tag| self.meanings.field(&tag.name) == Some(field))
            .map(|tag| Found {
                value: &tag.value,
                line: tag.line,
            });
        known.chain(mapped)
    }

    /// The first readable value of a field that is not blank.
    pub fn text(self, field: Field) -> Option<Found<&'a Text>> {
        self.all(field).find_map(|found| match found.value {
            Value::Plain(text) if !text.is_empty() => Some(Found {
                value: text,
                line: found.line,
            }),
            _ => None,
        })
    }

    /// Whether the field is there with anything in it, readable or not.
    pub fn has(self, field: Field) -> bool {
        self.all(field).any(|found| match found.value {
            Value::Plain(text) => !text.is_empty(),
            Value::Opaque => true,
        })
    }

    /// A yes or no.
    pub fn flag(self, field: Field) -> Option<Found<bool>> {
        let found = self.text(field)?;
        Some(Found {
            value: flag(found.value)?,
            line: found.line,
        })
    }

    /// A number.
    pub fn number<N: FromStr>(self, field: Field) -> Option<Found<N>> {
        let found = self.text(field)?;
        Some(Found {
            value: found.value.parse().ok()?,
            line: found.line,
        })
    }
}

/// Reads `true`, `1`, `yes` and their opposites, in any case.
pub fn flag(text: &str) -> Option<bool> {
    let is_one_of = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is_one_of(["true", "1", "yes"]) {
        Some(true)
    } else if is_one_of(["false", "0", "no"]) {
        Some(false)
    } else {
        None
    }
}
