//! Router files made fit to be shown to others, packed, with what was kept of them.

use std::io;

use super::protocol::SharedCard;
use crate::redact::{RouterFile, redact};
use crate::zip::Archive;

/// What the packed files are called.
pub const FILE_NAME: &str = "redacted-router-files.zip";

/// Redacts files, each given by its path below what was dropped or chosen, and packs them.
///
/// # Errors
/// There is more than an archive holds, 4 GiB.
pub fn shared(files: Vec<(String, Vec<u8>)>) -> io::Result<(SharedCard, Vec<u8>)> {
    let files = files.into_iter().map(|(path, bytes)| {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", &path));
        RouterFile {
            folder: folder.to_owned(),
            name: name.to_owned(),
            bytes,
        }
    });
    let redacted = redact(files.collect());
    let mut bytes = Vec::new();
    let mut archive = Archive::new(&mut bytes, None);
    for file in &redacted.files {
        let path = match file.folder.as_str() {
            "" => file.name.clone(),
            folder => format!("{folder}/{}", file.name),
        };
        archive.packed(&path, |out| out.write_all(&file.bytes))?;
    }
    archive.finish()?;
    let card = SharedCard {
        files: u32::try_from(redacted.files.len()).unwrap_or(u32::MAX),
        left_out: redacted
            .left_out
            .into_iter()
            .map(|(_, name)| name)
            .collect(),
        kept: redacted.kept,
    };
    Ok((card, bytes))
}
