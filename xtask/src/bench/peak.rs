//! The most memory that the command line takes, for the densest files there are.

use std::fmt::Write as _;
use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use crate::program;
use crate::workspace::Workspace;

/// Mailboxes that fill about 32 MiB, what the wizard took, when each has no more than it needs.
const MAILBOXES: usize = 46_000;

const ANSWERS: &str = r#"{ "format": "reroute-answers/1", "target": "online", "as_of": "2026-11-23T00:00:00Z",
    "waves_from": "2026-12-01T17:00:00Z", "target_url": "https://fabrikam.crm4.dynamics.com" }"#;

/// What was measured.
pub struct Peak {
    pub seconds: f64,
    /// Bytes of the router's files.
    pub input: u64,
    /// Bytes the process held at most, its own code included.
    pub memory: u64,
}

/// Plans a router of 46,000 mailboxes, and as many owners of whom only the id is known, with all artifacts.
pub fn measure(workspace: &Workspace) -> Result<Peak> {
    let program = program::build(workspace)?;
    let folder = workspace.target.join("bench-memory");
    let router = folder.join("ROUTER");
    fs::create_dir_all(&router)?;
    let mut input = 0;
    for (name, text) in [
        ("Microsoft.Crm.Tools.EmailAgent.xml", agent()),
        ("Microsoft.Crm.Tools.EmailAgent.SystemState.xml", state()),
    ] {
        input += text.len() as u64;
        fs::write(router.join(name), text)?;
    }
    let answers = folder.join("answers.json");
    fs::write(&answers, ANSWERS)?;
    let begun = Instant::now();
    let mut child = Command::new(program)
        .arg("plan")
        .arg("--router")
        .arg(&router)
        .arg("--answers")
        .arg(&answers)
        .arg("--out")
        .arg(folder.join("out"))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut memory = 0;
    let ended = loop {
        memory = memory.max(peak(&status));
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    // Open questions are no failure here; not being able to read would be.
    ensure!(
        matches!(ended.code(), Some(0 | 1)),
        "planning ended with {ended}"
    );
    ensure!(
        memory > 0,
        "the memory of a process can only be read on Linux"
    );
    let seconds = begun.elapsed().as_secs_f64();
    fs::remove_dir_all(&folder)?;
    Ok(Peak {
        seconds,
        input,
        memory,
    })
}

/// `VmHWM` of a process, which Linux keeps for it; 0 once it is gone.
fn peak(status: &str) -> u64 {
    let status = fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or(0) * 1024
}

const CRM: &str = "<CrmServerUrl>http://crm.fabrikam.com/Fabrikam</CrmServerUrl>";

/// One incoming provider a mailbox, and one outgoing provider for as many owners.
fn agent() -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Configuration>\n");
    for number in 0..MAILBOXES {
        let _ = writeln!(
            text,
            "  <ProviderConfiguration>\n    {CRM}\n    <EmailAddress>given.surname{number}@fabrikam.com</EmailAddress>\n    <EmailProtocol>POP3</EmailProtocol>\n    <ServerLocation>pop3.fabrikam.com</ServerLocation>\n    <Port>995</Port>\n    <UseSsl>1</UseSsl>\n    <AccessType>User Specified</AccessType>\n    <UserName>given.surname{number}@fabrikam.com</UserName>\n    <Password>secret</Password>\n  </ProviderConfiguration>"
        );
    }
    let _ = writeln!(
        text,
        "  <ProviderConfiguration>\n    {CRM}\n    <EmailProtocol>SMTP</EmailProtocol>\n    <ServerLocation>smtp.fabrikam.com</ServerLocation>\n    <Port>587</Port>\n    <UseSsl>1</UseSsl>\n    <AccessType>Other Specified</AccessType>\n    <UserName>crm@fabrikam.com</UserName>\n    <Password>secret</Password>"
    );
    for number in 0..MAILBOXES {
        let _ = writeln!(
            text,
            "    <UserId>5d1c22d4-0f4b-4a57-8a3e-{number:012}</UserId>"
        );
    }
    text.push_str("  </ProviderConfiguration>\n</Configuration>\n");
    text
}

/// One entry a mailbox.
fn state() -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<SystemState>\n");
    for number in 0..MAILBOXES {
        let _ = writeln!(
            text,
            "  <h{number:027}>\n    <EmailAddress>given.surname{number}@fabrikam.com</EmailAddress>\n    <ThresholdDate>2026-11-20T10:00:00.0000000Z</ThresholdDate>\n  </h{number:027}>"
        );
    }
    text.push_str("</SystemState>\n");
    text
}
