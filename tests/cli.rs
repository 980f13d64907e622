//! The command line as scripts see it: statuses, streams and files.
#![cfg(feature = "cli")]

mod takeaway;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use reroute::artifacts::{ARTIFACTS, BUNDLE};
use reroute::plan::Plan;
use serde_json::Value;
use takeaway::{folder, read_csv, run};

/// What a command said, and how it ended.
struct Said {
    status: i32,
    out: Vec<u8>,
    err: String,
}

impl Said {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.out).expect("it says UTF-8")
    }

    fn plan(&self) -> Plan {
        serde_json::from_slice(&self.out).expect("it says a plan")
    }
}

fn reroute<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Said {
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(env!("CARGO_BIN_EXE_reroute"))
        .args(arguments)
        .output()
        .expect("the command line starts");
    Said {
        status: status.code().expect("it ends by itself"),
        out: stdout,
        err: String::from_utf8(stderr).expect("it says UTF-8"),
    }
}

fn sample(name: &str) -> String {
    format!("{}/samples/{name}", env!("CARGO_MANIFEST_DIR"))
}

fn path(path: &Path) -> &str {
    path.to_str().expect("a test folder's name is UTF-8")
}

/// `reroute plan --json` of a folder.
fn planned(router: &str, more: &[&str]) -> Said {
    let mut arguments = vec!["plan", "--json", "--router", router];
    arguments.extend(more);
    if !more.contains(&"--as-of") {
        arguments.extend(["--as-of", "2026-11-23T09:00:00Z"]);
    }
    reroute(arguments)
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .into_string()
                .expect("UTF-8")
        })
        .collect()
}

fn write(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let file = folder.join(name);
    fs::create_dir_all(file.parent().expect("it is in a folder")).expect("a folder can be made");
    fs::write(&file, bytes).expect("a file can be written");
    file
}

const AGENT: &str = "Microsoft.Crm.Tools.EmailAgent.xml";

#[test]
fn everything_is_written_flat_under_its_own_name_and_nothing_is_said() {
    let out = folder("cli-all").join("new/folder");
    let (router, answers) = (sample("pop3-smtp"), sample("pop3-smtp/answers.json"));
    let said = reroute([
        "plan",
        "--router",
        &router,
        "--answers",
        &answers,
        "--out",
        path(&out),
    ]);
    assert_eq!((said.status, said.text(), said.err.as_str()), (0, "", ""));
    let all = ARTIFACTS.iter().map(|artifact| artifact.about().name);
    let all: BTreeSet<String> = all
        .chain([BUNDLE.name])
        .map(|name| name.replace("NNN", "001"))
        .collect();
    assert_eq!(names(&out), all);
    run("unzip", &["-t", "bundle.zip"], b"", &out);
    for name in all.iter().filter(|name| name.ends_with(".csv")) {
        let rows = read_csv(&fs::read(out.join(name)).expect("it was written"));
        assert!(rows.iter().all(|row| row.len() == rows[0].len()), "{name}");
    }
    let again = folder("cli-again");
    reroute([
        "plan",
        "--router",
        &router,
        "--answers",
        &answers,
        "--out",
        path(&again),
    ]);
    for name in &all {
        let one = fs::read(out.join(name)).expect("it was written");
        assert_eq!(
            one,
            fs::read(again.join(name)).expect("it was written"),
            "{name} is the same again"
        );
    }
}

#[test]
fn the_plan_goes_to_standard_output_on_request() {
    let out = folder("cli-json");
    let said = planned(
        &sample("pop3-smtp"),
        &["--out", path(&out), "--only", "plan.json"],
    );
    assert_eq!(
        said.out,
        fs::read(out.join("plan.json")).expect("it was written")
    );
    assert_eq!(planned(&sample("pop3-smtp"), &[]).out, said.out);
    assert_eq!(said.err, "");
}

#[test]
fn single_files_and_kinds_can_be_chosen() {
    let out = folder("cli-only");
    let router = sample("pop3-smtp");
    let only = |list: &str| {
        reroute([
            "plan",
            "--router",
            &router,
            "--out",
            path(&out),
            "--only",
            list,
        ])
    };
    only("waves.csv,answers");
    assert_eq!(
        names(&out),
        BTreeSet::from(["answers.json".to_owned(), "waves.csv".to_owned()])
    );
    only("csv");
    assert!(names(&out).contains("mailboxes.csv") && !names(&out).contains("plan.json"));
    let said = only("docx");
    assert_eq!(said.status, 64);
    assert!(
        said.err.contains("plan.json") && said.err.contains("docx"),
        "{}",
        said.err
    );
}

