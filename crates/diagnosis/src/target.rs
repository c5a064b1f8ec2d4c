//! What to connect to, live and on record.
//!
//! An [`Endpoint`] holds live URLs, which may carry tokens, for the length of a run; nothing here
//! can write it down. A [`Target`] is its record, redacted by construction: token-like path
//! segments masked, the names of query parameters without their values.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::address::{BLOCKED_PORTS, is_private};
use crate::evidence::Hop;
use crate::secret::{looks_secret, names_a_secret};
use crate::text::{Phrase, Text};

/// A URL as a WHATWG URL parser splits it; the page's edge and native tools fill it. It may hold
/// secrets and so can't be printed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct UrlParts {
    /// Without the colon: `wss`.
    pub scheme: String,
    /// Empty if there is none.
    pub username: String,
    /// Empty if there is none.
    pub password: String,
    /// As the parser normalised it; an IPv6 address in brackets.
    pub host: String,
    /// `None` for the scheme's default.
    pub port: Option<u16>,
    /// Starts with `/`.
    pub path: String,
    /// Without `?`; empty if there is none.
    pub query: String,
    /// Without `#`; empty if there is none.
    pub fragment: String,
}

impl UrlParts {
    /// The parts of an address as a WHATWG URL parser has written it. Such a parser encodes every mark
    /// that stands within a part, so that it ends where the first one says.
    pub fn written(href: &str) -> UrlParts {
        let (rest, fragment) = href.split_once('#').map_or((href, ""), |(rest, own)| {
            // Browsers' sockets throw at a bare one as well.
            (rest, if own.is_empty() { "#" } else { own })
        });
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (scheme, rest) = rest.split_once(':').unwrap_or(("", rest));
        let (authority, path) = match rest.strip_prefix("//") {
            Some(rest) => rest.split_at(rest.find('/').unwrap_or(rest.len())),
            None => ("", rest),
        };
        let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (username, password) = user.split_once(':').unwrap_or((user, ""));
        // An IPv6 address has colons of its own, but ends with its bracket.
        let (host, port) = match place.rsplit_once(':').filter(|_| !place.ends_with(']')) {
            Some((host, port)) => (host, port.parse().ok()),
            None => (place, None),
        };
        UrlParts {
            scheme: scheme.into(),
            username: username.into(),
            password: password.into(),
            host: host.into(),
            port,
            path: path.into(),
            query: query.into(),
            fragment: fragment.into(),
        }
    }

    /// Host and port, as they stand in a URL.
    pub fn authority(&self) -> String {
        match self.port {
            Some(port) => format!("{}:{port}", self.host),
            None => self.host.clone(),
        }
    }
}

/// Why a URL can't be an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TargetError {
    /// Not a URL at all, or one without a host.
    NotAUrl,
    /// A scheme other than ws and wss; for http and https, the same URL with the right scheme.
    Scheme {
        /// The scheme found.
        found: String,
        /// The URL to offer instead.
        offer: Option<String>,
    },
    /// A user name or password stands in the URL.
    Credentials,
    /// Something stands behind `#`.
    Fragment,
    /// Browsers refuse this port.
    BlockedPort(u16),
    /// A loopback, private or link-local address, or a name that only means something locally.
    Private(String),
}

impl TargetError {
    /// What was expected and what was found.
    pub fn phrase(&self) -> Phrase {
        match self {
            TargetError::NotAUrl => {
                Text("expected an address such as wss://chat.example.com/ws, found something that is not a URL").phrase()
            }
            TargetError::Scheme { found, offer: Some(offer) } => {
                Text("expected an address that starts with wss:// or ws://, found {found}://; did you mean {offer}?").with("found", found).with("offer", offer)
            }
            TargetError::Scheme { found, offer: None } => {
                Text("expected an address that starts with wss:// or ws://, found {found}:").with("found", found)
            }
            TargetError::Credentials => Text("expected an address without a user name or password, found one before the @; remove it, a report must not hold it").phrase(),
            TargetError::Fragment => {
                Text("expected an address without #, found one; remove the # and what follows it").phrase()
            }
            TargetError::BlockedPort(port) => {
                Text("expected a port that browsers connect to, found {port}, which every browser refuses").with("port", *port)
            }
            TargetError::Private(host) => Text("expected a public host, found {host}, which is a private or local address; whoever runs this page can allow it in its configuration").with("host", host),
        }
    }
}

/// In English.
impl fmt::Display for TargetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.phrase().fmt(f)
    }
}

