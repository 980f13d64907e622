//! The tag table: what the children of a `ProviderConfiguration` mean.
//!
//! One row a field. The reader, the fingerprints, the questions about unknown tags and
//! `docs/tags.md` all come from it.

/// Which thing a field describes; it decides what groups providers into router profiles.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Part of the router profile: providers that agree on every such field are one profile.
    Profile,
    /// Belongs to the single mailbox.
    Mailbox,
    /// Neither.
    Neither,
}

/// How well a spelling is evidenced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence {
    /// Seen in a published real file.
    Real,
    /// Documented by Microsoft.
    Documented,
    /// Known from the behaviour of Microsoft's wizard.
    Wizard,
    /// Accepted, but evidenced by no public text.
    Accepted,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Tag {
    /// The field it fills.
    pub field: Field,
    /// Its name in answers, plans and documentation.
    pub name: &'static str,
    /// What it describes.
    pub level: Level,
    /// Element names, matched ignoring case, each with its evidence.
    pub spellings: &'static [(&'static str, Evidence)],
    /// Whether its value is a secret.
    pub secret: bool,
    /// What the field means, in one sentence.
    pub meaning: &'static str,
}

/// A field of a provider, in table order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Field {
    /// The organization the provider works for.
    CrmServerUrl,
    /// The mailbox an incoming provider reads.
    EmailAddress,
    /// A user an outgoing provider serves.
    UserId,
    /// A queue an outgoing provider serves.
    QueueId,
    /// How the router signs in.
    EmailAuthMode,
    /// Last processed time of the mailbox.
    Threshold,
    /// Hash of the provider's identity.
    IdentityHash,
    /// Whether mail is deleted from the server once processed.
    DeleteEmails,
    /// Whether undeliverable mail is moved aside.
    MoveEmails,
    /// Whether the mailbox is a forward mailbox.
    IsForwardMailbox,
    /// The mailbox's last error.
    LastError,
    /// Mails fetched at once.
    BatchSize,
    /// Size of the router's cache.
    CacheCapacity,
    /// When a message expires.
    MessageExpiry,
    /// Most messages handled at once.
    MaxMessageCount,
    /// The profile's name in the Configuration Manager.
    ProfileName,
    /// Incoming or outgoing.
    Direction,
    /// Assembly that holds the provider's class.
    ProviderAssembly,
    /// Class of the provider.
    ProviderClass,
    /// Mail protocol.
    Protocol,
    /// Kind, and sometimes version, of the e-mail server.
    ServerType,
    /// Host name or URL of the e-mail server.
    Server,
    /// TCP port.
    Port,
    /// Whether the connection uses SSL or TLS.
    Ssl,
    /// Whose credentials are used.
    CredentialKind,
    /// User name at the e-mail server.
    User,
    /// Password at the e-mail server.
    Password,
    /// How the router signs in to Dynamics CRM.
    CrmAuthMode,
    /// User name at Dynamics CRM.
    CrmUser,
    /// Password at Dynamics CRM.
    CrmPassword,
    /// Time between two looks at the mailbox, in milliseconds.
    PollingPeriod,
    /// Longest wait for the server, in milliseconds.
    ConnectionTimeout,
    /// Wait before a pending mail is tried again, in milliseconds.
    PendingStatusDelay,
    /// Wait before a mail in sending is tried again, in milliseconds.
    SendingStatusDelay,
    /// Most attempts to deliver a mail.
    MaximumDeliveryAttempts,
    /// Mails fetched from Exchange Web Services at once.
    EwsRetrieveMessageCount,
    /// Requests sent to Dynamics CRM at once.
    RequestBatchSize,
}

