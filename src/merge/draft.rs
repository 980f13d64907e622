//! The [`Draft`]: everything the merge concluded, and everything it left open. Nothing is decided
//! about outcomes here.

use std::borrow::Cow;

use super::basis::{Basis, Said, agent_file};
use super::fields::{Fields, Found, TagMeanings};
use super::grouping::Group;
use super::model::{
    Direction, MailboxKind, NotCarried, Origin, Owner, PairedBy, Place, ProfileType,
};
use super::server::Server;
use super::server_type::Shape;
use super::thresholds::StateNotes;
use crate::answers::{Answers, Credentials, Place as MailboxPlace};
use crate::dataverse::{ColumnValue, Columns};
use crate::directory::Directory;
use crate::router::{Provider, Reading, Router, Text};
use smallvec::SmallVec;

/// What the merge concluded from the files and the answers.
#[derive(Debug)]
pub struct Draft<'a> {
    /// What was read.
    pub reading: &'a Reading,
    /// What the admin decided.
    pub answers: &'a Answers,
    /// What the organization says.
    pub directory: &'a Directory,
    /// What the files say.
    pub basis: &'a Basis,
    /// What the admin said unknown tags mean.
    pub meanings: &'a TagMeanings,
    /// Organizations the providers name, by id.
    pub organizations: Vec<DraftOrganization>,
    /// The organization that is planned.
    pub chosen: Option<Text>,
    /// Providers, by router, file and line.
    pub providers: Vec<DraftProvider<'a>>,
    /// Router profiles, by direction and fingerprint.
    pub router_profiles: Vec<RouterProfile<'a>>,
    /// New profiles, in no order that matters.
    pub profiles: Vec<NewProfile>,
    /// Mailboxes and half rows, by key.
    pub rows: Vec<Row>,
    /// Whether the planned organization has a forward mailbox. Whom it serves, the files do not say.
    pub has_forward_mailbox: bool,
    /// What the state files say beside.
    pub state: StateNotes,
}

/// Every element of all providers that has one unknown name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Its name as first read.
    pub name: Text,
    /// How often it stands in the files.
    pub count: u64,
    /// The first value that may be shown.
    pub example: Option<Text>,
    /// The first places.
    pub places: Vec<Place>,
}

/// An organization that providers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftOrganization {
    /// Its id.
    pub id: Text,
    /// Its URL as first read.
    pub url: Text,
    /// Providers that name it.
    pub providers: u32,
}

/// Whether something is of the organization that is planned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Belonging {
    /// It is.
    Planned,
    /// It names no organization, and the admin has not said what that means.
    NoOrganization,
    /// It names no organization, and the admin left it out.
    NoOrganizationLeftOut,
    /// There are several organizations, and none is chosen.
    Undecided,
    /// It is of another one.
    Other,
}

/// One `ProviderConfiguration`.
#[derive(Debug, Clone)]
pub struct DraftProvider<'a> {
    /// Its router.
    pub router: &'a Router,
    /// What was read.
    pub source: &'a Provider,
    /// What it says.
    pub said: &'a Said,
    /// Whether that is planned.
    pub belonging: Belonging,
    /// Index of its router profile.
    pub router_profile: usize,
    /// Indices of the rows it gives.
    pub rows: Few,
    /// Indices of rows that the admin gave to another router profile.
    pub given_up: Vec<usize>,
}

impl DraftProvider<'_> {
    /// The place of a line of it.
    pub fn place(&self, line: u32) -> Place {
        Place {
            router: self.router.number,
            file: agent_file(self.router),
            line,
        }
    }
}