impl core::error::Error for TargetError {}

/// What a run connects to. It holds live URLs and so has no way to be written down or printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Endpoint {
    parts: UrlParts,
    /// The redacted record of this endpoint.
    pub target: Target,
    /// Subprotocols to offer, in the order of preference.
    pub subprotocols: Vec<String>,
    /// Ways in behind a hop, as live URLs.
    pub bypasses: Vec<(Hop, Endpoint)>,
    /// A WebSocket elsewhere that is known to work.
    pub control: Option<alloc::boxed::Box<Endpoint>>,
}

impl Endpoint {
    /// An endpoint from the parts of a URL.
    ///
    /// # Errors
    /// [`TargetError`] for a URL that no page could or should connect to; loopback and private
    /// addresses only pass with `private_allowed`.
    pub fn new(parts: UrlParts, private_allowed: bool) -> Result<Endpoint, TargetError> {
        match parts.scheme.as_str() {
            "ws" | "wss" => {}
            "http" | "https" => {
                let scheme = if parts.scheme == "https" { "wss" } else { "ws" };
                let offer = format!("{scheme}{}", after_scheme(&parts));
                return Err(TargetError::Scheme { found: parts.scheme, offer: Some(offer) });
            }
            _ => return Err(TargetError::Scheme { found: parts.scheme, offer: None }),
        }
        if parts.host.is_empty() {
            return Err(TargetError::NotAUrl);
        }
        if !parts.username.is_empty() || !parts.password.is_empty() {
            return Err(TargetError::Credentials);
        }
        if !parts.fragment.is_empty() {
            return Err(TargetError::Fragment);
        }
        if let Some(port) = parts.port
            && BLOCKED_PORTS.contains(&port)
        {
            return Err(TargetError::BlockedPort(port));
        }
        if !private_allowed && is_private(&parts.host) {
            return Err(TargetError::Private(parts.host));
        }
        let target = Target::new(
            parts.scheme == "wss",
            &parts.host,
            parts.port.unwrap_or(if parts.scheme == "wss" { 443 } else { 80 }),
            &parts.path,
            &parts.query,
        );
        Ok(Endpoint {
            parts,
            target,
            subprotocols: Vec::new(),
            bypasses: Vec::new(),
            control: None,
        })
    }

    /// The parts of the live URL.
    pub fn parts(&self) -> &UrlParts {
        &self.parts
    }

    /// The live URL to open, with the run's trace where the endpoint has no query of its own.
    pub fn url(&self, trace: Option<&str>) -> String {
        format!("{}{}", self.parts.scheme, self.rest(&self.parts.path, trace))
    }

    /// The http(s) URL of the same path, for a plain request.
    pub fn plain_url(&self, trace: Option<&str>) -> String {
        format!("{}{}", self.plain_scheme(), self.rest(&self.parts.path, trace))
    }

    /// The http(s) URL of the host's root.
    pub fn root_url(&self, trace: Option<&str>) -> String {
        let query = trace.map(|trace| format!("?{TRACE}={trace}")).unwrap_or_default();
        format!("{}://{}/{query}", self.plain_scheme(), self.authority())
    }

    /// The http(s) URL that Cloudflare answers itself, for any page to read.
    pub fn edge_url(&self) -> String {
        format!("{}://{}/cdn-cgi/trace", self.plain_scheme(), self.authority())
    }

    /// A ws(s) URL on the same host with a path that nobody serves.
    pub fn elsewhere_url(&self, name: &str, trace: Option<&str>) -> String {
        let query = trace.map(|trace| format!("?{TRACE}={trace}")).unwrap_or_default();
        format!("{}://{}/{name}{query}", self.parts.scheme, self.authority())
    }

    /// Whether a socket to `other` would wait for one to this endpoint.
    ///
    /// Firefox opens one at a time per address whatever the port, so that the host decides.
    pub fn shares_address(&self, other: &Endpoint) -> bool {
        self.parts.host == other.parts.host
    }

    fn rest(&self, path: &str, trace: Option<&str>) -> String {
        let query = match (self.parts.query.as_str(), trace) {
            ("", None) => String::new(),
            ("", Some(trace)) => format!("?{TRACE}={trace}"),
            (own, _) => format!("?{own}"),
        };
        format!("://{}{path}{query}", self.authority())
    }

    fn plain_scheme(&self) -> &'static str {
        if self.target.secure { "https" } else { "http" }
    }

    fn authority(&self) -> String {
        self.parts.authority()
    }
}

