//! What the tests of the directory share.
#![allow(dead_code)]

use std::collections::BTreeMap;

use reroute::directory::{Directory, DirectoryFile, Export, Reader, directory};

/// Reads a file in chunks of a size.
pub fn export_in(name: &str, bytes: &[u8], chunk: usize) -> Export {
    let mut reader = Reader::new(name);
    for piece in bytes.chunks(chunk.max(1)) {
        reader.push(piece);
    }
    reader.finish()
}

pub fn export(name: &str, bytes: impl AsRef<[u8]>) -> Export {
    export_in(name, bytes.as_ref(), 1 << 16)
}

/// One file, understood without answers.
pub fn read(bytes: impl AsRef<[u8]>) -> Directory {
    directory(&[export("export", bytes)], &BTreeMap::new())
}

pub fn read_with(bytes: impl AsRef<[u8]>, answers: &[(&str, &str)]) -> Directory {
    let answers = answers
        .iter()
        .map(|(heading, name)| ((*heading).to_owned(), (*name).to_owned()))
        .collect();
    directory(&[export("export", bytes)], &answers)
}

pub fn only_file(directory: &Directory) -> &DirectoryFile {
    assert_eq!(directory.files.len(), 1);
    &directory.files[0]
}

/// Codes of a file's faults, in their order.
pub fn codes(file: &DirectoryFile) -> Vec<&str> {
    file.faults.iter().map(|fault| fault.code).collect()
}

/// Asserts that a file is refused with a code, and that the sentence names something.
pub fn refused(bytes: impl AsRef<[u8]>, code: &str, names: &str) {
    let directory = read(bytes);
    let file = only_file(&directory);
    assert!(file.refused, "{:?}", file.faults);
    assert!(directory.is_empty());
    assert_eq!(file.faults[0].code, code, "{:?}", file.faults);
    assert!(
        file.faults[0].message.contains(names),
        "{}",
        file.faults[0].message
    );
    assert!(file.faults[0].remedy.ends_with('.'));
}
