//! What the run is doing, for who waits at a terminal: lines on standard error.

use std::collections::BTreeSet;
use std::io::Write;

use diagnosis::evidence::{Outcome, Probe};
use diagnosis::probe::PROBES;
use diagnosis::report::describe::{question, sentence};
use diagnosis::session::Session;
use diagnosis::time::Millis;

/// Writes what begins and what was seen, each once.
pub(crate) struct Progress {
    shown: bool,
    begun: BTreeSet<Probe>,
    seen: usize,
}

impl Progress {
    /// One that is shown, or none.
    pub(crate) fn new(shown: bool) -> Progress {
        Progress { shown, begun: BTreeSet::new(), seen: 0 }
    }

    /// Writes what begins now.
    pub(crate) fn say(&self, what: &str, now: Millis) {
        if self.shown {
            say(&format!("{:>7}  {what}", now.to_string()));
        }
    }

    /// Writes what is new.
    pub(crate) fn show(&mut self, session: &Session) {
        if !self.shown {
            return;
        }
        for (probe, started) in session.under_way() {
            if self.begun.insert(probe)
                && let Some(spec) = PROBES.iter().find(|spec| spec.probe == probe)
            {
                say(&format!("{:>7}  {} …", started.to_string(), spec.title.0));
            }
        }
        let evidence = session.evidence();
        for seen in evidence.observations.iter().skip(self.seen) {
            if !matches!(seen.outcome, Outcome::Skipped(_) | Outcome::Page(_)) {
                let told = sentence(evidence.agent, seen);
                say(&format!("{:>7}  {}: {told}", seen.ended.to_string(), question(seen.probe).0));
            }
        }
        self.seen = evidence.observations.len();
    }
}

fn say(line: &str) {
    // Who closes standard error does not want to hear it.
    let _ = writeln!(std::io::stderr(), "{line}");
}
