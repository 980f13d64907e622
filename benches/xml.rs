//! The XML reader beside others, over the same 32 MiB, and over what is meant to hurt it.
//!
//! Prints one line of JSON a measurement: `{"what", "input", "bytes", "seconds"}`, the best of some rounds.
//! `cargo xtask bench xml` runs it and makes the table of `docs/performance.md`.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::hint::black_box;
use std::time::{Duration, Instant};

use reroute::router::FileReader;
use reroute::xml::{Parser, Position, Problem, Sink};

const SIZE: usize = 32 << 20;

/// Counts what it is told.
#[derive(Default)]
struct Counter(u64);

impl Sink for Counter {
    fn open(&mut self, _: &str, _: Position, _: usize) {
        self.0 += 1;
    }
    fn text(&mut self, _: &str) {
        self.0 += 1;
    }
    fn close(&mut self, _: Position) {
        self.0 += 1;
    }
    fn unwind(&mut self, _: usize) {}
    fn fault(&mut self, _: &Problem<'_>) {
        self.0 += 1;
    }
    fn fork(&self) -> Self {
        Self::default()
    }
    fn adopt(&mut self, other: Self) {
        self.0 += other.0;
    }
}

/// Providers as the samples have them, repeated up to 32 MiB.
fn providers() -> String {
    let sample = include_str!("../samples/pop3-smtp/ROUTER-A/Microsoft.Crm.Tools.EmailAgent.xml");
    let from = sample.find("<ProviderConfiguration>").unwrap();
    let to = sample.rfind("</Configuration>").unwrap();
    let body = sample[from..to].repeat(SIZE / (to - from) + 1);
    format!(
        "{}{}{}",
        &sample[..from],
        &body[..body[..SIZE].rfind("<ProviderConfiguration>").unwrap()],
        &sample[to..]
    )
}

fn strict(document: &[u8]) -> u64 {
    let mut parser = Parser::new(Counter::default());
    parser.push(document);
    parser.finish().0
}

fn router_file(document: &[u8]) -> u64 {
    let mut reader = FileReader::new("Microsoft.Crm.Tools.EmailAgent.xml");
    reader.push(document);
    u64::from(reader.finish().file.entries)
}

fn bare(document: &str) -> u64 {
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

fn measure(what: &str, input: &str, bytes: usize, mut run: impl FnMut() -> u64) {
    let mut best = Duration::MAX;
    let begun = Instant::now();
    for _ in 0..5 {
        let start = Instant::now();
        black_box(run());
        best = best.min(start.elapsed());
        if begun.elapsed() > Duration::from_secs(10) {
            break;
        }
    }
    println!(
        "{{\"what\": \"{what}\", \"input\": \"{input}\", \"bytes\": {bytes}, \"seconds\": {:.6}}}",
        best.as_secs_f64()
    );
}

fn main() {
    let only = std::env::args()
        .skip(1)
        .find(|argument| !argument.starts_with('-'));
    let wanted = |name: &str| only.as_deref().is_none_or(|only| name.contains(only));
    let text = providers();
    let length = text.len();
    if wanted("providers") {
        measure("bare quick-xml", "providers", length, || bare(&text));
        measure("strict reader", "providers", length, || {
            strict(text.as_bytes())
        });
        measure("router file", "providers", length, || {
            router_file(text.as_bytes())
        });
        measure("roxmltree", "providers", length, || {
            roxmltree::Document::parse(&text)
                .unwrap()
                .descendants()
                .count() as u64
        });
        measure("xmloxide", "providers", length, || {
            u64::from(xmloxide::Document::parse_str(&text).is_ok())
        });
    }
    for (name, document) in hostile() {
        if wanted(name) {
            measure("strict reader", name, document.len(), || strict(&document));
            measure("router file", name, document.len(), || {
                router_file(&document)
            });
        }
    }
}

/// What is meant to take long.
fn hostile() -> Vec<(&'static str, Vec<u8>)> {
    let repeat = |before: &str, piece: &str, after: &str| {
        [before, &*piece.repeat(SIZE / piece.len()), after]
            .concat()
            .into_bytes()
    };
    vec![
        (
            "one line",
            repeat("<Configuration><ProviderConfiguration><LastError>", "x", ""),
        ),
        ("open tags", repeat("", "<a>", "")),
        (
            "comments",
            repeat("<Configuration>", "<!-- c -->", "</Configuration>"),
        ),
        (
            "one comment",
            repeat("<Configuration><!--", " c", "--></Configuration>"),
        ),
        (
            "attributes",
            repeat(
                "<Configuration>",
                "<a b='1' c='2' d='3' e='4'/>",
                "</Configuration>",
            ),
        ),
        (
            "one tag",
            repeat("<Configuration><a ", "b='1' ", "/></Configuration>"),
        ),
        ("<", repeat("", "<", "")),
        ("&", repeat("<Configuration>", "&", "")),
        ("NUL", vec![0; SIZE]),
        ("0xFF", vec![0xFF; SIZE]),
        ("<!--", repeat("<Configuration>", "<!--", "")),
        ("<?", repeat("<Configuration>", "<?", "")),
        (
            "<!-- entries",
            repeat(
                "<Configuration><!--",
                "<ProviderConfiguration><Port>1</Port></ProviderConfiguration>",
                "",
            ),
        ),
        (
            "<!--entry",
            repeat("<Configuration>", "<!--<ProviderConfiguration>", ""),
        ),
        (
            "<?entry",
            repeat("<Configuration>", "<?<ProviderConfiguration>", ""),
        ),
        ("quotes", repeat("<Configuration>", "<a '<b \\\"", "")),
    ]
}
