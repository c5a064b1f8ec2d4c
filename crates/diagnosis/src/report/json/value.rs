//! A small writer of JSON (RFC 8259). Reading JSON is the browser's business.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::text::{Phrase, Text};

/// A value of JSON. Its names are ours, its texts may be anybody's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Number(u64),
    Text(String),
    List(Vec<Value>),
    Map(Vec<(&'static str, Value)>),
}

/// A map with its entries in this order.
pub(crate) fn map<const N: usize>(entries: [(&'static str, Value); N]) -> Value {
    Value::Map(entries.into())
}

/// A list of what can be a value.
pub(crate) fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Value {
    Value::List(items.into_iter().map(T::into).collect())
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<u64> for Value {
    fn from(value: u64) -> Value {
        Value::Number(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Value {
        Value::Number(value.into())
    }
}

impl From<u16> for Value {
    fn from(value: u16) -> Value {
        Value::Number(value.into())
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Value {
        Value::Text(value.to_string())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Value {
        Value::Text(value)
    }
}

impl From<Text> for Value {
    fn from(value: Text) -> Value {
        value.0.into()
    }
}

impl From<&Phrase> for Value {
    fn from(value: &Phrase) -> Value {
        Value::Text(value.to_string())
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, T::into)
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Number(value) => write!(f, "{value}"),
            Value::Text(text) => quoted(text, f),
            Value::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    item.fmt(f)?;
                }
                f.write_str("]")
            }
            Value::Map(entries) => {
                f.write_str("{")?;
                for (index, (name, value)) in entries.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    quoted(name, f)?;
                    f.write_str(":")?;
                    value.fmt(f)?;
                }
                f.write_str("}")
            }
        }
    }
}

/// Escapes what JSON wants escaped, and what a page or a script around it could take for its own.
fn quoted(text: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    f.write_str("\"")?;
    let mut plain = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, '"' | '\\' | '<' | '>' | '&' | '\u{7f}' | '\u{2028}' | '\u{2029}')
            && c >= ' '
        {
            continue;
        }
        f.write_str(&text[plain..at])?;
        plain = at + c.len_utf8();
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c => write!(f, "\\u{:04x}", u32::from(c))?,
        }
    }
    f.write_str(&text[plain..])?;
    f.write_str("\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_json() {
        let value = map([
            ("null", None::<bool>.into()),
            ("flags", list([true, false])),
            ("number", u64::MAX.into()),
            ("empty", map([])),
            ("text", "a\"b\\c\n\u{0}</script>\u{2028}é😀".into()),
        ]);
        assert_eq!(
            value.to_string(),
            r#"{"null":null,"flags":[true,false],"number":18446744073709551615,"empty":{},"text":"a\"b\\c\u000a\u0000\u003c/script\u003e\u2028é😀"}"#
        );
    }
}
