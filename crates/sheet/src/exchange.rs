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
    Report(Report),
    /// What there is to know of the cause with this id.
    Cause(String),
    /// How the long waits stand.
    Watch(Watch),
    /// All that there is to know.
    Runbook,
}

/// A report to show, and how it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// The evidence, as the text of a report link.
    pub evidence: String,
    /// What applications said when they closed, which no link carries.
    pub quotes: Vec<Quote>,
    /// What was pasted from the console.
    pub console: Option<String>,
    /// The page's address without its fragment.
    pub address: String,
    /// Whom the deployment names for support.
    pub support: Option<Support>,
    /// It was made elsewhere, and not by this page.
    pub elsewhere: bool,
    /// The run goes on.
    pub running: bool,
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
