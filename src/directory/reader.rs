//! One file of the directory: bytes in, a table of text out, whatever the format.

use sha2::{Digest, Sha256};

use super::MAX_BYTES;
use super::codes::Code;
use super::csv::CsvReader;
use super::fault::Faults;
use super::json::{self, Pages};
use super::kind::{self, Format};
use super::model::Text;
use super::table::Table;
use super::text::Decoder;
use super::xlsx;

/// A file that was read, before its headings are understood. Understanding it again, with other
/// answers, does not need the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Export {
    /// Its name without its folder.
    pub name: Text,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 of its bytes in lower-case hex.
    pub sha256: Text,
    pub(crate) table: Table,
    pub(crate) pages: Pages,
    pub(crate) faults: Faults,
}

/// Reads one file, pushed in chunks of any size. CSV is understood while it comes; the other formats
/// are kept until the end.
#[derive(Debug)]
pub struct Reader {
    name: Text,
    bytes: u64,
    hash: Sha256,
    /// The first bytes, until the format is known.
    head: Vec<u8>,
    body: Body,
    table: Table,
    faults: Faults,
}

#[derive(Debug)]
enum Body {
    Unknown,
    Csv {
        decoder: Decoder,
        reader: Box<CsvReader>,
        text: String,
    },
    Json {
        decoder: Decoder,
        text: String,
    },
    Xlsx(Vec<u8>),
    Refused,
}

/// Bytes that are looked at to tell the format.
const HEAD: usize = 512;

impl Reader {
    /// A reader for a file of this name. The name is shown, and tells nothing about the format.
    pub fn new(name: &str) -> Self {
        Self {
            name: Text::from(name),
            bytes: 0,
            hash: Sha256::new(),
            head: Vec::new(),
            body: Body::Unknown,
            table: Table::default(),
            faults: Faults::default(),
        }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes += bytes.len() as u64;
        self.hash.update(bytes);
        if self.bytes > MAX_BYTES && !matches!(self.body, Body::Refused) {
            self.refuse(Code::TooLarge, || {
                format!("The file is larger than {} MB.", MAX_BYTES >> 20)
            });
        }
        if !matches!(self.body, Body::Unknown) {
            return self.take(bytes);
        }
        self.head.extend_from_slice(bytes);
        if self.head.len() >= HEAD {
            self.begin();
        }
    }

    /// The file ends here.
    pub fn finish(mut self) -> Export {
        if self.bytes == 0 {
            self.refuse(Code::Empty, || "The file has no bytes.".to_owned());
        } else if matches!(self.body, Body::Unknown) {
            self.begin();
        }
        let mut pages = Pages::default();
        let (table, faults) = (&mut self.table, &mut self.faults);
        match self.body {
            Body::Unknown | Body::Refused => {}
            Body::Csv {
                mut decoder,
                mut reader,
                mut text,
            } => {
                text.clear();
                decoder.finish(&mut text);
                reader.push(&text, table, faults);
                reader.finish(table, faults);
                broken_characters(&decoder, faults);
            }
            Body::Json {
                mut decoder,
                mut text,
            } => {
                decoder.finish(&mut text);
                pages = json::read(&text, table, faults);
                broken_characters(&decoder, faults);
            }
            Body::Xlsx(bytes) => xlsx::read(&bytes, table, faults),
        }
        Export {
            name: self.name,
            bytes: self.bytes,
            sha256: hex(&self.hash.finalize()),
            table: self.table,
            pages,
            faults: self.faults,
        }
    }

    fn begin(&mut self) {
        let head = std::mem::take(&mut self.head);
        self.body = match kind::of(&head) {
            Format::Csv => Body::Csv {
                decoder: Decoder::default(),
                reader: Box::default(),
                text: String::new(),
            },
            Format::Json => Body::Json {
                decoder: Decoder::default(),
                text: String::new(),
            },
            Format::Package => Body::Xlsx(Vec::new()),
            Format::Other(code, what) => {
                return self.refuse(code, || format!("The file is {what}, not a table."));
            }
        };
        self.take(&head);
    }

    fn take(&mut self, bytes: &[u8]) {
        match &mut self.body {
            Body::Csv {
                decoder,
                reader,
                text,
            } => {
                text.clear();
                decoder.push(bytes, text);
                reader.push(text, &mut self.table, &mut self.faults);
            }
            Body::Json { decoder, text } => decoder.push(bytes, text),
            Body::Xlsx(held) => held.extend_from_slice(bytes),
            Body::Unknown | Body::Refused => {}
        }
    }

    /// Nothing of the file is used; what was held of it is dropped at once.
    fn refuse(&mut self, code: Code, message: impl FnOnce() -> String) {
        self.body = Body::Refused;
        self.head = Vec::new();
        self.table = Table::default();
        self.faults.add(code, None, None, |_| message());
    }
}

fn broken_characters(decoder: &Decoder, faults: &mut Faults) {
    if decoder.broken > 0 {
        let broken = decoder.broken;
        faults.add(Code::BytesInvalid, None, None, |_| {
            format!("In {broken} places bytes are no character of the file’s encoding.")
        });
    }
}

fn hex(bytes: &[u8]) -> Text {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    Text::from(digits)
}
