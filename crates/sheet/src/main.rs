//! The program that the page loads when there is something to read.

use wasm_bindgen::prelude::wasm_bindgen;

/// Answers an [`sheet::exchange::Ask`] with a [`sheet::exchange::Told`], both as bytes.
#[wasm_bindgen]
pub fn tell(ask: &[u8]) -> Vec<u8> {
    sheet::exchange::answer(ask)
}

fn main() {}
