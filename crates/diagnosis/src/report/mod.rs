//! What leaves a run: always derived from evidence, never stored.

pub mod advice;

pub mod answer;

pub mod code;

pub mod compare;

pub mod describe;

pub mod held;

pub mod json;

pub mod link;

pub mod markdown;

pub mod next;

pub mod path;

pub mod otlp;

pub mod pile;

pub mod plain;

pub mod prevention;

pub mod runbook;

pub mod suspects;

pub mod trail;

pub mod untold;

use alloc::string::String;

use crate::diagnose::{Confidence, Diagnosis, diagnose};
use crate::evidence::Evidence;

/// Evidence and what it comes to.
#[derive(Clone)]
pub struct Report {
    /// What was seen.
    pub evidence: Evidence,
    /// What it comes to.
    pub diagnosis: Diagnosis,
}

impl Report {
    /// Diagnoses the evidence.
    pub fn new(evidence: Evidence) -> Report {
        let diagnosis = diagnose(&evidence);
        Report { evidence, diagnosis }
    }

    /// The id of the first finding's cause, or `none`.
    pub fn cause(&self) -> &'static str {
        self.diagnosis.findings.first().map_or("none", |finding| finding.cause.id)
    }

    /// The confidence of the first finding, if there is one.
    pub fn confidence(&self) -> Option<Confidence> {
        self.diagnosis.findings.first().map(|finding| finding.confidence)
    }
}

/// A link without what could end it where it is written.
fn address(link: &str) -> String {
    link.chars()
        .filter(|c| !matches!(c, '<' | '>') && !c.is_whitespace() && !c.is_control())
        .collect()
}
