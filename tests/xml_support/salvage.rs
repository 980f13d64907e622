//! What must be left of a damaged file, found without the reader: by searching for the texts of tags.
#![allow(dead_code)]

use std::ops::Range;

use reroute::router::{FileReader, ReadFile};

#[derive(Debug)]
/// A file, and where its whole entries stand.
pub struct Sample {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Bytes of the whole entries.
    pub whole: Vec<Range<u64>>,
    /// Bytes at which an entry starts, whole or not, also in a comment.
    pub starts: Vec<u64>,
    /// Whether it begins with a tag or the like.
    pub looks_like_xml: bool,
    /// Bytes at which the file is faulty as it is.
    faulty: Vec<u64>,
}

/// What is done to a file.
#[derive(Debug, Clone, Copy)]
pub enum Damage {
    /// It ends before this byte.
    Cut(usize),
    /// This byte is another one.
    Overwrite(usize, u8),
}

/// The bytes that overwrite others.
pub const OVERWRITES: [u8; 6] = [b'<', b'>', b'&', b'"', 0, b'x'];

impl Sample {
    pub fn new(name: &str, bytes: Vec<u8>) -> Self {
        let (text, offsets) = decode(&bytes);
        let comments = ranges(&text, "<!--", "-->");
        let mut whole = Vec::new();
        let mut starts = Vec::new();
        for (start, name) in entry_starts(&text) {
            starts.push(offsets[start]);
            let closing = format!("</{name}>");
            let Some(end) = text[start..]
                .find(&closing)
                .map(|index| start + index + closing.len())
            else {
                continue;
            };
            let hidden = comments.iter().any(|comment| comment.contains(&start));
            if !hidden && is_balanced(&text[start..end]) {
                whole.push(offsets[start]..offsets[end]);
            }
        }
        let looks_like_xml = text.trim_start().starts_with('<');
        let faulty = read(name, &bytes)
            .file
            .faults
            .iter()
            .map(|fault| fault.at.byte)
            .collect();
        Self {
            name: name.to_owned(),
            bytes,
            whole,
            starts,
            looks_like_xml,
            faulty,
        }
    }

    pub fn damaged(&self, damage: Damage) -> Vec<u8> {
        match damage {
            Damage::Cut(at) => self.bytes[..at].to_vec(),
            Damage::Overwrite(at, byte) => {
                let mut bytes = self.bytes.clone();
                bytes[at] = byte;
                bytes
            }
        }
    }

    /// The starts of the entries that damage cannot have touched.
    pub fn untouched(&self, damage: Damage) -> Vec<u64> {
        let touched = |entry: &Range<u64>| match damage {
            Damage::Cut(at) => entry.end > at as u64,
            Damage::Overwrite(at, byte) => entry.contains(&(at as u64)) && self.bytes[at] != byte,
        };
        self.whole
            .iter()
            .filter(|entry| !touched(entry))
            .map(|entry| entry.start)
            .collect()
    }

    /// Damages the file and asserts that everything untouched is kept, and nothing made up.
    pub fn check(&self, damage: Damage) -> ReadFile {
        let read = read(&self.name, &self.damaged(damage));
        let kept = kept(&read);
        let hidden = hidden(&self.damaged(damage));
        for start in self.untouched(damage) {
            if hidden.iter().any(|range| range.contains(&start)) {
                continue;
            }
            assert!(
                kept.contains(&start),
                "{} {damage:?}: the entry at {start} is lost; kept {kept:?}, {:#?}",
                self.name,
                read.file
            );
        }
        for start in &kept {
            assert!(
                self.starts.contains(start),
                "{} {damage:?}: there is no entry at {start}",
                self.name
            );
        }
        assert!(kept.is_sorted(), "{} {damage:?}: {kept:?}", self.name);
        self.check_faults(damage, &read);
        read
    }

    /// A file that is cut is faulty where it ends; otherwise the first new fault shows in or after what was damaged.
    fn check_faults(&self, damage: Damage, read: &ReadFile) {
        let faults = &read.file.faults;
        match damage {
            Damage::Cut(at) => {
                let (text, _) = decode(&self.bytes[..at]);
                // A fragment ends anywhere; a document without its root's end is cut.
                let document = text.contains("<Configuration>") || text.contains("<SystemState>");
                let open = document
                    && !text.trim_end().ends_with("</Configuration>")
                    && !text.trim_end().ends_with("</SystemState>");
                if at > 3 && open && faults.len() < 100 {
                    let last = faults
                        .last()
                        .unwrap_or_else(|| panic!("{} {damage:?}: no fault", self.name));
                    let whole = text.trim_end_matches('\u{FFFD}');
                    let broken = (text.chars().count() - whole.chars().count()) as u32;
                    let whole = whole.replace("\r\n", "\n").replace('\r', "\n");
                    let line = whole.matches('\n').count() as u32 + 1;
                    let column = whole
                        .rsplit('\n')
                        .next()
                        .unwrap_or_default()
                        .chars()
                        .count() as u32
                        + 1;

                    assert_eq!(
                        (last.at.line, last.at.column, last.at.byte),
                        (line, column + broken, at as u64),
                        "{} {damage:?}: {faults:?}",
                        self.name
                    );
                }
            }
            Damage::Overwrite(at, byte) if self.bytes[at] != byte => {
                let new = faults
                    .iter()
                    .find(|fault| !self.faulty.contains(&fault.at.byte));
                if let Some(fault) = new {
                    let from = self.tag_before(at);
                    let shown = fault
                        .opened
                        .map_or(fault.at.byte, |opened| opened.byte.max(fault.at.byte));
                    assert!(
                        shown >= from,
                        "{} {damage:?}: {fault:?} is before {from}",
                        self.name
                    );
                    let until = self.entry_end(at);
                    let near = fault.at.byte <= until
                        || fault.opened.is_some_and(|opened| opened.byte <= until);
                    assert!(near, "{} {damage:?}: {fault:?} is after {until}", self.name);
                }
            }
            Damage::Overwrite(..) => {}
        }
    }

