//! Every code: its example shows it, its page is up to date.
#![allow(clippy::unwrap_used)]

mod xml_support;

use std::path::{Path, PathBuf};

use reroute::router::{FileReader, tags};
use reroute::xml::{CODES, Code, docs};
use xml_support::recorder::{Recorder, read_chunks};

#[test]
fn every_example_shows_its_code_and_no_other() {
    for row in CODES {
        let document = row.example.document();
        let found: Vec<&str> = match row.kind {
            // What only the reader of router files says.
            Code::LimitEntries | Code::RootUnexpected => {
                let mut reader = FileReader::new("Microsoft.Crm.Tools.EmailAgent.xml");
                reader.push(&document);
                reader
                    .finish()
                    .file
                    .faults
                    .iter()
                    .map(|fault| fault.code)
                    .collect()
            }
            _ => read_chunks(
                Recorder::trusting(&["ProviderConfiguration"]),
                &document,
                &[],
            )
            .codes(),
        };
        let expected = match row.kind {
            // The declaration that has no end is refused to begin with.
            Code::DoctypeUnclosed => vec![Code::Doctype.row().code, row.code],
            _ => vec![row.code],
        };
        assert_eq!(found, expected, "{}", row.title);
    }
}

#[test]
fn the_table_is_in_the_order_of_the_codes() {
    for (index, row) in CODES.iter().enumerate() {
        assert_eq!(
            (row.kind as usize, row.code),
            (index, format!("XML{:04}", index + 1).as_str())
        );
        assert_eq!(
            row.sentence.contains("{}"),
            !row.otherwise.is_empty(),
            "{}",
            row.code
        );
    }
}

#[test]
fn the_pages_are_up_to_date() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    let mut pages: Vec<(PathBuf, String)> = docs()
        .into_iter()
        .map(|(name, text)| (root.join("xml").join(name), text))
        .collect();
    pages.push((root.join("tags.md"), tags::docs()));
    for (path, text) in pages {
        if std::env::var_os("REROUTE_BLESS").is_some() {
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(
            found,
            text,
            "{} is out of date: run the tests once with REROUTE_BLESS=1",
            path.display()
        );
    }
}