/// The query parameter that carries a run's trace id into the access logs of each hop.
pub const TRACE: &str = "wsd";

fn after_scheme(parts: &UrlParts) -> String {
    let port = parts.port.map(|port| format!(":{port}")).unwrap_or_default();
    format!("://{}{port}{}", parts.host, parts.path)
}

/// The record of an endpoint: nothing in it is secret, nothing in it can be markup or a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// wss rather than ws.
    pub secure: bool,
    /// Lower case; letters, digits, `.`, `-`, `_`, or an IPv6 address in brackets. At most 253 bytes.
    pub host: String,
    /// The port, also where it is the scheme's default.
    pub port: u16,
    /// Starts with `/`; token-like segments masked as `…`. At most 160 characters.
    pub path: String,
    /// The names of the query parameters, without their values. At most 8.
    pub query_names: Vec<String>,
}

/// What stands for a masked part of a path.
pub(crate) const MASK: &str = "…";
const LONGEST_PATH: usize = 160;
const LONGEST_NAME: usize = 32;
const MOST_NAMES: usize = 8;

impl Target {
    /// A path of which nothing is told.
    pub const HIDDEN_PATH: &'static str = "/…";

    /// A record made safe: whatever the arguments hold, the result keeps the promises of the fields.
    pub fn new(secure: bool, host: &str, port: u16, path: &str, query: &str) -> Target {
        let names = query.split(['&', ';']).map(|pair| match pair.split_once('=') {
            Some((name, _)) => name,
            // A flag, or a bare token: nobody can tell.
            None if !pair.is_empty() => MASK,
            None => "",
        });
        Target::named(secure, host, port, path, names)
    }

    /// The same of a query whose values were left out before.
    pub(crate) fn named<'a>(
        secure: bool,
        host: &str,
        port: u16,
        path: &str,
        names: impl Iterator<Item = &'a str>,
    ) -> Target {
        let query_names = names
            .filter(|name| !name.is_empty() && *name != TRACE)
            .map(|name| safe_name(name, LONGEST_NAME))
            .take(MOST_NAMES)
            .collect();
        Target { secure, host: safe_host(host), port, path: safe_path(path), query_names }
    }

    /// The redacted URL: `wss://chat.example.com/ws/…?token=…`.
    pub fn url(&self) -> String {
        format!("{}://{}{}{}", self.scheme(), self.authority(), self.path, self.query())
    }

    /// The redacted http(s) URL of the same path.
    pub fn plain_url(&self) -> String {
        format!("{}{}{}", self.origin(), self.path, self.query())
    }

    /// `https://chat.example.com`: what the same host is to a page.
    pub fn origin(&self) -> String {
        format!("{}://{}", if self.secure { "https" } else { "http" }, self.authority())
    }

    /// `wss` or `ws`.
    pub fn scheme(&self) -> &'static str {
        if self.secure { "wss" } else { "ws" }
    }

    /// Host, and port where it is not the scheme's default.
    pub fn authority(&self) -> String {
        if self.port == if self.secure { 443 } else { 80 } {
            self.host.clone()
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }

    /// Where a URL that somebody pasted points, seen from this target.
    pub fn locate(&self, url: &str) -> Place {
        let Some((scheme, rest)) = url.split_once("://") else { return Place::OtherHost };
        let secure = matches!(scheme, "wss" | "https");
        if !secure && !matches!(scheme, "ws" | "http") {
            return Place::OtherHost;
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse().ok()),
            _ => (authority, Some(if secure { 443 } else { 80 })),
        };
        if safe_host(host) != self.host || port != Some(self.port) || secure != self.secure {
            return Place::OtherHost;
        }
        self.path_at(&path[..path.find(['?', '#']).unwrap_or(path.len())])
    }

    /// Where a path points that a log names; the host counts where the log names one. A log's path
    /// may have a query, and its host a port that is only right inside.
    pub(crate) fn locate_path(&self, host: Option<&str>, path: &str) -> Place {
        let host = host.map(|host| match host.rsplit_once(':') {
            Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
            _ => host,
        });
        if host.is_some_and(|host| safe_host(host) != self.host) {
            return Place::OtherHost;
        }
        self.path_at(&path[..path.find(['?', '#']).unwrap_or(path.len())])
    }

    fn path_at(&self, path: &str) -> Place {
        match safe_path(path) {
            path if path == self.path => Place::Endpoint,
            path if path == "/" => Place::Root,
            _ => Place::OtherPath,
        }
    }

    fn query(&self) -> String {
        let mut query = String::new();
        for (index, name) in self.query_names.iter().enumerate() {
            query.push(if index == 0 { '?' } else { '&' });
            query.push_str(name);
            query.push('=');
            query.push_str(MASK);
        }
        query
    }
}

