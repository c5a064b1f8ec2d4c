//! What only the command line can ask: the handshake with another Origin, over TLS at a port that the
//! address takes for a plain one, once more to read its answer whole, and for a path below; plain
//! requests behind a hop, below, and at Socket.IO's usual path; a connection on which nothing is said.

use crate::evidence::{Answer, Body, FetchEnd, Hop, Line, Outcome, Probe, Via};
use crate::product::Product;
use crate::reading::{At, Get, Opening, Reading, answer_of, get, opening_of};
use crate::target::Place;

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
    /// It gets, word for word, what the handshake and a plain request get in front.
    pub same: bool,
}

/// What a path below the endpoint's gets, which nobody serves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// The place of the handshake.
    pub at: usize,
    /// The status that the handshake got, if it got a whole answer.
    pub status: Option<u16>,
    /// The place of the plain request.
    pub plain_at: usize,
    /// The status that the plain request got, if it got a whole answer.
    pub plain: Option<u16>,
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
                let got = |wanted: &dyn Fn(&Answer) -> bool| match &fetches.cors.end {
                    FetchEnd::Answered(answer) => wanted(answer),
                    _ => false,
                };
                let asks_for_upgrade = got(&|answer| answer.body == Body::AsksForUpgrade);
                let same = got(&|answer| self.same_words(answer));
                Some(Behind { at, hop, get: get(fetches), asks_for_upgrade, same })
            }
            _ => None,
        })
    }

    /// Behind a hop the path is one of a WebSocket, and what answers in front does not know it.
    pub fn routed_elsewhere(&self) -> Option<Behind> {
        let front = matches!(self.get, Get::Status(200 | 404));
        self.plain_behind().filter(|behind| front && behind.asks_for_upgrade)
    }

    /// This answer is, word for word, that to the handshake and to a plain request in front. Nothing at
    /// all is said by many.
    fn same_words(&self, answer: &Answer) -> bool {
        let same = |front: &Answer| {
            front.body != Body::Empty
                && (front.status, front.digest) == (answer.status, answer.digest)
        };
        self.answer().is_some_and(same) && self.heard().is_some_and(|heard| same(heard.fact))
    }

    /// The answer to the handshake, read whole.
    pub fn heard(&self) -> Option<At<&'a Answer>> {
        let (at, _) = self.fetches(Probe::Whole)?;
        answer_of(self.evidence, Probe::Whole).map(|fact| At { at, fact })
    }

    /// What a path below the endpoint's gets.
    pub fn below(&self) -> Option<Below> {
        let mut below = None;
        for (at, seen) in self.evidence.of(Probe::Below) {
            let found = below.get_or_insert_with(Below::default);
            match &seen.outcome {
                Outcome::Fetched(fetches) => {
                    found.plain_at = at;
                    found.plain = match get(fetches) {
                        Get::Status(status) => Some(status),
                        _ => None,
                    };
                }
                Outcome::Line(Line::Status(status), _) => {
                    (found.at, found.status) = (at, Some(*status))
                }
                Outcome::Opened(_) => (found.at, found.status) = (at, Some(101)),
                _ => found.at = at,
            }
        }
        below
    }

    /// The status that a handshake below the path gets from whoever is no gateway: what becomes of the
    /// endpoint's is its own, and the network and the hops let handshakes through.
    pub fn answered_below(&self) -> Option<At<u16>> {
        let below = self.below()?;
        let status = below.status.filter(|status| *status < 500)?;
        Some(At { at: below.at, fact: status })
    }

    /// A handshake gets the same refusal whatever the path, where plain requests get something else.
    pub fn refused_anywhere(&self) -> Option<usize> {
        let refused = self.status?.fact;
        let below = self.below().filter(|below| below.status == Some(refused))?;
        let plain_works = below.plain.is_some_and(|plain| plain != refused && plain < 500);
        let elsewhere =
            |(_, line, place)| line == Line::Status(refused) && place == Place::OtherPath;
        (plain_works && self.evidence.lines().any(elsewhere)).then_some(below.at)
    }

    /// The hop that refuses the handshake itself, as its answer shows, and passes plain requests on.
    pub fn refused_by(&self, product: Product) -> Option<usize> {
        let heard = self.heard().filter(|heard| heard.fact.marks.contains(&product))?;
        let own = heard.fact.body == Body::GatewayPage && !self.agrees();
        own.then_some(heard.at).or_else(|| match product {
            // Of what comes from behind it, Envoy says so.
            Product::Envoy => None,
            _ => self.refused_anywhere(),
        })
    }

    /// The connection is cut before anything was said on it.
    pub fn cut_unasked(&self) -> Option<usize> {
        let cut = |line| matches!(line, Line::Reset | Line::ClosedUnanswered);
        let mut asked = self.evidence.of(Probe::Mute);
        let found =
            asked.find(|(_, seen)| matches!(seen.outcome, Outcome::Line(line, _) if cut(line)));
        found.map(|(at, _)| at)
    }

    /// Socket.IO answers at its usual path, which is not the endpoint's.
    pub fn engine(&self) -> Option<usize> {
        let (at, _) = self.fetches(Probe::Engine)?;
        answer_of(self.evidence, Probe::Engine)
            .filter(|answer| answer.body == Body::UnknownTransport)
            .map(|_| at)
    }

    /// Behind a hop plain requests are dropped, which makes them 502 in front.
    pub fn drops_plain(&self) -> Option<Behind> {
        let front = self.get == Get::Status(502) && self.root_works();
        self.plain_behind().filter(|behind| front && behind.get == Get::Failed)
    }
}
