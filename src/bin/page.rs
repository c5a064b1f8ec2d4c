//! The page, and each widget.
#![cfg_attr(target_arch = "wasm32", no_main)]

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use ws_doctor::edge::place::Place;

/// Draws in the [`Place`] with these fields.
#[wasm_bindgen]
pub fn show(place: JsValue) {
    ws_doctor::show(Place::new(place));
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
