//! Every rule is fired by a case of `tests/rules/cases.txt` and missed by another, and its page in
//! `docs/checks/` says what the table and the case say.

#[path = "support/small.rs"]
mod small;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use reroute::answers::Answers;
use reroute::checks::RULES;
use reroute::checks::silent::{Kept, SILENT};
use reroute::directory::directory;
use reroute::plan::{Plan, plan_with_directory};
use reroute::router::{FileReader, Given, group};
use small::provider;

const CASES: &str = include_str!("rules/cases.txt");
const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";
const STATE: &str = "Microsoft.Crm.Tools.EmailAgent.SystemState.xml";

struct Case {
    rule: String,
    fires: bool,
    lines: Vec<String>,
    message: Option<String>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in CASES
        .lines()
        .filter(|line| !line.starts_with('#') && !line.trim().is_empty())
    {
        if let Some(head) = line.strip_prefix("== ") {
            let (rule, how) = head.split_once(' ').expect("a rule and fires or near");
            assert!(matches!(how, "fires" | "near"), "{line}");
            cases.push(Case {
                rule: rule.to_owned(),
                fires: how == "fires",
                lines: Vec::new(),
                message: None,
            });
            continue;
        }
        let case = cases.last_mut().expect("a case begins with ==");
        match line.strip_prefix("message ") {
            Some(message) => case.message = Some(message.to_owned()),
            None => case.lines.push(line.to_owned()),
        }
    }
    cases
}

#[derive(Default)]
struct Folder {
    providers: String,
    entries: String,
    files: Vec<(String, String)>,
    no_key: bool,
    padding: usize,
}

fn plan(case: &Case) -> Plan {
    let mut folders: BTreeMap<String, Folder> = BTreeMap::new();
    let mut current = "A".to_owned();
    let mut answers = serde_json::json!({
        "as_of": "2026-11-23T09:00:00Z", "target": "onpremises-9", "waves_from": "2026-12-01T18:00:00Z"
    });
    let mut edit = None;
    let mut export = String::new();
    for line in &case.lines {
        let folder = folders.entry(current.clone()).or_default();
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        match word {
            "router" => current = rest.to_owned(),
            "answers" => {
                let over: serde_json::Value = serde_json::from_str(rest).expect("answers are JSON");
                answers
                    .as_object_mut()
                    .expect("an object")
                    .extend(over.as_object().expect("an object").clone());
            }
            "state" => {
                let (address, rest) = rest.split_once(' ').expect("an address and a time");
                let (time, error) = rest.split_once(" error=").unwrap_or((rest, ""));
                let name = format!("h{:027}", folder.entries.lines().count());
                let _ = writeln!(
                    folder.entries,
                    "<{name}><EmailAddress>{address}</EmailAddress><LastError>{error}</LastError><ThresholdDate>{time}</ThresholdDate></{name}>"
                );
            }
            "file" => {
                let (name, text) = rest.split_once(' ').unwrap_or((rest, ""));
                folder.files.push((name.to_owned(), text.to_owned()));
            }
            "nokey" => folder.no_key = true,
            "big" => folder.padding = rest.parse().expect("a size"),
            "mailboxes" => {
                let _ = writeln!(export, "{rest}");
            }
            "edit" => edit = rest.split_once(' '),
            "nothing" => folder.no_key = true,
            _ => folder
                .providers
                .push_str(&provider(line).unwrap_or_else(|| panic!("{line}"))),
        }
    }
    let given = || {
        folders
            .iter()
            .flat_map(|(name, folder)| files(name, folder))
            .collect()
    };
    let parsed: Answers = serde_json::from_value(answers.clone()).expect("answers");
    let exports = if export.is_empty() {
        Vec::new()
    } else {
        vec![exported(&export)]
    };
    let organization = directory(&exports, &parsed.directory_columns);
    let first = plan_with_directory(&group(given()), &organization, &parsed);
    let Some((column, value)) = edit else {
        return first;
    };
    let value: serde_json::Value = serde_json::from_str(value).expect("a value");
    answers["profiles"] =
        serde_json::json!({ (&*first.profiles[0].key): { "columns": { column: value } } });
    plan_with_directory(
        &group(given()),
        &organization,
        &serde_json::from_value(answers).expect("answers"),
    )
}

fn exported(csv: &str) -> reroute::directory::Export {
    let mut reader = reroute::directory::Reader::new("mailboxes.csv");
    reader.push(csv.as_bytes());
    reader.finish()
}

