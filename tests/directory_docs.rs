//! `docs/directory.md` and the queries in it.

use reroute::directory::docs;

#[test]
fn the_page_is_the_one_the_tables_give() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/directory.md");
    let written = docs();
    if std::env::var_os("REROUTE_WRITE_DOCS").is_some() {
        std::fs::write(path, &written).expect("docs/directory.md can be written");
    }
    let page = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        page == written,
        "docs/directory.md is old: run this test with REROUTE_WRITE_DOCS=1"
    );
}
