//! The two scripts, judged by a grammar and by the declarations of the cmdlets: there is no PowerShell
//! to run them in here. What they decide is tested in `artifacts_operations.rs`.

mod takeaway;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sha2::{Digest, Sha256};
use takeaway::{plan, plan_saying, rendered};
use tree_sitter::{Node, Parser};

const SCRIPTS: [(&str, &str); 2] = [
    ("apply.ps1", include_str!("../apply/apply.ps1")),
    ("rollback.ps1", include_str!("../apply/rollback.ps1")),
];

/// Every node of a script, parents first.
fn each(node: Node<'_>, visit: &mut impl FnMut(Node<'_>)) {
    visit(node);
    let mut cursor = node.walk();
    for child in node.children(&mut cursor) {
        each(child, visit);
    }
}

fn parsed(text: &str) -> tree_sitter::Tree {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_powershell::LANGUAGE.into())
        .expect("the grammar fits the parser");
    parser.parse(text, None).expect("nothing interrupts it")
}

/// Commands of a script: name, and the names of its parameters.
fn commands(text: &str) -> Vec<(String, Vec<String>, usize)> {
    let mut commands = Vec::new();
    each(parsed(text).root_node(), &mut |node| {
        if node.kind() != "command" {
            return;
        }
        let of = |node: Node<'_>| node.utf8_text(text.as_bytes()).expect("UTF-8").to_owned();
        let Some(name) = node.child_by_field_name("command_name") else {
            return;
        };
        let mut parameters = Vec::new();
        if let Some(elements) = node.child_by_field_name("command_elements") {
            let mut cursor = elements.walk();
            for element in elements
                .children(&mut cursor)
                .filter(|element| element.kind() == "command_parameter")
            {
                parameters.push(
                    of(element)
                        .trim_start_matches('-')
                        .trim_end_matches(':')
                        .to_owned(),
                );
            }
        }
        commands.push((of(name), parameters, node.start_position().row + 1));
    });
    commands
}

#[test]
fn the_grammar_finds_no_error() {
    for (name, text) in SCRIPTS {
        let tree = parsed(text);
        let mut faults = Vec::new();
        each(tree.root_node(), &mut |node| {
            if node.is_error() || node.is_missing() {
                faults.push(node.start_position());
            }
        });
        assert_eq!(faults, [], "{name}");
        assert!(text.is_ascii(), "{name} reads the same in every code page");
    }
}

#[test]
fn every_call_of_a_cmdlet_binds() {
    let declared: Value =
        serde_json::from_str(include_str!("fixtures/dataverse/cmdlets.json")).expect("JSON");
    let declared = declared["cmdlets"].as_object().expect("cmdlets by name");
    let mut calls = 0;
    for (script, text) in SCRIPTS {
        for (name, given, line) in commands(text)
            .into_iter()
            .filter(|(name, ..)| name.contains("-Crm"))
        {
            let cmdlet = declared
                .get(&name)
                .unwrap_or_else(|| panic!("{script}:{line}: {name} is not declared"));
            binds(cmdlet, &given)
                .unwrap_or_else(|why| panic!("{script}:{line}: {name} {given:?}: {why}"));
            calls += 1;
        }
    }
    assert!(calls > 15, "the calls were seen: {calls}");
    let mixed = ["UserId", "EmailServerProfile", "ScheduleTest"].map(str::to_owned);
    assert!(
        binds(&declared["Set-CrmUserMailbox"], &mixed).is_err(),
        "a call that mixes two sets does not bind"
    );
}

