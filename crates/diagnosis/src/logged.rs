//! What hops, the application and providers write of themselves: log lines and settings, reduced to
//! what they say.
//!
//! Only what is listed here is evidence; words of the text itself never are.

use crate::target::Place;
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// What a hop, the application or a provider wrote, and how far it is about this run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logged {
    /// Who wrote it.
    pub by: Writer,
    /// What it says.
    pub entry: Entry,
    /// Where it points.
    pub place: Place,
    /// It carries this run's own trace.
    pub own: bool,
    /// It was written at another time than that of this run.
    pub untimely: bool,
}

impl Logged {
    /// What it says, in one sentence: `nginx: the next hop refused the connection`.
    pub fn meaning(self) -> Phrase {
        let phrase = text(self.entry).with("by", self.by.name());
        let phrase = match self.entry {
            Entry::Answered(status) | Entry::Handshake(status) => phrase.with("status", status),
            Entry::IdleLimit(seconds) => phrase.with("limit", Millis(seconds.saturating_mul(1000))),
            _ => phrase,
        };
        match self.untimely {
            true => Text("{line}, but at another time than this run").with("line", phrase),
            false => phrase,
        }
    }
}

/// Who wrote a log line or a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writer {
    /// nginx, and what is built on it.
    Nginx,
    /// HAProxy.
    Haproxy,
    /// Apache httpd.
    Apache,
    /// Caddy.
    Caddy,
    /// Envoy, Istio, Contour.
    Envoy,
    /// An access log in the common format, which many servers write.
    AccessLog,
    /// The application or its WebSocket library.
    Application,
    /// AWS, of its load balancer.
    Aws,
    /// Cloudflare, of its zone.
    Cloudflare,
    /// A tool that asked past what stands in front.
    Tool,
}

impl Writer {
    /// Every writer; the order is that of the variants, which links rely on.
    pub const ALL: [Writer; 10] = [
        Writer::Nginx,
        Writer::Haproxy,
        Writer::Apache,
        Writer::Caddy,
        Writer::Envoy,
        Writer::AccessLog,
        Writer::Application,
        Writer::Aws,
        Writer::Cloudflare,
        Writer::Tool,
    ];

    /// What a reader calls it, at the beginning of a sentence or inside one.
    pub fn name(self) -> &'static str {
        match self {
            Writer::Nginx => "nginx",
            Writer::Haproxy => "HAProxy",
            Writer::Apache => "Apache httpd",
            Writer::Caddy => "Caddy",
            Writer::Envoy => "Envoy",
            Writer::AccessLog => "an access log",
            Writer::Application => "the application",
            Writer::Aws => "AWS",
            Writer::Cloudflare => "Cloudflare",
            Writer::Tool => "asked directly",
        }
    }
}

/// What a log line or a setting says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The next hop refused the connection.
    Refused,
    /// There is no next hop that counts as healthy.
    NoServer,
    /// The next hop's name does not resolve.
    Unresolved,
    /// The next hop could not be reached, or not in time.
    Unreached,
    /// The next hop closed the connection before an answer.
    Closed,
    /// The next hop reset the connection before an answer.
    Reset,
    /// The next hop was reached and gave no answer in time.
    Silent,
    /// What the next hop answered is not HTTP, or not valid.
    Invalid,
    /// The next hop's headers are too large.
    HeaderTooBig,
    /// TLS with the next hop failed.
    Tls,
    /// An open connection was cut because it was idle.
    Idle,
    /// An open connection was ended by the next hop, and not with its proper end.
    Lost,
    /// The client went away first.
    ClientLeft,
    /// No route for this host or path.
    NoRoute,
    /// This hop does not pass upgrades on.
    UpgradeOff,
    /// A limit of requests or connections was hit.
    Limited,
    /// A login is wanted.
    AuthWanted,
    /// A rule or a filter forbade it.
    Forbidden,
    /// The Origin is not allowed.
    OriginRefused,
    /// A request came that should have been a handshake, and lacked what makes it one.
    UpgradeMissing,
    /// The application failed with an error of its own.
    AppFailed,
    /// The session is not known to this node.
    SessionUnknown,
    /// No subprotocol in common.
    Subprotocol,
    /// A message was too big.
    TooBig,
    /// The zone lets no WebSocket through.
    SwitchedOff,
    /// The zone lets WebSockets through.
    SwitchedOn,
    /// The servers behind it are spoken to in HTTP/2.
    Http2Targets,
    /// Visitors don't come back to the same server.
    NotSticky,
    /// An answer with this status, to a handshake or to a plain request: the line does not tell.
    Answered(u16),
    /// A handshake got this status.
    Handshake(u16),
    /// The idle limit in seconds.
    IdleLimit(u32),
}

