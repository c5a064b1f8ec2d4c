//! JSON as plain data, so that whoever reads it needs no browser and no parser of ours.

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

impl Value {
    /// What was found, for a message.
    pub fn told(&self) -> String {
        match self {
            Value::Null => "null".into(),
            Value::Bool(true) => "true".into(),
            Value::Bool(false) => "false".into(),
            // Printing a fraction would cost the page five kilobytes.
            Value::Number(number) => match (whole(*number), whole(-*number)) {
                (Some(number), _) => number.to_string(),
                (None, Some(number)) => ["-", &number.to_string()].concat(),
                (None, None) => "a fraction or a huge number".into(),
            },
            Value::Text(text) => quoted(text),
            Value::List(_) => "a list".into(),
            Value::Map(_) => "an object".into(),
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
