//! The program that words what was seen, loaded once there is something to read.

use js_sys::{Function, Uint8Array};
use sheet::exchange::{Ask, Told};
use sheet::wire::{read_told, write_ask};
use wasm_bindgen::{JsCast, JsValue};

use super::later;
use super::place::Place;

/// The loaded program.
#[derive(Clone)]
pub struct Teller(Function);

/// Loads it, to speak a language; `None` if that fails twice. Networks that need a check lose requests.
pub async fn load(place: &Place, language: &str) -> Option<Teller> {
    let loaded = match later::load(place, "loadSheet", language).await {
        None => later::load(place, "loadSheet", language).await,
        loaded => loaded,
    };
    loaded?.dyn_into().ok().map(Teller)
}

impl Teller {
    /// Words what is asked; `None` if the two programs are not of one build.
    pub fn tell(&self, ask: &Ask) -> Option<Told> {
        self.pass(&Uint8Array::from(&write_ask(ask)[..]))
    }

    /// The same for what another program asks.
    pub fn pass(&self, ask: &JsValue) -> Option<Told> {
        let told = self.0.call1(&JsValue::NULL, ask).ok()?;
        read_told(&told.dyn_into::<Uint8Array>().ok()?.to_vec())
    }
}