#[test]
fn what_was_not_understood_ends_with_64() {
    let router = sample("pop3-smtp");
    let commands: [&[&str]; 8] = [
        &[],
        &["help-me"],
        &["plan"],
        &["plan", "--router", &router],
        &["plan", "--router", &router, "--json", "--only", "csv"],
        &["plan", "--router", &router, "--json", "--as-of", "tomorrow"],
        &["check", "--router", &router, "--format", "xml"],
        &["plan", "--router", &router, "--json", "--colour"],
    ];
    for command in commands {
        let said = reroute(command);
        assert_eq!((said.status, said.text()), (64, ""), "{command:?}");
        assert!(!said.err.is_empty(), "{command:?}");
    }
    for asked in [["--help"], ["--version"]] {
        let said = reroute(asked);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{asked:?}");
        assert!(said.text().contains("reroute"));
    }
}

#[test]
fn an_output_that_cannot_be_written_is_said() {
    let file = write(&folder("cli-unwritable"), "file", "");
    let said = reroute([
        "plan",
        "--router",
        &sample("pop3-smtp"),
        "--out",
        path(&file),
    ]);
    assert_eq!(said.status, 64);
    assert!(said.err.contains("cannot be written"), "{}", said.err);
}

#[test]
fn the_status_says_whether_all_migrates() {
    let whole = sample("pop3-smtp/answers.json");
    assert_eq!(
        planned(&sample("pop3-smtp"), &["--answers", &whole]).status,
        0
    );
    assert_eq!(
        planned(&sample("pop3-smtp"), &[]).status,
        1,
        "target and time are open"
    );
    for (name, status) in [
        ("custom-provider", 1),
        ("bad/agent-missing", 1),
        ("bad/hostile-names", 1),
        ("bad/two-agents", 1),
        ("bad/empty-file", 2),
        ("bad/not-xml", 2),
        ("bad/wrong-xml", 2),
        ("bad/binary", 2),
        ("no-such-folder", 2),
    ] {
        let said = planned(&sample(name), &[]);
        assert_eq!(said.status, status, "{name}: {}", said.err);
        assert_eq!(said.plan().format, "reroute-plan/1", "{name}");
        assert_eq!(said.err.is_empty(), status != 2, "{name}: {}", said.err);
    }
}

#[test]
fn an_unreadable_input_is_named_and_the_rest_is_planned() {
    let whole = planned(&sample("pop3-smtp"), &[]).plan();
    let said = planned(
        &sample("pop3-smtp"),
        &[
            "--router",
            &sample("bad/not-xml"),
            "--router",
            "/no/such/folder",
        ],
    );
    assert_eq!(said.status, 2);
    let lines: Vec<&str> = said.err.lines().collect();
    assert!(
        lines.iter().any(|line| {
            line.starts_with("/no/such/folder: It cannot be opened")
                && line.ends_with("that you may read it.")
        }),
        "{lines:?}"
    );
    let unread = format!(", {AGENT}, line 1, column ");
    assert!(
        lines
            .iter()
            .any(|line| line.contains(&unread) && line.contains(", XML00")),
        "{lines:?}"
    );
    let plan = said.plan();
    for mailbox in &whole.mailboxes {
        assert!(
            plan.mailboxes
                .iter()
                .any(|one| one.key.ends_with(&*mailbox.key)),
            "{}",
            mailbox.key
        );
    }
}

#[test]
fn folders_of_folders_are_routers_each_and_a_note_between_them_is_passed_over() {
    let several = planned(&sample("three-routers"), &[]);
    let one_by_one = reroute([
        "plan",
        "--json",
        "--as-of",
        "2026-11-23T09:00:00Z",
        "--router",
        &sample("three-routers/ROUTER-B"),
        "--router",
        &sample("three-routers/ROUTER-A"),
        "--router",
        &sample("three-routers/ROUTER-C"),
        "--router",
        &sample("three-routers/ROUTER-A/../ROUTER-A"),
    ]);
    assert_eq!(several.err, "");
    assert_eq!(several.out, one_by_one.out);
    let labels: BTreeSet<_> = several
        .plan()
        .inputs
        .into_iter()
        .filter_map(|input| input.label)
        .collect();
    assert_eq!(
        labels.into_iter().collect::<Vec<_>>(),
        ["ROUTER-A", "ROUTER-B", "ROUTER-C"]
    );
}

