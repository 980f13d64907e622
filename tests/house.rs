//! What `ARCHITECTURE.md` promises about the house itself.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms, from the cellar up. Rooms of one floor do not know each other, but for what `ALSO` says.
const FLOORS: &[&[&str]] = &[
    &["xml", "unzip", "zip"],
    &["router", "directory", "dataverse", "answers"],
    &["merge", "redact"],
    &["checks"],
    &["plan"],
    &["artifacts"],
    &["follow", "verify"],
    &["session"],
    &["app"],
];

/// Answers speak the target's language: kinds of servers, values of columns.
const ALSO: &[(&str, &str)] = &[("answers", "dataverse")];

fn floor(room: &str) -> usize {
    (FLOORS.iter().position(|rooms| rooms.contains(&room))).unwrap_or_else(|| {
        panic!("src/{room} is no room of the house: give it a floor in tests/house.rs")
    })
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// The rooms that a file names, as `crate::room` or in `crate::{…}`, with their lines.
fn rooms_named(text: &str) -> Vec<(usize, String)> {
    let mut named = Vec::new();
    let code: String = text
        .lines()
        .map(|line| {
            if line.trim_start().starts_with("//") {
                "\n".to_owned()
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    for (at, _) in code.match_indices("crate::") {
        let line = code[..at].matches('\n').count() + 1;
        let rest = &code[at + "crate::".len()..];
        let names = match rest.strip_prefix('{') {
            Some(group) => outermost(group),
            None => vec![first_word(rest)],
        };
        named.extend(names.into_iter().map(|name| (line, name)));
    }
    named
}

fn first_word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

/// The first words of the parts of a group, nested groups left out.
fn outermost(group: &str) -> Vec<String> {
    let (mut depth, mut start, mut words) = (0, 0, Vec::new());
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                words.push(first_word(&group[start..at]));
                break;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                words.push(first_word(&group[start..at]));
                start = at + 1;
            }
            _ => {}
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn no_room_imports_a_room_above_it() {
    let src = support::project("src");
    let mut wrong = Vec::new();
    let mut read = 0;
    for folder in support::folders(&src) {
        let room = support::name(&folder);
        if room == "bin" {
            continue;
        }
        for path in sources(&folder) {
            read += 1;
            let text = fs::read_to_string(&path).expect("a source file");
            for (line, named) in rooms_named(&text) {
                let is_room = src.join(&named).is_dir();
                let allowed = named == room || ALSO.contains(&(room.as_str(), named.as_str()));
                if is_room && !allowed && floor(&named) >= floor(&room) {
                    wrong.push(format!("{}:{line} names crate::{named}", path.display()));
                }
            }
        }
    }
    assert!(read > 10, "the sources were not found");
    assert!(
        wrong.is_empty(),
        "arrows point one way:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn imports_are_found_in_every_form() {
    let text = "use crate::plan::Plan;\n// crate::app\nuse crate::{answers::{Answers, Window}, xml};\nfn f() -> crate::router::Text {}";
    let found: Vec<_> = rooms_named(text)
        .into_iter()
        .map(|(line, name)| format!("{line}:{name}"))
        .collect();
    assert_eq!(found, ["1:plan", "3:answers", "3:xml", "4:router"]);
}

#[test]
fn unsafe_code_is_forbidden() {
    let manifest = fs::read_to_string(support::project("Cargo.toml")).expect("a manifest");
    assert!(manifest.contains("unsafe_code = \"forbid\""));
    assert!(manifest.contains("[lints]\nworkspace = true"));
}

/// The core asks nobody for the time, for chance or for files.
#[test]
fn the_core_knows_no_clock_no_files_no_chance_and_no_browser() {
    const OUTSIDE: &[&str] = &[
        "std::fs",
        "std::env",
        "std::process",
        "std::net",
        "std::thread",
        "std::time",
        "Timestamp::now",
        "Zoned::now",
        "SystemTime",
        "Instant::now",
        "web_sys",
        "js_sys",
        "leptos",
        "TimeZone::get",
        "TimeZone::system",
        "thread_rng",
        "println!",
        "eprintln!",
    ];
    let mut wrong = Vec::new();
    for folder in support::folders(&support::project("src")) {
        if ["app", "bin"].contains(&support::name(&folder).as_str()) {
            continue;
        }
        for path in sources(&folder) {
            let text = fs::read_to_string(&path).expect("a source file");
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for (number, line) in code
                .lines()
                .enumerate()
                .filter(|(_, line)| !line.trim_start().starts_with("//"))
            {
                for word in OUTSIDE.iter().filter(|word| line.contains(**word)) {
                    wrong.push(format!("{}:{} uses {word}", path.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A file that grows past a few screens has a second subject in it. Tables of data may.
#[test]
fn files_are_short() {
    const MOST: usize = 400;
    const TABLES: &[&str] = &[
        "src/dataverse/columns.rs",
        "src/plan/model.rs",
        "src/router/tags.rs",
        "src/xml/codes.rs",
        "src/checks/table.rs",
    ];
    let root = support::project("");
    let mut long = Vec::new();
    for path in sources(&support::project("src")) {
        let name = path
            .strip_prefix(&root)
            .expect("inside")
            .to_string_lossy()
            .replace('\\', "/");
        let text = fs::read_to_string(&path).expect("a source file");
        let lines = text
            .split("#[cfg(test)]")
            .next()
            .unwrap_or_default()
            .lines()
            .count();
        if lines > MOST && !TABLES.contains(&name.as_str()) {
            long.push(format!("{name}: {lines} lines"));
        }
    }
    // Said, and not failed: a line over is no defect, ten files over are.
    for line in &long {
        eprintln!("long: {line}");
    }
    assert!(
        long.len() < 10,
        "{} files have more than {MOST} lines:\n{}",
        long.len(),
        long.join("\n")
    );
}
