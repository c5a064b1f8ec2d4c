//! HAProxy's times: milliseconds unless a unit says otherwise.

use crate::time::Millis;

pub(super) fn duration(text: &str) -> Option<Millis> {
    const UNITS: [(&str, u64, u64); 7] = [
        ("us", 1, 1000),
        ("ms", 1, 1),
        ("", 1, 1),
        ("s", 1000, 1),
        ("m", 60_000, 1),
        ("h", 3_600_000, 1),
        ("d", 86_400_000, 1),
    ];
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let number: u64 = text[..digits].parse().ok()?;
    let (_, times, by) = UNITS.iter().find(|(unit, ..)| *unit == &text[digits..])?;
    Some(Millis(u32::try_from(number.saturating_mul(*times) / by).unwrap_or(u32::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_alone_is_milliseconds() {
        for (text, expected) in [
            ("50000", Some(50_000)),
            ("50s", Some(50_000)),
            ("1h", Some(3_600_000)),
            ("10m", Some(600_000)),
            ("100ms", Some(100)),
            ("1w", None),
            ("s", None),
        ] {
            assert_eq!(duration(text), expected.map(Millis), "{text}");
        }
    }
}
