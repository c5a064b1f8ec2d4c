//! When a line was written, by what it says itself, and whether that was while a run went on.
//!
//! Access logs carry their zone; error logs have the local time of some server, which may be any: such
//! a time is held against the run's by whole and half hours.

use crate::evidence::Entry;

/// A minute of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Minutes since 1970, by the clock that wrote it.
    minute: i64,
    /// How far that clock is before UTC, in minutes.
    zone: Option<i64>,
}

/// Clocks differ, and a log is written when something has ended.
const BEFORE: i64 = 5;
const AFTER: i64 = 10;
/// An open connection is logged when it ends, and the longest run takes an hour.
const AFTER_OPEN: i64 = 70;
/// The clocks of the world, in minutes before UTC.
const ZONES: core::ops::RangeInclusive<i64> = -720..=840;
const HALF_HOUR: i64 = 30;

impl Stamp {
    /// Seconds since 1970, or thousandths of them, as programs write them into JSON.
    pub(super) fn of_number(text: &str) -> Option<Stamp> {
        let whole = &text[..text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len())];
        let seconds = match whole.len() {
            10 => whole,
            13 => &whole[..10],
            _ => return None,
        };
        let seconds: i64 = seconds.parse().ok()?;
        Some(Stamp { minute: seconds / 60, zone: Some(0) })
    }

    /// The first time with its date that stands in a text.
    pub(super) fn of_text(text: &str) -> Option<Stamp> {
        let bytes = text.as_bytes();
        let mut starts = (0..bytes.len()).filter(|at| {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            bytes[*at].is_ascii_alphanumeric() && !before.is_some_and(u8::is_ascii_alphanumeric)
        });
        starts.find_map(|at| {
            let rest = &bytes[at..];
            by_numbers(rest).or_else(|| by_month(rest)).or_else(|| by_name(rest))
        })
    }

    /// Whether this can have been written of what a run at `minute` did.
    pub(super) fn fits(self, entry: Entry, minute: u32) -> bool {
        let after = match entry {
            Entry::Idle | Entry::Lost | Entry::ClientLeft | Entry::TooBig => AFTER_OPEN,
            entry if entry.tells_opened() => AFTER_OPEN,
            _ => AFTER,
        };
        let near = |zone: i64| {
            let later = self.minute - zone - i64::from(minute);
            (-BEFORE..=after).contains(&later)
        };
        match self.zone {
            Some(zone) => near(zone),
            None => ZONES.step_by(30).any(near),
        }
    }

    /// The same of a time of day on the clock of the visitor, whose zone is not known.
    pub(super) fn day_fits(minute_of_day: i64, minute: u32) -> bool {
        let later = (minute_of_day - i64::from(minute)).rem_euclid(HALF_HOUR);
        later <= AFTER || later >= HALF_HOUR - BEFORE
    }
}

/// `2026/11/20 14:05:01`, `2026-11-20T14:05:01.123+01:00`.
fn by_numbers(text: &[u8]) -> Option<Stamp> {
    let sep = |at: usize| text.get(at).is_some_and(|byte| b"-/".contains(byte));
    if !(sep(4) && sep(7) && matches!(text.get(10)?, b'T' | b' ')) {
        return None;
    }
    let (year, month, day) = (digits(text, 0, 4)?, digits(text, 5, 2)?, digits(text, 8, 2)?);
    stamp([year, month, day], text, 11)
}

/// `20/Nov/2026:14:05:01 +0000`.
fn by_month(text: &[u8]) -> Option<Stamp> {
    if !(text.get(2)? == &b'/' && text.get(6)? == &b'/' && text.get(11)? == &b':') {
        return None;
    }
    let (day, month, year) = (digits(text, 0, 2)?, month(text.get(3..6)?)?, digits(text, 7, 4)?);
    stamp([year, month, day], text, 12)
}

/// `Nov 20 14:05:01.123456 2026`.
fn by_name(text: &[u8]) -> Option<Stamp> {
    let month = month(text.get(..3)?)?;
    let day = digits(text, 4, 2).or_else(|| digits(text, 5, 1).filter(|_| text[4] == b' '))?;
    let time = text.get(7..)?;
    let end = time.iter().position(|byte| !(byte.is_ascii_digit() || b":.".contains(byte)))?;
    let year = digits(time, end + 1, 4)?;
    stamp([year, month, day], text.get(..7 + end)?, 7)
}

/// The date with the time at this place, and the zone behind it.
fn stamp([year, month, day]: [i64; 3], text: &[u8], at: usize) -> Option<Stamp> {
    let (hour, minute) = (digits(text, at, 2)?, digits(text, at + 3, 2)?);
    let valid = (2000..2100).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && text.get(at + 2) == Some(&b':');
    let rest = text.get(at + 5..).unwrap_or_default();
    let second = rest.iter().position(|byte| !(byte.is_ascii_digit() || b":.,".contains(byte)));
    let zone = zone(&rest[second.unwrap_or(rest.len())..]);
    let minute = (days(year, month, day) * 24 + hour) * 60 + minute;
    valid.then_some(Stamp { minute, zone })
}

/// `Z`, ` +0100`, `-05:30`, ` UTC`.
fn zone(text: &[u8]) -> Option<i64> {
    let text = text.strip_prefix(b" ").unwrap_or(text);
    if text.first() == Some(&b'Z') || text.starts_with(b"UTC") || text.starts_with(b"GMT") {
        return Some(0);
    }
    let sign = match text.first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let colon = usize::from(text.get(3) == Some(&b':'));
    Some(sign * (digits(text, 1, 2)? * 60 + digits(text, 3 + colon, 2)?))
}

