//! The rules: one row each, with severity, effect, texts and source.
//!
//! `{name}` in a message is filled in with a fact. What a rule does to the outcome stands apart from
//! its severity: severity is for the reader, the effect for the plan.

use super::model::Severity;
use crate::merge::model::Outcome;

/// One rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id: family and number.
    pub id: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The outcome it gives its subjects; `None`: it informs.
    pub effect: Option<Outcome>,
    /// What it is, in a few words.
    pub title: &'static str,
    /// What was found, with `{facts}`.
    pub message: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// Where it is documented; empty when it follows from the files themselves.
    pub source: &'static str,
}

const MIGRATE: &str = "https://learn.microsoft.com/dynamics365/customerengagement/on-premises/admin/migrate-settings-email-router-server-side-synchronization";
const MERGE: &str = "https://learn.microsoft.com/previous-versions/dynamicscrm-2015/deployment-administrators-guide/dn531068(v=crm.7)";
const SUPPORTED: &str = "https://learn.microsoft.com/power-platform/admin/supported-email-service-configurations-server-side-synchronization";
const PROFILE: &str = "https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/emailserverprofile";
const FILTERS: &str = "https://learn.microsoft.com/dynamics365/customerengagement/on-premises/admin/choose-records-synchronize-dynamics-365-outlook-exchange";
const BEST: &str = "https://learn.microsoft.com/dynamics365/customerengagement/on-premises/admin/best-practices-server-side-synchronization";
const EXCHANGE: &str = "https://learn.microsoft.com/dynamics365/customerengagement/on-premises/admin/connect-on-prem-exchange-server-on-prem";

const BLOCKER: Severity = Severity::Blocker;
const WARNING: Severity = Severity::Warning;
const INFO: Severity = Severity::Info;
const HOLDS: Option<Outcome> = Some(Outcome::HeldBack);
const ASKS: Option<Outcome> = Some(Outcome::NeedsDecision);
const ENDS: Option<Outcome> = Some(Outcome::NotMigratable);

#[allow(clippy::too_many_arguments)]
const fn rule(
    id: &'static str,
    severity: Severity,
    effect: Option<Outcome>,
    title: &'static str,
    message: &'static str,
    remedy: &'static str,
    source: &'static str,
) -> Rule {
    Rule {
        id,
        severity,
        effect,
        title,
        message,
        remedy,
        source,
    }
}

