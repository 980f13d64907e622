//! What the page and its worker say to each other: plain data in the user's words.
//!
//! The plan stays in the worker. The page gets an [`Overview`] after every change, and the rows it
//! shows when it asks for them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::answers::Answers;
use crate::artifacts::Outline;
use crate::follow::{Followed, Sums, WaveSums};
use crate::plan::model::{
    Accounting, Finding, InputRole, Mailbox, MailboxKind, ManualTask, Need, NotCarried,
    Organization, Outcome, Profile, Question, RouterDifference, RouterProfile, Switch, TargetView,
    UnknownTag, Wave,
};
use crate::redact::Kept;
use crate::verify::Verification;

/// What the page asks. File contents do not travel in requests: the files stand beside them, and the
/// shell reads them in chunks.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Request {
    /// Read files; their handles travel beside the request, in the same order.
    AddFiles {
        /// What they are called.
        files: Vec<NewFile>,
    },
    /// Read the made-up files that come with the program.
    OpenSample {
        /// Ids from here on are free.
        first_id: u32,
    },
    /// Stop reading. Files read whole stay.
    Cancel,
    /// Take files out again.
    RemoveFiles {
        /// Their ids.
        files: Vec<u32>,
    },
    /// Take out every file that is not used for the plan.
    RemoveOthers,
    /// Put a file to another router.
    MoveFile {
        /// Its id.
        file: u32,
        /// Key of the router, as in [`RouterCard::key`], or a new one.
        router: String,
    },
    /// Plan again with these answers.
    Answer {
        /// All answers.
        answers: Box<Answers>,
    },
    /// Send rows of the mailbox table.
    Rows {
        /// Which.
        query: RowsQuery,
    },
    /// Send rows of the mailbox table as tab-separated text.
    CopyRows {
        /// Which; their range is not asked for.
        query: RowsQuery,
        /// The columns that are shown.
        columns: Vec<RowColumn>,
    },
    /// Send everything about one mailbox.
    Row {
        /// Its key.
        key: String,
    },
    /// Make files fit to be shown to others; their handles travel beside the request.
    Share {
        /// What they are called.
        files: Vec<NewFile>,
    },
    /// Compare a bundle with what its sources give; its handle travels beside the request.
    CheckBundle,
    /// Compare a fresh export with the plan; the handles of the files travel beside the request.
    CheckResult,
    /// Render the operations for what the last comparison left open.
    Remaining,
    /// Find out how large an artifact is.
    Size {
        /// Its name.
        name: String,
    },
    /// Render an artifact.
    Artifact {
        /// Its name, or `bundle` for all of them in one zip.
        name: String,
    },
}

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewFile {
    /// Its id, chosen by the page.
    pub id: u32,
    /// Its path below what was dropped or chosen, parts joined by `/`.
    pub path: String,
    /// What it was chosen as.
    pub meant: FileUse,
    /// The router the admin put it in, by label.
    pub router: Option<String>,
    /// Where it is in the zip whose handle travels beside it; `None` for a file by itself.
    pub packed: Option<Packed>,
}

/// A file in a zip.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Packed {
    /// The id the zip came with.
    pub zip: u32,
    /// Its number in the zip.
    pub entry: u32,
}

/// What a file was chosen as.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileUse {
    /// Its content decides.
    #[default]
    Any,
    /// An export of the organization; what is none is refused as one.
    Export,
}