fn digits(text: &[u8], at: usize, count: usize) -> Option<i64> {
    let digits = text.get(at..at + count)?;
    digits
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

fn month(name: &[u8]) -> Option<i64> {
    const MONTHS: &[u8] = b"JanFebMarAprMayJunJulAugSepOctNovDec";
    let at = MONTHS.chunks(3).position(|month| month == name)?;
    i64::try_from(at + 1).ok()
}

/// Days from 1970 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March, so that the day that is sometimes there comes last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let leaps = year / 4 - year / 100 + year / 400;
    // 719,468 days lie between the first of March of the year 0 and 1970.
    year * 365 + leaps + (month * 153 + 2) / 5 + day - 1 - 719_468
}

/// The minute of the day with which a console's line begins: `14:05:01.123 `.
pub(super) fn minute_of_day(line: &str) -> Option<i64> {
    let bytes = line.trim_ascii_start().as_bytes();
    let (hour, minute) = (digits(bytes, 0, 2)?, digits(bytes, 3, 2)?);
    let timed = bytes.get(2) == Some(&b':') && bytes.get(5) == Some(&b':');
    (timed && digits(bytes, 6, 2).is_some() && hour < 24 && minute < 60)
        .then_some(hour * 60 + minute)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20T14:05 in UTC.
    const MINUTE: u32 = 29_919_725;

    #[test]
    fn each_form_of_a_time_is_read() {
        let of = |zone| Some(Stamp { minute: i64::from(MINUTE), zone });
        for (text, expected) in [
            ("2026/11/20 14:05:01 [error] 12#12: *34 connect()", of(None)),
            ("192.0.2.7 - - [20/Nov/2026:14:05:01 +0000] \"GET", of(Some(0))),
            ("192.0.2.7 - - [20/Nov/2026:14:05:01 -0530] \"GET", of(Some(-330))),
            ("127.0.0.1:51312 [20/Nov/2026:14:05:01.123] fe app/a", of(None)),
            ("[Fri Nov 20 14:05:01.123456 2026] [proxy:error]", of(None)),
            ("[Fri Nov 20 14:05:01 2026]", of(None)),
            ("[2026-11-20T14:05:01.123Z] \"GET", of(Some(0))),
            ("2026-11-20 14:05:01,123 ERROR", of(None)),
            ("2026-11-20T14:05:01.123+01:00 ERROR", of(Some(60))),
            ("2026-11-20T14:05Z", of(Some(0))),
            ("2026-11-20 14:05:01 UTC", of(Some(0))),
            ("web-1  | 2026/11/20 14:05:01 [error]", of(None)),
            ("Nov 20 14:05:01 web nginx[812]: x", None),
            ("2026/13/20 14:05:01", None),
            ("12026/11/20 14:05:01", None),
            ("at 14:05:01", None),
            ("", None),
        ] {
            assert_eq!(Stamp::of_text(text), expected, "{text}");
        }
        for (text, expected) in [
            ("1795183501.123", of(Some(0))),
            ("1795183501123", of(Some(0))),
            ("17951835", None),
            ("2026-11-20", None),
        ] {
            assert_eq!(Stamp::of_number(text), expected, "{text}");
        }
        assert_eq!(days(2000, 2, 29), 11_016);
        assert_eq!(days(1970, 1, 1), 0);
    }

    #[test]
    fn a_time_fits_where_some_clock_of_the_world_says_so() {
        let at = |text: &str| Stamp::of_text(text).expect("it is a time");
        for (text, entry, expected) in [
            ("2026-11-20T14:05:01Z", Entry::Refused, true),
            ("2026-11-20T14:00:01Z", Entry::Refused, true),
            ("2026-11-20T13:59:01Z", Entry::Refused, false),
            ("2026-11-20T14:16:01Z", Entry::Refused, false),
            ("2026-11-20T15:05:01Z", Entry::Refused, false),
            ("2026-11-20T15:05:01+01:00", Entry::Refused, true),
            // What is logged at the end of a connection.
            ("2026-11-20T15:05:01Z", Entry::Idle, true),
            ("2026-11-20T15:05:01Z", Entry::Handshake(101), true),
            ("2026-11-20T15:05:01Z", Entry::Handshake(502), false),
            ("2026-11-20T16:05:01Z", Entry::Idle, false),
            // Without a zone: by whole and half hours, from one end of the world to the other.
            ("2026-11-20 15:05:01", Entry::Refused, true),
            ("2026-11-20 19:35:01", Entry::Refused, true),
            ("2026-11-21 04:05:01", Entry::Refused, true),
            ("2026-11-21 05:05:01", Entry::Refused, false),
            ("2026-11-20 14:20:01", Entry::Refused, false),
            ("2026-11-19 14:05:01", Entry::Refused, false),
            ("2025-11-20 14:05:01", Entry::Refused, false),
        ] {
            assert_eq!(at(text).fits(entry, MINUTE), expected, "{text} for {entry:?}");
        }
    }

    #[test]
    fn a_console_has_the_time_of_day() {
        for (line, expected) in [
            ("14:05:01.123 WebSocket connection to", Some(true)),
            ("15:35:01 WebSocket", Some(true)),
            ("14:20:01.123 WebSocket", Some(false)),
            ("14:58:01.123 WebSocket", Some(false)),
            ("WebSocket connection at 14:05:01", None),
            ("24:05:01 WebSocket", None),
        ] {
            let found = minute_of_day(line).map(|minute| Stamp::day_fits(minute, MINUTE));
            assert_eq!(found, expected, "{line}");
        }
    }
}
