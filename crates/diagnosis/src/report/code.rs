//! The spoken code: what a report says, in ten letters and digits to read out over a phone.
//!
//! Eight characters carry 40 bits; two more check them. All are of Crockford's base 32: no I, L, O or
//! U, whatever the case, `o` read as 0 and `i` and `l` as 1; hyphens and spaces are for the eye.
//!
//! The check is no remainder by 37 or 97: that needs symbols outside the 32, which nobody can say
//! (`*`, `~`, `$`, `=`). It is the remainder of a division by `(x - a)(x - a²)` over the field of 32
//! elements, which makes the ten characters a Reed-Solomon word: any two codes differ in three places
//! at least. So every mistake in one or two characters is caught, and with it every exchange of two,
//! neighbours or not; of wilder ones 1 in 1024 passes. The division begins with a remainder of its
//! own, or ten zeros would be a code.
//!
//! A code is a conclusion, unlike a link: it proves nothing, and says so by holding no evidence.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use crate::diagnose::{Confidence, Verdict};
use crate::evidence::{Family, Outcome, Probe};
use crate::reading::waits::Kind;
use crate::reading::{Get, Reading};
use crate::report::Report;
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// How many characters a code has without its hyphens.
pub const LENGTH: usize = DATA + CHECKS;
const DATA: usize = 8;
const CHECKS: usize = 2;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Every cause that ever was, by its id. Its place plus one is its number in every code that was ever
/// read out: new ones go to the end, and none is taken away.
const NUMBERS: [&str; 40] = [
    "upgrade-headers-missing",
    "backend-down",
    "host-unreachable",
    "dns-failure",
    "tls-certificate",
    "backend-crash-or-reset",
    "backend-timeout",
    "wrong-path-or-route",
    "redirect-on-handshake",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "http-version-1.0-upstream",
    "http2-only",
    "foreign-origin",
    "origin-rejected",
    "auth-rejected",
    "waf-or-challenge-blocked",
    "load-balancer-protocol-misconfigured",
    "rate-limited",
    "platform-websocket-disabled",
    "sticky-session-missing",
    "subprotocol-mismatch",
    "intermittent-node",
    "idle-timeout-proxy",
    "heartbeat-mismatch",
    "max-lifetime",
    "mobile-or-nat-timeout",
    "proxy-reload-or-deploy",
    "server-closed",
    "message-too-big",
    "background-tab-heartbeat",
    "deaf-tunnel",
    "client-network-blocks",
    "tls-to-plain-mismatch",
    "offline",
    "csp-blocked",
    "mixed-content",
    "local-network-access",
    "browser-extension-blocks",
    "extension-mismatch",
];

/// What a code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spoken {
    /// The state of the WebSocket.
    pub verdict: Verdict,
    /// The first finding, if there is one.
    pub first: Option<First>,
    /// What was measured that says most.
    pub measure: Option<Measure>,
    /// The browser's family.
    pub family: Family,
    /// Whether the page stood on the endpoint's own origin, where that is known.
    pub same_origin: Option<bool>,
}

/// The first finding of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    /// The id of its cause.
    pub cause: &'static str,
    /// How sure it is.
    pub confidence: Confidence,
    /// How many causes are as sure as this one, itself among them; 15 stands for more as well.
    pub equals: u8,
}

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

/// Why a text is no spoken code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeError {
    /// It has another number of characters.
    Length(usize),
    /// It holds a character that no code has.
    Letter(char),
    /// Its check does not fit.
    Misheard,
    /// It was made by a later version of this page.
    Newer,
}

impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CodeError::Length(found) => {
                write!(f, "expected a code of {LENGTH} letters and digits, found {found}")
            }
            CodeError::Letter(found) => write!(
                f,
                "expected digits and letters other than U, found {}",
                found.escape_debug()
            ),
            CodeError::Misheard => f.write_str(
                "expected a code whose last two characters fit the others, found one that was misheard or mistyped; ask for it again, in groups",
            ),
            CodeError::Newer => f.write_str(
                "expected a code of this version, found one of a later version of this page; reload to get the newest one",
            ),
        }
    }
}

impl core::error::Error for CodeError {}

