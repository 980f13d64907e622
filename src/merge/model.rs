//! Words of the merge that stand in the plan as they are.

use serde::{Deserialize, Deserializer, Serialize, de::Error};

use super::rules::MERGE_RULES;
use crate::text::Text;

/// A line of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Number of the router.
    pub router: u16,
    /// Name of the file.
    pub file: Text,
    /// Line, from 1.
    pub line: u32,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged, deny_unknown_fields)]
pub enum Origin {
    /// A line of a file.
    Place(Place),
    /// A rule of the merge, see `docs/merge-rules.md`.
    Rule {
        /// Its id.
        rule: RuleId,
    },
}

/// Id of a rule of the merge.
// A plan holds a great many of these, so that each is one pointer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct RuleId(pub &'static &'static str);

impl<'de> Deserialize<'de> for RuleId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        let known = MERGE_RULES.iter().find(|rule| rule.id == id);
        let known = known.ok_or_else(|| {
            D::Error::custom(format_args!("no rule of the merge is called {id:?}"))
        })?;
        Ok(Self(&known.id))
    }
}

/// Which way mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Direction {
    Incoming,
    Outgoing,
}

/// Which rule told the kind of server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DecidedBy {
    /// The provider's class or assembly.
    Class,
    /// An explicit tag.
    Tag,
    /// The port.
    Port,
    /// The server's location.
    Location,
    /// The admin.
    Answer,
}

/// What proves that an incoming and an outgoing router profile belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum PairedBy {
    /// The directory.
    #[serde(rename = "directory")]
    Directory,
    /// A provider that carries both an address and an owner.
    #[serde(rename = "provider")]
    Provider,
    /// There is just one candidate.
    #[serde(rename = "PAIR-ONLY")]
    Only,
    /// All candidates give the same columns.
    #[serde(rename = "PAIR-EQUAL")]
    Equal,
    /// The admin.
    #[serde(rename = "answer")]
    Answer,
    /// There is no other side.
    #[serde(rename = "one-direction")]
    OneDirection,
}

/// The type of a new profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ProfileType {
    /// Exchange, Exchange Online or hybrid.
    Exchange,
    /// Other (POP3/SMTP).
    Pop3Smtp,
    /// A profile the organization already has.
    Existing,
    /// None: not migratable, or not decided yet.
    None,
}

/// How an existing profile is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Match {
    /// Its `servertype`.
    pub servertype: i64,
    /// Its `incomingcredentialretrieval`.
    pub incomingcredentialretrieval: i64,
    /// Its `statecode`.
    pub statecode: i64,
    /// Its id, when the directory gave it.
    pub emailserverprofileid: Option<String>,
}

/// Whose mailbox it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MailboxKind {
    /// A queue's.
    Queue,
    /// A forward mailbox.
    Forward,
    /// The files do not say.
    Unknown,
    /// A user's.
    User,
}

/// The type of an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum OwnerType {
    User,
    Queue,
}

/// The user or queue a mailbox belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Owner {
    /// User or queue.
    #[serde(rename = "type")]
    pub owner_type: OwnerType,
    /// Its id in lower case without braces; as in the file when it is no GUID.
    pub id: Text,
}

/// Where something ends. The order is the precedence: the last that applies wins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// It is in a wave.
    Migrates,
    /// A question is open.
    NeedsDecision,
    /// A blocker applies.
    HeldBack,
    /// Server-side synchronization has no way for it.
    NotMigratable,
    /// The admin left it out, or it belongs to another organization.
    LeftOut,
}

/// A value that has no place in the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct NotCarried {
    /// The router profile it stands in.
    pub router_profile: Text,
    /// The field, by its name in the tag table.
    pub field: String,
    /// Its value; `null` when it is not shown.
    pub value: Option<String>,
    /// The rule that drops it.
    pub why: String,
}
