//! A link's body, behind a checksum that fits, so that the fuzzer need not guess it: decodes or is
//! refused; what decodes can be diagnosed and written in every form, and comes back as it is.
#![no_main]

use diagnosis::report::compare::{Between, compare};
use diagnosis::report::json::json;
use diagnosis::report::markdown::markdown;
use diagnosis::report::otlp::otlp;
use diagnosis::report::plain::plain;
use diagnosis::report::{Report, code, held, link};
use libfuzzer_sys::fuzz_target;

const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fuzz_target!(|body: &[u8]| {
    let Ok(decoded) = link::decode(&sealed(body)) else { return };
    let again = link::encode(&decoded.evidence);
    let brought = link::decode(&again).expect("what was encoded decodes");
    assert_eq!(brought.evidence, decoded.evidence);
    let report = Report::new(decoded.evidence);
    for text in [
        markdown(&report, Some(&again)),
        plain(&report, Some(&again)),
        json(&report),
        otlp(&report),
    ] {
        assert!(text.len() < 1 << 20);
        // Marks that turn text around, or hide in it.
        assert!(!text.contains(['\u{202e}', '\u{200b}', '\u{feff}']));
    }
    assert!(code::decode(&code::encode(&report)).is_ok());
    assert!(!held::held(&report.evidence).is_empty());
    let comparison = compare(&report, &report, Between::Places);
    assert_eq!(comparison.differences, []);
    assert_eq!(link::first(&format!("<{again}>")), again);
});

/// The text of a link with this body.
fn sealed(body: &[u8]) -> String {
    let sum = body
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    let whole: Vec<u8> = sum.to_be_bytes().into_iter().chain(body.iter().copied()).collect();
    let mut text = String::from("v1.");
    for three in whole.chunks(3) {
        let bits = three.iter().fold(0_u32, |bits, byte| bits << 8 | u32::from(*byte));
        let bits = bits << (8 * (3 - three.len()));
        for place in 0..=three.len() {
            let value = bits >> (18 - 6 * place) & 63;
            text.push(char::from(LETTERS[usize::try_from(value).expect("six bits")]));
        }
    }
    text
}