/// Where on the target's host a URL points.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The endpoint's own path.
    Endpoint,
    /// The root of the endpoint's host.
    Root,
    /// Another path on the endpoint's host.
    OtherPath,
    /// Another scheme, host or port.
    OtherHost,
    /// Nothing named a URL.
    Unnamed,
}

/// What no host has is shown as `_`: left out, it could make one name of another.
fn safe_host(host: &str) -> String {
    let bracketed = host.starts_with('[');
    let safe: String = host
        .chars()
        .map(|c| match c.to_ascii_lowercase() {
            c if c.is_ascii_alphanumeric() || matches!(c, '.' | '-') => c,
            c if bracketed && matches!(c, '[' | ']' | ':') => c,
            _ => '_',
        })
        .take(253)
        .collect();
    if safe.is_empty() { "unknown".to_string() } else { safe }
}

fn safe_path(path: &str) -> String {
    let mut safe = String::new();
    let mut names_secret = false;
    for segment in path.split('/').skip(usize::from(path.starts_with('/'))) {
        let shown = match segment {
            _ if names_secret && !ORDINARY.contains(&segment) && !segment.is_empty() => {
                MASK.to_string()
            }
            segment => safe_name(segment, LONGEST_PATH),
        };
        // Cut at a segment, and say so: a path cut in silence would look like another path.
        if safe.chars().count() + shown.chars().count() > LONGEST_PATH - 3 {
            safe.push('/');
            safe.push_str(MASK);
            break;
        }
        safe.push('/');
        safe.push_str(&shown);
        names_secret = names_a_secret(segment);
    }
    if safe.is_empty() {
        safe.push('/');
    }
    safe
}

/// A name or a path's segment as it may be shown: at most so long, or masked.
fn safe_name(name: &str, most: usize) -> String {
    let shown = plain(name, most);
    // What it becomes must pass as well, or a record made again of a record would be another one.
    if looks_secret(name) || looks_secret(&shown) { MASK.to_string() } else { shown }
}

/// Segments that are no secret wherever they stand.
const ORDINARY: [&str; 12] = [
    "chat",
    "connect",
    "events",
    "live",
    "socket",
    "stream",
    "v1",
    "v2",
    "v3",
    "websocket",
    "ws",
    MASK,
];

/// Only what a shell, a configuration file and Markdown leave alone.
fn plain(text: &str, most: usize) -> String {
    text.chars()
        .map(|c| match c {
            '…' => c,
            c if c.is_ascii_alphanumeric()
                || matches!(c, '.' | '-' | '_' | '~' | '%' | '@' | ':' | '=' | ',' | '+') =>
            {
                c
            }
            _ => '_',
        })
        .take(most)
        .collect()
}

