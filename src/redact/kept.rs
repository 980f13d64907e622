//! What was not replaced.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What was not replaced, for a person to look at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Names of elements and attributes, with how often each stands in the files.
    pub names: BTreeMap<String, u64>,
    /// Values that were kept whole, by element: numbers, dates, yes and no, classes, kinds.
    pub values: BTreeMap<String, BTreeSet<String>>,
    /// Words inside of replaced values that are nobody's: `smtp`, `com`, `exchange`.
    pub words: BTreeSet<String>,
}

/// Values listed an element; more are only counted by their number.
const MAX_VALUES: usize = 50;

impl Kept {
    pub(super) fn name(&mut self, name: &str) {
        match self.names.get_mut(name) {
            Some(count) => *count += 1,
            None => {
                self.names.insert(name.to_owned(), 1);
            }
        }
    }

    pub(super) fn value(&mut self, element: &str, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        let known = match self.values.get_mut(element) {
            Some(known) => known,
            None => self.values.entry(element.to_owned()).or_default(),
        };
        if known.len() < MAX_VALUES && !known.contains(value) {
            known.insert(value.to_owned());
        }
    }

    pub(super) fn word(&mut self, word: &str) {
        if !self.words.contains(word) {
            self.words.insert(word.to_owned());
        }
    }
}
