//! JSON as plain data, so that whoever reads it needs no browser and no parser of ours.

use std::fmt;

/// A JSON value.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Value>),
    /// An object, in its own order.
    Map(Vec<(String, Value)>),
}

/// No longer string is repeated in a message.
const LONGEST: usize = 60;

/// What was found, for a message.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(true) => f.write_str("true"),
            Value::Bool(false) => f.write_str("false"),
            // Printing a fraction would cost the page five kilobytes.
            Value::Number(number) => match (whole(*number), whole(-*number)) {
                (Some(number), _) => write!(f, "{number}"),
                (None, Some(number)) => write!(f, "-{number}"),
                (None, None) => f.write_str("a fraction or a huge number"),
            },
            Value::Text(text) => f.write_str(&quoted(text)),
            Value::List(_) => f.write_str("a list"),
            Value::Map(_) => f.write_str("an object"),
        }
    }
}

/// The number, if it is whole and not below zero.
pub fn whole(number: f64) -> Option<u32> {
    // A cast saturates, so that what it changed was no such number.
    let whole = number as u32;
    (f64::from(whole) == number).then_some(whole)
}

/// A string in quotation marks, cut where it is long.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    quoted.extend(text.chars().take(LONGEST));
    quoted.push_str(if text.chars().count() > LONGEST { "…\"" } else { "\"" });
    quoted
}