/// What another party said, made fit to be quoted: at most 123 characters, no control or direction
/// marks, token-like words masked as `…`.
pub fn quotable(text: &str) -> String {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
    };
    let shown: String = text.chars().map(|c| if hidden(c) { ' ' } else { c }).take(123).collect();
    let words = shown.split_whitespace().map(|word| if looks_secret(word) { MASK } else { word });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(scheme: &str, host: &str, path: &str, query: &str) -> UrlParts {
        UrlParts {
            scheme: scheme.to_string(),
            host: host.to_string(),
            path: path.to_string(),
            query: query.to_string(),
            ..UrlParts::default()
        }
    }

    #[test]
    fn what_cannot_be_an_endpoint_is_refused_with_what_was_found() {
        let bare = parts("wss", "chat.example.com", "/ws", "");
        let cases = [
            (
                UrlParts { scheme: "https".into(), ..bare.clone() },
                "did you mean wss://chat.example.com/ws?",
            ),
            (
                UrlParts { scheme: "http".into(), port: Some(81), ..bare.clone() },
                "did you mean ws://chat.example.com:81/ws?",
            ),
            (UrlParts { scheme: "ftp".into(), ..bare.clone() }, "found ftp:"),
            (UrlParts { username: "ann".into(), ..bare.clone() }, "before the @"),
            (UrlParts { password: "p".into(), ..bare.clone() }, "before the @"),
            (UrlParts { fragment: "x".into(), ..bare.clone() }, "remove the #"),
            (UrlParts { port: Some(25), ..bare.clone() }, "found 25"),
            (UrlParts { host: String::new(), ..bare.clone() }, "not a URL"),
            (UrlParts { host: "192.168.1.7".into(), ..bare.clone() }, "found 192.168.1.7"),
        ];
        for (parts, expected) in cases {
            let error = Endpoint::new(parts, false).err().expect("must be refused").to_string();
            assert!(error.contains(expected), "{error:?} lacks {expected:?}");
        }
        assert!(Endpoint::new(bare, false).is_ok());
    }

    #[test]
    fn a_quote_holds_no_secret_and_no_mark_that_turns_text_around() {
        for (said, quoted) in [
            ("token expired", "token expired"),
            ("", ""),
            ("gone\u{202e}\u{7}\nnow", "gone now"),
            ("bad session=8f3a", "bad …"),
            ("user ann@example.com unknown", "user … unknown"),
            ("key 0123456789abcdef0123", "key …"),
            ("<b>hi</b>", "<b>hi</b>"),
        ] {
            assert_eq!(quotable(said), quoted, "{said}");
        }
        assert!(quotable(&"ab ".repeat(200)).chars().count() <= 123);
    }

    #[test]
    fn no_token_and_no_query_value_reaches_the_record() {
        for (path, query, expected) in [
            ("/ws/chat/", "", "wss://h.example/ws/chat/"),
            (
                "/ws/9f86d081884c7d659a2feaa0",
                "token=hunter2&room=7",
                "wss://h.example/ws/…?token=…&room=…",
            ),
            ("/t/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIx.abc/x", "", "wss://h.example/t/…/x"),
            ("/room/123456789", "", "wss://h.example/room/…"),
            ("/u/ann@example.com", "", "wss://h.example/u/…"),
            ("/k/sig%3Dx/ab%3d/50%25", "", "wss://h.example/k/…/…/50%25"),
            ("/cut/…9f86d081884c7d659a2feaa0", "", "wss://h.example/cut/…"),
            ("/3f2504e0-4f89-11d3-9a0c-0305e82c3301", "", "wss://h.example/…"),
            ("/ws/room-1/v2", "", "wss://h.example/ws/room-1/v2"),
            ("/a;rm -rf$(x)`y`'z'", "", "wss://h.example/a_rm_-rf__x__y__z_"),
            ("", "hunter2hunter2hunter2hunter2hunter2hunter2", "wss://h.example/?…=…"),
            (
                "/socket.io/",
                "EIO=4&transport=websocket&sid=abcdef",
                "wss://h.example/socket.io/?EIO=…&transport=…&sid=…",
            ),
        ] {
            let target = Target::new(true, "H.example", 443, path, query);
            assert_eq!(target.url(), expected);
            // A record made again from a record is the same record: a link survives its round trip.
            assert_eq!(Target::new(true, &target.host, 443, &target.path, "").path, target.path);
        }
    }

    #[test]
    fn a_pasted_url_is_located_whatever_its_query() {
        let target = Target::new(true, "h.example", 443, "/ws/chat", "");
        for (url, place) in [
            ("wss://h.example/ws/chat?wsd=1", Place::Endpoint),
            ("https://h.example:443/ws/chat", Place::Endpoint),
            ("https://h.example/?wsd=2", Place::Root),
            ("https://h.example", Place::Root),
            ("wss://h.example/other", Place::OtherPath),
            ("ws://h.example/ws/chat", Place::OtherHost),
            ("wss://h.example:8443/ws/chat", Place::OtherHost),
            ("wss://evil.example/ws/chat", Place::OtherHost),
            ("nonsense", Place::OtherHost),
        ] {
            assert_eq!(target.locate(url), place, "{url}");
        }
    }

    #[test]
    fn the_trace_is_added_only_where_the_endpoint_has_no_query() {
        let with =
            |query| Endpoint::new(parts("wss", "h.example", "/ws", query), false).expect("valid");
        assert_eq!(with("").url(Some("a1")), "wss://h.example/ws?wsd=a1");
        assert_eq!(with("t=1").url(Some("a1")), "wss://h.example/ws?t=1");
        assert_eq!(with("").root_url(Some("a1")), "https://h.example/?wsd=a1");
        assert_eq!(with("").plain_url(None), "https://h.example/ws");
    }
}