impl Spoken {
    /// What the code of this report says.
    pub fn of(report: &Report) -> Spoken {
        let findings = &report.diagnosis.findings;
        let first = findings.first().map(|first| {
            let equals = findings.iter().filter(|one| one.confidence == first.confidence).count();
            First {
                cause: first.cause.id,
                confidence: first.confidence,
                equals: u8::try_from(equals).unwrap_or(u8::MAX).min(MOST_EQUALS),
            }
        });
        Spoken {
            verdict: report.diagnosis.verdict,
            first,
            measure: measure(report).map(Measure::rounded),
            family: report.evidence.agent.family,
            same_origin: report.evidence.page().map(|page| page.same_origin),
        }
    }

    /// The code, in groups to read out: `2GR6-6B16-21`.
    ///
    /// # Panics
    /// For a cause or a confidence that no finding has.
    pub fn code(&self) -> String {
        let (cause, confidence, equals) = self.first.map_or((0, 0, 0), |first| {
            let number = place(&NUMBERS, &first.cause) + 1;
            (number, place(&CONFIDENCES, &first.confidence) + 1, u64::from(first.equals))
        });
        let (kind, value) = self.measure.map_or((0, 0), Measure::number);
        let bits = [
            (VERSION, THIS_VERSION),
            (VERDICT, place(&VERDICTS, &self.verdict)),
            (CONFIDENCE, confidence),
            (CAUSE, cause),
            (EQUALS, equals),
            (MEASURE, kind),
            (VALUE, value),
            (FAMILY, place(&Family::ALL, &self.family)),
            (PAGE, place(&PAGES, &self.same_origin)),
        ]
        .into_iter()
        .fold(0, |bits, (width, part)| bits << width | part);
        let symbols =
            core::array::from_fn::<u64, DATA, _>(|place| bits >> (5 * (DATA - 1 - place)));
        let symbols = symbols.map(|bits| u8::try_from(bits & 31).expect("five bits fit"));
        let letters: String = symbols
            .into_iter()
            .chain(remainder(&symbols))
            .map(|symbol| char::from(ALPHABET[usize::from(symbol)]))
            .collect();
        format!("{}-{}-{}", &letters[..4], &letters[4..8], &letters[8..])
    }
}

