//! Evidence recorded from the lab and real browsers: old links decode for ever and keep their answer.

use diagnosis::diagnose::diagnose;
use diagnosis::evidence::Evidence;
use diagnosis::report::Report;
use diagnosis::report::link::{self, LinkError};

const RECORDED: &str = include_str!("links.txt");

fn recorded() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    RECORDED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let mut words = line.splitn(3, "  ");
        let mut word =
            || words.next().expect("each line holds an expectation, a link and where it came from");
        (word(), word(), word())
    })
}

#[test]
fn every_recorded_link_decodes_and_keeps_its_answer() {
    for (expected, text, from) in recorded() {
        let decoded = link::decode(text).unwrap_or_else(|error| panic!("{from}: {error}"));
        let report = Report::new(decoded.evidence);
        let told = match report.confidence() {
            Some(confidence) => format!("{}:{}", report.cause(), confidence.id()),
            None => report.cause().to_owned(),
        };
        assert_eq!(told, expected, "{from}");
        assert!(text.len() <= 1200, "{from}: {} characters", text.len());
    }
}

#[test]
fn the_order_of_what_was_seen_does_not_matter() {
    for (_, text, from) in recorded() {
        let mut evidence = link::decode(text).expect("a test before this decodes it").evidence;
        let told = |evidence: &Evidence| {
            let diagnosis = diagnose(evidence);
            let findings: Vec<_> =
                diagnosis.findings.iter().map(|one| (one.cause.id, one.confidence)).collect();
            (diagnosis.verdict, findings)
        };
        let expected = told(&evidence);
        for _ in 0..evidence.observations.len() {
            evidence.observations.rotate_left(1);
            assert_eq!(told(&evidence), expected, "{from}");
        }
        evidence.observations.reverse();
        assert_eq!(told(&evidence), expected, "{from}");
    }
}

#[test]
fn a_link_that_is_no_report_says_what_it_is() {
    let whole = link::encode(&empty());
    for (text, expected) in [
        (String::new(), LinkError::NotALink),
        ("hello".into(), LinkError::NotALink),
        ("v1.".into(), LinkError::Damaged),
        (whole[..whole.len() - 4].into(), LinkError::Damaged),
        (whole.replace("v1.", "v1.A"), LinkError::Damaged),
        (whole.replace("v1.", "v12."), LinkError::Newer("v12".into())),
        (whole.replace("v1.", "vx."), LinkError::NotALink),
        ("v1.".to_string() + &"A".repeat(9000), LinkError::TooLong(9003)),
    ] {
        assert_eq!(link::decode(&text), Err(expected), "{text:.20}");
    }
    assert!(link::decode(&format!(" {whole}\n")).is_ok(), "white space around a link is no damage");
}

#[test]
fn a_link_tells_its_runbook_and_passes_over_what_a_later_page_adds() {
    use base64ct::{Base64UrlUnpadded, Encoding};
    let whole = link::encode(&Evidence { runbook: 300, ..empty() });
    assert_eq!(link::decode(&whole).expect("it is whole").evidence.runbook, 300);
    let mut bytes = Base64UrlUnpadded::decode_vec(&whole[3..]).expect("it is base64url");
    bytes.extend([7, 7, 7]);
    let sum = bytes[4..]
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    bytes[..4].copy_from_slice(&sum.to_be_bytes());
    let later = format!("v1.{}", Base64UrlUnpadded::encode_string(&bytes));
    assert_eq!(link::decode(&later), link::decode(&whole));
}

fn empty() -> Evidence {
    Evidence {
        target: diagnosis::target::Target::new(true, "chat.example", 443, "/ws", ""),
        agent: diagnosis::evidence::Agent::default(),
        minute: 0,
        trace: None,
        observations: Vec::new(),
        runbook: 0,
        quotes: Vec::new(),
    }
}
