//! The report as a few lines of plain text, for a chat: no markup, one fact a line.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::diagnose::Confidence;
use crate::report::advice::advice;
use crate::report::answer::answer;
use crate::report::code;
use crate::report::describe::{browser, page, when};
use crate::report::{Report, address};
use crate::version;

/// The lines; `link` is the report link, where there is one.
pub fn plain(report: &Report, link: Option<&str>) -> String {
    let evidence = &report.evidence;
    let answer = answer(report);
    let mut lines = Vec::new();
    lines.push(answer.headline.to_string());
    let mut fact = |name: &str, value: &str| lines.push(format!("{name}: {value}"));
    fact("Whose side", answer.side.0);
    fact("Address", &evidence.target.url());
    fact("When", &when(evidence.minute).to_string());
    fact("Browser", &format!("{}, {}", browser(evidence.agent), page(evidence)));
    if let Some(first) = report.diagnosis.findings.first() {
        let (title, id, sure) = (first.cause.title.0, first.cause.id, first.confidence.id());
        fact("Found", &format!("{title} ({sure}; {id})"));
        fact_of_others(report, first.confidence, &mut fact);
    }
    if let Some(advice) = advice(report) {
        fact("Measured", &advice.to_string());
    }
    for step in answer.now.iter().take(2) {
        fact("To do", step.0);
    }
    fact("Code", &code::encode(report));
    fact("Written by", &format!("ws-doctor {}", version()));
    if let Some(link) = link {
        fact("All of it", &address(link));
    }
    lines.push(String::new());
    lines.join("\n")
}

/// One finding among equals is no answer; that must not get lost on the way.
fn fact_of_others(report: &Report, sure: Confidence, fact: &mut impl FnMut(&str, &str)) {
    let findings = &report.diagnosis.findings;
    let equals = findings.iter().filter(|one| one.confidence == sure).count() - 1;
    if equals > 0 {
        fact("As likely", &format!("{equals} more; see the report"));
    }
}
