//! Plans written by hand. `tests/plans/README.md` says how they are read.

mod support;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use reroute::router::Reading;
use serde_json::{Map, Value, json};

const REQUIRED: &[&str] = &[
    "organizations",
    "providers",
    "router_profiles",
    "profiles",
    "mailboxes",
    "waves",
    "switch",
    "questions",
    "findings",
    "not_carried",
    "accounting",
];
const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";

#[test]
fn plans_are_as_written_by_hand() {
    let only = std::env::var("PLAN").unwrap_or_default();
    let mut cases = 0;
    let mut wrong = Vec::new();
    for folder in support::folders(&support::project("tests/plans")) {
        if !support::name(&folder).contains(&only) {
            continue;
        }
        let reading = support::read(&support::files(&folder));
        for variant in variants(&folder) {
            cases += 1;
            let found = differences(&folder, &variant, &reading);
            if !found.is_empty() {
                wrong.push(format!(
                    "{}{variant}\n  {}",
                    support::name(&folder),
                    found.join("\n  ")
                ));
            }
        }
    }
    assert!(cases > 0, "no case is called {only:?}");
    assert!(
        wrong.is_empty(),
        "{} of {cases} plans differ\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// The parts between `expected` and `.json`, as `` and `.lower`.
fn variants(folder: &Path) -> Vec<String> {
    let mut found: Vec<_> = fs::read_dir(folder)
        .expect("a folder")
        .filter_map(|entry| {
            let name = support::name(&entry.expect("an entry").path());
            Some(
                name.strip_prefix("expected")?
                    .strip_suffix(".json")?
                    .to_owned(),
            )
        })
        .collect();
    assert!(
        folder.join("README.md").exists(),
        "{} has no README.md",
        folder.display()
    );
    found.sort();
    found
}

fn differences(folder: &Path, variant: &str, reading: &Reading) -> Vec<String> {
    let expected = json_file(&folder.join(format!("expected{variant}.json")));
    let answers = json_file(&folder.join(format!("answers{variant}.json")));
    let missing: Vec<_> = REQUIRED
        .iter()
        .filter(|key| expected.get(key).is_none())
        .collect();
    assert!(
        missing.is_empty(),
        "{}{variant} lacks {missing:?}",
        folder.display()
    );
    let mut comparison = Comparison::default();
    let plan = comparison.planned(&expected, &answers, reading);
    for (key, wanted) in expected.as_object().expect("an object") {
        match key.as_str() {
            "bind" | "findings_may" => {}
            "findings" => comparison.findings(wanted, &expected["findings_may"], &plan["findings"]),
            "questions" => comparison.questions(wanted, &plan["questions"]),
            "accounting" => comparison.accounting(wanted, &plan["accounting"]),
            _ => comparison.value(key, wanted, &plan[key]),
        }
    }
    comparison.errors
}

fn json_file(path: &Path) -> Value {
    let text =
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What the variables stand for, and what differs.
#[derive(Default, Clone)]
struct Comparison {
    bound: BTreeMap<String, String>,
    errors: Vec<String>,
}

impl Comparison {
    /// Plans until every variable of `bind` is bound, then with all answers.
    fn planned(&mut self, expected: &Value, answers: &Value, reading: &Reading) -> Value {
        let empty = Map::new();
        let binds = expected["bind"].as_object().unwrap_or(&empty);
        for _ in 0..=binds.len() {
            let plan = plan(reading, self.resolved(answers).unwrap_or_default());
            for (variable, wanted) in binds {
                let (table, filter) = (wanted[0].as_str().expect("a table"), &wanted[1]);
                let rows = plan[table].as_array().expect("rows").iter();
                let fits: Vec<_> = rows.filter(|row| self.fits(filter, row)).collect();
                if let ([row], false) = (&fits[..], self.bound.contains_key(variable)) {
                    let id = if table == "profiles" {
                        &row["key"]
                    } else {
                        &row["id"]
                    };
                    self.bound
                        .insert(variable.clone(), id.as_str().expect("an id").to_owned());
                }
            }
        }
        for variable in binds
            .keys()
            .filter(|variable| !self.bound.contains_key(*variable))
        {
            self.errors
                .push(format!("bind: nothing, or more than one, fits {variable}"));
        }
        plan(reading, self.resolved(answers).unwrap_or_default())
    }

    fn fits(&self, filter: &Value, row: &Value) -> bool {
        let mut trial = self.clone();
        trial.errors.clear();
        let known = trial.bound.len();
        trial.value("", filter, row);
        trial.errors.is_empty() && trial.bound.len() == known
    }

    /// The answers with their variables replaced; entries with unknown ones are dropped.
    fn resolved(&self, answers: &Value) -> Option<Value> {
        Some(match answers {
            Value::String(text) => Value::String(self.text(text)?),
            Value::Array(items) => items
                .iter()
                .filter_map(|item| self.resolved(item))
                .collect(),
            Value::Object(entries) => Value::Object(
                (entries.iter())
                    .filter_map(|(key, value)| Some((self.text(key)?, self.resolved(value)?)))
                    .collect(),
            ),
            other => other.clone(),
        })
    }

    /// Text with every `${name}` replaced; nothing while one is unknown.
    fn text(&self, text: &str) -> Option<String> {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let (name, after) = after.split_once('}').expect("a closed variable");
            out.push_str(before);
            out.push_str(self.bound.get(&format!("${name}"))?);
            rest = after;
        }
        Some(out + rest)
    }

    fn wrong(&mut self, path: &str, wanted: &Value, got: &Value) {
        let wanted = match wanted {
            Value::String(name) => match self.bound.get(name) {
                Some(value) => format!("{name} = {value:?}"),
                None => wanted.to_string(),
            },
            _ => wanted.to_string(),
        };
        let got = got.to_string();
        let short: String = got.chars().take(300).collect();
        self.errors
            .push(format!("{path}: expected {wanted}, got {short}"));
    }

    fn value(&mut self, path: &str, wanted: &Value, got: &Value) {
        match (wanted, got) {
            (Value::String(any), _) if any == "*" => {}
            (Value::String(variable), Value::String(id)) if is_variable(variable) => {
                self.variable(path, variable, id);
            }
            (Value::String(text), Value::String(other)) => {
                if self.text(text).as_ref() != Some(other) {
                    self.wrong(path, wanted, got);
                }
            }
            (Value::Array(all), Value::Array(found)) => {
                if all.len() != found.len() {
                    self.errors.push(format!(
                        "{path}: expected {} of them, got {}: {got}",
                        all.len(),
                        found.len()
                    ));
                } else if matches!(last(path), "outgoing" | "options" | "not_carried") {
                    self.set(path, all, found);
                } else {
                    for (at, (wanted, got)) in all.iter().zip(found).enumerate() {
                        self.value(&format!("{path}/{at}"), wanted, got);
                    }
                }
            }
            (Value::Object(all), Value::Object(found)) => {
                if last(path) == "columns" {
                    for name in found.keys().filter(|name| !all.contains_key(*name)) {
                        self.errors
                            .push(format!("{path}: unexpected {name}: {}", found[name]));
                    }
                }
                for (key, wanted) in all {
                    match found.get(key) {
                        Some(got) => self.value(&format!("{path}/{key}"), wanted, got),
                        None => self.errors.push(format!("{path}: {key} is missing")),
                    }
                }
            }
            _ if wanted == got => {}
            _ => self.wrong(path, wanted, got),
        }
    }

    fn variable(&mut self, path: &str, variable: &str, id: &str) {
        match self.bound.get(variable) {
            Some(known) if known == id => {}
            Some(_) => self.wrong(path, &json!(variable), &json!(id)),
            None => match self.bound.iter().find(|(_, known)| *known == id) {
                Some((other, _)) => {
                    let other = other.clone();
                    self.errors.push(format!(
                        "{path}: {variable} would be the same as {other}, {id}"
                    ));
                }
                None => {
                    self.bound.insert(variable.to_owned(), id.to_owned());
                }
            },
        }
    }

    /// Finds a partner for each; the first that fits is taken.
    fn set(&mut self, path: &str, all: &[Value], found: &[Value]) {
        let mut left: Vec<_> = found.iter().collect();
        for wanted in all {
            let fitting = left.iter().position(|got| {
                let mut trial = self.clone();
                trial.errors.clear();
                trial.value(path, wanted, got);
                trial.errors.is_empty()
            });
            match fitting {
                Some(at) => self.value(path, wanted, left.remove(at)),
                None => self.wrong(path, wanted, &json!(left)),
            }
        }
    }

    /// Findings by rule, with the sum of their counts.
    fn findings(&mut self, wanted: &Value, may: &Value, got: &Value) {
        let wanted = wanted.as_object().expect("findings by rule");
        let mut found: BTreeMap<&str, (&str, u64)> = BTreeMap::new();
        for finding in got.as_array().expect("findings") {
            let id = finding["id"].as_str().expect("a rule");
            let severity = finding["severity"].as_str().expect("a severity");
            let entry = found.entry(id).or_insert((severity, 0));
            entry.1 += finding["count"].as_u64().expect("a count");
        }
        for (id, wanted) in wanted {
            let Some((severity, count)) = found.get(id.as_str()) else {
                self.errors.push(format!("findings: {id} is missing"));
                continue;
            };
            if wanted[0] != *severity || wanted.get(1).is_some_and(|wanted| *wanted != *count) {
                self.errors.push(format!(
                    "findings: {id} expected {wanted}, got [{severity:?},{count}]"
                ));
            }
        }
        let families = ["IN-", "MG-", "DT-", "WV-"];
        let may = may.as_array().cloned().unwrap_or_default();
        for (id, (severity, count)) in found {
            let ours = families.iter().any(|family| id.starts_with(family));
            if ours && !wanted.contains_key(id) && !may.contains(&json!(id)) {
                self.errors
                    .push(format!("findings: unexpected {id} [{severity:?},{count}]"));
            }
        }
    }

    /// Questions without what the case leaves alone: answered ones about the whole plan, and offers.
    fn questions(&mut self, wanted: &Value, got: &Value) {
        let expects = |kind: &Value| {
            wanted
                .as_array()
                .expect("questions")
                .iter()
                .any(|question| question["kind"] == *kind)
        };
        let compared = got
            .as_array()
            .expect("questions")
            .iter()
            .filter(
                |question| match question["kind"].as_str().expect("a kind") {
                    "target" | "time" | "organization" => {
                        question["answered"].is_null() || expects(&question["kind"])
                    }
                    "tag" | "missing-direction" | "impersonation" | "account" | "outlook" => {
                        expects(&question["kind"])
                    }
                    _ => true,
                },
            );
        let compared = compared.cloned().map(|mut question| {
            let options = question["options"].as_array().expect("options");
            question["options"] = options
                .iter()
                .map(|option| option["value"].clone())
                .collect();
            question
        });
        self.value("questions", wanted, &compared.collect());
    }

    /// Tallies: named parts, all others 0, and the parts make the total.
    fn accounting(&mut self, wanted: &Value, got: &Value) {
        let wanted = wanted.as_object().expect("tallies");
        for (name, tally) in got.as_object().expect("tallies") {
            let Some(expected) = wanted.get(name) else {
                self.errors
                    .push(format!("accounting: {name} is not expected"));
                continue;
            };
            for (part, count) in tally.as_object().expect("parts") {
                if expected.get(part).unwrap_or(&json!(0)) != count {
                    self.errors.push(format!(
                        "accounting/{name}/{part}: expected {}, got {count}",
                        expected[part]
                    ));
                }
            }
        }
    }
}

fn is_variable(text: &str) -> bool {
    text.strip_prefix('$')
        .is_some_and(|name| !name.is_empty() && !name.contains(['{', '$', ' ']))
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The plan in the form the expectations are written in.
fn plan(reading: &Reading, answers: Value) -> Value {
    let answers = serde_json::from_value(answers).expect("answers");
    let mut plan = serde_json::to_value(reroute::plan(reading, &answers)).expect("a plan is JSON");
    for provider in plan["providers"].as_array_mut().expect("providers") {
        provider["at"] = place(provider);
    }
    for table in ["profiles", "mailboxes"] {
        for row in plan[table].as_array_mut().expect("rows") {
            row["columns"] = with_origins(row);
        }
    }
    plan
}

fn with_origins(row: &Value) -> Value {
    let (columns, origins) = (
        row["columns"].as_object().expect("columns"),
        row["origins"].as_object().expect("origins"),
    );
    assert!(
        columns.keys().eq(origins.keys()),
        "columns and origins differ: {row}"
    );
    let both = columns.iter().map(|(name, value)| {
        let origin = &origins[name];
        let origin = if origin["rule"].is_null() {
            place(origin)
        } else {
            origin["rule"].clone()
        };
        (name.clone(), json!([value, origin]))
    });
    Value::Object(both.collect())
}

fn place(place: &Value) -> Value {
    match place["file"].as_str() {
        Some(AGENT) => json!(format!("{}:{}", place["router"], place["line"])),
        _ => json!(format!(
            "{}:{}:{}",
            place["router"], place["file"], place["line"]
        )),
    }
}
