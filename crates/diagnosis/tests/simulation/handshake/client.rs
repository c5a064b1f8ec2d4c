//! The visitor: browser, page and network, and what is pasted of the console.

use diagnosis::evidence::Family;

use crate::random::Random;

/// The visitor's browser, page and network.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    pub(crate) family: Family,
    pub(crate) relation: Relation,
    pub(crate) page_secure: bool,
    /// The run has a message of the application.
    pub(crate) message: bool,
    pub(crate) subprotocols: bool,
    /// To the outermost hop and back, and at most this much more.
    pub(crate) round_trip: u64,
    pub(crate) jitter: u64,
    /// Everything may be late by this much, because the device is busy.
    pub(crate) load: u64,
    /// So many handshakes with this host failed in other pages, so that the browser delays new ones.
    pub(crate) failed_before: usize,
}

/// What the page is to the endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Relation {
    /// Of the same origin.
    Same,
    /// Of another, and the application lets it read answers.
    Readable,
    /// Of another.
    Other,
}

/// A WebSocket elsewhere.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Control {
    pub(crate) secure: bool,
    pub(crate) works: bool,
}

/// What the visitor pastes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paste {
    pub(crate) amount: Amount,
    /// Among it a line about the endpoint from another day.
    pub(crate) stale: bool,
    /// Among it lines about other things.
    pub(crate) foreign: bool,
}

/// How much of the console is pasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amount {
    Nothing,
    /// The first line about a socket.
    Line,
    /// Every line about sockets.
    Sockets,
    All,
}

impl Client {
    pub(super) fn new(random: &mut Random) -> Client {
        let round_trip = random.spread(2, 300);
        Client {
            family: if random.chance(65) { Family::Chromium } else { Family::Firefox },
            relation: random.pick(&[
                Relation::Same,
                Relation::Same,
                Relation::Readable,
                Relation::Other,
                Relation::Other,
            ]),
            page_secure: random.chance(85),
            message: random.chance(40),
            subprotocols: random.chance(20),
            jitter: round_trip * random.pick(&[0, 5, 20, 50]) / 100,
            round_trip,
            load: random.pick(&[0, 0, 5, 20, 100, 400]),
            failed_before: if random.chance(8) { random.spread(1, 20) as usize } else { 0 },
        }
    }
}

impl Paste {
    pub(super) fn new(random: &mut Random) -> Paste {
        Paste {
            amount: random.pick(&[
                Amount::Nothing,
                Amount::Nothing,
                Amount::Line,
                Amount::Sockets,
                Amount::All,
            ]),
            stale: random.chance(8),
            foreign: random.chance(20),
        }
    }
}