/// What the worker answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Response {
    /// How far reading has come.
    Progress {
        /// The file.
        file: u32,
        /// Its name.
        name: String,
        /// Bytes read of it.
        done: u64,
        /// Its size.
        total: u64,
        /// Files that wait behind it.
        waiting: u32,
        /// Bytes a second over the last chunks.
        rate: u64,
    },
    /// A zip was opened: its files are read in its place.
    Unzipped {
        /// The zip.
        file: u32,
        /// What is in it, with ids that the worker chose.
        files: Vec<NewFile>,
    },
    /// Reading was cancelled; the files read before it are kept.
    Cancelled {
        /// The files that were not read.
        files: Vec<u32>,
    },
    /// Files were taken out, or others took their place.
    Removed {
        /// Their ids.
        files: Vec<u32>,
    },
    /// Files took the place of others in a router.
    Replaced {
        /// Which, router by router.
        replaced: Vec<Replaced>,
    },
    /// A file could not be fetched from the disk: it was moved, changed or locked.
    Unfetched {
        /// Its name.
        name: String,
        /// What the browser said.
        reason: String,
    },
    /// The plan as it stands now.
    Overview {
        /// The overview.
        overview: Box<Overview>,
        /// Whether files still wait to be read.
        reading: bool,
        /// How many times files were given to read before this.
        heard: u32,
    },
    /// Rows of the mailbox table.
    Rows {
        /// The rows.
        rows: RowsPage,
    },
    /// Rows as tab-separated text, which travels beside this.
    Copied {
        /// Rows in the text.
        copied: u32,
        /// Rows that match.
        total: u32,
    },
    /// Everything about one mailbox.
    Row {
        /// The mailbox; `None` when no row has the key.
        mailbox: Option<Box<Mailbox>>,
    },
    /// Files fit to be shown to others; the zip travels beside it.
    Shared {
        /// What was kept of them.
        shared: Box<SharedCard>,
    },
    /// What is different between a bundle and what its sources give now; or why it cannot be read.
    Verified {
        /// What was found.
        found: Result<Box<Verification>, String>,
    },
    /// How far the organization is; or why that cannot be said.
    Followed {
        /// What was found.
        found: Result<Box<ResultCard>, String>,
    },
    /// How large an artifact is.
    Size {
        /// Its bytes.
        bytes: u64,
    },
    /// A rendered artifact; its bytes travel beside it.
    Artifact {
        /// Its name, as asked.
        name: String,
        /// Name to download it under.
        file_name: String,
        /// Media type.
        media_type: String,
    },
}

/// Files of a router whose place later ones took.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replaced {
    /// Label of the router.
    pub router: String,
    /// The files that are out of the plan now: id and name.
    pub files: Vec<(u32, String)>,
    /// Files that lie elsewhere than where they were added.
    pub placed: Vec<Placed>,
}

/// A file that lies with a router from earlier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placed {
    /// Its id.
    pub file: u32,
    /// Its path there.
    pub path: String,
    /// The router the admin put the earlier files in, by label.
    pub router: Option<String>,
}

/// The plan without its long lists.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Overview {
    /// The files, by router.
    pub routers: Vec<RouterCard>,
    /// Files that belong to no router; the first 100, those that could not be read before the others.
    pub others: Vec<FileCard>,
    /// How many there are.
    pub other_count: u32,
    /// Exports of the organization, in the order they came.
    pub exports: Vec<ExportCard>,
    /// Answers as used, defaults filled in.
    pub answers: Answers,
    /// The organization's side.
    pub target: TargetView,
    /// Organizations the providers name.
    pub organizations: Vec<Organization>,
    /// Router profiles.
    pub router_profiles: Vec<RouterProfile>,
    /// New profiles.
    pub profiles: Vec<Profile>,
    /// Waves.
    pub waves: Vec<Wave>,
    /// The switch.
    pub switch: Switch,
    /// Open and answered questions.
    pub questions: Vec<Question>,
    /// Findings.
    pub findings: Vec<Finding>,
    /// How many subjects each of them has.
    pub subjects: Vec<u32>,
    /// What is done by hand, but for what stands in `mailbox_passwords`; the first 200.
    pub manual_tasks: Vec<ManualTask>,
    /// How many tasks there are by hand.
    pub manual_task_count: u32,
    /// Mailboxes whose own passwords are typed in, when they are too many to name each.
    pub mailbox_passwords: u32,
    /// Passwords that are typed in, of profiles and of mailboxes.
    pub passwords: u32,
    /// Rows of each kind.
    pub kinds: BTreeMap<MailboxKind, u32>,
    /// What is not carried over.
    pub not_carried: Vec<NotCarried>,
    /// Unknown tags.
    pub unknown_tags: Vec<UnknownTag>,
    /// Differences between routers.
    pub router_differences: Vec<RouterDifference>,
    /// The sums.
    pub accounting: Accounting,
    /// Why rows do not migrate, the most rows first.
    pub causes: Vec<Cause>,
    /// The way on, from the runbook.
    pub next: Vec<Outline>,
    /// What can be taken away.
    pub artifacts: Vec<ArtifactCard>,
}