/// All rules, by family in the order of the road, then by number.
pub static RULES: &[Rule] = &[
    rule(
        "AN-01",
        WARNING,
        None,
        "An answer cannot be used",
        "The answer at {path} is not used: {why}.",
        "Correct it in the page, or in the answers file.",
        "",
    ),
    rule(
        "AN-02",
        INFO,
        None,
        "An answer no longer applies",
        "{n} saved {answers} no longer match anything in these files: {which}.",
        "Check that these are the files the answers were given for; otherwise nothing is to be done.",
        "",
    ),
    rule(
        "IN-01",
        INFO,
        None,
        "More than four routers",
        "There are {n} Email Routers. Microsoft's wizard took at most four; this plan takes them all.",
        "Nothing: the limit was the wizard's.",
        MIGRATE,
    ),
    rule(
        "IN-02",
        INFO,
        None,
        "More than 32 MB",
        "Together the files have {n} MB. Microsoft's wizard took at most 32 MB; this plan takes them all.",
        "Nothing: the limit was the wizard's.",
        MIGRATE,
    ),
    rule(
        "IN-03",
        WARNING,
        None,
        "A file is missing, double or unknown",
        "{what}",
        "Copy the three files from the router's Service folder: Microsoft.Crm.Tools.EmailAgent.xml, Microsoft.Crm.Tools.EmailAgent.SystemState.xml and EncryptionKey.xml.",
        MIGRATE,
    ),
    rule(
        "IN-04",
        WARNING,
        None,
        "A file is damaged",
        "{file} of {router} is damaged{where}: {what} {kept}",
        "{remedy}",
        "",
    ),
    rule(
        "IN-05",
        WARNING,
        None,
        "Providers of no or another organization",
        "{what}",
        "Confirm the organization; what becomes of these providers is listed with each of them.",
        "",
    ),
    rule(
        "IN-06",
        BLOCKER,
        ASKS,
        "The same address is read by two profiles",
        "{what}",
        "Choose the profile that keeps the address; after the migration a mailbox has one profile.",
        "",
    ),
    rule(
        "IN-07",
        BLOCKER,
        ASKS,
        "The same owner sends through two profiles",
        "{what}",
        "Choose the profile that keeps the user or queue; after the migration a mailbox has one profile.",
        "",
    ),
    rule(
        "IN-08",
        WARNING,
        None,
        "Only one direction is in the files",
        "{what}",
        "The other direction stays as it is in the organization. Add a directory export to join addresses and owners, or set the missing direction to None.",
        "",
    ),
    rule(
        "IN-09",
        INFO,
        None,
        "No last processed time",
        "{what}",
        "Nothing: without a time the profile's Process Email From decides.",
        "",
    ),
    rule(
        "IN-10",
        INFO,
        None,
        "Passwords have to be typed in",
        "Passwords and unreadable user names are not taken from router files: {profiles} and {mailboxes} had some.",
        "Have the passwords at hand for the stage Credentials; the plan lists where each is typed in.",
        PROFILE,
    ),
    rule(
        "IN-11",
        WARNING,
        None,
        "The router noted errors",
        "The router noted a last error for {mailboxes}, for example for {example}: {text}",
        "Mend the cause before the mailbox's wave: the test would meet it again.",
        "",
    ),
    rule(
        "IN-12",
        INFO,
        None,
        "Settings without a place in the target",
        "{n} of the router profiles {have} no place in server-side synchronization.",
        "Nothing, unless you relied on one of them: they are listed in not_carried.",
        "",
    ),
    rule(
        "IN-13",
        INFO,
        None,
        "Unknown elements",
        "{n} not in the tag table: {which}. What is unknown is kept and changes nothing.",
        "If one of them means a known field, say so; the plan then uses its value.",
        "",
    ),
    rule(
        "IN-14",
        WARNING,
        None,
        "An id is no GUID",
        "{ids} not in the form of a GUID, for example {example}: {they} cannot be found in the organization.",
        "Take the files from the router itself; published or masked copies do not hold the ids.",
        "",
    ),
    rule(
        "IN-15",
        INFO,
        None,
        "Values differ inside a profile",
        "The mailboxes of {profile} differ in {field}; the largest value is used.",
        "Nothing, or set the column yourself.",
        "",
    ),
    rule(
        "IN-16",
        INFO,
        None,
        "Two entries of one address",
        "The state file has two entries for {example}{more}; the earlier time is used.",
        "Nothing: reading a mail twice is safer than losing it.",
        "",
    ),
    rule(
        "MG-01",
        BLOCKER,
        ENDS,
        "Exchange 2003 has no way in",
        "{profile} reads from Exchange 2003, which cannot be migrated ({mailboxes}).",
        "Move the mailboxes to a newer Exchange first, and plan again.",
        SUPPORTED,
    ),
    rule(
        "MG-02",
        BLOCKER,
        ENDS,
        "WebDAV has no way in",
        "{profile} uses Exchange over WebDAV, which server-side synchronization does not speak ({mailboxes}).",
        "Move the mailboxes to a newer Exchange first. If the server offers Exchange Web Services already, say so in the answers (providers).",
        SUPPORTED,
    ),
    rule(
        "MG-03",
        BLOCKER,
        ENDS,
        "A custom provider has no way in",
        "{profile} uses the custom provider {class}, which nothing in server-side synchronization stands for ({mailboxes}).",
        "Replace it by a supported server. If you know what it speaks, say so in the answers (providers).",
        SUPPORTED,
    ),
    rule(
        "MG-04",
        WARNING,
        None,
        "This Exchange is out of support",
        "{profile} is Exchange {version}. Microsoft's table of 2013 maps it to Exchange; today's support matrix excludes it.",
        "Upgrade Exchange before the migration.",
        SUPPORTED,
    ),
    rule(
        "MG-05",
        WARNING,
        None,
        "Outgoing mail changes its way",
        "Mail of {mailboxes} will leave through Exchange, not through {host}: relay rules, connectors and sender limits there no longer apply.",
        "Confirm this with whoever runs the mail flow, and send a test mail from the pilot.",
        MERGE,
    ),
    rule(
        "MG-06",
        WARNING,
        None,
        "Incoming mail changes its way",
        "{mailboxes} will be read from Exchange, not from {host}: the merged profile is Exchange.",
        "Make sure each mailbox exists in Exchange and receives its mail there.",
        MERGE,
    ),
    rule(
        "MG-08",
        INFO,
        None,
        "Two new profiles are alike",
        "{a} and {b} have the same columns; one would be enough.",
        "Nothing, or merge them by hand after the migration.",
        "",
    ),
    rule(
        "MG-09",
        WARNING,
        None,
        "A name was changed",
        "The name “{wanted}” became “{name}”: a name has at most 100 characters, is unique and is not “Microsoft Exchange Online”.",
        "Give the profile another name if you like.",
        PROFILE,
    ),
    rule(
        "MG-11",
        INFO,
        None,
        "Incoming and outgoing settings differ",
        "{profiles} POP3 and SMTP with settings of their own: “Use same settings for outgoing” is set to No.",
        "Nothing.",
        PROFILE,
    ),
    rule(
        "TG-11",
        BLOCKER,
        HOLDS,
        "This Exchange is not supported",
        "{profile} is Exchange {version}, which {target} does not support ({mailboxes}).",
        "Upgrade Exchange, then plan again.",
        SUPPORTED,
    ),
    rule(
        "DT-01",
        WARNING,
        None,
        "Mail older than a day is read again",
        "{profile} processes mail from {date}, more than 24 hours before the switch: mail that the router has processed can be read again.",
        "Expect a backlog and some mails twice; nothing is lost.",
        EXCHANGE,
    ),
    rule(
        "DT-02",
        WARNING,
        None,
        "A last processed time is not usable",
        "{what}",
        "Nothing: the profile's Process Email From decides for them.",
        "",
    ),
    rule(
        "DT-04",
        INFO,
        None,
        "Some mailboxes were not read for long",
        "The last processed times differ by {days} days; the oldest is of {example}, {date}.",
        "Ask why before the migration, and expect a backlog.",
        "",
    ),
    rule(
        "DT-05",
        INFO,
        None,
        "Come back with the last state files",
        "{what}",
        "On the day of the switch stop the router services, take the state files once more and plan again as final.",
        MIGRATE,
    ),
    rule(
        "DT-06",
        INFO,
        None,
        "Synchronization filters are not about mail",
        "Synchronization filters act on appointments, contacts and tasks, not on mail.",
        "Keep them to the last two weeks before you enable appointments, contacts and tasks.",
        FILTERS,
    ),
    rule(
        "DT-07",
        INFO,
        None,
        "Times without a zone",
        "{n} last processed {times} no zone and {are} read as UTC.",
        "Check one against the router's log if hours matter.",
        "",
    ),
    rule(
        "DT-08",
        BLOCKER,
        ASKS,
        "Mailboxes lag behind their router",
        "{mailboxes} of {profile} {lag} more than 24 hours behind the router (oldest {date}): mail that came since may never be read.",
        "Choose: start with the oldest time, accept the gap (an idle mailbox may lag without losing anything), or leave these mailboxes out.",
        EXCHANGE,
    ),
    rule(
        "WV-01",
        BLOCKER,
        HOLDS,
        "The window allows no start",
        "{why}",
        "Open the window on at least one day within a year of the first wave.",
        "",
    ),
    rule(
        "WV-02",
        WARNING,
        None,
        "The switch comes too early",
        "The switch at {at} lies before the last wave has had its {hours} hours; the earliest is {earliest}.",
        "Move the switch, or leave it empty: then it is the earliest.",
        BEST,
    ),
];

/// The rule of an id.
pub fn by_id(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique() {
        let ids: BTreeSet<_> = RULES.iter().map(|rule| rule.id).collect();
        assert_eq!(ids.len(), RULES.len());
    }

    #[test]
    fn every_rule_says_what_to_do() {
        for rule in RULES {
            assert!(
                !rule.title.is_empty() && !rule.message.is_empty() && !rule.remedy.is_empty(),
                "{}",
                rule.id
            );
        }
    }
}
