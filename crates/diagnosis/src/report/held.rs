//! What a link holds, field by field, and what of it can be left out.
//!
//! A [`Choice`] makes evidence that holds less. All that leaves a run is made of evidence, so that
//! link, code, ticket and file then hold no more than was chosen. The browser's family and the host
//! can't be left out: without them the evidence means nothing.

use alloc::format;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::evidence::{Evidence, Probe};
use crate::report::describe::{browser, question, when};
use crate::target::Target;
use crate::text::{Phrase, Text};

/// What of the evidence is kept. The default keeps all that evidence holds, which is no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The path, masked as it is.
    pub path: bool,
    /// The names of the query's parameters.
    pub query_names: bool,
    /// The trace id.
    pub trace: bool,
    /// The time.
    pub time: Time,
}

/// How exactly the time is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Time {
    /// To the minute.
    Minute,
    /// To the hour.
    Hour,
    /// Not at all.
    None,
}

impl Default for Choice {
    fn default() -> Choice {
        Choice { path: true, query_names: true, trace: true, time: Time::Minute }
    }
}

impl Choice {
    /// The evidence without what is not kept.
    pub fn apply(self, evidence: &Evidence) -> Evidence {
        let mut kept = evidence.clone();
        if !self.path && kept.target.path != "/" {
            kept.target.path = Target::HIDDEN_PATH.to_string();
        }
        if !self.query_names {
            kept.target.query_names.clear();
        }
        if !self.trace {
            kept.trace = None;
        }
        kept.minute = match self.time {
            Time::Minute => kept.minute,
            Time::Hour => kept.minute / 60 * 60,
            Time::None => 0,
        };
        kept
    }
}

/// What a [`Choice`] can leave out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// [`Choice::path`].
    Path,
    /// [`Choice::query_names`].
    QueryNames,
    /// [`Choice::trace`].
    Trace,
    /// [`Choice::time`].
    Time,
}

/// One thing that a link holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// What it is called.
    pub name: Text,
    /// As the link holds it.
    pub value: Phrase,
    /// What it is there for; of an observation, what the link holds of it.
    pub why: Text,
    /// What leaves it out, where it can be.
    pub part: Option<Part>,
}

/// What is in no link, whatever was chosen.
pub const NEVER: [Text; 7] = [
    Text("user names, passwords, and values of the query, where tokens stand"),
    Text("cookies, and headers other than the names of products that show themselves in them"),
    Text("what messages hold, and what pages and answers say"),
    Text("console lines as they were pasted: only which known message each one is"),
    Text("what the application said when it closed: only this page and the ticket show that"),
    Text("addresses of this device and of its network"),
    Text("anything else of this device: languages, screen, system, name"),
];

/// All that the link of this evidence holds.
pub fn held(evidence: &Evidence) -> Vec<Field> {
    let mut all = facts(evidence);
    all.extend(seen(evidence));
    all
}

/// What it holds of the check as a whole.
pub fn facts(evidence: &Evidence) -> Vec<Field> {
    // A part that comes to the evidence must be told here, or in `seen`.
    let Evidence { target, agent, minute, trace, runbook, observations: _, quotes: _ } = evidence;
    let Target { secure: _, host: _, port: _, path, query_names } = target;
    let names = match &query_names[..] {
        [] => Text("none").phrase(),
        names => Phrase::plain(names.join(", ")),
    };
    let trace =
        trace.map_or(Text("none").phrase(), |trace| Phrase::plain(format!("wsd={trace:08x}")));
    alloc::vec![
        field(
            Text("Host"),
            Phrase::plain(format!("{}://{}", target.scheme(), target.authority())),
            Text("The service that was checked."),
            None,
        ),
        field(
            Text("Path"),
            Phrase::plain(path.as_str()),
            Text(
                "Tells which route fails. What looks like a token is masked. Without it, console lines that are pasted later can’t be told from those of other paths.",
            ),
            Some(Part::Path),
        ),
        field(
            Text("Query"),
            names,
            Text(
                "The names of its parameters, never their values: tells what the server may miss."
            ),
            Some(Part::QueryNames),
        ),
        field(
            Text("Browser"),
            Phrase::plain(browser(*agent)),
            Text("Browsers show the same failure by different events."),
            None,
        ),
        field(
            Text("Time"),
            when(*minute),
            Text("Finds the check in logs, and tells an outage from a lasting fault."),
            Some(Part::Time),
        ),
        field(
            Text("Trace"),
            trace,
            Text("Finds the requests of this check in the access log of each hop."),
            Some(Part::Trace),
        ),
        field(
            Text("Runbook"),
            Phrase::plain(runbook.to_string()),
            Text("Tells a reader whether a newer runbook may answer otherwise."),
            None,
        ),
    ]
}

