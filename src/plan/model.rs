//! `plan.json`: the contract, from which every artifact is rendered.
//!
//! Arrays stand in a documented order that does not depend on the order of the files. A field
//! without a value is `null`, never missing.

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

use crate::answers::{Answers, Credentials, Target};
use crate::dataverse::{ColumnValue, Columns, ServerKind};
use crate::text::Text;

pub use crate::checks::model::{
    Finding, FindingPlace, Question, QuestionKind, QuestionOption, Severity, Subject, SubjectKind,
};
pub use crate::merge::model::{
    DecidedBy, Direction, MailboxKind, Match, NotCarried, Origin, Outcome, Owner, OwnerType,
    PairedBy, Place, ProfileType,
};

/// The format's name and version.
pub const FORMAT: &str = "reroute-plan/1";

/// The whole plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Always `reroute-plan/1`.
    pub format: String,
    /// What made the plan.
    pub tool: Tool,
    /// The time the plan is made for.
    pub as_of: Option<Timestamp>,
    /// The files, by router, role and name.
    pub inputs: Vec<Input>,
    /// The answers exactly as used, defaults filled in.
    pub answers: Answers,
    /// The organization's side.
    pub target: TargetView,
    /// Organizations the providers name, by id.
    pub organizations: Vec<Organization>,
    /// Providers, by router, file and line.
    pub providers: Vec<Provider>,
    /// Router profiles, incoming first, then by mailboxes (most first), name and id.
    pub router_profiles: Vec<RouterProfile>,
    /// New profiles, by mailboxes (most first), name and id.
    pub profiles: Vec<Profile>,
    /// Mailboxes and half rows, by key.
    pub mailboxes: Vec<Mailbox>,
    /// Waves, by number.
    pub waves: Vec<Wave>,
    /// The switch of the organization.
    pub switch: Switch,
    /// What only the admin can say, in the order it is best answered.
    pub questions: Vec<Question>,
    /// What the rules found: blockers first, then by rule and cause.
    pub findings: Vec<Finding>,
    /// What a person has to do by hand, by stage and subject.
    pub manual_tasks: Vec<ManualTask>,
    /// Values that have no place in the target, by router profile and field.
    pub not_carried: Vec<NotCarried>,
    /// Elements the tag table does not know, by name.
    pub unknown_tags: Vec<UnknownTag>,
    /// Settings in which the routers differ, by name.
    pub router_differences: Vec<RouterDifference>,
    /// Everything of the input, counted by outcome.
    pub accounting: Accounting,
}

impl Plan {
    /// The passwords that are typed in: one for each account of a profile, and one for each mailbox with
    /// an account of its own.
    pub fn passwords(&self) -> u32 {
        let tasks = self.manual_tasks.iter();
        let typed = tasks.filter(|task| task.stage == Stage::Credentials);
        u32::try_from(typed.count()).unwrap_or(u32::MAX)
    }

    /// The profile a mailbox is assigned to. An existing profile may be reused by several pairs of
    /// router profiles; the one of the mailbox's own pair is meant, and for Outlook users, who have no
    /// pair, the one the admin chose. Half a pair may be in several: one that goes on is meant first.
    pub fn profile_of(&self, mailbox: &Mailbox) -> Option<&Profile> {
        let wanted = mailbox.profile.as_ref()?;
        let mut profiles = self.profiles.iter();
        if let Some(new) = profiles.find(|profile| profile.id.as_ref() == Some(wanted)) {
            return Some(new);
        }
        let reused = || {
            let profiles = self.profiles.iter();
            profiles.filter(|profile| profile.id.is_none() && *profile.name == **wanted)
        };
        let reads = |profile: &&Profile| profile.incoming == mailbox.incoming;
        let sends = |profile: &&Profile| {
            let outgoing = mailbox.outgoing.as_ref();
            outgoing.is_some_and(|outgoing| profile.outgoing.contains(outgoing))
        };
        let chosen = self.answers.outlook_profile.as_deref();
        let is_its = |profile: &&Profile| match (&mailbox.incoming, &mailbox.outgoing) {
            (Some(_), Some(_)) => reads(profile) && sends(profile),
            (Some(_), None) => reads(profile),
            (None, Some(_)) => sends(profile),
            (None, None) => Some(&*profile.key) == chosen,
        };
        let goes_on = |profile: &&Profile| profile.outcome == Outcome::Migrates;
        reused()
            .filter(is_its)
            .find(goes_on)
            .or_else(|| reused().find(is_its))
            .or_else(|| reused().find(|profile| mailbox.incoming.is_some() && reads(profile)))
    }
}

