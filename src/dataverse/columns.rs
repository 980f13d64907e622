//! The columns a plan may write, from the table references of Dataverse and of Customer Engagement
//! on-premises. A column that is not here is never written: secrets, and what the system keeps for itself.

use super::values::Name;

/// A table and its writable columns.
#[derive(Debug)]
pub struct Table {
    /// Logical name.
    pub name: &'static str,
    /// Entity set of the Web API.
    pub set: &'static str,
    /// Columns that may be written.
    pub columns: &'static [Column],
}

/// One column.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// Logical name.
    pub name: &'static str,
    /// Label of the form.
    pub label: &'static str,
    /// What it takes.
    pub kind: ColumnType,
    /// Whether only the online product has it.
    pub online_only: bool,
}

/// What a column takes.
#[derive(Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// Text of at most so many characters.
    Text {
        /// Characters.
        max: usize,
    },
    /// An identifier, set on creation only.
    Id,
    /// The id of another row.
    Lookup,
    /// Yes or no.
    Bool,
    /// A time in UTC.
    Time,
    /// A day; the time of the day is midnight UTC.
    Date,
    /// A whole number.
    Int {
        /// Least value.
        min: i64,
        /// Greatest value online.
        max_online: i64,
        /// Greatest value on-premises.
        max_on_premises: i64,
    },
    /// One of some numbers.
    Choice(&'static [Choice]),
}

/// One value of a choice column.
#[derive(Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its number.
    pub value: i64,
    /// Its label.
    pub label: &'static str,
    /// Whether only the online product has it.
    pub online_only: bool,
}

const fn choice(value: i64, label: &'static str, online_only: bool) -> Choice {
    Choice {
        value,
        label,
        online_only,
    }
}

impl Column {
    /// The label of a choice's number.
    pub fn choice_label(&self, value: i64) -> Option<&'static str> {
        match self.kind {
            ColumnType::Choice(choices) => choices
                .iter()
                .find(|choice| choice.value == value)
                .map(|choice| choice.label),
            _ => None,
        }
    }
}

/// What no plan writes as a column: what a mailbox has today, what approving does, and the switch of the
/// organization.
static OTHERS: [&str; 3] = [
    "emailconnectionchannel",
    "emailrouteraccessapproval",
    "mailboxstatus",
];

/// A column's name, borrowed from the tables.
pub fn known_name(name: &str) -> Option<Name> {
    let other = || OTHERS.iter().find(|known| **known == name);
    column(name).map(|column| &column.name).or_else(other)
}

/// Looks a column up in all tables by its logical name.
pub fn column(name: &str) -> Option<&'static Column> {
    PROFILE
        .columns
        .iter()
        .chain(MAILBOX.columns)
        .find(|column| column.name == name)
}

