//! What programs read is held against what others publish: the JSON against its schema, by a
//! validator of JSON Schema; the log record against the definitions of OpenTelemetry.

#[path = "../core/arbitrary.rs"]
mod arbitrary;

mod pile;
mod python;

use std::io::Write;
use std::process::{Command, Stdio};

use diagnosis::report::json::json;
use diagnosis::report::otlp::otlp;
use diagnosis::report::{Report, link};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use crate::python::python;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/report.schema.json");

/// Reads documents, one a line; it ends in error at the first that it refuses.
const READER: &str = r#"
import json, sys
from google.protobuf.json_format import Parse
from jsonschema import Draft202012Validator
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
schema = json.load(open(sys.argv[2]))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for line in sys.stdin:
    if sys.argv[1] == "schema":
        validator.validate(json.loads(line))
    else:
        request = Parse(line, ExportLogsServiceRequest(), ignore_unknown_fields=False)
        [record] = request.resource_logs[0].scope_logs[0].log_records
        assert record.event_name and record.body.string_value and 1 <= record.severity_number <= 24
        names = [attribute.key for attribute in record.attributes]
        assert len(names) == len(set(names)), names
        assert all(attribute.value.WhichOneof("value") for attribute in record.attributes)
"#;

/// Recorded reports, and any evidence at all.
fn reports() -> Vec<Report> {
    let links = include_str!("../core/links.txt").lines().filter_map(|one| one.split("  ").nth(1));
    let recorded = links.filter_map(|text| link::decode(text).ok()).map(|one| one.evidence);
    let mut runner = TestRunner::deterministic();
    let mut any = || arbitrary::evidence().new_tree(&mut runner).expect("it has values").current();
    let any: Vec<_> = (0..300).map(|_| any()).collect();
    recorded.chain(any).map(Report::new).collect()
}

/// What the reader says that it does not like, if there is something.
fn refused(format: &str, documents: &[String]) -> Option<String> {
    let mut reader = Command::new(python())
        .args(["-c", READER, format, SCHEMA])
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = reader.stdin.take().expect("it is piped");
    for document in documents {
        // It may have ended at an earlier one; then its status says so.
        if writeln!(input, "{document}").is_err() {
            break;
        }
    }
    drop(input);
    let output = reader.wait_with_output().expect("Python ends");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("ModuleNotFoundError"), "{said}\nscripts/test installs it");
    (!output.status.success()).then_some(said)
}

#[test]
fn every_report_fits_the_schema() {
    let documents: Vec<String> = reports().iter().map(json).collect();
    assert_eq!(refused("schema", &documents), None);
}

#[test]
fn every_log_record_is_one_of_opentelemetry() {
    let documents: Vec<String> = reports().iter().map(otlp).collect();
    assert_eq!(refused("otlp", &documents), None);
}

#[test]
fn what_does_not_fit_is_refused() {
    let reports = reports();
    let report = json(&reports[0]);
    for (from, to) in [
        (r#""version":1"#, r#""version":2"#),
        (r#""verdict":""#, r#""verdict":"un"#),
        (r#""source":"measured""#, r#""source":"guessed""#),
        (r#""probe":"#, r#""question":"#),
        (r#""kind":"refused","#, r#""kind":"refused","why":"x","#),
    ] {
        let wrong = report.replacen(from, to, 1);
        assert!(wrong != report && refused("schema", &[wrong]).is_some(), "{from} became {to}");
    }
    let record = otlp(&reports[0]);
    for (from, to) in [
        ("severityNumber", "severity"),
        (r#""intValue":""#, r#""intValue":"a"#),
        ("timeUnixNano\":\"", "timeUnixNano\":\"-"),
        (r#""stringValue":""#, r#""textValue":""#),
    ] {
        let wrong = record.replacen(from, to, 1);
        assert!(wrong != record && refused("otlp", &[wrong]).is_some(), "{from} became {to}");
    }
}
