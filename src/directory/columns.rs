//! The columns of an export: which there are, under which headings, and what they hold.
//!
//! One row a column. Understanding headings and labels, `docs/directory.md` and the choices the page
//! offers for an unknown heading all come from it. Display names and labels are those of Microsoft's
//! table references, older wordings included.

/// A table of the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TableKind {
    /// `mailbox`
    Mailboxes,
    /// `emailserverprofile`
    Profiles,
}

impl TableKind {
    /// Its columns, in the order of the queries.
    pub fn columns(self) -> &'static [Column] {
        match self {
            Self::Mailboxes => MAILBOX_COLUMNS,
            Self::Profiles => PROFILE_COLUMNS,
        }
    }

    /// What its rows are, for a person.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mailboxes => "mailboxes",
            Self::Profiles => "email server profiles",
        }
    }
}

/// One column.
#[derive(Debug)]
pub struct Column {
    /// Which it is.
    pub(crate) field: Field,
    /// Its name in answers: the logical name.
    pub name: &'static str,
    /// Further headings it may have, compared ignoring case and runs of white space.
    pub headings: &'static [&'static str],
    /// What its cells hold.
    pub(crate) holds: Holds,
    /// Whether an export is better for it: it is named when it is missing.
    pub(crate) wanted: bool,
}

/// What a column means to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Field {
    MailboxId,
    Name,
    EmailAddress,
    Regarding,
    RegardingType,
    RegardingName,
    RegardingUser,
    RegardingQueue,
    IsForwardMailbox,
    Profile,
    ProfileName,
    Incoming,
    Outgoing,
    Act,
    Approval,
    MailboxStatus,
    ReceivedAfter,
    Username,
    PrimaryForExchange,
    State,
    ProfileId,
    ServerType,
    IncomingRetrieval,
    OutgoingRetrieval,
}

/// What cells hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// Text.
    Text,
    /// The row's own id.
    Id,
    /// The id of another row, or only its name (Advanced Find).
    Lookup,
    /// The table that a lookup points to.
    OwnerType,
    /// Yes or no.
    Bool,
    /// One of some numbers, or its label.
    Choice(&'static [(i64, &'static [&'static str])]),
    /// A day.
    Day,
    /// A time.
    Time,
}

/// The answer that a heading means nothing.
pub const IGNORE: &str = "ignore";

const OUTLOOK: &[&str] = &[
    "Microsoft Dynamics 365 for Outlook",
    "Microsoft Dynamics CRM for Outlook",
    "Dynamics 365 for Outlook",
];
const SERVER_SIDE: &[&str] = &[
    "Server-Side Synchronization or Email Router",
    "Server-Side Synchronization",
    "Email Router",
    "E-mail Router",
];
const INCOMING: Holds = Holds::Choice(&[
    (0, &["None"]),
    (1, OUTLOOK),
    (2, SERVER_SIDE),
    (3, &["Forward Mailbox"]),
]);
const OUTGOING: Holds = Holds::Choice(&[(0, &["None"]), (1, OUTLOOK), (2, SERVER_SIDE)]);
const STATE: Holds = Holds::Choice(&[(0, &["Active"]), (1, &["Inactive"])]);
const RETRIEVAL: Holds = Holds::Choice(&[
    (0, &["Credentials Specified by a User or Queue"]),
    (1, &["Credentials Specified in Email Server Profile"]),
    (2, &["Server to Server Authentication"]),
    (3, &["Windows Integrated Authentication"]),
    (4, &["Without Credentials (Anonymous)"]),
    (5, &["Gmail OAuth"]),
    (6, &["Exchange Hybrid Modern Auth (HMA)"]),
    (
        7,
        &[
            "OAuth with Microsoft Entra ID",
            "Azure Active Directory OAuth",
        ],
    ),
]);

const fn column(
    field: Field,
    name: &'static str,
    headings: &'static [&'static str],
    holds: Holds,
    wanted: bool,
) -> Column {
    Column {
        field,
        name,
        headings,
        holds,
        wanted,
    }
}

