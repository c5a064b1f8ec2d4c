//! The parts of the page's state.

use diagnosis::time::Millis;
use gloo_timers::callback::Interval;
use sheet::exchange::Waits;

use crate::edge::clock::Clock;
use crate::edge::runner::Runner;
use crate::edge::teller::Teller;
use crate::exchange::Snapshot;
use crate::request::{Draft, Problem};

/// What is shown.
pub(crate) enum Screen {
    /// The check, before, during or after a run.
    Check,
    /// Something to read: a report that was made elsewhere, or a cause.
    Read,
}

/// The program that words what was seen.
pub(crate) enum Words {
    /// Nobody needed it yet, or it is on its way.
    Absent,
    /// It is here.
    Here(Teller),
    /// It could not be loaded.
    Failed,
}

impl Words {
    /// Whether it could not be loaded.
    pub(crate) fn failed(&self) -> bool {
        matches!(self, Words::Failed)
    }
}

/// What of a run's verdict was told to assistive technology.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Spoken {
    /// Nothing yet.
    Nothing,
    /// The verdict on the handshake.
    Settled,
    /// The verdict of the whole run.
    Finished,
}

/// The form as it stands.
#[derive(Default)]
pub(crate) struct Form {
    /// The place of the named target; `None` for a typed address.
    pub(crate) chosen: Option<usize>,
    /// The fields.
    pub(crate) draft: Draft,
    /// What is wrong with them.
    pub(crate) problems: Vec<Problem>,
    /// The page's address names a target that there is not.
    pub(crate) unknown: bool,
    /// The address was filled in by a link.
    pub(crate) asked: bool,
    /// The program that runs the check could not be loaded.
    pub(crate) stuck: bool,
    /// The advanced fields are unfolded.
    pub(crate) advanced: bool,
}

/// A run under way.
pub(crate) struct Run {
    /// What drives it, and ends it when dropped; `None` while the program for it is loaded.
    pub(crate) runner: Option<Runner>,
    /// Since when it goes on.
    pub(crate) clock: Clock,
    /// How it stands; `None` until the first word of it.
    pub(crate) snapshot: Option<Snapshot>,
    /// Its long waits, once there is one.
    pub(crate) waits: Option<Waits>,
    /// The second in which they were last looked at.
    pub(crate) second: u32,
    /// When assistive technology was last told of it.
    pub(crate) spoke: Millis,
    /// Makes the seconds pass on the screen.
    pub(crate) _tick: Interval,
}
