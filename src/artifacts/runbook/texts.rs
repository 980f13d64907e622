//! What does not depend on the plan: settings worth a look, and what is asked when nobody has said.

/// Settings of an organization that change what server-side synchronization does: name, its default, and
/// what it decides. From the published list of OrgDbOrgSettings.
pub const SETTINGS: [[&str; 3]; 7] = [
    [
        "RequirePrivilegeToSelfApproveEmailAddress",
        "false",
        "whether users may approve their own address",
    ],
    [
        "SSSForceFilteringMethodForUserMailboxes",
        "-1",
        "which mails of users are tracked, whatever they chose themselves",
    ],
    [
        "SSSCreateAdditionalQueueItemsForAlreadyTrackedEmail",
        "false",
        "whether a queue gets an item of a mail that another user or queue received first",
    ],
    [
        "CreateQueueItemForSynchronizingMailbox",
        "true since 9.2.21114.00135",
        "which queues get an item of an incoming mail",
    ],
    [
        "DoNotIgnoreInternalEmailToQueues",
        "true since 8.2.2.1309",
        "whether mail between users and queues of the organization makes queue items",
    ],
    [
        "SSSSaveOutgoingEmailToExchangeSentFolder",
        "true",
        "whether sent mail lands in the Sent Items of Exchange",
    ],
    [
        "BackgroundSendBatchSize",
        "10",
        "how many mails are sent at once",
    ],
];

/// Facts that no file and no answer holds, each with the rule that needs it.
pub const ALWAYS: [&str; 3] = [
    "Ask whether mass or campaign mail goes through any of these mailboxes: server-side synchronization does not support that (TG-19).",
    "Look whether the organization processes mail of approved users and queues only, and leave that on (AP-12).",
    "Set the default email server profile and the default settings of new mailboxes, or new users will have none (AP-11).",
];

/// For organizations online.
pub const TENANT: &str = "Ask whether the tenant is new: one made after December 2026 has no SMTP with a password (TG-04).";

/// For Exchange servers that the online organization reaches.
pub const EWS_SIGN_IN: &str = "Ask which sign-in the Exchange servers offer for Exchange Web Services: either NTLM or Basic must be on, and not both (TG-12).";
