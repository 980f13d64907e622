//! The Big List of Naughty Strings and every control character, through the free texts of a plan into
//! tables, JSON and the Configuration Migration package, read back by Python. Workbook, calendar,
//! batches and runbook have the same test beside their others.

mod takeaway;

use std::path::Path;

use reroute::plan::Plan;
use serde_json::{Value, json};
use takeaway::{naughty_strings, plan, plan_saying, rendered, run};

/// What Python makes of a list of texts.
fn python<T: serde::de::DeserializeOwned>(program: &str, input: &Value) -> T {
    let input = serde_json::to_vec(input).expect("JSON");
    let said = run("python3", &["-c", program], &input, Path::new("."));
    serde_json::from_str(&said).expect("Python writes JSON")
}

fn text(plan: &Plan, name: &str) -> String {
    String::from_utf8(rendered(plan, name)).expect("UTF-8")
}

/// A cell as `docs/artifacts.md` has it.
fn cell(text: &str) -> String {
    let is_kept = |c: char| !c.is_ascii_control() || ['\t', '\r', '\n'].contains(&c);
    let text: String = text
        .chars()
        .map(|c| if is_kept(c) { c } else { '\u{fffd}' })
        .collect();
    let blank =
        |c: char| c.is_whitespace() || ('\u{200b}'..='\u{200f}').contains(&c) || c == '\u{feff}';
    let first = text.trim_start_matches(blank).chars().next();
    let is_formula = first.is_some_and(|first| "=+-@＝＋－＠".contains(first));
    if is_formula || text.starts_with(['\t', '\r', '\n']) {
        format!("'{text}")
    } else {
        text
    }
}

#[test]
fn every_text_comes_back_from_the_tables() {
    let strings = naughty_strings();
    // File, heading, row, and what stands before the text.
    let places = [
        ("mailboxes.csv", "Email Address", 3, ""),
        ("mailboxes.csv", "Name", 2, "name "),
        ("mailboxes.csv", "username", 2, ""),
        ("mailboxes.csv", "Last Error", 2, "error "),
        ("mailboxes.csv", "Email Server Profile", 2, "profile "),
        ("mailboxes.csv", "Incoming router profile", 2, "in "),
        ("profiles.csv", "Name", 0, "profile "),
        ("profiles.csv", "Description", 0, "description "),
        ("findings.csv", "What was found", 0, "message "),
        ("findings.csv", "What to do", 0, "remedy "),
        ("findings.csv", "Concerns", 0, "address:"),
        ("action-plan.csv", "What", 1, "question "),
        ("action-plan.csv", "What", 2, "task "),
    ];
    let files = [
        "mailboxes.csv",
        "profiles.csv",
        "findings.csv",
        "action-plan.csv",
    ];
    let program = "import csv, io, json, sys\n\
        read = lambda text: list(csv.reader(io.StringIO(text.lstrip('\\ufeff'), newline=''), strict=True))\n\
        json.dump([[read(text) for text in texts] for texts in json.load(sys.stdin)], sys.stdout)";
    let given: Vec<Vec<String>> = strings
        .iter()
        .map(|one| {
            let plan = plan_saying(one);
            files.iter().map(|name| text(&plan, name)).collect()
        })
        .collect();
    let read: Vec<Vec<Vec<Vec<String>>>> = python(program, &json!(given));
    for (tables, string) in read.iter().zip(&strings) {
        for (file, heading, row, before) in places {
            let at = files.iter().position(|name| *name == file);
            let table = &tables[at.expect("it was read")];
            assert!(
                table.iter().all(|row| row.len() == table[0].len()),
                "{file}: {string:?}"
            );
            let column = table[0].iter().position(|one| one == heading);
            let column = column.unwrap_or_else(|| panic!("{file} has a column {heading}"));
            let wanted = cell(&format!("{before}{string}"));
            assert_eq!(table[row + 1][column], wanted, "{file}: {heading}");
        }
    }
}

#[test]
fn every_text_comes_back_from_json() {
    let program = "import json, sys\n\
        json.dump([json.loads(text) for text in json.load(sys.stdin)], sys.stdout)";
    for chunk in naughty_strings().chunks(200) {
        let plans: Vec<Plan> = chunk.iter().map(|one| plan_saying(one)).collect();
        let given: Vec<String> = plans.iter().map(|plan| text(plan, "plan.json")).collect();
        let read: Vec<Value> = python(program, &json!(given));
        let operations: Vec<String> = plans
            .iter()
            .map(|plan| text(plan, "operations.json"))
            .collect();
        let operations: Vec<Value> = python(program, &json!(operations));
        for (at, plan) in plans.iter().enumerate() {
            assert_eq!(read[at], json!(plan));
            let name = &operations[at]["profiles"][0]["name"];
            assert_eq!(*name, json!(format!("profile {}", chunk[at])));
        }
    }
}

#[test]
fn every_text_comes_back_from_the_package() {
    let strings = naughty_strings();
    let mut plan = plan();
    let profile = plan.profiles[0].clone();
    plan.profiles = strings
        .iter()
        .map(|string| {
            let mut profile = profile.clone();
            profile.columns.set(&"description", string.as_str().into());
            profile
        })
        .collect();
    let program = "import io, json, sys, zipfile\n\
        import xml.etree.ElementTree as xml\n\
        package = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))\n\
        data = xml.fromstring(package.read('data.xml'))\n\
        json.dump([field.get('value') for field in data.iter('field') if field.get('name') == 'description'], sys.stdout)";
    let package = rendered(&plan, "profiles-cmt.zip");
    let said = run("python3", &["-c", program], &package, Path::new("."));
    let read: Vec<String> = serde_json::from_str(&said).expect("Python writes JSON");
    assert_eq!(read.len(), strings.len());
    for (read, string) in read.iter().zip(&strings) {
        let is_kept = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..);
        let kept = string
            .chars()
            .map(|c| if is_kept(c) { c } else { '\u{fffd}' });
        assert_eq!(*read, kept.collect::<String>());
    }
}
