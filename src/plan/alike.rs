//! What very many rows of a plan have alike, kept once.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::model::Need;
use crate::checks::Mark;
use crate::merge::model::Outcome;
use crate::router::Text;

/// Values met so far.
#[derive(Debug, Default)]
pub struct Alike {
    reasons: BTreeMap<&'static str, Text>,
    needs: BTreeMap<Needs, Arc<[Need]>>,
    times: BTreeMap<i64, Text>,
}

/// Whether a row has each of [`Need::ALL`].
pub type Needs = [bool; Need::ALL.len()];

impl Alike {
    /// The rule behind an outcome; none for what migrates.
    pub fn reason(&mut self, mark: Mark) -> Option<Text> {
        if mark.outcome == Outcome::Migrates {
            return None;
        }
        let known = self.reasons.entry(mark.reason);
        Some(known.or_insert_with(|| (*mark.reason).into()).clone())
    }

    /// What a row needs.
    pub fn needs(&mut self, needs: Needs) -> Arc<[Need]> {
        let known = self.needs.entry(needs);
        let all = || Need::ALL.into_iter().zip(needs);
        let list = || {
            all()
                .filter_map(|(need, has)| has.then_some(need))
                .collect()
        };
        known.or_insert_with(list).clone()
    }

    /// A time, in seconds since 1970, as columns hold it.
    pub fn time(&mut self, at: i64) -> Option<Text> {
        if let Some(known) = self.times.get(&at) {
            return Some(known.clone());
        }
        let text = Text::from(Timestamp::from_second(at).ok()?.to_string());
        self.times.insert(at, text.clone());
        Some(text)
    }
}