/// What made the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// Always `reroute`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum InputRole {
    Agent,
    State,
    Key,
    Mailboxes,
    Profiles,
    Other,
}

/// One file that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Number of its router; `null` for a file of no router.
    pub router: Option<u16>,
    /// Label of its router.
    pub label: Option<String>,
    /// What it is for.
    pub role: InputRole,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hex; `null` for a key file.
    pub sha256: Option<String>,
}

/// The organization's side of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TargetView {
    /// Where it runs; `null` until answered.
    pub kind: Option<Target>,
    /// Its URL.
    pub url: Option<String>,
    /// Version of its Web API.
    pub api: Option<String>,
}

/// An organization that providers name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Organization {
    /// Normalized `CrmServerUrl`: host and path in lower case, no scheme, default port or trailing slash.
    pub id: String,
    /// The URL as first read.
    pub url: String,
    /// Providers that name it.
    pub providers: u32,
    /// Whether it is the one planned.
    pub chosen: bool,
}

/// One `ProviderConfiguration`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Number of its router.
    pub router: u16,
    /// Name of its file.
    pub file: Text,
    /// Line it starts on.
    pub line: u32,
    /// The router profile it is part of.
    pub router_profile: Text,
    /// Its organization; `null` when it names none.
    pub organization: Option<Text>,
    /// Where it ends.
    pub outcome: Outcome,
    /// The rule that decided it; `null` when it migrates.
    pub reason: Option<Text>,
}

/// What the Configuration Manager showed as one profile: all providers that agree on its fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RouterProfile {
    /// `in-` or `out-` and the first digits of its fingerprint.
    pub id: Text,
    /// SHA-256 over its fields, in lower-case hex.
    pub fingerprint: String,
    /// Routers it is on, ascending.
    pub routers: Vec<u16>,
    /// Which way its mail goes.
    pub direction: Direction,
    /// Name to show.
    pub name: String,
    /// Its organization; `null` when its providers name none.
    pub organization: Option<Text>,
    /// Kind of its server.
    pub server_kind: ServerKind,
    /// Version of the server, from a tag or answered.
    pub server_version: Option<String>,
    /// The provider's class, as in the file.
    pub provider_class: Option<String>,
    /// What told the kind; `null` when nothing did.
    pub decided_by: Option<DecidedBy>,
    /// Host name or URL, as in the file, without user information.
    pub location: Option<String>,
    /// TCP port; `null` when missing or no number.
    pub port: Option<u32>,
    /// Whether it uses SSL; `null` when the file does not say.
    pub ssl: Option<bool>,
    /// How it signs in, as in the file.
    pub authentication: Option<String>,
    /// Whose credentials it uses.
    pub credentials: Credentials,
    /// Its user name, where it is one account and readable.
    pub user: Option<String>,
    /// Whether user names are in the file, readable or not.
    pub has_user: bool,
    /// Whether passwords are in the file.
    pub has_password: bool,
    /// Mailboxes and half rows that use it.
    pub mailboxes: u32,
    /// Where it ends: its own outcome, or else the best its mailboxes reach.
    pub outcome: Outcome,
    /// The rule that decided it; `null` when it migrates.
    pub reason: Option<Text>,
    /// Its providers, the first 100.
    pub places: Vec<Place>,
}

