//! What `hands.js` does with a text, loaded with the program that words what was seen.

use js_sys::{Array, Function, Promise};
use sheet::markup::Hand;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::Event;

use super::place::Place;

/// The place's function that gives one of them.
const HAND: &str = "hand";
/// Its function that reads the files of a field.
const READ: &str = "read";

fn hand(place: &Place, name: &str) -> Option<Function> {
    place.call(HAND, &name.into(), &JsValue::NULL).dyn_into().ok()
}

/// Whether this browser can hand a text on so.
pub fn able(place: &Place, by: Hand) -> bool {
    hand(place, by.name()).is_some()
}

/// Hands a text on, and tells whether that worked; nothing is told where the visitor thought better.
pub fn give(place: &Place, by: Hand, with: &[String], done: impl FnOnce(bool) + 'static) {
    let with: Array = with.iter().map(|part| JsValue::from_str(part)).collect();
    let given = hand(place, by.name()).and_then(|hand| hand.apply(&JsValue::NULL, &with).ok());
    let Some(promise) = given.and_then(|given| given.dyn_into::<Promise>().ok()) else {
        return done(false);
    };
    spawn_local(async move {
        match JsFuture::from(promise).await.map(|came| came.as_bool()) {
            Ok(Some(worked)) => done(worked),
            Ok(None) => {}
            Err(_) => done(false),
        }
    });
}

/// Calls back with the text of the files that were chosen in the field an event came from, and how
/// many were too large.
pub fn files(place: &Place, event: &Event, read: impl FnOnce(String, u32) + 'static) {
    let field = event.target().map_or(JsValue::NULL, JsValue::from);
    let asked = hand(place, READ).and_then(|hand| hand.call1(&JsValue::NULL, &field).ok());
    let Some(promise) = asked.and_then(|asked| asked.dyn_into::<Promise>().ok()) else { return };
    spawn_local(async move {
        let Ok(came) = JsFuture::from(promise).await else { return };
        let came = Array::from(&came);
        let left_out = came.get(1).as_f64().unwrap_or_default();
        read(came.get(0).as_string().unwrap_or_default(), left_out as u32);
    });
}

/// What is told of reading.
pub enum Brought {
    /// How far it is, in percent.
    Part(u32),
    /// What was read, as the sheet takes it.
    Read(String),
    /// It failed.
    Failed,
}

/// Reading under way; it ends when this is dropped.
pub struct Bringing {
    end: Function,
    _tell: Closure<dyn Fn(JsValue)>,
}

/// Reads, for a report, the files of the field that an event came from, or a text. `None` where
/// reading can't begin.
pub fn bring(
    place: &Place,
    [report, kind, text]: [&str; 3],
    event: Option<&Event>,
    tell: impl Fn(Brought) + 'static,
) -> Option<Bringing> {
    let bring = hand(place, "bring")?;
    let tell = Closure::<dyn Fn(JsValue)>::new(move |came: JsValue| {
        tell(match (came.as_f64(), came.as_string()) {
            (Some(part), _) => Brought::Part(part as u32),
            (_, Some(read)) => Brought::Read(read),
            (None, None) => Brought::Failed,
        });
    });
    let from = match event {
        Some(event) => event.target().map_or(JsValue::NULL, JsValue::from),
        None => text.into(),
    };
    let with = Array::of4(&report.into(), &kind.into(), &from, tell.as_ref());
    let end = bring.apply(&JsValue::NULL, &with).ok()?.dyn_into().ok()?;
    Some(Bringing { end, _tell: tell })
}

impl Drop for Bringing {
    fn drop(&mut self) {
        // It can't throw: ending a worker that has ended does nothing.
        let _ = self.end.call0(&JsValue::NULL);
    }
}