fn place<T: PartialEq>(all: &[T], value: &T) -> u64 {
    let place = all.iter().position(|one| one == value);
    let place = place.expect("each list holds every value, as a test shows");
    u64::try_from(place).expect("the lists are short")
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

    fn rounded(self) -> Measure {
        let (kind, value) = self.number();
        Measure::new(kind, value).expect("what is written can be read")
    }

    /// Its number, and 13 bits.
    fn number(self) -> (u64, u64) {
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

    fn new(kind: u64, value: u64) -> Option<Measure> {
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
fn measure(report: &Report) -> Option<Measure> {
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

/// How many bits each part has, the first part in the highest ones.
const VERSION: u32 = 3;
const VERDICT: u32 = 2;
const CONFIDENCE: u32 = 2;
const CAUSE: u32 = 8;
const EQUALS: u32 = 4;
const MEASURE: u32 = 4;
const VALUE: u32 = 13;
const FAMILY: u32 = 2;
const PAGE: u32 = 2;
const MOST_EQUALS: u8 = 15;

/// Versions to come keep the length, the check and the place of this number.
const THIS_VERSION: u64 = 0;

const VERDICTS: [Verdict; 4] =
    [Verdict::Healthy, Verdict::Degraded, Verdict::Broken, Verdict::Inconclusive];
/// 0 is no finding.
const CONFIDENCES: [Confidence; 3] =
    [Confidence::Possible, Confidence::Likely, Confidence::Confirmed];
const PAGES: [Option<bool>; 3] = [None, Some(false), Some(true)];

/// The code of a report, in groups to read out: `2GR6-6B16-21`.
pub fn encode(report: &Report) -> String {
    Spoken::of(report).code()
}

/// What a code says that somebody read out.
///
/// # Errors
/// [`CodeError`] says what was expected and what was found.
pub fn decode(text: &str) -> Result<Spoken, CodeError> {
    let heard =
        |c: &char| !c.is_whitespace() && !matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}');
    let letters = text.chars().filter(heard);
    let found = letters.clone().count();
    if let Some(letter) = letters.clone().find(|letter| symbol(*letter).is_none()) {
        return Err(CodeError::Letter(letter));
    }
    if found != LENGTH {
        return Err(CodeError::Length(found));
    }
    let symbols: Vec<u8> = letters.filter_map(symbol).collect();
    let (carried, checks) = symbols.split_at(DATA);
    if remainder(carried) != checks {
        return Err(CodeError::Misheard);
    }
    read(carried.iter().fold(0, |bits, symbol| bits << 5 | u64::from(*symbol)))
}

fn read(bits: u64) -> Result<Spoken, CodeError> {
    let mut left = bits;
    // From the lowest bits up: the last part first.
    let parts = [PAGE, FAMILY, VALUE, MEASURE, EQUALS, CAUSE, CONFIDENCE, VERDICT, VERSION];
    let [page, family, value, kind, equals, cause, confidence, verdict, version] =
        parts.map(|width| {
            let part = left & ((1 << width) - 1);
            left >>= width;
            u16::try_from(part).expect("no part has more than 13 bits")
        });
    if u64::from(version) != THIS_VERSION {
        return Err(CodeError::Newer);
    }
    let [page, family, cause, confidence, verdict] =
        [page, family, cause, confidence, verdict].map(usize::from);
    let first = match (cause.checked_sub(1), confidence.checked_sub(1)) {
        (None, None) => None,
        (Some(cause), Some(confidence)) => Some(First {
            cause: NUMBERS.get(cause).ok_or(CodeError::Newer)?,
            confidence: CONFIDENCES[confidence],
            equals: u8::try_from(equals).expect("four bits fit"),
        }),
        // The check fits by chance: no page writes this.
        _ => return Err(CodeError::Misheard),
    };
    let measure = match kind {
        0 => None,
        1..=9 => Some(Measure::new(kind.into(), value.into()).ok_or(CodeError::Misheard)?),
        _ => return Err(CodeError::Newer),
    };
    Ok(Spoken {
        verdict: VERDICTS[verdict],
        first,
        measure,
        family: Family::ALL[family],
        same_origin: *PAGES.get(page).ok_or(CodeError::Newer)?,
    })
}

fn symbol(letter: char) -> Option<u8> {
    let letter = match letter.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        letter => letter,
    };
    let place = ALPHABET.iter().position(|known| char::from(*known) == letter)?;
    u8::try_from(place).ok()
}

/// What is left of a division by `(x - a)(x - a²) = x² + 6x + 8`, with `a` = 2.
fn remainder(symbols: &[u8]) -> [u8; CHECKS] {
    symbols.iter().fold([17, 5], |[high, low], symbol| {
        let quotient = symbol ^ high;
        [low ^ times(6, quotient), times(8, quotient)]
    })
}

/// The product of two elements of the field of 32, modulo `x⁵ + x² + 1`.
fn times(one: u8, other: u8) -> u8 {
    let product = (0..5)
        .filter(|place| other >> place & 1 == 1)
        .fold(0_u16, |product, place| product ^ u16::from(one) << place);
    let reduced = (5..9).rev().fold(product, |product, place| {
        if product >> place & 1 == 1 { product ^ 0b10_0101 << (place - 5) } else { product }
    });
    u8::try_from(reduced).expect("five bits are left")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::CAUSES;
    use crate::cause::fixture::{DROPPED, Seen};
    use crate::evidence::{Line, WaitEnd};
    use alloc::string::ToString;

    #[test]
    fn every_cause_has_a_number_and_every_list_its_values() {
        for cause in CAUSES {
            assert!(NUMBERS.contains(&cause.id), "{} has no number: add it at the end", cause.id);
        }
        assert!(NUMBERS.len() < 1 << CAUSE);
        let all = VERSION + VERDICT + CONFIDENCE + CAUSE + EQUALS + MEASURE + VALUE + FAMILY + PAGE;
        assert_eq!(usize::try_from(all), Ok(5 * DATA));
    }

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

    /// What the distance between codes rests on: `a` has its powers all different.
    #[test]
    fn the_field_has_the_powers_that_the_check_needs() {
        let mut power = 1;
        let powers: alloc::collections::BTreeSet<u8> = (0..31)
            .map(|_| {
                power = times(2, power);
                power
            })
            .collect();
        assert_eq!(powers.len(), 31);
        assert_eq!((2 ^ times(2, 2), times(2, times(2, 2))), (6, 8));
    }
}