#[test]
fn a_folder_without_a_router_cannot_be_read() {
    let folder = folder("cli-nothing");
    write(&folder, "notes/readme.txt", "nothing of a router");
    let said = planned(path(&folder), &[]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("No file in it is an Email Router's."),
        "{}",
        said.err
    );
}

#[test]
fn the_time_comes_from_the_arguments_or_the_answers_or_the_clock() {
    let folder = folder("cli-time");
    let answers = write(
        &folder,
        "answers.json",
        r#"{ "as_of": "2026-10-01T00:00:00Z" }"#,
    );
    let time = |more: &[&str]| {
        let router = sample("pop3-smtp");
        let mut arguments = vec!["plan", "--json", "--router", &router];
        arguments.extend(more);
        reroute(arguments).plan().as_of.expect("a time").to_string()
    };
    let answers = ["--answers", path(&answers)];
    assert_eq!(time(&answers), "2026-10-01T00:00:00Z");
    assert_eq!(
        time(&[answers[0], answers[1], "--as-of", "2026-12-24"]),
        "2026-12-24T00:00:00Z"
    );
    assert!(time(&[]).as_str() > "2026-01-01T00:00:00Z", "the clock");
}

#[test]
fn the_zone_of_a_window_brings_its_offsets() {
    let folder = folder("cli-zone");
    let window_with = |zone: &str, more: &str| {
        let text = format!(
            r#"{{ "waves_from": "2026-12-01T17:00:00Z", "window": {{ "days": ["mon"], "from": "18:00", "to": "23:00", "zone": "{zone}"{more} }} }}"#
        );
        write(&folder, "answers.json", text)
    };
    let window = |zone: &str| window_with(zone, "");
    // Saved ones are no reason to believe another zone's, or none after a few months.
    for saved in ["", r#", "offsets": [["2026-01-01T00:00:00Z", -28800]]"#] {
        let said = planned(
            &sample("pop3-smtp"),
            &["--answers", path(&window_with("Europe/Berlin", saved))],
        );
        let offsets = said.plan().answers.window.expect("the window").offsets;
        assert_eq!(offsets[0].1, 3600);
        assert_eq!(
            offsets[1],
            ("2027-03-28T01:00:00Z".parse().expect("a time"), 7200)
        );
    }
    let said = planned(
        &sample("pop3-smtp"),
        &["--answers", path(&window("Europe/Berln\\u001b[2J"))],
    );
    assert_eq!((said.status, said.text()), (64, ""));
    assert!(
        said.err
            .contains("answers.json: /window/zone: no time zone is called \"Europe/Berln<U+001B>"),
        "{}",
        said.err
    );
}

#[test]
fn broken_answers_are_placed_and_stop_everything() {
    let folder = folder("cli-answers");
    for (text, wanted) in [
        (
            "{\n \"target\": \"online\",\n}",
            "line 3, column 1: this is not JSON",
        ),
        ("{ \"taget\": \"online\" }", "unknown field `taget`"),
        ("{ \"wave_size\": \"hunter2\" }", "expected u32"),
        ("{ \"format\": \"reroute-answers/9\" }", "/format"),
    ] {
        let answers = write(&folder, "answers.json", text);
        let said = planned(&sample("pop3-smtp"), &["--answers", path(&answers)]);
        assert_eq!((said.status, said.text()), (2, ""), "{text}");
        assert!(
            said.err.contains(wanted) && said.err.contains("answers.json"),
            "{}",
            said.err
        );
        assert!(!said.err.contains("hunter2"), "{}", said.err);
    }
    let said = planned(
        &sample("pop3-smtp"),
        &["--answers", "/no/such/answers.json"],
    );
    assert_eq!((said.status, said.text()), (2, ""));
}

/// Packs files with Python's own packer: names and where their bytes are.
fn zip(to: &Path, files: &[(&str, &Path)]) {
    let list: Vec<Value> = files
        .iter()
        .map(|(name, from)| serde_json::json!([name, from]))
        .collect();
    let program = "import json, sys, zipfile\n\
        with zipfile.ZipFile(sys.argv[1], 'w', zipfile.ZIP_DEFLATED) as archive:\n\
        \x20   for name, source in json.load(sys.stdin):\n\
        \x20       archive.write(source, name)";
    let list = serde_json::to_vec(&list).expect("JSON");
    run("python3", &["-c", program, path(to)], &list, Path::new("."));
}

