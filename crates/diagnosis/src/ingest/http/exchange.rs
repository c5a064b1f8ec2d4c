//! A request and its answer: what was asked decides what the status means.

use alloc::string::String;
use alloc::vec::Vec;

use crate::address::is_private;
use crate::evidence::{Entry, Line};
use crate::ingest::sink::{Asked, Request, Sink};
use crate::product::recognise;
use crate::target::Place;
use crate::text::Text;

pub(super) const MOST_HEADERS: usize = 64;

/// One request and its answer, as far as they are seen.
#[derive(Default)]
pub(super) struct Exchange {
    pub(super) url: Option<String>,
    pub(super) path: Option<String>,
    pub(super) host: Option<String>,
    pub(super) peer: Option<String>,
    pub(super) asked: bool,
    pub(super) upgrade: bool,
    pub(super) key: bool,
    pub(super) status: Option<u16>,
    pub(super) http2: bool,
    pub(super) headers: Vec<(String, String)>,
}

impl Exchange {
    /// Files what it says.
    pub(super) fn file(self, sink: &mut Sink<'_>) {
        let Some(status) = self.status else { return };
        let asked = self.asked_of(sink);
        sink.asked = None;
        let named = |name: &str| self.headers.iter().any(|(one, _)| one == name);
        let headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        match (asked.request, status) {
            (Request::Plain, 101) => {}
            // Extended CONNECT succeeds with 200.
            (Request::Handshake, 200) if self.http2 => {
                sink.opened(named("sec-websocket-protocol"), false, &asked);
            }
            (_, 101) if !headers.is_empty() && !named("sec-websocket-accept") => {
                sink.failed(Line::DamagedUpgrade, None, &asked);
            }
            (_, 101) if self.peer.is_some() && asked.place == Place::Unnamed => {
                sink.note(Text("it opens inside; what stands in front is not known from it"));
            }
            (_, 101) => {
                let extensions = named("sec-websocket-extensions");
                sink.opened(named("sec-websocket-protocol"), extensions, &asked);
            }
            (Request::Incomplete, _) => {
                sink.note(Text(
                    "a handshake without a key or “Connection: Upgrade”, whose answer says nothing",
                ));
            }
            (Request::Plain, status) => {
                sink.failed(Line::FetchStatus(status), Some(Entry::Answered(status)), &asked);
            }
            (Request::Handshake | Request::Unknown, status) => {
                sink.failed(Line::Status(status), Some(Entry::Handshake(status)), &asked);
            }
        }
        if !asked.behind {
            sink.shows(status, recognise(&headers, ""), &asked);
        }
    }

    /// What was asked, by the request itself, or else by the command above it.
    pub(super) fn asked_of(&self, sink: &Sink<'_>) -> Asked {
        let command = sink.asked;
        let extended = self.http2 && self.upgrade && self.key && self.url.is_none();
        let request = match command {
            // An upgrade over HTTP/2 is none, but for browsers, which ask otherwise.
            _ if self.http2 && !extended && self.socket_url() => Request::Handshake,
            Some(_) if self.http2 => Request::Plain,
            _ if self.asked && self.upgrade && self.key => Request::Handshake,
            _ if self.asked && self.upgrade => Request::Incomplete,
            _ if self.socket_url() => Request::Handshake,
            Some(asked) => asked.request,
            None if self.asked => Request::Plain,
            None => Request::Unknown,
        };
        if let Some(asked) = command {
            return Asked { request, ..asked };
        }
        if let Some(url) = &self.url {
            return sink.asked(url, request);
        }
        let (Some(host), Some(path)) = (&self.host, &self.path) else {
            return Asked { request, ..Asked::NOTHING };
        };
        let scheme = if sink.target.secure { "https" } else { "http" };
        let asked = sink.asked(&[scheme, "://", host, path].concat(), request);
        // With the name of the front, and to an address that is not public: past some hop perhaps.
        let inside = self.peer.as_ref().is_some_and(|peer| is_private(peer));
        if inside && asked.place == Place::Endpoint && !is_private(&sink.target.host) {
            return Asked { place: Place::Unnamed, ..asked };
        }
        asked
    }

    fn socket_url(&self) -> bool {
        self.url.as_ref().is_some_and(|url| url.starts_with("ws"))
    }
}
