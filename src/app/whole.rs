//! What the worker does with files that it reads whole: bundles, fresh exports, and files to be redacted.

use std::rc::Rc;

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::File;

use super::wire::Answered;
use super::worker::{Shell, Stop, error_text};
use crate::session::protocol::{NewFile, Response};
use crate::session::sharing;

impl Shell {
    pub(super) fn check_bundle(self: &Rc<Self>, id: u32, files: Vec<File>) {
        let shell = Rc::clone(self);
        spawn_local(async move {
            let found = match whole_files(&files).await {
                Ok(read) => {
                    let bundle = read.first().map_or(&[][..], |(_, bytes)| bytes);
                    let found = shell.session.borrow().check_bundle(bundle);
                    found.map(Box::new).map_err(|problem| problem.to_string())
                }
                Err((name, reason)) => Err(format!("{name} could not be opened: {reason}")),
            };
            shell.tell(id, Response::Verified { found });
        });
    }

    pub(super) fn check_result(self: &Rc<Self>, id: u32, files: Vec<File>) {
        let shell = Rc::clone(self);
        spawn_local(async move {
            let found = match whole_files(&files).await {
                Ok(read) => shell.session.borrow_mut().check_result(read),
                Err((name, reason)) => Err(format!("{name} could not be opened: {reason}")),
            };
            let found = found.map(Box::new);
            shell.tell(id, Response::Followed { found });
        });
    }

    /// Reads the files once more, whole: nothing of their text was kept.
    pub(super) fn share(self: &Rc<Self>, id: u32, names: Vec<NewFile>, files: Vec<File>) {
        let shell = Rc::clone(self);
        spawn_local(async move {
            let mut read = Vec::with_capacity(files.len());
            for (name, file) in names.into_iter().zip(&files) {
                let bytes = match name.packed {
                    Some(packed) => shell.whole_packed(&name, packed, file).await,
                    None => whole_file(file).await.map_err(Stop::Unfetched),
                };
                let reason = match bytes {
                    Ok(bytes) => {
                        read.push((name.path, bytes));
                        continue;
                    }
                    Err(Stop::Unfetched(error)) => error_text(&error),
                    Err(Stop::Refused(refusal)) => refusal.why,
                    Err(Stop::Cancelled) => "cancelled".to_owned(),
                };
                let name = name.path;
                return shell.tell(id, Response::Unfetched { name, reason });
            }
            shell.zip.take();
            match sharing::shared(read) {
                Ok((card, bytes)) => (shell.post)(Answered {
                    id,
                    response: Response::Shared {
                        shared: Box::new(card),
                    },
                    bytes: Some(Uint8Array::from(bytes.as_slice())),
                }),
                Err(error) => {
                    let name = sharing::FILE_NAME.to_owned();
                    shell.tell(
                        id,
                        Response::Unfetched {
                            name,
                            reason: error.to_string(),
                        },
                    );
                }
            }
        });
    }
}

/// Files with their names, read whole; or the name of the one that cannot be, and why.
async fn whole_files(files: &[File]) -> Result<Vec<(String, Vec<u8>)>, (String, String)> {
    let mut read = Vec::with_capacity(files.len());
    for file in files {
        match whole_file(file).await {
            Ok(bytes) => read.push((file.name(), bytes)),
            Err(error) => return Err((file.name(), error_text(&error))),
        }
    }
    Ok(read)
}

async fn whole_file(file: &File) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(file.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}
