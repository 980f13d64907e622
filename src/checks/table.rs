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

const POP3: &str = "https://learn.microsoft.com/dynamics365/customerengagement/on-premises/admin/connect-to-pop3-or-smtp-servers";
const POP3_ONLINE: &str =
    "https://learn.microsoft.com/power-platform/admin/connect-to-pop3-or-smtp-servers";
const TLS: &str = "https://learn.microsoft.com/power-platform/admin/server-cipher-tls-requirements";
const BASIC: &str = "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-basic-authentication-exchange-online";
const SMTP_AUTH: &str = "https://techcommunity.microsoft.com/blog/exchange/4489835";
const EWS_END: &str = "https://learn.microsoft.com/exchange/clients-and-mobile-in-exchange-online/deprecation-of-ews-exchange-online";
const ONPREM_EXO: &str = "https://learn.microsoft.com/dynamics365/customerengagement/on-premises/admin/connect-dynamics-365-on-premises-exchange-online";
const EXCHANGE_END: &str = "https://techcommunity.microsoft.com/blog/exchange/4461192";
const ONLINE_EXCHANGE: &str =
    "https://learn.microsoft.com/power-platform/admin/connect-exchange-server-on-premises";
const GMAIL: &str = "https://learn.microsoft.com/power-platform/admin/connect-gmail-oauth2";
const CRM2016: &str =
    "https://learn.microsoft.com/lifecycle/products/dynamics-crm-2016-dynamics-365";
const FORWARD: &str =
    "https://learn.microsoft.com/power-platform/admin/create-forward-mailboxes-edit-mailboxes";
const FORWARD_OR_NOT: &str =
    "https://learn.microsoft.com/power-platform/admin/forward-mailbox-vs-individual-mailboxes";
const MAILBOX: &str =
    "https://learn.microsoft.com/power-apps/developer/data-platform/reference/entities/mailbox";
