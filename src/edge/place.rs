//! Where this program draws, and what it is handed there.
//!
//! `boot.js` makes it, for the page and for each widget alike, so that several can stand in one
//! document and none leaves anything at its window.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, FocusOptions, HtmlElement, HtmlTextAreaElement};

use super::page::document;

/// A place, by its fields: `root`, `address`, `loadSheet`, `loadRun`, `hand` and `denied`; those of
/// a widget also `target` and `tell`.
#[derive(Clone, PartialEq)]
pub struct Place(JsValue);

impl Place {
    /// The place with these fields.
    pub fn new(fields: JsValue) -> Place {
        Place(fields)
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &JsValue::from_str(name)).unwrap_or_default()
    }

    /// One of its functions.
    pub(super) fn function(&self, name: &str) -> Option<Function> {
        self.get(name).dyn_into().ok()
    }

    /// The element that it is drawn in.
    pub fn root(&self) -> Element {
        self.get("root").unchecked_into()
    }

    /// The address of the deployment's page, without query and fragment.
    pub fn address(&self) -> String {
        self.get("address").as_string().unwrap_or_default()
    }

    /// The id of a widget's target, which may be empty; `None` on the page itself.
    pub fn target(&self) -> Option<String> {
        self.get("target").as_string()
    }

    /// Tells the host of a widget what happened, and what there is to say of it.
    pub fn tell(&self, what: &str, of_it: &[&str]) {
        if let Some(tell) = self.function("tell") {
            let of_it: Array = of_it.iter().map(|text| JsValue::from_str(text)).collect();
            // A host that throws has only itself to blame.
            let _ = tell.call2(&JsValue::NULL, &what.into(), &of_it);
        }
    }

    /// Whether the browser denies connections to local networks. A browser must be asked some time
    /// before, which `boot.js` does.
    pub fn denied(&self) -> bool {
        let denied = self.function("denied").and_then(|denied| denied.call0(&self.0).ok());
        denied.is_some_and(|denied| denied.is_truthy())
    }

    /// What holds the elements with our ids: the document or a shadow root, which has what we need
    /// of one.
    fn tree(&self) -> Document {
        self.root().get_root_node().unchecked_into()
    }

    /// Moves the focus to the element with this id, and with `scroll` brings it into view.
    ///
    /// A widget does so only as long as nothing else of its host has the focus.
    pub fn focus(&self, id: &str, scroll: bool) {
        let elsewhere = self.target().is_some()
            && self.tree().active_element().is_none()
            && document().active_element() != document().body().map(Element::from);
        if let Some(element) = self.tree().get_element_by_id(id)
            && let Some(element) = element.dyn_ref::<HtmlElement>()
            && !elsewhere
        {
            let options = FocusOptions::new();
            options.set_prevent_scroll(!scroll);
            // An element that can't be focused is not worth a word.
            let _ = element.focus_with_options(&options);
        }
    }

    /// Selects all of the text area with this id.
    pub fn select(&self, id: &str) {
        if let Some(element) = self.tree().get_element_by_id(id)
            && let Some(field) = element.dyn_ref::<HtmlTextAreaElement>()
        {
            field.select();
        }
    }

    /// Whether the visitor is busy in this element, so that the focus must stay where it is.
    pub fn is_in(&self, id: &str) -> bool {
        self.tree().active_element().is_some_and(|element| {
            element.closest(&["#", id].concat()).is_ok_and(|own| own.is_some())
        })
    }
}
