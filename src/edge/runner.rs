//! The program that runs a check, and how the two hear of each other. `src/bin/run.rs` is its other
//! end.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::later;
use super::place::Place;
use crate::exchange::{
    Hindrance, Snapshot, Start, read_hindrance, read_snapshot, write_hindrance, write_snapshot,
    write_start,
};

/// Loads it, has it look at the start, and waits for the check's turn.
///
/// # Errors
/// The [`Hindrance`], if that fails.
pub async fn ready(place: &Place, start: &Start) -> Result<Ready, Hindrance> {
    let loaded = later::load(place, "loadRun", "").await;
    let enter = loaded.and_then(|own| own.dyn_into::<Function>().ok()).ok_or(Hindrance::Absent)?;
    let start = Uint8Array::from(&write_start(start)[..]);
    let entered = enter.call1(&JsValue::NULL, &start).map_err(|_| Hindrance::Absent)?;
    match JsFuture::from(entered.unchecked_into::<Promise>()).await {
        Ok(ready) => Ok(Ready(ready)),
        Err(why) => {
            let why = why.dyn_into::<Uint8Array>().map(|why| why.to_vec());
            Err(read_hindrance(&why.unwrap_or_default()))
        }
    }
}

/// A check whose turn it is.
pub struct Ready(JsValue);

impl Ready {
    /// Begins; `went` gets a snapshot whenever something changed. `None` if the two programs are not
    /// of one build.
    pub fn begin(mut self, went: impl Fn(Snapshot) + 'static) -> Option<Runner> {
        let heard = Closure::<dyn Fn(Vec<u8>)>::new(move |bytes: Vec<u8>| {
            if let Some(snapshot) = read_snapshot(&bytes) {
                went(snapshot);
            }
        });
        // Beginning frees it.
        let ready = std::mem::take(&mut self.0);
        let check = method(&ready, "begin")?.call1(&ready, heard.as_ref()).ok()?;
        check.is_object().then_some(Runner { check, _heard: heard })
    }
}

impl Drop for Ready {
    fn drop(&mut self) {
        if let Some(free) = method(&self.0, "free") {
            // It throws only for what was freed before.
            let _ = free.call0(&self.0);
        }
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
        method(&self.check, name).and_then(|own| own.call0(&self.check).ok()).unwrap_or_default()
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        self.call("free");
    }
}

fn method(object: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(object, &JsValue::from_str(name)).ok()?.dyn_into().ok()
}

/// A hindrance on its way to the page.
pub type Hindered = JsValue;

/// A hindrance, as the page reads it.
pub fn hindered(hindrance: &Hindrance) -> Hindered {
    Uint8Array::from(&write_hindrance(hindrance)[..]).into()
}

/// Who hears of a run, in the program that runs it.
pub type Hearer = Function;

/// Tells how a run stands.
pub fn hear(hearer: &Hearer, snapshot: &Snapshot) {
    // It throws only for a page that is being left.
    let _ = hearer.call1(&JsValue::NULL, &Uint8Array::from(&write_snapshot(snapshot)[..]));
}
