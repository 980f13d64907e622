//! Any bytes, cut anywhere: the first byte says how.
#![no_main]

#[path = "../../tests/xml_support/mod.rs"]
mod xml_support;

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    let Some((&seed, document)) = data.split_first() else { return };
    let mut state = u32::from(seed).wrapping_mul(2_654_435_761) | 1;
    let mut lengths = Vec::new();
    let mut left = document.len();
    while left > 0 && seed > 0 {
        state ^= state << 13;
        state ^= state >> 17;
        state ^= state << 5;
        let length = (state % (u32::from(seed) + 1)) as usize;
        lengths.push(length);
        left = left.saturating_sub(length);
    }
    if seed == 0 {
        lengths = vec![1; document.len()];
    }
    xml_support::properties::chunks_do_not_matter(document, &lengths);
});
