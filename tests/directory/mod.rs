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

/// A workbook of one worksheet.
pub fn workbook(sheet: &[u8]) -> Vec<u8> {
    packed(&[
        ("xl/workbook.xml", b"<workbook xmlns:r='x'><sheets><sheet name='A' r:id='r1'/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", b"<Relationships><Relationship Id='r1' Type='x/worksheet' Target='sheet.xml'/></Relationships>"),
        ("xl/sheet.xml", sheet),
    ])
}

/// A zip of deflated entries.
pub fn packed(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut zip, mut list) = (Vec::new(), Vec::new());
    for (name, content) in entries {
        let data = miniz_oxide::deflate::compress_to_vec(content, 9);
        let offset = zip.len() as u32;
        let mut shared = Vec::new();
        shared.extend([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
        shared.extend(crc(content).to_le_bytes());
        shared.extend((data.len() as u32).to_le_bytes());
        shared.extend((content.len() as u32).to_le_bytes());
        shared.extend((name.len() as u16).to_le_bytes());
        shared.extend([0, 0]);
        zip.extend(b"PK\x03\x04");
        zip.extend(&shared);
        zip.extend(name.as_bytes());
        zip.extend(&data);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(&shared);
        list.extend([0; 10]);
        list.extend(offset.to_le_bytes());
        list.extend(name.as_bytes());
    }
    let start = zip.len() as u32;
    zip.extend(&list);
    zip.extend(b"PK\x05\x06\0\0\0\0");
    zip.extend([(entries.len() as u16).to_le_bytes(); 2].concat());
    zip.extend((list.len() as u32).to_le_bytes());
    zip.extend(start.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

/// CRC-32, bit by bit: another way than the reader's.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = !0_u32;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 {
                (crc >> 1) ^ 0xEDB8_8320
            } else {
                crc >> 1
            };
        }
    }
    !crc
}
