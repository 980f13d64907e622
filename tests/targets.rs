//! Every sample for every kind of organization, with and without an export of it: what comes out, in
//! short. The whole plans stand in `tests/samples.rs`.

mod support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reroute::answers::{Answers, Target, Tenant};
use reroute::plan::model::{Outcome, ProfileType, Tally};
use reroute::plan::{Plan, plan_with_directory};
use support::{answers, files, folders, name, organization, project, read};

const TARGETS: [(&str, Target, Tenant); 4] = [
    ("online", Target::Online, Tenant::Same),
    (
        "online, Exchange Online of another tenant",
        Target::Online,
        Tenant::Other,
    ),
    ("on-premises 9.x", Target::OnPremises9, Tenant::Same),
    ("on-premises 8.x", Target::OnPremises8, Tenant::Same),
];

fn word(value: impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).expect("a word");
    value.as_str().unwrap_or_default().to_owned()
}

fn tally(tally: &Tally) -> String {
    let outcomes = [
        Outcome::Migrates,
        Outcome::NeedsDecision,
        Outcome::HeldBack,
        Outcome::NotMigratable,
        Outcome::LeftOut,
    ];
    let parts = outcomes
        .into_iter()
        .filter(|outcome| tally.part(*outcome) > 0);
    let parts: Vec<String> = parts
        .map(|outcome| format!("{} {}", word(outcome), tally.part(outcome)))
        .collect();
    parts.join(", ")
}

/// Equal things once, with how often they are there.
fn counted(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    let show = |(one, count)| match count {
        1 => one,
        count => format!("{count} × {one}"),
    };
    counts.into_iter().map(show).collect()
}

fn digest(title: &str, plan: &Plan) -> String {
    let mut text = format!("{title}\n");
    let sums = &plan.accounting;
    for (name, sum) in [
        ("mailboxes", &sums.mailboxes),
        ("half rows", &sums.half_rows),
        ("owner ids", &sums.owner_ids),
    ] {
        if sum.total > 0 {
            let _ = writeln!(text, "  {name}: {}", tally(sum));
        }
    }
    let profiles = plan.profiles.iter().map(|profile| {
        let column = |name: &str| {
            profile.columns.get(name).map_or("-".to_owned(), |value| {
                serde_json::to_string(value)
                    .expect("a value")
                    .trim_matches('"')
                    .to_owned()
            })
        };
        let columns = [
            "servertype",
            "incomingserverlocation",
            "incomingcredentialretrieval",
            "outgoingserverlocation",
            "outgoingcredentialretrieval",
        ];
        let columns = columns.map(column).join(" ");
        let columns = match profile.profile_type {
            ProfileType::Existing | ProfileType::None => String::new(),
            _ => format!(" [{columns}]"),
        };
        let reason = profile
            .reason
            .as_deref()
            .map(|reason| format!(" {reason}"))
            .unwrap_or_default();
        format!(
            "{}{columns} {}{reason}: {}",
            word(profile.profile_type),
            word(profile.outcome),
            profile.mailboxes
        )
    });
    for profile in counted(profiles) {
        let _ = writeln!(text, "  profile {profile}");
    }
    let reasons = plan
        .mailboxes
        .iter()
        .filter_map(|row| Some(row.reason.as_deref()?.to_owned()));
    let waves = plan
        .waves
        .iter()
        .map(|wave| format!("{} {}", word(wave.kind), wave.mailboxes));
    let questions = plan
        .questions
        .iter()
        .filter(|one| one.answered.is_none())
        .map(|one| word(one.kind));
    let findings = plan.findings.iter().map(|one| match one.count {
        1 => one.id.clone(),
        count => format!("{} ({count})", one.id),
    });
    for (name, all) in [
        ("reasons", counted(reasons)),
        ("waves", waves.collect()),
        ("open", counted(questions)),
        ("findings", findings.collect()),
        (
            "checklist",
            plan.manual_tasks
                .iter()
                .filter(|task| task.subject.key.is_empty())
                .map(|task| task.why.to_string())
                .collect(),
        ),
    ] {
        if !all.is_empty() {
            let _ = writeln!(text, "  {name}: {}", all.join(", "));
        }
    }
    text
}

#[test]
fn every_sample_for_every_organization() {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_snapshot_path("snapshots/targets");
    let _bound = settings.bind_to_scope();
    for (root, before) in [("samples", ""), ("samples/bad", "bad-")] {
        for set in folders(&project(root)) {
            if ["bad", "published"].contains(&name(&set).as_str()) {
                continue;
            }
            let reading = read(&files(&set));
            let mut text = String::new();
            for (title, target, tenant) in TARGETS {
                let answers = Answers {
                    target: Some(target),
                    tenant,
                    waves_from: "2026-12-01T18:00:00Z".parse().ok(),
                    ..answers(&set)
                };
                let known = organization::of(&reading, &answers);
                text += &digest(title, &reroute::plan(&reading, &answers));
                text += &digest(
                    &format!("{title}, with an export"),
                    &plan_with_directory(&reading, &known, &answers),
                );
            }
            insta::assert_snapshot!(format!("{before}{}", name(&set)), text);
        }
    }
}
