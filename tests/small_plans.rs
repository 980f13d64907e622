//! Small migrations on the whole road: from the lines of a few providers and exports to the operations.

#[path = "support/small.rs"]
mod small;

use std::collections::BTreeMap;

use reroute::answers::Answers;
use reroute::dataverse::ColumnValue;
use reroute::directory::{Reader, directory};
use reroute::plan::model::{Mailbox, Outcome, Severity};
use reroute::plan::operations::model::{Op, Operation, OperationsFile, Precondition};
use reroute::plan::{Plan, operations, plan_with_directory};
use reroute::router::{FileReader, Given, group};
use serde_json::{Value, json};

const MAILBOXES: &str = "mailboxid,name,emailaddress,_regardingobjectid_value,regardingobjecttypecode,isforwardmailbox,incomingemaildeliverymethod,outgoingemaildeliverymethod,actdeliverymethod,emailrouteraccessapproval,statecode\n";
const PROFILES: &str =
    "emailserverprofileid,name,servertype,incomingcredentialretrieval,statecode\n";

fn id(number: u32) -> String {
    format!("00000000-0000-4000-8000-{number:012}")
}

/// A user's mailbox of an export.
fn mailbox(number: u32, address: &str, method: u8, approval: u8) -> String {
    format!(
        "{},Box,{address},{},systemuser,false,{method},{method},2,{approval},0\n",
        id(1000 + number),
        id(number)
    )
}

fn read(folder: &str, name: &str, text: &str) -> Given {
    let mut reader = FileReader::new(name);
    reader.push(text.as_bytes());
    Given {
        folder: folder.to_owned(),
        router: None,
        read: reader.finish(),
    }
}

/// Plans one router of these providers, with exports, and answers over the usual ones.
fn planned(providers: &[&str], exports: &[String], answers: &Value) -> Plan {
    planned_from(&agent(providers), None, exports, answers)
}

fn agent(providers: &[&str]) -> String {
    let inner: String = providers
        .iter()
        .map(|line| small::provider(line).expect("a provider"))
        .collect();
    format!("<Configuration>\n{inner}</Configuration>")
}

fn planned_from(agent: &str, state: Option<&str>, exports: &[String], answers: &Value) -> Plan {
    let mut all = json!({
        "as_of": "2026-11-23T09:00:00Z", "target": "onpremises-9", "waves_from": "2026-12-01T18:00:00Z"
    });
    all.as_object_mut()
        .expect("an object")
        .extend(answers.as_object().expect("an object").clone());
    let answers: Answers = serde_json::from_value(all).expect("answers");
    let mut files = vec![
        read("A", "Microsoft.Crm.Tools.EmailAgent.xml", agent),
        read("A", "EncryptionKey.xml", "<Key>made up</Key>"),
    ];
    let name = "Microsoft.Crm.Tools.EmailAgent.SystemState.xml";
    files.extend(state.map(|state| read("A", name, state)));
    let reading = group(files);
    let exports: Vec<_> = exports
        .iter()
        .map(|csv| {
            let mut reader = Reader::new("export.csv");
            reader.push(csv.as_bytes());
            reader.finish()
        })
        .collect();
    plan_with_directory(&reading, &directory(&exports, &BTreeMap::new()), &answers)
}

fn operated(plan: &Plan) -> OperationsFile {
    let text = serde_json::to_string(&operations(plan)).expect("operations");
    serde_json::from_str(&text).expect("what was written")
}

fn of<'o>(file: &'o OperationsFile, op: Op, key: &str) -> Option<&'o Operation> {
    let mut all = file.operations.iter();
    all.find(|one| one.op == op && &*one.target.key == key)
}

fn row<'p>(plan: &'p Plan, key: &str) -> &'p Mailbox {
    let mut rows = plan.mailboxes.iter();
    rows.find(|row| &*row.key == key).expect(key)
}

fn has(plan: &Plan, rule: &str) -> bool {
    plan.findings.iter().any(|finding| finding.id == rule)
}

