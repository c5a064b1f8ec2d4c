//! The page, and each widget.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use ws_doctor::app::{App, Msg};
use ws_doctor::edge::place::Place;
use yew::AppHandle;

/// What is shown in a place.
#[wasm_bindgen]
pub struct Shown(AppHandle<App>);

#[wasm_bindgen]
impl Shown {
    /// Starts a check, as a click on its button does.
    pub fn start(&self) {
        self.0.send_message(Msg::Start);
    }

    /// Stops it; what was measured stays.
    pub fn cancel(&self) {
        self.0.send_message(Msg::Stop);
    }

    /// Takes all of it away, with whatever runs.
    pub fn end(self) {
        self.0.destroy();
    }
}

/// Draws in the [`Place`] with these fields.
#[wasm_bindgen]
pub fn show(place: JsValue) -> Shown {
    Shown(ws_doctor::show(Place::new(place)))
}

fn main() {}
