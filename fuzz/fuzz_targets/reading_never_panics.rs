//! Any bytes as any of the files of a router.
#![no_main]

#[path = "../../tests/xml_support/mod.rs"]
mod xml_support;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    for name in ["EmailAgent.xml", "SystemState.xml", "EncryptionKey.xml", "other.xml"] {
        xml_support::properties::reading_never_panics(name, data);
    }
});
