//! Bundles compared with themselves and their sources; another program's zip does the tampering.

mod takeaway;

use std::fs;
use std::process::Command;

use reroute::artifacts::bundle;
use reroute::plan::Plan;
use reroute::verify::{About, Bundle, Difference, Verification, verify};
use serde_json::Value;
use takeaway::{folder, plan, run, sample_plan, samples};

fn bundled(plan: &Plan) -> Vec<u8> {
    let mut bytes = Vec::new();
    bundle(plan, &mut bytes).expect("a Vec takes everything");
    bytes
}

fn verified(bytes: &[u8], again: &Plan) -> Verification {
    verify(&Bundle::open(bytes).expect("it is a zip"), again)
}

/// The bundle with one file changed by Python, and with its sum corrected if asked for; without the
/// file if there is nothing to change it to.
fn tampered(bytes: &[u8], name: &str, change: &str, corrected: bool) -> Vec<u8> {
    let folder = folder(&format!("verify-{}-{corrected}", name.replace('.', "-")));
    fs::write(folder.join("bundle.zip"), bytes).expect("it is written");
    let program = "import hashlib, sys, zipfile\n\
        name, change, corrected = sys.argv[1:]\n\
        with zipfile.ZipFile('bundle.zip') as bundle: files = {one: bundle.read(one) for one in bundle.namelist()}\n\
        before = files.get(name, b'')\n\
        files[name] = eval(change, {'before': before})\n\
        if files[name] is None: del files[name]\n\
        elif corrected == 'true':\n\
        \x20   sums = [hashlib.sha256(one).hexdigest() for one in (before, files[name])]\n\
        \x20   files['SHA256SUMS'] = files['SHA256SUMS'].replace(*[one.encode() for one in sums])\n\
        with zipfile.ZipFile('changed.zip', 'w') as bundle:\n\
        \x20   for one, content in files.items(): bundle.writestr(one, content)";
    run(
        "python3",
        &["-c", program, name, change, &corrected.to_string()],
        b"",
        &folder,
    );
    fs::read(folder.join("changed.zip")).expect("Python wrote it")
}

fn subjects(found: &Verification) -> Vec<(About, &str)> {
    let differences = found.differences.iter();
    differences
        .map(|one: &Difference| (one.about, one.subject.as_str()))
        .collect()
}

#[test]
fn a_bundle_of_the_same_sources_has_no_difference() {
    for name in samples() {
        let plan = sample_plan(&name);
        let found = verified(&bundled(&plan), &plan);
        assert_eq!(subjects(&found), [], "{name}");
        assert!(found.unchanged > 10, "{name}");
    }
}

#[test]
fn what_was_changed_by_hand_is_named() {
    let plan = plan();
    let bytes = bundled(&plan);
    let change = "before.replace(b'sales@', b'sale5@')";
    let found = verified(&tampered(&bytes, "mailboxes.csv", change, false), &plan);
    assert_eq!(subjects(&found), [(About::Changed, "mailboxes.csv")]);
    assert!(found.differences[0].message.contains("its sum is not"));

    let found = verified(&tampered(&bytes, "mailboxes.csv", change, true), &plan);
    assert_eq!(subjects(&found), [(About::Changed, "mailboxes.csv")]);
    assert!(found.differences[0].message.contains("and its sum as well"));
}

#[test]
fn what_is_missing_added_or_broken_is_named() {
    let plan = plan();
    let bytes = bundled(&plan);
    let found = verified(&tampered(&bytes, "apply.ps1", "None", false), &plan);
    assert!(subjects(&found).contains(&(About::Content, "apply.ps1")));
    let found = verified(&tampered(&bytes, "notes.txt", "b'mine'", false), &plan);
    assert_eq!(subjects(&found)[0], (About::Content, "notes.txt"));
    let found = verified(&tampered(&bytes, "plan.json", "b'{}'", true), &plan);
    assert_eq!(subjects(&found), [(About::Content, "plan.json")]);
    assert_eq!(found.made_with, None);

    assert!(Bundle::open(&bytes[..bytes.len() / 2]).is_err());
    let mut broken = bytes.clone();
    broken[200] ^= 0x55;
    assert!(!verified(&broken, &plan).differences.is_empty());
}

