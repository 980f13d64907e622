//! `reroute redact`: the same files with other names, to be shown to others.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::Args;
use reroute::redact::{Kept, Redacted, RouterFile, redact};

use super::terminal::{inert, say};
use super::zipped::{Entry, Zipped};
use super::{Failure, Status, to_stdout};

/// Larger files are no files of a router.
const MAX_FILE: u64 = 256 << 20;
/// How deep folders in folders are looked at.
const MAX_DEPTH: usize = 16;

/// `reroute redact`
#[derive(Debug, Args)]
pub struct RedactCommand {
    /// Folder or zip with the files of one or several routers. May be given several times.
    #[arg(long, value_name = "DIR", required = true)]
    router: Vec<PathBuf>,
    /// Folder to write the redacted files into; it must be empty, or is made.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write without asking.
    #[arg(long)]
    yes: bool,
}

/// Reads the files, shows what is kept of them, and writes the redacted ones.
pub fn run(command: &RedactCommand) -> Result<Status, Failure> {
    if fs::read_dir(&command.out).is_ok_and(|mut entries| entries.next().is_some()) {
        return Err(Failure::usage(format!(
            "{} is not empty; give a new folder, so that no old file stays among the redacted ones.",
            command.out.display()
        )));
    }
    let mut files = Vec::new();
    for (number, path) in command.router.iter().enumerate() {
        // Two folders of one name are two routers.
        let given = format!("{number:04}");
        take(path, &given, &mut files)
            .map_err(|error| Failure::unread(format!("{}: {error}", path.display())))?;
    }
    let redacted = redact(files);
    if redacted.files.is_empty() {
        return Err(Failure::unread("No file there is an Email Router's."));
    }
    show(&redacted)?;
    if !command.yes && !agreed(redacted.files.len(), &command.out) {
        say("Nothing was written.");
        return Ok(Status::Open);
    }
    write(&redacted, &command.out)
        .map_err(|error| Failure::usage(format!("{}: {error}", command.out.display())))?;
    Ok(Status::Whole)
}

fn take(path: &Path, given: &str, files: &mut Vec<RouterFile>) -> io::Result<()> {
    if path.is_dir() {
        let own = own_name(path)?;
        return folder(path, &[given.to_owned(), own], files);
    }
    let mut zip = Zipped::open(path).map_err(io::Error::other)?;
    for Entry {
        index,
        folders,
        name,
    } in zip.entries()
    {
        let bytes = zip.read(index, |_, reader| {
            let mut bytes = Vec::new();
            reader.take(MAX_FILE).read_to_end(&mut bytes)?;
            Ok(bytes)
        });
        files.push(RouterFile {
            folder: std::iter::once(given.to_owned())
                .chain(folders)
                .collect::<Vec<_>>()
                .join("/"),
            name,
            bytes: bytes.map_err(io::Error::other)?,
        });
    }
    Ok(())
}

/// The folder that was given and the one around it: they name the router, as they do for a plan.
fn own_name(path: &Path) -> io::Result<String> {
    let whole = path.canonicalize()?;
    let around = whole.parent().and_then(Path::file_name);
    let names = [around, whole.file_name()].into_iter().flatten();
    let names: Vec<_> = names.map(|name| name.to_string_lossy()).collect();
    Ok(names.join("/"))
}

fn folder(path: &Path, parts: &[String], files: &mut Vec<RouterFile>) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let about = entry.metadata()?;
        if about.is_dir() && parts.len() < MAX_DEPTH {
            let inner: Vec<String> = parts.iter().cloned().chain([name]).collect();
            folder(&entry.path(), &inner, files)?;
        } else if about.is_file() && about.len() <= MAX_FILE {
            files.push(RouterFile {
                folder: parts.join("/"),
                name,
                bytes: fs::read(entry.path())?,
            });
        }
    }
    Ok(())
}

/// Shows on stdout what was kept, which is all that could tell something.
fn show(redacted: &Redacted) -> Result<(), Failure> {
    let Kept {
        names,
        values,
        words,
    } = &redacted.kept;
    to_stdout(|out| {
        writeln!(
            out,
            "Kept as they are. Look through them before you give the files away.\n"
        )?;
        writeln!(out, "Names of elements and attributes:")?;
        for (name, count) in names {
            writeln!(out, "  {} ({count})", inert(name))?;
        }
        writeln!(out, "\nValues:")?;
        for (element, values) in values {
            let values: Vec<String> = values.iter().map(|value| inert(value)).collect();
            writeln!(out, "  {}: {}", inert(element), values.join(" · "))?;
        }
        let words: Vec<String> = words.iter().map(|word| inert(word)).collect();
        writeln!(out, "\nWords within other values:\n  {}", words.join(" · "))?;
        for (folder, name) in &redacted.left_out {
            let folder = folder.split_once('/').map_or("", |(_, folder)| folder);
            writeln!(
                out,
                "\nLeft out, as no file of an Email Router: {}/{}",
                inert(folder),
                inert(name)
            )?;
        }
        Ok(())
    })
}

/// Asks where there is somebody to ask.
fn agreed(files: usize, out: &Path) -> bool {
    if !io::stdin().is_terminal() {
        return true;
    }
    say(&format!(
        "\nWrite {files} files into {}? [y/N]",
        out.display()
    ));
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).is_ok()
        && matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

fn write(redacted: &Redacted, out: &Path) -> io::Result<()> {
    for file in &redacted.files {
        let folder = out.join(&file.folder);
        fs::create_dir_all(&folder)?;
        fs::write(folder.join(&file.name), &file.bytes)?;
    }
    say(&format!(
        "{} files were written into {}.",
        redacted.files.len(),
        out.display()
    ));
    Ok(())
}
