//! What the admin decided: `answers.json`.
//!
//! Every answer is optional. Keys are the stable ids of the plan, so that an answer never lands on
//! another profile when files are added or renamed.

mod moment;
mod settle;
pub mod window;

pub use settle::{Problem, check_column, is_version, organization_url, settle};

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::dataverse::{ColumnValue, ServerKind};

/// The format's name and version.
pub const FORMAT: &str = "reroute-answers/1";

/// The fewest and the most mailboxes of a wave. Microsoft's advice is at most 200.
pub const WAVE_SIZES: (u32, u32) = (1, 200);

/// The fewest and the most hours between two waves. Microsoft's advice is at least 5; the most is a year.
pub const WAVE_HOURS: (u32, u32) = (5, 8784);

/// The versions of Exchange that can be answered.
pub const EXCHANGE_VERSIONS: [&str; 7] = ["2003", "2007", "2010", "2013", "2016", "2019", "SE"];

/// What stands for a fact that is not known.
pub const UNKNOWN: &str = "unknown";

/// Everything the admin decided.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Answers {
    /// Always `reroute-answers/1`.
    pub format: String,
    /// SHA-256 of the files the answers were given for, sorted.
    pub inputs: Vec<String>,
    /// The time the plan is made for; dated rules compare with it.
    #[serde(deserialize_with = "moment::optional")]
    pub as_of: Option<Timestamp>,
    /// Where the organization runs.
    pub target: Option<Target>,
    /// Its URL, when it is not the one the routers served.
    pub target_url: Option<String>,
    /// Whether Exchange Online is of the same tenant as the organization.
    pub tenant: Tenant,
    /// The organization that is planned, by its id.
    pub organization: Option<String>,
    /// What becomes of providers that name no organization.
    pub without_url: Option<WithoutUrl>,
    /// Start of the first wave.
    #[serde(deserialize_with = "moment::optional")]
    pub waves_from: Option<Timestamp>,
    /// When the organization is switched over; empty: as early as the waves allow.
    #[serde(deserialize_with = "moment::optional")]
    pub switch_at: Option<Timestamp>,
    /// Most mailboxes in a wave, 1 to 200.
    pub wave_size: u32,
    /// Hours between the starts of two waves, at least 5.
    pub wave_hours: u32,
    /// When waves may start.
    pub window: Option<Window>,
    /// Keys of the mailboxes to try first.
    pub pilot: Vec<String>,
    /// Mailboxes that wait for a later wave, by key.
    pub pins: BTreeMap<String, u32>,
    /// Choices for new profiles, by profile id.
    pub profiles: BTreeMap<String, ProfileAnswer>,
    /// The outgoing router profile of an incoming one.
    pub pairs: BTreeMap<String, String>,
    /// Take every proposed pair.
    pub all_pairs_as_proposed: bool,
    /// The kind of server behind a provider class, or behind a router profile by its id.
    pub providers: BTreeMap<String, ServerKind>,
    /// The Exchange version of a router profile.
    pub exchange_version: BTreeMap<String, String>,
    /// Where the mailboxes of a new profile live, by profile id.
    pub place: BTreeMap<String, Place>,
    /// Whose credentials a router profile uses, by its id.
    pub credentials: BTreeMap<String, Credentials>,
    /// Router profiles whose unreadable accounts are the same: the id of one, and of the one it joins.
    pub accounts: BTreeMap<String, String>,
    /// What an unknown tag means: a field's name, or `ignore`.
    pub tags: BTreeMap<String, String>,
    /// The router profile that keeps an address or an id found in several: by mailbox key, or for all
    /// rows that the same router profiles contest by their ids joined with `+`.
    pub duplicates: BTreeMap<String, String>,
    /// What becomes of the direction the files do not prove, by mailbox key or router profile id.
    pub missing_direction: BTreeMap<String, MissingDirection>,
    /// What to do about mailboxes that lag, by profile id.
    pub date_gap: BTreeMap<String, DateGap>,
    /// Whether an account that serves many mailboxes impersonates them, by profile id.
    pub impersonation: BTreeMap<String, bool>,
    /// What becomes of mailboxes whose address was rejected, by mailbox key.
    pub rejected: BTreeMap<String, Rejected>,
    /// The routers are stopped and these are their last state files.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// Plan the mailboxes that synchronize through Outlook as well.
    pub include_outlook: bool,
    /// The new profile of the Outlook mailboxes, by its id.
    pub outlook_profile: Option<String>,
    /// What a heading of the directory means.
    pub directory_columns: BTreeMap<String, String>,
    /// Findings the admin takes on.
    pub accepted: Vec<Accepted>,
    /// Labels of routers, by the SHA-256 of their agent file.
    pub labels: BTreeMap<String, String>,
    /// Facts that no file holds.
    pub facts: Facts,
}