/// Every assignment names a profile that is made or matched in the same file.
fn assert_assigned(file: &OperationsFile) {
    for update in file
        .operations
        .iter()
        .filter(|one| one.op == Op::UpdateMailbox)
    {
        let assigned = match update.set.get("emailserverprofile") {
            Some(ColumnValue::Text(key)) => Some(&**key),
            _ => None,
        };
        let known = file
            .profiles
            .iter()
            .any(|profile| assigned == Some(&*profile.key));
        assert!(known, "{} gets {assigned:?}", &*update.target.key);
    }
}

const ONLINE: &str = "https://contoso.crm4.dynamics.com";

#[test]
fn outlook_users_get_the_existing_profile_that_was_chosen() {
    let sending = format!("exoout UserId={}", id(1));
    let providers = ["exo EmailAddress=a@contoso.com", &*sending];
    let exports = [
        format!(
            "{MAILBOXES}{}{}",
            mailbox(1, "a@contoso.com", 2, 1),
            mailbox(2, "o@contoso.com", 1, 1)
        ),
        format!("{PROFILES}{},Microsoft Exchange Online,3,2,0\n", id(99)),
    ];
    let mut answers = json!({ "target": "online", "target_url": ONLINE, "include_outlook": true });
    let key = planned(&providers, &exports, &answers).profiles[0]
        .key
        .clone();
    answers["outlook_profile"] = json!(key);
    let plan = planned(&providers, &exports, &answers);
    assert_eq!(
        row(&plan, "address:o@contoso.com").outcome,
        Outcome::Migrates
    );
    let file = operated(&plan);
    assert!(of(&file, Op::UpdateMailbox, "address:o@contoso.com").is_some());
    assert_assigned(&file);
    // No router serves them, so nothing in the files is half.
    assert!(!has(&plan, "IN-08"));
}

#[test]
fn a_mailbox_on_an_existing_profile_is_of_its_own_pair() {
    let sending = [1, 2].map(|number| {
        format!(
            "smtp EmailServer=smtp{number}.contoso.com UserId={}",
            id(number)
        )
    });
    let providers = [
        "exo EmailAddress=a@contoso.com",
        "exo EmailAddress=b@contoso.com",
        &*sending[0],
        &*sending[1],
    ];
    let exports = [format!(
        "{MAILBOXES}{}{}",
        mailbox(1, "a@contoso.com", 2, 1),
        mailbox(2, "b@contoso.com", 2, 1)
    )];
    let mut answers = json!({ "target": "online", "target_url": ONLINE });
    let keys: Vec<_> = planned(&providers, &exports, &answers)
        .profiles
        .iter()
        .map(|profile| profile.key.to_string())
        .collect();
    assert_eq!(keys.len(), 2);
    for left_out in keys {
        answers["profiles"] = json!({ &*left_out: { "migrate": false } });
        let file = operated(&planned(&providers, &exports, &answers));
        assert_eq!(file.mailboxes.len(), 1);
        assert_assigned(&file);
    }
}

#[test]
fn without_exactly_one_profile_to_reuse_nothing_is_assigned() {
    let one = |number, state| format!("{},Online {number},3,2,{state}\n", id(number));
    for (rows, holds) in [
        (one(1, 0), false),
        (one(1, 0) + &one(2, 1), false),
        (one(1, 1), true),
        (one(1, 0) + &one(2, 0), true),
        (format!("{},POP3,1,0,0\n", id(1)), true),
        // What does not tell is left to the script.
        (format!("{},Online,3,,0\n", id(1)), false),
    ] {
        let plan = planned(
            &["exo EmailAddress=a@contoso.com"],
            &[format!("{PROFILES}{rows}")],
            &json!({ "target": "online", "target_url": ONLINE }),
        );
        let outcome = row(&plan, "address:a@contoso.com").outcome;
        assert_eq!(outcome == Outcome::HeldBack, holds, "{rows}");
        assert_eq!(has(&plan, "TG-20"), holds, "{rows}");
    }
}