impl Entry {
    /// Whether it says why a handshake failed.
    pub fn tells_why(self) -> bool {
        match self {
            Entry::Idle
            | Entry::Lost
            | Entry::ClientLeft
            | Entry::TooBig
            | Entry::SwitchedOff
            | Entry::SwitchedOn
            | Entry::Http2Targets
            | Entry::NotSticky
            | Entry::Answered(_)
            | Entry::IdleLimit(_) => false,
            Entry::Handshake(status) => status != 101,
            _ => true,
        }
    }

    /// Whether it says that a handshake succeeded.
    pub fn tells_opened(self) -> bool {
        matches!(self, Entry::Idle | Entry::Lost | Entry::Answered(101) | Entry::Handshake(101))
    }
}

fn text(entry: Entry) -> Text {
    match entry {
        Entry::Refused => Text("{by}: the next hop refused the connection"),
        Entry::NoServer => Text("{by}: no next hop counts as healthy"),
        Entry::Unresolved => Text("{by}: the next hop’s name does not resolve"),
        Entry::Unreached => Text("{by}: the next hop could not be reached in time"),
        Entry::Closed => Text("{by}: the next hop closed the connection before an answer"),
        Entry::Reset => Text("{by}: the next hop reset the connection before an answer"),
        Entry::Silent => Text("{by}: the next hop gave no answer in time"),
        Entry::Invalid => Text("{by}: the next hop’s answer is not valid HTTP"),
        Entry::HeaderTooBig => Text("{by}: the headers are too large"),
        Entry::Tls => Text("{by}: TLS with the next hop failed"),
        Entry::Idle => Text("{by}: an open connection was idle for too long, and was cut"),
        Entry::Lost => Text("{by}: the next hop broke off an open connection"),
        Entry::ClientLeft => Text("{by}: the client left first"),
        Entry::NoRoute => Text("{by}: no route for this host or path"),
        Entry::UpgradeOff => Text("{by}: upgrades to WebSocket are not passed on here"),
        Entry::Limited => Text("{by}: a limit of requests or connections was reached"),
        Entry::AuthWanted => Text("{by}: a login is wanted"),
        Entry::Forbidden => Text("{by}: a rule forbids it"),
        Entry::OriginRefused => Text("{by}: the Origin is not allowed"),
        Entry::UpgradeMissing => {
            Text("{by}: a handshake came without the headers that make it one")
        }
        Entry::AppFailed => Text("{by}: an error of its own"),
        Entry::SessionUnknown => Text("{by}: the session is not known here"),
        Entry::Subprotocol => Text("{by}: no subprotocol in common"),
        Entry::TooBig => Text("{by}: a message was too big"),
        Entry::SwitchedOff => Text("{by}: WebSockets are switched off"),
        Entry::SwitchedOn => Text("{by}: WebSockets are switched on"),
        Entry::Http2Targets => Text("{by}: the servers behind it are spoken to in HTTP/2"),
        Entry::NotSticky => Text("{by}: a visitor’s requests may go to any server"),
        Entry::Answered(_) => Text("{by}: a request for this path was answered with {status}"),
        Entry::Handshake(_) => Text("{by}: a handshake was answered with {status}"),
        Entry::IdleLimit(_) => Text("{by}: an idle connection is cut after {limit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_all_holds_each_variant_at_its_own_place() {
        assert!(Writer::ALL.iter().enumerate().all(|(index, writer)| *writer as usize == index));
    }
}