/// Rows that end alike for the same reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cause {
    /// Where they end.
    pub outcome: Outcome,
    /// The rule, or the word for an open decision.
    pub reason: String,
    /// How many rows.
    pub rows: u32,
}

/// What is said of redacted files before they are saved.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SharedCard {
    /// Files in the zip.
    pub files: u32,
    /// Names of the files that were left out, as they are no router's.
    pub left_out: Vec<String>,
    /// What was not replaced.
    pub kept: Kept,
}

/// How far the organization is, compared with a plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ResultCard {
    /// Name of the file whose plan it is; `None`: the plan at hand.
    pub plan: Option<String>,
    /// What is wrong with the exports that were not used.
    pub refused: Vec<String>,
    /// All mailboxes of the plan.
    pub sums: Sums,
    /// The waves.
    pub waves: Vec<WaveSums>,
    /// The first mailboxes that are not as planned.
    pub open: Vec<Followed>,
    /// How many are not as planned.
    pub open_count: u32,
}

/// One router as the first step shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RouterCard {
    /// Key for moving files to it; labels and other routers do not change it.
    pub key: String,
    /// Number in the plan.
    pub number: u16,
    /// Its label.
    pub label: String,
    /// SHA-256 of its agent file, the key of its label in the answers.
    pub agent_sha256: Option<String>,
    /// Its files.
    pub files: Vec<FileCard>,
    /// Organizations its providers name.
    pub organizations: Vec<String>,
    /// Providers read.
    pub providers: u32,
    /// State entries read.
    pub entries: u32,
}

/// One file as the first step shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FileCard {
    /// Its id.
    pub id: u32,
    /// What it is for.
    pub role: InputRole,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 in lower-case hex; `None` for a key file.
    pub sha256: Option<String>,
    /// How it fared.
    pub state: FileState,
    /// Entries read whole.
    pub entries: u32,
    /// Entries lost to damage.
    pub lost_entries: u32,
    /// How many faults it has.
    pub fault_count: u64,
    /// The first fault.
    pub fault: Option<FaultCard>,
}

/// One export of the organization as the first step shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ExportCard {
    /// Its id.
    pub id: u32,
    /// Its name.
    pub name: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// What its rows are: `mailboxes`, `email server profiles`; `None` when that could not be told.
    pub kind: Option<String>,
    /// Rows used.
    pub rows: u32,
    /// Whether nothing of it is used.
    pub refused: bool,
    /// Headings that mean nothing known.
    pub unmapped: Vec<String>,
    /// What a heading of its table can mean: logical names.
    pub columns: Vec<String>,
    /// Columns that would help and are not there.
    pub missing: Vec<String>,
    /// The first faults in words.
    pub faults: Vec<ExportFault>,
    /// How many faults there were.
    pub fault_count: u64,
}

/// What is wrong with an export, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportFault {
    /// Its code.
    pub code: String,
    /// Row as a person counts; `None`: the whole file.
    pub row: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// How a file fared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileState {
    /// Read whole.
    Whole,
    /// Read with faults.
    Damaged,
    /// Nothing could be read.
    Unreadable,
    /// No bytes.
    Empty,
    /// Not an Email Router's.
    NotOurs,
    /// Known and not needed.
    NotNeeded,
    /// A second one of its role.
    Duplicate,
    /// It could not be opened; its fault says why.
    Refused,
}

/// A fault in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultCard {
    /// Its code.
    pub code: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

/// Which rows of the mailbox table.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RowsQuery {
    /// Text that address, owner, name or profile must hold, ignoring case.
    pub text: String,
    /// Outcomes to show; empty: all.
    pub outcomes: Vec<Outcome>,
    /// Kinds to show; empty: all.
    pub kinds: Vec<MailboxKind>,
    /// Half rows only.
    pub half: bool,
    /// One wave only.
    pub wave: Option<u32>,
    /// One new profile only, by key.
    pub profile: Option<String>,
    /// One router profile only, by id.
    pub router_profile: Option<String>,
    /// Rows that need this only.
    pub need: Option<Need>,
    /// Rows whose outcome this rule decided only.
    pub reason: Option<String>,
    /// Rows that a finding is about only: its rule and, since a rule may find several things, its number
    /// among them, as in `IN-08-2`.
    pub finding: Option<String>,
    /// Order.
    pub sort: SortKey,
    /// Turn the order round.
    pub descending: bool,
    /// First row, from 0.
    pub offset: u32,
    /// Most rows.
    pub limit: u32,
}

