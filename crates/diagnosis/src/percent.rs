//! Percent-encoding (RFC 3986, section 2.1), as mail programs and chats do it to whole links.

use alloc::string::String;
use alloc::vec::Vec;

/// Decoded once only: what is still encoded then was so on purpose.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let escaped = if *first == b'%' { escape(tail) } else { None };
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The byte that two hexadecimal digits at the beginning stand for.
pub(crate) fn escape(after: &[u8]) -> Option<u8> {
    let digit = |place: usize| char::from(*after.get(place)?).to_digit(16);
    u8::try_from(digit(0)? << 4 | digit(1)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_decoded_once_and_all_else_stays() {
        for (text, expected) in [
            ("r%3Dv1%2EAb", "r=v1.Ab"),
            ("%2525", "%25"),
            ("%", "%"),
            ("%4", "%4"),
            ("%+1%zz", "%+1%zz"),
            ("%e2%80%a6%C3%A9", "…é"),
            ("%ff", "\u{fffd}"),
            ("€%20", "€ "),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }
}
