//! The shapes of `operations.json`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::dataverse::{ColumnValue, Columns};
use crate::plan::model::{Match, Outcome, Owner, Stage, Switch, TargetView, Tool, Wave};
use crate::text::Text;

/// The format's name and version.
pub const FORMAT: &str = "reroute-operations/1";

/// Of a hundred mailboxes of a wave, so many have to be tested with success before the next begins.
pub const GO_PERCENT: u32 = 95;

/// `operations.json`
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OperationsFile {
    /// Always `reroute-operations/1`.
    pub format: String,
    /// What made the plan.
    pub tool: Tool,
    /// The migration: organization and target. It stays the same when it is planned again, so that
    /// what was noted before the first change counts for the last one, too.
    pub plan: String,
    /// The time the plan was made for.
    pub as_of: Option<Timestamp>,
    /// Whether the routers are stopped and these are the last dates.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// The organization's side.
    pub target: TargetView,
    /// How fast it may go.
    pub pace: Pace,
    /// Waves, by number.
    pub waves: Vec<Wave>,
    /// The switch of the organization.
    pub switch: Switch,
    /// The profiles that mailboxes are assigned to.
    pub profiles: Vec<ProfileKeys>,
    /// The mailboxes that are changed, and how each is found.
    pub mailboxes: Vec<MailboxKeys>,
    /// What the routers serve and the plan does not migrate: it would stay behind at the switch.
    pub outside: Vec<Outside>,
    /// What is done, in order.
    pub operations: Vec<Operation>,
}

/// How fast it may go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pace {
    /// Most mailboxes of a wave.
    pub wave_size: u32,
    /// Hours between the starts of two waves.
    pub wave_hours: u32,
    /// Mailboxes of a hundred that have to be tested with success for a go.
    pub go_percent: u32,
}

/// How a profile is found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ProfileKeys {
    /// What operations call it.
    pub key: Text,
    /// Its id, which the plan gives it; `null` for an existing one.
    pub id: Option<Text>,
    /// How an existing one is found; `null` for a new one.
    #[serde(rename = "match")]
    pub matches: Option<Match>,
    /// Its name.
    pub name: String,
}

/// How a mailbox is found: by the first of id, owner and address that is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MailboxKeys {
    /// What operations call it.
    pub key: Text,
    /// Its id, when an export of the organization gave it.
    pub mailboxid: Option<Text>,
    /// The user or queue it belongs to; `null` where its address is known and ids are no keys: on another
    /// host than the routers served, unless an export of the organization gave its id.
    pub owner: Option<Owner>,
    /// Its address.
    pub address: Option<Text>,
    /// Whether it is a forward mailbox, which belongs to nobody.
    pub forward: bool,
    /// Its wave.
    pub wave: Option<u32>,
    /// Whether its password has to be typed in before it can be tested.
    pub password: bool,
}

/// What the plan does not migrate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outside {
    /// Key of the mailbox or half row.
    pub key: Text,
    /// Why.
    pub outcome: Outcome,
    /// The rule that decided it.
    pub reason: Option<Text>,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Op {
    /// Makes sure that this is the planned organization.
    CompareOrganization,
    /// Creates a profile with the id of the plan.
    CreateProfile,
    /// Finds the existing profile.
    MatchProfile,
    /// Writes the planned columns of a mailbox.
    UpdateMailbox,
    /// Approves the address of a mailbox.
    ApproveAddress,
    /// Has a person type the password of a profile's incoming account.
    EnterIncomingPassword,
    /// Has a person type the password of a profile's outgoing account.
    EnterOutgoingPassword,
    /// Has a person type the secret of a profile's application.
    EnterClientSecret,
    /// Has a person type the password of a mailbox.
    EnterMailboxPassword,
    /// Tests a mailbox and enables it.
    TestMailbox,
    /// Writes from when a new profile processes mail, after the routers have stopped.
    SetProfileDate,
    /// Writes from when a mailbox processes mail, after the routers have stopped.
    SetMailboxDate,
    /// Switches the organization from the router to server-side synchronization.
    SwitchOrganization,
}

/// What has to hold before it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Precondition {
    /// URL and organization are those of the plan.
    OrganizationMatches,
    /// No profile has the id; one that has is left as it is.
    ProfileAbsent,
    /// No other profile has the name.
    NameFree,
    /// Exactly one active profile matches.
    OneMatch,
    /// Exactly one mailbox is found.
    FoundOnce,
    /// Address and owner of what was found are those of the plan.
    SameMailbox,
    /// Rows that turn out to be one mailbox say the same.
    HalvesAgree,
    /// The profile is there.
    ProfileThere,
    /// The mailbox has the planned columns.
    Assigned,
    /// The approval is empty or pending.
    ApprovalOpen,
    /// Nobody has typed it in yet.
    NotEntered,
    /// Every password that the mailbox or its profile needs has been typed in.
    Entered,
    /// The script created the profile, for this plan or an earlier one of the same migration.
    CreatedHere,
    /// The routers are stopped.
    RoutersStopped,
    /// Every mailbox of the plan is assigned, approved and tested with success.
    AllTested,
    /// No mailbox outside the plan would stay behind.
    NobodyOutside,
}

/// The table an operation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum TargetTable {
    Organization,
    EmailServerProfile,
    Mailbox,
}

/// The row an operation is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OperationTarget {
    /// Its table.
    pub table: TargetTable,
    /// Its key in `profiles` or `mailboxes`; empty for the organization.
    pub key: Text,
}

/// One thing that is done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// The stage it belongs to.
    pub stage: Stage,
    /// The wave it belongs to; `null` when it is done once for all.
    pub wave: Option<u32>,
    /// What is done.
    pub op: Op,
    /// To what.
    pub target: OperationTarget,
    /// Columns that are written, by logical name. A lookup holds the key of a profile.
    pub set: Columns<ColumnValue>,
    /// What has to hold before.
    pub precondition: Vec<Precondition>,
}
