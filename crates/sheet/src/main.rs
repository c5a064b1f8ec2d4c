//! The program that the page loads when there is something to read.
#![cfg_attr(target_arch = "wasm32", no_main)]

use std::rc::Rc;

use diagnosis::language::Language;
use sheet::reader::speaking;
use wasm_bindgen::prelude::wasm_bindgen;

/// Speaks a language.
#[wasm_bindgen]
pub struct Teller(Rc<Language>);

#[wasm_bindgen]
impl Teller {
    /// With the words of that language, as the build made them; in English without any.
    #[wasm_bindgen(constructor)]
    pub fn new(words: &str) -> Teller {
        Teller(Rc::new(Language::read(words).unwrap_or_default()))
    }

    /// Answers an [`sheet::exchange::Ask`] with a [`sheet::exchange::Told`], both as bytes.
    pub fn tell(&self, ask: &[u8]) -> Vec<u8> {
        speaking(&self.0, || sheet::exchange::answer(ask))
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
