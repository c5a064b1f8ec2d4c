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

    fn text(&self, name: &str) -> String {
        self.get(name).as_string().unwrap_or_default()
    }

    /// The address of the deployment's page, without query and fragment.
    pub fn address(&self) -> String {
        self.text("address")
    }

    /// What `config.json` holds; the error of reading it, or undefined where there is none.
    pub(super) fn config(&self) -> JsValue {
        self.get("config")
    }

    /// What is asked to be filled in: the query of the page's address, or one for a widget's target.
    pub fn query(&self) -> String {
        self.text("query")
    }

    /// The tag of the language in which it begins.
    pub(super) fn language(&self) -> String {
        self.text("language")
    }

    /// The words of that language, as the build made them.
    pub(super) fn words(&self) -> String {
        self.text("words")
    }

    /// Tells the browser in which language its texts are, and so in which direction they run.
    pub fn speak(&self, language: &str) {
        self.call("speak", &language.into(), &JsValue::NULL);
    }

    /// Gives its style a value.
    pub fn paint(&self, name: &str, value: &str) {
        self.call("paint", &name.into(), &value.into());
    }

    /// Whether it is a widget's: somebody is told what happens.
    pub fn is_widget(&self) -> bool {
        self.get("tell").is_function()
    }

    /// Tells the host of a widget what happened, and what there is to say of it, line by line.
    pub fn tell(&self, what: &str, of_it: &[&str]) {
        let mut lines = String::new();
        for line in of_it {
            lines.push_str(line);
            lines.push('\n');
        }
        self.call("tell", &what.into(), &lines.into());
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

/// Calls back when what is drawn in the element is to end: its own event says so.
pub fn on_end(root: &Element, callback: impl Fn() + 'static) -> EventListener {
    EventListener::new(root, "end", move |_| callback())
}
