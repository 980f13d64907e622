//! Router files that can be shown to others: same structure, other names.
//!
//! ```text
//! files ─► letters (any encoding, any damage) ─► tokens ─► values ─► words ─► letters ─► files
//! ```
//!
//! Structure, element names, class names, order, damage, encodings and nearly all lengths stay. Every
//! host, address, name, id, user and secret is replaced, and the values of unknown elements too; the
//! same value gives the same replacement in every file. Replacements count up in the order in which
//! values first appear: nothing in them comes from the value, a clock or chance. [`Kept`] says what
//! was not replaced.

mod folders;
mod fresh;
mod kept;
mod letters;
mod tokens;
mod values;
mod vocabulary;
mod words;

pub use kept::Kept;

use crate::order;
use crate::router::{FileReader, Role, Verdict};

use self::folders::place;
use self::values::Redactor;

/// A file of a router.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouterFile {
    /// Its folder, parts joined by `/` or `\`; empty for a loose file.
    pub folder: String,
    /// Its name without the folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What can be shown to others.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Redacted {
    /// The files, by folder and name. Folders and names are new: they name machines.
    pub files: Vec<RouterFile>,
    /// Files that were left out because they are no agent, state or key file, as (folder, name).
    pub left_out: Vec<(String, String)>,
    /// What was not replaced, to be looked at before anything is given away.
    pub kept: Kept,
}

/// Redacts the files of any number of routers together. The order in which they are given does not
/// matter. Never fails; a damaged file stays as damaged as it was.
pub fn redact(files: Vec<RouterFile>) -> Redacted {
    let mut redacted = Redacted::default();
    let mut ours = Vec::new();
    for file in files {
        match role(&file) {
            Some(role) => ours.push((role, file)),
            None => redacted.left_out.push((file.folder, file.name)),
        }
    }
    order::sort(&mut redacted.left_out);
    let mut redactor = Redactor::default();
    for (role, file) in place(ours) {
        let (encoding, text) = letters::decode(&file.bytes);
        let text = redactor.file(role, &text);
        redacted.files.push(RouterFile {
            bytes: letters::encode(encoding, &text),
            ..file
        });
    }
    redacted.kept = redactor.kept;
    redacted
}

/// What a file is for; `None` for what is not a router's, or not needed.
fn role(file: &RouterFile) -> Option<Role> {
    let mut reader = FileReader::new(&file.name);
    reader.push(&file.bytes);
    let read = reader.finish().file;
    let is_ours =
        read.role != Role::Other && !matches!(read.verdict, Verdict::NotOurs | Verdict::NotNeeded);
    is_ours.then_some(read.role)
}