#[test]
fn a_zip_is_as_good_as_its_folders() {
    let folder = folder("cli-zip");
    let files: Vec<(String, PathBuf)> = ["ROUTER-A", "ROUTER-B", "ROUTER-C"]
        .iter()
        .flat_map(|router| {
            let from = PathBuf::from(sample("three-routers")).join(router);
            names(&from)
                .into_iter()
                .map(move |name| (format!("export/2026/{router}/{name}"), from.join(name)))
        })
        .collect();
    let mut files: Vec<(&str, &Path)> = files
        .iter()
        .map(|(name, from)| (name.as_str(), from.as_path()))
        .collect();
    let readme = PathBuf::from(sample("three-routers/README.md"));
    files.push(("export/README.md", &readme));
    files.push(("__MACOSX/export/._EncryptionKey.xml", &readme));
    let archive = folder.join("routers.zip");
    zip(&archive, &files);
    let (packed, loose) = (
        planned(path(&archive), &[]),
        planned(&sample("three-routers"), &[]),
    );
    assert_eq!(packed.err, "");
    assert_eq!(packed.out, loose.out);
}

#[test]
fn a_hostile_zip_does_no_harm() {
    let folder = folder("cli-hostile-zip");
    let agent = PathBuf::from(sample("pop3-smtp/ROUTER-A")).join(AGENT);
    let archive = folder.join("traversal.zip");
    zip(
        &archive,
        &[(
            "../../../tmp/evil/Microsoft.Crm.Tools.EmailAgent.xml",
            &agent,
        )],
    );
    let said = planned(path(&archive), &[]);
    assert_eq!(said.plan().inputs[0].label.as_deref(), Some("evil"));
    assert_eq!(names(&folder).len(), 1, "nothing was unpacked");

    let zeros = folder.join("zeros");
    fs::File::create(&zeros)
        .and_then(|file| file.set_len(300 << 20))
        .expect("a sparse file");
    let archive = folder.join("bomb.zip");
    zip(
        &archive,
        &[
            ("ROUTER-A/notes.bin", &zeros),
            ("ROUTER-A/Microsoft.Crm.Tools.EmailAgent.xml", &agent),
        ],
    );
    let said = planned(path(&archive), &[]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("notes.bin") && said.err.contains("packed tighter"),
        "{}",
        said.err
    );
    assert!(!said.plan().mailboxes.is_empty(), "the rest is planned");

    let whole = fs::read(folder.join("traversal.zip")).expect("it was written");
    let torn = write(&folder, "torn.zip", &whole[..whole.len() / 2]);
    let said = planned(path(&torn), &[]);
    assert_eq!(said.status, 2);
    assert!(
        said.err.contains("neither a folder nor a zip"),
        "{}",
        said.err
    );
}

#[test]
fn findings_are_shown_for_people_and_for_programs() {
    let router = sample("three-routers");
    let check = |format: &str| {
        reroute([
            "check",
            "--router",
            &router,
            "--as-of",
            "2026-11-23",
            "--format",
            format,
        ])
    };
    let text = check("text");
    assert_eq!((text.status, text.err.as_str()), (1, ""));
    assert!(!text.text().contains('\u{1b}'), "colours are for terminals");
    assert!(text.text().contains("What to do: "));
    let longest = text
        .text()
        .lines()
        .filter(|line| !line.contains("https://"))
        .map(|line| line.chars().count())
        .max();
    assert!(longest <= Some(100), "lines fit a screen");
    let json: Value = serde_json::from_slice(&check("json").out).expect("JSON");
    let rows = read_csv(&check("csv").out);
    let findings = json.as_array().expect("a list");
    assert_eq!(findings.len(), rows.len() - 1);
    for finding in findings {
        let rule = finding["id"].as_str().expect("an id");
        assert!(text.text().contains(rule), "{rule}");
    }
}

