//! Routers in a zip: its entries are read straight through, and never written anywhere, so that what
//! a name says about folders cannot do harm.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use zip::ZipArchive;
use zip::read::ZipFile;

/// Most entries that are looked at.
const MAX_ENTRIES: usize = 10_000;
/// Most bytes that are unpacked in all.
const MAX_BYTES: u64 = 1 << 30;
/// From this size on an entry may not be packed tighter than [`MAX_RATIO`].
const RATIO_FROM: u64 = 64 << 20;
/// No file of a router packs tighter; what does was made to hurt.
const MAX_RATIO: u64 = 250;

/// A zip that is open.
pub struct Zipped {
    archive: ZipArchive<BufReader<File>>,
    unpacked: u64,
}

/// An entry that is a file.
pub struct Entry {
    /// Number in the archive.
    pub index: usize,
    /// The folders it is in.
    pub folders: Vec<String>,
    /// Its own name.
    pub name: String,
}

impl Zipped {
    /// Opens a zip.
    pub fn open(path: &Path) -> Result<Self, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|error| {
            format!("This is neither a folder nor a zip that can be read ({error}).")
        })?;
        if archive.len() > MAX_ENTRIES {
            return Err(format!("The zip holds more than {MAX_ENTRIES} entries."));
        }
        Ok(Self {
            archive,
            unpacked: 0,
        })
    }

    /// Its files in their order, without what macOS adds.
    pub fn entries(&self) -> Vec<Entry> {
        let names = (0..self.archive.len()).filter_map(|index| {
            let name = self.archive.name_for_index(index)?.ok()?;
            Some((index, name))
        });
        names
            .filter_map(|(index, name)| {
                let mut parts: Vec<String> = name
                    .split(['/', '\\'])
                    .filter(|part| !matches!(*part, "." | ".."))
                    .map(str::to_owned)
                    .collect();
                let name = parts.pop().filter(|name| !name.is_empty())?;
                parts.retain(|part| !part.is_empty());
                (parts.first().map(String::as_str) != Some("__MACOSX")).then_some(Entry {
                    index,
                    folders: parts,
                    name,
                })
            })
            .collect()
    }

    /// Hands an entry's size and bytes out.
    pub fn read<T>(
        &mut self,
        index: usize,
        read: impl FnOnce(u64, &mut dyn Read) -> io::Result<T>,
    ) -> Result<T, String> {
        let entry = self
            .archive
            .by_index(index)
            .map_err(|error| format!("It cannot be unpacked: {error}."))?;
        let (packed, size) = (entry.compressed_size(), entry.size());
        let mut limited = Limited {
            entry,
            packed,
            read: 0,
            left: MAX_BYTES.saturating_sub(self.unpacked),
        };
        let result = read(size, &mut limited);
        self.unpacked += limited.read;
        result.map_err(|error| format!("It cannot be unpacked: {error}."))
    }
}

/// Ends with an error when more comes out than there can be in files of routers.
struct Limited<'a> {
    entry: ZipFile<'a, BufReader<File>>,
    packed: u64,
    read: u64,
    left: u64,
}

impl Read for Limited<'_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.entry.read(bytes)?;
        self.read += read as u64;
        if self.read > self.left {
            return Err(io::Error::other("the zip holds more than 1 GiB"));
        }
        if self.read > RATIO_FROM && self.read / MAX_RATIO > self.packed {
            return Err(io::Error::other(
                "it is packed tighter than any file of a router",
            ));
        }
        Ok(read)
    }
}
