//! `docs/merge-rules.md` says what the table of merge rules says.

use std::fmt::Write as _;
use std::path::Path;

use reroute::merge::rules::MERGE_RULES;

#[test]
fn the_page_of_merge_rules_is_the_table() {
    let mut page = "# The rules of the merge\n\nEvery column of a plan says where it comes from: a line of a file, or one of these rules.\n\n| rule | what it says |\n| --- | --- |\n".to_owned();
    for rule in &MERGE_RULES {
        let _ = writeln!(page, "| `{}` | {} |", rule.id, rule.text);
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/merge-rules.md");
    if std::env::var_os("REROUTE_BLESS").is_some() {
        std::fs::write(&path, &page).expect("the page is written");
    }
    assert_eq!(
        std::fs::read_to_string(&path).unwrap_or_default(),
        page,
        "docs/merge-rules.md is stale: run the test with REROUTE_BLESS=1"
    );
}
