//! What stands in a browser's console after a run, word for word, and what a visitor pastes of it.

use diagnosis::evidence::{CertificateFault, Family};
use diagnosis::session::{Mode, Response};

use crate::handshake::attempt::Failure;
use crate::handshake::client::Amount;
use crate::handshake::exchange::Reply;
use crate::handshake::fault::{Damage, Dead};
use crate::handshake::world::World;
use crate::random::Random;

pub(crate) struct Console<'w> {
    world: &'w World,
    lines: Vec<Line>,
}

struct Line {
    of_socket: bool,
    text: String,
}

impl<'w> Console<'w> {
    pub(crate) fn new(world: &'w World) -> Console<'w> {
        Console { world, lines: Vec::new() }
    }

    /// A handshake failed.
    pub(crate) fn failed(&mut self, url: &str, failure: Failure) {
        let text = match self.world.client.family {
            Family::Firefox => match failure {
                Failure::Cut => return,
                _ => cannot_connect(url),
            },
            _ => refused(url, &reason(failure)),
        };
        self.write(true, text);
    }

    /// The page gave up a handshake.
    pub(crate) fn given_up(&mut self, url: &str) {
        let text = match self.world.client.family {
            Family::Firefox => {
                format!("The connection to {url} was interrupted while the page was loading.")
            }
            _ => refused(url, "WebSocket is closed before the connection is established."),
        };
        self.write(true, text);
    }

    pub(crate) fn mixed(&mut self, url: &str) {
        self.write(true, format!("Mixed Content: The page at 'https://page.example/' was loaded over HTTPS, but attempted to connect to the insecure WebSocket endpoint '{url}'. This request has been blocked; this endpoint must be available over WSS."));
    }

    pub(crate) fn forbidden(&mut self, url: &str) {
        let text = match self.world.client.family {
            Family::Firefox => format!(
                "Content-Security-Policy: The page’s settings blocked the loading of a resource (connect-src) at {url} because it violates the following directive: “connect-src 'self'”"
            ),
            _ => format!(
                "Connecting to '{url}' violates the following Content Security Policy directive: \"connect-src 'self'\". The action has been blocked."
            ),
        };
        self.write(true, text);
    }

    /// A plain request was answered, or failed.
    pub(crate) fn fetched(
        &mut self,
        url: &str,
        mode: Mode,
        reply: &Reply,
        seen: Option<&Response>,
    ) {
        let status = match reply {
            Reply::Answer(answer) => Some(answer.status),
            _ => None,
        };
        let text = match (self.world.client.family, status) {
            (Family::Firefox, Some(status)) if mode != Mode::NoCors && seen.is_none() => blocked(
                url,
                &format!(
                    "(Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: {status}."
                ),
            ),
            (Family::Firefox, None) if mode != Mode::NoCors => {
                blocked(url, "(Reason: CORS request did not succeed). Status code: (null).")
            }
            (Family::Firefox, _) => return,
            (_, Some(status)) if mode == Mode::NoCors && status >= 400 => {
                format!(
                    "{url} - Failed to load resource: the server responded with a status of {status} ()"
                )
            }
            (_, Some(_)) if seen.is_none() => format!(
                "Access to fetch at '{url}' from origin 'https://page.example' has been blocked by CORS policy: No 'Access-Control-Allow-Origin' header is present on the requested resource."
            ),
            (_, Some(_)) => return,
            (_, None) => {
                format!("{url} - Failed to load resource: net::{}", self.net_error(reply))
            }
        };
        self.write(false, text);
    }

    fn net_error(&self, reply: &Reply) -> &'static str {
        match reply {
            Reply::Dead(dead) => unreached(*dead),
            Reply::Offline => "ERR_INTERNET_DISCONNECTED",
            Reply::Certificate(fault) => certificate(*fault),
            Reply::NoTls => "ERR_SSL_PROTOCOL_ERROR",
            Reply::Reset => "ERR_CONNECTION_RESET",
            Reply::Garbage => "ERR_INVALID_HTTP_RESPONSE",
            _ => "ERR_EMPTY_RESPONSE",
        }
    }

    fn write(&mut self, of_socket: bool, text: String) {
        self.lines.push(Line { of_socket, text });
    }

    /// All that it shows.
    pub(crate) fn text(&self) -> String {
        let lines: Vec<&str> = self.lines.iter().map(|line| line.text.as_str()).collect();
        lines.join("\n")
    }

    /// What the visitor pastes, if there is anything.
    pub(crate) fn paste(&self, random: &mut Random) -> Option<String> {
        let paste = self.world.paste;
        let of_sockets = self.lines.iter().filter(|line| line.of_socket);
        let firefox = self.world.client.family == Family::Firefox;
        let mut lines: Vec<String> = match paste.amount {
            Amount::Nothing => return None,
            // Firefox's user is asked for everything.
            Amount::Line if !firefox => of_sockets.take(1).map(|line| line.text.clone()).collect(),
            Amount::Sockets if !firefox => of_sockets.map(|line| line.text.clone()).collect(),
            _ => self.lines.iter().map(|line| line.text.clone()).collect(),
        };
        if lines.is_empty() {
            return None;
        }
        if paste.stale {
            let line = self.stale(random);
            // A console shows what was before above; but lines may be copied one by one.
            let at = if random.chance(80) { 0 } else { random.within(0, lines.len() as u64) };
            lines.insert(at as usize, line);
        }
        if paste.foreign {
            for line in FOREIGN {
                let at = random.within(0, lines.len() as u64) as usize;
                lines.insert(at, line.into());
            }
        }
        Some(lines.join("\n"))
    }

