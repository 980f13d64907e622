//! The part of the address after `#`: the step, and which rows are shown.
//!
//! It stays in the browser's history, so it never holds an address or a search text.

use crate::plan::model::{MailboxKind, Need, Outcome};
use crate::session::protocol::{RowsQuery, SortKey};

/// Where the page is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Address {
    /// The step, 1 to 4.
    pub(super) step: u8,
    /// Which rows the mailbox table shows; without text and range.
    pub(super) rows: RowsQuery,
}

impl Address {
    /// The start of a step.
    pub(super) fn step(step: u8) -> Self {
        Self {
            step,
            rows: RowsQuery::default(),
        }
    }

    /// The review with some rows.
    pub(super) const fn rows(rows: RowsQuery) -> Self {
        Self { step: 3, rows }
    }

    /// Reads a fragment; `None` for one that is not ours.
    pub(super) fn read(fragment: &str) -> Option<Self> {
        let fragment = fragment.trim_start_matches('#');
        if fragment.is_empty() {
            return Some(Self::step(1));
        }
        let mut step = None;
        let mut rows = RowsQuery::default();
        for part in fragment.split('&') {
            let (name, value) = part.split_once('=')?;
            match name {
                "step" => step = value.parse().ok().filter(|step| (1..=4).contains(step)),
                "outcome" => {
                    rows.outcomes = value.split(',').filter_map(word).collect::<Vec<Outcome>>();
                }
                "kind" => {
                    rows.kinds = value
                        .split(',')
                        .filter_map(word)
                        .collect::<Vec<MailboxKind>>();
                }
                "half" => rows.half = value == "yes",
                "need" => rows.need = word::<Need>(value),
                "wave" => rows.wave = value.parse().ok(),
                "profile" => rows.profile = plain(value),
                "router-profile" => rows.router_profile = plain(value),
                "reason" => rows.reason = plain(value),
                "finding" => rows.finding = plain(value),
                "sort" => {
                    rows.descending = value.starts_with('-');
                    rows.sort = word::<SortKey>(value.trim_start_matches('-')).unwrap_or_default();
                }
                _ => {}
            }
        }
        Some(Self { step: step?, rows })
    }

    /// Writes the fragment, with its `#`.
    pub(super) fn write(&self) -> String {
        let mut text = format!("#step={}", self.step);
        let mut add = |name: &str, value: String| {
            if !value.is_empty() {
                text.push_str(&format!("&{name}={value}"));
            }
        };
        let rows = &self.rows;
        add(
            "outcome",
            rows.outcomes.iter().map(name).collect::<Vec<_>>().join(","),
        );
        add(
            "kind",
            rows.kinds.iter().map(name).collect::<Vec<_>>().join(","),
        );
        add("half", if rows.half { "yes" } else { "" }.to_owned());
        add("need", rows.need.as_ref().map(name).unwrap_or_default());
        add(
            "wave",
            rows.wave.map(|wave| wave.to_string()).unwrap_or_default(),
        );
        for (key, value) in [
            ("profile", &rows.profile),
            ("router-profile", &rows.router_profile),
            ("reason", &rows.reason),
            ("finding", &rows.finding),
        ] {
            add(key, value.as_deref().and_then(plain).unwrap_or_default());
        }
        if rows.sort != SortKey::default() || rows.descending {
            let sign = if rows.descending { "-" } else { "" };
            add("sort", format!("{sign}{}", name(&rows.sort)));
        }
        text
    }
}

/// Ids and rules only: letters, digits and hyphens.
fn plain(value: &str) -> Option<String> {
    let ours = !value.is_empty()
        && value
            .chars()
            .all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
    ours.then(|| value.to_owned())
}

fn word<T: serde::de::DeserializeOwned>(value: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(value.to_owned())).ok()
}

fn name<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let address = Address::rows(RowsQuery {
            outcomes: vec![Outcome::HeldBack, Outcome::NeedsDecision],
            kinds: vec![MailboxKind::Queue],
            half: true,
            wave: Some(3),
            profile: Some("3f9a1c20-0000-5000-8000-000000000000".to_owned()),
            reason: Some("IN-06".to_owned()),
            need: Some(Need::Password),
            sort: SortKey::ProcessFrom,
            descending: true,
            ..RowsQuery::default()
        });
        let text = address.write();
        assert_eq!(
            text,
            "#step=3&outcome=held-back,needs-decision&kind=queue&half=yes&need=password&wave=3\
             &profile=3f9a1c20-0000-5000-8000-000000000000&reason=IN-06&sort=-process-from"
        );
        assert_eq!(Address::read(&text), Some(address));
    }

    #[test]
    fn neither_text_nor_addresses_get_into_the_history() {
        let address = Address::rows(RowsQuery {
            text: "sales@contoso.com".to_owned(),
            profile: Some("sales@contoso.com".to_owned()),
            ..RowsQuery::default()
        });
        assert_eq!(address.write(), "#step=3");
    }

    #[test]
    fn foreign_fragments_are_not_ours() {
        assert_eq!(Address::read("#main"), None);
        assert_eq!(Address::read("#step=9"), None);
        assert_eq!(Address::read(""), Some(Address::step(1)));
    }
}
