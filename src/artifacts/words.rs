//! The words people know the plan's terms by.

use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

use crate::plan::Plan;
use crate::plan::model::{
    DecidedBy, FindingPlace, MailboxKind, Need, Outcome, OwnerType, PairedBy, Place, ProfileType,
    Severity, Stage, WaveKind,
};

/// Where something ends.
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Migrates => "Migrates",
        Outcome::NeedsDecision => "Needs a decision",
        Outcome::HeldBack => "Held back",
        Outcome::NotMigratable => "Not migratable",
        Outcome::LeftOut => "Left out",
    }
}

/// How grave a finding is.
pub const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "Blocker",
        Severity::Warning => "Warning",
        Severity::Info => "Information",
    }
}

/// Whose mailbox it is.
pub const fn mailbox_kind(kind: MailboxKind) -> &'static str {
    match kind {
        MailboxKind::Queue => "Queue",
        MailboxKind::Forward => "Forward mailbox",
        MailboxKind::Unknown => "Not known",
        MailboxKind::User => "User",
    }
}

/// The type of an owner.
pub const fn owner_type(owner: OwnerType) -> &'static str {
    match owner {
        OwnerType::User => "User",
        OwnerType::Queue => "Queue",
    }
}

/// Who is in a wave.
pub const fn wave_kind(kind: WaveKind) -> &'static str {
    match kind {
        WaveKind::Pilot => "Pilot",
        WaveKind::Queue => "Queues and forward mailboxes",
        WaveKind::Unknown => "Owner not known",
        WaveKind::User => "Users",
        WaveKind::Outlook => "Users of Dynamics 365 for Outlook",
    }
}

/// What a mailbox still needs.
pub const fn need(need: Need) -> &'static str {
    match need {
        Need::Password => "Password typed in",
        Need::Approval => "Approval of the address",
        Need::Directory => "Export of the organization",
        Need::ForwardMailbox => "Forward mailbox made by hand",
    }
}

/// The type of a new profile.
pub const fn profile_type(kind: ProfileType) -> &'static str {
    match kind {
        ProfileType::Exchange => "Exchange",
        ProfileType::Pop3Smtp => "POP3/SMTP",
        ProfileType::Existing => "Existing profile",
        ProfileType::None => "None yet",
    }
}

/// A stage of carrying the plan out, by the name `apply.ps1` knows it.
pub const fn stage(stage: Stage) -> &'static str {
    match stage {
        Stage::Check => "Check",
        Stage::Profiles => "Profiles",
        Stage::Mailboxes => "Mailboxes",
        Stage::Approve => "Approve",
        Stage::Credentials => "Credentials",
        Stage::Test => "Test",
        Stage::Dates => "Dates",
        Stage::Switch => "Switch",
    }
}

/// What proves a pair.
pub const fn paired_by(by: PairedBy) -> &'static str {
    match by {
        PairedBy::Directory => "The export of the organization",
        PairedBy::Provider => "A provider with address and owner",
        PairedBy::Only => "Only one candidate",
        PairedBy::Equal => "All candidates give the same profile",
        PairedBy::Answer => "Your answer",
        PairedBy::OneDirection => "There is only one direction",
    }
}

/// What told the kind of a server.
pub const fn decided_by(by: DecidedBy) -> &'static str {
    match by {
        DecidedBy::Class => "Class of the provider",
        DecidedBy::Tag => "Its own tag",
        DecidedBy::Port => "Port",
        DecidedBy::Location => "Location of the server",
        DecidedBy::Answer => "Your answer",
    }
}

/// A time to the minute in UTC, as spreadsheets read it: `2026-12-01 18:00`.
pub fn minute(time: Timestamp) -> String {
    let at = time.to_zoned(TimeZone::UTC).datetime();
    format!(
        "{:04}-{:02}-{:02} {:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute()
    )
}

/// A time in UTC and, where the plan has a window, in its zone: `2026-12-01 18:00 UTC (19:00 Europe/Berlin)`.
pub fn moment(plan: &Plan, time: Timestamp) -> String {
    let utc = minute(time) + " UTC";
    let Some(window) = &plan.answers.window else {
        return utc;
    };
    let offsets = window.offsets.iter().filter(|(from, _)| *from <= time);
    let local = offsets
        .max_by_key(|(from, _)| *from)
        .and_then(|(_, offset)| Offset::from_seconds(*offset).ok())
        .map(|offset| offset.to_datetime(time));
    match local {
        Some(local) if local.date() == Offset::UTC.to_datetime(time).date() => {
            format!("{utc} ({} {})", local.strftime("%H:%M"), window.zone)
        }
        Some(local) => format!(
            "{utc} ({} {})",
            local.strftime("%Y-%m-%d %H:%M"),
            window.zone
        ),
        None => utc,
    }
}

/// What a router is called: its label, or its number.
pub fn router(plan: &Plan, number: u16) -> String {
    plan.inputs
        .iter()
        .find(|input| input.router == Some(number))
        .and_then(|input| input.label.clone())
        .unwrap_or_else(|| format!("Router {number}"))
}

/// A place in a file, as `ROUTER-A, Microsoft.Crm.Tools.EmailAgent.xml, line 12`.
pub fn place(plan: &Plan, place: &Place) -> String {
    let router = router(plan, place.router);
    format!("{router}, {}, line {}", place.file, place.line)
}

/// A place of a finding, as far as it is known.
pub fn finding_place(plan: &Plan, place: &FindingPlace) -> String {
    let mut text = String::new();
    if let Some(number) = place.router {
        text = router(plan, number) + ", ";
    }
    text += &place.file;
    if let Some(line) = place.line {
        text += &format!(", line {line}");
        if let Some(column) = place.column {
            text += &format!(", column {column}");
        }
    }
    text
}

/// `one mailbox`, `12 mailboxes`: a number with its noun; figures are grouped.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// A number with a comma after every three digits: `12,345`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped, minute};

    #[test]
    fn numbers_and_times_read_well() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(counted(1, "mailbox", "mailboxes"), "1 mailbox");
        let time = "2026-12-01T18:05:59Z".parse().expect("a time");
        assert_eq!(minute(time), "2026-12-01 18:05");
    }
}
