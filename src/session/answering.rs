//! One answer put into the answers, at the place its question names.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::answers::Answers;
use crate::json;

/// The answers with one more: `value` at `path`, a JSON Pointer into `answers.json`; `None` takes the
/// answer back. Values that are not text there, such as yes and no, are given as they stand in JSON.
///
/// `None` when the answers have no such place, or not for such a value.
pub fn answered(answers: &Answers, path: &str, value: Option<&str>) -> Option<Answers> {
    let mut all = json::tree(answers)?;
    let mut parts = path.strip_prefix('/')?.split('/').map(unescape).peekable();
    let mut at = &mut all;
    let last = loop {
        let part = parts.next()?;
        if parts.peek().is_none() {
            break part;
        }
        at = at
            .as_object_mut()?
            .entry(part)
            .or_insert_with(|| Value::Object(serde_json::Map::default()));
    };
    let object = at.as_object_mut()?;
    let Some(value) = value else {
        object.remove(&last);
        return json::value(&all);
    };
    object.insert(last.clone(), Value::String(value.to_owned()));
    json::value(&all).or_else(|| {
        let literal = serde_json::from_slice(value.as_bytes()).ok()?;
        let place = all.pointer_mut(path)?;
        *place = literal;
        json::value(&all)
    })
}

/// What is different between two sets of answers, in words that end a sentence.
pub fn changed(before: &Answers, after: &Answers) -> &'static str {
    let fields = |answers: &Answers| match json::tree(answers) {
        Some(Value::Object(fields)) => fields,
        _ => serde_json::Map::default(),
    };
    let (before, after) = (fields(before), fields(after));
    let mut words: Vec<&str> = after
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(*value))
        .map(|(name, value)| match (name.as_str(), before.get(name)) {
            ("profiles", Some(before)) => of_profiles(before, value),
            (name, _) => words(name),
        })
        .collect();
    words.dedup();
    match words.as_slice() {
        [one] => one,
        _ => "several answers",
    }
}

/// What is different between the choices for new profiles.
fn of_profiles(before: &Value, after: &Value) -> &'static str {
    let none = serde_json::Map::default();
    let (before, after) = (
        before.as_object().unwrap_or(&none),
        after.as_object().unwrap_or(&none),
    );
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differs = |field: &str| {
        keys.iter().any(|key| {
            let value = |all: &serde_json::Map<String, Value>| {
                let value = all.get(*key)?.get(field)?.clone();
                (!value.is_null() && value.as_object().is_none_or(|held| !held.is_empty()))
                    .then_some(value)
            };
            value(before) != value(after)
        })
    };
    match (differs("name"), differs("migrate"), differs("columns")) {
        (true, false, false) => "the name of a profile",
        (false, true, false) => "whether a profile migrates",
        (false, false, true) => "a column of a profile",
        _ => "several choices for profiles",
    }
}

/// What a field of the answers is about.
fn words(field: &str) -> &'static str {
    match field {
        "target" => "where Dynamics 365 runs",
        "target_url" => "the address of the organization",
        "tenant" => "whose Exchange Online it is",
        "organization" => "which organization is planned",
        "without_url" => "providers without an organization",
        "waves_from" | "window" => "when the waves start",
        "switch_at" => "when the organization is switched over",
        "wave_size" | "wave_hours" => "the size of the waves",
        "pilot" | "pins" => "the wave of mailboxes",
        "pairs" | "all_pairs_as_proposed" => "which router profiles belong together",
        "providers" => "the kind of a server",
        "exchange_version" => "an Exchange version",
        "place" => "where mailboxes live",
        "credentials" => "whose credentials are used",
        "accounts" => "which accounts are the same",
        "tags" => "what an unknown tag means",
        "duplicates" => "who keeps an address",
        "missing_direction" => "a direction that the files do not prove",
        "date_gap" => "what to do about mailboxes that lag",
        "impersonation" => "whether an account impersonates mailboxes",
        "rejected" => "what becomes of a rejected address",
        "final" => "whether the routers are stopped",
        "include_outlook" | "outlook_profile" => "what becomes of Outlook mailboxes",
        "directory_columns" => "what a heading means",
        "accepted" => "a finding that was taken on",
        "labels" => "the name of a router",
        "facts" => "a fact about the organization",
        _ => "an answer",
    }
}

fn unescape(part: &str) -> String {
    part.replace("~1", "/").replace("~0", "~")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answers::{Target, WithoutUrl};

    #[test]
    fn an_answer_goes_where_its_question_says() {
        let answers = Answers::default();
        let paired =
            answered(&answers, "/pairs/in-3f9a1c20", Some("out-77aa0012")).expect("a place");
        assert_eq!(paired.pairs["in-3f9a1c20"], "out-77aa0012");
        let placed = answered(&paired, "/target", Some("onpremises-9")).expect("a place");
        assert_eq!(placed.target, Some(Target::OnPremises9));
        assert_eq!(placed.pairs, paired.pairs);
        let kept = answered(&placed, "/without_url", Some("include")).expect("a place");
        assert_eq!(kept.without_url, Some(WithoutUrl::Include));
    }

    #[test]
    fn yes_and_no_are_no_text() {
        let answers =
            answered(&Answers::default(), "/impersonation/key", Some("true")).expect("a place");
        assert!(answers.impersonation["key"]);
    }

    #[test]
    fn keys_may_hold_slashes() {
        let answers =
            answered(&Answers::default(), "/tags/Server~1Port", Some("port")).expect("a place");
        assert_eq!(answers.tags["Server/Port"], "port");
    }

    #[test]
    fn an_answer_can_be_taken_back() {
        let answers = answered(&Answers::default(), "/pairs/in-1", Some("out-1")).expect("a place");
        assert_eq!(
            answered(&answers, "/pairs/in-1", None),
            Some(Answers::default())
        );
    }

    #[test]
    fn what_changed_has_words() {
        let none = Answers::default();
        let with = |path, value| answered(&none, path, Some(value)).expect("a place");
        assert_eq!(
            changed(&none, &with("/target", "online")),
            "where Dynamics 365 runs"
        );
        assert_eq!(
            changed(&with("/profiles/one/name", "Sales"), &none),
            "the name of a profile"
        );
        assert_eq!(
            changed(&none, &with("/profiles/one/migrate", "false")),
            "whether a profile migrates"
        );
        let pair = with("/pairs/in-1", "out-1");
        assert_eq!(
            changed(&pair, &with("/target", "online")),
            "several answers"
        );
        assert_eq!(
            changed(&none, &with("/waves_from", "2026-12-01T18:00:00Z")),
            "when the waves start"
        );
    }

    #[test]
    fn every_answer_has_words() {
        let all = serde_json::to_value(Answers::default()).expect("answers");
        let fields = all.as_object().expect("fields").keys();
        let told_elsewhere = ["format", "inputs", "as_of", "profiles"];
        for field in fields.filter(|field| !told_elsewhere.contains(&field.as_str())) {
            assert_ne!(words(field), "an answer", "{field}");
        }
    }

    #[test]
    fn a_place_that_is_not_there_is_refused() {
        assert_eq!(
            answered(&Answers::default(), "/nothing/like/this", Some("x")),
            None
        );
        assert_eq!(
            answered(&Answers::default(), "/target", Some("the moon")),
            None
        );
    }
}
