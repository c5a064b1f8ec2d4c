//! How a browser takes what came back to its handshake.

use diagnosis::evidence::{CertificateFault, Family};

use crate::handshake::exchange::{Chosen, Reply, Switch, Then};
use crate::handshake::fault::{Damage, Dead};

/// What a handshake comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Opens {
        subprotocol: bool,
        then: Then,
    },
    Fails(Failure),
    /// Nothing happens.
    Hangs,
}

/// Why a handshake failed, as the browser knows it; a page does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    Status(u16),
    Closed,
    Reset,
    NotHttp,
    Stream,
    Dead(Dead),
    Offline,
    Tunnel,
    Certificate(CertificateFault),
    NoTls,
    Damaged(Damage),
    /// No subprotocol was chosen, or one that was not offered.
    Subprotocol {
        other: bool,
    },
    Extension,
    Blocked,
    Local,
    /// 101, and the connection ended before the page could see it open.
    Cut,
}

/// What the browser makes of an answer to a handshake that offered subprotocols, or none.
pub(crate) fn outcome(family: Family, offers: bool, reply: &Reply) -> Outcome {
    let failure = match reply {
        Reply::Switch(switch) => return switched(family, offers, switch),
        Reply::Silence => return Outcome::Hangs,
        Reply::Answer(answer) => Failure::Status(answer.status),
        Reply::Closed => Failure::Closed,
        Reply::Reset => Failure::Reset,
        Reply::Garbage => Failure::NotHttp,
        Reply::Stream => Failure::Stream,
        Reply::Dead(dead) => Failure::Dead(*dead),
        Reply::Offline => Failure::Offline,
        Reply::Tunnel => Failure::Tunnel,
        Reply::Certificate(fault) => Failure::Certificate(*fault),
        Reply::NoTls => Failure::NoTls,
    };
    Outcome::Fails(failure)
}

fn switched(family: Family, offers: bool, switch: &Switch) -> Outcome {
    let Switch { damage, subprotocol, extension, then } = *switch;
    if let Some(damage) = damage {
        return Outcome::Fails(Failure::Damaged(damage));
    }
    match subprotocol {
        // Firefox takes it where none was offered.
        Chosen::Other if offers || family == Family::Chromium => {
            return Outcome::Fails(Failure::Subprotocol { other: true });
        }
        // Firefox takes that.
        Chosen::None if offers && family == Family::Chromium => {
            return Outcome::Fails(Failure::Subprotocol { other: false });
        }
        Chosen::None | Chosen::Offered | Chosen::Other => {}
    }
    if extension {
        return Outcome::Fails(Failure::Extension);
    }
    Outcome::Opens { subprotocol: subprotocol == Chosen::Offered, then }
}

impl Failure {
    /// The code of the close event.
    pub(crate) fn code(self, family: Family) -> u16 {
        let tls = matches!(self, Failure::Certificate(_) | Failure::NoTls);
        if tls && family == Family::Firefox { 1015 } else { 1006 }
    }

    /// Whether an error event comes before it.
    pub(crate) fn errs(self) -> bool {
        self != Failure::Cut
    }
}
