//! Every sample has a snapshot of its plan; every plan keeps to the schema and to its own promises.

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use reroute::answers::Answers;
use reroute::plan::Plan;
use reroute::plan::model::Outcome;
use reroute::router::Reading;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use support::{File, answers, files, name, project, read, read_in};

/// A folder of files with answers, planned.
struct Sample {
    name: String,
    folder: PathBuf,
    files: Vec<File>,
    reading: Reading,
    answers: Answers,
    plan: Plan,
}

/// Every sample, the broken ones with `bad-` before their name.
fn samples() -> Vec<Sample> {
    let whole = support::folders(&project("samples")).into_iter();
    let whole = whole.filter(|folder| !["bad", "published"].contains(&name(folder).as_str()));
    let bad = support::folders(&project("samples/bad")).into_iter();
    let named = whole.map(|folder| (name(&folder), folder));
    let named = named.chain(bad.map(|folder| (format!("bad-{}", name(&folder)), folder)));
    named.map(|(name, folder)| sample(name, folder)).collect()
}

fn sample(name: String, folder: PathBuf) -> Sample {
    let files = files(&folder);
    let reading = read(&files);
    let answers = answers(&folder);
    let plan = reroute::plan(&reading, &answers);
    Sample {
        name,
        folder,
        files,
        reading,
        answers,
        plan,
    }
}

fn bytes(plan: &Plan) -> Vec<u8> {
    serde_json::to_vec_pretty(plan).expect("a plan is JSON")
}

/// Plans with a great many rows are kept as their hash, their sums and their first rows.
fn digest(plan: &Plan) -> Value {
    let sha256: String = Sha256::digest(bytes(plan))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    json!({
        "sha256": sha256,
        "accounting": plan.accounting,
        "router_profiles": plan.router_profiles.iter().map(|one| json!({
            "name": one.name, "mailboxes": one.mailboxes, "outcome": one.outcome, "reason": one.reason,
        })).collect::<Vec<_>>(),
        "profiles": plan.profiles.iter().map(|one| json!({
            "name": one.name, "mailboxes": one.mailboxes, "outcome": one.outcome, "reason": one.reason, "columns": one.columns,
        })).collect::<Vec<_>>(),
        "mailboxes": &plan.mailboxes[..3],
        "waves": plan.waves,
        "switch": plan.switch,
        "questions": plan.questions,
        "findings": plan.findings.iter().map(|one| json!([one.id, one.severity, one.count, one.message])).collect::<Vec<_>>(),
        "manual_tasks": plan.manual_tasks.len(),
    })
}

#[test]
fn plans_are_as_before() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_sort_maps(false);
    let _bound = settings.bind_to_scope();
    for Sample { name, mut plan, .. } in samples() {
        plan.tool.version.clear();
        if plan.mailboxes.len() > 100 {
            insta::assert_json_snapshot!(name, digest(&plan));
        } else {
            insta::assert_json_snapshot!(name, plan);
        }
    }
}