/// Providers that agree on every field of a router profile.
#[derive(Debug, Clone)]
pub struct RouterProfile<'a> {
    /// `in-` or `out-` and digits of the fingerprint.
    pub id: Text,
    /// Which way its mail goes.
    pub direction: Direction,
    /// Name to show.
    pub name: String,
    /// Id of its organization.
    pub organization: Option<Text>,
    /// Whether that is planned.
    pub belonging: Belonging,
    /// What is known of its server.
    pub server: Server,
    /// Host name or URL.
    pub location: Option<Found<&'a Text>>,
    /// TCP port.
    pub port: Option<Found<u32>>,
    /// The port as it stands in the file.
    pub port_text: Option<Found<&'a Text>>,
    /// Whether it uses SSL.
    pub ssl: Option<Found<bool>>,
    /// How it signs in.
    pub authentication: Option<Found<&'a Text>>,
    /// Whose credentials it uses, read or answered.
    pub credentials: Credentials,
    /// Whether the admin said so.
    pub credentials_answered: bool,
    /// The line that says so.
    pub credentials_line: Option<u32>,
    /// Its providers, and what they say together.
    pub group: Cow<'a, Group>,
    /// Router profiles of other routers that differ in nothing but an account that cannot be read.
    pub twins: Vec<Twin>,
    /// The fields of its first provider.
    pub lead: Fields<'a>,
    /// How many rows use it.
    pub rows: u32,
    /// The address of the first of them.
    pub first_address: Option<Text>,
}

/// A router profile that is another one's but for an account that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Its id.
    pub id: Text,
    /// Numbers of its routers, ascending.
    pub routers: Vec<u16>,
    /// Whether the admin said that the account is the same: its providers are with the other's.
    pub is_folded: bool,
}

/// An incoming and outgoing router profile that become one.
#[derive(Debug, Clone)]
pub struct NewProfile {
    /// Its id, or the one it would have.
    pub key: Text,
    /// The incoming router profile.
    pub incoming: Option<usize>,
    /// The outgoing ones.
    pub outgoing: Vec<usize>,
    /// How the pair came about.
    pub pairing: Pairing,
    /// What server-side synchronization makes of the pair.
    pub shape: Shape,
    /// The router profile whose connection an Exchange profile uses.
    pub connection: Option<usize>,
    /// Where its mailboxes live, when it is an Exchange profile.
    pub place: Option<MailboxPlace>,
    /// Its type.
    pub profile_type: ProfileType,
    /// Whether an existing profile of the organization is reused.
    pub reuses_existing: bool,
    /// Its name.
    pub name: String,
    /// The name before it was made to fit, when that differs.
    pub name_wanted: Option<String>,
    /// Columns; without dates, which need the waves.
    pub columns: Columns<ColumnValue>,
    /// Where each comes from.
    pub origins: Columns<Origin>,
    /// What the admin must say before its columns are complete.
    pub open: Vec<Open>,
    /// Whether it signs in to another tenant, for which tenant and application are asked.
    pub needs_oauth: bool,
    /// Whether an account that serves several mailboxes impersonates them, when that is a choice.
    pub impersonation: Option<bool>,
    /// Whether its mailboxes sign in with credentials of their own: incoming, outgoing.
    pub own_credentials: [bool; 2],
    /// What has no place in it.
    pub not_carried: Vec<NotCarried>,
    /// Rows assigned to it.
    pub rows: Vec<usize>,
}

/// How a pair came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pairing {
    /// What proves it; `None` while the admin has to choose.
    pub by: Option<PairedBy>,
    /// The outgoing router profiles to choose from, where there is a choice.
    pub candidates: Vec<usize>,
    /// The only one of them that shares a router with the incoming one.
    pub proposed: Option<usize>,
}

impl Pairing {
    /// One that needs no choice.
    pub const fn settled(by: PairedBy) -> Self {
        Self {
            by: Some(by),
            candidates: Vec::new(),
            proposed: None,
        }
    }

    /// Whether the admin has to choose.
    pub const fn is_open(&self) -> bool {
        self.by.is_none()
    }
}

/// What keeps a profile's columns from being complete.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// The kind of server of this router profile.
    Provider(usize),
    /// Its version of Exchange.
    Version(usize),
    /// Whose credentials it uses.
    Credentials(usize),
    /// Where the mailboxes live.
    Place,
    /// Tenant and application of an Exchange Online of another tenant.
    OAuth,
}

/// Where an address or an owner stands in the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Use {
    /// The provider.
    pub provider: usize,
    /// The line of the address or id.
    pub line: u32,
}

/// The uses of a row: nearly always one, which then needs no memory of its own.
pub type Uses = SmallVec<[Use; 1]>;

/// Indices, of which there are rarely more than two.
pub type Few = SmallVec<[usize; 2]>;