/// One new profile, or an existing one that is reused.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Key of the profile in answers: its id, or the id it would have if it were new.
    pub key: Text,
    /// `emailserverprofileid`; `null` for an existing profile that is matched.
    pub id: Option<Text>,
    /// How the existing profile is found; `null` for a new one.
    #[serde(rename = "match")]
    pub matches: Option<Match>,
    /// Its name.
    pub name: String,
    /// The incoming router profile.
    pub incoming: Option<Text>,
    /// The outgoing router profiles: one, or several that give the same columns.
    pub outgoing: Vec<Text>,
    /// What proves the pair; `null` while it is open.
    pub paired_by: Option<PairedBy>,
    /// Its type.
    #[serde(rename = "type")]
    pub profile_type: ProfileType,
    /// Where it ends: its own outcome, or else the best its mailboxes reach.
    pub outcome: Outcome,
    /// The rule that decided it; `null` when it migrates.
    pub reason: Option<Text>,
    /// Mailboxes and half rows assigned to it.
    pub mailboxes: u32,
    /// Columns by logical name, as the Web API takes them.
    pub columns: Columns<ColumnValue>,
    /// Where each column comes from.
    pub origins: Columns<Origin>,
}

/// What a mailbox still needs from a person or from the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// Its password, typed in.
    Password,
    /// Approval of its address.
    Approval,
    /// An export of the organization.
    Directory,
    /// The forward mailbox, made by hand.
    ForwardMailbox,
}

impl Need {
    /// All of them, in their order.
    pub const ALL: [Self; 4] = [
        Self::Password,
        Self::Approval,
        Self::Directory,
        Self::ForwardMailbox,
    ];
}

/// What the directory says a mailbox has today.
pub type Current = Columns<ColumnValue>;

/// A mailbox, or half of one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Mailbox {
    /// `address:…`, `user:…` or `queue:…`.
    pub key: Text,
    /// Whether only one of address and owner is known.
    pub half: bool,
    /// Whose it is.
    pub kind: MailboxKind,
    /// Its name, from the directory.
    pub name: Option<Text>,
    /// Its address, as first read.
    pub address: Option<Text>,
    /// Its owner.
    pub owner: Option<Owner>,
    /// Its id, from the directory.
    pub mailboxid: Option<Text>,
    /// The incoming router profile.
    pub incoming: Option<Text>,
    /// The outgoing router profile.
    pub outgoing: Option<Text>,
    /// Id of its new profile, or the name of the existing one; `null` while that is open.
    pub profile: Option<Text>,
    /// Where it ends.
    pub outcome: Outcome,
    /// The rule that decided it; `null` when it migrates.
    pub reason: Option<Text>,
    /// Columns by logical name, as the Web API takes them.
    pub columns: Columns<ColumnValue>,
    /// Where each column comes from.
    pub origins: Columns<Origin>,
    /// What the directory says it has today.
    pub current: Option<Current>,
    /// Its wave; `null` unless it migrates and times are known.
    pub wave: Option<u32>,
    /// What it still needs, in the order of [`Need`].
    pub needs: Arc<[Need]>,
    /// Last processed time, as in the state or agent file.
    pub threshold: Option<Text>,
    /// Last error the router noted, secrets masked.
    pub last_error: Option<Text>,
    /// Where it stands in the files.
    pub places: SmallVec<[Place; 1]>,
}

/// Who is in a wave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WaveKind {
    /// The mailboxes the admin tries first.
    Pilot,
    /// Queues and forward mailboxes.
    Queue,
    /// Rows whose owner the files do not tell.
    Unknown,
    /// Users.
    User,
    /// Users who synchronize through Outlook today.
    Outlook,
}

