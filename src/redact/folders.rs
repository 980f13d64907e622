//! New folders and names, in the order of the old ones, so that routers keep their numbers.

use std::collections::{BTreeMap, BTreeSet};

use super::RouterFile;
use crate::order;
use crate::router::Role;

/// Gives every file its new folder and name, and sorts by them.
pub(super) fn place(files: Vec<(Role, RouterFile)>) -> Vec<(Role, RouterFile)> {
    let folders: BTreeSet<Vec<String>> = files
        .iter()
        .map(|(_, file)| telling(&file.folder))
        .filter(|parts| !parts.is_empty())
        .collect();
    // Routers are numbered by the last part of their folder first.
    let mut order: Vec<_> = folders.into_iter().collect();
    order::sort_by(&mut order, |one, other| {
        (one.last(), one).cmp(&(other.last(), other))
    });
    let numbers: BTreeMap<_, _> = order.into_iter().zip(1..).collect();
    let mut groups: BTreeMap<(u32, Role), Vec<RouterFile>> = BTreeMap::new();
    for (role, file) in files {
        let number = numbers.get(&telling(&file.folder)).copied().unwrap_or(0);
        groups.entry((number, role)).or_default().push(file);
    }
    let mut placed = Vec::new();
    for ((number, role), mut group) in groups {
        order::sort_by(&mut group, |one, other| {
            (&one.name, &one.bytes).cmp(&(&other.name, &other.bytes))
        });
        let several = group.len() > 1;
        for (copy, file) in (1..).zip(group) {
            let folder = match number {
                0 => String::new(),
                _ => format!("ROUTER-{number:02}"),
            };
            placed.push((
                role,
                RouterFile {
                    folder,
                    name: name(role, several.then_some(copy)),
                    bytes: file.bytes,
                },
            ));
        }
    }
    placed
}

/// The parts of a folder that tell a router; every router has a folder `Service`.
fn telling(folder: &str) -> Vec<String> {
    let mut parts: Vec<String> = folder
        .split(['/', '\\'])
        .filter(|part| !part.is_empty() && *part != ".")
        .map(str::to_owned)
        .collect();
    while parts.len() > 1
        && parts
            .last()
            .is_some_and(|part| part.eq_ignore_ascii_case("Service"))
    {
        parts.pop();
    }
    parts
}

fn name(role: Role, copy: Option<u32>) -> String {
    let name = match role {
        Role::Agent | Role::Other => "Microsoft.Crm.Tools.EmailAgent",
        Role::State => "Microsoft.Crm.Tools.EmailAgent.SystemState",
        Role::Key => "EncryptionKey",
    };
    match copy {
        Some(copy) => format!("{name}.{copy:02}.xml"),
        None => format!("{name}.xml"),
    }
}
