//! Rules that a plan cannot break, shown over every sample on every target, with and without an export
//! of the organization. Each test is named by its rule.

mod support;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use reroute::answers::{Answers, Target, Tenant};
use reroute::checks::silent::{Kept, SILENT};
use reroute::dataverse::ColumnValue;
use reroute::plan::model::{Mailbox, Profile, ProfileType, WaveKind};
use reroute::plan::operations::model::OperationsFile;
use reroute::plan::{Plan, operations, plan_with_directory};
use support::{answers, files, folders, name, organization, project, read};

/// Every sample as an organization of every kind would plan it.
fn plans() -> &'static [(String, Plan)] {
    static PLANS: OnceLock<Vec<(String, Plan)>> = OnceLock::new();
    PLANS.get_or_init(made)
}

fn made() -> Vec<(String, Plan)> {
    let mut plans = Vec::new();
    for root in ["samples", "samples/bad"] {
        for set in folders(&project(root)) {
            if ["bad", "published", "two-thousand", "three-routers"].contains(&name(&set).as_str())
            {
                continue;
            }
            let reading = read(&files(&set));
            for (target, tenant) in [
                (Target::Online, Tenant::Same),
                (Target::Online, Tenant::Other),
                (Target::OnPremises9, Tenant::Same),
                (Target::OnPremises8, Tenant::Same),
            ] {
                let answers = Answers {
                    target: Some(target),
                    tenant,
                    waves_from: "2026-12-01T18:00:00Z".parse().ok(),
                    all_pairs_as_proposed: true,
                    include_outlook: true,
                    ..answers(&set)
                };
                let known = organization::of(&reading, &answers);
                let title = |with| format!("{} {target:?} {tenant:?} {with}", name(&set));
                plans.push((title("alone"), reroute::plan(&reading, &answers)));
                plans.push((
                    title("joined"),
                    plan_with_directory(&reading, &known, &answers),
                ));
            }
        }
    }
    assert!(plans.len() > 100);
    plans
}

fn int(profile: &Profile, column: &str) -> Option<i64> {
    match profile.columns.get(column) {
        Some(ColumnValue::Int(number)) => Some(*number),
        _ => None,
    }
}

fn text<'p>(profile: &'p Profile, column: &str) -> &'p str {
    match profile.columns.get(column) {
        Some(ColumnValue::Text(text)) => text,
        _ => "",
    }
}

fn each_profile(mut look: impl FnMut(&str, &Plan, &Profile)) {
    for (title, plan) in plans() {
        plan.profiles
            .iter()
            .for_each(|profile| look(title, plan, profile));
    }
}

fn each_mailbox(mut look: impl FnMut(&str, &Plan, &Mailbox)) {
    for (title, plan) in plans() {
        plan.mailboxes
            .iter()
            .for_each(|mailbox| look(title, plan, mailbox));
    }
}

#[test]
fn mg_07_a_profile_is_of_one_kind() {
    each_profile(|title, _, profile| {
        let locations = ["incomingserverlocation", "outgoingserverlocation"]
            .map(|column| text(profile, column));
        match profile.profile_type {
            ProfileType::Exchange => {
                assert_eq!(locations[0], locations[1], "{title}: one connection");
                assert_eq!(
                    (
                        int(profile, "incomingportnumber"),
                        int(profile, "outgoingportnumber")
                    ),
                    (None, None),
                    "{title}"
                );
            }
            ProfileType::Pop3Smtp => {
                assert!(
                    locations.iter().all(|location| !location.contains("://")),
                    "{title}: {locations:?}"
                );
                assert_eq!(int(profile, "servertype"), Some(1), "{title}");
            }
            ProfileType::Existing | ProfileType::None => {}
        }
    });
}

#[test]
fn mg_10_no_name_is_taken_from_another() {
    for (title, plan) in plans() {
        let new = plan.profiles.iter().filter(|profile| profile.id.is_some());
        let names: Vec<String> = new.map(|profile| profile.name.to_lowercase()).collect();
        let different: BTreeSet<_> = names.iter().collect();
        assert_eq!(names.len(), different.len(), "{title}");
        assert!(
            !names.iter().any(|name| name == "microsoft exchange online"),
            "{title}"
        );
    }
}

#[test]
fn pf_09_nobody_signs_in_without_credentials() {
    each_profile(|title, _, profile| {
        for column in ["incomingcredentialretrieval", "outgoingcredentialretrieval"] {
            assert_ne!(int(profile, column), Some(4), "{title}");
        }
    });
}

#[test]
fn pf_10_on_premises_gets_nothing_of_online() {
    each_profile(|title, plan, profile| {
        if plan.answers.target == Some(Target::Online) {
            return;
        }
        for (column, value) in profile.columns.iter() {
            let known = reroute::dataverse::column(column).expect("a column of the target");
            assert!(!known.online_only, "{title}: {column}");
            reroute::answers::check_column(column, value, plan.answers.target)
                .or_else(|why| {
                    if ["emailserverprofileid", "name"].contains(&column) {
                        Ok(())
                    } else {
                        Err(why)
                    }
                })
                .unwrap_or_else(|why| panic!("{title}: {column} {why}"));
        }
    });
}

