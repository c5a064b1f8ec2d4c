//! What the page asks, what it is told, and how both cross from one program to the other.

use crate::markup::Node;
use crate::sheet::Sheet;
use crate::view;
use crate::wire;
use diagnosis::cause::by_id;
use diagnosis::evidence::Quote;
use diagnosis::report::link;
use diagnosis::time::Millis;

/// What the page wants to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// A report.
    Report(Box<Report>),
    /// What there is to know of the cause with this id.
    Cause(String),
    /// How the long waits stand.
    Watch(Watch),
    /// All that there is to know.
    Runbook,
    /// A link for a customer.
    Maker(Desk),
    /// Reports that came in.
    Desk(Desk),
}

impl Ask {
    /// What its reader filled in, if there is anything to fill in.
    pub fn filled(&mut self) -> Option<&mut Filled> {
        match self {
            Ask::Report(report) => Some(&mut report.filled),
            Ask::Maker(desk) | Ask::Desk(desk) => Some(&mut desk.filled),
            Ask::Cause(_) | Ask::Watch(_) | Ask::Runbook => None,
        }
    }
}

/// A report to show, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The evidence, as the text of a report link.
    pub evidence: String,
    /// What applications said when they closed, which no link carries.
    pub quotes: Vec<Quote>,
    /// A report to compare it with, as the text of a link.
    pub other: Option<String>,
    /// What its reader filled in.
    pub filled: Filled,
    /// What the deployment says about itself.
    pub deployment: Deployment,
    /// It was made elsewhere, and not by this page.
    pub elsewhere: bool,
    /// The run goes on.
    pub running: bool,
    /// The answer alone is to be shown: the rest stands on the deployment's page.
    pub brief: bool,
}

/// What a support agent works with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Desk {
    /// What the agent filled in.
    pub filled: Filled,
    /// What the deployment says about itself.
    pub deployment: Deployment,
    /// What was filled in is to be read from its beginning. Only then long texts come along.
    pub fresh: bool,
    /// What was read is wanted as a table, in one text.
    pub table: bool,
}

/// What was filled into the fields of a part, by their ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled(pub Vec<(String, String)>);

impl Filled {
    /// What a field holds, if it was filled in.
    pub fn get(&self, id: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == id).map(|(_, text)| text.as_str())
    }

    /// Empties a field, as if nobody had filled it.
    pub fn clear(&mut self, id: &str) {
        self.0.retain(|(own, _)| own != id);
    }

    /// Fills a field.
    pub fn set(&mut self, id: String, text: String) {
        match self.0.iter_mut().find(|(own, _)| *own == id) {
            Some((_, held)) => *held = text,
            None => self.0.push((id, text)),
        }
    }
}

/// What a deployment says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Deployment {
    /// The page's address without its fragment.
    pub address: String,
    /// Whom it names for support.
    pub support: Option<Support>,
    /// Where it takes reports.
    pub inbox: Option<Inbox>,
    /// The endpoints that it names.
    pub targets: Vec<Named>,
    /// Whether visitors may type an address.
    pub typed: bool,
}

/// An endpoint that the deployment names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Its id.
    pub id: String,
    /// What a visitor reads.
    pub label: String,
    /// Its address as the browser writes it; once it is read, without what may be secret.
    pub url: String,
}

/// Where a deployment takes reports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// The address to post to.
    pub url: String,
    /// As a log record of OpenTelemetry, and not as the report's own JSON.
    pub otlp: bool,
}

/// The long waits, while some of them go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// The evidence, as the text of a report link. The waits that go on come last in it, as if they
    /// were stopped now.
    pub evidence: String,
    /// When each of those ends at the latest.
    pub ends: Vec<Millis>,
}

/// Whom to send a report to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Support {
    /// An email address.
    Email(String),
    /// An https address.
    Page(String),
}

/// What there is to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// A report.
    Report(Box<Shown>),
    /// A single part.
    Part(Node),
    /// The long waits.
    Waits(Waits),
    /// Work that goes on when the same is asked once more, no longer fresh.
    Working(Node),
    /// A text, to be handed on.
    Text(String),
    /// The evidence can't be read, with the reason.
    Damaged(Node),
    /// Nothing is known under this name.
    Unknown,
}

/// The long waits as they are shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Waits {
    /// How far they are: `45 s of 130 s`.
    pub passed: String,
    /// Each of them on an axis of time.
    pub part: Node,
}

/// A report as it is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Shown {
    /// The id of the verdict.
    pub verdict: String,
    /// The id of the first finding's cause, or `none`.
    pub cause: String,
    /// The id of its confidence, or `none`.
    pub confidence: String,
    /// The code to read out.
    pub code: String,
    /// The link that carries the report.
    pub link: String,
    /// The answer in one breath, for assistive technology.
    pub spoken: String,
    /// What stands above the progress of a run: the answer.
    pub above: Node,
    /// What stands below it: what the answer rests on.
    pub below: Node,
}

/// What there is to show for what is asked.
pub fn tell(ask: &Ask) -> Told {
    match ask {
        Ask::Cause(id) => {
            by_id(id).map_or(Told::Unknown, |cause| Told::Part(view::cause::cause(cause)))
        }
        Ask::Runbook => Told::Part(view::runbook::runbook()),
        Ask::Watch(watch) => match link::decode(&watch.evidence) {
            Ok(decoded) => view::timeline::live(&decoded.evidence, &watch.ends)
                .map_or(Told::Unknown, Told::Waits),
            Err(error) => Told::Damaged(view::notice::damaged(&error)),
        },
        Ask::Report(report) => match Sheet::read(report) {
            Ok(sheet) => Told::Report(Box::new(view::shown(&sheet))),
            Err(error) => Told::Damaged(view::notice::damaged(&error)),
        },
        Ask::Maker(desk) => Told::Part(view::maker::maker(desk)),
        Ask::Desk(desk) => view::desk::desk(desk),
    }
}

/// The same, from bytes to bytes.
///
/// # Panics
/// If the bytes are not of an [`Ask`], which only a page of another build could send.
pub fn answer(ask: &[u8]) -> Vec<u8> {
    let ask = wire::read_ask(ask).expect("both programs are of one build");
    wire::write_told(&tell(&ask))
}
