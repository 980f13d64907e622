//! How a request and its answer travel between the page and the worker.
//!
//! A message is an object `{ id, body, files | bytes }`: JSON in the bytes of `body`, since objects of many
//! small parts take long to build on both sides; and beside it what JSON cannot hold: file handles one way, the
//! bytes of an artifact the other. Bytes are handed over, not copied.

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

/// A message on its way, and the buffers that leave with it.
pub(super) struct Packed {
    pub(super) message: JsValue,
    pub(super) buffers: JsValue,
}

impl Asked {
    pub(super) fn pack(&self) -> Result<Packed, JsValue> {
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
    pub(super) fn pack(&self) -> Result<Packed, JsValue> {
        let bytes = self.bytes.as_ref();
        let value = bytes.map_or(JsValue::UNDEFINED, JsValue::from);
        let packed = pack(self.id, &self.response, "bytes", &value)?;
        if let Some(bytes) = bytes {
            packed
                .buffers
                .unchecked_ref::<Array>()
                .push(&bytes.buffer());
        }
        Ok(packed)
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

fn pack(id: u32, body: &impl Serialize, beside: &str, value: &JsValue) -> Result<Packed, JsValue> {
    let body = serde_json::to_vec(body).map_err(|error| error_of(&error))?;
    let body = Uint8Array::from(body.as_slice());
    let buffers = Array::of1(&body.buffer());
    let message = Object::new();
    Reflect::set(&message, &"id".into(), &id.into())?;
    Reflect::set(&message, &"body".into(), &body)?;
    Reflect::set(&message, &beside.into(), value)?;
    Ok(Packed {
        message: message.into(),
        buffers: buffers.into(),
    })
}

fn unpack<T: DeserializeOwned>(message: &JsValue) -> Result<(u32, T), JsValue> {
    let id = Reflect::get(message, &"id".into())?
        .as_f64()
        .unwrap_or_default();
    let body: Uint8Array = Reflect::get(message, &"body".into())?.dyn_into()?;
    let body = serde_json::from_slice(&body.to_vec()).map_err(|error| error_of(&error))?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "ids are counted from 0"
    )]
    Ok((id as u32, body))
}

fn error_of(error: &serde_json::Error) -> JsValue {
    JsError::new(&error.to_string()).into()
}
