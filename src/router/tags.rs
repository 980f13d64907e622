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
