//! A fresh export compared with the plan, and what is done about what remains: against the organization
//! in memory, whose mailboxes are exported as an admin would.

mod dataverse;
mod takeaway;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use dataverse::runner::{Asked, run};
use dataverse::{Organization, Row};
use reroute::directory::{Directory, Reader, directory};
use reroute::follow::{Following, Progress, follow, write_remaining};
use reroute::plan::Plan;
use reroute::plan::model::{OwnerType, Stage};
use reroute::plan::operations::model::{Op, OperationsFile};
use serde_json::{Value, json};
use takeaway::{MAILBOX_ID, PROFILE_ID, QUEUE_ID, folder, plan, rendered, sample_plan};

/// An export of the mailboxes as the Web API gives it.
fn exported(rows: &[Value]) -> Directory {
    let bytes = serde_json::to_vec(&json!({ "value": rows })).expect("JSON");
    let mut reader = Reader::new("mailboxes.json");
    reader.push(&bytes);
    let directory = directory(&[reader.finish()], &BTreeMap::new());
    assert!(
        !directory.files[0].refused,
        "{:?}",
        directory.files[0].faults
    );
    directory
}

/// The queue of the small plan, exactly as planned.
fn queue() -> Value {
    json!({
        "mailboxid": MAILBOX_ID, "name": "Sales", "emailaddress": "sales@contoso.com",
        "_regardingobjectid_value": QUEUE_ID, "isforwardmailbox": false,
        "_emailserverprofile_value": PROFILE_ID, "incomingemaildeliverymethod": 2,
        "outgoingemaildeliverymethod": 2, "actdeliverymethod": 2, "username": "text",
        "emailrouteraccessapproval": 1, "mailboxstatus": 1, "statecode": 0
    })
}

fn with(column: &str, value: Value) -> Value {
    let mut row = queue();
    row[column] = value;
    row
}

fn of_queue(row: Value) -> (Progress, Vec<(String, String, String)>) {
    // A second row, so that an empty cell shows as empty and not as a column that is missing.
    let mut other = queue();
    other["mailboxid"] = json!("9a8b7c6d-0000-4000-8000-000000000099");
    other["_regardingobjectid_value"] = json!("9a8b7c6d-0000-4000-8000-000000000098");
    other["emailaddress"] = json!("other@contoso.com");
    let following = follow(&plan(), &exported(&[row, other]));
    let found = following.mailboxes.into_iter();
    let found = found.filter(|one| &*one.key == "address:sales@contoso.com");
    let found = found.last().expect("it is in the plan");
    let differs = found.differs.into_iter();
    let differs = differs.map(|one| (one.column, one.planned, one.found));
    (found.progress, differs.collect())
}

#[test]
fn a_half_that_gives_way_is_as_planned_and_is_carried_out_with_the_other() {
    let mut plan = plan();
    let is_sales = |key: &str| key == "address:sales@contoso.com" || key == "queue:half";
    let sales = plan.mailboxes.iter().position(|one| is_sales(&one.key));
    let sales = sales.expect("it is in the plan");
    let mut half = plan.mailboxes[sales].clone();
    half.key = "queue:half".into();
    half.columns.set(&"incomingemaildeliverymethod", 0.into());
    let address = &mut plan.mailboxes[sales].columns;
    address.remove("outgoingemaildeliverymethod");
    plan.mailboxes.push(half);
    let of_sales = |following: &Following| -> Vec<Progress> {
        let rows = following.mailboxes.iter();
        let rows = rows.filter(|one| is_sales(&one.key));
        rows.map(|one| one.progress).collect()
    };
    let finished = follow(&plan, &exported(&[queue()]));
    assert_eq!(of_sales(&finished), [Progress::AsPlanned; 2]);
    let open = with("outgoingemaildeliverymethod", json!(0));
    let open = follow(&plan, &exported(&[open]));
    assert!(of_sales(&open).contains(&Progress::AsPlanned));
    assert!(of_sales(&open).contains(&Progress::Differs));
    let mut bytes = Vec::new();
    write_remaining(&plan, &open, &mut bytes).expect("it is written");
    let file: OperationsFile = serde_json::from_slice(&bytes).expect("operations");
    let updates = file.operations.iter();
    let updates = updates.filter(|one| one.op == Op::UpdateMailbox && is_sales(&one.target.key));
    assert_eq!(updates.count(), 2);
}

