//! The one measure that a code has room for.

use crate::evidence::{Outcome, Probe};
use crate::reading::waits::Kind;
use crate::reading::{Get, Reading};
use crate::report::Report;
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// How many bits a value has.
pub(super) const VALUE: u32 = 13;

/// What was measured that says most, to three digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The shortest silence that ended a connection.
    Silence(Millis),
    /// The age at which connections end.
    Age(Millis),
    /// How long a handshake took that opened.
    Opened(Millis),
    /// How long a handshake took that failed.
    Failed(Millis),
    /// The status that the console gives for the handshake.
    Status(u16),
    /// The status of a plain request for the same path.
    Plain(u16),
    /// The code of the close frame.
    Close(u16),
    /// How many of so many equal handshakes failed.
    Share {
        /// So many failed.
        failed: u8,
        /// Of so many.
        of: u8,
    },
    /// The size of a message that was not answered, in bytes.
    Bytes(u32),
}

impl Measure {
    /// The measure in words.
    pub fn phrase(self) -> Phrase {
        match self {
            Measure::Silence(time) => {
                Text("about {time} of silence ended the connection").with("time", time)
            }
            Measure::Age(time) => {
                Text("connections end at an age of about {time}").with("time", time)
            }
            Measure::Opened(time) => Text("the handshake took about {time}").with("time", time),
            Measure::Failed(time) => {
                Text("the handshake failed after about {time}").with("time", time)
            }
            Measure::Status(status) => {
                Text("the console gives status {status} for the handshake").with("status", status)
            }
            Measure::Plain(status) => {
                Text("a plain request for the same path got {status}").with("status", status)
            }
            Measure::Close(code) => {
                Text("the connection was closed with code {code}").with("code", code)
            }
            Measure::Share { failed, of } => {
                Text("{failed} of {of} handshakes failed").with("failed", failed).with("of", of)
            }
            Measure::Bytes(bytes) => {
                Text("a message of about {bytes} bytes was not answered").with("bytes", bytes)
            }
        }
    }

    pub(super) fn rounded(self) -> Measure {
        let (kind, value) = self.number();
        Measure::new(kind, value).expect("what is written can be read")
    }

    /// Its number, and 13 bits.
    pub(super) fn number(self) -> (u64, u64) {
        match self {
            Measure::Silence(time) => (1, float(time.0)),
            Measure::Age(time) => (2, float(time.0)),
            Measure::Opened(time) => (3, float(time.0)),
            Measure::Failed(time) => (4, float(time.0)),
            Measure::Status(status) => (5, whole(status)),
            Measure::Plain(status) => (6, whole(status)),
            Measure::Close(code) => (7, whole(code)),
            Measure::Share { failed, of } => {
                (8, u64::from(failed.min(63)) << 6 | u64::from(of.min(63)))
            }
            Measure::Bytes(bytes) => (9, float(bytes)),
        }
    }

    pub(super) fn new(kind: u64, value: u64) -> Option<Measure> {
        let time = || unfloat(value).map(Millis);
        let whole = u16::try_from(value).ok();
        match kind {
            1 => time().map(Measure::Silence),
            2 => time().map(Measure::Age),
            3 => time().map(Measure::Opened),
            4 => time().map(Measure::Failed),
            5 => whole.map(Measure::Status),
            6 => whole.map(Measure::Plain),
            7 => whole.map(Measure::Close),
            8 => {
                let half = |value: u64| u8::try_from(value & 63).ok();
                let (failed, of) = (half(value >> 6)?, half(value)?);
                (failed <= of && value >> 12 == 0).then_some(Measure::Share { failed, of })
            }
            9 => unfloat(value).map(Measure::Bytes),
            _ => None,
        }
    }
}

/// Three digits and a power of ten.
fn float(value: u32) -> u64 {
    let value = u64::from(value);
    let mut power = 0;
    let mut unit = 1;
    while (value + unit / 2) / unit > 999 {
        power += 1;
        unit *= 10;
    }
    ((value + unit / 2) / unit) << 3 | power
}

fn unfloat(value: u64) -> Option<u32> {
    let digits = Some(value >> 3).filter(|digits| *digits <= 999)?;
    let power = u32::try_from(value & 7).ok()?;
    u32::try_from(digits * 10_u64.pow(power)).ok()
}

