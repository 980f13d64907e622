//! Reading folders the way the command line does, for every test of the road.
#![allow(dead_code)]

pub mod organization;

use std::fs;
use std::path::{Path, PathBuf};

use reroute::answers::Answers;
use reroute::router::{FileReader, Given, Reading, group};

/// One file of a set: its folder inside the set, its name, its bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct File {
    pub folder: String,
    pub name: String,
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for File {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = String::from_utf8_lossy(&self.bytes);
        write!(formatter, "{}/{}:\n{text}", self.folder, self.name)
    }
}

impl File {
    pub fn new(folder: &str, name: &str, bytes: impl Into<Vec<u8>>) -> Self {
        Self {
            folder: folder.to_owned(),
            name: name.to_owned(),
            bytes: bytes.into(),
        }
    }
}

/// A folder of the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The folders below one, by name.
pub fn folders(path: &Path) -> Vec<PathBuf> {
    let mut found: Vec<_> = fs::read_dir(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    found
}

/// The name of a folder.
pub fn name(path: &Path) -> String {
    path.file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned()
}

/// The router files of a set: everything in the folders below it.
pub fn files(set: &Path) -> Vec<File> {
    let mut found = Vec::new();
    for folder in folders(set) {
        for entry in fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            found.push(File::new(
                &name(&folder),
                &name(&path),
                fs::read(&path).expect("a file"),
            ));
        }
    }
    found.sort();
    found
}

/// Reads files in the order given, in chunks of one size.
pub fn read_in(files: &[File], chunk: usize) -> Reading {
    group(
        files
            .iter()
            .map(|file| {
                let mut reader = FileReader::new(&file.name);
                file.bytes
                    .chunks(chunk)
                    .for_each(|bytes| reader.push(bytes));
                Given {
                    folder: file.folder.clone(),
                    router: None,
                    read: reader.finish(),
                }
            })
            .collect(),
    )
}

/// Reads files in the order given.
pub fn read(files: &[File]) -> Reading {
    read_in(files, 64 * 1024)
}

/// The answers beside a set; the defaults when there are none.
pub fn answers(set: &Path) -> Answers {
    match fs::read_to_string(set.join("answers.json")) {
        Ok(text) => serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", set.join("answers.json").display())),
        Err(_) => Answers::default(),
    }
}
