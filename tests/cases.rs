//! `tests/cases/merge.csv`: small inputs with the columns and outcomes that the rules ask for. The table
//! is kept by hand and never written by a program; where it and the program differ, the section in its
//! last column decides. It opens in a spreadsheet.

#[path = "support/small.rs"]
mod small;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use reroute::answers::Answers;
use reroute::checks::model::{QuestionKind, QuestionOption};
use reroute::directory::{Directory, directory};
use reroute::plan::model::{Mailbox, Outcome, Profile, ProfileType};
use reroute::plan::{Plan, plan_with_directory};
use reroute::router::{FileReader, Given, Reading, group};
use reroute::session::answering::answered;

const TABLE: &str = include_str!("cases/merge.csv");

/// Columns of one direction in the order of a cell.
const SIDE: [&str; 7] = [
    "serverlocation",
    "portnumber",
    "usessl",
    "credentialretrieval",
    "authenticationprotocol",
    "username",
    "useimpersonation",
];

/// Short names of the other columns of a profile. A column that is not written is not named.
const REST: [(&str, &str); 9] = [
    ("same", "usesamesettingsforoutgoingconnections"),
    ("auto", "useautodiscover"),
    ("max", "maxconcurrentconnections"),
    ("polling", "minpollingintervalinminutes"),
    ("timeout", "timeoutmailboxconnection"),
    ("amount", "timeoutmailboxconnectionafteramount"),
    ("move", "moveundeliveredemails"),
    ("defaulttenant", "usedefaulttenantid"),
    ("from", "processemailsreceivedafter"),
];

/// Short names of the columns of a mailbox but for its profile.
const MAILBOX: [(&str, &str); 7] = [
    ("in", "incomingemaildeliverymethod"),
    ("out", "outgoingemaildeliverymethod"),
    ("act", "actdeliverymethod"),
    ("delete", "processanddeleteemails"),
    ("creds", "allowemailconnectortousecredentials"),
    ("user", "username"),
    ("after", "processemailreceivedafter"),
];

/// One line of the table: an input, or a further profile of the one above.
#[derive(Debug, Clone)]
struct Line {
    number: String,
    inputs: Vec<String>,
    answers: String,
    profile: String,
    incoming: String,
    outgoing: String,
    rest: String,
    rows: String,
    why: String,
}

fn table() -> Vec<Vec<Line>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .quoting(false)
        .from_reader(TABLE.as_bytes());
    let mut cases: Vec<Vec<Line>> = Vec::new();
    for record in reader.records() {
        let record = record.expect("eleven cells");
        let cell = |at: usize| record.get(at).expect("a cell").trim().to_owned();
        let line = Line {
            number: cell(0),
            inputs: (1..4).map(cell).filter(|input| !input.is_empty()).collect(),
            answers: cell(4),
            profile: cell(5),
            incoming: cell(6),
            outgoing: cell(7),
            rest: cell(8),
            rows: cell(9),
            why: cell(10),
        };
        match line.number.is_empty() {
            true => cases.last_mut().expect("a first line").push(line),
            false => cases.push(vec![line]),
        }
    }
    cases
}

/// What a case's three lines say.
#[derive(Default)]
struct Input {
    agents: BTreeMap<String, String>,
    state: String,
    export: String,
}

fn id(kind: &str, number: &str) -> String {
    let group = if kind == "Q" { "9000" } else { "8000" };
    format!("00000000-0000-4000-{group}-{number:0>12}")
}

impl Input {
    fn add(&mut self, text: &str) {
        for piece in text.split(" + ") {
            let (router, piece) = piece.split_once(": ").unwrap_or(("A", piece));
            match piece.split_once(' ') {
                Some(("dir", rest)) => self.mailbox(rest),
                Some(("state", rest)) => self.entry(rest),
                _ => {
                    let words = piece
                        .split(' ')
                        .map(Self::word)
                        .collect::<Vec<_>>()
                        .join(" ");
                    let provider = small::provider(&words).unwrap_or_else(|| panic!("{piece}"));
                    self.agents
                        .entry(router.to_owned())
                        .or_default()
                        .push_str(&provider);
                }
            }
        }
    }