#[test]
fn names_cannot_steer_the_terminal() {
    let folder = folder("cli-escapes");
    let agent = PathBuf::from(sample("pop3-smtp/ROUTER-A")).join(AGENT);
    let router = "\u{1b}[2J\u{1b}]0;owned\u{7}\u{202e}";
    fs::create_dir(folder.join(router)).expect("a folder can have such a name");
    fs::copy(agent, folder.join(router).join(AGENT)).expect("a copy");
    write(
        &folder,
        &format!("{router}/Microsoft.Crm.Tools.EmailAgent.SystemState.xml"),
        "\u{1b}[31m",
    );
    for said in [
        planned(path(&folder), &[]),
        reroute(["check", "--router", path(&folder), "--as-of", "2026-11-23"]),
        reroute([
            "check",
            "--router",
            &sample("bad/hostile-names"),
            "--as-of",
            "2026-11-23",
        ]),
    ] {
        for stream in [said.text(), &said.err] {
            assert!(!stream.contains(['\u{1b}', '\u{7}', '\u{9b}']), "{stream}");
        }
        assert!(!said.err.contains('\u{202e}'), "{}", said.err);
    }
}

#[test]
fn files_are_redacted_for_others_and_what_stays_is_shown_first() {
    let given = folder("redact-given");
    for router in ["a", "b"] {
        let service = given.join(router).join("Service");
        fs::create_dir_all(&service).expect("a folder");
        write(
            &service,
            "Microsoft.Crm.Tools.EmailAgent.xml",
            format!(
                "<Configuration><ProviderConfiguration><CrmServerUrl>https://crm.contoso.com/Contoso</CrmServerUrl><EmailAddress>{router}@contoso.com</EmailAddress><EmailPort>995</EmailPort></ProviderConfiguration></Configuration>"
            ),
        );
        write(&service, "notes.txt", "call Meier");
    }
    let out = folder("redact-out").join("new");
    let router = |name: &str| path(&given.join(name).join("Service")).to_owned();
    let arguments = [
        "redact",
        "--router",
        &router("a"),
        "--router",
        &router("b"),
        "--out",
        path(&out),
    ];
    let said = reroute(arguments);
    assert_eq!(said.status, 0, "{}", said.err);
    assert!(said.text().contains("  EmailPort: 995"), "{}", said.text());
    assert!(said.text().contains("Service/notes.txt"), "{}", said.text());
    assert_eq!(
        names(&out),
        ["ROUTER-01", "ROUTER-02"].map(str::to_owned).into()
    );
    let text = fs::read_to_string(out.join("ROUTER-02/Microsoft.Crm.Tools.EmailAgent.xml"))
        .expect("a file");
    assert!(
        !text.to_lowercase().contains("contoso") && text.contains("<EmailPort>995</EmailPort>"),
        "{text}"
    );
    let again = reroute(arguments);
    assert_eq!(
        again.status, 64,
        "an old file would stay among the new ones"
    );
}

#[test]
fn no_secret_of_the_samples_shows_anywhere() {
    // The samples mark what is secret in them: passwords contain this word.
    let out = folder("cli-secrets");
    let mut searched = 0;
    for name in [
        "pop3-smtp",
        "exchange-2010-smtp",
        "three-routers",
        "unknown-tags",
    ] {
        let said = planned(&sample(name), &["--out", path(&out)]);
        let texts = reroute(["check", "--router", &sample(name), "--as-of", "2026-11-23"]);
        let mut all = [
            said.out,
            said.err.into_bytes(),
            texts.out,
            texts.err.into_bytes(),
        ]
        .concat();
        for file in names(&out).iter().filter(|name| !name.ends_with(".zip")) {
            all.extend(fs::read(out.join(file)).expect("it was written"));
        }
        let all = String::from_utf8_lossy(&all).into_owned();
        for secret in secrets(Path::new(&sample(name))) {
            assert!(!all.contains(&secret), "{name} shows {secret}");
            searched += 1;
        }
    }
    assert!(searched > 10, "there are secrets in the samples");
}

/// What stands in elements that hold a password, and in key files.
fn secrets(folder: &Path) -> BTreeSet<String> {
    let mut secrets = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            secrets.extend(self::secrets(&path));
            continue;
        }
        let bytes = fs::read(&path).expect("a file");
        let text = String::from_utf8_lossy(&bytes);
        let is_key = path.ends_with("EncryptionKey.xml");
        for part in text.split('<').filter(|part| !part.starts_with('/')) {
            let Some((tag, value)) = part.split_once('>') else {
                continue;
            };
            let value = value.trim();
            if (is_key || tag.contains("Password")) && value.len() >= 6 {
                secrets.insert(value.to_owned());
            }
        }
    }
    secrets
}
