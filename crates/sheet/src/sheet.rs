//! The report that is shown, and what its reader pasted into it.

use diagnosis::cause::Cause;
use diagnosis::diagnose::Confidence;
use diagnosis::evidence::{Evidence, Observation, Probe};
use diagnosis::report::held::Choice;
use diagnosis::report::link::find::find;
use diagnosis::report::link::{self, LinkError};
use diagnosis::text::Text;

use crate::brought::{BROUGHT, Brought, KIND, Own, PART};
use crate::exchange::{self, Deployment};
use crate::view::held::choice;

/// The id of the field for another report's link.
pub(crate) const OTHER: &str = "other";
/// The id of the choice of how that one relates to this.
pub(crate) const RELATION: &str = "relation";

/// A report with all that decides how it is shown.
pub struct Sheet {
    /// The report, with what was pasted.
    pub report: diagnosis::report::Report,
    /// What its reader hands on of it.
    pub shared: diagnosis::report::Report,
    /// What of it that is.
    pub choice: Choice,
    /// The link that carries it.
    pub link: String,
    /// What was brought, and what it did.
    pub paste: Option<Paste>,
    /// How far reading more of it is.
    pub reading: Option<String>,
    /// What it is said to be.
    pub kind: Option<String>,
    /// For a report that was made elsewhere: how many observations this version does not know.
    pub left_out: Option<usize>,
    /// The report that it is compared with.
    pub other: Option<Other>,
    /// What the deployment says about itself.
    pub deployment: Deployment,
    /// The run goes on.
    pub running: bool,
    /// The answer alone is shown.
    pub brief: bool,
}

/// A second report, beside the first.
pub struct Other {
    /// The report, if it can be read.
    pub report: Result<diagnosis::report::Report, LinkError>,
    /// How it relates to the first.
    pub relation: Relation,
}

/// How the second report relates to the one that is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Relation {
    /// This page has repeated its check.
    Theirs,
    /// It is of this page, and the one that is shown of the application's own.
    Here,
    /// At another place, at about the same time.
    #[default]
    Elsewhere,
    /// At the same place, before a change.
    Before,
    /// At the same place, after a change.
    After,
}

impl Relation {
    /// Those that a reader chooses from, with the value of the choice and what stands there.
    pub const CHOICES: [(Relation, &str, Text); 3] = [
        (Relation::Elsewhere, "elsewhere", Text("at another place, at about the same time")),
        (Relation::Before, "before", Text("at the same place, before a change")),
        (Relation::After, "after", Text("at the same place, after a change")),
    ];
}

/// What was brought and what it changed.
pub struct Paste {
    /// What was read, in its order.
    pub brought: Vec<Brought>,
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

impl Summary {
    fn of(report: &diagnosis::report::Report) -> Summary {
        let findings = &report.diagnosis.findings;
        Summary {
            first: findings.first().map(|finding| (finding.cause, finding.confidence)),
            causes: findings.len(),
        }
    }
}

impl Sheet {
    /// Reads the evidence, and what was pasted beside it. What was pasted replaces console lines of
    /// an earlier paste; text that says nothing of the target changes nothing.
    ///
    /// # Errors
    /// If the evidence is no whole report of this version.
    pub fn read(ask: &exchange::Report) -> Result<Sheet, LinkError> {
        let decoded = link::decode(&ask.evidence)?;
        let evidence = Evidence { quotes: ask.quotes.clone(), ..decoded.evidence };
        let bare = diagnosis::report::Report::new(evidence);
        let mut other = other(ask);
        let brought = ask.filled.get(BROUGHT).map(Brought::read).unwrap_or_default();
        let before = Summary::of(&bare);
        let own = brought.iter().rev().find_map(|brought| match &brought.own {
            Own::Read(evidence) => link::decode(evidence).ok(),
            Own::Absent | Own::Unread(_) => None,
        });
        let bare = match own {
            None => bare,
            Some(own) => {
                other = Some(Other { report: Ok(bare), relation: Relation::Here });
                diagnosis::report::Report::new(own.evidence)
            }
        };
        let report = with(bare, &brought);
        let after = Summary::of(&report);
        let paste = (!brought.is_empty()).then_some(Paste { brought, before, after });
        let choice = choice(&ask.filled);
        let shared = match choice == Choice::default() {
            true => report.clone(),
            false => diagnosis::report::Report::new(choice.apply(&report.evidence)),
        };
        Ok(Sheet {
            link: [&ask.deployment.address, "#r=", &link::encode(&shared.evidence)].concat(),
            report,
            shared,
            choice,
            paste,
            reading: ask.filled.get(PART).map(str::to_owned),
            kind: ask.filled.get(KIND).map(str::to_owned),
            left_out: ask.elsewhere.then_some(decoded.left_out),
            other,
            deployment: ask.deployment.clone(),
            running: ask.running,
            brief: ask.brief,
        })
    }
}

/// The report to compare with: that of a link which was filled in, or the one that this run repeats.
fn other(ask: &exchange::Report) -> Option<Other> {
    let filled = ask.filled.get(OTHER).filter(|text| !text.trim().is_empty());
    let text = filled.or(ask.other.as_deref())?;
    let found = find(text).next().map_or_else(|| text.trim().to_owned(), |found| found.text);
    let chosen = ask.filled.get(RELATION);
    let chosen = Relation::CHOICES.into_iter().find(|(_, id, _)| chosen == Some(*id));
    Some(Other {
        report: link::decode(&found)
            .map(|decoded| diagnosis::report::Report::new(decoded.evidence)),
        relation: match filled {
            None => Relation::Theirs,
            Some(_) => chosen.map(|(relation, ..)| relation).unwrap_or_default(),
        },
    })
}

/// The report with what was brought. Console lines take the place of earlier ones, since a console
/// shows all that it has; all else adds up.
fn with(bare: diagnosis::report::Report, brought: &[Brought]) -> diagnosis::report::Report {
    let decoded = brought.iter().filter_map(|one| link::decode(&one.observations).ok());
    let mut evidence: Evidence = bare.evidence.clone();
    for mut more in decoded.map(|decoded| decoded.evidence) {
        let console = |seen: &Observation| seen.probe == Probe::Console;
        if more.observations.iter().any(console) {
            evidence.observations.retain(|seen| !console(seen));
        }
        more.observations.retain(|seen| !evidence.observations.contains(seen));
        evidence.observations.append(&mut more.observations);
    }
    if evidence == bare.evidence { bare } else { diagnosis::report::Report::new(evidence) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Filled;
    use diagnosis::evidence::Agent;
    use diagnosis::target::Target;

    #[test]
    fn a_link_that_was_cut_short_is_damaged() {
        let evidence = Evidence {
            target: Target::new(true, "chat.example.com", 443, "/ws", ""),
            agent: Agent::default(),
            minute: 7,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: Vec::new(),
        };
        let mut ask = exchange::Report {
            evidence: link::encode(&evidence),
            quotes: Vec::new(),
            other: None,
            filled: Filled::default(),
            deployment: Deployment::default(),
            elsewhere: false,
            running: false,
            brief: false,
        };
        assert!(Sheet::read(&ask).is_ok());
        ask.evidence.pop();
        assert_eq!(Sheet::read(&ask).err(), Some(LinkError::Damaged));
    }
}