    /// `@a` is an address, `U1` a user, `Q1` a queue.
    fn word(word: &str) -> String {
        match word.split_at_checked(1) {
            Some(("@", name)) => format!("EmailAddress={name}@contoso.com"),
            Some(("U", number)) if number.parse::<u8>().is_ok() => {
                format!("UserId={}", id("U", number))
            }
            Some(("Q", number)) if number.parse::<u8>().is_ok() => {
                format!("QueueId={}", id("Q", number))
            }
            _ => word.to_owned(),
        }
    }

    fn entry(&mut self, text: &str) {
        let (name, time) = text.split_once(' ').expect("a name and a time");
        let key = format!("h{:027}", self.state.len());
        let _ = writeln!(
            self.state,
            "<{key}><EmailAddress>{name}@contoso.com</EmailAddress><ThresholdDate>{time}</ThresholdDate></{key}>"
        );
    }

    fn mailbox(&mut self, text: &str) {
        if self.export.is_empty() {
            self.export.push_str("mailboxid,name,emailaddress,_regardingobjectid_value,regardingobjecttypecode,isforwardmailbox,incomingemaildeliverymethod,outgoingemaildeliverymethod,emailrouteraccessapproval,statecode\n");
        }
        let mut words = text.split(' ');
        let name = words.next().expect("a name");
        let (kind, number) = words.next().expect("an owner").split_at(1);
        let mut cells = BTreeMap::from([("in", "0"), ("out", "0"), ("approval", "0")]);
        let mut state = "0";
        for word in words {
            match word.split_once('=') {
                Some((cell, value)) => drop(cells.insert(cell, value)),
                None => state = "1",
            }
        }
        let owner = if kind == "Q" { "queue" } else { "systemuser" };
        let _ = writeln!(
            self.export,
            "{},{name},{name}@contoso.com,{},{owner},false,{},{},{},{state}",
            id("M", number),
            id(kind, number),
            cells["in"],
            cells["out"],
            cells["approval"],
        );
    }

    fn read(&self) -> (Reading, Directory) {
        let file = |folder: &str, name: &str, text: String| {
            let mut reader = FileReader::new(name);
            reader.push(text.as_bytes());
            Given {
                folder: folder.to_owned(),
                router: None,
                read: reader.finish(),
            }
        };
        let mut files = Vec::new();
        for (router, providers) in &self.agents {
            let text = format!("<Configuration>\n{providers}</Configuration>");
            files.push(file(router, "Microsoft.Crm.Tools.EmailAgent.xml", text));
        }
        if !self.state.is_empty() {
            let text = format!("<State>\n{}</State>", self.state);
            files.push(file(
                "A",
                "Microsoft.Crm.Tools.EmailAgent.SystemState.xml",
                text,
            ));
        }
        let mut exports = Vec::new();
        if !self.export.is_empty() {
            let mut reader = reroute::directory::Reader::new("mailboxes.csv");
            reader.push(self.export.as_bytes());
            exports.push(reader.finish());
        }
        (group(files), directory(&exports, &BTreeMap::new()))
    }
}

/// The plan of a case: an answer `kind=text` goes to the first question of that kind with an option that
/// says `text`, and takes it.
fn planned(line: &Line) -> Plan {
    let mut input = Input::default();
    line.inputs.iter().for_each(|text| input.add(text));
    let (reading, directory) = input.read();
    let mut json = serde_json::json!({
        "as_of": "2026-11-23T09:00:00Z", "target": "onpremises-9", "waves_from": "2026-12-01T18:00:00Z"
    });
    let mut choices = Vec::new();
    for word in line.answers.split(' ').filter(|word| !word.is_empty()) {
        match word.split_once('=') {
            Some(("url", url)) => json["target_url"] = url.into(),
            Some(("class", named)) => {
                let (class, kind) = named.split_once('=').expect("a class and its kind");
                json["providers"][class] = kind.into();
            }
            Some(choice) => choices.push(choice),
            None => match word {
                "online" => json["target"] = "online".into(),
                "other" => {
                    json["target"] = "online".into();
                    json["tenant"] = "other".into();
                }
                "op8" => json["target"] = "onpremises-8".into(),
                "final" => json["final"] = true.into(),
                "outlook" => json["include_outlook"] = true.into(),
                "untargeted" => json["target"] = serde_json::Value::Null,
                "undated" => json["waves_from"] = serde_json::Value::Null,
                _ => panic!("{word} is no answer"),
            },
        }
    }
    let mut answers: Answers = serde_json::from_value(json).expect("answers");
    for (kind, text) in choices {
        let plan = plan_with_directory(&reading, &directory, &answers);
        let says = |option: &QuestionOption| {
            option.value == text || option.label.contains(text) || option.value.ends_with(text)
        };
        let found = plan.questions.iter().find_map(|question| {
            let word = serde_json::to_value(question.kind).expect("a word");
            let asked =
                word == kind && question.options.iter().all(|option| option.value != "true");
            let option = question
                .options
                .iter()
                .find(|option| asked && says(option))?;
            Some((question, option))
        });
        let (question, option) =
            found.unwrap_or_else(|| panic!("no question {kind} {text}: {:#?}", plan.questions));
        answers = answered(&answers, &question.answer_path, Some(&option.value))
            .expect("a place for the answer");
    }
    plan_with_directory(&reading, &directory, &answers)
}

