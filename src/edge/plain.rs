//! JavaScript's values as plain ones.

use js_sys::{Array, Object};
use wasm_bindgen::{JsCast, JsValue};

use crate::value::Value;

/// The value, without what lies below this many levels.
pub(super) fn value(from: &JsValue, depth: u32) -> Value {
    if let Some(flag) = from.as_bool() {
        Value::Bool(flag)
    } else if let Some(number) = from.as_f64() {
        Value::Number(number)
    } else if let Some(text) = from.as_string() {
        Value::Text(text)
    } else if depth == 0 {
        Value::Null
    } else if let Some(list) = from.dyn_ref::<Array>() {
        Value::List(list.iter().map(|entry| value(&entry, depth - 1)).collect())
    } else if let Some(object) = from.dyn_ref::<Object>() {
        let entry = |pair: JsValue| {
            let pair: Array = pair.unchecked_into();
            Some((pair.get(0).as_string()?, value(&pair.get(1), depth - 1)))
        };
        Value::Map(Object::entries(object).iter().filter_map(entry).collect())
    } else {
        Value::Null
    }
}
