//! The program that runs a check, and how the two hear of each other. `src/bin/run.rs` is its other
//! end.

use js_sys::{Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::later;
use super::place::Place;
use crate::exchange::{Snapshot, Start, read_snapshot, write_snapshot, write_start};

/// The loaded program.
pub struct Program(Function);

/// Loads it; `None` if that fails.
pub async fn load(place: &Place) -> Option<Program> {
    later::load(place, "loadRun").await.map(Program)
}

impl Program {
    /// Starts a check; `went` gets a snapshot whenever something changed. `None` if the two programs
    /// are not of one build.
    pub fn start(&self, start: &Start, went: impl Fn(Snapshot) + 'static) -> Option<Runner> {
        let heard = Closure::<dyn Fn(Vec<u8>)>::new(move |bytes: Vec<u8>| {
            if let Some(snapshot) = read_snapshot(&bytes) {
                went(snapshot);
            }
        });
        let start = Uint8Array::from(&write_start(start)[..]);
        let check = self.0.call2(&JsValue::NULL, &start, heard.as_ref()).ok()?;
        check.is_object().then_some(Runner { check, _heard: heard })
    }
}

/// A check under way; it ends, with all its sockets, when this is dropped.
pub struct Runner {
    check: JsValue,
    _heard: Closure<dyn Fn(Vec<u8>)>,
}

impl Runner {
    /// Stops it; what was measured stays.
    pub fn cancel(&self) {
        self.call("cancel");
    }

    /// What the sheet is to be asked about the long waits as they stand now.
    pub fn watch(&self) -> JsValue {
        self.call("watch")
    }

    fn call(&self, name: &str) -> JsValue {
        let method = Reflect::get(&self.check, &JsValue::from_str(name)).ok();
        let method = method.and_then(|method| method.dyn_into::<Function>().ok());
        method.and_then(|method| method.call0(&self.check).ok()).unwrap_or_default()
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.call("free");
    }
}

/// Who hears of a run, in the program that runs it.
pub type Hearer = Function;

/// Tells how a run stands.
pub fn hear(hearer: &Hearer, snapshot: &Snapshot) {
    // It throws only for a page that is being left.
    let _ = hearer.call1(&JsValue::NULL, &Uint8Array::from(&write_snapshot(snapshot)[..]));
}
