//! Programs that are loaded once somebody needs them.

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::place::Place;

/// The function that a program is entered by, from the place's loader for it; `None` if that fails,
/// as it does without a network.
pub(super) async fn load(place: &Place, loader: &str) -> Option<Function> {
    let promise = place.call(loader, &JsValue::NULL, &JsValue::NULL);
    let entry = JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()?;
    entry.dyn_into().ok()
}
