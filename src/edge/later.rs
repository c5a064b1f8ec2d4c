//! What is loaded once somebody needs it.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::place::Place;

/// What the place's loader brings, in a language where it matters; `None` if that fails, as it does
/// without a network.
pub(super) async fn load(place: &Place, loader: &str, language: &str) -> Option<JsValue> {
    let promise = place.call(loader, &language.into(), &JsValue::NULL);
    JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()
}