/// Whether a call binds: every parameter exists, and one set holds all of them and all it asks for.
fn binds(cmdlet: &Value, given: &[String]) -> Result<(), String> {
    let given: BTreeSet<String> = given.iter().map(|name| name.to_lowercase()).collect();
    let mut sets: BTreeMap<String, (BTreeSet<String>, BTreeSet<String>)> = BTreeMap::new();
    let mut common = (BTreeSet::new(), BTreeSet::new());
    for parameter in cmdlet["parameters"].as_array().expect("a list") {
        let name = parameter["name"].as_str().expect("a name").to_lowercase();
        for set in parameter["sets"].as_array().expect("a list") {
            let of = set["set"].as_str().expect("a name");
            let (all, mandatory) = if of == "*" {
                &mut common
            } else {
                sets.entry(of.to_owned()).or_default()
            };
            all.insert(name.clone());
            if set["mandatory"] == true {
                mandatory.insert(name.clone());
            }
        }
    }
    if sets.is_empty() {
        sets.insert("*".to_owned(), Default::default());
    }
    let fits = sets.values().any(|(all, mandatory)| {
        given
            .iter()
            .all(|name| all.contains(name) || common.0.contains(name))
            && mandatory
                .iter()
                .chain(&common.1)
                .all(|name| given.contains(name))
    });
    if fits {
        Ok(())
    } else {
        Err(format!("no set of {:?} takes it", sets.keys()))
    }
}

#[test]
fn every_other_command_is_known() {
    // What Windows PowerShell 5.1 has, as far as the scripts use it.
    let known = [
        "Add-Type",
        "ConvertFrom-Json",
        "ConvertTo-Json",
        "ForEach-Object",
        "Format-Table",
        "Get-Credential",
        "Get-Module",
        "Import-Module",
        "New-Object",
        "Out-Null",
        "Out-String",
        "Resolve-Path",
        "Select-Object",
        "Set-StrictMode",
        "Sort-Object",
        "Start-Sleep",
        "Test-Path",
        "Where-Object",
        "Write-Output",
        "Write-Progress",
        "Write-Verbose",
        "Write-Warning",
        "$Do",
    ];
    for (script, text) in SCRIPTS {
        let functions: BTreeSet<&str> = text
            .lines()
            .filter_map(|line| line.strip_prefix("function "))
            .filter_map(|line| line.split(['(', ' ']).next())
            .collect();
        let called: BTreeSet<String> = commands(text).into_iter().map(|(name, ..)| name).collect();
        for name in &called {
            let is_known = known.contains(&name.as_str())
                || functions.contains(name.as_str())
                || name.contains("-Crm");
            assert!(is_known, "{script} calls {name}");
        }
        for function in functions {
            assert!(
                called.contains(function),
                "{script}: {function} is never called"
            );
        }
    }
}

#[cfg(feature = "schema")]
#[test]
fn apply_knows_every_operation_and_precondition() {
    use reroute::plan::operations::model::{Op, Precondition};
    let text = SCRIPTS[0].1;
    let body = |function: &str| {
        let from = text
            .find(&format!("function {function}"))
            .expect("there is such a function");
        let to = text[from..].find("\n}\n").expect("it ends");
        &text[from..from + to]
    };
    let mut covered = 0;
    for (schema, function) in [
        (schemars::schema_for!(Op), "Invoke-Operation"),
        (schemars::schema_for!(Precondition), "Assert-Precondition"),
    ] {
        let schema = serde_json::to_value(schema).expect("JSON");
        let variants = schema["oneOf"].as_array().expect("one entry a variant");
        for variant in variants {
            let name = variant["const"].as_str().expect("a name");
            assert!(
                body(function).contains(&format!("\n        '{name}' {{")),
                "{function} knows {name}"
            );
            covered += 1;
        }
    }
    assert_eq!(covered, 13 + 16);
}

#[test]
fn apply_writes_no_column_of_a_profile_it_did_not_create() {
    let text = SCRIPTS[0].1;
    let writes: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("Set-CrmRecord") && line.contains("emailserverprofile "))
        .collect();
    assert_eq!(
        writes.len(),
        1,
        "the date of a profile that the script created: {writes:?}"
    );
    assert!(!text.contains("-Upsert"), "nothing is created by updating");
}

#[test]
fn the_scripts_are_the_same_for_every_plan_and_their_sums_are_published() {
    let papers = include_str!("../docs/apply.md");
    for (name, text) in SCRIPTS {
        assert_eq!(rendered(&plan(), name), text.as_bytes());
        assert_eq!(
            rendered(&plan_saying("'; Remove-Item C:\\ #"), name),
            text.as_bytes()
        );
        let sum: String = Sha256::digest(text)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert!(
            papers.contains(&sum),
            "docs/apply.md does not say {sum} for {name}"
        );
    }
}