fn shown(value: Option<&reroute::dataverse::ColumnValue>) -> String {
    use reroute::dataverse::ColumnValue::{Bool, Int, Text};
    match value {
        None => "-".to_owned(),
        Some(Bool(flag)) => u8::from(*flag).to_string(),
        Some(Int(number)) => number.to_string(),
        Some(Text(text)) => text.to_string(),
    }
}

fn side(profile: &Profile, way: &str) -> String {
    let cells = SIDE.map(|column| shown(profile.columns.get(&format!("{way}{column}"))));
    match cells.iter().all(|cell| cell == "-") {
        true => "-".to_owned(),
        false => cells.join(" "),
    }
}

fn profile_of(profile: &Profile) -> String {
    let word = match profile.profile_type {
        ProfileType::Exchange => "exchange",
        ProfileType::Pop3Smtp => "pop3-smtp",
        ProfileType::Existing => return "existing".to_owned(),
        ProfileType::None => return "none".to_owned(),
    };
    format!("{word} {}", shown(profile.columns.get("servertype")))
}

/// The columns that are neither of a side nor in every profile. The date is named where the case is about it.
fn rest(profile: &Profile, dated: bool) -> String {
    let own = ["emailserverprofileid", "name", "description", "servertype"];
    let others = profile.columns.iter().filter(|(name, _)| {
        let of_side = SIDE.iter().any(|column| {
            *name == format!("incoming{column}") || *name == format!("outgoing{column}")
        });
        !of_side && !own.contains(name) && (dated || *name != "processemailsreceivedafter")
    });
    let mut named: Vec<String> = others
        .map(|(name, value)| format!("{}={}", short(&REST, name), shown(Some(value))))
        .collect();
    named.sort();
    named.join(" ")
}

fn short<'t>(names: &[(&'t str, &str)], column: &'t str) -> &'t str {
    names
        .iter()
        .find(|(_, long)| *long == column)
        .map_or(column, |(short, _)| short)
}

fn sorted(cell: &str) -> String {
    let mut words: Vec<&str> = cell.split(' ').filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    words.join(" ")
}

/// A row as the table writes it: its name, its outcome, then its columns or its reason.
fn row(mailbox: &Mailbox) -> String {
    let name = match mailbox.key.split_once(':') {
        Some(("address", address)) => address
            .strip_suffix("@contoso.com")
            .unwrap_or(address)
            .to_owned(),
        Some(("user", own)) if own.starts_with("00000000-0000-4000-8000-") => {
            format!("U{}", own[24..].trim_start_matches('0'))
        }
        _ => mailbox.key.to_string(),
    };
    // Rows of another organization carry it in their key.
    let name = name
        .rsplit('|')
        .next()
        .unwrap_or_default()
        .replace("address:", "");
    let name = name.strip_suffix("@contoso.com").unwrap_or(&name);
    let outcome = serde_json::to_value(mailbox.outcome).expect("a word");
    let outcome = outcome.as_str().expect("a word");
    if mailbox.outcome != Outcome::Migrates {
        return format!(
            "{name} {outcome} {}",
            mailbox.reason.as_deref().unwrap_or_default()
        );
    }
    let columns = mailbox
        .columns
        .iter()
        .filter(|(column, _)| *column != "emailserverprofile");
    let mut columns: Vec<String> = columns
        .map(|(column, value)| format!("{}={}", short(&MAILBOX, column), shown(Some(value))))
        .collect();
    columns.sort();
    format!("{name} {outcome} {}", columns.join(" "))
}

