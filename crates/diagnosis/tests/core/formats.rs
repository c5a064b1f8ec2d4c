//! The report for programs. Whether it fits its schema and OpenTelemetry's is tested in
//! `tests/formats`, by others' programs.

use crate::arbitrary::evidence;
use diagnosis::diagnose::Confidence;
use diagnosis::report::json::json;
use diagnosis::report::otlp::{EVENT, otlp};
use diagnosis::report::{Report, code, link};
use proptest::prelude::*;
use serde_json::Value;

fn parsed(text: &str) -> Value {
    assert!(!text.contains('\n'), "a report is one line: {text}");
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// The attributes of the one record.
fn attribute<'a>(record: &'a Value, key: &str) -> Option<&'a Value> {
    let all = record["attributes"].as_array().expect("a list");
    all.iter().find(|one| one["key"] == key).map(|one| &one["value"])
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_json_says_what_the_report_says_and_its_link_brings_the_report_back(evidence in evidence()) {
        let report = Report::new(evidence);
        let told = parsed(&json(&report));
        prop_assert_eq!(&told["verdict"], report.diagnosis.verdict.id());
        prop_assert_eq!(told["findings"].as_array().map(Vec::len), Some(report.diagnosis.findings.len()));
        prop_assert_eq!(told["observations"].as_array().map(Vec::len), Some(report.evidence.observations.len()));
        for (finding, own) in told["findings"].as_array().into_iter().flatten().zip(&report.diagnosis.findings) {
            prop_assert_eq!(&finding["cause"], own.cause.id);
            prop_assert_eq!(&finding["confidence"], own.confidence.id());
        }
        prop_assert_eq!(&told["code"], &code::encode(&report));
        let decoded = link::decode(told["link"].as_str().expect("a text")).expect("a whole link");
        prop_assert_eq!(decoded.evidence, report.evidence);
    }

    #[test]
    fn the_log_record_says_what_the_report_says(evidence in evidence()) {
        let report = Report::new(evidence);
        let told = parsed(&otlp(&report));
        let record = &told["resourceLogs"][0]["scopeLogs"][0]["logRecords"][0];
        prop_assert_eq!(&record["eventName"], EVENT);
        let time = record["timeUnixNano"].as_str().and_then(|time| time.parse::<u64>().ok());
        let minute = u64::from(report.evidence.minute);
        prop_assert_eq!(time, minute.checked_mul(60_000_000_000).filter(|time| *time > 0));
        let text = |key| attribute(record, key).and_then(|value| value["stringValue"].as_str());
        prop_assert_eq!(text("server.address").map(|host| host.starts_with('[')), Some(false));
        prop_assert_eq!(text("url.path"), Some(report.evidence.target.path.as_str()));
        prop_assert_eq!(text("ws_doctor.cause"), Some(report.cause()));
        prop_assert_eq!(text("ws_doctor.confidence"), report.confidence().map(Confidence::id));
        let decoded = link::decode(text("ws_doctor.link").expect("it is there"));
        prop_assert_eq!(decoded.map(|decoded| decoded.evidence), Ok(report.evidence));
    }
}
