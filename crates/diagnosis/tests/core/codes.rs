//! The spoken code: every code that was ever read out means the same for ever, and no mistake of one
//! or two characters goes unseen.

use std::collections::BTreeSet;

use crate::arbitrary::evidence;
use diagnosis::cause::CAUSES;
use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::evidence::Family;
use diagnosis::report::Report;
use diagnosis::report::code::{self, CodeError, First, Measure, Spoken};
use diagnosis::report::link;
use diagnosis::time::Millis;
use proptest::prelude::*;

/// One line a cause: a code that names it.
const SPOKEN: &str = include_str!("codes.txt");
const LETTERS: &str = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

fn spoken(cause: &'static str) -> Spoken {
    Spoken {
        verdict: Verdict::Broken,
        first: Some(First { cause, confidence: Confidence::Likely, equals: 3 }),
        measure: Some(Measure::Silence(Millis(60_000))),
        family: Family::Firefox,
        same_origin: Some(true),
    }
}

fn recorded() -> impl Iterator<Item = Report> {
    let links = include_str!("links.txt").lines().filter_map(|line| line.split("  ").nth(1));
    links.filter_map(|text| link::decode(text).ok()).map(|decoded| Report::new(decoded.evidence))
}

/// The ten characters of a code.
fn bare(code: &str) -> Vec<char> {
    code.chars().filter(|c| *c != '-').collect()
}

fn decoded(letters: &[char]) -> Result<Spoken, CodeError> {
    code::decode(&letters.iter().collect::<String>())
}

#[test]
fn every_code_that_was_read_out_means_the_same_for_ever() {
    let kept: Vec<(&str, &str)> = SPOKEN
        .lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| line.split_once("  ").expect("a code and a cause"))
        .collect();
    for (code, cause) in &kept {
        let spoken = code::decode(code).unwrap_or_else(|error| panic!("{cause}: {error}"));
        assert_eq!(spoken, self::spoken(cause), "{code}");
    }
    for cause in CAUSES {
        let known = kept.iter().any(|(_, id)| *id == cause.id);
        let line = format!("{}  {}", spoken(cause.id).code(), cause.id);
        assert!(known, "codes.txt lacks a line at its end:\n{line}");
    }
}

#[test]
fn a_code_says_that_no_browser_measured() {
    let native = Spoken { family: Family::Native, same_origin: None, ..spoken("backend-down") };
    assert_eq!(code::decode(&native.code()), Ok(native));
    let mut report = recorded().next().expect("there are recorded reports");
    report.evidence.agent.family = Family::Native;
    let spoken = code::decode(&code::encode(&report)).expect("it was just made");
    assert_eq!((spoken.family, spoken.same_origin), (Family::Native, None));
}

/// Exhaustive for every code of a recorded report, and for one of each cause.
#[test]
fn every_mistake_in_one_character_and_every_exchange_of_two_is_seen() {
    let causes = CAUSES.iter().map(|cause| spoken(cause.id).code());
    let codes: BTreeSet<String> = recorded().map(|one| code::encode(&one)).chain(causes).collect();
    assert!(codes.len() > 100, "{} codes", codes.len());
    for code in codes {
        let letters = bare(&code);
        assert_eq!(letters.len(), code::LENGTH);
        for place in 0..letters.len() {
            for other in LETTERS.chars().filter(|other| *other != letters[place]) {
                let mut wrong = letters.clone();
                wrong[place] = other;
                assert_eq!(decoded(&wrong), Err(CodeError::Misheard), "{code}: {wrong:?}");
            }
            for second in place + 1..letters.len() {
                let mut wrong = letters.clone();
                wrong.swap(place, second);
                let expected = wrong != letters;
                assert_eq!(decoded(&wrong).is_err(), expected, "{code}: {wrong:?}");
            }
        }
    }
}

#[test]
fn every_mistake_in_two_characters_is_seen() {
    let letters = bare(&spoken("idle-timeout-proxy").code());
    for first in 0..letters.len() {
        for second in first + 1..letters.len() {
            for one in LETTERS.chars().filter(|one| *one != letters[first]) {
                for other in LETTERS.chars().filter(|other| *other != letters[second]) {
                    let mut wrong = letters.clone();
                    (wrong[first], wrong[second]) = (one, other);
                    assert_eq!(decoded(&wrong), Err(CodeError::Misheard), "{wrong:?}");
                }
            }
        }
    }
}

#[test]
fn a_code_is_understood_however_it_is_written_and_an_error_says_what_was_found() {
    let code = spoken("backend-down").code();
    let known = code::decode(&code);
    assert!(known.is_ok());
    for same in [
        code.to_lowercase(),
        code.replace('-', ""),
        code.replace('-', " – "),
        format!("  {code}\n"),
        code.replace('0', "o").replace('1', "L"),
        code.replace('0', "O").replace('1', "i"),
    ] {
        assert_eq!(code::decode(&same), known, "{same}");
    }
    for (text, expected) in [
        ("", CodeError::Length(0)),
        (&code[..code.len() - 1], CodeError::Length(9)),
        ("0000-0000-00", CodeError::Misheard),
        ("UUUU", CodeError::Letter('U')),
        ("4KQ7-9XTW-2€", CodeError::Letter('€')),
    ] {
        assert_eq!(code::decode(text), Err(expected), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn a_code_says_what_its_report_says(evidence in evidence()) {
        let report = Report::new(evidence);
        let code = code::encode(&report);
        prop_assert!(code.len() == code::LENGTH + 2 && bare(&code).iter().all(|c| LETTERS.contains(*c)), "{}", code);
        let told = code::decode(&code);
        prop_assert_eq!(&told, &Ok(Spoken::of(&report)));
        let told = told.expect("it was just compared");
        prop_assert_eq!(told.verdict, report.diagnosis.verdict);
        prop_assert_eq!(told.first.map_or("none", |first| first.cause), report.cause());
        prop_assert_eq!(told.first.map(|first| first.confidence), report.confidence());
    }

    /// Whatever ten letters: an answer, and no panic. About one in a thousand passes the check.
    #[test]
    fn any_letters_are_read_or_refused(text in "[0-9A-TV-Za-tv-z]{10}") {
        if let Ok(told) = code::decode(&text) {
            prop_assert_eq!(code::decode(&told.code()), Ok(told));
        }
    }
}
