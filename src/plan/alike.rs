//! What very many rows of a plan have alike, kept once.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::model::Need;
use crate::checks::Mark;
use crate::merge::model::Outcome;
use crate::router::Text;

/// Values met so far.
#[derive(Debug, Default)]
pub struct Alike {
    reasons: BTreeMap<&'static str, Text>,
    needs: BTreeMap<Vec<Need>, Arc<[Need]>>,
}

impl Alike {
    /// The rule behind an outcome; none for what migrates.
    pub fn reason(&mut self, mark: Mark) -> Option<Text> {
        let reasons = self.reasons.entry(mark.reason);
        let known = reasons.or_insert_with(|| Text::from(mark.reason));
        (mark.outcome != Outcome::Migrates).then(|| known.clone())
    }

    /// What a row needs.
    pub fn needs(&mut self, needs: Vec<Need>) -> Arc<[Need]> {
        let known = self.needs.entry(needs);
        known
            .or_insert_with_key(|needs| needs.as_slice().into())
            .clone()
    }
}
