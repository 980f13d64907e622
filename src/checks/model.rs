//! Findings and questions, as they stand in the plan.

use crate::text::Text;

use serde::{Deserialize, Serialize};

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum QuestionKind {
    /// Where the organization runs.
    Target,
    /// Which organization is planned, or what becomes of providers that name none.
    Organization,
    /// When the first wave starts.
    Time,
    /// What kind of server a provider is.
    Provider,
    /// Which Exchange it is.
    Version,
    /// What an unknown tag means.
    Tag,
    /// Whose credentials are used.
    Credentials,
    /// Which outgoing router profile belongs to an incoming one.
    Pair,
    /// Where mailboxes live.
    Place,
    /// Which of two router profiles keeps an address or an id.
    Duplicate,
    /// Whether one account impersonates the mailboxes.
    Impersonation,
    /// What to do about mailboxes that lag.
    DateGap,
    /// What becomes of a rejected address.
    Rejected,
    /// What becomes of the direction the files do not prove.
    MissingDirection,
    /// What a heading of the directory means.
    DirectoryColumn,
    /// Whether accounts that cannot be read are the same.
    Account,
    /// Whether users who synchronize through Outlook go over, and to which profile.
    Outlook,
}

/// What a finding, a question or a task is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// What it is.
    pub kind: SubjectKind,
    /// Its key: `router/name` of an input, an id of a router profile, a key of a profile or
    /// mailbox, an id of an organization, a name of a tag; empty for the plan.
    pub key: Text,
}

/// What a subject is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum SubjectKind {
    Input,
    Organization,
    Provider,
    RouterProfile,
    Profile,
    Mailbox,
    Tag,
    Answer,
    Plan,
}

/// Something only the admin can say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// `kind:subject`, stable.
    pub id: String,
    /// What it is about.
    pub kind: QuestionKind,
    /// Whom it is about.
    pub subject: Subject,
    /// The question, in one or two sentences.
    pub text: String,
    /// Mailboxes and half rows that wait for the answer.
    pub mailboxes: u32,
    /// Possible answers; empty: free text or a time.
    pub options: Vec<QuestionOption>,
    /// What the files suggest.
    pub proposed: Option<String>,
    /// What was answered.
    pub answered: Option<String>,
    /// Where the answer goes in `answers.json`, a JSON Pointer.
    pub answer_path: String,
}

/// One possible answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QuestionOption {
    /// What goes into the answers.
    pub value: String,
    /// What it is called.
    pub label: String,
    /// What it leads to.
    pub effect: String,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Severity {
    Blocker,
    Warning,
    Info,
}

/// What a rule found, one finding a rule and cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Finding {
    /// The rule, such as `MG-05`.
    pub id: String,
    /// How grave it is.
    pub severity: Severity,
    /// Code of the reader's fault, such as `XML0012`.
    pub code: Option<String>,
    /// What it is, in a few words.
    pub title: String,
    /// How many subjects it concerns.
    pub count: u64,
    /// The first 100 of them.
    pub subjects: Vec<Subject>,
    /// The others.
    #[serde(skip)]
    pub rest: Rest,
    /// What was found, the facts filled in.
    pub message: String,
    /// What to do.
    pub remedy: String,
    /// Where it is documented.
    pub source: Option<String>,
    /// The first 100 places.
    pub places: Vec<FindingPlace>,
}

/// Keys of the subjects that are no part of `plan.json`, for whoever holds the plan in memory. Findings are the
/// same with and without them.
#[derive(Debug, Clone, Default, Eq)]
pub struct Rest(pub Vec<Text>);

impl PartialEq for Rest {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FindingPlace {
    /// Number of the router; `null` for a file of none.
    pub router: Option<u16>,
    /// Name of the file.
    pub file: Text,
    /// Line, from 1; `null` for the file as a whole.
    pub line: Option<u32>,
    /// Column, from 1.
    pub column: Option<u32>,
}
