//! A file that comes in: whose it is shows in its first bytes.

use super::protocol::FileUse;
use crate::directory::{self, Export, is_directory};
use crate::router::{FileReader, Given};

/// Bytes that are looked at to tell an export of the organization from a router's file.
const HEAD: usize = 4_096;

/// A file whose end has not been seen.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) id: u32,
    folder: String,
    name: String,
    body: Body,
}

#[derive(Debug)]
enum Body {
    /// The first bytes, until they tell.
    Head(Vec<u8>),
    Known(Known),
}

#[derive(Debug)]
enum Known {
    Router(Box<FileReader>),
    Export(Box<directory::Reader>),
}

/// A file at its end.
pub(super) enum Ended {
    Router(Given),
    Export(Export),
}

impl Open {
    pub(super) fn new(id: u32, path: &str, meant: FileUse) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let body = match meant {
            FileUse::Any => Body::Head(Vec::new()),
            FileUse::Export => Body::Known(Known::Export(Box::new(directory::Reader::new(name)))),
        };
        Self {
            id,
            folder: folder.to_owned(),
            name: name.to_owned(),
            body,
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        match &mut self.body {
            Body::Head(head) => {
                head.extend_from_slice(bytes);
                if head.len() >= HEAD {
                    self.body = Body::Known(Known::by(&self.name, head));
                }
            }
            Body::Known(known) => known.push(bytes),
        }
    }

    pub(super) fn finish(self) -> Ended {
        let known = match self.body {
            Body::Head(head) => Known::by(&self.name, &head),
            Body::Known(known) => known,
        };
        match known {
            Known::Router(reader) => Ended::Router(Given {
                folder: self.folder,
                router: None,
                read: reader.finish(),
            }),
            Known::Export(reader) => Ended::Export(reader.finish()),
        }
    }
}

impl Known {
    /// The reader for a file that begins so.
    fn by(name: &str, head: &[u8]) -> Self {
        let mut known = if is_directory(&head[..head.len().min(HEAD)]) {
            Self::Export(Box::new(directory::Reader::new(name)))
        } else {
            Self::Router(Box::new(FileReader::new(name)))
        };
        known.push(head);
        known
    }

    fn push(&mut self, bytes: &[u8]) {
        match self {
            Self::Router(reader) => reader.push(bytes),
            Self::Export(reader) => reader.push(bytes),
        }
    }
}
