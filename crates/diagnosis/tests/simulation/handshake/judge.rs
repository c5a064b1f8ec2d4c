//! Holds an answer against the truth.

use std::fmt;

use diagnosis::diagnose::{Confidence, Verdict};
use diagnosis::evidence::Evidence;
use diagnosis::ingest::console;
use diagnosis::report::Report;
use diagnosis::report::next::{Next, next};

use crate::handshake::browser::Run;
use crate::handshake::world::World;

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Worth {
    /// What is at least likely is true; or nothing went wrong, and nothing is called likely.
    Right,
    /// Nothing is called likely, and a true cause is offered.
    Open,
    /// Nothing is called likely, and no true cause is offered.
    Mute,
    /// Something is called likely that is not true.
    Wrong,
    /// Something is called confirmed that is not true.
    WrongConfirmed,
}

/// An answer, judged.
pub(crate) struct Judged {
    pub(crate) worth: Worth,
    /// The proper name of what is wrong, if it showed.
    pub(crate) truth: &'static str,
    pub(crate) verdict: Verdict,
    /// The causes that are offered, with the surest first.
    pub(crate) offered: Vec<(&'static str, Confidence)>,
    pub(crate) next: Option<Next>,
    /// Something went wrong and the verdict is that all is well, or the other way round.
    pub(crate) verdict_errs: bool,
}

impl Judged {
    /// Something is at least likely.
    pub(crate) fn likely(&self) -> bool {
        self.offered.first().is_some_and(|(_, confidence)| *confidence >= Confidence::Likely)
    }

    /// Nothing is sure, and no next check is named.
    pub(crate) fn stuck(&self) -> bool {
        self.verdict != Verdict::Healthy && !self.likely() && self.next.is_none()
    }
}

/// The evidence with lines of the console, read as the page reads them.
pub(crate) fn told(run: &Run, text: &str) -> Evidence {
    let mut evidence = run.evidence.clone();
    evidence
        .observations
        .extend(console::read(text, &evidence.target, evidence.trace).observations);
    evidence
}

/// Where the console is asked for: whether its lines tell more, and what they leave is no less true.
pub(crate) fn console_helps(world: &World, run: &Run) -> Option<bool> {
    let bare = judge(world, run, run.evidence.clone());
    let asked = bare.next == Some(Next::Console) && !bare.likely();
    asked.then(|| {
        let more = judge(world, run, told(run, &run.printed));
        let narrower = more.likely() || more.offered.len() < bare.offered.len();
        narrower && more.worth <= bare.worth
    })
}

/// Judges what is said about this evidence of a run.
pub(crate) fn judge(world: &World, run: &Run, evidence: Evidence) -> Judged {
    let causes = if run.hurt { world.causes() } else { Vec::new() };
    let report = Report::new(evidence);
    let offered: Vec<_> = report
        .diagnosis
        .findings
        .iter()
        .map(|finding| (finding.cause.id, finding.confidence))
        .collect();
    let verdict = report.diagnosis.verdict;
    Judged {
        worth: worth(&causes, &offered),
        truth: causes.first().copied().unwrap_or("none"),
        verdict,
        next: next(&report),
        offered,
        verdict_errs: match verdict {
            Verdict::Healthy => run.hurt,
            Verdict::Degraded | Verdict::Broken => !run.hurt,
            Verdict::Inconclusive => false,
        },
    }
}

fn worth(causes: &[&str], offered: &[(&'static str, Confidence)]) -> Worth {
    let at_least = |least| offered.iter().filter(move |(_, confidence)| *confidence >= least);
    let wrong = |least| at_least(least).any(|(cause, _)| !causes.contains(cause));
    let any_true = offered.iter().any(|(cause, _)| causes.contains(cause));
    if wrong(Confidence::Confirmed) {
        Worth::WrongConfirmed
    } else if wrong(Confidence::Likely) {
        Worth::Wrong
    } else if at_least(Confidence::Likely).next().is_some() || causes.is_empty() {
        Worth::Right
    } else if any_true {
        Worth::Open
    } else {
        Worth::Mute
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}; next: {:?}", self.worth, self.truth, self.next)?;
        if self.verdict_errs {
            write!(f, "; verdict wrong")?;
        }
        Ok(())
    }
}
