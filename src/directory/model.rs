//! What the organization says: its mailboxes and email server profiles, as they are today.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use jiff::Timestamp;

use super::columns::TableKind;
use super::fault::Fault;

/// A value of an export.
pub use crate::text::Text;
use crate::text::lower;

/// Faults kept a file; the rest is counted.
pub const MAX_FAULTS: usize = 100;

/// Everything the exports say. Fields are named like the columns they come from; `None` is *unknown*,
/// never zero.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Directory {
    /// The files, in the order they were given.
    pub files: Vec<DirectoryFile>,
    /// The mailboxes, in the order of the files; inactive ones too.
    pub mailboxes: Vec<DirectoryMailbox>,
    /// The email server profiles, in the order of the files; inactive ones too.
    pub profiles: Vec<DirectoryProfile>,
    pub(crate) by_mailboxid: Index,
    pub(crate) by_owner: Index,
    pub(crate) by_address: Index,
}

/// One file of the directory.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryFile {
    /// Its name without its folder.
    pub name: Text,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes in lower-case hex.
    pub sha256: Text,
    /// Which table it is; `None` when that could not be told.
    pub kind: Option<TableKind>,
    /// Rows used.
    pub rows: u32,
    /// Whether nothing of it is used; the fault that says why stands first.
    pub refused: bool,
    /// What is wrong with it; at most [`MAX_FAULTS`].
    pub faults: Vec<Fault>,
    /// How many faults there were, every row counted.
    pub fault_count: u64,
    /// Headings that mean nothing known, in the order of the file; `answers.directory_columns` can map them.
    pub unmapped: Vec<Text>,
    /// Logical names of the columns that would help and are not there.
    pub missing: Vec<&'static str>,
}

/// A row of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowPlace {
    /// Index of the file in [`Directory::files`].
    pub file: u32,
    /// Row as a person counts; see [`Fault::row`].
    pub row: u32,
}

/// Whom a mailbox belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RegardingType {
    /// `systemuser`
    User,
    /// `queue`
    Queue,
}

/// A lookup: the id of another row, or at least its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lookup {
    /// Its id, in lower case without braces.
    pub id: Option<Text>,
    /// Its name.
    pub name: Option<Text>,
}

impl Lookup {
    /// Whether nothing is known: the cell was empty, or the column is missing.
    pub fn is_empty(&self) -> bool {
        self.id.is_none() && self.name.is_none()
    }
}

/// A row of `mailbox`.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryMailbox {
    /// Its id, in lower case without braces.
    pub mailboxid: Option<Text>,
    /// Its name: the display name of the user or queue.
    pub name: Option<Text>,
    /// Its address, as exported.
    pub emailaddress: Option<Text>,
    /// The user or queue it belongs to; empty for a forward mailbox.
    pub regardingobjectid: Lookup,
    /// Whether that is a user or a queue.
    pub regardingobjecttypecode: Option<RegardingType>,
    /// Whether it is a forward mailbox.
    pub isforwardmailbox: Option<bool>,
    /// The profile it is assigned to.
    pub emailserverprofile: Lookup,
    /// 0 None, 1 Outlook, 2 server-side synchronization or router, 3 forward mailbox.
    pub incomingemaildeliverymethod: Option<i64>,
    /// 0 None, 1 Outlook, 2 server-side synchronization or router.
    pub outgoingemaildeliverymethod: Option<i64>,
    /// 0 Outlook, 1 server-side synchronization, 2 None: its own numbering.
    pub actdeliverymethod: Option<i64>,
    /// 0 empty, 1 approved, 2 pending, 3 rejected.
    pub emailrouteraccessapproval: Option<i64>,
    /// Of the last test: 0 not run, 1 success, 2 failure.
    pub mailboxstatus: Option<i64>,
    /// From when its mail is processed.
    pub processemailreceivedafter: Option<Timestamp>,
    /// User name at the e-mail server.
    pub username: Option<Text>,
    /// Whether this organization is the one that synchronizes with its Exchange mailbox.
    pub orgmarkedasprimaryforexchangesync: Option<bool>,
    /// 0 active, 1 inactive.
    pub statecode: Option<i64>,
    /// Where it stands.
    pub at: RowPlace,
}

impl DirectoryMailbox {
    /// Whether the export says that it is inactive. Such rows are left out of a plan.
    pub fn is_inactive(&self) -> bool {
        self.statecode == Some(1)
    }
}

/// A row of `emailserverprofile`.
#[derive(Debug, Clone, PartialEq)]
pub struct DirectoryProfile {
    /// Its id, in lower case without braces.
    pub emailserverprofileid: Option<Text>,
    /// Its name.
    pub name: Option<Text>,
    /// 0 Exchange, 1 POP3/SMTP, 2 Exchange (hybrid), 3 Exchange Online, 4 IMAP/SMTP.
    pub servertype: Option<i64>,
    /// 0 user or queue, 1 profile, 2 server to server, 3 Windows, 4 none, 5 Gmail, 6 hybrid, 7 OAuth.
    pub incomingcredentialretrieval: Option<i64>,
    /// As [`DirectoryProfile::incomingcredentialretrieval`].
    pub outgoingcredentialretrieval: Option<i64>,
    /// From when mail of its mailboxes is processed.
    pub processemailsreceivedafter: Option<Timestamp>,
    /// 0 active, 1 inactive.
    pub statecode: Option<i64>,
    /// Where it stands.
    pub at: RowPlace,
}