impl Default for Answers {
    fn default() -> Self {
        Self {
            format: FORMAT.to_owned(),
            inputs: Vec::new(),
            as_of: None,
            target: None,
            target_url: None,
            tenant: Tenant::Same,
            organization: None,
            without_url: None,
            waves_from: None,
            switch_at: None,
            wave_size: 200,
            wave_hours: 5,
            window: None,
            pilot: Vec::new(),
            pins: BTreeMap::new(),
            profiles: BTreeMap::new(),
            pairs: BTreeMap::new(),
            all_pairs_as_proposed: false,
            providers: BTreeMap::new(),
            exchange_version: BTreeMap::new(),
            place: BTreeMap::new(),
            credentials: BTreeMap::new(),
            accounts: BTreeMap::new(),
            tags: BTreeMap::new(),
            duplicates: BTreeMap::new(),
            missing_direction: BTreeMap::new(),
            date_gap: BTreeMap::new(),
            impersonation: BTreeMap::new(),
            rejected: BTreeMap::new(),
            is_final: false,
            include_outlook: false,
            outlook_profile: None,
            directory_columns: BTreeMap::new(),
            accepted: Vec::new(),
            labels: BTreeMap::new(),
            facts: Facts::default(),
        }
    }
}

/// Where the organization runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Target {
    /// Dynamics 365 online (Dataverse).
    #[serde(rename = "online")]
    Online,
    /// Dynamics 365 Customer Engagement on-premises, 9.x.
    #[serde(rename = "onpremises-9")]
    OnPremises9,
    /// CRM 2016 or Dynamics 365 on-premises, 8.x.
    #[serde(rename = "onpremises-8")]
    OnPremises8,
}

/// The tenant of Exchange Online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Tenant {
    /// The organization's own.
    Same,
    /// Another one.
    Other,
}

/// What becomes of providers that name no organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum WithoutUrl {
    /// They belong to the organization that is planned.
    Include,
    /// They are left out.
    LeaveOut,
}

/// When waves may start.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Days of the week on which a window opens.
    pub days: Vec<Day>,
    /// Local time it opens, `HH:MM`.
    pub from: String,
    /// Local time it closes, exclusive; earlier than `from`: on the next day.
    pub to: String,
    /// IANA name of the zone.
    pub zone: String,
    /// The zone's offsets over the planned time: from when, and seconds east of UTC. Filled in by
    /// the shell, since the core holds no time-zone database.
    #[serde(default)]
    pub offsets: Vec<(Timestamp, i32)>,
}

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

/// Choices for one new profile.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct ProfileAnswer {
    /// Whether it is migrated; empty: yes.
    pub migrate: Option<bool>,
    /// Its name.
    pub name: Option<String>,
    /// Columns the admin sets, by logical name.
    pub columns: BTreeMap<String, ColumnValue>,
}

/// Where mailboxes live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// Exchange Online.
    Online,
    /// An Exchange server of the organization.
    OnPremises,
}

/// Whose credentials a router profile uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Credentials {
    /// The account the router's service runs under.
    LocalSystem,
    /// Each user or queue has its own.
    User,
    /// One account for the whole profile.
    Other,
    /// None.
    Anonymous,
    /// The files do not say.
    Unknown,
}

/// What becomes of the direction that the files do not prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum MissingDirection {
    /// Its delivery method is set to None.
    None,
    /// It stays as it is in the organization.
    Keep,
}

/// What to do about mailboxes that lag behind their router.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum DateGap {
    /// The profile starts at the oldest last-processed time.
    Lower,
    /// The gap stays.
    Accept,
    /// The lagging mailboxes are not migrated.
    LeaveOut,
}

/// What becomes of a mailbox whose address was rejected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Rejected {
    /// It is approved all the same.
    Approve,
    /// It is not migrated.
    LeaveOut,
}

/// A finding the admin takes on for one subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Accepted {
    /// The rule's id, such as `MG-04`.
    pub rule: String,
    /// Key of the router profile, profile or mailbox.
    pub subject: String,
}

/// Facts that no file holds; unknown ones become lines of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields, default)]
pub struct Facts {
    /// Version of the organization, such as `9.2.22104.00170`, or `unknown`.
    pub organization_version: String,
    /// Whether FIPS 140-2 is enforced on the servers.
    pub fips: Known,
    /// Whether the organization is in a US Government cloud.
    pub us_government: Known,
    /// Whether the person who approves has the roles for it.
    pub approver_role: Known,
    /// Whether the approver's role is given to a team.
    pub approver_is_team: Known,
    /// Whether an application approves addresses.
    pub approver_is_application: Known,
    /// Whether the organization processes mail for approved users and queues only.
    pub approval_required: Known,
    /// Whether the tenant of Exchange Online was made after December 2026.
    pub new_tenant: Known,
    /// Which sign-ins the organization's own Exchange Web Services offer.
    pub ews_sign_in: EwsSignIn,
    /// Whether mass or campaign mail goes through the mailboxes.
    pub mass_mail: Known,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            organization_version: UNKNOWN.to_owned(),
            fips: Known::Unknown,
            us_government: Known::Unknown,
            approver_role: Known::Unknown,
            approver_is_team: Known::Unknown,
            approver_is_application: Known::Unknown,
            approval_required: Known::Unknown,
            new_tenant: Known::Unknown,
            ews_sign_in: EwsSignIn::Unknown,
            mass_mail: Known::Unknown,
        }
    }
}

/// Yes, no, or not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Known {
    Yes,
    No,
    Unknown,
}

/// Sign-ins that Exchange Web Services offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum EwsSignIn {
    Ntlm,
    Basic,
    Both,
    Neither,
    Unknown,
}
