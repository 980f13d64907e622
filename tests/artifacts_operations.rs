//! The operations, run against an organization in memory: that it ends as planned, that a second run
//! changes nothing, that a run can be cut anywhere, and that everything can be taken back.

mod dataverse;
mod takeaway;

use std::collections::{BTreeMap, BTreeSet};

use dataverse::runner::{Asked, Note, Report, roll_back, run};
use dataverse::{Organization, Row};
use jiff::{SignedDuration, Timestamp};
use reroute::answers::Target;
use reroute::plan::model::{OwnerType, Stage};
use reroute::plan::operations::model::{Op, Operation, OperationsFile};
use reroute::plan::{Plan, operations};
use serde_json::{Value, json};
use takeaway::{plan, rendered, sample_plan, samples};

fn file(plan: &Plan) -> OperationsFile {
    serde_json::from_slice(&rendered(plan, "operations.json"))
        .expect("operations.json is what it says")
}

fn row<const N: usize>(columns: [(&str, Value); N]) -> Row {
    columns
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// An id that is made up.
fn made_up(number: usize) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// An organization in which every mailbox of the file is, as the router left it, and one nobody asked for.
fn organization(plan: &Plan, file: &OperationsFile) -> Organization {
    let mut organization =
        Organization::new(plan.target.kind.is_none_or(|kind| kind == Target::Online));
    let online = row([
        ("name", json!("Microsoft Exchange Online")),
        ("servertype", json!(3)),
        ("incomingcredentialretrieval", json!(2)),
        ("statecode", json!(0)),
    ]);
    organization.put("emailserverprofile", &made_up(999_999), online);
    for (number, keys) in file.mailboxes.iter().enumerate() {
        let owner = keys
            .owner
            .as_ref()
            .map_or_else(|| made_up(2 * number), |owner| owner.id.to_string());
        let table = match &keys.owner {
            Some(owner) if owner.owner_type == OwnerType::Queue => "queue",
            _ => "systemuser",
        };
        let address = keys.address.as_ref().map_or_else(
            || format!("made.up.{number}@example.com"),
            ToString::to_string,
        );
        if !keys.forward {
            organization.put(
                table,
                &owner,
                row([("emailrouteraccessapproval", json!(2))]),
            );
        }
        let id = keys
            .mailboxid
            .as_ref()
            .map_or_else(|| made_up(2 * number + 1), ToString::to_string);
        let mailbox = row([
            ("emailaddress", json!(address.to_uppercase())),
            (
                "regardingobjectid",
                if keys.forward {
                    Value::Null
                } else {
                    json!(owner)
                },
            ),
            ("isforwardmailbox", json!(keys.forward)),
            ("incomingemaildeliverymethod", json!(1)),
            ("username", json!("as before")),
        ]);
        organization.put("mailbox", &id, mailbox);
    }
    organization.put(
        "mailbox",
        &made_up(1_000_001),
        row([
            ("emailaddress", json!("somebody@else.example")),
            ("isforwardmailbox", json!(false)),
        ]),
    );
    organization
}

/// Runs wave after wave, each at its time, then dates and switch.
fn run_all(
    file: &OperationsFile,
    organization: &mut Organization,
    log: &mut Vec<Note>,
) -> Vec<Report> {
    let mut reports = Vec::new();
    let end = file.switch.earliest.unwrap_or(Timestamp::UNIX_EPOCH);
    for wave in &file.waves {
        let mut asked = Asked::all(wave.starts);
        asked
            .stages
            .retain(|stage| !matches!(stage, Stage::Dates | Stage::Switch));
        asked.wave = Some(wave.number);
        reports.push(run(file, organization, log, &asked));
    }
    let mut asked = Asked::all(end);
    asked.stages = vec![Stage::Dates, Stage::Switch];
    reports.push(run(file, organization, log, &asked));
    reports
}

/// A plan with nothing left open, so that the switch may go.
fn whole_plan() -> Plan {
    let mut plan = plan();
    plan.mailboxes.retain(|mailbox| mailbox.wave.is_some());
    plan
}

fn writes(reports: &[Report]) -> usize {
    reports.iter().map(|report| report.done.len()).sum()
}

/// Mailboxes by owner and by address.
fn ids(organization: &Organization) -> BTreeMap<String, String> {
    let mut ids = BTreeMap::new();
    for id in organization.find("mailbox", |_| true) {
        let row = organization.get("mailbox", &id).expect("it was found");
        for name in ["regardingobjectid", "emailaddress"] {
            if let Some(text) = row.get(name).and_then(Value::as_str) {
                ids.insert(text.to_lowercase(), id.clone());
            }
        }
    }
    ids
}

#[test]
fn every_sample_ends_as_planned() {
    let mut migrated = 0;
    for name in samples() {
        let plan = sample_plan(&name);
        let file = file(&plan);
        let mut organization = organization(&plan, &file);
        let before = organization.clone();
        let mut log = Vec::new();
        let reports = run_all(&file, &mut organization, &mut log);
        for report in &reports {
            let refused = report
                .refused
                .iter()
                .filter(|(op, ..)| *op != Op::SwitchOrganization);
            assert_eq!(
                refused.collect::<Vec<_>>(),
                Vec::<&(Op, String, String)>::new(),
                "{name}"
            );
        }
        let ids = ids(&organization);
        for mailbox in plan
            .mailboxes
            .iter()
            .filter(|mailbox| mailbox.wave.is_some())
        {
            let owner = mailbox.owner.as_ref().map(|owner| owner.id.to_string());
            let address = mailbox
                .address
                .as_ref()
                .map(|address| address.to_lowercase());
            // On another host an owner of the files may be none of the organization's.
            let found = |key: Option<String>| ids.get(&key?);
            let id = found(owner).or_else(|| found(address));
            let id = id.unwrap_or_else(|| panic!("{name}: {}", mailbox.key));
            let row = organization.get("mailbox", id).expect("it was found");
            for (column, value) in mailbox
                .columns
                .iter()
                .filter(|(column, _)| *column != "emailserverprofile")
            {
                assert_eq!(
                    row.get(column),
                    Some(&json!(value)),
                    "{name}: {} {column}",
                    mailbox.key
                );
            }
            let profile = row["emailserverprofile"].as_str().expect("an id");
            let profile = organization
                .get("emailserverprofile", profile)
                .expect("it is there");
            assert_eq!(
                profile["name"],
                json!(plan.profile_of(mailbox).expect("a profile").name),
                "{name}"
            );
            assert_eq!(row.get("mailboxstatus"), Some(&json!(1)), "{name}");
            migrated += 1;
        }
        let extra = made_up(1_000_001);
        assert_eq!(
            organization.get("mailbox", &extra),
            before.get("mailbox", &extra),
            "{name}: others stay as they are"
        );

        let writes_before = organization.writes;
        let again = run_all(&file, &mut organization, &mut log);
        assert_eq!(
            (organization.writes, writes(&again)),
            (writes_before, 0),
            "{name}: a second run changes nothing"
        );
        assert_eq!(
            again.iter().any(|report| report.unchanged > 0),
            !file.mailboxes.is_empty(),
            "{name}: it says so"
        );
    }
    assert!(migrated > 2_000, "the samples migrate: {migrated}");
}

#[test]
fn a_run_that_is_cut_anywhere_goes_on_where_it_was() {
    let plan = whole_plan();
    let file = file(&plan);
    let start = organization(&plan, &file);
    let mut whole = start.clone();
    run_all(&file, &mut whole, &mut Vec::new());
    let total = whole.writes;
    assert!(total > 8, "{total}");
    for cut in 0..total {
        let mut organization = start.clone();
        let mut log = Vec::new();
        let mut left = cut;
        for wave in &file.waves {
            let mut asked = Asked::all(wave.starts);
            asked.wave = Some(wave.number);
            asked.stages.retain(|stage| *stage != Stage::Switch);
            asked.writes = Some(left);
            let written = organization.writes;
            let report = run(&file, &mut organization, &mut log, &asked);
            left -= organization.writes - written;
            if report.cut {
                break;
            }
        }
        run_all(&file, &mut organization, &mut log);
        assert_eq!(organization, whole, "cut after {cut} writes");
    }
}

#[test]
fn everything_can_be_taken_back() {
    for plan in [
        whole_plan(),
        sample_plan("pop3-smtp"),
        sample_plan("exchange-online"),
    ] {
        let file = file(&plan);
        let mut organization = organization(&plan, &file);
        let before = organization.clone();
        let mut log = Vec::new();
        run_all(&file, &mut organization, &mut log);
        assert_eq!(
            organization
                .get("organization", "org")
                .expect("it is there")["emailconnectionchannel"],
            0
        );
        assert_eq!(roll_back(&mut organization, &log), Vec::<String>::new());
        for ((table, id), row) in &before.rows {
            let mut now = organization.get(table, id).cloned().unwrap_or_default();
            now.retain(|name, _| !name.ends_with("status"));
            assert_eq!(now, *row, "{table} {id}");
        }
        assert_eq!(
            organization.rows.len(),
            before.rows.len(),
            "created profiles are gone"
        );
    }
}

#[test]
fn a_profile_in_use_elsewhere_stays_at_rollback() {
    let plan = whole_plan();
    let file = file(&plan);
    let mut organization = organization(&plan, &file);
    let mut log = Vec::new();
    run_all(&file, &mut organization, &mut log);
    let set = row([("emailserverprofile", json!(takeaway::PROFILE_ID))]);
    organization
        .patch("mailbox", &made_up(1_000_001), &set, dataverse::If::Match)
        .expect("it is there");
    let refused = roll_back(&mut organization, &log);
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(
        organization
            .get("emailserverprofile", takeaway::PROFILE_ID)
            .is_some()
    );
}

/// A plan of two half rows: an address, and a user who turns out to have it.
fn halves(profile_of_address: &str) -> (Plan, OperationsFile, Organization) {
    let mut plan = whole_plan();
    let user = plan
        .mailboxes
        .iter()
        .position(|one| one.key.starts_with("user:"))
        .expect("there is one");
    let mut address = plan.mailboxes[user].clone();
    address.key = "address:half@contoso.com".into();
    address.owner = None;
    address.address = Some("half@contoso.com".into());
    address.columns.remove("outgoingemaildeliverymethod");
    address
        .columns
        .set(&"incomingemaildeliverymethod", 2.into());
    address.profile = Some(profile_of_address.into());
    address.incoming = Some("in-99990000".into());
    plan.mailboxes.push(address);
    let file = file(&plan);
    let mut organization = organization(&plan, &file);
    let made_up = organization.find("mailbox", |row| {
        row.get("emailaddress") == Some(&json!("HALF@CONTOSO.COM"))
    });
    organization
        .rows
        .remove(&("mailbox".to_owned(), made_up[0].clone()));
    let user = organization.find("mailbox", |row| {
        row.get("regardingobjectid") == Some(&json!(takeaway::USER_ID))
    });
    let both = organization
        .rows
        .get_mut(&("mailbox".to_owned(), user[0].clone()))
        .expect("it was found");
    both.insert("emailaddress".to_owned(), json!("half@contoso.com"));
    (plan, file, organization)
}

#[test]
fn halves_of_one_mailbox_are_joined() {
    let (_, file, mut organization) = halves(takeaway::PROFILE_ID);
    let reports = run_all(&file, &mut organization, &mut Vec::new());
    assert!(
        reports.iter().all(|report| report.refused.is_empty()),
        "{reports:?}"
    );
    let user = organization.find("mailbox", |row| {
        row.get("regardingobjectid") == Some(&json!(takeaway::USER_ID))
    });
    let mailbox = organization.get("mailbox", &user[0]).expect("it was found");
    assert_eq!(mailbox["incomingemaildeliverymethod"], 2);
    assert_eq!(mailbox["outgoingemaildeliverymethod"], 2);
    assert_eq!(
        organization
            .get("organization", "org")
            .expect("it is there")["emailconnectionchannel"],
        0
    );
}

#[test]
fn none_by_the_answer_gives_way_to_what_the_other_half_proves() {
    for unproven in [
        &["user:"][..],
        &["address:half"],
        &["user:", "address:half"],
    ] {
        let (mut plan, _, mut organization) = halves(takeaway::PROFILE_ID);
        for mailbox in &mut plan.mailboxes {
            let key = mailbox.key.clone();
            if unproven.iter().any(|start| key.starts_with(start)) {
                let column: reroute::dataverse::Name = match key.starts_with("user:") {
                    true => &"incomingemaildeliverymethod",
                    false => &"outgoingemaildeliverymethod",
                };
                mailbox.columns.set(column, 0.into());
            }
        }
        let file = file(&plan);
        let reports = run_all(&file, &mut organization, &mut Vec::new());
        assert!(
            reports.iter().all(|report| report.refused.is_empty()),
            "{unproven:?}: {reports:?}"
        );
        let user = organization.find("mailbox", |row| {
            row.get("regardingobjectid") == Some(&json!(takeaway::USER_ID))
        });
        let mailbox = organization.get("mailbox", &user[0]).expect("it was found");
        assert_eq!(mailbox["incomingemaildeliverymethod"], 2, "{unproven:?}");
        assert_eq!(mailbox["outgoingemaildeliverymethod"], 2, "{unproven:?}");
    }
}

#[test]
fn on_another_host_a_mailbox_is_found_by_its_address_and_not_by_an_old_owner() {
    let (mut plan, _, mut organization) = halves(takeaway::PROFILE_ID);
    plan.mailboxes.retain(|one| one.key.starts_with("user:"));
    plan.mailboxes[0].address = Some("half@contoso.com".into());
    plan.mailboxes[0].owner = plan.mailboxes[0].owner.clone().map(|mut owner| {
        owner.id = made_up(77).into();
        owner
    });
    plan.answers.target_url = Some("https://moved.crm4.dynamics.com".into());
    let keys = |plan: &Plan| file(plan).mailboxes[0].owner.clone();
    assert_eq!(keys(&plan), None);
    let reports = run_all(&file(&plan), &mut organization, &mut Vec::new());
    let refused = reports.iter().flat_map(|report| &report.refused);
    let refused: Vec<&str> = refused.map(|(_, key, _)| key.as_str()).collect();
    assert!(refused.iter().all(|key| key.is_empty()), "{refused:?}");
    plan.mailboxes[0].mailboxid = Some(made_up(7).into());
    assert!(keys(&plan).is_some(), "what an export found is a key");
    plan.mailboxes[0].mailboxid = None;
    plan.answers.target_url = None;
    assert!(keys(&plan).is_some(), "the same host");
}

#[test]
fn halves_that_disagree_wait_for_a_person_and_the_others_go_on() {
    let (_, file, mut organization) = halves("Microsoft Exchange Online");
    let reports = run_all(&file, &mut organization, &mut Vec::new());
    let refused: BTreeSet<&str> = reports
        .iter()
        .flat_map(|report| &report.refused)
        .map(|(_, key, _)| key.as_str())
        .collect();
    let user = format!("user:{}", takeaway::USER_ID);
    assert_eq!(
        refused,
        BTreeSet::from(["", "address:half@contoso.com", user.as_str()]),
        "both halves, and the switch"
    );
    let mailbox = organization.find("mailbox", |row| {
        row.get("regardingobjectid") == Some(&json!(takeaway::USER_ID))
    });
    assert!(
        !organization
            .get("mailbox", &mailbox[0])
            .expect("it was found")
            .contains_key("emailserverprofile")
    );
    let queue = organization
        .get("mailbox", takeaway::MAILBOX_ID)
        .expect("it is there");
    assert_eq!(queue["incomingemaildeliverymethod"], 2);
}

#[test]
fn two_mailboxes_of_one_owner_or_another_address_stop_that_mailbox_alone() {
    let plan = whole_plan();
    let file = file(&plan);
    let mut organization = organization(&plan, &file);
    let twin = row([
        ("regardingobjectid", json!(takeaway::USER_ID)),
        ("isforwardmailbox", json!(false)),
    ]);
    organization.put("mailbox", &made_up(5_000), twin);
    let queue = ("mailbox".to_owned(), takeaway::MAILBOX_ID.to_owned());
    organization
        .rows
        .get_mut(&queue)
        .expect("it is there")
        .insert("emailaddress".to_owned(), json!("other@contoso.com"));
    let before = organization.clone();
    let reports = run_all(&file, &mut organization, &mut Vec::new());
    let updates = |op: Op| {
        reports
            .iter()
            .flat_map(|report| &report.done)
            .filter(|(done, _)| *done == op)
            .count()
    };
    assert_eq!(
        updates(Op::UpdateMailbox),
        1,
        "the third mailbox is written"
    );
    assert_eq!(updates(Op::SwitchOrganization), 0);
    assert_eq!(organization.rows[&queue], before.rows[&queue]);
}

#[test]
fn a_wrong_id_creates_nothing() {
    let mut plan = whole_plan();
    for mailbox in &mut plan.mailboxes {
        mailbox.mailboxid = mailbox
            .mailboxid
            .as_ref()
            .map(|_| "deadbeef-0000-4000-8000-000000000000".into());
    }
    let right = file(&whole_plan());
    let wrong = file(&plan);
    let mut organization = organization(&whole_plan(), &right);
    let count = organization.find("mailbox", |_| true).len();
    let reports = run_all(&wrong, &mut organization, &mut Vec::new());
    assert_eq!(organization.find("mailbox", |_| true).len(), count);
    assert!(
        reports
            .iter()
            .flat_map(|report| &report.refused)
            .any(|(op, ..)| *op == Op::UpdateMailbox)
    );
}

fn switch_is_refused(
    file: &OperationsFile,
    organization: &Organization,
    log: &[Note],
    change: impl Fn(&mut Asked),
) -> String {
    let mut asked = Asked::all(file.switch.earliest.expect("a time"));
    asked.stages = vec![Stage::Switch];
    change(&mut asked);
    let report = run(file, &mut organization.clone(), &mut log.to_vec(), &asked);
    assert_eq!(report.done, []);
    report
        .refused
        .first()
        .map(|(_, _, why)| why.clone())
        .unwrap_or_default()
}

#[test]
fn the_switch_waits_until_nobody_stays_behind() {
    let plan = whole_plan();
    let file = file(&plan);
    let mut organization = organization(&plan, &file);
    let mut log = Vec::new();
    assert!(switch_is_refused(&file, &organization, &log, |_| {}).contains("not tested"));
    for wave in &file.waves {
        let mut asked = Asked::all(wave.starts);
        asked.stages.retain(|stage| *stage != Stage::Switch);
        run(&file, &mut organization, &mut log, &asked);
    }
    assert_eq!(
        switch_is_refused(&file, &organization, &log, |asked| asked.routers_stopped =
            false),
        "the routers are not stopped"
    );

    let mut failing = organization.clone();
    failing
        .rows
        .get_mut(&("mailbox".to_owned(), takeaway::MAILBOX_ID.to_owned()))
        .expect("there")
        .insert("mailboxstatus".to_owned(), json!(2));
    assert!(switch_is_refused(&file, &failing, &log, |_| {}).contains("sales@contoso.com"));

    let mut revoked = organization.clone();
    revoked.put(
        "queue",
        takeaway::QUEUE_ID,
        row([("emailrouteraccessapproval", json!(2))]),
    );
    assert!(switch_is_refused(&file, &revoked, &log, |_| {}).contains("sales@contoso.com"));

    let mut another = organization.clone();
    another.put(
        "mailbox",
        &made_up(7),
        row([
            ("emailaddress", json!("x@y.example")),
            ("outgoingemaildeliverymethod", json!(2)),
        ]),
    );
    assert!(switch_is_refused(&file, &another, &log, |_| {}).contains("would stay behind"));

    let mut outside = file.clone();
    outside.outside = self::file(&takeaway::plan()).outside;
    assert!(switch_is_refused(&outside, &organization, &log, |_| {}).contains("open@contoso.com"));
    let mut asked = Asked::all(file.switch.earliest.expect("a time"));
    asked.stages = vec![Stage::Switch];
    asked.force = true;
    let report = run(&outside, &mut another, &mut log.clone(), &asked);
    assert_eq!(report.done.len(), 1, "{report:?}");
    assert_eq!(
        report.left_behind.len(),
        3,
        "force names everybody first: {report:?}"
    );
}

#[test]
fn a_password_that_is_missing_stops_the_test_of_its_mailbox() {
    let plan = whole_plan();
    let file = file(&plan);
    let mut organization = organization(&plan, &file);
    let mut asked = Asked::all(file.waves[0].starts);
    asked.wave = Some(1);
    asked.types = false;
    asked.stages.retain(|stage| *stage != Stage::Switch);
    let mut log = Vec::new();
    let report = run(&file, &mut organization, &mut log, &asked);
    let refused: Vec<Op> = report.refused.iter().map(|(op, ..)| *op).collect();
    assert_eq!(refused, [Op::EnterMailboxPassword, Op::TestMailbox]);
    asked.types = true;
    let report = run(&file, &mut organization, &mut log, &asked);
    assert_eq!(report.refused, []);
}

#[test]
fn waves_keep_their_distance() {
    let plan = whole_plan();
    let file = file(&plan);
    let mut organization = organization(&plan, &file);
    let mut log = Vec::new();
    let mut asked = Asked::all(file.waves[0].starts);
    asked.stages.retain(|stage| *stage != Stage::Switch);
    let report = run(&file, &mut organization, &mut log, &asked);
    let updates = |report: &Report| -> Vec<String> {
        let refused = report.refused.iter();
        let updates = refused.filter(|(op, ..)| *op == Op::UpdateMailbox);
        updates.map(|(.., why)| why.clone()).collect()
    };
    assert_eq!(
        updates(&report),
        ["the wave before began too short a time ago"; 2]
    );
    asked.now += SignedDuration::from_hours(5);
    let report = run(&file, &mut organization, &mut log, &asked);
    assert_eq!(report.refused, []);
}

#[test]
fn a_name_in_use_or_a_missing_existing_profile_stops_what_needs_it() {
    let plan = whole_plan();
    let file = file(&plan);
    let mut organization = organization(&plan, &file);
    organization.put(
        "emailserverprofile",
        &made_up(42),
        row([("name", json!("PROFILE text"))]),
    );
    organization
        .rows
        .remove(&("emailserverprofile".to_owned(), made_up(999_999)));
    let reports = run_all(&file, &mut organization, &mut Vec::new());
    let done: usize = writes(&reports);
    assert_eq!(done, 0, "{reports:?}");
    assert_eq!(organization.writes, 0);
}

#[test]
fn last_dates_are_written_after_the_routers_have_stopped() {
    let mut plan = whole_plan();
    let normal = file(&plan);
    let mut organization = organization(&plan, &normal);
    let mut log = Vec::new();
    for wave in &normal.waves {
        let mut asked = Asked::all(wave.starts);
        asked.stages.retain(|stage| *stage != Stage::Switch);
        run(&normal, &mut organization, &mut log, &asked);
    }
    plan.answers.is_final = true;
    plan.profiles[0]
        .columns
        .set(&"processemailsreceivedafter", "2026-11-30T12:00:00Z".into());
    for mailbox in &mut plan.mailboxes {
        mailbox
            .columns
            .set(&"processemailreceivedafter", "2026-12-01T00:00:00Z".into());
    }
    let last = file(&plan);
    assert_eq!(last.plan, normal.plan, "it is the same migration");
    let mut asked = Asked::all(normal.switch.earliest.expect("a time"));
    asked.stages = vec![Stage::Dates, Stage::Switch];
    asked.routers_stopped = false;
    let report = run(&last, &mut organization, &mut log.clone(), &asked);
    assert!(
        report.done.is_empty() && report.refused.len() >= 4,
        "{report:?}"
    );
    asked.routers_stopped = true;
    let report = run(&last, &mut organization, &mut log, &asked);
    assert_eq!(report.refused, []);
    let profile = organization
        .get("emailserverprofile", takeaway::PROFILE_ID)
        .expect("it was created");
    assert_eq!(
        profile["processemailsreceivedafter"],
        "2026-11-30T12:00:00Z"
    );
    let queue = organization
        .get("mailbox", takeaway::MAILBOX_ID)
        .expect("it is there");
    assert_eq!(queue["processemailreceivedafter"], "2026-12-01T00:00:00Z");
}

#[test]
fn operations_stand_in_their_order() {
    let plan = sample_plan("three-routers");
    let file = file(&plan);
    let place = |one: &Operation| match one.stage {
        Stage::Check | Stage::Profiles => (0, 0, one.stage),
        Stage::Dates | Stage::Switch => (2, 0, one.stage),
        _ => (1, one.wave.expect("it belongs to a wave"), one.stage),
    };
    assert!(file.operations.is_sorted_by_key(place));
    assert_eq!(file.operations.len(), operations(&plan).iter().count());
    let text = String::from_utf8(rendered(&plan, "operations.json")).expect("UTF-8");
    let lines = text
        .lines()
        .filter(|line| line.trim_start().starts_with("{\"stage\":"));
    assert_eq!(lines.count(), file.operations.len(), "one operation a line");
}

#[cfg(feature = "schema")]
#[test]
fn operations_fit_their_schema() {
    let schema = serde_json::to_value(schemars::schema_for!(OperationsFile)).expect("JSON");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    for plan in [
        plan(),
        sample_plan("three-routers"),
        sample_plan("exchange-online"),
    ] {
        let value: Value =
            serde_json::from_slice(&rendered(&plan, "operations.json")).expect("JSON");
        let faults: Vec<String> = validator
            .iter_errors(&value)
            .map(|fault| fault.to_string())
            .collect();
        assert_eq!(faults, Vec::<String>::new());
    }
}
