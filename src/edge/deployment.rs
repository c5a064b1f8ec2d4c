//! `config.json` beside the deployment's page.

use js_sys::JSON;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response};

use super::page::window;
use super::place::Place;
use super::plain::value;
use super::url::parse;
use crate::config::{Config, Mistake, read};
use crate::request::mistake;

const NAME: &str = "config.json";
/// A configuration is a few levels deep; more is a mistake, and must not exhaust the stack.
const DEEPEST: u32 = 16;

/// The deployment's settings; the defaults where it has none.
///
/// # Errors
/// The first [`Mistake`] in them.
pub async fn config(place: &Place) -> Result<Config, Mistake> {
    let Some(text) = text(place).await else { return Ok(Config::default()) };
    let parsed = JSON::parse(&text).map_err(|error| {
        let reason = error.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
        let reason = reason.map(String::from).unwrap_or_default();
        Mistake::new(NAME, ["expected JSON, found ", &reason].concat())
    })?;
    let config = read(&value(&parsed, DEEPEST))?;
    mistake(&config, &parse).map_or(Ok(config), Err)
}

/// The file's text, if there is such a file and not a page that stands in for missing ones.
async fn text(place: &Place) -> Option<String> {
    let init = RequestInit::new();
    init.set_cache(RequestCache::NoCache);
    let answer = window().fetch_with_str_and_init(&place.config(), &init);
    let answer = JsFuture::from(answer).await.ok()?;
    let answer: Response = answer.unchecked_into();
    let text = JsFuture::from(answer.text().ok()?).await.ok()?.as_string()?;
    (answer.ok() && !text.trim_start().starts_with('<')).then_some(text)
}
