//! An export, a plan and every artifact of 100,000 mailboxes: how long it takes, how much memory, how large it is.
//!
//! Prints one line of JSON a measurement: `{"what", "seconds", "memory", "bytes"}`; the time is the median
//! of three rounds, the memory what the process grew by at most. `cargo xtask bench artifacts` runs it and
//! makes the tables of `docs/performance.md`, together with e2e/bench-artifacts.js.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

mod measure;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write};
use std::time::Instant;

use measure::status;
use reroute::answers::Answers;
use reroute::artifacts::{ARTIFACTS, BUNDLE, bundle};
use reroute::directory::{Directory, Reader, directory};
use reroute::plan::{Plan, plan_with_directory};
use reroute::router::{FileReader, Given, Reading, group};

const MAILBOXES: usize = 100_000;

fn owner(number: usize) -> String {
    format!("5d1c22d4-0f4b-4a57-8a3e-{number:012}")
}

fn address(number: usize) -> String {
    format!("given.surname{number:06}@fabrikam.com")
}

/// One router that reads every mailbox by POP3 and sends for all of them by one account.
fn routers() -> Reading {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Configuration>\n");
    let crm = "<CrmServerUrl>http://crm.fabrikam.com/Fabrikam</CrmServerUrl>";
    for number in 0..MAILBOXES {
        let address = address(number);
        writeln!(
            text,
            "<ProviderConfiguration>\n{crm}\n<EmailAddress>{address}</EmailAddress>\n<EmailProtocol>POP3</EmailProtocol>\n<ServerLocation>pop3.fabrikam.com</ServerLocation>\n<Port>995</Port>\n<UseSsl>1</UseSsl>\n<AccessType>User Specified</AccessType>\n<UserName>{address}</UserName>\n<Password>secret</Password>\n</ProviderConfiguration>"
        )
        .unwrap();
    }
    writeln!(
        text,
        "<ProviderConfiguration>\n{crm}\n<EmailProtocol>SMTP</EmailProtocol>\n<ServerLocation>smtp.fabrikam.com</ServerLocation>\n<Port>587</Port>\n<UseSsl>1</UseSsl>\n<AccessType>Other Specified</AccessType>\n<UserName>crm-reader@fabrikam.com</UserName>\n<Password>secret</Password>"
    )
    .unwrap();
    for number in 0..MAILBOXES {
        writeln!(text, "<UserId>{}</UserId>", owner(number)).unwrap();
    }
    text.push_str("</ProviderConfiguration>\n</Configuration>\n");
    let mut reader = FileReader::new("Microsoft.Crm.Tools.EmailAgent.xml");
    reader.push(text.as_bytes());
    group(vec![Given {
        folder: "ROUTER".to_owned(),
        router: None,
        read: reader.finish(),
    }])
}

/// An export that joins addresses and owners, and knows every id.
fn export() -> String {
    let mut text = String::from(
        "mailboxid,emailaddress,_regardingobjectid_value,incomingemaildeliverymethod,emailrouteraccessapproval\n",
    );
    for number in 0..MAILBOXES {
        writeln!(
            text,
            "9a8b7c6d-0000-4000-8000-{number:012},{},{},2,2",
            address(number),
            owner(number)
        )
        .unwrap();
    }
    text
}

fn read(export: &str) -> Directory {
    let mut reader = Reader::new("mailboxes.csv");
    reader.push(export.as_bytes());
    directory(&[reader.finish()], &BTreeMap::new())
}

fn answers() -> Answers {
    let answers = r#"{ "as_of": "2026-11-23T09:00:00Z", "target": "online", "target_url": "https://fabrikam.crm4.dynamics.com",
        "waves_from": "2026-12-01T17:00:00Z", "all_pairs_as_proposed": true }"#;
    serde_json::from_str(answers).unwrap()
}

/// Counts what is written.
struct Counter(u64);

impl Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn measure(what: &str, run: impl Fn(&mut dyn Write) -> io::Result<()>) {
    let mut times = Vec::new();
    let (mut memory, mut bytes) = (0, 0);
    for _ in 0..3 {
        // Linux forgets the greatest size so far when told so.
        let _ = fs::write("/proc/self/clear_refs", "5");
        let before = status("VmRSS");
        let mut counter = Counter(0);
        let begun = Instant::now();
        run(&mut counter).unwrap();
        times.push(begun.elapsed().as_secs_f64());
        memory = memory.max(status("VmHWM").saturating_sub(before));
        bytes = counter.0;
    }
    times.sort_by(f64::total_cmp);
    let seconds = times[1];
    println!("{{\"what\":\"{what}\",\"seconds\":{seconds},\"memory\":{memory},\"bytes\":{bytes}}}");
}

fn main() {
    let (routers, export, answers) = (routers(), export(), answers());
    measure("reading the export, a CSV", |out| {
        let rows = read(&export).mailboxes.len();
        assert_eq!(rows, MAILBOXES);
        out.write_all(export.as_bytes())
    });
    let directory = read(&export);
    measure("joining, checking, planning", |_| {
        let plan = plan_with_directory(&routers, &directory, &answers);
        assert_eq!(plan.mailboxes.len(), MAILBOXES);
        Ok(())
    });
    let plan: Plan = plan_with_directory(&routers, &directory, &answers);
    let migrating = plan.mailboxes.iter().filter(|one| one.wave.is_some());
    assert_eq!(migrating.count(), MAILBOXES, "every mailbox is in a wave");
    for artifact in ARTIFACTS {
        let about = artifact.about();
        measure(&format!("`{}`", about.name), |out| {
            artifact.write(&plan, out)
        });
    }
    measure(&format!("`{}`", BUNDLE.name), |out| bundle(&plan, out));
}
