//! The program that the page loads when a visitor turns to its form: it runs the check.

use sheet::wire::write_ask;
use wasm_bindgen::prelude::wasm_bindgen;
use ws_doctor::edge::runner::{Hearer, hear};
use ws_doctor::edge::worker::Make;
use ws_doctor::exchange::read_start;
use ws_doctor::run::Runner;

/// A check under way; it ends, with all its sockets, when it is freed.
#[wasm_bindgen]
pub struct Check(Runner);

#[wasm_bindgen]
impl Check {
    /// Stops it; what was measured stays.
    pub fn cancel(&self) {
        self.0.cancel();
    }

    /// What the sheet is to be asked about the long waits as they stand now.
    pub fn watch(&self) -> Vec<u8> {
        write_ask(&self.0.watch())
    }
}

/// Starts a [`ws_doctor::exchange::Start`]; `hearer` is told of it by
/// [`ws_doctor::exchange::Snapshot`]s, `denied` says whether the browser denies connections to local
/// networks, and `make` makes the worker for the long waits. `None` if the page is of another build.
#[wasm_bindgen]
pub fn start(start: &[u8], hearer: Hearer, denied: bool, make: Make) -> Option<Check> {
    let start = read_start(start)?;
    Runner::start(&start, denied, make, move |snapshot| hear(&hearer, snapshot)).map(Check)
}

fn main() {}
