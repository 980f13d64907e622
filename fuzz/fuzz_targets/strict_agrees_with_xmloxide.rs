//! Any bytes: what we accept, another strict reader accepts, and the other way round.
#![no_main]

#[path = "../../tests/xml_support/mod.rs"]
mod xml_support;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    // What has a document type is refused here: nothing to compare.
    if data.windows(9).any(|window| window == b"<!DOCTYPE") {
        return;
    }
    xml_support::properties::strict_agrees_with_xmloxide(data);
});
