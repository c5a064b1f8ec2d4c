//! One check at a time on an origin, however many of its pages are open.
//!
//! By Web Locks, which store nothing. Where a page has none, as one over plain http, or may not use
//! them, each page counts for itself.

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::page::window;
use crate::exchange::REST;

/// Held by whoever checks.
const ANY: &str = "ws-doctor";
/// Held by whoever checks an address that was typed, or did so just now.
const TYPED: &str = "ws-doctor-typed";
/// Together longer than a lock takes to be let go, and shorter than a visitor notices.
const TRIES: u32 = 6;
/// In ms.
const PAUSE: i32 = 50;
/// In ms: the page counts to the end by itself, and must then find the lock free.
const SOONER: u32 = 1000;

/// The right to check, for as long as this lives.
pub struct Turn {
    typed: Option<Held>,
    _any: Option<Held>,
}

/// A lock, what lets it go, and how long after its end.
struct Held {
    release: Function,
    after: i32,
}

/// Another page of this origin has it.
struct Taken;

/// Takes the turn, for an address that was `typed` or not; `None` while another page of this origin
/// has it.
pub async fn turn(typed: bool) -> Option<Turn> {
    let mut turn = Turn { typed: None, _any: hold(ANY).await.ok()? };
    if typed {
        turn.typed = hold(TYPED).await.ok()?;
    }
    Some(turn)
}

impl Turn {
    /// A check begins: the turn for a typed address is kept for some time beyond its end.
    pub fn begin(&mut self) {
        if let Some(typed) = &mut self.typed {
            typed.after = i32::try_from(REST.0.saturating_sub(SOONER)).unwrap_or_default();
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let timers = window();
        // It throws only for arguments that these are not.
        let _ =
            timers.set_timeout_with_callback_and_timeout_and_arguments_0(&self.release, self.after);
    }
}

/// Holds a lock; nothing where there are none.
///
/// How long the browser takes to say who holds it is no sign that somebody does.
async fn hold(name: &str) -> Result<Option<Held>, Taken> {
    for _ in 0..TRIES {
        match ask(name).await {
            Ok(held) => return Ok(held),
            Err(Taken) => pause().await,
        }
    }
    Err(Taken)
}

/// Holds it if nobody does by now.
async fn ask(name: &str) -> Result<Option<Held>, Taken> {
    let locks = Reflect::get(&window().navigator(), &JsValue::from_str("locks"));
    let locks = locks.unwrap_or_default();
    let request = Reflect::get(&locks, &JsValue::from_str("request")).ok();
    let Some(request) = request.and_then(|request| request.dyn_into::<Function>().ok()) else {
        return Ok(None);
    };
    let (release, held) = promise();
    let (answer, answered) = promise();
    let told = Closure::once(move |lock: JsValue| -> JsValue {
        // It throws only if its function does, and this one is the browser's own.
        let _ = answer.call1(&JsValue::NULL, &lock);
        if lock.is_null() { lock } else { held.into() }
    });
    let options = js_sys::Object::new();
    let _ = Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::TRUE);
    let Ok(request) = request.call3(&locks, &name.into(), &options, told.as_ref()) else {
        return Ok(None);
    };
    match JsFuture::from(Promise::race(&Array::of2(&answered, &request))).await {
        Ok(lock) if lock.is_null() => Err(Taken),
        Ok(_) => Ok(Some(Held { release, after: 0 })),
        Err(_) => Ok(None),
    }
}

async fn pause() {
    let (end, ended) = promise();
    // It throws only for arguments that these are not.
    let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&end, PAUSE);
    let _ = JsFuture::from(ended).await;
}

/// A promise, and what fulfils it.
fn promise() -> (Function, Promise) {
    let mut fulfil = None;
    let promise = Promise::new(&mut |resolve, _| fulfil = Some(resolve));
    (fulfil.expect("a promise calls its executor at once"), promise)
}