    /// A line about the endpoint from another day.
    fn stale(&self, random: &mut Random) -> String {
        let scheme = if self.world.secure { "wss" } else { "ws" };
        let url = format!("{scheme}://chat.example{}", self.world.app.kind.path);
        let failure = random.pick(&[
            Failure::Status(502),
            Failure::Status(503),
            Failure::Status(504),
            Failure::Status(403),
            Failure::Status(401),
            Failure::Status(426),
            Failure::Status(301),
            Failure::Closed,
            Failure::Dead(Dead::Refuses),
            Failure::Dead(Dead::NoName),
            Failure::Offline,
            Failure::Certificate(CertificateFault::Date),
        ]);
        match self.world.client.family {
            Family::Firefox => cannot_connect(&url),
            _ => refused(&url, &reason(failure)),
        }
    }
}

/// What else stands in consoles.
const FOREIGN: [&str; 5] = [
    "boot.js:7 started",
    "WebSocket connection to 'wss://ads.example/live' failed: Error during WebSocket handshake: Unexpected response code: 403",
    "https://stats.example/beacon - Failed to load resource: net::ERR_BLOCKED_BY_CLIENT",
    "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at https://fonts.example/a.woff2. (Reason: CORS header ‘Access-Control-Allow-Origin’ missing). Status code: 200.",
    "Uncaught (in promise) TypeError: Failed to fetch",
];

fn cannot_connect(url: &str) -> String {
    format!("Firefox can’t establish a connection to the server at {url}.")
}

fn refused(url: &str, reason: &str) -> String {
    format!("WebSocket connection to '{url}' failed: {reason}")
}

fn blocked(url: &str, reason: &str) -> String {
    format!(
        "Cross-Origin Request Blocked: The Same Origin Policy disallows reading the remote resource at {url}. {reason}"
    )
}

/// Chromium's words for it.
fn reason(failure: Failure) -> String {
    let during = |what: &str| format!("Error during WebSocket handshake: {what}");
    let before = |what: &str| format!("Error in connection establishment: net::{what}");
    match failure {
        Failure::Status(401) => "HTTP Authentication failed; no valid credentials available".into(),
        Failure::Status(status) => during(&format!("Unexpected response code: {status}")),
        Failure::Closed | Failure::Cut => {
            "Connection closed before receiving a handshake response".into()
        }
        Failure::Reset => during("net::ERR_CONNECTION_RESET"),
        Failure::NotHttp => during("net::ERR_INVALID_HTTP_RESPONSE"),
        Failure::Stream => "Stream closed with error: net::ERR_HTTP2_PROTOCOL_ERROR".into(),
        Failure::Dead(Dead::Resets) => during("net::ERR_CONNECTION_RESET"),
        Failure::Dead(dead) => before(unreached(dead)),
        Failure::Offline => before("ERR_INTERNET_DISCONNECTED"),
        Failure::Tunnel => "Establishing a tunnel via proxy server failed.".into(),
        Failure::Certificate(fault) => before(certificate(fault)),
        Failure::NoTls => before("ERR_SSL_PROTOCOL_ERROR"),
        Failure::Damaged(Damage::NoUpgrade) => during("'Upgrade' header is missing"),
        Failure::Damaged(Damage::NoConnection) => during("'Connection' header is missing"),
        Failure::Damaged(Damage::NoAccept) => during("'Sec-WebSocket-Accept' header is missing"),
        Failure::Damaged(Damage::OtherAccept) => {
            during("Incorrect 'Sec-WebSocket-Accept' header value")
        }
        Failure::Subprotocol { other: false } => {
            during("Sent non-empty 'Sec-WebSocket-Protocol' header but no response was received")
        }
        Failure::Subprotocol { other: true } => during(
            "'Sec-WebSocket-Protocol' header value 'other' in response does not match any of sent values",
        ),
        Failure::Extension => during(
            "Found an unsupported extension 'x-unoffered' in 'Sec-WebSocket-Extensions' header",
        ),
        Failure::Blocked => before("ERR_BLOCKED_BY_CLIENT"),
        Failure::Local => before("ERR_BLOCKED_BY_LOCAL_NETWORK_ACCESS_CHECKS"),
    }
}

fn unreached(dead: Dead) -> &'static str {
    match dead {
        Dead::NoName => "ERR_NAME_NOT_RESOLVED",
        Dead::Refuses => "ERR_CONNECTION_REFUSED",
        Dead::Filtered => "ERR_CONNECTION_TIMED_OUT",
        Dead::NoRoute => "ERR_ADDRESS_UNREACHABLE",
        Dead::Resets => "ERR_CONNECTION_RESET",
    }
}

fn certificate(fault: CertificateFault) -> &'static str {
    match fault {
        CertificateFault::Authority => "ERR_CERT_AUTHORITY_INVALID",
        CertificateFault::Name => "ERR_CERT_COMMON_NAME_INVALID",
        CertificateFault::Date => "ERR_CERT_DATE_INVALID",
        CertificateFault::Other => "ERR_SSL_VERSION_OR_CIPHER_MISMATCH",
    }
}
