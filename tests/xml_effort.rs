//! However large and strange a document is: reading it takes linear time and flat memory.
//!
//! The only test of its file, so that no other thread of this process takes memory meanwhile. Times are measured by
//! `cargo xtask bench xml`; here only what is not linear at all is caught.
#![allow(clippy::unwrap_used)]

#[path = "support/effort.rs"]
mod effort;

use std::time::Duration;

use reroute::router::{FileReader, ReadFile};

/// Bytes of a chunk, as the page pushes them.
const CHUNK: usize = 1 << 16;

/// Pushes a beginning, and a piece again and again, until so many bytes are there.
fn read(before: &str, piece: &[u8], bytes: usize) -> (ReadFile, Duration) {
    let chunk = piece.repeat(CHUNK / piece.len());
    let start = effort::so_far();
    let mut reader = FileReader::new("Microsoft.Crm.Tools.EmailAgent.xml");
    reader.push(before.as_bytes());
    for _ in 0..bytes / chunk.len() {
        reader.push(&chunk);
    }
    let read = reader.finish();
    (read, effort::so_far() - start)
}

/// The most memory this process ever had, in KiB.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

const HOSTILE: &[(&str, &[u8], &str)] = &[
    (
        "<Configuration><ProviderConfiguration><LastError>",
        b"x",
        "XML0018",
    ),
    ("", b"<a>", "XML0035"),
    ("<Configuration>", b"<!-- c -->", "XML0018"),
    ("<Configuration><!--", b" c", "XML0030"),
    ("<Configuration><?p ", b" c", "XML0032"),
    ("<Configuration><a><![CDATA[", b" c", "XML0028"),
    ("<!DOCTYPE a [", b"<!ENTITY e 'v'>", "XML0007"),
    (
        "<Configuration>",
        b"<a b='1' c='2' d='3' e='4'/>",
        "XML0018",
    ),
    ("<Configuration><a ", b"b='1' ", "XML0015"),
    ("<Configuration><", b"a", "XML0015"),
    ("<Configuration></", b"a", "XML0015"),
    ("<Configuration><a b='", b"a", "XML0015"),
    ("", b"<", "XML0012"),
    ("<Configuration>", b"&", "XML0024"),
    ("<Configuration>", b"&a", "XML0024"),
    ("<Configuration>", b"]]>", "XML0027"),
    ("", b"\0", "XML0004"),
    ("", b"\xFF", "XML0003"),
    ("<Configuration>", b"<!--", "XML0030"),
    ("<Configuration>", b"<?", "XML0031"),
    ("<Configuration>", b"<!", "XML0012"),
    ("<Configuration>", b"<a '<b \"", "XML0014"),
    ("<Configuration>", b"<![CDATA[", "XML0028"),
    ("<Configuration>", b"</a>", "XML0016"),
    ("<Configuration>", b"<!--<ProviderConfiguration>", "XML0030"),
    ("<Configuration>", b"<?p <ProviderConfiguration>", "XML0032"),
    ("<Configuration>", b"<ProviderConfiguration><a>", "XML0020"),
];

#[test]
fn hostile_documents_take_linear_time_and_flat_memory() {
    const SMALL: usize = 1 << 19;
    const LARGE: usize = 1 << 21;
    for &(before, piece, code) in HOSTILE {
        let shown = format!("{before}{}…", String::from_utf8_lossy(piece));
        let memory = peak();
        let (first, short) = read(before, piece, SMALL);
        let (second, long) = read(before, piece, LARGE);
        for read in [&first, &second] {
            assert!(
                read.file.faults.iter().any(|fault| fault.code == code),
                "{shown}: {:?}",
                read.file.faults
            );
            assert!(read.file.faults.len() <= 100, "{shown}");
        }
        // Four times the bytes; not linear would be sixteen times the time. Other work on the machine is allowed for.
        assert!(
            long < short * 12 + Duration::from_secs(1),
            "{shown}: {short:?}, then {long:?}"
        );
        if let (Some(before), Some(after)) = (memory, peak()) {
            assert!(
                // The kernel adds its counters up a little late, so that the peak may seem to sink.
                after.saturating_sub(before) < 8 << 10,
                "{shown}: {before} KiB, then {after} KiB"
            );
        }
    }
}
