//! The limits that hops, servers, networks and browsers are known to have, and which of them fit a
//! measured time.
//!
//! Sources: the vendors' pages and code that each limit names. What resets nginx, HAProxy, Apache,
//! Caddy, Varnish and Envoy, and how they end a connection, is from real ones: nginx 1.22.1, HAProxy
//! 2.6.12, Apache 2.4.71, Caddy 2.6.2, Varnish 7.1.1 and Envoy 1.39.3; their documents say less.
//! A time alone names nobody, since each can be configured: a match says who to ask first.

mod axis;
mod browsers;
mod cdns;
mod clouds;
mod ingresses;
mod networks;
mod platforms;
mod proxies;
mod servers;

use alloc::vec::Vec;

pub use axis::{Tick, passing};

use crate::product::Product;
use crate::remedy::Source;
use crate::time::Millis;

/// A limit that is in force where nobody has set another, or that can't be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// The permanent name.
    pub id: &'static str,
    /// What a reader calls whose it is.
    pub product: &'static str,
    /// The mark by which an answer can show that it is there.
    pub mark: Option<Product>,
    /// What it is called in the configuration, or what there is instead.
    pub setting: &'static str,
    /// How long: the default first, then other documented values. Empty where there is none.
    pub times: &'static [Millis],
    /// From when it counts, and what it may end.
    pub kind: Kind,
    /// What starts it anew.
    pub resets: Resets,
    /// Whether protocol pings and pongs count, in the directions that do; `None` if unknown.
    pub ping: Option<bool>,
    /// How it ends a connection.
    pub ends: Ends,
    /// How sure all this is.
    pub trust: Trust,
    /// Where it is documented.
    pub source: Source,
}

/// From when a limit counts, and what it may end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// From the last traffic that counts.
    Idle,
    /// From opening, whatever the traffic.
    Lifetime,
    /// From the last answer, or from a heartbeat that gets none.
    Ping,
    /// From asking to the answer to the handshake; leaves open connections alone.
    Handshake,
    /// From a reload, restart or release, whatever the connection's age.
    Reload,
    /// While one direction is blocked or closed.
    Stalled,
    /// Between two heartbeats of a server; ends nothing.
    Interval,
    /// For plain requests, or for workers; ends no WebSocket.
    Request,
    /// None is documented.
    Absent,
    /// No time: WebSockets have to be enabled, or aren't offered.
    Switch,
    /// No time: what inspects the traffic may end it by its own rules.
    Policy,
}

impl Kind {
    /// Whether it can end a connection that is open and not disturbed.
    fn ends_open(self) -> bool {
        matches!(self, Kind::Idle | Kind::Lifetime | Kind::Ping)
    }
}

/// What starts a limit anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Resets {
    /// Traffic from either side.
    Either,
    /// Traffic from the server.
    ServerOnly,
    /// Traffic from the client.
    ClientOnly,
    /// Each direction has a limit of its own: both sides have to speak.
    Each,
    /// Nothing.
    Nothing,
    /// It is not known.
    Unknown,
}

/// How a limit ends a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ends {
    /// With a FIN: a page sees 1006.
    Fin,
    /// With a FIN or a reset, and without a close frame: a page sees 1006.
    Cut,
    /// With a close frame and this code.
    CloseFrame(u16),
    /// With nothing: the end shows at the next message, or never.
    Silent,
    /// It is not known.
    Unknown,
}

/// How sure a limit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// Read in the vendor's text or code, or measured.
    High,
    /// Read with a gap, or elsewhere.
    Medium,
    /// Hearsay.
    Low,
}

/// What is known of the limit that ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// It is no less than this.
    pub low: Millis,
    /// It is no more than this.
    pub high: Millis,
    /// Its kind; `None` if an open connection ended by silence or by age, and nothing told which.
    pub kind: Option<Kind>,
    /// What starts it anew, if something told.
    pub resets: Option<Resets>,
}

