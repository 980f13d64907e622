//! The W3C suite, and a second opinion on all of it.

mod xml_support;

use xml_support::recorder::read;
use xml_support::suite::{Case, suite};

/// The documents of the suite that apply: XML 1.0, 5th edition, with Namespaces, without a document type.
fn applicable(kind: &str) -> Vec<Case> {
    let wanted = |case: &Case| case.kind == kind && case.applies() && !case.has_doctype();
    suite().into_iter().filter(wanted).collect()
}

#[test]
fn every_malformed_document_of_the_suite_is_rejected() {
    let cases = applicable("not-wf");
    let accepted: Vec<_> = cases
        .iter()
        .filter(|case| read(&case.document).fault_count == 0)
        .map(|case| &case.id)
        .collect();
    assert_eq!(accepted, Vec::<&String>::new());
    let namespaces = cases
        .iter()
        .filter(|case| case.recommendation.starts_with("NS"))
        .count();
    assert_eq!((cases.len() - namespaces, namespaces), (228, 15));
}

#[test]
fn every_well_formed_document_of_the_suite_is_accepted() {
    // Well-formed documents without a document type are all "invalid": there is nothing to be valid against.
    let cases = applicable("invalid");
    let rejected: Vec<_> = cases
        .iter()
        .map(|case| {
            (
                case.id.as_str(),
                case.namespaces,
                read(&case.document).summary(),
            )
        })
        .filter(|(.., faults)| !faults.is_empty())
        .collect();
    // The two that are no documents of Namespaces in XML: their names begin with colons, or have several.
    let colons = |id, place| (id, false, vec![format!("XML0013 {place}")]);
    assert_eq!(
        rejected,
        [colons("o-p04pass1", "5:2"), colons("o-p05pass1", "2:2")]
    );
    assert_eq!(cases.iter().filter(|case| case.namespaces).count(), 70);
}

#[test]
fn every_document_with_a_document_type_ends_in_a_fault() {
    let cases: Vec<_> = suite().into_iter().filter(Case::has_doctype).collect();
    assert_eq!(cases.len(), 2189);
    let accepted: Vec<_> = cases
        .iter()
        .filter(|case| read(&case.document).fault_count == 0)
        .map(|case| case.id.as_str())
        .collect();
    // Their <!DOCTYPE stands in a comment, an instruction and a CDATA section.
    assert_eq!(accepted, ["o-p15pass1", "o-p16pass1", "o-p18pass1"]);
}

/// Where xmloxide accepts what we reject, with the rule that decides it. A document type is one of its own: it is
/// refused here (XML0007), and well-formed in XML.
const STRICTER: &[(&str, &str, &str)] = &[(
    "hst-lhs-007",
    "XML0002",
    "XML 1.0 §4.3.3: it is an error for a declared encoding to differ from that of the byte order mark",
)];

#[test]
fn xmloxide_agrees_on_the_suite() {
    let mut stricter = Vec::new();
    for case in &suite() {
        let ours = read(&case.document);
        let accepted = xmloxide::Document::parse_bytes(&case.document).is_ok();
        if accepted && ours.fault_count > 0 && !ours.codes().contains(&"XML0007") {
            stricter.push((case.id.clone(), ours.faults[0].code));
        }
        // Nothing is accepted here that xmloxide rejects.
        assert!(accepted || ours.fault_count > 0, "{}", case.id);
    }
    let listed: Vec<_> = STRICTER
        .iter()
        .map(|&(id, code, _)| (id.to_owned(), code))
        .collect();
    assert_eq!(stricter, listed);
}
