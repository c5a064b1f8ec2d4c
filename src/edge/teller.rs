//! The program that words what was seen, loaded once there is something to read.

use js_sys::{Function, Promise, Reflect, Uint8Array};
use sheet::exchange::{Ask, Told};
use sheet::wire::{read_told, write_ask};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page::window;

/// The function that `boot.js` leaves for loading it.
const LOADER: &str = "loadSheet";

/// The loaded program.
#[derive(Clone)]
pub struct Teller(Function);

/// Loads it; `None` if that fails, as it does without a network.
pub async fn load() -> Option<Teller> {
    let loader = Reflect::get(&window(), &JsValue::from_str(LOADER)).ok()?;
    let promise = loader.dyn_ref::<Function>()?.call0(&JsValue::NULL).ok()?;
    let tell = JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()?;
    tell.dyn_into().ok().map(Teller)
}

impl Teller {
    /// Words what is asked; `None` if the two programs are not of one build.
    pub fn tell(&self, ask: &Ask) -> Option<Told> {
        let told = self.0.call1(&JsValue::NULL, &Uint8Array::from(&write_ask(ask)[..])).ok()?;
        read_told(&told.dyn_into::<Uint8Array>().ok()?.to_vec())
    }
}
