//! The program that the worker `read.js` loads.
#![cfg_attr(target_arch = "wasm32", no_main)]

use wasm_bindgen::prelude::wasm_bindgen;

/// What is read for one report.
#[wasm_bindgen]
pub struct Reading(reader::Reading);

#[wasm_bindgen]
impl Reading {
    /// For the report of this link's text, and texts of this kind; an empty kind is to be found out.
    pub fn open(report: &str, kind: &str) -> Option<Reading> {
        reader::Reading::new(report, kind).map(Reading)
    }

    /// Begins the next text; `name` is a file's, or empty.
    pub fn begin(&mut self, name: &str) {
        self.0.begin(name);
    }

    /// Reads the next bytes of it.
    pub fn push(&mut self, bytes: &[u8]) {
        self.0.push(bytes);
    }

    /// What all of them said, as the sheet reads it.
    pub fn finish(self) -> String {
        self.0.finish()
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
