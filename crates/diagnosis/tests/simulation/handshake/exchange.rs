//! Requests and replies as they pass from station to station.

use diagnosis::evidence::CertificateFault;

use crate::handshake::fault::{Damage, Dead};

/// Where a request goes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    Front,
    /// The way around with this number.
    Way(usize),
    Control,
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Path {
    Endpoint,
    Root,
    /// A path that nobody serves.
    Nowhere,
    /// Cloudflare's own.
    Trace,
}

/// A request, as a station gets it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ask {
    pub(crate) path: Path,
    /// It began as a handshake.
    pub(crate) handshake: bool,
    pub(crate) upgrade: bool,
    pub(crate) connection: bool,
    pub(crate) http_10: bool,
    /// Its Host is the one that the page's Origin names.
    pub(crate) own_host: bool,
    /// It offers subprotocols.
    pub(crate) offers: bool,
    /// It came inside HTTP/2.
    pub(crate) extended: bool,
    /// It goes over a connection that is there already.
    pub(crate) pooled: bool,
}

/// What comes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reply {
    Answer(Answer),
    /// 101, or what is the same inside HTTP/2.
    Switch(Switch),
    Closed,
    Reset,
    Garbage,
    Silence,
    /// The stream inside HTTP/2 failed.
    Stream,
    /// No connection came about.
    Dead(Dead),
    Offline,
    Tunnel,
    Certificate(CertificateFault),
    /// TLS with a port that speaks none, or with one that takes HTTP/2 only.
    NoTls,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: &'static str,
    pub(crate) headers: Vec<(&'static str, &'static str)>,
    /// Pages of another origin may read it, where the application lets them.
    pub(crate) allows: bool,
    /// It is not for pages of another origin.
    pub(crate) guarded: bool,
    pub(crate) redirect: bool,
}

/// A 101.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Switch {
    pub(crate) damage: Option<Damage>,
    pub(crate) subprotocol: Chosen,
    pub(crate) extension: bool,
    pub(crate) then: Then,
}

impl Switch {
    /// With nothing wrong, where no subprotocol was offered.
    pub(crate) const PLAIN: Switch =
        Switch { damage: None, subprotocol: Chosen::None, extension: false, then: Then::Stays };
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Chosen {
    None,
    Offered,
    Other,
}

/// What becomes of an open connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Stays,
    Dies {
        after: u64,
        resets: bool,
    },
    Closes(u16),
    /// Nothing comes through.
    Deaf,
}
