//! Time as a value: whole milliseconds since the run began.

use alloc::format;
use alloc::string::String;
use core::fmt;
use core::ops::{Add, Sub};

use crate::language::span;

/// A point in time since the run began, or a span, in milliseconds.
///
/// Arithmetic saturates: a run ends long before 49 days, and a clock that steps back gives zero.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u32);

impl Millis {
    /// Nothing at all, and the start of the run.
    pub const ZERO: Millis = Millis(0);

    /// A span of whole seconds.
    pub const fn seconds(seconds: u32) -> Millis {
        Millis(seconds.saturating_mul(1000))
    }

    /// This span times `numerator / denominator`, rounded down.
    ///
    /// # Panics
    /// Never, for a denominator other than zero.
    pub fn scale(self, numerator: u32, denominator: u32) -> Millis {
        let scaled = u64::from(self.0) * u64::from(numerator) / u64::from(denominator);
        Millis(u32::try_from(scaled).unwrap_or(u32::MAX))
    }
}

impl Add for Millis {
    type Output = Millis;
    fn add(self, other: Millis) -> Millis {
        Millis(self.0.saturating_add(other.0))
    }
}

impl Sub for Millis {
    type Output = Millis;
    fn sub(self, other: Millis) -> Millis {
        Millis(self.0.saturating_sub(other.0))
    }
}

/// In English: `140 ms`, `3.0 s` or `2 min 10 s`.
impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        span(*self).fmt(f)
    }
}

/// The date and time of a minute since 1970-01-01 UTC: `2026-11-20 14:05 UTC`.
pub fn utc(minute: u32) -> String {
    let (hour, rest) = (minute / 60 % 24, minute % 60);
    format!("{} {hour:02}:{rest:02} UTC", day(minute))
}

/// The same in ISO 8601: `2026-11-20T14:05Z`.
pub fn iso(minute: u32) -> String {
    let (hour, rest) = (minute / 60 % 24, minute % 60);
    format!("{}T{hour:02}:{rest:02}Z", day(minute))
}

/// The date of a minute since 1970-01-01 UTC: `2026-11-20`.
pub fn day(minute: u32) -> String {
    // A year that begins on 1 March has its leap day at the end, so that months need no special case;
    // an era is 400 such years and always has the same length.
    let day = minute / 1440 + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let day = day - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = era * 400 + year + u32::from(month <= 2);
    format!("{year}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString;

    #[test]
    fn a_minute_has_the_date_that_calendars_give_it() {
        for (minute, expected) in [
            (0, "1970-01-01 00:00 UTC"),
            (11_016 * 1440 - 1, "2000-02-28 23:59 UTC"),
            (11_016 * 1440, "2000-02-29 00:00 UTC"),
            (11_017 * 1440, "2000-03-01 00:00 UTC"),
            (29_919_725, "2026-11-20 14:05 UTC"),
            (47_541 * 1440, "2100-03-01 00:00 UTC"),
            (u32::MAX, "10136-02-16 04:15 UTC"),
        ] {
            assert_eq!(utc(minute), expected);
            assert_eq!(iso(minute), expected.replacen(' ', "T", 1).replace(" UTC", "Z"));
            assert!(expected.starts_with(&day(minute)));
        }
    }

    #[test]
    fn a_time_is_written_with_the_unit_a_reader_expects() {
        for (millis, expected) in [
            (0, "0 ms"),
            (999, "999 ms"),
            (1000, "1.0 s"),
            (2999, "3.0 s"),
            (59_960, "1 min"),
            (60_000, "1 min"),
            (130_400, "2 min 10 s"),
            (u32::MAX, "71582 min 47 s"),
        ] {
            assert_eq!(Millis(millis).to_string(), expected);
        }
    }

    #[test]
    fn arithmetic_saturates() {
        assert_eq!(Millis(3) - Millis(5), Millis::ZERO);
        assert_eq!(Millis(u32::MAX) + Millis(1), Millis(u32::MAX));
        assert_eq!(Millis(u32::MAX).scale(3, 2), Millis(u32::MAX));
    }
}