/// The table, one row a field, in the order of [`Field`].
pub static TAGS: [Tag; 37] = [
    Tag {
        field: Field::CrmServerUrl,
        name: "crm_server_url",
        level: Level::Profile,
        spellings: &[("CrmServerUrl", Evidence::Real)],
        secret: false,
        meaning: "URL of the organization the provider works for.",
    },
    Tag {
        field: Field::EmailAddress,
        name: "email_address",
        level: Level::Mailbox,
        spellings: &[("EmailAddress", Evidence::Real)],
        secret: false,
        meaning: "The mailbox an incoming provider reads.",
    },
    Tag {
        field: Field::UserId,
        name: "user_id",
        level: Level::Mailbox,
        spellings: &[("UserId", Evidence::Real)],
        secret: false,
        meaning: "Id of a user an outgoing provider serves.",
    },
    Tag {
        field: Field::QueueId,
        name: "queue_id",
        level: Level::Mailbox,
        spellings: &[("QueueId", Evidence::Real)],
        secret: false,
        meaning: "Id of a queue an outgoing provider serves.",
    },
    Tag {
        field: Field::EmailAuthMode,
        name: "email_auth_mode",
        level: Level::Profile,
        spellings: &[
            ("EmailAuthMode", Evidence::Real),
            ("AuthenticationType", Evidence::Accepted),
            ("AuthType", Evidence::Accepted),
        ],
        secret: false,
        meaning: "How the router signs in at the e-mail server.",
    },
    Tag {
        field: Field::Threshold,
        name: "threshold",
        level: Level::Mailbox,
        spellings: &[
            ("ThresholdDateTime", Evidence::Documented),
            ("ThresholdDate", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Time of the last processed mail.",
    },
    Tag {
        field: Field::IdentityHash,
        name: "identity_hash",
        level: Level::Mailbox,
        spellings: &[("IdentityHash", Evidence::Documented)],
        secret: false,
        meaning: "Hash that names the provider in the state file.",
    },
    Tag {
        field: Field::DeleteEmails,
        name: "delete_emails",
        level: Level::Profile,
        spellings: &[("DeleteEmails", Evidence::Documented)],
        secret: false,
        meaning: "Whether mail is deleted from the server once processed.",
    },
    Tag {
        field: Field::MoveEmails,
        name: "move_emails",
        level: Level::Profile,
        spellings: &[("MoveEmails", Evidence::Documented)],
        secret: false,
        meaning: "Whether undeliverable mail is moved to a folder of its own.",
    },
    Tag {
        field: Field::IsForwardMailbox,
        name: "is_forward_mailbox",
        level: Level::Mailbox,
        spellings: &[("IsForwardMailbox", Evidence::Documented)],
        secret: false,
        meaning: "Whether the mailbox receives forwarded mail for others.",
    },
    Tag {
        field: Field::LastError,
        name: "last_error",
        level: Level::Mailbox,
        spellings: &[("LastError", Evidence::Documented)],
        secret: false,
        meaning: "The last error of the mailbox.",
    },
    Tag {
        field: Field::BatchSize,
        name: "batch_size",
        level: Level::Neither,
        spellings: &[("BatchSize", Evidence::Documented)],
        secret: false,
        meaning: "Mails fetched at once.",
    },
    Tag {
        field: Field::CacheCapacity,
        name: "cache_capacity",
        level: Level::Neither,
        spellings: &[("CacheCapacity", Evidence::Documented)],
        secret: false,
        meaning: "Size of the cache of processed mails.",
    },
    Tag {
        field: Field::MessageExpiry,
        name: "message_expiry",
        level: Level::Neither,
        spellings: &[("MessageExpiry", Evidence::Documented)],
        secret: false,
        meaning: "When a mail that cannot be delivered is given up.",
    },
    Tag {
        field: Field::MaxMessageCount,
        name: "max_message_count",
        level: Level::Neither,
        spellings: &[("MaxMessageCount", Evidence::Documented)],
        secret: false,
        meaning: "Most mails handled at once.",
    },
    Tag {
        field: Field::ProfileName,
        name: "profile_name",
        level: Level::Profile,
        spellings: &[
            ("ProfileName", Evidence::Accepted),
            ("Name", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Name of the profile in the Configuration Manager.",
    },
    Tag {
        field: Field::Direction,
        name: "direction",
        level: Level::Profile,
        spellings: &[("Direction", Evidence::Accepted)],
        secret: false,
        meaning: "Incoming or outgoing.",
    },
    Tag {
        field: Field::ProviderAssembly,
        name: "provider_assembly",
        level: Level::Profile,
        spellings: &[
            ("ProviderAssembly", Evidence::Accepted),
            ("AssemblyName", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Assembly that holds the provider; Microsoft’s is Microsoft.Crm.Tools.EmailProviders.dll.",
    },
    Tag {
        field: Field::ProviderClass,
        name: "provider_class",
        level: Level::Profile,
        spellings: &[
            ("ProviderClass", Evidence::Accepted),
            ("ProviderClassName", Evidence::Accepted),
            ("ClassName", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Class of the provider; Microsoft’s are in Microsoft.Crm.Tools.Email.Providers.",
    },
    Tag {
        field: Field::Protocol,
        name: "protocol",
        level: Level::Profile,
        spellings: &[
            ("Protocol", Evidence::Accepted),
            ("EmailProtocol", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Mail protocol.",
    },
    Tag {
        field: Field::ServerType,
        name: "server_type",
        level: Level::Profile,
        spellings: &[
            ("EmailServerType", Evidence::Accepted),
            ("ServerType", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Kind, and sometimes version, of the e-mail server.",
    },
    Tag {
        field: Field::Server,
        name: "server",
        level: Level::Profile,
        spellings: &[
            ("EmailServer", Evidence::Accepted),
            ("EmailServerUrl", Evidence::Accepted),
            ("ServerUrl", Evidence::Accepted),
            ("ServerLocation", Evidence::Accepted),
            ("EmailServerName", Evidence::Accepted),
            ("Server", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Host name (POP3, SMTP) or URL (Exchange) of the e-mail server.",
    },
    Tag {
        field: Field::Port,
        name: "port",
        level: Level::Profile,
        spellings: &[
            ("EmailPort", Evidence::Accepted),
            ("EmailServerPort", Evidence::Accepted),
            ("Port", Evidence::Accepted),
        ],
        secret: false,
        meaning: "TCP port of the e-mail server.",
    },
    Tag {
        field: Field::Ssl,
        name: "ssl",
        level: Level::Profile,
        spellings: &[
            ("EmailUseSsl", Evidence::Accepted),
            ("EmailSsl", Evidence::Accepted),
            ("UseSsl", Evidence::Accepted),
            ("Ssl", Evidence::Accepted),
            ("EnableSsl", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Whether the connection uses SSL or TLS.",
    },
    Tag {
        field: Field::CredentialKind,
        name: "credential_kind",
        level: Level::Profile,
        spellings: &[
            ("CredentialType", Evidence::Accepted),
            ("AccessType", Evidence::Accepted),
            ("CredentialKind", Evidence::Accepted),
            ("EmailCredentialType", Evidence::Accepted),
            ("AccessCredentials", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Whose credentials are used: local system account, user specified, other specified.",
    },
    Tag {
        field: Field::User,
        name: "user",
        level: Level::Mailbox,
        spellings: &[
            ("EmailUser", Evidence::Accepted),
            ("EmailUserName", Evidence::Accepted),
            ("UserName", Evidence::Accepted),
            ("User", Evidence::Accepted),
        ],
        secret: false,
        meaning: "User name at the e-mail server; part of the profile when one account serves all.",
    },
    Tag {
        field: Field::Password,
        name: "password",
        level: Level::Mailbox,
        spellings: &[
            ("EmailPassword", Evidence::Accepted),
            ("Password", Evidence::Accepted),
        ],
        secret: true,
        meaning: "Password at the e-mail server.",
    },
    Tag {
        field: Field::CrmAuthMode,
        name: "crm_auth_mode",
        level: Level::Neither,
        spellings: &[("CrmAuthMode", Evidence::Accepted)],
        secret: false,
        meaning: "How the router signs in to Dynamics CRM.",
    },
    Tag {
        field: Field::CrmUser,
        name: "crm_user",
        level: Level::Neither,
        spellings: &[
            ("CrmUser", Evidence::Accepted),
            ("CrmUserName", Evidence::Accepted),
        ],
        secret: false,
        meaning: "User name at Dynamics CRM.",
    },
    Tag {
        field: Field::CrmPassword,
        name: "crm_password",
        level: Level::Neither,
        spellings: &[("CrmPassword", Evidence::Accepted)],
        secret: true,
        meaning: "Password at Dynamics CRM.",
    },
    Tag {
        field: Field::PollingPeriod,
        name: "polling_period",
        level: Level::Neither,
        spellings: &[
            ("PollingPeriod", Evidence::Accepted),
            ("PollingInterval", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Milliseconds between two looks at a mailbox.",
    },
    Tag {
        field: Field::ConnectionTimeout,
        name: "connection_timeout",
        level: Level::Neither,
        spellings: &[
            ("ConnectionTimeout", Evidence::Accepted),
            ("Timeout", Evidence::Accepted),
        ],
        secret: false,
        meaning: "Milliseconds to wait for the server.",
    },
    Tag {
        field: Field::PendingStatusDelay,
        name: "pending_status_delay",
        level: Level::Neither,
        spellings: &[("PendingStatusDelay", Evidence::Real)],
        secret: false,
        meaning: "Milliseconds before a pending mail is tried again.",
    },
    Tag {
        field: Field::SendingStatusDelay,
        name: "sending_status_delay",
        level: Level::Neither,
        spellings: &[("SendingStatusDelay", Evidence::Real)],
        secret: false,
        meaning: "Milliseconds before a mail in sending is tried again.",
    },
    Tag {
        field: Field::MaximumDeliveryAttempts,
        name: "maximum_delivery_attempts",
        level: Level::Neither,
        spellings: &[("MaximumDeliveryAttempts", Evidence::Real)],
        secret: false,
        meaning: "Most attempts to deliver a mail.",
    },
    Tag {
        field: Field::EwsRetrieveMessageCount,
        name: "ews_retrieve_message_count",
        level: Level::Neither,
        spellings: &[("EWSRetrieveMessageCount", Evidence::Real)],
        secret: false,
        meaning: "Mails fetched from Exchange Web Services at once.",
    },
    Tag {
        field: Field::RequestBatchSize,
        name: "request_batch_size",
        level: Level::Neither,
        spellings: &[("RequestBatchSize", Evidence::Real)],
        secret: false,
        meaning: "Requests sent to Dynamics CRM at once.",
    },
];

impl Field {
    /// Its row of the table.
    pub fn tag(self) -> &'static Tag {
        &TAGS[self as usize]
    }
}

/// The row an element name belongs to, ignoring case.
pub fn by_element(name: &str) -> Option<&'static Tag> {
    BY_ELEMENT[bucket(name.as_bytes())]
        .iter()
        .map_while(|&row| TAGS.get(usize::from(row)))
        .find(|tag| {
            tag.spellings
                .iter()
                .any(|(spelling, _)| *spelling == name || spelling.eq_ignore_ascii_case(name))
        })
}

/// For every bucket of element names the rows that have spellings in it; what is beyond the table ends the list.
static BY_ELEMENT: [[u8; 4]; BUCKETS] = by_bucket();

const BUCKETS: usize = 128;

/// Names that are equal but for their case are in the same bucket.
const fn bucket(name: &[u8]) -> usize {
    let [first, .., last] = name else {
        return 0;
    };
    let letters = 5 * (*first as usize & 0x1F) + 11 * (*last as usize & 0x1F);
    (letters + name.len()) % BUCKETS
}

const fn by_bucket() -> [[u8; 4]; BUCKETS] {
    let mut buckets = [[u8::MAX; 4]; BUCKETS];
    let mut row = 0;
    while row < TAGS.len() {
        let mut one = 0;
        while one < TAGS[row].spellings.len() {
            let rows = &mut buckets[bucket(TAGS[row].spellings[one].0.as_bytes())];
            let mut place = 0;
            // A fifth row in one bucket does not compile.
            while rows[place] != u8::MAX && rows[place] != row as u8 {
                place += 1;
            }
            rows[place] = row as u8;
            one += 1;
        }
        row += 1;
    }
    buckets
}

/// The row of a field's name, as answers use it.
pub fn by_name(name: &str) -> Option<&'static Tag> {
    TAGS.iter().find(|tag| tag.name == name)
}

impl Level {
    /// The letter of the table.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Profile => "P",
            Self::Mailbox => "M",
            Self::Neither => "–",
        }
    }
}

impl Evidence {
    /// The letter of the table.
    pub fn letter(self) -> &'static str {
        match self {
            Self::Real => "R",
            Self::Documented => "D",
            Self::Wizard => "W",
            Self::Accepted => "A",
        }
    }
}

/// The text of `docs/tags.md`.
pub fn docs() -> String {
    let mut text = String::from(
        "# What the elements of a ProviderConfiguration mean\n\n\
         Element names are matched ignoring case. Level: **P** part of the router profile, **M** of the single mailbox, **–** neither.\n\
         Evidence of a spelling: **R** seen in a published real file, **D** documented by Microsoft, **W** known from the behaviour of\n\
         Microsoft's wizard, **A** accepted here, evidenced by no public text. An element that is not in this table is kept and shown, and\n\
         `answers.tags` can say which field it means.\n\n\
         | field | level | spellings | meaning |\n| --- | --- | --- | --- |\n",
    );
    for tag in TAGS {
        let spellings: Vec<_> = tag
            .spellings
            .iter()
            .map(|(spelling, evidence)| format!("{spelling} ({})", evidence.letter()))
            .collect();
        let secret = if tag.secret {
            " A secret: only its presence is noted."
        } else {
            ""
        };
        text += &format!(
            "| `{}` | {} | {} | {}{secret} |\n",
            tag.name,
            tag.level.letter(),
            spellings.join(", "),
            tag.meaning
        );
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_fields() {
        for (index, tag) in TAGS.iter().enumerate() {
            assert_eq!(tag.field as usize, index, "{}", tag.name);
        }
    }

    #[test]
    fn no_spelling_stands_for_two_fields() {
        let mut seen = BTreeSet::new();
        for (spelling, _) in TAGS.iter().flat_map(|tag| tag.spellings) {
            assert!(seen.insert(spelling.to_ascii_lowercase()), "{spelling}");
        }
    }

    #[test]
    fn element_names_are_matched_ignoring_case() {
        assert_eq!(
            by_element("emailADDRESS").map(|tag| tag.field),
            Some(Field::EmailAddress)
        );
        assert!(by_element("SmtpHost").is_none());
    }
}