    /// The byte of the last `<` at or before a byte.
    fn tag_before(&self, at: usize) -> u64 {
        let at = self.bytes[..=at]
            .iter()
            .rposition(|&byte| byte == b'<')
            .unwrap_or(0) as u64;
        // In UTF-16 the `<` is the second of two bytes, or the first.
        if self.bytes.starts_with(b"\xFE\xFF") {
            at & !1
        } else {
            at
        }
    }

    /// The end of the entry a byte is in, or of the file.
    fn entry_end(&self, at: usize) -> u64 {
        let entry = self.whole.iter().find(|entry| entry.contains(&(at as u64)));
        entry.map_or(self.bytes.len() as u64, |entry| entry.end)
    }
}

pub fn read(name: &str, bytes: &[u8]) -> ReadFile {
    let mut reader = FileReader::new(name);
    reader.push(bytes);
    reader.finish()
}

/// The bytes at which the entries that were kept begin.
pub fn kept(read: &ReadFile) -> Vec<u64> {
    let providers = read
        .agent
        .iter()
        .flat_map(|agent| agent.providers.iter().map(|one| one.at.byte));
    let mailboxes = read
        .state
        .iter()
        .flat_map(|state| state.entries.iter().map(|one| one.at.byte));
    providers.chain(mailboxes).collect()
}

/// The text of a file, and for every byte of the text (and its end) the byte of the file.
fn decode(bytes: &[u8]) -> (String, Vec<u64>) {
    let wide = match bytes {
        [0xFF, 0xFE, ..] => Some(u16::from_le_bytes as fn([u8; 2]) -> u16),
        [0xFE, 0xFF, ..] => Some(u16::from_be_bytes as fn([u8; 2]) -> u16),
        _ => None,
    };
    let mut offsets = Vec::new();
    let mark = if bytes.starts_with(b"\xEF\xBB\xBF") {
        3
    } else {
        0
    };
    let Some(unit) = wide else {
        let text = String::from_utf8_lossy(&bytes[mark..]).into_owned();
        offsets.extend((0..=text.len()).map(|index| (index + mark) as u64));
        return (text, offsets);
    };
    let units: Vec<u16> = bytes[2..]
        .chunks_exact(2)
        .map(|pair| unit([pair[0], pair[1]]))
        .collect();
    let mut text = String::new();
    let mut at = 2;
    for char in char::decode_utf16(units) {
        let char = char.unwrap_or(char::REPLACEMENT_CHARACTER);
        text.push(char);
        offsets.extend(std::iter::repeat_n(at, char.len_utf8()));
        at += 2 * char.len_utf16() as u64;
    }
    if bytes.len() % 2 == 1 {
        text.push(char::REPLACEMENT_CHARACTER);
        offsets.extend([at; 3]);
        at += 1;
    }
    offsets.push(at);
    (text, offsets)
}

fn ranges(text: &str, open: &str, close: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find(open).map(|index| from + index) {
        let end = text[start..]
            .find(close)
            .map_or(text.len(), |index| start + index + close.len());
        found.push(start..end);
        from = end;
    }
    found
}

/// Where entries begin, and their names.
fn entry_starts(text: &str) -> Vec<(usize, &str)> {
    text.match_indices('<')
        .filter_map(|(start, _)| {
            let name = &text[start + 1..];
            let name = &name[..name.find(|char: char| !char.is_ascii_alphanumeric())?];
            let state = name.len() == 28 && name.starts_with('h');
            (name == "ProviderConfiguration" || state).then_some((start, name))
        })
        .collect()
}

/// Whether every start tag has its end tag.
fn is_balanced(entry: &str) -> bool {
    let mut open = Vec::new();
    for piece in entry.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else {
            return false;
        };
        if tag.starts_with(['!', '?']) || tag.ends_with('/') {
            continue;
        }
        match tag.strip_prefix('/') {
            Some(name) if open.pop() != Some(name) => return false,
            Some(_) => {}
            None => open.push(tag.split(' ').next().unwrap_or(tag)),
        }
    }
    open.is_empty()
}

/// Where comments and processing instructions stand in a document that is well-formed all the same: damage
/// can make one longer, and what it swallows is no entry any more. The word is that of another reader.
fn hidden(bytes: &[u8]) -> Vec<Range<u64>> {
    let Some(document) = std::str::from_utf8(bytes)
        .ok()
        .and_then(|text| roxmltree::Document::parse(text).ok())
    else {
        return Vec::new();
    };
    let silent = document
        .root()
        .descendants()
        .filter(|node| node.is_comment() || node.is_pi());
    silent
        .map(|node| node.range().start as u64..node.range().end as u64)
        .collect()
}
