//! What the boot script, the document and the browser give to the page.

use leptos::prelude::set_timeout;
use std::time::Duration;

use js_sys::{Array, Reflect, Uint8Array};
use serde::Deserialize;
use wasm_bindgen::prelude::*;
use web_sys::{
    Blob, BlobPropertyBag, Document, Element, HtmlAnchorElement, HtmlDocument, HtmlElement,
    HtmlTextAreaElement, Url, Window, Worker,
};

#[wasm_bindgen]
extern "C" {
    /// A new worker running this program. It fails where the boot script is
    /// absent, as under Trunk: the work then runs in the page itself.
    #[wasm_bindgen(js_namespace = reroute, catch)]
    pub(super) fn worker() -> Result<Worker, JsValue>;
}

/// What the boot script tells of this file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Facts {
    /// SHA-256 of the compiled module.
    pub(super) wasm_sha256: String,
    /// Its size.
    pub(super) wasm_bytes: f64,
    /// The content security policy in force.
    pub(super) policy: String,
    /// What the program is made of, as CycloneDX.
    pub(super) bill: String,
}

/// The facts of this file; `None` under Trunk.
pub(super) fn facts() -> Option<Facts> {
    let boot = Reflect::get(&js_sys::global(), &"reroute".into()).ok()?;
    let facts = Reflect::get(&boot, &"facts".into()).ok()?;
    serde_wasm_bindgen::from_value(facts).ok()
}

pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

pub(super) fn document() -> Option<Document> {
    window()?.document()
}

/// The element the page is put into.
pub(super) fn place() -> Option<HtmlElement> {
    document()?.get_element_by_id("app")?.dyn_into().ok()
}

/// Moves the focus to an element, once what is being shown is in the document.
pub(super) fn focus(id: &str) {
    let id = id.to_owned();
    set_timeout(
        move || {
            let element = document().and_then(|document| document.get_element_by_id(&id));
            if let Some(element) =
                element.and_then(|element| element.dyn_into::<HtmlElement>().ok())
            {
                unfold(&element);
                let _ = element.focus();
                element.scroll_into_view_with_bool(true);
            }
        },
        Duration::ZERO,
    );
}

/// Opens what an element is folded away in.
fn unfold(element: &HtmlElement) {
    let mut above = element.parent_node();
    while let Some(node) = above {
        if let Some(element) = node.dyn_ref::<Element>()
            && element.matches("details") == Ok(true)
        {
            let _ = element.set_attribute("open", "");
        }
        above = node.parent_node();
    }
}

/// Moves the focus to an element that is there; the browser brings it just into sight.
pub(super) fn focus_where_it_is(id: &str) {
    let element = document().and_then(|document| document.get_element_by_id(id));
    if let Some(element) = element.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Whether the focus is inside an element.
pub(super) fn focus_is_in(id: &str) -> bool {
    document().is_some_and(|document| {
        let element = document.get_element_by_id(id);
        element.is_some_and(|element| element.contains(document.active_element().as_deref()))
    })
}

/// The fragment of the address.
pub(super) fn fragment() -> String {
    window()
        .and_then(|window| window.location().hash().ok())
        .unwrap_or_default()
}

/// Goes to a fragment: a new entry of the history.
pub(super) fn set_fragment(fragment: &str) {
    if let Some(window) = window() {
        let _ = window.location().set_hash(fragment);
    }
}

/// Puts a fragment into the present entry of the history.
pub(super) fn replace_fragment(fragment: &str) {
    if let Some(history) = window().and_then(|window| window.history().ok()) {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(fragment));
    }
}

/// The requests the browser has counted since the page was opened, itself excluded.
pub(super) fn requests() -> u32 {
    window()
        .and_then(|window| window.performance())
        .map_or(0, |performance| {
            performance.get_entries_by_type("resource").length()
        })
}

/// Asks the browser to copy what is marked; whether it did.
pub(super) fn copy_marked() -> bool {
    document()
        .and_then(|document| document.dyn_into::<HtmlDocument>().ok())
        .is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}

/// Copies a text by way of a field, where the browser keeps its clipboard shut; whether it did.
pub(super) fn copy_text(text: &str) -> bool {
    let copy = || {
        let document = document()?;
        let before = document.active_element();
        let field: HtmlTextAreaElement = document.create_element("textarea").ok()?.unchecked_into();
        field.set_attribute("class", "spoken").ok()?;
        field.set_value(text);
        document.body()?.append_child(&field).ok()?;
        field.select();
        let done = copy_marked();
        field.remove();
        if let Some(before) = before.and_then(|before| before.dyn_into::<HtmlElement>().ok()) {
            let _ = before.focus();
        }
        Some(done)
    };
    copy().unwrap_or(false)
}

/// Hands bytes to the browser as a download.
pub(super) fn download(bytes: &Uint8Array, name: &str, media_type: &str) {
    let save = || -> Result<(), JsValue> {
        let options = BlobPropertyBag::new();
        options.set_type(media_type);
        let blob = Blob::new_with_u8_array_sequence_and_options(&Array::of1(bytes), &options)?;
        let url = Url::create_object_url_with_blob(&blob)?;
        let document = document().ok_or(JsValue::NULL)?;
        let anchor: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
        anchor.set_href(&url);
        anchor.set_download(name);
        anchor.click();
        // The browser takes the blob over at once; a minute leaves room for slow ones.
        set_timeout(
            move || {
                let _ = Url::revoke_object_url(&url);
            },
            Duration::from_secs(60),
        );
        Ok(())
    };
    let _ = save();
}

/// The root element, which carries the theme.
pub(super) fn root() -> Option<Element> {
    document()?.document_element()
}

const THEME: &str = "reroute-theme";

/// The theme chosen before: `light`, `dark`, or nothing for the system's.
pub(super) fn theme() -> Option<String> {
    window()?.local_storage().ok()??.get_item(THEME).ok()?
}

/// Keeps the theme: the only thing that is ever kept in the browser.
pub(super) fn keep_theme(theme: Option<&str>) {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    if let Some(storage) = storage {
        let _ = match theme {
            Some(theme) => storage.set_item(THEME, theme),
            None => storage.remove_item(THEME),
        };
    }
    if let Some(root) = root() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
}

/// Scrolls the element that an event is of into sight, if it came to the focus by key: what moved away
/// under the pointer could not be clicked.
pub(super) fn into_sight(event: &web_sys::Event) {
    let target = event
        .current_target()
        .and_then(|target| target.dyn_into::<Element>().ok());
    if let Some(element) = target
        && element.matches(":focus-visible") == Ok(true)
    {
        element.scroll_into_view();
    }
}