/// What rows are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum SortKey {
    #[default]
    Key,
    Kind,
    Profile,
    Wave,
    ProcessFrom,
    Outcome,
}

/// A column of the mailbox table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum RowColumn {
    Mailbox,
    Name,
    Owner,
    Kind,
    Incoming,
    Outgoing,
    Profile,
    Wave,
    ProcessFrom,
    Needs,
    Outcome,
    Reason,
}

impl RowColumn {
    /// Every column, from the left.
    pub const ALL: [Self; 12] = [
        Self::Mailbox,
        Self::Name,
        Self::Owner,
        Self::Kind,
        Self::Incoming,
        Self::Outgoing,
        Self::Profile,
        Self::Wave,
        Self::ProcessFrom,
        Self::Needs,
        Self::Outcome,
        Self::Reason,
    ];

    /// The columns that are shown at first, as a sum of [`bits`](Self::bit).
    pub const AT_FIRST: u16 = Self::Mailbox.bit()
        | Self::Kind.bit()
        | Self::Profile.bit()
        | Self::Wave.bit()
        | Self::ProcessFrom.bit()
        | Self::Needs.bit()
        | Self::Outcome.bit();

    /// The column as one bit.
    pub const fn bit(self) -> u16 {
        1 << self as u16
    }

    /// What stands above it.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Mailbox => "Mailbox",
            Self::Name => "Name",
            Self::Owner => "Owner",
            Self::Kind => "Kind",
            Self::Incoming => "Incoming",
            Self::Outgoing => "Outgoing",
            Self::Profile => "New profile",
            Self::Wave => "Wave",
            Self::ProcessFrom => "Process from",
            Self::Needs => "Needs",
            Self::Outcome => "Outcome",
            Self::Reason => "Decided by",
        }
    }

    /// What it is ordered by, if it can be.
    pub const fn sort_key(self) -> Option<SortKey> {
        Some(match self {
            Self::Mailbox => SortKey::Key,
            Self::Kind => SortKey::Kind,
            Self::Profile => SortKey::Profile,
            Self::Wave => SortKey::Wave,
            Self::ProcessFrom => SortKey::ProcessFrom,
            Self::Outcome => SortKey::Outcome,
            Self::Name
            | Self::Owner
            | Self::Incoming
            | Self::Outgoing
            | Self::Needs
            | Self::Reason => return None,
        })
    }
}

/// Some rows of the mailbox table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RowsPage {
    /// The query they answer.
    pub query: RowsQuery,
    /// Rows that match.
    pub total: u32,
    /// Those of them that were asked for.
    pub rows: Vec<RowCard>,
}

/// One row of the mailbox table.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RowCard {
    /// Its key.
    pub key: String,
    /// Address, or the owner's id when there is none.
    pub label: String,
    /// Its name in the organization.
    pub name: Option<String>,
    /// Id of its owner.
    pub owner: Option<String>,
    /// Whose it is.
    pub kind: MailboxKind,
    /// Whether it is half a row.
    pub half: bool,
    /// Name of the router profile that reads it.
    pub incoming: Option<String>,
    /// Name of the router profile that sends for it.
    pub outgoing: Option<String>,
    /// Name of its new profile.
    pub profile: Option<String>,
    /// Its wave.
    pub wave: Option<u32>,
    /// From when its mail is processed: its own date or its profile's, in RFC 3339.
    pub process_from: Option<String>,
    /// What it needs.
    pub needs: Vec<Need>,
    /// Where it ends.
    pub outcome: Outcome,
    /// The rule that decided it.
    pub reason: Option<String>,
}

/// One artifact as the last step shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactCard {
    /// Its name in the folder and the zip.
    pub name: String,
    /// What it is called on the page.
    pub title: String,
    /// What it is for.
    pub purpose: String,
    /// Whether it is for people to read (`false`: for doing it, by machines).
    pub for_people: bool,
    /// Whether it is text that can be previewed.
    pub text: bool,
}
