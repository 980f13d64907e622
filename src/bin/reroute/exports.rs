//! Reads the exports of the organization, a chunk at a time.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use reroute::answers::Answers;
use reroute::directory::{Directory, Export, Reader, directory};

use super::inputs::Unread;

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;

/// Reads the files that were named. What is no export is told beside the directory; the plan goes on without it.
pub fn read(files: &[PathBuf], answers: &Answers) -> (Directory, Vec<Unread>) {
    let mut exports = Vec::new();
    let mut unread = Vec::new();
    for path in files {
        match export(path) {
            Ok(export) => exports.push(export),
            Err(error) => unread.push(Unread::export(
                &name(path),
                &format!("It cannot be opened ({error})."),
                "Check the path.",
            )),
        }
    }
    let found = directory(&exports, &answers.directory_columns);
    let refused = found.files.iter().filter(|file| file.refused);
    unread.extend(refused.filter_map(|file| {
        let fault = file.faults.iter().find(|fault| fault.refuses)?;
        Some(Unread::export(
            &file.name,
            &format!("{} ({})", fault.message, fault.code),
            fault.remedy,
        ))
    }));
    (found, unread)
}

fn name(path: &Path) -> String {
    path.file_name()
        .unwrap_or(path.as_os_str())
        .to_string_lossy()
        .into_owned()
}

fn export(path: &Path) -> io::Result<Export> {
    let mut file = File::open(path)?;
    let mut reader = Reader::new(&name(path));
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(reader.finish()),
            read => reader.push(&chunk[..read]),
        }
    }
}