#[test]
fn a_rejected_address_is_approved_where_the_admin_says_so() {
    let sending = format!("smtp UserId={}", id(1));
    let providers = ["pop EmailAddress=a@contoso.com", &*sending];
    let exports = [format!("{MAILBOXES}{}", mailbox(1, "a@contoso.com", 2, 3))];
    let plan = planned(&providers, &exports, &json!({}));
    let key = "address:a@contoso.com";
    assert_eq!(row(&plan, key).outcome, Outcome::NeedsDecision);
    assert!(of(&operated(&plan), Op::ApproveAddress, key).is_none());

    let answers = json!({ "rejected": { key: "approve" } });
    let plan = planned(&providers, &exports, &answers);
    let file = operated(&plan);
    let approval = of(&file, Op::ApproveAddress, key).expect("it is approved");
    assert!(!approval.precondition.contains(&Precondition::ApprovalOpen));

    // What the export does not show as rejected is still not approved against a rejection.
    let exports = [format!("{MAILBOXES}{}", mailbox(1, "a@contoso.com", 2, 2))];
    let file = operated(&planned(&providers, &exports, &json!({})));
    let approval = of(&file, Op::ApproveAddress, key).expect("it is approved");
    assert!(approval.precondition.contains(&Precondition::ApprovalOpen));
}

#[test]
fn a_provider_that_names_no_mailbox_does_not_count_as_migrated() {
    let sending = format!("smtp UserId={}", id(1));
    let providers = ["pop", "pop EmailAddress=b@contoso.com", &*sending];
    let plan = planned(&providers, &[], &json!({}));
    let sums = &plan.accounting.providers;
    assert_eq!((sums.total, sums.migrates, sums.held_back), (3, 2, 1));
    let mut findings = plan.findings.iter();
    let finding = findings.find(|one| one.id == "IN-19").expect("it is found");
    assert_eq!(finding.places[0].line, Some(2));
    assert!(!plan.switch.ready, "its mail would be lost");

    let accepted = json!({ "accepted": [{ "rule": "IN-19", "subject": "1:2" }] });
    let plan = planned(&providers, &[], &accepted);
    let sums = &plan.accounting.providers;
    assert_eq!((sums.migrates, sums.left_out), (2, 1));
    assert!(plan.switch.ready);

    let plan = planned(&["pop", "smtp"], &[], &json!({}));
    for sums in [&plan.accounting.providers, &plan.accounting.router_profiles] {
        assert_eq!((sums.held_back, sums.left_out), (1, 1));
    }
}

/// What decides between the exit statuses 0 and 1, and what the action plan lists.
fn blockers(plan: &Plan) -> Vec<&str> {
    let findings = plan.findings.iter();
    findings
        .filter(|one| one.severity == Severity::Blocker)
        .map(|one| &*one.id)
        .collect()
}

#[test]
fn what_was_answered_or_accepted_blocks_no_more() {
    let sending = format!("smtp UserId={}", id(1));
    let providers = ["pop EmailAddress=a@contoso.com", &*sending];
    let exports = [format!("{MAILBOXES}{}", mailbox(1, "a@contoso.com", 2, 3))];
    let plan = planned(&providers, &exports, &json!({}));
    assert_eq!(blockers(&plan), ["MB-20"]);
    for answer in ["approve", "leave-out"] {
        let answers = json!({ "rejected": { "address:a@contoso.com": answer } });
        let plan = planned(&providers, &exports, &answers);
        assert!(has(&plan, "MB-20"));
        assert!(blockers(&plan).is_empty(), "{answer}");
    }

    let providers = ["pop EmailAddress=a@gmail.com EmailServer=pop.gmail.com"];
    let plan = planned(&providers, &[], &json!({}));
    assert_eq!(blockers(&plan), ["TG-15"]);
    let key = &plan.profiles[0].key;
    for (subject, left) in [(key.to_string(), 0), ("another".to_owned(), 1)] {
        let answers = json!({ "accepted": [{ "rule": "TG-15", "subject": subject }] });
        let plan = planned(&providers, &[], &answers);
        assert_eq!(blockers(&plan).len(), left, "{subject}");
    }
}

