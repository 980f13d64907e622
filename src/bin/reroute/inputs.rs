//! Finds the routers' files and reads them, a chunk at a time.
//!
//! Every folder in what was given, itself included, is a router if a file in it is an Email Router's.
//! Folders without one are passed over, so that a note or an export may lie beside the routers.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use reroute::router::{FileReader, Given, InputFile, ReadFile, Reading, Role, Verdict, group};

use super::terminal::{Progress, inert};
use super::zipped::{Entry, Zipped};

/// How much of a file is read at once.
const CHUNK: usize = 64 * 1024;
/// How deep folders in folders are looked at.
const MAX_DEPTH: usize = 16;

/// An input that could not be read at all.
pub struct Unread {
    router: String,
    file: Option<String>,
    fault: Option<(u32, u32, &'static str)>,
    message: String,
    remedy: String,
}

impl Unread {
    /// An export of the organization that is not used.
    pub fn export(file: &str, message: &str, remedy: &str) -> Self {
        Self {
            router: "The directory".to_owned(),
            file: Some(file.to_owned()),
            fault: None,
            message: message.to_owned(),
            remedy: remedy.to_owned(),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", inert(&self.router))?;
        if let Some(file) = &self.file {
            write!(formatter, ", {}", inert(file))?;
        }
        if let Some((line, column, code)) = self.fault {
            write!(formatter, ", line {line}, column {column}, {code}")?;
        }
        write!(
            formatter,
            ": {} {}",
            inert(&self.message),
            inert(&self.remedy)
        )
    }
}

/// Reads everything that was given. What cannot be opened is told beside the reading.
pub fn read(given: &[PathBuf]) -> (Reading, Vec<Unread>) {
    let mut inputs = Inputs {
        given: Vec::new(),
        unread: Vec::new(),
        seen: BTreeSet::new(),
        progress: Progress::new(),
    };
    for path in given {
        inputs.add(path);
    }
    (group(inputs.given), inputs.unread)
}

/// The files of a reading of which nothing could be read.
pub fn unread_files(reading: &Reading) -> Vec<Unread> {
    let routers = reading.routers.iter();
    routers
        .flat_map(|router| router.files.iter().map(move |file| (router, file)))
        .filter(|(_, file)| file.role != Role::Other)
        .filter(|(_, file)| matches!(file.verdict, Verdict::Unreadable | Verdict::Empty))
        .map(|(router, file)| unread_file(&router.label, file))
        .collect()
}

fn unread_file(router: &str, file: &InputFile) -> Unread {
    let fault = file.faults.first();
    let advice = match file.role {
        Role::State => {
            "Copy it again; without it the plan has no last-processed times of this router."
        }
        Role::Key => "Nothing in it is needed.",
        Role::Agent | Role::Other => "Copy it again from the Service folder of the router.",
    };
    Unread {
        router: router.to_owned(),
        file: Some(file.name.to_string()),
        // An empty file has no fault of its own; the rule about damaged files speaks for it.
        fault: Some(fault.map_or((1, 1, "IN-04"), |fault| {
            (fault.at.line, fault.at.column, fault.code)
        })),
        message: fault.map_or_else(
            || "The file is empty.".to_owned(),
            |fault| fault.message.clone(),
        ),
        remedy: fault.map_or(advice, |fault| fault.remedy).to_owned(),
    }
}

struct Inputs {
    given: Vec<Given>,
    unread: Vec<Unread>,
    /// Folders and zips that were read, so that none counts twice.
    seen: BTreeSet<PathBuf>,
    progress: Progress,
}

impl Inputs {
    fn add(&mut self, given: &Path) {
        let before = (self.given.len(), self.unread.len());
        match given.canonicalize() {
            Err(error) => self.cannot(given, None, &format!("It cannot be opened ({error}).")),
            Ok(path) if path.is_dir() => self.folder(&path, 0),
            Ok(path) if self.seen.insert(path.clone()) => self.zip(&path),
            Ok(_) => return,
        }
        if before == (self.given.len(), self.unread.len()) && !self.was_seen(given) {
            self.cannot(given, None, "No file in it is an Email Router's.");
        }
    }

