//! The worker's side of zips: one is in memory while it is read, and gives its files one after the other.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::worker::{SLICE, Shell, Stop, whole};
use crate::session::protocol::{NewFile, Packed, Response};
use crate::session::zips::{self, Contents, MAX_PACKED};
use crate::unzip::{Archive, EntryReader, MAX_UNPACKED, Problem};

/// Ids of files in zips begin here: the page's own never come so far.
pub(super) const FIRST_ID: u32 = 1 << 31;

/// Bytes unpacked between two looks at other messages.
const PIECE: usize = 1 << 20;

/// A zip that is open.
pub(super) struct Zip {
    /// The id it came with.
    id: u32,
    archive: Archive<'static>,
    /// Bytes that may still be unpacked of it.
    budget: Cell<u64>,
}

impl Shell {
    /// Reads a zip that was dropped: its files wait for their turn as those of a folder do.
    pub(super) async fn read_zip(&self, name: &NewFile, file: &File) -> Result<(), Stop> {
        let zip = self.open_zip(name.id, name, file).await?;
        match zips::contents(&zip.archive, &name.path) {
            Contents::Folder(files) => self.unpack(name, file, zip, files),
            Contents::Workbook => {
                let mut session = self.session.borrow_mut();
                session.begin(name.id, &name.path, name.meant);
                session.push(name.id, zip.archive.bytes());
                drop(session);
                self.finish(name);
            }
            Contents::Refused(refusal) => return Err(Stop::Refused(refusal)),
        }
        Ok(())
    }

    /// Puts the files of a zip in front of those that wait, and tells the page their names.
    fn unpack(&self, name: &NewFile, file: &File, zip: Rc<Zip>, files: Vec<(u32, String)>) {
        let files = files.into_iter().map(|(entry, path)| {
            let id = self.last_id.get() + 1;
            self.last_id.set(id);
            NewFile {
                id,
                path,
                meant: name.meant,
                router: None,
                packed: Some(Packed { zip: zip.id, entry }),
            }
        });
        let files: Vec<NewFile> = files.collect();
        let mut waiting = self.waiting.borrow_mut();
        for one in files.iter().rev() {
            waiting.push_front((one.clone(), file.clone()));
        }
        let file = zip.id;
        self.zip.replace(Some(zip));
        self.tell(0, Response::Unzipped { file, files });
    }

    /// Reads one file of a zip, bit by bit.
    pub(super) async fn read_packed(
        &self,
        name: &NewFile,
        packed: Packed,
        file: &File,
    ) -> Result<(), Stop> {
        if let Some(refusal) = zips::nested(&name.path) {
            return Err(Stop::Refused(refusal));
        }
        let zip = self.zip_of(name, packed, file).await?;
        let mut budget = zip.budget.get();
        let read = self
            .push_packed(name, packed, file, &zip.archive, &mut budget)
            .await;
        zip.budget.set(budget);
        read
    }

    async fn push_packed(
        &self,
        name: &NewFile,
        packed: Packed,
        file: &File,
        archive: &Archive<'_>,
        budget: &mut u64,
    ) -> Result<(), Stop> {
        let entry = archive.entries().get(packed.entry as usize);
        let entry = entry.ok_or(Problem::Damaged)?;
        let mut reader = archive.read(entry, budget)?;
        let mut progress = self.progress(name, entry.size);
        let mut buffer = vec![0; PIECE];
        self.session
            .borrow_mut()
            .begin(name.id, &name.path, name.meant);
        loop {
            let length = fill(&mut reader, &mut buffer)?;
            self.pause(file).await?;
            if length == 0 {
                break;
            }
            self.session.borrow_mut().push(name.id, &buffer[..length]);
            progress(length as u64);
        }
        self.finish(name);
        Ok(())
    }

    /// The bytes of one file of a zip, for what needs it whole; none when it cannot be unpacked.
    pub(super) async fn whole_packed(
        &self,
        name: &NewFile,
        packed: Packed,
        file: &File,
    ) -> Result<Vec<u8>, Stop> {
        let zip = self.zip_of(name, packed, file).await?;
        let mut bytes = Vec::new();
        if let Some(entry) = zip.archive.entries().get(packed.entry as usize) {
            let mut budget = MAX_UNPACKED;
            let read = zip.archive.read(entry, &mut budget);
            if read.is_ok_and(|mut reader| reader.read_to_end(&mut bytes).is_err()) {
                bytes.clear();
            }
        }
        Ok(bytes)
    }

    /// The zip that a file is in: the one that is open, or, after a new start, fetched again.
    async fn zip_of(&self, name: &NewFile, packed: Packed, file: &File) -> Result<Rc<Zip>, Stop> {
        let held = self.zip.borrow().clone();
        if let Some(zip) = held.filter(|zip| zip.id == packed.zip) {
            return Ok(zip);
        }
        let zip = self.open_zip(packed.zip, name, file).await?;
        self.zip.replace(Some(Rc::clone(&zip)));
        Ok(zip)
    }

    /// Fetches a zip whole and reads its list of files.
    async fn open_zip(&self, id: u32, name: &NewFile, file: &File) -> Result<Rc<Zip>, Stop> {
        let total = file.size();
        if whole(total) > MAX_PACKED {
            return Err(Stop::Refused(zips::too_large()));
        }
        let mut progress = self.progress(name, whole(total));
        let mut bytes = Vec::new();
        let mut done = 0.0;
        while done < total {
            let end = (done + SLICE).min(total);
            let slice = file.slice_with_f64_and_f64(done, end)?;
            let piece = Uint8Array::new(&JsFuture::from(slice.array_buffer()).await?);
            self.heard_cancel()?;
            bytes.extend(piece.to_vec());
            progress(piece.length().into());
            done = end;
        }
        Ok(Rc::new(Zip {
            id,
            archive: Archive::open(bytes)?,
            budget: Cell::new(MAX_UNPACKED),
        }))
    }

    /// Lets other messages be heard, Cancel among them: a promise that is kept at once would not, so
    /// that nothing is read from the disk instead.
    async fn pause(&self, file: &File) -> Result<(), Stop> {
        let nothing = file.slice_with_f64_and_f64(0.0, 0.0)?;
        JsFuture::from(nothing.array_buffer()).await?;
        self.heard_cancel()
    }
}

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Refused(zips::refusal(problem))
    }
}

/// Fills the buffer as far as there is something to fill it with.
fn fill(reader: &mut EntryReader<'_>, buffer: &mut [u8]) -> Result<usize, Problem> {
    let mut length = 0;
    while length < buffer.len() {
        match reader.read(&mut buffer[length..]) {
            Ok(0) => break,
            Ok(more) => length += more,
            Err(error) => return Err(problem(&error)),
        }
    }
    Ok(length)
}

fn problem(error: &io::Error) -> Problem {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
    inner.copied().unwrap_or(Problem::Damaged)
}
