//! Text as one part of a URL.

/// Text as one part of a URL.
pub(crate) fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.push(
                    char::from_digit(u32::from(digit), 16)
                        .expect("half a byte is a digit")
                        .to_ascii_uppercase(),
                );
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_one_part_of_a_url() {
        assert_eq!(
            encoded("https://a.b/?x=1#r=v1.…"),
            "https%3A%2F%2Fa.b%2F%3Fx%3D1%23r%3Dv1.%E2%80%A6"
        );
    }
}
