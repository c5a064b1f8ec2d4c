//! The report on the page, and what its reader pasted into it.

use std::rc::Rc;

use diagnosis::cause::Cause;
use diagnosis::diagnose::Confidence;
use diagnosis::evidence::{Evidence, Line, Observation, Outcome, Probe};
use diagnosis::ingest::console;
use diagnosis::report::{Report, link};

/// The report on the page. What was pasted stays apart from what was measured, so that a run can go
/// on under it and a second paste replaces the first.
#[derive(Clone)]
pub struct Sheet {
    evidence: Rc<Evidence>,
    console: Vec<Observation>,
    /// What evidence and paste come to.
    pub report: Rc<Report>,
    /// The report as the fragment of a link.
    pub fragment: String,
    /// What the last paste did.
    pub paste: Option<Paste>,
    /// For a report that was made elsewhere: how many observations this version does not know.
    pub left_out: Option<usize>,
}

/// What a paste held and what it changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Paste {
    /// The lines that were understood.
    pub lines: Vec<Line>,
    /// Lines about other addresses.
    pub other_address: usize,
    /// Lines that say nothing here.
    pub unknown: usize,
    /// What the report said before.
    pub before: Summary,
    /// What it says now.
    pub after: Summary,
}

/// What a report says, in short.
#[derive(Clone, Copy)]
pub struct Summary {
    /// The first finding.
    pub first: Option<(&'static Cause, Confidence)>,
    /// How many causes fit.
    pub causes: usize,
}

impl PartialEq for Summary {
    fn eq(&self, other: &Summary) -> bool {
        let id = |summary: &Summary| summary.first.map(|(cause, sure)| (cause.id, sure));
        id(self) == id(other) && self.causes == other.causes
    }
}

impl std::fmt::Debug for Summary {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Summary")
            .field(&self.first.map(|(cause, sure)| (cause.id, sure)))
            .field(&self.causes)
            .finish()
    }
}

impl Summary {
    fn of(report: &Report) -> Summary {
        let findings = &report.diagnosis.findings;
        Summary {
            first: findings.first().map(|finding| (finding.cause, finding.confidence)),
            causes: findings.len(),
        }
    }
}

impl Sheet {
    /// A report on what was measured here, or elsewhere if `left_out` is given.
    pub fn new(evidence: Rc<Evidence>, left_out: Option<usize>) -> Sheet {
        let report = Rc::new(Report::new((*evidence).clone()));
        let fragment = fragment(&report);
        Sheet { evidence, console: Vec::new(), report, fragment, paste: None, left_out }
    }

    /// More was measured; what was pasted stays.
    pub fn measured(&mut self, evidence: Rc<Evidence>) {
        self.evidence = evidence;
        self.derive();
    }

    /// Reads pasted console text. Text that says nothing of this target changes nothing.
    pub fn read(&mut self, text: &str) {
        let pasted = console::read(text, &self.evidence.target);
        let before = Summary::of(&self.report);
        let lines = pasted
            .observations
            .iter()
            .filter_map(|seen| match seen.outcome {
                Outcome::Line(line, _) => Some(line),
                _ => None,
            })
            .collect();
        if !pasted.observations.is_empty() {
            self.console = pasted.observations;
            self.derive();
        }
        self.paste = Some(Paste {
            lines,
            other_address: pasted.other_address,
            unknown: pasted.unknown,
            before,
            after: Summary::of(&self.report),
        });
    }

    fn derive(&mut self) {
        let mut evidence = (*self.evidence).clone();
        if !self.console.is_empty() {
            evidence.observations.retain(|seen| seen.probe != Probe::Console);
            evidence.observations.extend(self.console.iter().cloned());
        }
        self.report = Rc::new(Report::new(evidence));
        self.fragment = fragment(&self.report);
    }
}

fn fragment(report: &Report) -> String {
    ["r=", &link::encode(&report.evidence)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use diagnosis::evidence::Agent;
    use diagnosis::target::Target;

    fn sheet() -> Sheet {
        let evidence = Evidence {
            target: Target::new(true, "chat.example.com", 443, "/ws", ""),
            agent: Agent::default(),
            minute: 7,
            trace: None,
            observations: Vec::new(),
        };
        Sheet::new(Rc::new(evidence), None)
    }

    const FAILED: &str = "WebSocket connection to 'wss://chat.example.com/ws' failed: Error during WebSocket handshake: Unexpected response code: ";

    #[test]
    fn a_second_paste_replaces_the_first_and_survives_more_measuring() {
        let mut sheet = sheet();
        sheet.read(&format!("{FAILED}502"));
        sheet.read(&format!("{FAILED}404\nhello"));
        sheet.measured(sheet.evidence.clone());
        let lines: Vec<Line> = sheet.report.evidence.lines().map(|(_, line, _)| line).collect();
        assert_eq!(lines, [Line::Status(404)]);
        assert_eq!(sheet.paste.as_ref().map(|paste| paste.unknown), Some(1));
    }

    #[test]
    fn a_paste_about_something_else_changes_nothing() {
        let mut sheet = sheet();
        sheet.read(&format!("{FAILED}502"));
        let fragment = sheet.fragment.clone();
        sheet.read("WebSocket connection to 'wss://other.example/ws' failed: \nhello");
        assert_eq!(sheet.fragment, fragment);
        assert!(sheet.paste.is_some_and(|paste| paste.lines.is_empty()));
    }
}
