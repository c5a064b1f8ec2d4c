//! The program that the page loads when a visitor turns to its form: it runs the check.

use sheet::wire::write_ask;
use wasm_bindgen::prelude::wasm_bindgen;
use ws_doctor::edge::runner::{Hearer, hear};
use ws_doctor::edge::turn::{Turn, turn};
use ws_doctor::edge::worker::Make;
use ws_doctor::exchange::{Start, read_start};
use ws_doctor::run::Runner;

/// A check whose turn it is; another page can have it once this is freed.
#[wasm_bindgen]
pub struct Ready(Start, Turn, Make);

/// A check under way; it ends, with all its sockets, when it is freed.
#[wasm_bindgen]
pub struct Check(Runner, #[expect(dead_code, reason = "held as long as it runs")] Turn);

#[wasm_bindgen]
impl Ready {
    /// Begins; `hearer` is told of it by [`ws_doctor::exchange::Snapshot`]s.
    pub fn begin(self, hearer: Hearer) -> Option<Check> {
        let Ready(start, turn, make) = self;
        let runner = Runner::start(&start, make, move |snapshot| hear(&hearer, snapshot))?;
        Some(Check(runner, turn))
    }
}

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

/// Waits for the turn of a [`Start`]; `make` makes the worker for its long waits.
///
/// # Errors
/// Nothing if the page is of another build, `true` if another page of this origin is checking.
#[wasm_bindgen]
pub async fn start(start: Vec<u8>, make: Make) -> Result<Ready, Option<bool>> {
    let start = read_start(&start).ok_or(None)?;
    let turn = turn(start.typed).await.ok_or(Some(true))?;
    Ok(Ready(start, turn, make))
}

fn main() {}