fn files(name: &str, folder: &Folder) -> Vec<Given> {
    let mut files: Vec<(String, String)> = Vec::new();
    if !folder.providers.is_empty() {
        let padding = "x".repeat(folder.padding);
        files.push((
            AGENT.to_owned(),
            format!(
                "<Configuration>\n{}<!--{padding}--></Configuration>",
                folder.providers
            ),
        ));
    }
    if !folder.entries.is_empty() {
        files.push((
            STATE.to_owned(),
            format!("<SystemState>\n{}</SystemState>", folder.entries),
        ));
    }
    if !folder.no_key {
        files.push((
            "EncryptionKey.xml".to_owned(),
            "<EncryptionKey><Key>made up</Key></EncryptionKey>".to_owned(),
        ));
    }
    files.extend(folder.files.iter().cloned());
    let read = |(file, text): (String, String)| {
        let mut reader = FileReader::new(&file);
        reader.push(text.as_bytes());
        Given {
            folder: name.to_owned(),
            router: None,
            read: reader.finish(),
        }
    };
    files.into_iter().map(read).collect()
}

#[test]
fn every_rule_has_a_case_that_fires_it_and_one_that_does_not() {
    let cases = cases();
    for rule in RULES {
        for fires in [true, false] {
            assert!(
                cases
                    .iter()
                    .any(|case| case.rule == rule.id && case.fires == fires),
                "{} has no case with fires = {fires}",
                rule.id
            );
        }
    }
    for case in &cases {
        assert!(
            RULES.iter().any(|rule| rule.id == case.rule),
            "no rule is called {}",
            case.rule
        );
    }
}

#[test]
fn rules_fire_when_they_should_and_say_so_word_for_word() {
    let mut wrong = String::new();
    for case in cases() {
        let plan = plan(&case);
        let found: Vec<&str> = plan
            .findings
            .iter()
            .filter(|finding| finding.id == case.rule)
            .map(|finding| finding.message.as_str())
            .collect();
        let right = match &case.message {
            Some(message) => case.fires && found.contains(&message.as_str()),
            None => !case.fires && found.is_empty(),
        };
        if !right {
            let _ = writeln!(
                wrong,
                "{} {}: {found:#?}",
                case.rule,
                if case.fires { "fires" } else { "near" }
            );
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_rule_has_its_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/checks");
    let cases = cases();
    let mut pages: Vec<(String, String)> = Vec::new();
    let mut index = "# The checks\n\nWhat Reroute looks for, and what it does about it. Severity is for the reader; the effect is what a rule does to\nthe mailboxes it concerns.\n\n| rule | severity | effect | what it is |\n| --- | --- | --- | --- |\n".to_owned();
    for rule in RULES {
        let severity = format!("{:?}", rule.severity).to_lowercase();
        let effect = rule.effect.map_or("informs", |outcome| match outcome {
            reroute::plan::model::Outcome::Migrates => "migrates",
            reroute::plan::model::Outcome::NeedsDecision => "needs a decision",
            reroute::plan::model::Outcome::HeldBack => "held back",
            reroute::plan::model::Outcome::NotMigratable => "not migratable",
            reroute::plan::model::Outcome::LeftOut => "left out",
        });
        let _ = writeln!(
            index,
            "| [{0}]({0}.md) | {severity} | {effect} | {1} |",
            rule.id, rule.title
        );
        let case = cases
            .iter()
            .find(|case| case.rule == rule.id && case.fires)
            .expect("a case");
        let message = case.message.as_deref().expect("a message");
        let source = if rule.source.is_empty() {
            "It follows from the files themselves.".to_owned()
        } else {
            format!("<{}>", rule.source)
        };
        let page = format!(
            "# {}: {}\n\n**Severity** {severity} · **Effect** {effect}\n\n> {message}\n\n**What to do.** {}\n\n**Source.** {source}\n\n**Smallest example** (`tests/rules/cases.txt`):\n\n```\n{}\n```\n",
            rule.id,
            rule.title,
            rule.remedy
                .replace("{remedy}", "Each fault names its own remedy."),
            case.lines.join("\n"),
        );
        pages.push((format!("{}.md", rule.id), page));
    }
    index.push_str("\n## Rules that say nothing\n\nWhat they warn of cannot happen in a plan, or no input tells.\n\n| rule | what it is |\n| --- | --- |\n");
    for rule in &SILENT {
        let _ = writeln!(index, "| [{0}]({0}.md) | {1} |", rule.id, rule.title);
        let kept = match rule.kept {
            Kept::Test(test) => format!("**Held up by** the test `{test}`."),
            Kept::Checklist => {
                "**Instead** a line of the plan’s checklist asks a person to look.".to_owned()
            }
        };
        let page = format!(
            "# {}: {}\n\n**No finding.** {}\n\n{kept}\n",
            rule.id, rule.title, rule.why
        );
        pages.push((format!("{}.md", rule.id), page));
    }
    pages.push(("README.md".to_owned(), index));
    for (name, text) in pages {
        let path = folder.join(&name);
        if std::env::var_os("REROUTE_BLESS").is_some() {
            std::fs::create_dir_all(&folder).expect("a folder");
            std::fs::write(&path, &text).expect("a page");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            kept, text,
            "docs/checks/{name} is stale: run the test with REROUTE_BLESS=1"
        );
    }
}
