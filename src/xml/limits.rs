//! How much of anything is taken before a document is refused, checked before memory is.

/// Elements inside one another.
pub const MAX_DEPTH: usize = 64;
/// Attributes of one element.
pub const MAX_ATTRIBUTES: usize = 256;
/// Bytes of one name, as UTF-8.
pub const MAX_NAME: usize = 1024;
/// Bytes of one tag, as UTF-8.
pub const MAX_TAG: usize = 1 << 20;
/// Bytes of the text of one element, as UTF-8.
pub const MAX_TEXT: usize = 1 << 20;
/// Entries of one file: providers of an agent file, mailboxes of a state file.
pub const MAX_ENTRIES: usize = 1_000_000;
/// Bytes of the XML declaration.
pub const MAX_DECLARATION: usize = 1024;
/// Bytes taken from a pushed chunk at a time, so that memory does not follow its size.
pub(crate) const STRIDE: usize = 1 << 16;