/// The columns of `emailserverprofile` that a plan may write, in the order of the reference.
pub static PROFILE: Table = Table {
    name: "emailserverprofile",
    set: "emailserverprofiles",
    columns: &[
        Column {
            name: "emailserverprofileid",
            label: "Email Server Profile",
            kind: ColumnType::Id,
            online_only: false,
        },
        Column {
            name: "name",
            label: "Name",
            kind: ColumnType::Text { max: 100 },
            online_only: false,
        },
        Column {
            name: "description",
            label: "Description",
            kind: ColumnType::Text { max: 2000 },
            online_only: false,
        },
        Column {
            name: "servertype",
            label: "Email Server Type",
            kind: ColumnType::Choice(&[
                choice(0, "Exchange Server", false),
                choice(1, "Other (POP3/SMTP)", false),
                choice(2, "Exchange Server (Hybrid)", false),
                choice(3, "Exchange Online (Hybrid)", false),
                choice(4, "IMAP/SMTP", true),
            ]),
            online_only: false,
        },
        Column {
            name: "useautodiscover",
            label: "Auto Discover Server Location",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "incomingserverlocation",
            label: "Incoming Email Server Location",
            kind: ColumnType::Text { max: 2084 },
            online_only: false,
        },
        Column {
            name: "outgoingserverlocation",
            label: "Outgoing Email Server Location",
            kind: ColumnType::Text { max: 2084 },
            online_only: false,
        },
        Column {
            name: "incomingportnumber",
            label: "Incoming Email Port",
            kind: ColumnType::Int {
                min: 0,
                max_online: 65536,
                max_on_premises: 65536,
            },
            online_only: false,
        },
        Column {
            name: "outgoingportnumber",
            label: "Outgoing Email Port",
            kind: ColumnType::Int {
                min: 0,
                max_online: 65536,
                max_on_premises: 65536,
            },
            online_only: false,
        },
        Column {
            name: "incomingusessl",
            label: "Use SSL for Incoming Email",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "outgoingusessl",
            label: "Use SSL for Outgoing Email",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "incomingauthenticationprotocol",
            label: "Incoming Authentication Protocol",
            kind: ColumnType::Choice(&[
                choice(0, "Auto Detect", false),
                choice(1, "Negotiate", false),
                choice(2, "NTLM", false),
                choice(3, "Basic", false),
                choice(4, "OAuth", true),
            ]),
            online_only: false,
        },
        Column {
            name: "outgoingauthenticationprotocol",
            label: "Outgoing Authentication Protocol",
            kind: ColumnType::Choice(&[
                choice(0, "Auto Detect", false),
                choice(1, "Negotiate", false),
                choice(2, "NTLM", false),
                choice(3, "Basic", false),
                choice(4, "OAuth", true),
            ]),
            online_only: false,
        },
        Column {
            name: "incomingcredentialretrieval",
            label: "Incoming Email Credential Retrieval",
            kind: ColumnType::Choice(&[
                choice(0, "Credentials Specified by a User or Queue", false),
                choice(1, "Credentials Specified in Email Server Profile", false),
                choice(2, "Server to Server Authentication", false),
                choice(3, "Windows Integrated Authentication", false),
                choice(4, "Without Credentials (Anonymous)", false),
                choice(5, "Gmail OAuth", true),
                choice(6, "Exchange Hybrid Modern Auth (HMA)", true),
                choice(7, "OAuth with Microsoft Entra ID", true),
            ]),
            online_only: false,
        },
        Column {
            name: "outgoingcredentialretrieval",
            label: "Outgoing Email Credential Retrieval",
            kind: ColumnType::Choice(&[
                choice(0, "Credentials Specified by a User or Queue", false),
                choice(1, "Credentials Specified in Email Server Profile", false),
                choice(2, "Server to Server Authentication", false),
                choice(3, "Windows Integrated Authentication", false),
                choice(4, "Without Credentials (Anonymous)", false),
                choice(5, "Gmail OAuth", true),
                choice(6, "Exchange Hybrid Modern Auth (HMA)", true),
                choice(7, "OAuth with Microsoft Entra ID", true),
            ]),
            online_only: false,
        },
        Column {
            name: "incomingusername",
            label: "Incoming Email User Name",
            kind: ColumnType::Text { max: 250 },
            online_only: false,
        },
        Column {
            name: "outgoingusername",
            label: "Outgoing Email User Name",
            kind: ColumnType::Text { max: 250 },
            online_only: false,
        },
        Column {
            name: "incominguseimpersonation",
            label: "Use Impersonation for Incoming Email",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "outgoinguseimpersonation",
            label: "Use Impersonation for Outgoing Email",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "outgoingautograntdelegateaccess",
            label: "Auto Grant Delegate Access for Outgoing Email",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "usesamesettingsforoutgoingconnections",
            label: "Use Same Settings for Outgoing Connection",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "exchangeversion",
            label: "Exchange Version",
            kind: ColumnType::Choice(&[
                choice(0, "Exchange 2007", false),
                choice(1, "Exchange 2007 SP1", false),
                choice(2, "Exchange 2010", false),
                choice(3, "Exchange 2010 SP1", false),
                choice(4, "Exchange 2010 SP2", false),
                choice(5, "Exchange 2013", false),
            ]),
            online_only: false,
        },
        Column {
            name: "exchangeonlinetenantid",
            label: "Exchange Online Tenant Id",
            kind: ColumnType::Text { max: 36 },
            online_only: false,
        },
        Column {
            name: "usedefaulttenantid",
            label: "Use Default Tenant Id",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "processemailsreceivedafter",
            label: "Process Email From",
            kind: ColumnType::Time,
            online_only: false,
        },
        Column {
            name: "minpollingintervalinminutes",
            label: "Minimum Polling Interval In Minutes",
            kind: ColumnType::Int {
                min: 0,
                max_online: 1440,
                max_on_premises: 1440,
            },
            online_only: false,
        },
        Column {
            name: "maxconcurrentconnections",
            label: "Maximum Concurrent Connections",
            kind: ColumnType::Int {
                min: 1,
                max_online: 300,
                max_on_premises: 65536,
            },
            online_only: false,
        },
        Column {
            name: "moveundeliveredemails",
            label: "Move Undelivered Emails to the Undeliverable Folder",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "encodingcodepage",
            label: "Encoding Code Page",
            kind: ColumnType::Text { max: 100 },
            online_only: false,
        },
        Column {
            name: "sendemailalert",
            label: "Send an Alert Email to the Owner",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "timeoutmailboxconnection",
            label: "Timeout Mailbox Connection to Exchange",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "timeoutmailboxconnectionafteramount",
            label: "Timeout a Single Mailbox Connection After this Amount of Milliseconds",
            kind: ColumnType::Int {
                min: 0,
                max_online: 100000,
                max_on_premises: 100000,
            },
            online_only: false,
        },
        Column {
            name: "oauthclientid",
            label: "OAuth Client Id",
            kind: ColumnType::Text { max: 1024 },
            online_only: true,
        },
        Column {
            name: "aadresourceid",
            label: "AAD Resource Id",
            kind: ColumnType::Text { max: 1024 },
            online_only: true,
        },
        Column {
            name: "serverauthority",
            label: "Server Authority",
            kind: ColumnType::Choice(&[
                choice(0, "Public and GCC", false),
                choice(1, "US Gov", false),
                choice(2, "China", false),
                choice(3, "Automatic", false),
            ]),
            online_only: true,
        },
    ],
};

