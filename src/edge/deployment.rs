//! The deployment's settings, as `boot.js` has fetched them.

use js_sys::Error;
use wasm_bindgen::JsCast;

use super::place::Place;
use super::plain::value;
use crate::config::{Config, Mistake, read};

const NAME: &str = "config.json";
/// A configuration is a few levels deep; more is a mistake, and must not exhaust the stack.
const DEEPEST: u32 = 16;

/// The deployment's settings; the defaults where it has none.
///
/// # Errors
/// The first [`Mistake`] in them.
pub fn config(place: &Place) -> Result<Config, Mistake> {
    let parsed = place.config();
    if parsed.is_undefined() {
        return Ok(Config::default());
    }
    if let Some(error) = parsed.dyn_ref::<Error>() {
        let reason = String::from(error.message());
        return Err(Mistake::new(NAME, ["expected JSON, found ", &reason].concat()));
    }
    read(&value(&parsed, DEEPEST))
}