#[test]
fn a_gap_that_was_decided_blocks_no_more() {
    let lagging = |answers: Value| {
        let state = "<Root><h1><EmailAddress>a@contoso.com</EmailAddress><ThresholdDate>2026-11-22T12:00:00Z</ThresholdDate></h1><h2><EmailAddress>b@contoso.com</EmailAddress><ThresholdDate>2026-11-10T12:00:00Z</ThresholdDate></h2></Root>";
        let agent = agent(&[
            "pop EmailAddress=a@contoso.com",
            "pop EmailAddress=b@contoso.com",
        ]);
        planned_from(&agent, Some(state), &[], &answers)
    };
    let plan = lagging(json!({}));
    assert_eq!(blockers(&plan), ["DT-08"]);
    let key = &plan.profiles[0].key;
    for answer in ["accept", "lower", "leave-out"] {
        let plan = lagging(json!({ "date_gap": { &**key: answer } }));
        assert!(has(&plan, "DT-08"));
        assert!(blockers(&plan).is_empty(), "{answer}");
    }
}

#[test]
fn nothing_is_switched_while_somebody_would_be_left_behind() {
    let sending = format!("smtp UserId={}", id(1));
    let providers = ["pop EmailAddress=a@contoso.com", &*sending];
    let own = mailbox(1, "a@contoso.com", 2, 1);
    let known = format!("{MAILBOXES}{own}");
    assert!(planned(&providers, &[known], &json!({})).switch.ready);
    let outside = format!("{MAILBOXES}{own}{}", mailbox(2, "z@contoso.com", 2, 1));
    let plan = planned(&providers, &[outside], &json!({}));
    assert_eq!(blockers(&plan), ["AP-08"]);
    assert!(!plan.switch.ready);

    let mut cut = agent(&[
        "pop EmailAddress=a@contoso.com",
        &*sending,
        "pop EmailAddress=c@contoso.com",
    ]);
    cut.truncate(cut.len() - 60);
    let plan = planned_from(&cut, None, &[], &json!({}));
    assert_eq!(blockers(&plan), ["IN-04"]);
    assert!(
        plan.mailboxes
            .iter()
            .all(|row| row.outcome == Outcome::Migrates)
    );
    assert!(!plan.switch.ready);
}

#[test]
fn what_ends_before_the_switch_is_held_back_whether_its_day_is_typed_or_not() {
    let ids = [1, 2].map(id);
    let exchange = [
        format!("exo EmailAddress=q@contoso.com QueueId={}", ids[0]),
        format!("exo EmailAddress=a@contoso.com UserId={}", ids[1]),
    ];
    let smtp = [
        format!("pop EmailAddress=q@contoso.com QueueId={}", ids[0]),
        format!("pop EmailAddress=a@contoso.com UserId={}", ids[1]),
        format!(
            "smtp EmailServer=smtp.office365.com QueueId={} UserId={}",
            ids[0], ids[1]
        ),
    ];
    for (rule, providers, from, switch) in [
        (
            "TG-07",
            &exchange[..],
            "2027-03-25T18:00:00Z",
            "2027-04-14T18:00:00Z",
        ),
        (
            "TG-04",
            &smtp[..],
            "2027-06-25T18:00:00Z",
            "2027-07-15T18:00:00Z",
        ),
    ] {
        let providers: Vec<&str> = providers.iter().map(String::as_str).collect();
        let plan = |more: Value| {
            let mut answers = json!({ "waves_from": from, "wave_hours": 240 });
            let own = answers.as_object_mut().expect("an object");
            own.extend(more.as_object().expect("an object").clone());
            planned(&providers, &[], &answers)
        };
        for more in [
            json!({}),
            json!({ "switch_at": switch }),
            // A wave for itself, behind all others, is one more to wait for.
            json!({ "wave_hours": 200, "pins": { "address:a@contoso.com": 9 } }),
        ] {
            let plan = plan(more.clone());
            let row = row(&plan, "address:a@contoso.com");
            assert_eq!(row.outcome, Outcome::HeldBack, "{rule} {more}");
            assert_eq!(row.reason.as_deref(), Some(rule));
        }
        // With shorter waves the switch is soon enough.
        let plan = plan(json!({ "wave_hours": 24 }));
        assert!(!has(&plan, rule), "{rule}");
    }
}