#[test]
fn each_state_is_told_with_the_column_that_differs() {
    assert_eq!(of_queue(queue()), (Progress::AsPlanned, vec![]));
    for (value, progress) in [
        (json!(0), Progress::NotTested),
        (Value::Null, Progress::NotTested),
        (json!(2), Progress::TestFailed),
    ] {
        assert_eq!(of_queue(with("mailboxstatus", value)), (progress, vec![]));
    }
    let differs = |column: &str, value: Value, planned: &str, found: &str| {
        let (progress, differs) = of_queue(with(column, value));
        assert_eq!(progress, Progress::Differs);
        let column = column.trim_start_matches('_').trim_end_matches("_value");
        assert_eq!(
            differs,
            [(column.to_owned(), planned.to_owned(), found.to_owned())]
        );
    };
    let sss = "Server-Side Synchronization";
    let (_, shown) = of_queue(with("incomingemaildeliverymethod", json!(0)));
    assert!(shown[0].1.starts_with(sss) || shown[0].1.contains("Server-Side"));
    differs(
        "emailrouteraccessapproval",
        json!(2),
        "Approved",
        "Pending Approval",
    );
    differs("username", Value::Null, "text", "");
    differs("_emailserverprofile_value", Value::Null, "profile text", "");
}

#[test]
fn a_mailbox_is_found_by_id_owner_or_address_and_only_once() {
    let found = |rows: &[Value]| {
        let following = follow(&plan(), &exported(rows));
        let mut found = following.mailboxes.into_iter();
        let found = found.find(|one| &*one.key == "address:sales@contoso.com");
        let found = found.expect("it is in the plan");
        (found.progress, found.found)
    };
    let other_id = json!("9a8b7c6d-0000-4000-8000-000000000099");
    assert_eq!(
        found(&[with("emailaddress", json!("new@contoso.com"))]).1,
        1
    );
    assert_eq!(found(&[with("mailboxid", other_id.clone())]).1, 1);
    let mut moved = with("mailboxid", other_id.clone());
    moved["_regardingobjectid_value"] = json!("9a8b7c6d-0000-4000-8000-000000000098");
    moved["emailaddress"] = json!("SALES@contoso.com");
    assert_eq!(found(std::slice::from_ref(&moved)).1, 1);
    let mut twice = moved.clone();
    twice["mailboxid"] = json!("9a8b7c6d-0000-4000-8000-000000000097");
    assert_eq!(found(&[moved.clone(), twice]), (Progress::NotFound, 2));
    moved["emailaddress"] = json!("other@contoso.com");
    assert_eq!(found(&[moved]), (Progress::NotFound, 0));
}

/// What the export does not have is not held against a mailbox.
#[test]
fn a_column_that_is_not_exported_is_not_compared() {
    let row =
        json!({ "mailboxid": MAILBOX_ID, "emailaddress": "sales@contoso.com", "mailboxstatus": 1 });
    let following = follow(&plan(), &exported(&[row]));
    assert_eq!(following.sums.as_planned, 1);
    assert_eq!(following.sums.not_found, 2);
}

