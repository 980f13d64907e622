//! From files to routers.

use std::collections::BTreeMap;

use super::file::ReadFile;
use super::model::{InputFile, Reading, Role, Router, Text, Verdict};
use crate::order;

/// A file as it was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// Its folder, parts joined by `/` or `\`; empty for a loose file.
    pub folder: String,
    /// The router the admin put it in, by label; wins over the folder.
    pub router: Option<String>,
    /// What was read from it.
    pub read: ReadFile,
}

/// Groups files into routers: by the admin's label, else by folder.
///
/// Loose files are one router if there is at most one of each role; otherwise each is a router of its own until
/// the admin groups them. Two files of one role in one router are a [`Verdict::Duplicate`]: the first by name, then
/// by hash, counts. Routers are numbered by label, then by the hash of the agent file.
pub fn group(given: Vec<Given>) -> Reading {
    let mut groups: BTreeMap<Key, Vec<ReadFile>> = BTreeMap::new();
    let scattered = loose_files_are_scattered(&given);
    for Given {
        folder,
        router,
        read,
    } in given
    {
        let key = match router {
            Some(label) => Key::Label(label),
            None if !parts(&folder).is_empty() => Key::Folder(parts(&folder)),
            None if scattered && is_router_file(&read.file) => {
                Key::Loose(read.file.name.to_string(), read.file.sha256.clone())
            }
            None => Key::Loose(String::new(), None),
        };
        groups.entry(key).or_default().push(read);
    }
    let folders: Vec<_> = groups.keys().cloned().collect();
    let mut reading = Reading::default();
    for (key, files) in groups {
        if files.iter().any(|read| is_router_file(&read.file)) {
            reading.routers.push(router(label(&key, &folders), files));
        } else {
            reading
                .others
                .extend(files.into_iter().map(|read| read.file));
        }
    }
    order::sort_by(&mut reading.routers, |one, other| {
        (&one.label, agent_hash(one)).cmp(&(&other.label, agent_hash(other)))
    });
    for (number, router) in (1..).zip(&mut reading.routers) {
        router.number = number;
    }
    reading
}

/// What the router of loose files is called.
pub const LOOSE: &str = "Email Router";

/// What holds files together.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Label(String),
    Folder(Vec<String>),
    /// The name and hash of a loose file, or nothing for all of them.
    Loose(String, Option<Text>),
}

fn parts(folder: &str) -> Vec<String> {
    folder
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && *part != ".")
        .map(str::to_owned)
        .collect()
}

/// The part of a folder's path that says whose files are in it; `Service`, where every router keeps them, does not.
pub fn telling_part(folder: &str) -> Option<String> {
    let parts = parts(folder);
    parts.into_iter().rfind(|part| tells(part))
}

fn tells(part: &str) -> bool {
    !part.eq_ignore_ascii_case("Service")
}

fn is_router_file(file: &InputFile) -> bool {
    file.role != Role::Other
}

fn loose_files_are_scattered(given: &[Given]) -> bool {
    let loose = |role| {
        given
            .iter()
            .filter(|given| {
                given.router.is_none()
                    && parts(&given.folder).is_empty()
                    && given.read.file.role == role
            })
            .count()
    };
    [Role::Agent, Role::State, Role::Key]
        .into_iter()
        .any(|role| loose(role) > 1)
}

/// The shortest end of the folder's path that no other folder shares; `Service`, where every router keeps its files,
/// says nothing.
fn label(key: &Key, all: &[Key]) -> Text {
    match key {
        Key::Label(label) => Text::from(label.as_str()),
        Key::Loose(name, _) if name.is_empty() => Text::from(LOOSE),
        Key::Loose(name, _) => Text::from(name.as_str()),
        Key::Folder(parts) => {
            let telling = parts.iter().rposition(|part| tells(part));
            let mut from = telling.unwrap_or(parts.len() - 1);
            let shared = |end: &[String]| {
                all.iter()
                    .filter(|other| matches!(other, Key::Folder(folder) if ends_with(folder, end)))
                    .count()
                    > 1
            };
            let to = telling.map_or(parts.len(), |telling| telling + 1);
            while from > 0 && shared(&parts[from..]) {
                from -= 1;
            }
            Text::from(parts[from..to].join("/"))
        }
    }
}

fn ends_with(folder: &[String], end: &[String]) -> bool {
    folder.ends_with(end)
}

fn agent_hash(router: &Router) -> Option<Text> {
    router
        .files
        .iter()
        .find(|file| file.role == Role::Agent)
        .and_then(|file| file.sha256.clone())
}

fn router(label: Text, mut files: Vec<ReadFile>) -> Router {
    order::sort_by(&mut files, |one, other| {
        let order = |read: &ReadFile| {
            (
                read.file.role,
                read.file.name.clone(),
                read.file.sha256.clone(),
            )
        };
        order(one).cmp(&order(other))
    });
    let mut router = Router {
        number: 0,
        label,
        files: Vec::with_capacity(files.len()),
        agent: None,
        state: None,
    };
    for mut read in files {
        let role = read.file.role;
        if role != Role::Other && router.files.iter().any(|before| before.role == role) {
            read.file.verdict = Verdict::Duplicate;
        } else {
            router.agent = router.agent.or(read.agent);
            router.state = router.state.or(read.state);
        }
        router.files.push(read.file);
    }
    router
}
