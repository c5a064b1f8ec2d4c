//! What only the command line can ask: the handshake with another Origin, over TLS at a port that the
//! address takes for a plain one, and plain requests behind a hop.

use crate::evidence::{Answer, Body, FetchEnd, Hop, Outcome, Probe, Via};
use crate::reading::{At, Get, Opening, Reading, get, opening_of};

/// What a plain request behind a hop gets, where the handshake opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// The place of it.
    pub at: usize,
    /// The hop.
    pub hop: Hop,
    /// What it gets.
    pub get: Get,
    /// It is told that a WebSocket is served there.
    pub asks_for_upgrade: bool,
}

impl<'a> Reading<'a> {
    /// How the handshake went that carried no Origin, or the endpoint's own.
    pub fn other_origin(&self) -> Option<At<Opening>> {
        self.asked_further(Probe::Origin)
    }

    /// How the handshake over TLS went at the port of a plain address.
    pub fn over_tls(&self) -> Option<At<Opening>> {
        self.asked_further(Probe::Secure)
    }

    fn asked_further(&self, probe: Probe) -> Option<At<Opening>> {
        let asked = self.evidence.of(probe);
        let mut openings = asked.map(|(at, seen)| At { at, fact: opening_of(self.evidence, seen) });
        openings.find(|asked| asked.fact != Opening::Unseen)
    }

    /// What a plain request gets behind the outermost hop behind which the handshake opens.
    pub fn plain_behind(&self) -> Option<Behind> {
        let (hop, _) = self.opens_behind()?;
        self.evidence.all(Probe::Shadow).find_map(|(at, seen)| match &seen.outcome {
            Outcome::Fetched(fetches) if seen.via == Via::Behind(hop) => {
                let asks = |answer: &Answer| answer.body == Body::AsksForUpgrade;
                let asks_for_upgrade =
                    matches!(&fetches.cors.end, FetchEnd::Answered(answer) if asks(answer));
                Some(Behind { at, hop, get: get(fetches), asks_for_upgrade })
            }
            _ => None,
        })
    }

    /// Behind a hop the path is one of a WebSocket, and what answers in front does not know it.
    pub fn routed_elsewhere(&self) -> Option<Behind> {
        let front = matches!(self.get, Get::Status(200 | 404));
        self.plain_behind().filter(|behind| front && behind.asks_for_upgrade)
    }

    /// Behind a hop plain requests are dropped, which makes them 502 in front.
    pub fn drops_plain(&self) -> Option<Behind> {
        let front = self.get == Get::Status(502) && self.root_works();
        self.plain_behind().filter(|behind| front && behind.get == Get::Failed)
    }
}