/// All mailboxes of the organization in memory, approvals from their owners.
fn export(organization: &Organization) -> Directory {
    let ids = organization.find("mailbox", |_| true);
    let rows = ids.iter().map(|id| {
        let row = organization.get("mailbox", id).expect("it was found");
        let of = |name: &str| row.get(name).cloned().unwrap_or(Value::Null);
        let owner = of("regardingobjectid");
        let approval = ["systemuser", "queue"].iter().find_map(|table| {
            let owner = organization.get(table, owner.as_str()?)?;
            owner.get("emailrouteraccessapproval").cloned()
        });
        json!({
            "mailboxid": id, "emailaddress": of("emailaddress"), "_regardingobjectid_value": owner,
            "isforwardmailbox": of("isforwardmailbox"), "_emailserverprofile_value": of("emailserverprofile"),
            "incomingemaildeliverymethod": of("incomingemaildeliverymethod"),
            "outgoingemaildeliverymethod": of("outgoingemaildeliverymethod"),
            "actdeliverymethod": of("actdeliverymethod"), "username": of("username"),
            "emailrouteraccessapproval": approval, "mailboxstatus": of("mailboxstatus"), "statecode": 0
        })
    });
    exported(&rows.collect::<Vec<_>>())
}

fn row<const N: usize>(columns: [(&str, Value); N]) -> Row {
    let columns = columns.into_iter().filter(|(_, value)| !value.is_null());
    columns
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}

/// An organization as the router left it, with every mailbox of the plan.
fn organization(file: &OperationsFile) -> Organization {
    let mut organization = Organization::new(true);
    let id = |number: usize| format!("00000000-0000-4000-8000-{number:012}");
    let online = row([
        ("name", json!("Microsoft Exchange Online")),
        ("servertype", json!(3)),
        ("incomingcredentialretrieval", json!(2)),
        ("statecode", json!(0)),
    ]);
    organization.put("emailserverprofile", &id(999_999), online);
    for (number, keys) in file.mailboxes.iter().enumerate() {
        let owner = keys.owner.as_ref();
        let table = match owner {
            Some(owner) if owner.owner_type == OwnerType::Queue => "queue",
            _ => "systemuser",
        };
        let owner = owner.map_or_else(|| id(2 * number), |owner| owner.id.to_string());
        organization.put(
            table,
            &owner,
            row([("emailrouteraccessapproval", json!(2))]),
        );
        let address = keys
            .address
            .as_deref()
            .map_or_else(|| format!("m{number}@example.com"), str::to_owned);
        let mailbox = row([
            ("emailaddress", json!(address)),
            ("regardingobjectid", json!(owner)),
            ("isforwardmailbox", json!(false)),
            ("incomingemaildeliverymethod", json!(1)),
        ]);
        organization.put("mailbox", &id(2 * number + 1), mailbox);
    }
    organization
}

fn remaining(plan: &Plan, following: &Following) -> OperationsFile {
    let mut bytes = Vec::new();
    write_remaining(plan, following, &mut bytes).expect("a Vec takes everything");
    serde_json::from_slice(&bytes).expect("it is an operations.json")
}

