//! The W3C suite, and a second opinion on all of it.

mod xml_support;

use xml_support::disagreements::{DISAGREEMENTS, Verdicts, page};
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

#[test]
fn xmloxide_agrees_on_the_suite_but_for_what_is_listed() {
    let mut found: Vec<(&str, String)> = Vec::new();
    for case in &suite() {
        let verdicts = Verdicts::of(&case.document);
        if verdicts.agree() {
            continue;
        }
        let Some(decided) = verdicts.decided() else {
            panic!(
                "{}: ours {:?}, xmloxide {:?}",
                case.id, verdicts.ours, verdicts.theirs
            );
        };
        if decided.rejects != Some("XML0007") {
            found.push((decided.what, case.id.clone()));
        }
    }
    let listed: Vec<(&str, String)> = DISAGREEMENTS
        .iter()
        .flat_map(|one| one.suite.iter().map(|id| (one.what, (*id).to_owned())))
        .collect();
    assert_eq!(found, listed);
}

#[test]
fn every_disagreement_has_an_example_that_shows_it() {
    for one in DISAGREEMENTS {
        let document = one.example.document();
        let verdicts = Verdicts::of(&document);
        assert!(!verdicts.agree(), "{}: {:?}", one.what, verdicts.ours);
        assert_eq!(
            verdicts.decided().map(|decided| decided.what),
            Some(one.what)
        );
        assert_eq!(verdicts.ours.first(), one.rejects.as_ref(), "{}", one.what);
    }
}

#[test]
fn the_page_of_disagreements_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/xml/disagreements.md");
    if std::env::var_os("REROUTE_BLESS").is_some() {
        std::fs::write(path, page()).expect("the page can be written");
    }
    assert_eq!(
        std::fs::read_to_string(path).unwrap_or_default(),
        page(),
        "{path} is out of date: run the tests once with REROUTE_BLESS=1"
    );
}
