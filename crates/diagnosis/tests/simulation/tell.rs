//! All that was seen in a run, and what is said about it.

use diagnosis::diagnose::diagnose;
use diagnosis::evidence::{Evidence, Outcome};
use diagnosis::report::describe;

pub(crate) fn tell(evidence: &Evidence) {
    let asked = evidence.observations.iter();
    for seen in asked.filter(|seen| !matches!(seen.outcome, Outcome::Skipped(_))) {
        let (from, to) = (seen.started.0, seen.ended.0);
        println!(
            "  {:?} {from}..{to} {} {:?}",
            seen.probe,
            describe::sentence(evidence.agent, seen),
            seen.marred
        );
        if let Outcome::Waited(wait) = &seen.outcome {
            println!("      {wait:?}");
        }
    }
    let diagnosis = diagnose(evidence);
    println!("  {:?}", diagnosis.verdict);
    // What nothing speaks for is ruled out as well, and tells nothing.
    let refuted = diagnosis.ruled_out.iter().filter(|finding| !finding.case.supports.is_empty());
    for finding in diagnosis.findings.iter().chain(refuted) {
        println!("  {:?}: {}", finding.confidence, finding.cause.id);
        for clue in &finding.case.supports {
            println!("    + {:?} {}", clue.weight, clue.text);
        }
        for clue in &finding.case.contradicts {
            println!("    - {:?} {}", clue.weight, clue.text);
        }
    }
}