/// What it holds of the observations, probe by probe.
pub fn seen(evidence: &Evidence) -> Vec<Field> {
    let counted = Probe::ALL.map(|probe| (probe, evidence.all(probe).count()));
    let told = counted.into_iter().filter(|(_, count)| *count > 0);
    told.map(|(probe, count)| {
        field(question(probe), Phrase::plain(count.to_string()), kept(probe), None)
    })
    .collect()
}

fn field(name: Text, value: Phrase, why: Text, part: Option<Part>) -> Field {
    Field { name, value, why, part }
}

/// What a link holds of an observation.
fn kept(probe: Probe) -> Text {
    match probe {
        Probe::Page => Text(
            "Whether the page stands on the endpoint’s origin, came over https, is online and visible, and may connect to local networks.",
        ),
        Probe::Handshake
        | Probe::Again
        | Probe::Elsewhere
        | Probe::Bypass
        | Probe::Control
        | Probe::Repeat
        | Probe::Origin
        | Probe::Secure => {
            Text("How it ended and when, with the close code; of another host, not its name.")
        }
        Probe::Shadow
        | Probe::Reach
        | Probe::Edge
        | Probe::Whole
        | Probe::Below
        | Probe::Engine => Text(
            "How it ended and when; where it may be read, the status, the products, the kind of page, and a digest of 16 bits to compare two.",
        ),
        Probe::First | Probe::Echo => Text("The times from a message to the next one."),
        Probe::Idle | Probe::Beat | Probe::Served | Probe::Recur | Probe::Pace | Probe::Ping => {
            Text("How it ended and when, its silences, and how many messages went each way.")
        }
        Probe::Console | Probe::Mute => {
            Text("Which known message it is, its status, and whether it names the endpoint.")
        }
        Probe::Brought => Text(
            "Which known message it is, who wrote it, its status or limit, whether it names the endpoint or this run, and whether it was written at another time.",
        ),
        Probe::Size => Text("The sizes that were answered, and the one that was not."),
        Probe::Config => Text(
            "Which known setting it is, its status or its limit, the product, and whether it names the host: no line of the configuration.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::Seen;
    use crate::evidence::Line;
    use crate::report::link;

    fn evidence() -> Evidence {
        let seen = Seen::same().refused().plain(426, 200).line(Line::Status(426)).repeat(false);
        let mut evidence = seen.repeat(true).evidence();
        evidence.target = Target::new(true, "chat.example", 443, "/ws/room", "token=a&vsn=2");
        evidence.minute = 29_919_725;
        evidence.trace = Some(0x0a1b_2c3d);
        evidence
    }

    fn value(evidence: &Evidence, name: &str) -> alloc::string::String {
        let fields = held(evidence);
        let found = fields.into_iter().find(|field| field.name.0 == name);
        found.map_or_else(|| "absent".to_string(), |field| field.value.to_string())
    }

    #[test]
    fn what_a_link_holds_is_listed() {
        for (name, expected) in [
            ("Host", "wss://chat.example"),
            ("Path", "/ws/room"),
            ("Query", "token, vsn"),
            ("Browser", "Chromium 156"),
            ("Time", "2026-11-20 14:05 UTC"),
            ("Trace", "wsd=0a1b2c3d"),
            ("More handshakes", "2"),
            ("Console line", "1"),
            ("Silent wait", "absent"),
        ] {
            assert_eq!(value(&evidence(), name), expected, "{name}");
        }
    }

    #[test]
    fn what_is_left_out_is_in_no_link_and_what_is_kept_is() {
        let whole = evidence();
        let all = Choice::default();
        assert_eq!(link::encode(&all.apply(&whole)), link::encode(&whole));
        for (choice, name, expected) in [
            (Choice { path: false, ..all }, "Path", "/…"),
            (Choice { query_names: false, ..all }, "Query", "none"),
            (Choice { trace: false, ..all }, "Trace", "none"),
            (Choice { time: Time::Hour, ..all }, "Time", "2026-11-20 14:00 UTC"),
            (Choice { time: Time::None, ..all }, "Time", "not known"),
        ] {
            let text = link::encode(&choice.apply(&whole));
            let decoded = link::decode(&text).expect("what was encoded decodes").evidence;
            for field in held(&whole) {
                let kept = if field.name.0 == name { expected } else { &field.value.to_string() };
                assert_eq!(value(&decoded, field.name.0), kept, "{choice:?}");
            }
            assert_eq!(decoded.observations, whole.observations);
        }
    }

    #[test]
    fn a_root_has_no_path_to_hide() {
        let mut root = evidence();
        root.target.path = "/".to_string();
        assert_eq!(Choice { path: false, ..Choice::default() }.apply(&root).target.path, "/");
    }
}
