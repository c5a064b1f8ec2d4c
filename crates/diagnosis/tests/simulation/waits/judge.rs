//! Holds an answer against the truth.

use std::fmt;

use diagnosis::diagnose::{Confidence, Diagnosis, Verdict, diagnose};
use diagnosis::evidence::Evidence;
use diagnosis::reading::Reading;
use diagnosis::reading::waits::Kind;

use crate::waits::browser::Run;
use crate::waits::truth::{Class, Truth};
use crate::waits::world::{Counts, World};

/// What an answer is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Worth {
    /// The first finding is at least likely, and a true cause; or nothing ended, and nothing is
    /// called likely.
    Right,
    /// Nothing is called likely; a true cause is offered, or the verdict is that too little was seen.
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
    /// What is called likely, or confirmed.
    pub(crate) said: Vec<&'static str>,
    /// The classes of the rules that showed.
    pub(crate) classes: Vec<Class>,
    /// The class that a page could know for sure.
    pub(crate) knowable: Option<Class>,
    /// Whether the direction of a silence is stated as far as it shows, and no further.
    pub(crate) direction: Option<bool>,
    /// Whether the limit was measured, where a page could know it.
    pub(crate) measured: Option<bool>,
    /// Something ended and the verdict is that all is well, or the other way round.
    pub(crate) verdict_errs: bool,
}

pub(crate) fn judge(world: &World, run: &Run) -> Judged {
    let truth = Truth::new(world, run);
    let diagnosis = diagnose(&run.evidence);
    let mut classes: Vec<Class> = truth.rules.iter().map(Class::of).collect();
    classes.sort();
    classes.dedup();
    Judged {
        worth: worth(world, &truth, &diagnosis),
        said: diagnosis
            .findings
            .iter()
            .filter(|finding| finding.confidence >= Confidence::Likely)
            .map(|finding| finding.cause.id)
            .collect(),
        classes,
        knowable: truth.knowable.as_ref().map(|known| known.class),
        direction: direction(world, &truth, &run.evidence),
        measured: measured(world, &truth, &run.evidence),
        verdict_errs: match diagnosis.verdict {
            Verdict::Healthy => !truth.rules.is_empty(),
            Verdict::Degraded | Verdict::Broken => !truth.ended(),
            Verdict::Inconclusive => false,
        },
    }
}

fn worth(world: &World, truth: &Truth, diagnosis: &Diagnosis) -> Worth {
    let at_least =
        |least| diagnosis.findings.iter().filter(move |finding| finding.confidence >= least);
    let wrong = |least| at_least(least).any(|finding| !truth.allows(finding.cause.id, world));
    if wrong(Confidence::Confirmed) {
        Worth::WrongConfirmed
    } else if wrong(Confidence::Likely) {
        Worth::Wrong
    } else if at_least(Confidence::Likely).next().is_some() || truth.rules.is_empty() {
        Worth::Right
    } else if diagnosis.verdict == Verdict::Inconclusive
        || at_least(Confidence::Possible).any(|finding| truth.allows(finding.cause.id, world))
    {
        Worth::Open
    } else {
        Worth::Mute
    }
}

/// Where a silence could be known: each direction that fits is stated, above all the true one.
fn direction(world: &World, truth: &Truth, evidence: &Evidence) -> Option<bool> {
    let known = truth.knowable.as_ref().filter(|known| known.class == Class::Silence)?;
    let stated = Reading::new(evidence).waits.silences();
    let [rule] = truth.rules[..] else { return None };
    let true_one = kind(rule.counts)?;
    // More directions than fit without noise are no error, unless only one does.
    let sole = known.silences.len() == 1;
    // Protocol pings count at the hops, and no page sees them.
    (world.app.pings.is_none())
        .then(|| if sole { stated == [true_one] } else { stated.contains(&true_one) })
}

/// Where a silence or an age could be known: the true limit is the measured one, as exactly as this
/// network lets times be measured.
fn measured(world: &World, truth: &Truth, evidence: &Evidence) -> Option<bool> {
    let known = truth.knowable.as_ref()?;
    let ([rule], Class::Silence | Class::Age) = (&truth.rules[..], known.class) else {
        return None;
    };
    if world.app.pings.is_some() {
        return None;
    }
    let limit = Reading::new(evidence).waits.limit(kind(rule.counts)?)?;
    Some(u64::from(limit.0).abs_diff(rule.after) <= world.margin())
}

fn kind(counts: Counts) -> Option<Kind> {
    match counts {
        Counts::Silence => Some(Kind::Silence),
        Counts::Server => Some(Kind::ServerSilence),
        Counts::Client => Some(Kind::ClientSilence),
        Counts::Either => Some(Kind::AnySilence),
        Counts::Age => Some(Kind::Age),
        Counts::Moment { .. } => None,
    }
}

impl fmt::Display for Judged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{:?}: {:?}; ended by {:?}; could be known: {:?}",
            self.worth, self.said, self.classes, self.knowable
        )?;
        if self.direction == Some(false) {
            write!(f, "; direction wrong")?;
        }
        if self.measured == Some(false) {
            write!(f, "; limit wrong")?;
        }
        if self.verdict_errs {
            write!(f, "; verdict wrong")?;
        }
        Ok(())
    }
}