/// One wave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Wave {
    /// Number, from 1.
    pub number: u32,
    /// Who is in it.
    pub kind: WaveKind,
    /// When it starts.
    pub starts: Timestamp,
    /// How many are in it.
    pub mailboxes: u32,
}

/// The switch of the organization from the router to server-side synchronization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// Not before the last wave has had its hours.
    pub earliest: Option<Timestamp>,
    /// When it is planned.
    pub at: Option<Timestamp>,
    /// Whether nothing of the organization would stay behind.
    pub ready: bool,
    /// What would stay behind.
    pub blocked_by: Vec<BlockedBy>,
}

/// Mailboxes that would stay behind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BlockedBy {
    /// Their outcome.
    pub outcome: Outcome,
    /// How many, half rows included.
    pub mailboxes: u32,
}

/// The stages in which a plan is carried out, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[allow(missing_docs)]
pub enum Stage {
    Check,
    Profiles,
    Mailboxes,
    Approve,
    Credentials,
    Test,
    Dates,
    Switch,
}

/// Something a person has to do by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ManualTask {
    /// What to do.
    pub title: Text,
    /// To what.
    pub subject: Subject,
    /// The rule that asks for it.
    pub why: Text,
    /// When, as a stage.
    pub stage: Stage,
    /// Before which wave; `null` when the time is open.
    pub before_wave: Option<u32>,
}

/// An element the tag table does not know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct UnknownTag {
    /// Its name as first read.
    pub name: String,
    /// How often it stands in the files.
    pub count: u64,
    /// A value; `null` when its name or look says secret.
    pub example: Option<String>,
    /// The field it was mapped to.
    pub mapped_to: Option<String>,
    /// The first 100 places.
    pub places: Vec<Place>,
}

/// A setting in which the routers differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RouterDifference {
    /// Path of the setting below `Configuration`.
    pub setting: String,
    /// Its value by router; `null` where it is missing.
    pub values: std::collections::BTreeMap<u16, Option<String>>,
}

/// Everything of the input, counted by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accounting {
    /// `ProviderConfiguration` elements.
    pub providers: Tally,
    /// Router profiles.
    pub router_profiles: Tally,
    /// Mailboxes of which address and owner are known.
    pub mailboxes: Tally,
    /// Rows of which only one of them is known.
    pub half_rows: Tally,
    /// `UserId` and `QueueId` elements.
    pub owner_ids: Tally,
    /// Elements the tag table does not know.
    pub unknown_tags: Tally,
}

/// One sum and its parts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Tally {
    /// All of them.
    pub total: u64,
    /// Those that migrate.
    pub migrates: u64,
    /// Those with an open question.
    pub needs_decision: u64,
    /// Those with a blocker.
    pub held_back: u64,
    /// Those without a way.
    pub not_migratable: u64,
    /// Those left out.
    pub left_out: u64,
}

impl Tally {
    /// Counts one more.
    pub const fn add(&mut self, outcome: Outcome) {
        self.add_many(outcome, 1);
    }

    /// Counts some more.
    pub const fn add_many(&mut self, outcome: Outcome, count: u64) {
        self.total += count;
        *self.part_mut(outcome) += count;
    }

    /// One of its parts.
    pub const fn part(&self, outcome: Outcome) -> u64 {
        match outcome {
            Outcome::Migrates => self.migrates,
            Outcome::NeedsDecision => self.needs_decision,
            Outcome::HeldBack => self.held_back,
            Outcome::NotMigratable => self.not_migratable,
            Outcome::LeftOut => self.left_out,
        }
    }

    const fn part_mut(&mut self, outcome: Outcome) -> &mut u64 {
        match outcome {
            Outcome::Migrates => &mut self.migrates,
            Outcome::NeedsDecision => &mut self.needs_decision,
            Outcome::HeldBack => &mut self.held_back,
            Outcome::NotMigratable => &mut self.not_migratable,
            Outcome::LeftOut => &mut self.left_out,
        }
    }
}
