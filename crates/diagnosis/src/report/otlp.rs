//! The report as a log record of OpenTelemetry: the body of a `POST` to `/v1/logs` of a collector,
//! as OTLP/HTTP in JSON.
//!
//! Names are those of the semantic conventions where there are any; ours stand under `ws_doctor.`. It
//! holds what the link holds, and the observer's time is the collector's to add: there is no clock here.
//!
//! Sources: OTLP 1.5, section "JSON Protobuf Encoding"; the logs data model; semantic conventions for
//! server, URL, network, user agent and browser.

use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use crate::diagnose::Verdict;
use crate::evidence::Family;
use crate::product::Product;
use crate::reading::Reading;
use crate::report::answer::answer;
use crate::report::code::{self, Measure, Spoken};
use crate::report::json::{MAKER, Value, list, map, trace};
use crate::report::{Report, link};
use crate::version;

/// What the record is, for those who look for it.
pub const EVENT: &str = "ws_doctor.report";

/// An `ExportLogsServiceRequest` with one record.
pub fn otlp(report: &Report) -> String {
    let version = version();
    let resource = [text("service.name", MAKER), text("service.version", &version)];
    let scope = map([("name", MAKER.into()), ("version", version.as_str().into())]);
    let scope = map([("scope", scope), ("logRecords", list([record(report)]))]);
    let resource = map([("attributes", list(resource))]);
    let resource = map([("resource", resource), ("scopeLogs", list([scope]))]);
    map([("resourceLogs", list([resource]))]).to_string()
}

fn record(report: &Report) -> Value {
    let (number, word) = severity(report.diagnosis.verdict);
    let mut entries = vec![
        ("severityNumber", number.into()),
        ("severityText", word.into()),
        ("body", string(&answer(report).headline.to_string())),
        ("attributes", Value::List(attributes(report))),
        ("eventName", EVENT.into()),
    ];
    // 64 bits are strings; a time that is not known, or is beyond what they hold, is left out.
    let nanoseconds = u64::from(report.evidence.minute).checked_mul(60_000_000_000);
    if let Some(time) = nanoseconds.filter(|time| *time > 0) {
        entries.insert(0, ("timeUnixNano", time.to_string().into()));
    }
    Value::Map(entries)
}

fn severity(verdict: Verdict) -> (u32, &'static str) {
    match verdict {
        Verdict::Healthy | Verdict::Inconclusive => (9, "INFO"),
        Verdict::Degraded => (13, "WARN"),
        Verdict::Broken => (17, "ERROR"),
    }
}

fn attributes(report: &Report) -> Vec<Value> {
    let evidence = &report.evidence;
    let (target, agent) = (&evidence.target, evidence.agent);
    let mut all = vec![
        // Collectors before OTLP 1.5 know no eventName.
        text("event.name", EVENT),
        text("server.address", target.host.trim_start_matches('[').trim_end_matches(']')),
        int("server.port", target.port.into()),
        text("url.scheme", target.scheme()),
        text("url.path", &target.path),
        text("network.protocol.name", "websocket"),
    ];
    if agent.family != Family::Other {
        all.push(text("user_agent.name", agent.family.name()));
        all.extend((agent.major > 0).then(|| text("user_agent.version", &agent.major.to_string())));
    }
    all.push(text("ws_doctor.verdict", report.diagnosis.verdict.id()));
    all.push(text("ws_doctor.cause", report.cause()));
    if let Some(first) = report.diagnosis.findings.first() {
        all.push(text("ws_doctor.confidence", first.confidence.id()));
        all.push(text("ws_doctor.hop", first.cause.hop.name()));
    }
    all.extend(report.diagnosis.side.map(|side| text("ws_doctor.side", side.id())));
    let causes = report.diagnosis.findings.iter().map(|finding| finding.cause.id);
    all.push(texts("ws_doctor.causes", causes.collect()));
    let products = Reading::new(evidence).products();
    all.push(texts("ws_doctor.products", products.into_iter().map(Product::name).collect()));
    all.extend(evidence.page().map(|page| flag("ws_doctor.page.same_origin", page.same_origin)));
    all.extend(Spoken::of(report).measure.map(measure));
    all.extend(trace(evidence).map(|trace| text("ws_doctor.trace", &trace)));
    all.push(text("ws_doctor.code", &code::encode(report)));
    all.push(text("ws_doctor.link", &link::encode(evidence)));
    all
}

fn measure(measure: Measure) -> Value {
    match measure {
        Measure::Silence(time) => int("ws_doctor.silence_limit_ms", time.0.into()),
        Measure::Age(time) => int("ws_doctor.age_limit_ms", time.0.into()),
        Measure::Opened(time) | Measure::Failed(time) => {
            int("ws_doctor.handshake_ms", time.0.into())
        }
        Measure::Status(status) => int("ws_doctor.handshake_status", status.into()),
        Measure::Plain(status) => int("ws_doctor.plain_request_status", status.into()),
        Measure::Close(code) => int("ws_doctor.close_code", code.into()),
        Measure::Share { failed, of } => {
            text("ws_doctor.failed_handshakes", &alloc::format!("{failed}/{of}"))
        }
        Measure::Bytes(bytes) => int("ws_doctor.failed_message_bytes", bytes.into()),
    }
}

fn text(key: &'static str, value: &str) -> Value {
    attribute(key, string(value))
}

fn texts(key: &'static str, values: Vec<&str>) -> Value {
    let values = map([("values", list(values.into_iter().map(string)))]);
    attribute(key, map([("arrayValue", values)]))
}

fn int(key: &'static str, value: u64) -> Value {
    attribute(key, map([("intValue", value.to_string().into())]))
}

fn flag(key: &'static str, value: bool) -> Value {
    attribute(key, map([("boolValue", value.into())]))
}

fn attribute(key: &'static str, value: Value) -> Value {
    map([("key", key.into()), ("value", value)])
}

fn string(value: &str) -> Value {
    map([("stringValue", value.into())])
}
