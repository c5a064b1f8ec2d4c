//! Programs that are loaded once somebody needs them.

use js_sys::{Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page::window;

/// The function that a program is entered by, from the loader that `boot.js` leaves for it; `None`
/// if that fails, as it does without a network.
pub(super) async fn load(loader: &str) -> Option<Function> {
    let loader = Reflect::get(&window(), &JsValue::from_str(loader)).ok()?;
    let promise = loader.dyn_ref::<Function>()?.call0(&JsValue::NULL).ok()?;
    let entry = JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()?;
    entry.dyn_into().ok()
}
