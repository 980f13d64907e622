//! Zip archives, written straight through: nothing is gone back to, and no entry is held in memory.
//!
//! Small on purpose. The page has to carry whatever packs its archives, and the same bytes have to
//! come out everywhere, so that the packing is our own; that other programs can open the result is
//! tested with theirs.

mod deflate;

use std::io::{self, BufWriter, Write};

use crc32fast::Hasher;
use jiff::{Timestamp, tz::TimeZone};

use deflate::Deflater;

/// Sizes are those of the format's first edition.
const TOO_LARGE: &str = "an archive holds at most 4 GiB";
/// Sizes and checksum follow the bytes; names are UTF-8.
const FOLLOWED_BY_SIZES: u16 = 0x0808;
/// Deflate.
const DEFLATED: u16 = 8;
/// Deflate needs version 2.0.
const NEEDED: u16 = 20;
/// Bytes that are summed, hashed and packed at once.
pub const AT_ONCE: usize = 16 * 1024;
/// Made under Unix, so that the rights below count.
const MADE_BY: u16 = 0x0300 | NEEDED;
/// A file that everybody may read.
const RIGHTS: u32 = 0o100_644 << 16;

/// Writes what an entry holds.
type Content<'c> = Box<dyn FnOnce(&mut dyn Write) -> io::Result<()> + 'c>;

/// An archive that is being written. Nothing in it depends on the kind of the writer: so it is compiled here, for
/// speed, and not by those who write to it.
pub struct Archive<'w> {
    out: &'w mut dyn Write,
    at: u64,
    stamp: (u16, u16),
    entries: Vec<Entry>,
}

/// What the directory at the end says of an entry.
struct Entry {
    name: String,
    checksum: u32,
    packed: u32,
    size: u32,
    at: u32,
}

impl<'w> Archive<'w> {
    /// Begins an archive whose entries all bear this time, the earliest one possible when it is unknown.
    pub fn new(out: &'w mut dyn Write, time: Option<Timestamp>) -> Self {
        Self {
            out,
            at: 0,
            stamp: time.map_or((0, 0x21), stamp),
            entries: Vec::new(),
        }
    }

    /// Adds an entry that is packed while it is written.
    ///
    /// # Errors
    /// Those of the writer and of `write`; or the archive has become too large.
    pub fn packed(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.entry(name, false, Box::new(write))
    }

    /// Adds an entry as it is, for bytes that are packed already.
    ///
    /// # Errors
    /// Those of the writer and of `write`; or the archive has become too large.
    pub fn plain(
        &mut self,
        name: &str,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        self.entry(name, true, Box::new(write))
    }

    fn entry(&mut self, name: &str, is_plain: bool, write: Content<'_>) -> io::Result<()> {
        let mut entry = self.begin(name)?;
        self.header(&entry)?;
        let mut counted = Counted::new(&mut self.out);
        let packer = if is_plain {
            Deflater::plain(&mut counted)
        } else {
            Deflater::new(&mut counted)
        };
        let packer = Measured::new(packer);
        // What writes, writes many small pieces.
        let mut buffered = BufWriter::with_capacity(AT_ONCE, packer);
        write(&mut buffered)?;
        let mut packer = buffered.into_inner()?;
        packer.inner.finish()?;
        (entry.checksum, entry.size) = packer.sums()?;
        entry.packed = small(counted.bytes)?;
        self.at += counted.bytes;
        let mut sizes = Vec::with_capacity(16);
        put32(&mut sizes, 0x0807_4b50);
        put32(&mut sizes, entry.checksum);
        put32(&mut sizes, entry.packed);
        put32(&mut sizes, entry.size);
        self.put(&sizes)?;
        self.entries.push(entry);
        Ok(())
    }

