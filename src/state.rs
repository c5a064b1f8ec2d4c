//! The parts of the page's state.

use diagnosis::time::Millis;
use gloo_timers::callback::Interval;
use sheet::exchange::{Ask, Filled, Waits};
use yew::AttrValue;

use crate::edge::clock::Clock;
use crate::edge::runner::Runner;
use crate::edge::teller::Teller;
use crate::exchange::{REST, Snapshot, Told};
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
    /// What the visitor is to confirm of it.
    pub(crate) confirm: Option<Told>,
    /// Why the check did not start.
    pub(crate) stuck: Option<AttrValue>,
    /// The advanced fields are unfolded.
    pub(crate) advanced: bool,
}

/// The time in which no address that was typed is checked again.
pub(crate) struct Rest {
    since: Clock,
    _tick: Interval,
}

impl Rest {
    /// Begins now; `tick` is called each second.
    pub(crate) fn start(tick: impl Fn() + 'static) -> Rest {
        Rest { since: Clock::start(), _tick: Interval::new(1000, tick) }
    }

    /// How many seconds are left.
    pub(crate) fn left(&self) -> u32 {
        (REST - self.since.now()).0.div_ceil(1000)
    }
}

/// A run under way.
pub(crate) struct Run {
    /// Its address was typed, or a link filled it in.
    pub(crate) typed: bool,
    /// What was to be read before, and stands again if this does not begin.
    pub(crate) before: (Option<Ask>, Option<sheet::exchange::Told>, Filled),
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