/// Silence as most limits count it: any traffic starts them anew, a protocol ping too.
const IDLE: Limit = Limit {
    id: "",
    product: "",
    mark: None,
    setting: "",
    times: &[],
    kind: Kind::Idle,
    resets: Resets::Either,
    ping: Some(true),
    ends: Ends::Unknown,
    trust: Trust::High,
    source: page("", ""),
};
const LIFETIME: Limit =
    Limit { kind: Kind::Lifetime, resets: Resets::Nothing, ping: Some(false), ..IDLE };
const PING: Limit = Limit { kind: Kind::Ping, resets: Resets::ClientOnly, ..IDLE };
const HANDSHAKE: Limit =
    Limit { kind: Kind::Handshake, resets: Resets::Nothing, ping: None, ..IDLE };
const RELOAD: Limit = Limit { kind: Kind::Reload, ..LIFETIME };
const REQUEST: Limit = Limit { kind: Kind::Request, resets: Resets::Unknown, ping: None, ..IDLE };
const ABSENT: Limit = Limit { kind: Kind::Absent, ..REQUEST };
const SWITCH: Limit = Limit { kind: Kind::Switch, ..REQUEST };
const POLICY: Limit = Limit { kind: Kind::Policy, ..REQUEST };

const fn page(title: &'static str, at: &'static str) -> Source {
    Source { title, at }
}

/// Every known limit; inside a family the common ones come first.
pub fn all() -> impl Iterator<Item = &'static Limit> {
    [
        proxies::LIMITS,
        ingresses::LIMITS,
        clouds::LIMITS,
        cdns::LIMITS,
        platforms::LIMITS,
        servers::LIMITS,
        networks::LIMITS,
        browsers::LIMITS,
    ]
    .into_iter()
    .flatten()
}

/// The limits that a measured one may be, the likeliest first. `marks` are the products that showed
/// themselves, in any order; empty if no answer could be read.
///
/// A limit fits if one of its times is no more than 300 ms and 2 % outside the measured interval.
/// A limit that counts from a reload fits whatever its time, since nobody saw the reload.
pub fn matching(measured: &Measured, marks: &[Product]) -> Vec<&'static Limit> {
    let mut fitting: Vec<_> = all().filter(|limit| fits(limit, measured)).collect();
    // Stable, so that the order of the tables decides between equals.
    fitting.sort_by_key(|limit| {
        let kind = measured.kind.is_none_or(|kind| kind == limit.kind);
        let resets = measured
            .resets
            .is_none_or(|resets| resets == limit.resets || limit.resets == Resets::Unknown);
        let default = limit.times.first().is_none_or(|time| near(*time, measured));
        (!kind, !resets, Presence::of(limit, marks), limit.trust, !default)
    });
    fitting
}

fn fits(limit: &Limit, measured: &Measured) -> bool {
    let timed = || limit.times.iter().any(|time| near(*time, measured));
    match measured.kind {
        Some(Kind::Reload) => limit.kind == Kind::Reload,
        Some(kind) if !kind.ends_open() => limit.kind == kind && timed(),
        _ => limit.kind.ends_open() && timed(),
    }
}

fn near(time: Millis, measured: &Measured) -> bool {
    let slack = Millis(300) + time.scale(1, 50);
    measured.low <= time + slack && time <= measured.high + slack
}

/// Whether a limit's product is on the path, as far as the answers show.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Presence {
    Shown,
    Open,
    Unlikely,
}

impl Presence {
    fn of(limit: &Limit, marks: &[Product]) -> Presence {
        match limit.mark {
            Some(mark) if marks.contains(&mark) => Presence::Shown,
            Some(mark) if !marks.is_empty() && adds_headers(mark) => Presence::Unlikely,
            _ => Presence::Open,
        }
    }
}

/// Products that add headers of their own to each answer, which the hops outside leave alone. Others
/// only fill in `Server`, of which there is one.
fn adds_headers(product: Product) -> bool {
    matches!(
        product,
        Product::Cloudflare
            | Product::CloudFront
            | Product::FrontDoor
            | Product::Fastly
            | Product::Google
            | Product::Heroku
            | Product::Fly
            | Product::Varnish
    )
}