fn compare(lines: &[Line], wrong: &mut String) {
    let plan = planned(&lines[0]);
    let number = &lines[0].number;
    let mut say = |what: &str, wanted: &str, found: &str| {
        if wanted != "*" && wanted != found {
            let _ = writeln!(
                wrong,
                "{number} {what}\n  table:   {wanted}\n  program: {found}\n  {}",
                lines[0].why
            );
        }
    };
    // Profiles in any order: each line takes the first that is left with its sides.
    let mut left: Vec<&Profile> = plan.profiles.iter().collect();
    for line in lines.iter().filter(|line| line.profile != "*") {
        let fits = |profile: &&Profile| {
            [(&line.incoming, "incoming"), (&line.outgoing, "outgoing")]
                .into_iter()
                .all(|(cell, way)| cell == "*" || cell == "=" || *cell == side(profile, way))
        };
        let at = left.iter().position(fits).unwrap_or(0);
        if left.is_empty() {
            say("profile", &line.profile, "no profile");
            continue;
        }
        let profile = left.remove(at);
        say("profile", &line.profile, &profile_of(profile));
        say("incoming", &line.incoming, &side(profile, "incoming"));
        let outgoing = if line.outgoing == "=" {
            &line.incoming
        } else {
            &line.outgoing
        };
        say("outgoing", outgoing, &side(profile, "outgoing"));
        if line.rest != "*" {
            say(
                "rest",
                &sorted(&line.rest),
                &rest(profile, line.rest.contains("from=")),
            );
        }
    }
    if lines[0].profile != "*" {
        say("profiles", "0 more", &format!("{} more", left.len()));
    }
    let words = |cell: &str| -> String {
        let (name, columns) = cell.split_once(' ').unwrap_or((cell, ""));
        let (outcome, columns) = columns.split_once(' ').unwrap_or((columns, ""));
        format!("{name} {outcome} {}", sorted(columns))
    };
    let rows = lines.iter().flat_map(|line| line.rows.split(" / "));
    let mut wanted: Vec<String> = rows.map(|cell| words(cell.trim())).collect();
    wanted.sort();
    let mut found: Vec<String> = plan.mailboxes.iter().map(row).collect();
    found.sort();
    say("rows", &wanted.join(" / "), &found.join(" / "));
}

/// Several router profiles of a class are one question, for all their mailboxes.
#[test]
fn a_class_is_asked_about_once() {
    let mut input = Input::default();
    for (name, class, host) in [
        ("a", "Mail", "one"),
        ("b", "Mail", "one"),
        ("c", "Mail", "one"),
        ("d", "Other", "one"),
        ("e", "Other", "one"),
        ("f", "Mail", "two"),
    ] {
        input.add(&format!(
            "provider @{name} ProviderClass=Microsoft.Crm.{class} EmailServer={host}.contoso.com"
        ));
    }
    let (reading, directory) = input.read();
    let plan = plan_with_directory(&reading, &directory, &Answers::default());
    let asked = plan.questions.iter();
    let asked = asked.filter(|question| question.kind == QuestionKind::Provider);
    let asked: Vec<(&str, u32)> = asked.map(|one| (&*one.id, one.mailboxes)).collect();
    assert_eq!(
        asked,
        [
            ("provider:Microsoft.Crm.Mail", 4),
            ("provider:Microsoft.Crm.Other", 2)
        ]
    );
}

#[test]
fn every_case_of_the_table_gives_what_the_rules_ask_for() {
    let cases = table();
    assert!(cases.len() >= 60, "{} cases", cases.len());
    let mut wrong = String::new();
    for lines in &cases {
        compare(lines, &mut wrong);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_case_says_why() {
    for line in table().iter().flatten() {
        assert!(
            line.why.contains('§') || line.why.starts_with("01") || line.why.starts_with("05"),
            "{line:?}"
        );
    }
}