#[test]
fn tg_01_the_same_tenant_keeps_its_profile() {
    let mut seen = 0;
    each_profile(|title, plan, profile| {
        if plan.answers.target == Some(Target::Online) && plan.answers.tenant == Tenant::Same {
            assert_ne!(int(profile, "servertype"), Some(3), "{title}");
        }
        if profile.profile_type == ProfileType::Existing {
            seen += 1;
            assert!(
                profile.columns.iter().next().is_none() && profile.id.is_none(),
                "{title}"
            );
        }
    });
    assert!(seen > 0);
}

fn all_operations(plan: &Plan) -> OperationsFile {
    let json = serde_json::to_string(&operations(plan)).expect("operations are JSON");
    serde_json::from_str(&json).expect("operations are read again")
}

#[test]
fn mb_01_mailboxes_are_found_and_never_made() {
    for (title, plan) in plans() {
        for operation in &all_operations(plan).operations {
            let word = serde_json::to_value(operation.op)
                .expect("a word")
                .to_string();
            assert!(
                !(word.contains("create") && word.contains("mailbox")),
                "{title}: {word}"
            );
            assert!(operation.set.get("regardingobjectid").is_none(), "{title}");
        }
    }
}

#[test]
fn mb_03_mb_04_appointments_have_their_own_numbers() {
    each_mailbox(|title, plan, mailbox| {
        let act = mailbox.columns.get("actdeliverymethod");
        let kind = plan.profile_of(mailbox).map(|profile| profile.profile_type);
        let wanted = (kind == Some(ProfileType::Pop3Smtp)).then_some(&ColumnValue::Int(2));
        assert_eq!(act, wanted, "{title}: {}", mailbox.key);
    });
}

#[test]
fn mb_05_mb_13_mailboxes_get_no_other_address_and_no_outlook() {
    each_mailbox(|title, _, mailbox| {
        assert!(mailbox.columns.get("emailaddress").is_none(), "{title}");
        for method in ["incomingemaildeliverymethod", "outgoingemaildeliverymethod"] {
            let value = mailbox.columns.get(method);
            assert!(
                matches!(value, None | Some(ColumnValue::Int(0 | 2))),
                "{title}: {value:?}"
            );
        }
    });
}

#[test]
fn dt_03_a_mailbox_never_starts_before_its_profile() {
    each_mailbox(|title, plan, mailbox| {
        let own = mailbox.columns.get("processemailreceivedafter");
        let profile = plan.profile_of(mailbox);
        let of_profile =
            profile.and_then(|profile| profile.columns.get("processemailsreceivedafter"));
        if let (Some(ColumnValue::Text(own)), Some(ColumnValue::Text(profile))) = (own, of_profile)
        {
            let time = |text: &str| text.parse::<jiff::Timestamp>().expect("a time");
            assert!(time(own) > time(profile), "{title}: {}", mailbox.key);
        }
    });
}

#[test]
fn ap_01_ap_05_approval_is_an_operation_of_its_own() {
    const SYSTEM: [&str; 8] = [
        "isemailaddressapprovedbyo365admin",
        "mailboxstatus",
        "incomingemailstatus",
        "outgoingemailstatus",
        "actstatus",
        "lastauthorizationstatus",
        "lasttestexecutionstatus",
        "lasttestvalidationstatus",
    ];
    for (title, plan) in plans() {
        for operation in &all_operations(plan).operations {
            let approves = operation.set.get("emailrouteraccessapproval").is_some();
            let stage = serde_json::to_value(operation.stage).expect("a word");
            assert!(!approves || stage == "Approve", "{title}: {operation:?}");
            let system = SYSTEM
                .iter()
                .find(|column| operation.set.get(column).is_some());
            assert_eq!(system, None, "{title}");
        }
    }
}

#[test]
fn ap_06_ap_07_waves_are_small_and_queues_first() {
    let mut kinds = BTreeSet::new();
    for (title, plan) in plans() {
        assert!(
            plan.waves.iter().all(|wave| wave.mailboxes <= 200),
            "{title}"
        );
        assert!(plan.waves.is_sorted_by_key(|wave| wave.kind), "{title}");
        kinds.extend(plan.waves.iter().map(|wave| wave.kind));
    }
    assert!(
        kinds.contains(&WaveKind::Queue) && kinds.contains(&WaveKind::User),
        "{kinds:?}"
    );
}

#[test]
fn out_07_the_same_files_give_the_same_ids() {
    let ids = |plans: &[(String, Plan)]| -> Vec<_> {
        let profiles = plans.iter().flat_map(|(_, plan)| &plan.profiles);
        profiles.map(|profile| profile.key.clone()).collect()
    };
    assert_eq!(ids(plans()), ids(&made()));
}

#[test]
fn what_keeps_a_rule_silent_is_there() {
    let sources: String = std::fs::read_dir(project("tests"))
        .expect("the tests")
        .filter_map(|entry| std::fs::read_to_string(entry.expect("an entry").path()).ok())
        .collect();
    let asked: BTreeSet<String> = plans()
        .iter()
        .flat_map(|(_, plan)| &plan.manual_tasks)
        .map(|task| task.why.to_string())
        .collect();
    for rule in &SILENT {
        match rule.kept {
            Kept::Test(test) => assert!(
                sources.contains(&format!("fn {test}(")),
                "{}: {test}",
                rule.id
            ),
            Kept::Checklist => assert!(asked.contains(rule.id), "{} is not asked", rule.id),
        }
    }
}
