//! What things are called on the page.

use super::intl;
use crate::answers::Target;
use crate::checks::by_id;
use crate::plan::model::{MailboxKind, Need, Outcome, ProfileType, Severity, WaveKind};
use crate::session::protocol::Overview;

/// A tone: colour and icon of an outcome or a severity. The word always stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tone {
    /// Value of `data-tone`.
    pub(super) name: &'static str,
    /// Icon of the sprite.
    pub(super) icon: &'static str,
}

pub(super) const OK: Tone = Tone {
    name: "ok",
    icon: "ok",
};
pub(super) const ASK: Tone = Tone {
    name: "ask",
    icon: "ask",
};
pub(super) const HELD: Tone = Tone {
    name: "held",
    icon: "held",
};
pub(super) const NONE: Tone = Tone {
    name: "none",
    icon: "none",
};
pub(super) const OUT: Tone = Tone {
    name: "out",
    icon: "out",
};
pub(super) const INFO: Tone = Tone {
    name: "info",
    icon: "info",
};

/// The outcomes in the order they are shown.
pub(super) const OUTCOMES: [Outcome; 5] = [
    Outcome::Migrates,
    Outcome::NeedsDecision,
    Outcome::HeldBack,
    Outcome::NotMigratable,
    Outcome::LeftOut,
];

pub(super) const fn tone(outcome: Outcome) -> Tone {
    match outcome {
        Outcome::Migrates => OK,
        Outcome::NeedsDecision => ASK,
        Outcome::HeldBack => HELD,
        Outcome::NotMigratable => NONE,
        Outcome::LeftOut => OUT,
    }
}

/// As in "it …".
pub(super) const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Migrates => "migrates",
        Outcome::NeedsDecision => "needs a decision",
        Outcome::HeldBack => "held back",
        Outcome::NotMigratable => "not migratable",
        Outcome::LeftOut => "left out",
    }
}

/// As in "12 …".
pub(super) const fn outcome_of_many(outcome: Outcome, count: u64) -> &'static str {
    match outcome {
        Outcome::Migrates if count != 1 => "migrate",
        Outcome::NeedsDecision if count != 1 => "need a decision",
        _ => self::outcome(outcome),
    }
}

pub(super) const fn severity_tone(severity: Severity) -> Tone {
    match severity {
        Severity::Blocker => HELD,
        Severity::Warning => ASK,
        Severity::Info => INFO,
    }
}

pub(super) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Blocker => "Blocker",
        Severity::Warning => "Warning",
        Severity::Info => "To know",
    }
}

pub(super) use crate::artifacts::words::{mailbox_kind as kind, wave_kind};

pub(super) const KINDS: [MailboxKind; 4] = [
    MailboxKind::User,
    MailboxKind::Queue,
    MailboxKind::Forward,
    MailboxKind::Unknown,
];

/// The value of `data-kind` in the timeline.
pub(super) const fn wave_name(kind: WaveKind) -> &'static str {
    match kind {
        WaveKind::Pilot => "pilot",
        WaveKind::Queue => "queue",
        WaveKind::Unknown => "unknown",
        WaveKind::User => "user",
        WaveKind::Outlook => "outlook",
    }
}

/// In a narrow cell.
pub(super) const fn need(need: Need) -> &'static str {
    match need {
        Need::Password => "password",
        Need::Approval => "approval",
        Need::Directory => "directory",
        Need::ForwardMailbox => "forward mailbox",
    }
}

pub(super) const fn profile_type(kind: ProfileType) -> &'static str {
    match kind {
        ProfileType::Exchange => "Exchange",
        ProfileType::Pop3Smtp => "POP3/SMTP",
        ProfileType::Existing => "existing profile, reused",
        ProfileType::None => "no profile yet",
    }
}

pub(super) const fn target(target: Target) -> &'static str {
    match target {
        Target::Online => "Dynamics 365 online",
        Target::OnPremises9 => "On-premises, version 9.x",
        Target::OnPremises8 => "On-premises, version 8.x",
    }
}

/// One thing, or several.
pub(super) fn plural(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

/// Why something ends as it does: the rule's title, or what is still open.
pub(super) fn reason(code: &str) -> &str {
    if let Some(rule) = by_id(code) {
        return rule.title;
    }
    match code {
        "PAIR-OPEN" => "The outgoing profile is not chosen yet",
        "PROVIDER-OPEN" => "The kind of the server is not known",
        "VERSION-OPEN" => "The version of Exchange is not known",
        "CREDENTIALS-OPEN" => "Whose credentials are used is not known",
        "PLACE-OPEN" => "Where the mailboxes live is not known",
        "OUTLOOK-OPEN" => "What becomes of users who track in Outlook is not decided",
        "ORGANIZATION-OPEN" => "The organization is not chosen",
        "TARGET-OPEN" => "Where Dynamics 365 runs is not said",
        "TIME-OPEN" => "When the waves start is not said",
        "LEFT-OUT" => "You left them out",
        "OTHER-ORG" => "They belong to another organization",
        other => other,
    }
}

/// The plan in one sentence, for the live region.
pub(super) fn summary(overview: &Overview) -> String {
    let sums = [overview.accounting.mailboxes, overview.accounting.half_rows];
    let total: u64 = sums.iter().map(|sum| sum.total).sum();
    let migrates: u64 = sums.iter().map(|sum| sum.migrates).sum();
    let open = overview
        .questions
        .iter()
        .filter(|question| question.answered.is_none())
        .count();
    format!(
        "The plan is up to date: {} routers, {} rows, {} of them migrate, {} decisions open.",
        intl::number(overview.routers.len() as u64),
        intl::number(total),
        intl::number(migrates),
        intl::number(open as u64),
    )
}
