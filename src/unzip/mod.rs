//! Zip files: their entries, unpacked as a stream and within limits.
//!
//! Reads what Excel, Dynamics, Windows and the usual programs write: stored and deflated entries, up to
//! 4 GB, no passwords. Names are data here; nothing is ever written under them.

mod entry;

pub use entry::EntryReader;

use std::borrow::Cow;
use std::fmt;

/// Most bytes that are unpacked of one archive.
pub const MAX_UNPACKED: u64 = 512 << 20;
/// From this size on, an entry may not be packed tighter than [`MAX_RATIO`].
pub const RATIO_FROM: u64 = 16 << 20;
/// No export and no router file packs tighter; what does was made to hurt.
pub const MAX_RATIO: u64 = 250;
/// Most entries of an archive.
pub const MAX_ENTRIES: usize = 10_000;

/// Why an archive or an entry cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// There is no list of entries at its end: it is cut off, or no zip.
    NoDirectory,
    /// The list of entries, or an entry, contradicts itself.
    Damaged,
    /// The entry is protected by a password.
    Encrypted,
    /// The entry is packed in a way that is not read.
    Method,
    /// There is more in it than is unpacked.
    TooLarge,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoDirectory => "its list of entries is missing, so that it is cut off or no zip",
            Self::Damaged => "it is damaged",
            Self::Encrypted => "it is protected by a password",
            Self::Method => "it is packed in a way that is not read",
            Self::TooLarge => "it unpacks to more than is read",
        })
    }
}

impl std::error::Error for Problem {}

/// A zip whose entries are known.
#[derive(Debug)]
pub struct Archive<'a> {
    bytes: Cow<'a, [u8]>,
    entries: Vec<Entry>,
}

/// What the list of entries says of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name with its folders, parted by `/`.
    pub name: String,
    /// Its size unpacked, as the list says; reading stops where it is exceeded.
    pub size: u64,
    method: u16,
    encrypted: bool,
    crc: u32,
    packed: u64,
    offset: u64,
}

const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL_ENTRY: &[u8] = b"PK\x03\x04";

impl<'a> Archive<'a> {
    /// Reads the list of entries of a zip that is lent or handed over.
    ///
    /// # Errors
    /// When there is none, or it is damaged or longer than [`MAX_ENTRIES`].
    pub fn open(bytes: impl Into<Cow<'a, [u8]>>) -> Result<Self, Problem> {
        let bytes = bytes.into();
        let end = end_of_directory(&bytes).ok_or(Problem::NoDirectory)?;
        let count = Fields(end).u16(10).ok_or(Problem::NoDirectory)?;
        let start = Fields(end).u32(16).ok_or(Problem::NoDirectory)?;
        if usize::from(count) > MAX_ENTRIES {
            return Err(Problem::TooLarge);
        }
        let mut rest = usize::try_from(start)
            .ok()
            .and_then(|start| bytes.get(start..))
            .ok_or(Problem::Damaged)?;
        let mut entries = Vec::new();
        for _ in 0..count {
            let (entry, length) = directory_entry(rest).ok_or(Problem::Damaged)?;
            entries.push(entry);
            rest = rest.get(length..).ok_or(Problem::Damaged)?;
        }
        Ok(Self { bytes, entries })
    }

    /// The zip itself.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Its entries, in the order of the list; folders end with `/`.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry of a name, ignoring case, as packages of Office mean it.
    pub fn entry(&self, name: &str) -> Option<&Entry> {
        let name = name.trim_start_matches('/');
        self.entries.iter().find(|entry| {
            entry
                .name
                .trim_start_matches('/')
                .eq_ignore_ascii_case(name)
        })
    }

    /// Opens an entry for reading; `budget` is what may still be unpacked, and goes down as it is read.
    ///
    /// # Errors
    /// When it has a password, is packed in an unknown way, or lies outside of the file.
    pub fn read<'b>(
        &'b self,
        entry: &Entry,
        budget: &'b mut u64,
    ) -> Result<EntryReader<'b>, Problem> {
        if entry.encrypted {
            return Err(Problem::Encrypted);
        }
        if entry.size >= RATIO_FROM && entry.size / entry.packed.max(1) > MAX_RATIO {
            return Err(Problem::TooLarge);
        }
        let packed = self.packed(entry).ok_or(Problem::Damaged)?;
        EntryReader::new(packed, entry, budget)
    }

    fn packed(&self, entry: &Entry) -> Option<&[u8]> {
        let local = self.bytes.get(usize::try_from(entry.offset).ok()?..)?;
        let fields = Fields(local.strip_prefix(LOCAL_ENTRY)?);
        let start = 30 + usize::from(fields.u16(22)?) + usize::from(fields.u16(24)?);
        local
            .get(start..)?
            .get(..usize::try_from(entry.packed).ok()?)
    }
}

/// The end record, which stands at the very end but for a comment of at most 65,535 bytes.
fn end_of_directory(bytes: &[u8]) -> Option<&[u8]> {
    let from = bytes.len().saturating_sub(22 + 65_535);
    let at = memchr::memmem::rfind(&bytes[from..], END_OF_DIRECTORY)?;
    Some(&bytes[from + at..])
}

fn directory_entry(bytes: &[u8]) -> Option<(Entry, usize)> {
    let fields = Fields(bytes);
    if !bytes.starts_with(DIRECTORY_ENTRY) {
        return None;
    }
    let name_length = usize::from(fields.u16(28)?);
    let length = 46 + name_length + usize::from(fields.u16(30)?) + usize::from(fields.u16(32)?);
    let name = bytes.get(46..46 + name_length)?;
    let entry = Entry {
        // Windows once wrote backslashes.
        name: String::from_utf8_lossy(name).replace('\\', "/"),
        encrypted: fields.u16(8)? & 1 == 1,
        method: fields.u16(10)?,
        crc: fields.u32(16)?,
        packed: fields.u32(20)?.into(),
        size: fields.u32(24)?.into(),
        offset: fields.u32(42)?.into(),
    };
    Some((entry, length))
}

/// Little-endian fields by their offset.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn u16(&self, at: usize) -> Option<u16> {
        let bytes = self.0.get(at..)?.first_chunk()?;
        Some(u16::from_le_bytes(*bytes))
    }

    fn u32(&self, at: usize) -> Option<u32> {
        let bytes = self.0.get(at..)?.first_chunk()?;
        Some(u32::from_le_bytes(*bytes))
    }
}