#[test]
fn the_address_of_the_organization_is_taken_without_trailing_slashes() {
    let providers = ["pop EmailAddress=a@contoso.com"];
    for (given, taken) in [
        ("https://contoso.crm4.dynamics.com/", Some(ONLINE)),
        (" https://contoso.crm4.dynamics.com ", Some(ONLINE)),
        ("https://contoso.crm4.dynamics.com/main.aspx?appid=1", None),
    ] {
        let plan = planned(&providers, &[], &json!({ "target_url": given }));
        assert_eq!(plan.answers.target_url.as_deref(), taken, "{given}");
        assert_eq!(has(&plan, "AN-01"), taken.is_none(), "{given}");
        // What was meant for another organization is not planned for the routers' own.
        let outcome = row(&plan, "address:a@contoso.com").outcome;
        assert_eq!(
            outcome == Outcome::NeedsDecision,
            taken.is_none(),
            "{given}"
        );
    }
}

#[test]
fn a_version_that_is_none_is_not_known() {
    let providers = ["pop EmailAddress=a@contoso.com"];
    for (given, taken) in [
        ("unknown", true),
        ("9.2.22104.00170", true),
        ("8.2", true),
        ("9", false),
        ("9.2 (online)", false),
        ("9..2", false),
        ("", false),
    ] {
        let answers = json!({ "facts": { "organization_version": given } });
        let plan = planned(&providers, &[], &answers);
        let used = if taken { given } else { "unknown" };
        assert_eq!(plan.answers.facts.organization_version, used, "{given}");
        assert_eq!(has(&plan, "AN-01"), !taken, "{given}");
    }
}

#[test]
fn no_mailbox_starts_before_the_date_that_was_set_for_its_profile() {
    let state = "<Root><h1><EmailAddress>a@contoso.com</EmailAddress><ThresholdDate>2026-12-02T12:00:00Z</ThresholdDate></h1><h2><EmailAddress>b@contoso.com</EmailAddress><ThresholdDate>2026-12-01T12:00:00Z</ThresholdDate></h2></Root>";
    let agent = agent(&[
        "pop EmailAddress=a@contoso.com",
        "pop EmailAddress=b@contoso.com",
    ]);
    let mut answers = json!({ "final": true, "as_of": "2026-12-02T15:00:00Z", "switch_at": "2026-12-02T18:00:00Z" });
    let key = planned_from(&agent, Some(state), &[], &answers).profiles[0]
        .key
        .clone();
    let own = |plan: &Plan, key: &str| {
        let date = row(plan, key).columns.get("processemailreceivedafter");
        date.cloned()
    };
    for (set, a, b) in [
        ("2026-12-02T06:00:00Z", None, None),
        ("2026-12-01T06:00:00Z", Some("2026-12-02T00:00:00Z"), None),
        (
            "2026-11-30T06:00:00Z",
            Some("2026-12-02T00:00:00Z"),
            Some("2026-12-01T00:00:00Z"),
        ),
    ] {
        answers["profiles"] =
            json!({ &*key: { "columns": { "processemailsreceivedafter": set } } });
        let plan = planned_from(&agent, Some(state), &[], &answers);
        let date = |date: Option<&str>| date.map(|date| ColumnValue::from(date.to_owned()));
        assert_eq!(own(&plan, "address:a@contoso.com"), date(a), "{set}");
        assert_eq!(own(&plan, "address:b@contoso.com"), date(b), "{set}");
    }
}