const EXO: &str = "https://learn.microsoft.com/power-platform/admin/connect-exchange-online";
const EMAIL_TAB: &str = "https://learn.microsoft.com/dynamics365/customerengagement/on-premises/admin/system-settings-dialog-box-email-tab";

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
        "Saved answers that no longer match anything in these files: {n}, {which}.",
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
        "IN-17",
        WARNING,
        None,
        "An export of the organization has faults",
        "{file}: {what}",
        "{remedy}",
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
        "PF-01",
        BLOCKER,
        HOLDS,
        "A port is no port",
        "The {way} port of {profile} is “{value}”, which is no TCP port.",
        "Correct the port in the new profile, or in the router’s files.",
        PROFILE,
    ),
    rule(
        "PF-02",
        WARNING,
        None,
        "A port is missing",
        "The files give no {way} port for {profile}. The form of Dynamics 365 would fill one in, an import does not.",
        "Set the port in the new profile; usual ones are 995 or 110 for POP3, 587, 465 or 25 for SMTP.",
        POP3,
    ),
    rule(
        "PF-03",
        WARNING,
        None,
        "A connection without SSL",
        "The {way} connection of {profile} uses no SSL: mail and password travel in clear.",
        "Turn SSL on at the server, then in the new profile.",
        TLS,
    ),
    rule(
        "PF-04",
        BLOCKER,
        HOLDS,
        "Online requires TLS",
        "The {way} connection of {profile} uses no SSL, and Dynamics 365 online connects with TLS 1.2 or 1.3 only.",
        "Enable TLS on the server and set SSL to Yes in the new profile.",
        TLS,
    ),
    rule(
        "PF-05",
        WARNING,
        None,
        "Port and SSL do not fit",
        "The {way} port {value} of {profile} usually means {usual}.",
        "Check both with whoever runs the server.",
        "",
    ),
    rule(
        "PF-06",
        BLOCKER,
        HOLDS,
        "A value is too long",
        "The {way} server or user name of {profile} is longer than the column that takes it.",
        "Shorten it in the new profile.",
        PROFILE,
    ),
    rule(
        "PF-07",
        WARNING,
        None,
        "Not the address of Exchange Web Services",
        "The location of {profile} is {value}; Exchange needs a URL such as https://mail.contoso.com/EWS/Exchange.asmx.",
        "Set the location in the new profile.",
        EXCHANGE,
    ),
    rule(
        "PF-08",
        WARNING,
        None,
        "A host name was cut out of a URL",
        "The {way} server of {profile} stands in the files as {value}; a POP3 or SMTP server is a host name, which is what the plan writes.",
        "Nothing, if the host name is right.",
        POP3,
    ),
    rule(
        "PF-11",
        BLOCKER,
        HOLDS,
        "Windows credentials do not work here",
        "The {way} connection of {profile} used the router’s service account. Windows integrated sign-in works only on-premises, for Exchange and SMTP.",
        "Say whose credentials are used instead.",
        POP3,
    ),
    rule(
        "PF-12",
        WARNING,
        None,
        "More connections than online allows",
        "{profile} has {value} concurrent connections; online takes at most 300.",
        "Use 300 or fewer if the organization will move online.",
        PROFILE,
    ),
    rule(
        "PF-13",
        WARNING,
        None,
        "A time is out of range",
        "The {field} of {profile} is {value} ms in the files; {used}.",
        "Set it in the new profile if it matters.",
        PROFILE,
    ),
    rule(
        "PF-14",
        INFO,
        None,
        "Many connections for one account",
        "{profile} opens {value} connections with one account; the default is 10.",
        "Leave 10 unless the server is known to take more.",
        EXCHANGE,
    ),
    rule(
        "PF-15",
        WARNING,
        None,
        "No folder for undeliverable mail",
        "{profile} moved undeliverable mail aside; only Exchange profiles can.",
        "Nothing: it is not written.",
        EXCHANGE,
    ),
    rule(
        "PF-16",
        WARNING,
        None,
        "Autodiscover with a fixed location",
        "{profile} has a location and discovers it all the same; Microsoft advises against it on-premises.",
        "Set Auto Discover to No.",
        EXCHANGE,
    ),
    rule(
        "PF-18",
        INFO,
        None,
        "No value for this version of Exchange",
        "{profile} is Exchange {version}; the column Exchange Version ends at 2013 and is not written.",
        "Nothing.",
        PROFILE,
    ),
    rule(
        "PF-19",
        WARNING,
        None,
        "The organization is reached without HTTPS",
        "The organization is reached at {url}: over HTTP its form does not take user names and passwords.",
        "Use HTTPS, or set the deployment property AllowCredentialsEntryViaNonSecureChannels.",
        EXCHANGE,
    ),
    rule(
        "PF-20",
        INFO,
        None,
        "A port that is closed in US Government clouds",
        "The {way} port {value} of {profile} is closed outwards in that cloud.",
        "Use 80, 443, 465 or 995.",
        POP3_ONLINE,
    ),
    rule(
        "TG-02",
        BLOCKER,
        HOLDS,
        "Exchange Online takes no passwords",
        "{profile} signs in at {host} with a password. Exchange Online turned Basic authentication off for good ({mailboxes}).",
        "Use an Exchange Online profile instead.",
        BASIC,
    ),
    rule(
        "TG-03",
        WARNING,
        None,
        "SMTP with a password is being retired",
        "{profile} sends through {host}. Exchange Online turns SMTP AUTH with a password off by default at the end of December 2026; an administrator can turn it on again until a date Microsoft will name.",
        "Plan for an Exchange profile.",
        SMTP_AUTH,
    ),
    rule(
        "TG-04",
        BLOCKER,
        HOLDS,
        "SMTP with a password is retired",
        "{profile} sends through {host} after the middle of 2027, when SMTP AUTH with a password cannot be counted on any more ({mailboxes}). The exact date is not published yet.",
        "Use an Exchange profile, or take this rule on once Microsoft has named a later date.",
        SMTP_AUTH,
    ),
    rule(
        "TG-05",
        WARNING,
        None,
        "POP3 at Exchange Online takes OAuth only",
        "{profile} reads {host} by POP3, where only OAuth is left; server-side synchronization has no such kind for POP3.",
        "Use an Exchange Online profile instead.",
        POP3_ONLINE,
    ),
    rule(
        "TG-06",
        WARNING,
        None,
        "Exchange Web Services end in Exchange Online",
        "{profile} reaches Exchange Online by Exchange Web Services, which are turned off tenant by tenant since 1 October 2026 and end on 1 April 2027 ({mailboxes}).",
        "Check EWSEnabled and EWSAllowedAppIDs of the tenant, and read the message centre of Dynamics 365.",
        EWS_END,
    ),
    rule(
        "TG-07",
        BLOCKER,
        HOLDS,
        "No way from on-premises to Exchange Online",
        "{profile} would need Exchange Web Services in Exchange Online after 1 April 2027 ({mailboxes}). No announced replacement for on-premises was found.",
        "Move the organization online, or keep the mailboxes on an Exchange server of yours.",
        EWS_END,
    ),
    rule(
        "TG-08",
        WARNING,
        None,
        "On-premises to Exchange Online needs a set-up",
        "{profile} needs an internet-facing deployment, a certificate, the hybrid connector and server-to-server sign-in; accounts with several factors are not supported.",
        "Follow Microsoft’s guide, and mind that its MSOnline and ACS steps are deprecated.",
        ONPREM_EXO,
    ),
    rule(
        "TG-09",
        BLOCKER,
        HOLDS,
        "This version does not reach Exchange Online",
        "The organization is version {version}; {profile} needs 8.1 or later ({mailboxes}).",
        "Update Dynamics 365 first.",
        ONPREM_EXO,
    ),
    rule(
        "TG-10",
        WARNING,
        None,
        "This Exchange is out of support",
        "{profile} is Exchange {version}, whose support ended on 14 October 2025.",
        "Plan the move to Exchange Server SE or Exchange Online.",
        EXCHANGE_END,
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
        "TG-13",
        WARNING,
        None,
        "Exchange must be reachable from the internet",
        "{profile} is an Exchange server of yours, reached from Dynamics 365 online: its EWS must be reachable from the addresses of Dynamics 365, its certificate valid, and the account needs ApplicationImpersonation.",
        "Test with Microsoft’s Remote Connectivity Analyzer before the pilot.",
        ONLINE_EXCHANGE,
    ),
    rule(
        "TG-14",
        WARNING,
        None,
        "Not on Microsoft’s list",
        "{host} of {profile} is no provider on Microsoft’s list of supported POP3 and SMTP services.",
        "Test the pilot well; there is no claim to support.",
        SUPPORTED,
    ),
    rule(
        "TG-15",
        BLOCKER,
        HOLDS,
        "Gmail takes no ordinary passwords",
        "{profile} signs in at {host} with a password; Google ended that ({mailboxes}).",
        "Use Microsoft’s Gmail OAuth profile (at most 100 users), or an app password where your domain allows it, and take this rule on.",
        GMAIL,
    ),
    rule(
        "TG-16",
        BLOCKER,
        HOLDS,
        "Not under FIPS 140-2",
        "{profile} reads {host}, which is not supported where FIPS 140-2 is enforced ({mailboxes}).",
        "Use another server.",
        SUPPORTED,
    ),
    rule(
        "TG-17",
        BLOCKER,
        ASKS,
        "Two places in one profile",
        "One side of {profile} is Exchange Online, the other an Exchange server of yours; the profile must agree with where the mailboxes live ({mailboxes}).",
        "Say where they live.",
        SUPPORTED,
    ),
    rule(
        "TG-18",
        WARNING,
        None,
        "The target is out of support",
        "Support of CRM 2016 and Dynamics 365 8.2 ended on 13 January 2026.",
        "Plan the move to 9.x or online.",
        CRM2016,
    ),
    rule(
        "MB-02",
        BLOCKER,
        HOLDS,
        "Not one mailbox in the organization",
        "Not exactly one mailbox record in the directory: {what} for {mailboxes}, for example {example}.",
        "Create the user or queue, or resolve the duplicate, and export again.",
        MAILBOX,
    ),
    rule(
        "MB-06",
        WARNING,
        None,
        "Users who synchronize through Outlook",
        "Synchronized through Dynamics 365 for Outlook today: {mailboxes}, for example {example}. That changes with server-side synchronization.",
        "Agree on it with the users.",
        MAILBOX,
    ),
    rule(
        "MB-07",
        BLOCKER,
        HOLDS,
        "A forward mailbox only receives",
        "Marked as a forward mailbox, and with an owner or sending all the same: {mailboxes}, for example {example}.",
        "Take the mark, or the owner, away in the router.",
        FORWARD,
    ),
    rule(
        "MB-08",
        WARNING,
        None,
        "Forward mailboxes are in use",
        "Forward mailboxes in the files: {mailboxes}, for example {example}. They are supported but not recommended: one mailbox throttles or stops mail for all it serves.",
        "Consider individual mailboxes; else make sure the forward mailbox exists before wave 1.",
        FORWARD_OR_NOT,
    ),
    rule(
        "MB-09",
        WARNING,
        None,
        "Nobody would read forwarded mail",
        "Read through a forward mailbox today: {mailboxes}, for example {example}. The plan holds no forward mailbox.",
        "Add the forward mailbox to the router’s files, or let these mailboxes be read themselves.",
        FORWARD,
    ),
    rule(
        "MB-10",
        WARNING,
        None,
        "Deleting works for queues only",
        "Set to delete mail once it is processed: {mailboxes}, for example {example}. Only queues and forward mailboxes can, and these are none, or their owner is not known.",
        "Nothing: it is not written.",
        FORWARD,
    ),
    rule(
        "MB-11",
        INFO,
        None,
        "Mail is deleted once processed",
        "Set to delete mail from the server once it is processed: {mailboxes} of queues or forward mailboxes, for example {example}.",
        "Confirm this, and back the mailboxes up first.",
        FORWARD,
    ),
    rule(
        "MB-12",
        WARNING,
        None,
        "A user name has to be typed in",
        "Credentials of their own, and no readable user name in the files: {mailboxes}, for example {example}.",
        "Type user name and password in at the stage Credentials.",
        POP3,
    ),
    rule(
        "MB-17",
        WARNING,
        Some(Outcome::LeftOut),
        "Inactive mailboxes",
        "Inactive in the organization: {mailboxes}, for example {example}. What is inactive is not processed, and left out.",
        "Activate them if they are still needed, and export again.",
        MAILBOX,
    ),
    rule(
        "MB-18",
        WARNING,
        None,
        "An address is not one",
        "An address that Dynamics 365 does not take: {mailboxes}, for example “{example}”. It needs a name and a domain, and at most 100 characters.",
        "Correct the address in the router or in the organization.",
        MAILBOX,
    ),
    rule(
        "MB-19",
        WARNING,
        None,
        "Appointments would stop to synchronize",
        "Appointments, contacts and tasks of {mailboxes} synchronize today, for example of {example}; with POP3/SMTP they cannot.",
        "Tell the users, or give these mailboxes an Exchange profile.",
        POP3_ONLINE,
    ),
    rule(
        "MB-20",
        BLOCKER,
        ASKS,
        "A rejected address",
        "The address of {mailboxes} was rejected in the organization, for example {example}.",
        "Say whether it is approved all the same, or left out.",
        MAILBOX,
    ),
    rule(
        "AP-02",
        WARNING,
        None,
        "Approval needs roles",
        "With Exchange Online, whoever approves addresses needs the Global, Exchange or Delegated Mailbox Approver role and System Administrator.",
        "Check the roles before the first wave.",
        EXO,
    ),
    rule(
        "AP-08",
        BLOCKER,
        None,
        "Mailboxes outside the plan",
        "Processed in the organization today and not in this plan: {mailboxes}, for example {example}. When the organization is switched over they are left to what is set in them.",
        "Add the router that serves them, or make sure that they are on server-side synchronization already.",
        EMAIL_TAB,
    ),
    rule(
        "AP-10",
        INFO,
        None,
        "The Email Router is retired",
        "Microsoft deprecated the Email Router in 2018 and no longer supports it online since 12 April 2021.",
        "This migration.",
        MIGRATE,
    ),
    rule(
        "AP-11",
        INFO,
        None,
        "New users need a default profile",
        "New users and queues get the organization’s default email server profile, which this plan does not set.",
        "Set it in the organization’s email settings after the switch.",
        EMAIL_TAB,
    ),
    rule(
        "AP-13",
        INFO,
        None,
        "Test and enable takes its time",
        "The test of a mailbox runs by itself; its result shows per direction as Not Run, Success or Failure.",
        "Wait for the results of a wave before the next one, and read the alerts.",
        MAILBOX,
    ),
    rule(
        "AP-14",
        INFO,
        None,
        "The way back",
        "To go back, the organization is set to the Email Router again and the mailboxes to their old delivery methods.",
        "Keep an export of the mailboxes from before the first wave.",
        EMAIL_TAB,
    ),
    rule(
        "AP-15",
        WARNING,
        None,
        "The target is another host",
        "The routers served {served}, the plan is for {target}, and there is no directory: mailboxes are found by their addresses alone.",
        "Add a directory export of the target.",
        "",
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