impl DirectoryProfile {
    /// Whether the export says that it is inactive.
    pub fn is_inactive(&self) -> bool {
        self.statecode == Some(1)
    }

    /// Whether it is an active server-to-server profile for Exchange Online; `None` where the export
    /// lacks what tells.
    pub fn is_exchange_online(&self) -> Option<bool> {
        let fits = |value: Option<i64>, wanted: i64| value.map(|value| value == wanted);
        let kind = fits(self.servertype, 3);
        let retrieval = fits(self.incomingcredentialretrieval, 2);
        if self.is_inactive() || kind == Some(false) || retrieval == Some(false) {
            return Some(false);
        }
        kind.and(retrieval)
    }
}

impl Directory {
    /// Whether no file was used.
    pub fn is_empty(&self) -> bool {
        self.mailboxes.is_empty() && self.profiles.is_empty()
    }

    /// Whether there is an export of mailboxes: only then a missing row says something.
    pub fn has_mailboxes(&self) -> bool {
        !self.mailboxes.is_empty()
    }

    /// Whether there is an export of email server profiles.
    pub fn has_profiles(&self) -> bool {
        !self.profiles.is_empty()
    }

    /// The mailbox with an id, ignoring case and braces.
    pub fn by_mailboxid(&self, id: &str) -> Option<&DirectoryMailbox> {
        self.found(self.by_mailboxid.of(&plain_id(id))).next()
    }

    /// The mailboxes of a user or queue, inactive ones too. A row whose type the export does not
    /// tell belongs to both: ids are unique across tables.
    pub fn by_owner(
        &self,
        owner: RegardingType,
        id: &str,
    ) -> impl Iterator<Item = &DirectoryMailbox> {
        self.found(self.by_owner.of(&plain_id(id)))
            .filter(move |row| {
                row.regardingobjecttypecode
                    .is_none_or(|found| found == owner)
            })
    }

    /// The mailboxes with an address, ignoring case, inactive ones too.
    pub fn by_address(&self, address: &str) -> impl Iterator<Item = &DirectoryMailbox> {
        self.found(self.by_address.of(&lower(address.trim())))
    }

    fn found(&self, rows: impl Iterator<Item = usize>) -> impl Iterator<Item = &DirectoryMailbox> {
        rows.map(|row| &self.mailboxes[row])
    }
}

/// Rows by a key; the rows of one key in their order.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Index {
    /// Rows, those of one key beside each other.
    rows: Vec<u32>,
    /// Where the rows of a key stand.
    places: HashMap<Text, Range<usize>>,
}

impl Index {
    pub fn new(entries: impl Iterator<Item = (Text, u32)>) -> Self {
        let mut entries: Vec<_> = entries.collect();
        entries.sort_unstable();
        let mut index = Self::default();
        for same in entries.chunk_by(|(one, _), (other, _)| one == other) {
            let from = index.rows.len();
            index.rows.extend(same.iter().map(|(_, row)| row));
            index
                .places
                .insert(same[0].0.clone(), from..index.rows.len());
        }
        index
    }

    fn of(&self, key: &str) -> impl Iterator<Item = usize> + use<'_> {
        let rows = self.places.get(key).map(|place| &self.rows[place.clone()]);
        rows.unwrap_or_default().iter().map(|row| *row as usize)
    }
}

/// An id as it is compared: lower case, no braces.
pub(crate) fn plain_id(id: &str) -> Cow<'_, str> {
    let id = id.trim();
    let bare = id.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'));
    let bare = bare.unwrap_or(id);
    if bare.bytes().any(|byte| byte.is_ascii_uppercase()) {
        bare.to_ascii_lowercase().into()
    } else {
        bare.into()
    }
}

impl Directory {
    /// As [`Directory::by_owner`]: positions in [`Directory::mailboxes`].
    pub fn positions_of_owner(
        &self,
        owner: RegardingType,
        id: &str,
    ) -> impl Iterator<Item = usize> {
        let rows = self.by_owner.of(&plain_id(id));
        rows.filter(move |row| {
            self.mailboxes[*row]
                .regardingobjecttypecode
                .is_none_or(|found| found == owner)
        })
    }

    /// Whether any two mailboxes have the same address.
    pub fn shares_addresses(&self) -> bool {
        self.by_address.rows.len() > self.by_address.places.len()
    }

    /// As [`Directory::by_address`]: positions in [`Directory::mailboxes`].
    pub fn positions_of_address(&self, address: &str) -> impl Iterator<Item = usize> {
        self.by_address.of(&lower(address.trim()))
    }
}
