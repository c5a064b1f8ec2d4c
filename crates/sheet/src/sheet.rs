//! The report that is shown, and what its reader pasted into it.

use diagnosis::cause::Cause;
use diagnosis::diagnose::Confidence;
use diagnosis::evidence::{Evidence, Line, Outcome, Probe};
use diagnosis::ingest::console;
use diagnosis::report::held::Choice;
use diagnosis::report::link::find::find;
use diagnosis::report::link::{self, LinkError};

use crate::exchange::{self, Deployment};
use crate::view::held::choice;

/// The id of the field for console lines.
pub(crate) const PASTE: &str = "paste";

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
    /// What the last paste did.
    pub paste: Option<Paste>,
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
    pub const CHOICES: [(Relation, &str, &str); 3] = [
        (Relation::Elsewhere, "elsewhere", "at another place, at about the same time"),
        (Relation::Before, "before", "at the same place, before a change"),
        (Relation::After, "after", "at the same place, after a change"),
    ];
}

/// What a paste held and what it changed.
pub struct Paste {
    /// The lines that were understood.
    pub lines: Vec<Line>,
    /// Lines about other addresses.
    pub other_address: usize,
    /// Lines of another check.
    pub other_run: usize,
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
        let (report, paste) = match ask.filled.get(PASTE).filter(|text| !text.is_empty()) {
            None => (bare, None),
            Some(text) => {
                let (report, paste) = with_console(bare, text);
                (report, Some(paste))
            }
        };
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
            left_out: ask.elsewhere.then_some(decoded.left_out),
            other: other(ask),
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

fn with_console(bare: diagnosis::report::Report, text: &str) -> (diagnosis::report::Report, Paste) {
    let pasted = console::read(text, &bare.evidence.target, bare.evidence.trace);
    let line = |outcome: &Outcome| match outcome {
        Outcome::Line(line, _) => Some(*line),
        _ => None,
    };
    let lines: Vec<Line> =
        pasted.observations.iter().filter_map(|seen| line(&seen.outcome)).collect();
    let before = Summary::of(&bare);
    let report = if lines.is_empty() {
        bare
    } else {
        let mut evidence: Evidence = bare.evidence;
        evidence.observations.retain(|seen| seen.probe != Probe::Console);
        evidence.observations.extend(pasted.observations);
        diagnosis::report::Report::new(evidence)
    };
    let after = Summary::of(&report);
    let (other_address, other_run) = (pasted.other_address, pasted.other_run);
    let unknown = pasted.unknown;
    (report, Paste { lines, other_address, other_run, unknown, before, after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Filled;
    use diagnosis::evidence::Agent;
    use diagnosis::target::Target;

    const FAILED: &str = "WebSocket connection to 'wss://chat.example.com/ws' failed: Error during WebSocket handshake: Unexpected response code: ";

    fn ask(console: Option<&str>) -> exchange::Report {
        exchange::Report {
            evidence: link::encode(&Evidence {
                target: Target::new(true, "chat.example.com", 443, "/ws", ""),
                agent: Agent::default(),
                minute: 7,
                trace: None,
                observations: Vec::new(),
                runbook: 0,
                quotes: Vec::new(),
            }),
            quotes: Vec::new(),
            other: None,
            filled: Filled(console.map(|text| (PASTE.into(), text.into())).into_iter().collect()),
            deployment: Deployment::default(),
            elsewhere: false,
            running: false,
            brief: false,
        }
    }

    fn read(ask: &exchange::Report) -> Sheet {
        Sheet::read(ask).expect("a whole report")
    }

    #[test]
    fn a_paste_replaces_the_one_in_the_link() {
        let first = read(&ask(Some(&format!("{FAILED}502"))));
        let (_, text) = first.link.split_once("#r=").expect("a link carries a report");
        let again =
            exchange::Report { evidence: text.into(), ..ask(Some(&format!("{FAILED}404\nhello"))) };
        let second = read(&again);
        let lines: Vec<Line> = second.report.evidence.lines().map(|(_, line, _)| line).collect();
        assert_eq!(lines, [Line::Status(404)]);
        assert_eq!(second.paste.map(|paste| (paste.lines.len(), paste.unknown)), Some((1, 1)));
    }

    #[test]
    fn a_paste_about_something_else_changes_nothing() {
        let text = FAILED.replace("chat.example.com", "other.example") + "502";
        let other = read(&ask(Some(&text)));
        assert_eq!(other.link, read(&ask(None)).link);
        assert!(
            other.paste.is_some_and(|paste| paste.lines.is_empty() && paste.other_address == 1)
        );
    }

    #[test]
    fn a_link_that_was_cut_short_is_damaged() {
        let mut ask = ask(None);
        ask.evidence.pop();
        assert_eq!(Sheet::read(&ask).err(), Some(LinkError::Damaged));
    }
}
