//! How a request and its answer travel between the page and the worker.
//!
//! A message is plain data by `serde-wasm-bindgen`, but for its body: JSON in bytes that are handed over and not
//! copied, since objects of many small parts take long to build on both sides. Beside the body travels what JSON
//! cannot hold: file handles one way, the bytes of an artifact the other.

use std::fmt::Display;

use js_sys::{Array, Uint8Array};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::preserve;
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::json;
use crate::session::protocol::{Request, Response};

/// What is posted.
#[derive(Serialize, Deserialize)]
struct Message {
    id: u32,
    #[serde(with = "preserve")]
    body: Uint8Array,
    #[serde(with = "preserve")]
    beside: JsValue,
}

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

/// A message on its way, and the buffers that leave with it.
pub(super) struct Packed {
    pub(super) message: JsValue,
    pub(super) buffers: JsValue,
}

impl Asked {
    pub(super) fn pack(&self) -> Result<Packed, JsValue> {
        let files: Array = self.files.iter().collect();
        pack(self.id, &self.request, files.into())
    }

    pub(super) fn unpack(message: JsValue) -> Result<Self, JsValue> {
        let (id, request, files) = unpack(message)?;
        let files = Array::from(&files);
        let files = files
            .iter()
            .filter_map(|file| file.dyn_into().ok())
            .collect();
        Ok(Self { id, request, files })
    }
}

impl Answered {
    pub(super) fn pack(&self) -> Result<Packed, JsValue> {
        let bytes = self.bytes.as_ref();
        let beside = bytes.map_or(JsValue::UNDEFINED, JsValue::from);
        let packed = pack(self.id, &self.response, beside)?;
        if let Some(bytes) = bytes {
            packed
                .buffers
                .unchecked_ref::<Array>()
                .push(&bytes.buffer());
        }
        Ok(packed)
    }

    pub(super) fn unpack(message: JsValue) -> Result<Self, JsValue> {
        let (id, response, beside) = unpack(message)?;
        Ok(Self {
            id,
            response,
            bytes: beside.dyn_into().ok(),
        })
    }
}

fn pack(id: u32, body: &impl Serialize, beside: JsValue) -> Result<Packed, JsValue> {
    let body = json::to_vec(body).map_err(|error| error_of(&error))?;
    let body = Uint8Array::from(body.as_slice());
    let buffers = Array::of1(&body.buffer()).into();
    let message = serde_wasm_bindgen::to_value(&Message { id, body, beside })?;
    Ok(Packed { message, buffers })
}

fn unpack<T: DeserializeOwned>(message: JsValue) -> Result<(u32, T, JsValue), JsValue> {
    let Message { id, body, beside } = serde_wasm_bindgen::from_value(message)?;
    let body = serde_json::from_slice(&body.to_vec()).map_err(|error| error_of(&error))?;
    Ok((id, body, beside))
}

fn error_of(error: &dyn Display) -> JsValue {
    JsError::new(&error.to_string()).into()
}