#[test]
fn other_sources_and_what_they_lead_to_are_named() {
    let then = sample_plan("pop3-smtp");
    let mut now = then.clone();
    now.inputs[0].sha256 = Some("another".to_owned());
    now.mailboxes[0].wave = Some(77);
    now.profiles[0]
        .columns
        .set(&"incomingportnumber", 110.into());
    now.mailboxes.pop();
    let found = verified(&bundled(&then), &now);
    let file = format!(
        "{}/{}",
        then.inputs[0].label.as_deref().expect("a label"),
        then.inputs[0].name
    );
    let subjects = subjects(&found);
    let mailbox = format!("/mailboxes/{}/wave", then.mailboxes[0].key);
    let gone = format!("/mailboxes/{}", then.mailboxes.last().expect("one").key);
    let port = format!(
        "/profiles/{}/columns/incomingportnumber",
        then.profiles[0].key
    );
    for expected in [
        (About::Source, file.as_str()),
        (About::Plan, &mailbox),
        (About::Plan, &gone),
        (About::Plan, &port),
    ] {
        assert!(subjects.contains(&expected), "{expected:?} in {subjects:?}");
    }
    assert_eq!(subjects.len(), 4);
    let port = found.differences.iter().find(|one| one.subject == port);
    assert_eq!(
        port.expect("it was found").message,
        "995 in the bundle, 110 now."
    );
}

/// Two providers on one line of a minified file have one place, and each still counts.
#[test]
fn entries_of_one_name_are_told_apart() {
    let mut then = sample_plan("pop3-smtp");
    then.providers[1].line = then.providers[0].line;
    let mut now = then.clone();
    now.providers[1].router_profile = "in-00000000".into();
    let found = verified(&bundled(&then), &now);
    assert_eq!(found.differences.len(), 1, "{:?}", found.differences);
    assert!(found.differences[0].subject.ends_with("#2/router_profile"));
}

#[test]
fn another_version_is_named() {
    let mut then = plan();
    then.tool.version = "0.0.9".to_owned();
    let found = verified(&bundled(&then), &plan());
    assert_eq!(subjects(&found), [(About::Version, "plan.json")]);
    assert_eq!(found.made_with.as_deref(), Some("0.0.9"));
}

#[test]
fn the_command_line_says_it_all() {
    let folder = folder("verify-cli");
    let sample = |name: &str| format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"));
    let reroute = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reroute"));
        let said = command.args(arguments).current_dir(&folder).output();
        let said = said.expect("it runs");
        let text = String::from_utf8_lossy(&said.stdout).into_owned();
        (said.status.code().expect("a status"), text)
    };
    let (routers, answers) = (
        sample("three-routers"),
        sample("three-routers/answers.json"),
    );
    let arguments = [
        "plan",
        "--router",
        &routers,
        "--answers",
        &answers,
        "--out",
        ".",
        "--only",
        "bundle",
    ];
    assert_eq!(reroute(&arguments).0, 1, "not everything migrates");
    let (status, text) = reroute(&["verify", "--bundle", "bundle.zip", "--router", &routers]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("files are as they were, and the sources give the same plan"));

    let one = sample("three-routers/ROUTER-A");
    let (status, text) = reroute(&[
        "verify",
        "--bundle",
        "bundle.zip",
        "--router",
        &one,
        "--format",
        "json",
    ]);
    assert_eq!(status, 1);
    let found: Verification = serde_json::from_str(&text).expect("JSON");
    let is_gone =
        |one: &Difference| one.about == About::Source && one.subject.starts_with("ROUTER-B/");
    assert!(found.differences.iter().any(is_gone));
    let value: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["differences"][0]["about"], "source");

    fs::write(folder.join("no.zip"), "PK").expect("it is written");
    let (status, _) = reroute(&["verify", "--bundle", "no.zip", "--router", &routers]);
    assert_eq!(status, 2);
}
