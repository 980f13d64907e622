//! The target's vocabulary: tables, columns and choices of Dataverse as types.

mod columns;
mod values;

pub use columns::{Column, ColumnType, MAILBOX, PROFILE, Table, column};
pub use values::{Columns, Name};

use crate::text::Text;

use serde::{Deserialize, Serialize};

/// The kind of an e-mail server, as a router file tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum ServerKind {
    /// POP3, incoming.
    Pop3,
    /// SMTP, outgoing.
    Smtp,
    /// Exchange 2003 or 2007 by WebDAV.
    ExchangeWebdav,
    /// Exchange 2007 or later by Exchange Web Services.
    ExchangeEws,
    /// Exchange Online.
    ExchangeOnline,
    /// A provider that is not Microsoft's.
    Custom,
    /// Nothing in the files says.
    Unknown,
}

impl ServerKind {
    /// The name an admin knows it by.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pop3 => "POP3",
            Self::Smtp => "SMTP",
            Self::ExchangeWebdav => "Exchange (WebDAV)",
            Self::ExchangeEws => "Exchange",
            Self::ExchangeOnline => "Exchange Online",
            Self::Custom => "Custom provider",
            Self::Unknown => "Unknown server",
        }
    }

    /// Whether it speaks to Exchange in a way server-side synchronization does, too.
    pub const fn is_exchange(self) -> bool {
        matches!(self, Self::ExchangeEws | Self::ExchangeOnline)
    }
}

/// A value of a column, as the Web API takes it: choices as numbers, times in UTC, lookups as ids.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ColumnValue {
    /// Yes or no.
    Bool(bool),
    /// A whole number, or a choice's number.
    Int(i64),
    /// Text, a time, or an id.
    Text(Text),
}

impl From<bool> for ColumnValue {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<i64> for ColumnValue {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}

impl From<String> for ColumnValue {
    fn from(value: String) -> Self {
        Self::Text(value.into())
    }
}

impl From<Text> for ColumnValue {
    fn from(value: Text) -> Self {
        Self::Text(value)
    }
}

impl From<&str> for ColumnValue {
    fn from(value: &str) -> Self {
        Self::Text(value.into())
    }
}
