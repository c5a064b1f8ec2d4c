//! The built program, run as its users run it.

use std::process::Stdio;

use diagnosis::diagnose::Confidence;
use diagnosis::report::{Report, link};
use serde_json::Value;
use tokio::process::Command;

/// What a run of `ws-doctor check --json` told.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) code: Option<i32>,
    pub(crate) verdict: String,
    /// Each finding's cause and confidence.
    pub(crate) findings: Vec<(String, String)>,
    /// The first finding of the evidence in its link, diagnosed anew.
    pub(crate) again: String,
}

impl Told {
    /// The first finding, as `cause:confidence`.
    pub(crate) fn first(&self) -> String {
        let first = self.findings.first();
        first.map_or("none".to_owned(), |(cause, sure)| format!("{cause}:{sure}"))
    }
}

/// Runs `ws-doctor check` with `--json` and these arguments.
pub(crate) async fn check(arguments: Vec<String>) -> Told {
    let output = Command::new(env!("CARGO_BIN_EXE_ws-doctor"))
        .args(["check", "--json"])
        .args(&arguments)
        .stdin(Stdio::null())
        .output()
        .await
        .expect("the program starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let document: Value = serde_json::from_str(&said).unwrap_or_else(|error| {
        let heard = String::from_utf8_lossy(&output.stderr);
        panic!("{arguments:?}: {error}\n{said}\n{heard}")
    });
    let text = |value: &Value| value.as_str().expect("it is a text").to_owned();
    let findings = document["findings"].as_array().expect("a list of findings");
    let carried = text(&document["report"]["link"]);
    let report = Report::new(link::decode(&carried).expect("it is a link").evidence);
    let sure = report
        .confidence()
        .map_or("none".to_owned(), |sure: Confidence| format!("{}:{}", report.cause(), sure.id()));
    Told {
        code: output.status.code(),
        verdict: text(&document["verdict"]),
        findings: findings
            .iter()
            .map(|one| (text(&one["cause"]), text(&one["confidence"])))
            .collect(),
        again: sure,
    }
}

/// A file that holds these certificates, until the tests are cleaned away.
pub(crate) fn pem(certificates: &str) -> String {
    let directory = env!("CARGO_TARGET_TMPDIR");
    let path = format!("{directory}/authority-{}.pem", std::process::id());
    std::fs::write(&path, certificates).expect("the directory of tests is there");
    path
}