#[test]
fn a_migration_is_followed_and_what_remains_is_brought_to_its_end() {
    let plan = sample_plan("three-routers");
    let file: OperationsFile =
        serde_json::from_slice(&rendered(&plan, "operations.json")).expect("operations");
    let mut organization = organization(&file);
    let mut log = Vec::new();
    let before = follow(&plan, &export(&organization));
    assert_eq!(before.sums.as_planned, 0);
    assert_eq!(before.sums.mailboxes as usize, file.mailboxes.len());

    let wave = |number: u32| {
        let starts = plan.waves[number as usize - 1].starts;
        let mut asked = Asked::all(starts);
        asked
            .stages
            .retain(|stage| !matches!(stage, Stage::Dates | Stage::Switch));
        asked.wave = Some(number);
        asked
    };
    // Three mailboxes of the second wave fail their test, and in the third the power goes.
    run(&file, &mut organization, &mut log, &wave(1));
    let second = before.mailboxes.iter().filter(|one| one.wave == 2).take(3);
    let failing: Vec<&str> = second.map(|one| one.label.as_str()).collect();
    let is_failing = |row: &Row| {
        let of = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or_default();
        failing.contains(&of("emailaddress")) || failing.contains(&of("regardingobjectid"))
    };
    organization.failing = organization
        .find("mailbox", is_failing)
        .into_iter()
        .collect();
    run(&file, &mut organization, &mut log, &wave(2));
    let mut cut = wave(3);
    cut.writes = Some(90);
    assert!(run(&file, &mut organization, &mut log, &cut).cut);

    let found = follow(&plan, &export(&organization));
    let [first, second, third, fourth] = &found.waves[..] else {
        panic!("the sample has four waves");
    };
    assert_eq!(
        (first.sums.as_planned, first.go, first.left),
        (12, true, 520)
    );
    assert_eq!(
        (second.sums.test_failed, second.sums.as_planned, second.go),
        (3, 197, true)
    );
    assert_eq!((second.planned_left, second.left), (320, 323));
    assert!(
        third.sums.differs > 0 && third.sums.not_tested + third.sums.differs == 200 && !third.go
    );
    assert_eq!((fourth.sums.differs, fourth.planned_left), (120, 0));
    assert_eq!(fourth.left, found.sums.mailboxes - found.sums.as_planned);

    let rest = remaining(&plan, &found);
    assert_eq!(
        rest.mailboxes, file.mailboxes,
        "all of them count for the switch"
    );
    let is_done = |key: &str| {
        let mut done = found.mailboxes.iter();
        done.any(|one| &*one.key == key && one.progress == Progress::AsPlanned)
    };
    let in_waves = rest
        .operations
        .iter()
        .filter(|one| one.stage < Stage::Dates);
    assert!(in_waves.clone().all(|one| !is_done(&one.target.key)));
    assert!(in_waves.count() < file.operations.len());
    organization.failing.clear();
    for number in 1..=4 {
        let asked = Asked {
            now: wave(4).now,
            ..wave(number)
        };
        run(&rest, &mut organization, &mut log, &asked);
    }
    let end = follow(&plan, &export(&organization));
    let open = end
        .mailboxes
        .iter()
        .find(|one| one.progress != Progress::AsPlanned);
    assert_eq!(open, None);
    let nothing = remaining(&plan, &end);
    let left = nothing.operations.iter().filter(|one| one.wave.is_some());
    assert_eq!(left.count(), 0);
}

#[test]
fn the_command_line_shows_sums_and_writes_what_remains() {
    let folder = folder("follow-cli");
    fs::write(folder.join("plan.json"), rendered(&plan(), "plan.json")).expect("it is written");
    let rows = json!({ "value": [with("mailboxstatus", json!(2))] });
    fs::write(folder.join("mailboxes.json"), rows.to_string()).expect("it is written");
    let reroute = |more: &[&str]| {
        let said = Command::new(env!("CARGO_BIN_EXE_reroute"))
            .args([
                "follow",
                "--plan",
                "plan.json",
                "--directory",
                "mailboxes.json",
            ])
            .args(more)
            .current_dir(&folder)
            .output()
            .expect("it runs");
        let text = String::from_utf8_lossy(&said.stdout).into_owned();
        (said.status.code().expect("a status"), text)
    };
    let (status, text) = reroute(&["--out", "rest"]);
    assert_eq!(status, 1);
    assert!(
        text.contains("Test failed\n  wave 1  sales@contoso.com\n"),
        "{text}"
    );
    assert!(
        text.contains("Not found\n  wave 2  anna@contoso.com\n"),
        "{text}"
    );
    let rest = fs::read(folder.join("rest/operations.json")).expect("it was written");
    let rest: OperationsFile = serde_json::from_slice(&rest).expect("operations");
    assert_eq!(rest.mailboxes.len(), 3);
    assert!(folder.join("rest/apply.ps1").exists());
    let (_, json) = reroute(&["--format", "json"]);
    let found: Following = serde_json::from_str(&json).expect("JSON");
    assert_eq!((found.sums.test_failed, found.sums.not_found), (1, 2));
    fs::write(folder.join("plan.json"), "{}").expect("it is written");
    assert_eq!(reroute(&[]).0, 2);
}
