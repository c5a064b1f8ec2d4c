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

mod measure;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

pub use self::measure::Measure;
use self::measure::VALUE;
use crate::cause::{CAUSES, by_id};
use crate::diagnose::{Confidence, Verdict};
use crate::evidence::Family;
use crate::report::Report;
use crate::text::{Phrase, Text};

/// How many characters a code has without its hyphens.
pub const LENGTH: usize = DATA + CHECKS;
const DATA: usize = 8;
const CHECKS: usize = 2;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

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

impl CodeError {
    /// What was expected and what was found.
    pub fn phrase(&self) -> Phrase {
        match self {
            CodeError::Length(found) => {
                Text("expected a code of {length} letters and digits, found {found}").with("length", LENGTH).with("found", *found)
            }
            CodeError::Letter(found) => Text("expected digits and letters other than U, found {found}").with("found", found.escape_debug().collect::<String>()),
            CodeError::Misheard => Text("expected a code whose last two characters fit the others, found one that was misheard or mistyped; ask for it again, in groups").phrase(),
            CodeError::Newer => Text("expected a code of this version, found one of a later version of this page; reload to get the newest one").phrase(),
        }
    }
}

/// In English.
impl fmt::Display for CodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.phrase().fmt(f)
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
        let (family, page) = (report.evidence.agent.family, report.evidence.page());
        Spoken {
            verdict: report.diagnosis.verdict,
            first,
            measure: measure::measure(report).map(Measure::rounded),
            family,
            same_origin: page.filter(|_| family != Family::Native).map(|page| page.same_origin),
        }
    }

    /// The code, in groups to read out: `2GR6-6B16-21`.
    ///
    /// # Panics
    /// For a cause or a confidence that no finding has.
    pub fn code(&self) -> String {
        let (cause, confidence, equals) = self.first.map_or((0, 0, 0), |first| {
            let number = by_id(first.cause).map_or(0, |cause| u64::from(cause.number));
            (number, place(&CONFIDENCES, &first.confidence) + 1, u64::from(first.equals))
        });
        let (kind, value) = self.measure.map_or((0, 0), Measure::number);
        let (family, page) = match self.family {
            Family::Native => (0, NO_PAGE),
            family => (place(&Family::ALL, &family), place(&PAGES, &self.same_origin)),
        };
        let bits = [
            (VERSION, THIS_VERSION),
            (VERDICT, place(&Verdict::ALL, &self.verdict)),
            (CONFIDENCE, confidence),
            (CAUSE, cause),
            (EQUALS, equals),
            (MEASURE, kind),
            (VALUE, value),
            (FAMILY, family),
            (PAGE, page),
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

/// How many bits each part has, the first part in the highest ones.
const VERSION: u32 = 3;
const VERDICT: u32 = 2;
const CONFIDENCE: u32 = 2;
const CAUSE: u32 = 8;
const EQUALS: u32 = 4;
const MEASURE: u32 = 4;
const FAMILY: u32 = 2;
const PAGE: u32 = 2;
const MOST_EQUALS: u8 = 15;

/// Versions to come keep the length, the check and the place of this number.
const THIS_VERSION: u64 = 0;

/// 0 is no finding.
const CONFIDENCES: [Confidence; 3] =
    [Confidence::Possible, Confidence::Likely, Confidence::Confirmed];
const PAGES: [Option<bool>; 3] = [None, Some(false), Some(true)];
/// The place behind them: the command line, which is no fifth family in two bits.
const NO_PAGE: u64 = 3;

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
    let (family, same_origin) = match (PAGES.get(page), family) {
        (Some(page), family) => (Family::ALL[family], *page),
        (None, 0) => (Family::Native, None),
        (None, _) => return Err(CodeError::Newer),
    };
    let known = CAUSES.iter().find(|known| usize::from(known.number) == cause);
    let first = match (cause > 0, confidence.checked_sub(1)) {
        (false, None) => None,
        (true, Some(confidence)) => Some(First {
            cause: known.ok_or(CodeError::Newer)?.id,
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
    Ok(Spoken { verdict: Verdict::ALL[verdict], first, measure, family, same_origin })
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

    #[test]
    fn every_cause_has_a_number_and_every_list_its_values() {
        for (at, cause) in CAUSES.iter().enumerate() {
            assert!((1..1 << CAUSE).contains(&u64::from(cause.number)), "{}", cause.id);
            let twin = CAUSES[..at].iter().find(|other| other.number == cause.number);
            assert!(twin.is_none(), "{} has the number of another", cause.id);
        }
        let all = VERSION + VERDICT + CONFIDENCE + CAUSE + EQUALS + MEASURE + VALUE + FAMILY + PAGE;
        assert_eq!(usize::try_from(all), Ok(5 * DATA));
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
