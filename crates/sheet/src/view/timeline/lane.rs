//! One socket that waits or waited, in the words of its lane.

use crate::markup::words;
use diagnosis::close_code::meaning;
use diagnosis::evidence::{Evidence, Observation, Outcome, Probe, Wait, WaitEnd};
use diagnosis::language::span;
use diagnosis::text::{Phrase, Text};
use diagnosis::time::Millis;

/// One socket that waits or waited.
pub(super) struct Lane<'a> {
    seen: &'a Observation,
    pub(super) wait: &'a Wait,
    /// When it ends at the latest, while it goes on.
    pub(super) until: Option<Millis>,
}

/// Every long wait, in the order of opening. The last ones go on where there are `ends` for them.
pub(super) fn lanes<'a>(evidence: &'a Evidence, ends: &[Millis]) -> Vec<Lane<'a>> {
    let over = evidence.observations.len().saturating_sub(ends.len());
    let mut lanes: Vec<Lane<'a>> = evidence
        .observations
        .iter()
        .enumerate()
        .filter_map(|(at, seen)| match &seen.outcome {
            Outcome::Waited(wait) => {
                let until = at.checked_sub(over).and_then(|place| ends.get(place).copied());
                Some(Lane { seen, wait, until })
            }
            _ => None,
        })
        .collect();
    lanes.sort_by_key(Lane::opened);
    lanes
}

impl Lane<'_> {
    /// When its socket opened.
    pub(super) fn opened(&self) -> Millis {
        self.seen.ended - self.wait.age
    }

    /// When it ended, or how far it is.
    pub(super) fn ended(&self) -> Millis {
        self.seen.ended
    }

    /// The client speaks all along.
    fn beats(&self) -> bool {
        self.seen.probe == Probe::Beat
    }

    /// The server speaks all along, and the client does not.
    fn is_served(&self) -> bool {
        let spoken = self.wait.received > 0 && self.stillness() < self.wait.age.scale(1, 2);
        self.seen.probe == Probe::Served || !self.beats() && spoken
    }

    /// What is said on it.
    pub(super) fn name(&self) -> String {
        words(match (self.seen.probe, self.wait.interval) {
            _ if self.is_served() => Text("The server speaks").phrase(),
            (Probe::Pace, length) => {
                let length = length.or_else(|| Some(self.until? - self.opened()));
                Text("Silent for {time}").with("time", limit(length.unwrap_or(self.wait.age)))
            }
            (_, Some(interval)) => Text("Message every {time}").with("time", limit(interval)),
            (Probe::Recur, None) => Text("Silent, once more").phrase(),
            (_, None) => Text("Silent").phrase(),
        })
    }

    /// How it stands or ended, in few words.
    pub(super) fn state(&self) -> String {
        let (state, when) = match self.wait.end {
            _ if self.until.is_some() && !self.beats() && !self.is_served() => {
                (Text("silent for {time}"), self.stillness())
            }
            _ if self.until.is_some() => (Text("open for {time}"), self.wait.age),
            WaitEnd::Dropped(_) => (Text("closed after {time}"), self.wait.age),
            WaitEnd::Survived => (Text("open after {time}"), self.wait.age),
            WaitEnd::Alive => (Text("answered after {time}"), self.wait.age),
            WaitEnd::Deaf => (Text("no answer after {time}"), self.wait.age),
            WaitEnd::Stopped => (Text("stopped after {time}"), self.wait.age),
        };
        let when = if self.until.is_some() { whole(when) } else { exact(when) };
        words(state.with("time", when))
    }

    /// The same with the close code.
    pub(super) fn end(&self) -> String {
        let state = self.state();
        let Some(close) = self.wait.dropped() else { return state };
        let text = Text("{state} with code {code} ({name})").with("state", state);
        words(text.with("code", close.code).with("name", meaning(close.code).name))
    }

    /// The silence that it is about: the one that lasts, that ended it, or that it came through.
    pub(super) fn silence(&self) -> (Millis, Millis) {
        let (end, wait) = (self.seen.ended, self.wait);
        let (from, to) = match wait.end {
            WaitEnd::Alive => (end - wait.unsaid - wait.spanned, end - wait.unsaid),
            // A single question at its end does not break a silence that lasts.
            _ if !self.beats() => (end - wait.unheard, end),
            WaitEnd::Deaf => (end - wait.unheard, end),
            _ => (end - wait.quiet(), end),
        };
        (from.max(self.opened()), to.max(self.opened()))
    }

    /// When its messages were sent: at equal distances, the last one when it was.
    pub(super) fn sent(&self) -> impl Iterator<Item = Millis> {
        let count = self.wait.sent;
        let last = self.seen.ended - self.wait.unsaid;
        let opened = self.opened();
        (1..=count).map(move |number| opened + (last - opened).scale(number, count))
    }

    /// How long that silence is.
    pub(super) fn stillness(&self) -> Millis {
        let (from, to) = self.silence();
        to - from
    }
}

/// From here on minutes tell more than seconds.
pub(super) const LONG: Millis = Millis::seconds(600);

/// A time as limits are written, which are mostly whole seconds: `60 s`, `2.5 s`.
pub(super) fn limit(time: Millis) -> Phrase {
    if time < LONG && time.0.is_multiple_of(1000) { whole(time) } else { exact(time) }
}

/// A time to the tenth of a second: `60.0 s`.
pub(super) fn exact(time: Millis) -> Phrase {
    if (Millis::seconds(1)..LONG).contains(&time) {
        let tenths = (time.0 + 50) / 100;
        Text("{whole}.{tenth} s").with("whole", tenths / 10).with("tenth", tenths % 10)
    } else {
        span(time)
    }
}

/// A time to the second: `60 s`.
pub(super) fn whole(time: Millis) -> Phrase {
    if time < LONG {
        Text("{number} s").with("number", time.0 / 1000)
    } else {
        span(Millis::seconds(time.0 / 1000))
    }
}