/// A mailbox, or half of one.
#[derive(Debug, Clone)]
pub struct Row {
    /// `address:…`, `user:…` or `queue:…`; of another organization with its id and `|` before it.
    pub key: Text,
    /// Whether its organization is planned.
    pub belonging: Belonging,
    /// Address as first read.
    pub address: Option<Text>,
    /// The key of that address among [`Basis::keys`], where it is one of the files.
    pub address_key: Option<u32>,
    /// Owner.
    pub owner: Option<Owner>,
    /// Whose it is.
    pub kind: MailboxKind,
    /// Providers that read it.
    pub incoming: Uses,
    /// Elements that let it send.
    pub outgoing: Uses,
    /// Incoming router profiles, each once; several are a question.
    pub incoming_profiles: Few,
    /// Outgoing router profiles, each once; several are a question.
    pub outgoing_profiles: Few,
    /// What the directory knows of it.
    pub looked: Looked,
    /// What tied its address to its owner.
    pub joined_by: Option<PairedBy>,
    /// Router profiles of which the admin has to choose one, or did.
    pub contested: Box<[usize]>,
    /// Its new profile.
    pub assignment: Assignment,
    /// Last processed time as the file has it.
    pub threshold: Option<Text>,
    /// Last processed time, when usable.
    pub processed: Option<Processed>,
    /// Why a threshold is not used.
    pub threshold_fault: Option<ThresholdFault>,
    /// Last error, masked.
    pub last_error: Option<Text>,
    /// Whether no router serves it: it synchronizes through Outlook, and the admin included it.
    pub is_outlook: bool,
}

/// What the directory knows of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// Nothing was looked up: there is no export of mailboxes, or the row is not planned.
    No,
    /// This mailbox, by its index in the directory.
    Found(usize),
    /// No mailbox.
    Missing,
    /// Inactive ones only.
    Inactive,
    /// More than one.
    Several,
    /// One that another row with another address leads to as well.
    Shared,
}

/// The new profile of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assignment {
    /// This one.
    Profile(usize),
    /// None yet: the address or id stands in several router profiles.
    Duplicate,
    /// None yet: a pair is not settled.
    PairOpen,
    /// None yet: several new profiles could take the owner's id.
    DirectoryNeeded,
    /// None yet: the admin has not chosen the profile of the Outlook users.
    OutlookOpen,
    /// None: it is not planned.
    NotPlanned,
}

/// When the router last processed a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Processed {
    /// Last processed time, whole seconds since 1970.
    pub at: i64,
    /// Whether that is more than 24 hours behind the newest of its router.
    pub lags: bool,
}

/// Why a threshold is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ThresholdFault {
    /// `0001-01-01`: the router was reset.
    Reset,
    /// It lies after the time of the plan.
    Future,
    /// It is no time.
    Unreadable,
    /// Providers of several organizations read the address.
    SeveralOrganizations,
}

impl Row {
    /// A row of which nothing is known but its key.
    pub fn empty(key: Text, belonging: Belonging) -> Self {
        Self {
            key,
            belonging,
            address: None,
            address_key: None,
            owner: None,
            kind: MailboxKind::Unknown,
            incoming: Uses::new(),
            outgoing: Uses::new(),
            incoming_profiles: Few::new(),
            outgoing_profiles: Few::new(),
            looked: Looked::No,
            joined_by: None,
            contested: Box::default(),
            assignment: Assignment::NotPlanned,
            threshold: None,
            processed: None,
            threshold_fault: None,
            last_error: None,
            is_outlook: false,
        }
    }

    /// The one incoming router profile.
    pub fn incoming_profile(&self) -> Option<usize> {
        only(&self.incoming_profiles)
    }

    /// The one outgoing router profile.
    pub fn outgoing_profile(&self) -> Option<usize> {
        only(&self.outgoing_profiles)
    }

    /// Whether the router had read it more than 24 hours less far than the newest of its mailboxes.
    pub fn lags(&self) -> bool {
        self.processed.is_some_and(|processed| processed.lags)
    }

    /// Whether only one of address and owner is known. A forward mailbox has no owner, and one that
    /// the directory alone knows is whole.
    pub fn is_half(&self) -> bool {
        let known = self.is_outlook || self.kind == MailboxKind::Forward;
        (self.address.is_none() && !self.is_outlook) || (self.owner.is_none() && !known)
    }
}

fn only(profiles: &[usize]) -> Option<usize> {
    match profiles {
        [one] => Some(*one),
        _ => None,
    }
}
