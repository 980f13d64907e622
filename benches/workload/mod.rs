//! What is read, and by what: shared by the measurements on the machine and in the browser.
#![allow(dead_code, clippy::unwrap_used)]

mod bare;

pub use bare::bare;
use reroute::router::FileReader;
use reroute::xml::{Parser, Position, Problem, Sink};
use sha2::{Digest, Sha256};

/// Bytes of a document.
pub const SIZE: usize = 32 << 20;

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
pub fn providers() -> String {
    let sample =
        include_str!("../../samples/pop3-smtp/ROUTER-A/Microsoft.Crm.Tools.EmailAgent.xml");
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

/// Events of the strict reader.
pub fn strict(document: &[u8]) -> u64 {
    let mut parser = Parser::new(Counter::default());
    parser.push(document);
    parser.finish().0
}

/// Entries of an agent file.
pub fn router_file(document: &[u8]) -> u64 {
    let mut reader = FileReader::new("Microsoft.Crm.Tools.EmailAgent.xml");
    reader.push(document);
    u64::from(reader.finish().file.entries)
}

/// A byte of the SHA-256, which every file gets.
pub fn hash(document: &[u8]) -> u64 {
    u64::from(Sha256::digest(document)[0])
}

/// What is meant to take long.
pub fn hostile() -> Vec<(&'static str, Vec<u8>)> {
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