    /// Whether every router in it was read before, under another name of the same folder.
    fn was_seen(&self, given: &Path) -> bool {
        let path = given.canonicalize().unwrap_or_default();
        let mut folders = self.given.iter().map(|one| one.folder.as_str());
        folders.any(|folder| Path::new(folder).starts_with(&path))
    }

    fn cannot(&mut self, path: &Path, file: Option<&str>, message: &str) {
        self.unread.push(Unread {
            router: path.display().to_string(),
            file: file.map(str::to_owned),
            fault: None,
            message: message.to_owned(),
            remedy: "Check the path, and that you may read it.".to_owned(),
        });
    }

    fn folder(&mut self, path: &Path, depth: usize) {
        if depth > MAX_DEPTH || !self.seen.insert(path.to_owned()) {
            return;
        }
        let entries = match fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.cannot(path, None, &format!("It cannot be opened ({error})."));
                return;
            }
        };
        let mut paths: Vec<PathBuf> = entries.iter().map(fs::DirEntry::path).collect();
        paths.sort();
        let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|path| path.is_dir());
        let mut read = Vec::new();
        for file in files {
            let name = name_of(&file);
            let opened = File::open(&file).and_then(|mut opened| {
                let size = opened.metadata()?.len();
                read_file(&name, size, &mut opened, &mut self.progress)
            });
            match opened {
                Ok(one) => read.push(one),
                Err(error) => {
                    self.cannot(path, Some(&name), &format!("It cannot be read ({error})."));
                }
            }
        }
        self.take(&path.to_string_lossy(), read);
        for folder in folders {
            // A link to a folder further up would go round for ever.
            if let Ok(folder) = folder.canonicalize() {
                self.folder(&folder, depth + 1);
            }
        }
    }

    fn zip(&mut self, path: &Path) {
        let mut zip = match Zipped::open(path) {
            Ok(zip) => zip,
            Err(message) => return self.cannot(path, None, &message),
        };
        let mut folders: BTreeMap<String, Vec<ReadFile>> = BTreeMap::new();
        for Entry {
            index,
            folders: parts,
            name,
        } in zip.entries()
        {
            let progress = &mut self.progress;
            let read = zip.read(index, |size, bytes| read_file(&name, size, bytes, progress));
            let root = path.with_extension("");
            let folder = parts
                .iter()
                .fold(root.to_string_lossy().into_owned(), |path, part| {
                    path + "/" + part
                });
            match read {
                Ok(one) => folders.entry(folder).or_default().push(one),
                Err(message) => self.cannot(path, Some(&name), &message),
            }
        }
        for (folder, read) in folders {
            self.take(&folder, read);
        }
    }

    /// Takes the files of a folder if it is a router's.
    fn take(&mut self, folder: &str, files: Vec<ReadFile>) {
        if files.iter().any(|read| read.file.role != Role::Other) {
            self.given.extend(files.into_iter().map(|read| Given {
                folder: folder.to_owned(),
                router: None,
                read,
            }));
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn read_file(
    name: &str,
    size: u64,
    bytes: &mut dyn Read,
    progress: &mut Progress,
) -> io::Result<ReadFile> {
    let mut reader = FileReader::new(name);
    let mut chunk = vec![0; CHUNK];
    let mut done: u64 = 0;
    loop {
        let read = match bytes.read(&mut chunk) {
            Ok(0) => return Ok(reader.finish()),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        reader.push(&chunk[..read]);
        done += read as u64;
        progress.show(|| {
            format!(
                "Reading {}: {} of {} KB",
                inert(name),
                done / 1024,
                size / 1024
            )
        });
    }
}