    /// Writes the directory at the end.
    ///
    /// # Errors
    /// Those of the writer; or the archive has become too large.
    pub fn finish(mut self) -> io::Result<()> {
        let start = small(self.at)?;
        let entries = std::mem::take(&mut self.entries);
        for entry in &entries {
            let mut bytes = Vec::with_capacity(46 + entry.name.len());
            put32(&mut bytes, 0x0201_4b50);
            put16(&mut bytes, MADE_BY);
            self.common(entry, &mut bytes);
            bytes.extend([0; 6]);
            put32(&mut bytes, RIGHTS);
            put32(&mut bytes, entry.at);
            bytes.extend(entry.name.as_bytes());
            self.put(&bytes)?;
        }
        let count = u16::try_from(entries.len()).map_err(|_| io::Error::other(TOO_LARGE))?;
        let mut bytes = Vec::with_capacity(22);
        put32(&mut bytes, 0x0605_4b50);
        bytes.extend([0; 4]);
        put16(&mut bytes, count);
        put16(&mut bytes, count);
        put32(&mut bytes, small(self.at)? - start);
        put32(&mut bytes, start);
        put16(&mut bytes, 0);
        self.put(&bytes)?;
        self.out.flush()
    }

    fn begin(&self, name: &str) -> io::Result<Entry> {
        Ok(Entry {
            name: name.to_owned(),
            checksum: 0,
            packed: 0,
            size: 0,
            at: small(self.at)?,
        })
    }

    fn header(&mut self, entry: &Entry) -> io::Result<()> {
        let mut bytes = Vec::with_capacity(30 + entry.name.len());
        put32(&mut bytes, 0x0403_4b50);
        self.common(entry, &mut bytes);
        bytes.extend(entry.name.as_bytes());
        self.put(&bytes)
    }

    /// The fields that an entry's header and the directory have in common.
    fn common(&self, entry: &Entry, bytes: &mut Vec<u8>) {
        put16(bytes, NEEDED);
        put16(bytes, FOLLOWED_BY_SIZES);
        put16(bytes, DEFLATED);
        put16(bytes, self.stamp.0);
        put16(bytes, self.stamp.1);
        put32(bytes, entry.checksum);
        put32(bytes, entry.packed);
        put32(bytes, entry.size);
        put16(bytes, u16::try_from(entry.name.len()).unwrap_or(u16::MAX));
        put16(bytes, 0);
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.at += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

/// Time and date as archives have them: in UTC, to two seconds, from 1980 to 2107.
fn stamp(time: Timestamp) -> (u16, u16) {
    let local = time.to_zoned(TimeZone::UTC).datetime();
    let Some(year) = u16::try_from(local.year())
        .ok()
        .and_then(|year| year.checked_sub(1980))
        .filter(|year| *year < 128)
    else {
        return (0, 0x21);
    };
    let part = |value: i8| u16::from(value.unsigned_abs());
    (
        (part(local.hour()) << 11) | (part(local.minute()) << 5) | (part(local.second()) / 2),
        (year << 9) | (part(local.month()) << 5) | part(local.day()),
    )
}

fn small(size: u64) -> io::Result<u32> {
    u32::try_from(size).map_err(|_| io::Error::other(TOO_LARGE))
}

fn put16(bytes: &mut Vec<u8>, value: u16) {
    bytes.extend(value.to_le_bytes());
}

fn put32(bytes: &mut Vec<u8>, value: u32) {
    bytes.extend(value.to_le_bytes());
}

/// Counts what passes through.
pub struct Counted<W> {
    inner: W,
    /// How many bytes passed.
    pub bytes: u64,
}

impl<W> Counted<W> {
    /// Counts what is written to `inner`.
    pub const fn new(inner: W) -> Self {
        Self { inner, bytes: 0 }
    }
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Measures what passes through: size and CRC-32.
struct Measured<W> {
    inner: W,
    bytes: u64,
    checksum: Hasher,
}

impl<W> Measured<W> {
    fn new(inner: W) -> Self {
        Self {
            inner,
            bytes: 0,
            checksum: Hasher::new(),
        }
    }

    /// CRC-32 and size.
    fn sums(&self) -> io::Result<(u32, u32)> {
        Ok((self.checksum.clone().finalize(), small(self.bytes)?))
    }
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.bytes += written as u64;
        self.checksum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
