//! How a request and its answer travel between the page and the worker.
//!
//! A message is an object `{ id, body, files | bytes }`: plain data in `body`, and beside it what must
//! not be copied into data: file handles one way, the bytes of an artifact the other.

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::session::protocol::{Request, Response};

/// A request with its number and the files it is about.
pub(super) struct Asked {
    pub(super) id: u32,
    pub(super) request: Request,
    pub(super) files: Vec<File>,
}

/// An answer with the number of its request; 0 for what was not asked for.
pub(super) struct Answered {
    pub(super) id: u32,
    pub(super) response: Response,
    pub(super) bytes: Option<Uint8Array>,
}

impl Asked {
    pub(super) fn pack(&self) -> Result<JsValue, JsValue> {
        let files: Array = self.files.iter().collect();
        pack(self.id, &self.request, "files", &files)
    }

    pub(super) fn unpack(message: &JsValue) -> Result<Self, JsValue> {
        let (id, request) = unpack(message)?;
        let files = Array::from(&Reflect::get(message, &"files".into())?);
        let files = files
            .iter()
            .filter_map(|file| file.dyn_into().ok())
            .collect();
        Ok(Self { id, request, files })
    }
}

impl Answered {
    pub(super) fn pack(&self) -> Result<JsValue, JsValue> {
        let bytes = self
            .bytes
            .as_ref()
            .map_or(JsValue::UNDEFINED, JsValue::from);
        pack(self.id, &self.response, "bytes", &bytes)
    }

    pub(super) fn unpack(message: &JsValue) -> Result<Self, JsValue> {
        let (id, response) = unpack(message)?;
        let bytes = Reflect::get(message, &"bytes".into())?.dyn_into().ok();
        Ok(Self {
            id,
            response,
            bytes,
        })
    }
}

fn pack(id: u32, body: &impl Serialize, beside: &str, value: &JsValue) -> Result<JsValue, JsValue> {
    let message = Object::new();
    Reflect::set(&message, &"id".into(), &id.into())?;
    Reflect::set(
        &message,
        &"body".into(),
        &serde_wasm_bindgen::to_value(body)?,
    )?;
    Reflect::set(&message, &beside.into(), value)?;
    Ok(message.into())
}

fn unpack<T: DeserializeOwned>(message: &JsValue) -> Result<(u32, T), JsValue> {
    let id = serde_wasm_bindgen::from_value(Reflect::get(message, &"id".into())?)?;
    let body = serde_wasm_bindgen::from_value(Reflect::get(message, &"body".into())?)?;
    Ok((id, body))
}
