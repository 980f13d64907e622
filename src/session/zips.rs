//! Zips that are dropped: what is in one is read as if its folder had been dropped.
//!
//! Names in a zip are labels and nothing else: nothing is ever written under them.

use crate::unzip::{Archive, Problem};

/// Most bytes of a zip: it is in memory as a whole while it is read.
pub const MAX_PACKED: u64 = 256 << 20;

/// What a zip turns out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Contents {
    /// A folder: the number of each file in the archive, and its path below what was dropped.
    Folder(Vec<(u32, String)>),
    /// A workbook, which is read as one file.
    Workbook,
    /// Nothing to read here; why, and what to do.
    Refused(Refusal),
}

/// Why something is not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What is wrong, as the end of a sentence about it.
    pub why: String,
    /// What to do.
    pub remedy: &'static str,
}

/// Whether a file begins as a zip does.
pub fn is_zip(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06")
}

/// Looks at the list of what is in a zip with this path.
pub fn contents(archive: &Archive<'_>, path: &str) -> Contents {
    let has = |name| archive.entry(name).is_some();
    if has("[Content_Types].xml") {
        return Contents::Workbook;
    }
    if has("plan.json") && has("SHA256SUMS") {
        return Contents::Refused(Refusal {
            why: "is a plan that was taken away earlier, not files of a router".to_owned(),
            remedy: "Check it in step 4.",
        });
    }
    let folder = folder_of(path);
    let files: Vec<(u32, String)> = (0..)
        .zip(archive.entries())
        .filter_map(|(at, entry)| Some((at, below(&folder, &entry.name)?)))
        .collect();
    if files.is_empty() {
        return Contents::Refused(Refusal {
            why: "is a zip with no file in it".to_owned(),
            remedy: "Pack the Service folder of the router again, or drop the folder itself.",
        });
    }
    Contents::Folder(files)
}

/// The path of a zip without what says that it is one: the folder it stands for.
fn folder_of(path: &str) -> String {
    let cut = path.len().saturating_sub(".zip".len());
    match path.get(cut..) {
        Some(end) if cut > 0 && end.eq_ignore_ascii_case(".zip") => path[..cut].to_owned(),
        _ => path.to_owned(),
    }
}

/// Where an entry lies, as a label: no way up, no drive, no letters that are not shown. `None` for
/// folders and for what macOS adds.
fn below(folder: &str, name: &str) -> Option<String> {
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let parts: Vec<&str> = name.split(['/', '\\']).collect();
    if parts.last()?.is_empty() || parts.first() == Some(&"__MACOSX") {
        return None;
    }
    let says_something = |part: &&&str| !matches!(**part, "" | "." | "..") && !part.ends_with(':');
    let parts: Vec<&str> = parts.iter().filter(says_something).copied().collect();
    (!parts.is_empty()).then(|| format!("{folder}/{}", parts.join("/")))
}

/// Whether an entry of this path is not opened, since it is a zip itself.
pub fn nested(path: &str) -> Option<Refusal> {
    let is_zip = folder_of(path) != path;
    is_zip.then(|| Refusal {
        why: "is a zip inside of a zip, and is not opened".to_owned(),
        remedy: "Unpack the outer one, and add this one by itself.",
    })
}

/// A problem of unpacking in words.
pub fn refusal(problem: Problem) -> Refusal {
    let (why, remedy) = match problem {
        Problem::NoDirectory => (
            "is a zip without its list of files: it is cut off".to_owned(),
            "Copy or pack it again, or drop the folder itself.",
        ),
        Problem::Damaged => (
            "cannot be unpacked: it is damaged".to_owned(),
            "Copy or pack it again, or drop the folder itself.",
        ),
        Problem::Encrypted => (
            "cannot be unpacked: it has a password".to_owned(),
            "Unpack it yourself, and drop the folder.",
        ),
        Problem::Method => (
            "cannot be unpacked: it is packed in a way this page does not read".to_owned(),
            "Pack it as an ordinary zip, or drop the folder itself.",
        ),
        Problem::TooLarge => (
            "is not unpacked: it would grow beyond what files of routers are (a zip may hold 10,000 files and 512 MB, packed no tighter than such files can be)".to_owned(),
            "If it is meant, unpack it yourself and drop the folder.",
        ),
    };
    Refusal { why, remedy }
}

/// What is said of a zip that is larger than [`MAX_PACKED`].
pub fn too_large() -> Refusal {
    Refusal {
        why: format!("is a zip of more than {} MB", MAX_PACKED >> 20),
        remedy: "Unpack it yourself, and drop the folder.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unzip::{MAX_ENTRIES, MAX_UNPACKED};
    use crate::zip;

    /// What a zip with these files turns out to be.
    fn of(names: &[&str]) -> Contents {
        let mut bytes = Vec::new();
        let mut zip = zip::Archive::new(&mut bytes, None);
        for name in names {
            zip.packed(name, |out| out.write_all(b"x")).expect("room");
        }
        zip.finish().expect("room");
        assert!(is_zip(&bytes));
        contents(&Archive::open(bytes).expect("a zip"), "routers.zip")
    }

    #[test]
    fn a_zip_is_a_folder_a_workbook_or_nothing() {
        let files = vec![
            (1, "routers/A/agent.xml".to_owned()),
            (2, "routers/state.xml".to_owned()),
        ];
        assert_eq!(
            of(&["__MACOSX/x", "A/agent.xml", "state.xml"]),
            Contents::Folder(files)
        );
        assert_eq!(
            of(&["xl/workbook.xml", "[Content_Types].xml"]),
            Contents::Workbook
        );
        assert!(matches!(of(&["A/", "B/"]), Contents::Refused(_)));
        assert!(matches!(
            of(&["plan.json", "SHA256SUMS"]),
            Contents::Refused(_)
        ));
    }

    #[test]
    fn the_limits_are_those_that_are_told() {
        let told = refusal(Problem::TooLarge).why;
        assert_eq!((MAX_ENTRIES, MAX_UNPACKED >> 20), (10_000, 512));
        assert!(told.contains("10,000 files and 512 MB"));
    }

    #[test]
    fn names_in_a_zip_are_labels() {
        let below = |name| below("routers", name);
        assert_eq!(
            below("ROUTER-A/agent.xml").as_deref(),
            Some("routers/ROUTER-A/agent.xml")
        );
        for wrong in [
            "../../etc/agent.xml",
            "/etc/agent.xml",
            "C:\\etc\\agent.xml",
            "etc//.//\u{0}agent.xml",
        ] {
            assert_eq!(
                below(wrong).as_deref(),
                Some("routers/etc/agent.xml"),
                "{wrong}"
            );
        }
        for nothing in ["ROUTER-A/", "", "..", "__MACOSX/._agent.xml"] {
            assert_eq!(below(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn a_zip_stands_for_a_folder() {
        assert_eq!(folder_of("all/ROUTER-A.ZIP"), "all/ROUTER-A");
        assert_eq!(folder_of("ROUTER-A"), "ROUTER-A");
        assert_eq!(folder_of(".zip"), ".zip");
        assert_eq!(folder_of("ü.zi"), "ü.zi");
        assert!(nested("routers/inner.zip").is_some());
        assert!(nested("routers/zip/agent.xml").is_none());
    }

    #[test]
    fn every_problem_says_what_to_do() {
        for problem in [
            Problem::NoDirectory,
            Problem::Damaged,
            Problem::Encrypted,
            Problem::Method,
            Problem::TooLarge,
        ] {
            assert!(refusal(problem).remedy.ends_with('.'));
        }
    }
}
