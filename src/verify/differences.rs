//! Two plans compared: their sources by name, everything else by its place.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{About, Add};
use crate::artifacts::words;
use crate::json;
use crate::plan::Plan;
use crate::plan::model::Input;

/// Most characters of a value that are shown.
const SHOWN: usize = 80;

/// Compares the files that two plans were made from.
pub fn sources(then: &Plan, now: &Plan, add: &mut Add<'_>) {
    type Key<'p> = (Option<&'p str>, &'p str);
    fn by_name(plan: &Plan) -> BTreeMap<Key<'_>, Vec<&Input>> {
        let mut files: BTreeMap<Key<'_>, Vec<&Input>> = BTreeMap::new();
        for input in &plan.inputs {
            let key = (input.label.as_deref(), input.name.as_str());
            files.entry(key).or_default().push(input);
        }
        files
    }
    let (then, now) = (by_name(then), by_name(now));
    let called = |(label, name): &Key<'_>| match label {
        Some(label) => format!("{label}/{name}"),
        None => (*name).to_owned(),
    };
    for (key, inputs) in &then {
        let message = match now.get(key) {
            None => "The bundle was made with this file, which is not among the sources now.",
            Some(others) => {
                let same = |one: &&Input, other: &&Input| {
                    (one.bytes, &one.sha256) == (other.bytes, &other.sha256)
                };
                let all_there = inputs
                    .iter()
                    .all(|one| others.iter().any(|other| same(one, other)));
                if all_there && inputs.len() == others.len() {
                    continue;
                }
                "The bundle was made from another state of this file."
            }
        };
        add(About::Source, &called(key), message.to_owned());
    }
    for key in now.keys().filter(|key| !then.contains_key(*key)) {
        add(
            About::Source,
            &called(key),
            "This file is among the sources now; the bundle was made without it.".to_owned(),
        );
    }
}

/// Compares everything else of two plans.
pub fn plans(then: &Plan, now: &Plan, add: &mut Add<'_>) {
    // The long lists are compared as they are, so that only what differs is laid out.
    each(
        "/mailboxes",
        &then.mailboxes,
        &now.mailboxes,
        |mailbox| mailbox.key.to_string(),
        add,
    );
    each(
        "/providers",
        &then.providers,
        &now.providers,
        |provider| format!("{}:{}:{}", provider.router, provider.file, provider.line),
        add,
    );
    let rest = |plan: &Plan| {
        let short = Plan {
            mailboxes: Vec::new(),
            providers: Vec::new(),
            inputs: Vec::new(),
            tool: now.tool.clone(),
            ..shallow(plan)
        };
        value(&short)
    };
    compare("", &rest(then), &rest(now), add);
}

/// A plan without its long lists.
fn shallow(plan: &Plan) -> Plan {
    Plan {
        format: plan.format.clone(),
        tool: plan.tool.clone(),
        as_of: plan.as_of,
        inputs: Vec::new(),
        answers: plan.answers.clone(),
        target: plan.target.clone(),
        organizations: plan.organizations.clone(),
        providers: Vec::new(),
        router_profiles: plan.router_profiles.clone(),
        profiles: plan.profiles.clone(),
        mailboxes: Vec::new(),
        waves: plan.waves.clone(),
        switch: plan.switch.clone(),
        questions: plan.questions.clone(),
        findings: plan.findings.clone(),
        manual_tasks: plan.manual_tasks.clone(),
        not_carried: plan.not_carried.clone(),
        unknown_tags: plan.unknown_tags.clone(),
        router_differences: plan.router_differences.clone(),
        accounting: plan.accounting,
    }
}

fn value<T: Serialize>(value: &T) -> Value {
    json::tree(value).unwrap_or_default()
}

/// Compares two lists whose entries have keys.
fn each<T: PartialEq + Serialize>(
    path: &str,
    then: &[T],
    now: &[T],
    key: impl Fn(&T) -> String,
    add: &mut Add<'_>,
) {
    let (then, now) = (by_key(then, &key), by_key(now, &key));
    for (key, one) in &then {
        let path = format!("{path}/{key}");
        match now.get(key) {
            None => gone(&path, add),
            Some(other) if one != other => compare(&path, &value(one), &value(other), add),
            Some(_) => {}
        }
    }
    for key in now.keys().filter(|key| !then.contains_key(*key)) {
        new(&format!("{path}/{key}"), add);
    }
}

/// Entries by their keys, those of one key counted through.
fn by_key<'t, T>(list: &'t [T], key: &impl Fn(&T) -> String) -> BTreeMap<String, &'t T> {
    let mut entries: BTreeMap<String, &T> = BTreeMap::new();
    for one in list {
        let key = key(one);
        let mut unique = key.clone();
        let mut count = 1;
        while entries.contains_key(&unique) {
            count += 1;
            unique = format!("{key}#{count}");
        }
        entries.insert(unique, one);
    }
    entries
}

fn gone(path: &str, add: &mut Add<'_>) {
    let message = "In the bundle, and not in the plan of now.";
    add(About::Plan, path, message.to_owned());
}

fn new(path: &str, add: &mut Add<'_>) {
    let message = "In the plan of now, and not in the bundle.";
    add(About::Plan, path, message.to_owned());
}

fn compare(path: &str, then: &Value, now: &Value, add: &mut Add<'_>) {
    match (then, now) {
        (Value::Object(one), Value::Object(other)) => maps(path, one, other, add),
        (Value::Array(one), Value::Array(other)) if then != now => {
            match (keyed(one), keyed(other)) {
                (Some(one), Some(other)) => maps(path, &one, &other, add),
                _ => said(path, then, now, add),
            }
        }
        _ if then != now => said(path, then, now, add),
        _ => {}
    }
}

fn maps(path: &str, then: &Map<String, Value>, now: &Map<String, Value>, add: &mut Add<'_>) {
    for (key, one) in then {
        let path = format!("{path}/{key}");
        match now.get(key) {
            None => gone(&path, add),
            Some(other) => compare(&path, one, other, add),
        }
    }
    for key in now.keys().filter(|key| !then.contains_key(*key)) {
        new(&format!("{path}/{key}"), add);
    }
}

/// The entries of a list by what they are called: their key, id, number, name or title.
fn keyed(list: &[Value]) -> Option<Map<String, Value>> {
    const NAMES: [&str; 7] = ["key", "id", "number", "name", "setting", "title", "field"];
    let name = |entry: &Value| {
        let name = NAMES.iter().find_map(|name| entry.get(*name));
        name.map(|name| {
            name.as_str()
                .map_or_else(|| name.to_string(), str::to_owned)
        })
    };
    let are_named = list.iter().all(|entry| name(entry).is_some());
    let entries = by_key(list, &|entry| name(entry).unwrap_or_default()).into_iter();
    are_named.then(|| entries.map(|(key, entry)| (key, entry.clone())).collect())
}

fn said(path: &str, then: &Value, now: &Value, add: &mut Add<'_>) {
    let short = |value: &Value| {
        let text = match value {
            Value::Null => "nothing".to_owned(),
            Value::Array(list) => words::counted(list.len() as u64, "entry", "entries"),
            other => other.to_string(),
        };
        match text.char_indices().nth(SHOWN) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text,
        }
    };
    add(
        About::Plan,
        path,
        format!("{} in the bundle, {} now.", short(then), short(now)),
    );
}
