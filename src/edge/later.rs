//! What is loaded once somebody needs it.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::place::Place;

/// What the place's loader brings, in a language where it matters; `None` if that fails, as it does
/// without a network, or brings something else.
pub(super) async fn load<T: JsCast>(place: &Place, loader: &str, language: &str) -> Option<T> {
    let promise = place.call(loader, &language.into(), &JsValue::NULL);
    let loaded = JsFuture::from(promise.dyn_into::<Promise>().ok()?).await.ok()?;
    loaded.dyn_into().ok()
}