fn whole(value: u16) -> u64 {
    u64::from(value).min((1 << VALUE) - 1)
}

/// What was measured that says most about the first finding, or about the handshake.
pub(super) fn measure(report: &Report) -> Option<Measure> {
    let reading = Reading::new(&report.evidence);
    let own = match report.cause() {
        "idle-timeout-proxy"
        | "heartbeat-mismatch"
        | "mobile-or-nat-timeout"
        | "background-tab-heartbeat" => reading.waits.bracket().1.map(Measure::Silence),
        "max-lifetime" => reading.waits.limit(Kind::Age).map(Measure::Age),
        "server-closed" | "proxy-reload-or-deploy" => {
            reading.closes().next().map(|close| Measure::Close(close.fact.code))
        }
        "message-too-big" => {
            report.evidence.of(Probe::Size).find_map(|(_, seen)| match seen.outcome {
                Outcome::Grew(growth) => growth.failed.map(Measure::Bytes),
                _ => None,
            })
        }
        _ => None,
    };
    own.or_else(|| share(&reading)).or_else(|| handshake(&reading))
}

/// Handshakes that are equal and end differently say more than any one of them.
fn share(reading: &Reading<'_>) -> Option<Measure> {
    let tries = reading.tries();
    let [failed, of] = [tries.refusals, tries.count()].map(|count| u8::try_from(count).ok());
    (tries.opens > 0 && tries.refusals > 0).then_some(Measure::Share { failed: failed?, of: of? })
}

fn handshake(reading: &Reading<'_>) -> Option<Measure> {
    let (_, first) = reading.evidence.of(Probe::Handshake).next()?;
    match (&first.outcome, reading.status, reading.get) {
        (Outcome::Opened(opened), ..) => Some(Measure::Opened(opened.took)),
        (_, Some(status), _) => Some(Measure::Status(status.fact)),
        (_, None, Get::Status(status)) => Some(Measure::Plain(status)),
        (Outcome::Refused(_) | Outcome::TimedOut, ..) => Some(Measure::Failed(first.took())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{DROPPED, Seen};
    use crate::evidence::{Line, WaitEnd};
    use crate::report::code::Spoken;
    use alloc::string::ToString;

    #[test]
    fn the_measure_is_what_says_most_about_the_first_finding() {
        let open = || Seen::same().opened();
        let measured = |seen: Seen| {
            let spoken = Spoken::of(&Report::new(seen.evidence()));
            spoken.measure.map_or("nothing".to_string(), |measure| measure.phrase().to_string())
        };
        for (seen, expected) in [
            (open().plain(426, 200), "the handshake took about 30 ms"),
            (Seen::same().refused().plain(502, 502), "a plain request for the same path got 502"),
            (
                Seen::same().refused().plain(426, 200).line(Line::Status(426)),
                "the console gives status 426 for the handshake",
            ),
            (
                Seen::same().refused_after(60_042).unreachable(),
                "the handshake failed after about 1 min",
            ),
            (Seen::same().hung().silent(), "the handshake failed after about 4.0 s"),
            (
                open().idle(60_010, DROPPED).beat(130_000, WaitEnd::Survived),
                "about 1 min of silence ended the connection",
            ),
            (
                open().idle(300_000, DROPPED).beat(300_000, DROPPED).later(7000),
                "connections end at an age of about 5 min",
            ),
            (open().repeat(true).repeat(false), "1 of 3 handshakes failed"),
            (
                open().grew(65_536, Some((1_048_576, true))),
                "a message of about 1050000 bytes was not answered",
            ),
            (Seen::same(), "nothing"),
        ] {
            assert_eq!(measured(seen), expected);
        }
    }

    #[test]
    fn three_digits_of_a_number_are_kept() {
        for (value, kept) in [
            (0, 0),
            (999, 999),
            (1004, 1000),
            (1005, 1010),
            (9994, 9990),
            (9995, 10_000),
            (59_960, 60_000),
            (129_499, 129_000),
            (u32::MAX, 4_290_000_000),
        ] {
            assert_eq!(unfloat(float(value)), Some(kept), "{value}");
        }
    }
}
