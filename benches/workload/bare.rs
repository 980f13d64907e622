//! The least that reading with quick-xml can cost: its event loop, with nothing done to the events.

use std::hint::black_box;

/// Events of quick-xml as it comes.
pub fn bare(document: &str) -> u64 {
    let mut reader = quick_xml::Reader::from_str(document);
    let mut count = 0;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) | Err(_) => return count,
            Ok(event) => {
                black_box(&event);
                count += 1;
            }
        }
    }
}