#[test]
fn plans_keep_to_the_schema() {
    let schema = |path| -> Value {
        serde_json::from_str(&fs::read_to_string(project(path)).expect("a schema")).expect("JSON")
    };
    let plans = jsonschema::validator_for(&schema("docs/plan.schema.json")).expect("a schema");
    let kept = jsonschema::validator_for(&schema("docs/answers.schema.json")).expect("a schema");
    let mut wrong = Vec::new();
    for Sample {
        name, folder, plan, ..
    } in samples()
    {
        let plan = serde_json::to_value(&plan).expect("a plan is JSON");
        wrong.extend(
            plans
                .iter_errors(&plan)
                .map(|error| format!("{name}: {} {error}", error.instance_path()))
                .take(5),
        );
        if let Ok(text) = fs::read_to_string(folder.join("answers.json")) {
            let answers: Value = serde_json::from_str(&text).expect("JSON");
            wrong.extend(
                kept.iter_errors(&answers)
                    .map(|error| format!("{name}: answers {error}")),
            );
        }
        wrong.extend(
            kept.iter_errors(&plan["answers"])
                .map(|error| format!("{name}: used answers {error}")),
        );
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_same_files_give_the_same_plan_in_any_order_and_in_chunks_of_any_size() {
    for Sample {
        name,
        mut files,
        reading,
        answers,
        plan,
        ..
    } in samples()
    {
        let expected = bytes(&plan);
        assert!(
            bytes(&reroute::plan(&reading, &answers)) == expected,
            "{name}: planned twice"
        );
        files.reverse();
        assert!(
            bytes(&reroute::plan(&read(&files), &answers)) == expected,
            "{name}: files in reverse"
        );
        let middle = files.len() / 2;
        files.rotate_left(middle);
        let chunk = if plan.mailboxes.len() > 100 { 997 } else { 3 };
        assert!(
            bytes(&reroute::plan(&read_in(&files, chunk), &answers)) == expected,
            "{name}: chunks of {chunk}"
        );
    }
}

#[test]
fn the_answers_in_a_plan_give_the_same_plan_again() {
    for Sample {
        name,
        reading,
        plan,
        ..
    } in samples()
    {
        let again = reroute::plan(&reading, &plan.answers);
        assert!(
            bytes(&again) == bytes(&plan),
            "{name}: the answers used do not give the plan"
        );
        let read: Plan =
            serde_json::from_slice(&bytes(&plan)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(read == plan, "{name}: a plan is read as it was written");
    }
}

#[test]
fn every_sample_says_what_it_shows() {
    for Sample { name, folder, .. } in samples() {
        let text = fs::read_to_string(folder.join("README.md"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            text.contains("Made up."),
            "{name} does not say that it is made up"
        );
    }
}

/// The sample that the page opens, looked at as an admin would.
#[test]
fn the_three_routers_show_every_outcome_an_admin_meets() {
    let sample = sample("three-routers".to_owned(), project("samples/three-routers"));
    let plan = sample.plan;
    assert_eq!(plan.providers.len(), 417 + 135 + 125);
    let with_address = |outcome| {
        let rows = plan.mailboxes.iter().filter(|row| row.address.is_some());
        rows.filter(|row| row.outcome == outcome).count()
    };
    assert_eq!(with_address(Outcome::Migrates), 408 + 124);
    assert_eq!(with_address(Outcome::NeedsDecision), 92 + 4);
    assert_eq!(with_address(Outcome::HeldBack), 4);
    assert_eq!(with_address(Outcome::NotMigratable), 38);
    let waves: Vec<_> = plan.waves.iter().map(|wave| wave.mailboxes).collect();
    assert_eq!(waves, [12, 200, 200, 120]);
    let ids: BTreeSet<_> = plan
        .findings
        .iter()
        .map(|finding| finding.id.as_str())
        .collect();
    for id in [
        "IN-04", "IN-06", "IN-08", "IN-10", "IN-11", "MG-01", "MG-05",
    ] {
        assert!(ids.contains(id), "{id} is missing among {ids:?}");
    }
    let state = &sample.reading.routers[1]
        .state
        .as_ref()
        .expect("a state file")
        .entries;
    assert_eq!(state.len(), 96 + 38 - 1, "one entry is lost, and no other");
    let size: usize = sample.files.iter().map(|file| file.bytes.len()).sum();
    assert!(
        size < 700 * 1024,
        "{size} bytes are too many to come with the page"
    );
}

/// What is broken gets its finding, with its place and what to do; the rest is planned.
#[test]
fn bad_input_is_said_and_the_rest_is_planned() {
    const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";
    const STATE: &str = "Microsoft.Crm.Tools.EmailAgent.SystemState.xml";
    // Set, rule (empty: any), file at fault, text of the line at fault (empty: the file as a whole), rows planned.
    let cases: &[(&str, &str, &str, &str, usize)] = &[
        ("empty-file", "IN-04", STATE, "", 1),
        ("not-xml", "IN-04", AGENT, "This is not", 1),
        ("wrong-xml", "IN-04", AGENT, "<configuration>", 1),
        ("binary", "IN-04", AGENT, "", 0),
        ("wrong-kind", "IN-03", "", "", 1),
        ("two-agents", "IN-03", "", "", 1),
        ("agent-missing", "IN-03", "", "", 0),
        ("key-missing", "IN-03", "", "", 1),
        ("state-missing", "IN-03", "", "", 1),
        ("threshold-reset", "DT-02", STATE, "0001-01-01", 5),
        ("threshold-reset", "DT-02", STATE, "2031-01-01", 5),
        ("threshold-reset", "DT-02", STATE, "yesterday", 5),
        (
            "threshold-reset",
            "DT-07",
            STATE,
            "2026-11-23T08:11:00.0000000<",
            5,
        ),
        ("masked-guid", "", AGENT, "xxxxxxxx-19d8", 3),
        ("port-no-number", "", AGENT, "POP3S", 1),
        ("port-no-number", "", AGENT, "5x87", 1),
    ];
    let mut wrong = Vec::new();
    for (set, rule, file, text, rows) in cases {
        let sample = sample((*set).to_owned(), project(&format!("samples/bad/{set}")));
        let plan = &sample.plan;
        if plan.mailboxes.len() != *rows {
            wrong.push(format!(
                "{set}: {} rows instead of {rows}",
                plan.mailboxes.len()
            ));
        }
        let line = line_of(&sample.files, file, text);
        let fits = plan.findings.iter().any(|finding| {
            let here = file.is_empty()
                || finding.places.iter().any(|place| {
                    *place.file == **file && (text.is_empty() || is_near(place.line, line))
                });
            (rule.is_empty() || finding.id == *rule)
                && here
                && !finding.remedy.is_empty()
                && !finding.message.is_empty()
        });
        if !fits {
            let ids: Vec<_> = plan
                .findings
                .iter()
                .map(|one| (&one.id, one.places.first()))
                .collect();
            wrong.push(format!(
                "{set}: no finding {rule} in {file} at line {line:?} ({text}); {ids:?}"
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A state entry is named by its first line, three lines above its time.
fn is_near(said: Option<u32>, line: Option<u32>) -> bool {
    matches!((said, line), (Some(said), Some(line)) if said <= line && line - said <= 3)
}

fn line_of(files: &[File], name: &str, text: &str) -> Option<u32> {
    if text.is_empty() {
        return None;
    }
    let file = files.iter().find(|file| file.name == name)?;
    let content = String::from_utf8_lossy(&file.bytes).into_owned();
    let at = content
        .lines()
        .position(|line| line.contains(text))
        .unwrap_or_else(|| panic!("{text} is not in {name}"));
    u32::try_from(at + 1).ok()
}

/// 5 MB without a line break, half of it one value.
#[test]
fn a_file_of_a_single_line_is_read() {
    let provider = |at: usize| {
        format!(
            "<ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><EmailAddress>m{at}@contoso.com</EmailAddress>\
             <EmailServer>pop.contoso.com</EmailServer><EmailPort>995</EmailPort></ProviderConfiguration>"
        )
    };
    let mut text = String::from("<Configuration>");
    (0..10_000).for_each(|at| text.push_str(&provider(at)));
    let long = "x".repeat(5 * 1024 * 1024 - text.len());
    text.push_str(&format!(
        "<ProviderConfiguration><Note>{long}</Note></ProviderConfiguration></Configuration>"
    ));
    assert!(text.len() > 5 * 1024 * 1024 && !text.contains('\n'));
    let reading = read(&[File::new(
        "ROUTER-A",
        "Microsoft.Crm.Tools.EmailAgent.xml",
        text,
    )]);
    let plan = reroute::plan(&reading, &Answers::default());
    assert_eq!(plan.mailboxes.len(), 10_000);
    let last = plan
        .providers
        .iter()
        .filter(|provider| provider.line == 1)
        .count();
    assert!(last >= 10_000, "every provider stands on line 1");
    assert!(
        bytes(&plan).len() < 40 * 1024 * 1024,
        "a long value does not make a long plan"
    );
}

/// What others have published is read: one whole file, and fragments that no parser takes.
#[test]
fn published_files_are_read() {
    let folder = project("samples/published");
    let file = |name: &str, role: &str| {
        File::new(
            "PUBLISHED",
            role,
            fs::read(folder.join(name)).expect("a published file"),
        )
    };
    let whole = read(&[file(
        "02-emailagent-whole-file.msdocs-d365.xml",
        "Microsoft.Crm.Tools.EmailAgent.xml",
    )]);
    let system = &whole.routers[0]
        .agent
        .as_ref()
        .expect("an agent file")
        .system;
    assert!(
        system
            .iter()
            .any(|one| &*one.name == "ConfigUpdatePeriod" && &*one.value == "3600000")
    );
    assert!(
        system
            .iter()
            .any(|one| &*one.name == "ProviderOverrides/BatchSize" && &*one.value == "5")
    );
    let state = read(&[file(
        "04-systemstate-fragment.crmindia-2012.txt",
        "Microsoft.Crm.Tools.EmailAgent.SystemState.xml",
    )]);
    let entries: Vec<_> = state.routers[0]
        .state
        .iter()
        .flat_map(|state| &state.entries)
        .collect();
    for entry in &entries {
        assert!(
            entry.address.is_some(),
            "an entry that is kept is whole: {entry:?}"
        );
    }
    for name in fs::read_dir(&folder)
        .expect("a folder")
        .map(|entry| name(&entry.expect("an entry").path()))
    {
        let reading = read(&[file(&name, &name)]);
        let plan = reroute::plan(&reading, &Answers::default());
        assert!(
            plan.mailboxes.iter().all(|row| row.wave.is_none()),
            "{name}"
        );
    }
}
