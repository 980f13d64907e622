//! What the boot script and the document give to the compiled side.

use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, Worker};

#[wasm_bindgen]
extern "C" {
    /// A new worker running this program. It fails where the boot script is
    /// absent, as under Trunk: the work then runs in the page itself.
    #[wasm_bindgen(js_namespace = reroute, catch)]
    pub(super) fn worker() -> Result<Worker, JsValue>;
}

/// The element the page is put into.
pub(super) fn place() -> Option<HtmlElement> {
    web_sys::window()?
        .document()?
        .get_element_by_id("app")?
        .dyn_into()
        .ok()
}
