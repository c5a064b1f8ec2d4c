//! The program that the page loads when a visitor turns to its form: it runs the check.
#![cfg_attr(target_arch = "wasm32", no_main)]

use diagnosis::text::Text;
use sheet::wire::write_ask;
use wasm_bindgen::prelude::wasm_bindgen;
use ws_doctor::allow::hindrance;
use ws_doctor::edge::runner::{Hearer, Hindered, hear, hindered};
use ws_doctor::edge::turn::{Turn, turn};
use ws_doctor::edge::url::parse;
use ws_doctor::edge::worker::Make;
use ws_doctor::exchange::{Hindrance, Start, read_start};
use ws_doctor::run::Runner;

/// A check whose turn it is; another page can have it once this is freed.
#[wasm_bindgen]
pub struct Ready {
    start: Start,
    denied: bool,
    turn: Turn,
    make: Make,
}

/// A check under way; it ends, with all its sockets, when it is freed.
#[wasm_bindgen]
pub struct Check(Runner, #[expect(dead_code, reason = "held as long as it runs")] Turn);

#[wasm_bindgen]
impl Ready {
    /// Begins; `hearer` is told of it by [`ws_doctor::exchange::Snapshot`]s.
    pub fn begin(self, hearer: Hearer) -> Option<Check> {
        let Ready { start, denied, mut turn, make } = self;
        let runner = Runner::start(&start, denied, make, move |snapshot| hear(&hearer, snapshot))?;
        turn.begin();
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

/// Looks whether a [`Start`] may begin, and waits for its turn. `denied` says whether the browser
/// denies connections to local networks, `make` makes the worker for the long waits.
///
/// # Errors
/// The [`Hindrance`], if there is one.
#[wasm_bindgen]
pub async fn start(start: Vec<u8>, denied: bool, make: Make) -> Result<Ready, Hindered> {
    let start = read_start(&start).ok_or_else(|| hindered(&Hindrance::Absent))?;
    if let Some(hindrance) = hindrance(&start, &parse) {
        return Err(hindered(&hindrance));
    }
    let turn = turn(start.typed.is_some()).await;
    let turn = turn.ok_or_else(|| hindered(&Hindrance::Said(BUSY.into())))?;
    Ok(Ready { start, denied, turn, make })
}

const BUSY: Text = Text(
    "Another check runs in this browser, here or in another tab, or an address that was typed was checked just now. Wait until that is over, half a minute longer for a typed address, then try again.",
);

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