/// The columns of `mailbox`.
static MAILBOX_COLUMNS: &[Column] = &[
    column(Field::MailboxId, "mailboxid", &["Mailbox"], Holds::Id, true),
    column(Field::Name, "name", &[], Holds::Text, true),
    column(
        Field::EmailAddress,
        "emailaddress",
        &["Email Address", "E-mail Address"],
        Holds::Text,
        true,
    ),
    column(
        Field::Regarding,
        "regardingobjectid",
        &["_regardingobjectid_value", "Regarding"],
        Holds::Lookup,
        true,
    ),
    column(
        Field::RegardingType,
        "regardingobjecttypecode",
        &[
            "_regardingobjectid_value@Microsoft.Dynamics.CRM.lookuplogicalname",
            "regardingobjectidtype",
        ],
        Holds::OwnerType,
        false,
    ),
    column(
        Field::RegardingName,
        "regardingobjectidname",
        &["_regardingobjectid_value@OData.Community.Display.V1.FormattedValue"],
        Holds::Text,
        false,
    ),
    column(
        Field::RegardingUser,
        "user.systemuserid",
        &[],
        Holds::Lookup,
        false,
    ),
    column(
        Field::RegardingQueue,
        "queue.queueid",
        &[],
        Holds::Lookup,
        false,
    ),
    column(
        Field::IsForwardMailbox,
        "isforwardmailbox",
        &["Is Forward Mailbox"],
        Holds::Bool,
        true,
    ),
    column(
        Field::Profile,
        "emailserverprofile",
        &[
            "_emailserverprofile_value",
            "Server Profile",
            "Email Server Profile",
        ],
        Holds::Lookup,
        true,
    ),
    column(
        Field::ProfileName,
        "emailserverprofilename",
        &["_emailserverprofile_value@OData.Community.Display.V1.FormattedValue"],
        Holds::Text,
        false,
    ),
    column(
        Field::Incoming,
        "incomingemaildeliverymethod",
        &["Incoming Email", "Incoming Email Delivery Method"],
        INCOMING,
        true,
    ),
    column(
        Field::Outgoing,
        "outgoingemaildeliverymethod",
        &["Outgoing Email", "Outgoing Email Delivery Method"],
        OUTGOING,
        true,
    ),
    column(
        Field::Act,
        "actdeliverymethod",
        &[
            "Appointments, Contacts, and Tasks",
            "Appointments, Contacts, and Tasks Delivery Method",
        ],
        Holds::Choice(&[
            (0, OUTLOOK),
            (1, &["Server-Side Synchronization"]),
            (2, &["None"]),
        ]),
        true,
    ),
    column(
        Field::Approval,
        "emailrouteraccessapproval",
        &["Email Address Status"],
        Holds::Choice(&[
            (0, &["Empty"]),
            (1, &["Approved"]),
            (2, &["Pending Approval"]),
            (3, &["Rejected"]),
        ]),
        true,
    ),
    column(
        Field::MailboxStatus,
        "mailboxstatus",
        &["Mailbox Status"],
        Holds::Choice(&[(0, &["Not Run"]), (1, &["Success"]), (2, &["Failure"])]),
        true,
    ),
    column(
        Field::ReceivedAfter,
        "processemailreceivedafter",
        &[
            "Process Email Received After",
            "Process Emails Received After",
        ],
        Holds::Day,
        true,
    ),
    column(
        Field::Username,
        "username",
        &["User Name"],
        Holds::Text,
        true,
    ),
    column(
        Field::PrimaryForExchange,
        "orgmarkedasprimaryforexchangesync",
        &["Crm Org Marked as Primary Org for Exchange Mailbox"],
        Holds::Bool,
        true,
    ),
    column(Field::State, "statecode", &["Status"], STATE, true),
];

/// The columns of `emailserverprofile`.
static PROFILE_COLUMNS: &[Column] = &[
    column(
        Field::ProfileId,
        "emailserverprofileid",
        &["EmailServerProfile", "Email Server Profile"],
        Holds::Id,
        true,
    ),
    column(Field::Name, "name", &[], Holds::Text, true),
    column(
        Field::ServerType,
        "servertype",
        &["Email Server Type"],
        Holds::Choice(&[
            (0, &["Exchange Server"]),
            (1, &["Other (POP3/SMTP)"]),
            (2, &["Exchange Server (Hybrid)"]),
            (3, &["Exchange Online (Hybrid)", "Exchange Online"]),
            (4, &["IMAP/SMTP"]),
        ]),
        true,
    ),
    column(
        Field::IncomingRetrieval,
        "incomingcredentialretrieval",
        &["Incoming Email Credential Retrieval"],
        RETRIEVAL,
        true,
    ),
    column(
        Field::OutgoingRetrieval,
        "outgoingcredentialretrieval",
        &["Outgoing Email Credential Retrieval"],
        RETRIEVAL,
        true,
    ),
    column(
        Field::ReceivedAfter,
        "processemailsreceivedafter",
        &["Process Emails Received After", "Process Email From"],
        Holds::Time,
        true,
    ),
    column(Field::State, "statecode", &["Status"], STATE, true),
];

/// Headings of both tables that exports carry and nobody needs.
static NOT_NEEDED: &[&str] = &[
    "row checksum",
    "modified on",
    "modifiedon",
    "modified by",
    "created on",
    "createdon",
    "created by",
    "owner",
    "ownerid",
    "_ownerid_value",
    "owning business unit",
    "status reason",
    "statuscode",
    "versionnumber",
];

/// A heading as it is compared: lower case, single spaces, without the “(Do Not Modify)” of a
/// static worksheet's hidden columns.
pub(crate) fn normal(heading: &str) -> String {
    let words: Vec<String> = heading.split_whitespace().map(str::to_lowercase).collect();
    let text = words.join(" ");
    match text.strip_prefix("(do not modify) ") {
        Some(rest) => rest.to_owned(),
        None => text,
    }
}

/// The column of a table that a heading (already [`normal`]) means.
pub(crate) fn by_heading(kind: TableKind, heading: &str) -> Option<&'static Column> {
    kind.columns().iter().find(|column| {
        column.name == heading
            || column
                .headings
                .iter()
                .any(|known| known.eq_ignore_ascii_case(heading))
    })
}

/// The column of a table with this logical name.
pub(crate) fn by_name(kind: TableKind, name: &str) -> Option<&'static Column> {
    kind.columns().iter().find(|column| column.name == name)
}

/// Whether a heading means a column of either table.
pub(crate) fn is_known(heading: &str) -> bool {
    let heading = normal(heading);
    [TableKind::Mailboxes, TableKind::Profiles]
        .into_iter()
        .any(|kind| by_heading(kind, &heading).is_some())
}

/// Whether a heading (already [`normal`]) is one that exports carry and nobody needs.
pub(crate) fn is_not_needed(heading: &str) -> bool {
    NOT_NEEDED.contains(&heading) || heading.contains('@')
}

/// Whether a column may hold secrets, by its heading.
pub(crate) fn is_secret(heading: &str) -> bool {
    let heading = heading.to_lowercase();
    ["password", "passwort", "secret", "token"]
        .iter()
        .any(|word| heading.contains(word))
}

/// The table that a page's `@odata.context` names, such as `…/$metadata#mailboxes(name)`.
pub(crate) fn entity_set(context: &str) -> Option<&str> {
    let (_, rest) = context.split_once("$metadata#")?;
    rest.split(['(', '/'])
        .next()
        .filter(|name| !name.is_empty())
}