/// Seven mailboxes of one router, and what is known of when each was read.
#[test]
fn a_last_processed_time_is_the_earlier_entry_or_what_the_provider_says() {
    let entry = |(number, (address, time, error)): (usize, &(&str, &str, &str))| {
        let element = |name: &str, value: &str| match value {
            "" => String::new(),
            _ => format!("<{name}>{value}</{name}>"),
        };
        let inner = [
            element("EmailAddress", address),
            element("ThresholdDate", time),
            element("LastError", error),
        ];
        format!("<h{number}>{}</h{number}>", inner.concat())
    };
    let entries = [
        ("later@contoso.com", "2026-11-22T12:00:00Z", "first"),
        ("Later@Contoso.com", "2026-11-22T10:00:00Z", "second"),
        ("earlier@contoso.com", "2026-11-22T09:00:00Z", ""),
        ("earlier@contoso.com", "2026-11-22T11:00:00Z", "second"),
        ("broken@contoso.com", "yesterday", ""),
        ("broken@contoso.com", "2026-11-22T08:00:00Z", ""),
        ("future@contoso.com", "2026-12-22T08:00:00Z", ""),
        ("future@contoso.com", "2026-11-22T07:00:00Z", ""),
        ("silent@contoso.com", "", "of the state file"),
        ("exported@contoso.com", "2026-11-22T06:00:00Z", ""),
        ("nobody@contoso.com", "2026-11-22T05:00:00Z", ""),
        ("", "2026-11-22T05:00:00Z", ""),
    ];
    let state: String = entries.iter().enumerate().map(entry).collect();
    let state = format!("<Root>{state}</Root>");
    let mut agent = agent(&[
        "pop EmailAddress=later@contoso.com",
        "pop EmailAddress=EARLIER@contoso.com",
        "pop EmailAddress=broken@contoso.com",
        "pop EmailAddress=future@contoso.com",
        "pop EmailAddress=silent@contoso.com ThresholdDate=2026-11-22T04:00:00Z LastError=own",
        "pop EmailAddress=own@contoso.com ThresholdDate=2026-11-22T03:00:00Z LastError=own",
        "pop UserId=00000000-0000-4000-8000-000000000001",
    ]);
    // Its address nobody but the export knows, since a provider of two owners does not tie one to either.
    let owner = format!("<UserId>{}</UserId>", id(1));
    let two = format!("{owner}<UserId>{}</UserId>", id(2));
    agent = agent.replace(&owner, &two);
    let exports = [format!(
        "{MAILBOXES}{}",
        mailbox(1, "Exported@contoso.com", 2, 1)
    )];
    let plan = planned_from(&agent, Some(&state), &exports, &json!({}));
    let said = |key: &str| {
        let row = row(&plan, &format!("address:{key}@contoso.com"));
        (row.threshold.as_deref(), row.last_error.as_deref())
    };
    let time = |hour: &str| format!("2026-11-22T{hour}:00:00Z");
    for (key, hour, error) in [
        ("later", "10", Some("first")),
        ("earlier", "09", Some("second")),
        ("broken", "08", None),
        ("future", "07", None),
        ("silent", "04", Some("of the state file")),
        ("own", "03", Some("own")),
        ("exported", "06", None),
    ] {
        assert_eq!(said(key), (Some(&*time(hour)), error), "{key}");
    }
    let finding = |id: &str, what: &str| {
        let mut all = plan.findings.iter().filter(|finding| &*finding.id == id);
        all.find(|finding| finding.message.contains(what))
            .map(|finding| finding.count)
    };
    assert_eq!(finding("IN-16", "two entries"), Some(4));
    assert_eq!(finding("IN-09", "no provider"), Some(2));
}
