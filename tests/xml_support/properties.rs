//! What holds for every document. The tests try documents made by proptest, `fuzz/` any bytes.
#![allow(dead_code)]

use reroute::router::FileReader;
use reroute::xml::CODES;

use super::disagreements::Verdicts;
use super::recorder::{Recorder, read_chunks};
use super::salvage::{Damage, Sample};

const ENTRIES: &[&str] = &["ProviderConfiguration", "SystemConfiguration"];

/// Reading never panics, its faults are in order and in the file, and an entry is kept or lost, not both.
pub fn reading_never_panics(name: &str, document: &[u8]) {
    let mut reader = FileReader::new(name);
    reader.push(document);
    let file = reader.finish().file;
    assert_eq!(file.bytes, document.len() as u64);
    assert!(
        file.faults.is_sorted_by_key(|fault| fault.at.byte),
        "{:?}",
        file.faults
    );
    for fault in &file.faults {
        assert!(fault.at.byte <= file.bytes, "{fault:?}");
        assert!(
            fault.opened.is_none_or(|opened| opened <= fault.at),
            "{fault:?}"
        );
        assert!(fault.at.line >= 1 && fault.at.column >= 1, "{fault:?}");
        assert!(CODES.iter().any(|row| row.code == fault.code), "{fault:?}");
    }
    assert_eq!(file.faults.len() as u64, file.fault_count.min(100));
}

/// However a document is cut into chunks, its events, faults and places are the same.
pub fn chunks_do_not_matter(document: &[u8], lengths: &[usize]) {
    let whole = read_chunks(Recorder::trusting(ENTRIES), document, &[]);
    let cut = read_chunks(Recorder::trusting(ENTRIES), document, lengths);
    assert_eq!(whole, cut, "cut at {lengths:?}");
}

/// What we accept, xmloxide accepts; what it accepts, we accept, or a rule of the list of disagreements decides.
pub fn strict_agrees_with_xmloxide(document: &[u8]) {
    let verdicts = Verdicts::of(document);
    assert!(
        verdicts.agree() || verdicts.decided().is_some(),
        "{:?}: ours {:?}, xmloxide {:?}",
        String::from_utf8_lossy(document),
        verdicts.ours,
        verdicts.theirs,
    );
}

/// Whatever happens to one place of a file, everything whole around it is kept.
pub fn salvage_keeps_whole_entries(sample: &Sample, at: usize, byte: Option<u8>) {
    let at = at % sample.bytes.len();
    sample.check(byte.map_or(Damage::Cut(at), |byte| Damage::Overwrite(at, byte)));
}
