//! Where this program draws, and what it is handed there.
//!
//! `boot.js` makes it, for the page and for each widget alike, so that several can stand in one
//! document and none leaves anything at its window.

use gloo_events::EventListener;
use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Element;

/// A place, by its fields: an element, a few texts and functions. Those of a widget are also its
/// target and who is told what happens.
#[derive(Clone, PartialEq)]
pub struct Place(JsValue);

impl Place {
    /// The place with these fields.
    pub fn new(fields: JsValue) -> Place {
        Place(fields)
    }

    fn get(&self, name: &str) -> JsValue {
        Reflect::get(&self.0, &name.into()).unwrap_or_default()
    }

    /// What one of its functions gives for that; nothing if it throws or is not there.
    pub(super) fn call(&self, name: &str, first: &JsValue, second: &JsValue) -> JsValue {
        let function: Function = self.get(name).unchecked_into();
        function.call2(&JsValue::NULL, first, second).unwrap_or_default()
    }

    /// The element that it is drawn in.
    pub fn root(&self) -> Element {
        self.get("root").unchecked_into()
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).as_string()
    }

    /// The address of the deployment's page, without query and fragment.
    pub fn address(&self) -> String {
        self.text("address").unwrap_or_default()
    }

    /// The address of the deployment's settings.
    pub(super) fn config(&self) -> String {
        self.text("config").unwrap_or_default()
    }

    /// The id of a widget's target; `None` on the page itself.
    pub fn target(&self) -> Option<String> {
        self.text("target")
    }

    /// Tells the host of a widget what happened, and what there is to say of it, line by line.
    pub fn tell(&self, what: &str, of_it: &str) {
        self.call("tell", &what.into(), &of_it.into());
    }

    /// Moves the focus to the element with this id, and with `scroll` brings it into view.
    pub fn focus(&self, id: &str, scroll: bool) {
        self.call("focus", &id.into(), &scroll.into());
    }

    /// Selects all of the text area with this id.
    pub fn select(&self, id: &str) {
        self.call("select", &id.into(), &JsValue::NULL);
    }

    /// Whether the visitor is busy in this element, so that the focus must stay where it is.
    pub fn is_in(&self, id: &str) -> bool {
        self.call("isIn", &id.into(), &JsValue::NULL) == JsValue::TRUE
    }
}

/// Calls back whenever this is asked of what is drawn in the element.
pub fn on(root: &Element, what: &'static str, callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(root, what, move |_| callback())
}

/// Calls back when this is asked of it for the first time; it is asked for nothing more then.
pub fn once(root: &Element, what: &'static str, callback: impl FnOnce() + 'static) {
    EventListener::once(root, what, move |_| callback()).forget();
}