/// The columns of `mailbox` that a plan may write, in the order of the reference.
pub static MAILBOX: Table = Table {
    name: "mailbox",
    set: "mailboxes",
    columns: &[
        Column {
            name: "mailboxid",
            label: "Mailbox",
            kind: ColumnType::Id,
            online_only: false,
        },
        Column {
            name: "emailaddress",
            label: "Email Address",
            kind: ColumnType::Text { max: 100 },
            online_only: false,
        },
        Column {
            name: "emailserverprofile",
            label: "Email Server Profile",
            kind: ColumnType::Lookup,
            online_only: false,
        },
        Column {
            name: "incomingemaildeliverymethod",
            label: "Incoming Email Delivery Method",
            kind: ColumnType::Choice(&[
                choice(0, "None", false),
                choice(1, "Microsoft Dynamics 365 for Outlook", false),
                choice(2, "Server-Side Synchronization or Email Router", false),
                choice(3, "Forward Mailbox", false),
            ]),
            online_only: false,
        },
        Column {
            name: "outgoingemaildeliverymethod",
            label: "Outgoing Email Delivery Method",
            kind: ColumnType::Choice(&[
                choice(0, "None", false),
                choice(1, "Microsoft Dynamics 365 for Outlook", false),
                choice(2, "Server-Side Synchronization or Email Router", false),
            ]),
            online_only: false,
        },
        Column {
            name: "actdeliverymethod",
            label: "Appointments, Contacts, and Tasks Delivery Method",
            kind: ColumnType::Choice(&[
                choice(0, "Microsoft Dynamics 365 for Outlook", false),
                choice(1, "Server-Side Synchronization", false),
                choice(2, "None", false),
            ]),
            online_only: false,
        },
        Column {
            name: "allowemailconnectortousecredentials",
            label: "Allow Email Connector to Use Credentials",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "username",
            label: "User Name",
            kind: ColumnType::Text { max: 200 },
            online_only: false,
        },
        Column {
            name: "processanddeleteemails",
            label: "Delete Emails after Processing",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "processemailreceivedafter",
            label: "Process Emails Received After",
            kind: ColumnType::Date,
            online_only: false,
        },
        Column {
            name: "testemailconfigurationscheduled",
            label: "Test and Enable Mailbox",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "orgmarkedasprimaryforexchangesync",
            label: "Synchronize with Exchange from This Organization Only",
            kind: ColumnType::Bool,
            online_only: false,
        },
        Column {
            name: "undeliverablefolder",
            label: "Undeliverable Folder",
            kind: ColumnType::Text { max: 256 },
            online_only: false,
        },
    ],
};
