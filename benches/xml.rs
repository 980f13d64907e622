//! The XML reader beside others, over the same 32 MiB, and over what is meant to hurt it.
//!
//! Prints one line of JSON a measurement: what read which input, its bytes, and the median, least and most of the
//! rounds in seconds. The readers take turns, so that a slow moment of the machine meets them all.
//! `cargo xtask bench xml` runs it and writes the tables of `docs/performance.md`.
#![allow(clippy::unwrap_used)]

mod measure;
mod workload;

use std::hint::black_box;
use std::time::Instant;

use measure::Times;
use workload::{bare, hash, hostile, providers, router_file, strict};

/// A reader by name.
type Reader<'a> = (&'static str, Box<dyn FnMut() -> u64 + 'a>);

fn main() {
    let only = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let wanted = |name: &str| only.as_deref().is_none_or(|only| name.contains(only));
    let text = providers();
    if wanted("providers") {
        measure(
            "providers",
            text.len(),
            11,
            vec![
                ("bare quick-xml", Box::new(|| bare(&text))),
                ("strict reader", Box::new(|| strict(text.as_bytes()))),
                ("router file", Box::new(|| router_file(text.as_bytes()))),
                ("SHA-256", Box::new(|| hash(text.as_bytes()))),
                ("roxmltree", Box::new(|| tree(&text))),
                ("xmloxide", Box::new(|| other(&text))),
            ],
        );
    }
    for (name, document) in hostile() {
        if wanted(name) {
            measure(
                name,
                document.len(),
                5,
                vec![
                    ("ordinary", Box::new(|| strict(text.as_bytes()))),
                    ("strict reader", Box::new(|| strict(&document))),
                    ("ordinary file", Box::new(|| router_file(text.as_bytes()))),
                    ("router file", Box::new(|| router_file(&document))),
                ],
            );
        }
    }
}

fn tree(text: &str) -> u64 {
    let document = roxmltree::Document::parse(text).unwrap();
    document.descendants().count() as u64
}

fn other(text: &str) -> u64 {
    u64::from(xmloxide::Document::parse_str(text).is_ok())
}

fn measure(input: &str, bytes: usize, rounds: usize, mut readers: Vec<Reader<'_>>) {
    let mut times = Times::default();
    for _ in 0..rounds {
        for (what, run) in &mut readers {
            let start = Instant::now();
            black_box(run());
            times.add(what, start.elapsed().as_secs_f64());
        }
    }
    times.say(input, bytes as u64);
}
