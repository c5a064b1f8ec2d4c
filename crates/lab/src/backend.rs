//! A WebSocket backend that echoes, and answers plain HTTP in each of the ways real backends do.
//!
//! Absent on purpose: extensions, CORS fields and logs.
//! `GET /ws/headers` answers with the request's head as the backend saw it, which shows what the hops before it changed.

use std::net::Ipv4Addr;

use anyhow::Result;
use base64ct::{Base64, Encoding};

use crate::exchange::Exchange;
use crate::head::Head;
use crate::listener::Listener;
use crate::response::Response;
use crate::talk::Talk;

/// The path of the chat, where the WebSocket is.
pub(crate) const CHAT: &str = "/ws/chat";
/// Where the backend shows the request as it arrived.
pub(crate) const HEADERS: &str = "/ws/headers";
/// The one page that a single-page application serves everywhere.
const APPLICATION: &str = "<!doctype html><title>Chat</title><div id=\"app\"></div><script src=\"/assets/app.js\"></script>\n";

/// What a plain GET of the chat's path gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Plain {
    /// 426, as `ws`, `websockets` and most others.
    UpgradeRequired,
    /// 404, as Django Channels.
    NotFound,
    /// 400 with a text about upgrading, as gorilla, tornado and aiohttp.
    BadRequest,
    /// The page of a single-page application, which is then served at every path.
    Application,
    /// The connection closes unanswered.
    Drop,
    /// Nothing, ever.
    Hang,
}

/// What a handshake gets.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Handshake {
    /// 101, from any `Origin`.
    Accept,
    /// 101 from this `Origin`, else 403.
    AcceptFrom(&'static str),
    /// 101 from an `Origin` of the same host and port, else 403.
    AcceptFromOwnHost,
    /// The connection closes unanswered.
    Drop,
    /// Nothing, ever.
    Hang,
}

/// What a request in HTTP/1.0 gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Http10 {
    /// The same as any other.
    Accept,
    /// 505 below `/ws/`, as python's `websockets`.
    Answer505,
}

/// How a backend behaves.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Backend {
    /// What a plain GET gets.
    pub(crate) plain: Plain,
    /// What a handshake gets.
    pub(crate) handshake: Handshake,
    /// What HTTP/1.0 gets.
    pub(crate) http10: Http10,
    /// How it talks once a WebSocket is open.
    pub(crate) talk: Talk,
}

impl Backend {
    /// What most backends do.
    pub(crate) const USUAL: Backend = Backend {
        plain: Plain::UpgradeRequired,
        handshake: Handshake::Accept,
        http10: Http10::Accept,
        talk: Talk::USUAL,
    };

    /// A usual backend but for plain GETs.
    pub(crate) const fn plain(plain: Plain) -> Backend {
        Backend { plain, ..Backend::USUAL }
    }

    /// A usual backend but for handshakes.
    pub(crate) const fn handshake(handshake: Handshake) -> Backend {
        Backend { handshake, ..Backend::USUAL }
    }

    /// A usual backend but for what it says once a WebSocket is open.
    pub(crate) const fn talk(talk: Talk) -> Backend {
        Backend { talk, ..Backend::USUAL }
    }

    /// Starts this backend on a free port.
    pub(crate) async fn start(self, ip: Ipv4Addr) -> Result<Listener> {
        Listener::free(ip, move |stream| async move {
            match Exchange::read(stream).await? {
                Some(exchange) => self.answer(exchange).await,
                None => Ok(()),
            }
        })
        .await
    }

    /// Answers one request.
    pub(crate) async fn answer(self, exchange: Exchange) -> Result<()> {
        let head = &exchange.head;
        if !head.version().starts_with("HTTP/1.") {
            // What HTTP/1 servers make of the preface of HTTP/2.
            return exchange.respond(&Response::page(400)).await;
        }
        if self.http10 == Http10::Answer505
            && head.version() == "HTTP/1.0"
            && head.path().starts_with("/ws/")
        {
            return exchange.respond(&Response::page(505)).await;
        }
        match (head.path() == CHAT, head.is_handshake(), self.plain) {
            (true, true, _) => self.shake(exchange).await,
            (true, false, Plain::Drop) => exchange.close().await,
            (true, false, Plain::Hang) => exchange.hang().await,
            _ => {
                let response = self.respond(head);
                exchange.respond(&response).await
            }
        }
    }

    /// What a plain GET gets, where it gets an answer.
    pub(crate) fn respond(self, head: &Head) -> Response {
        match head.path() {
            HEADERS => Response::new(200, "text/plain", head.to_string()),
            path => self.respond_at(path),
        }
    }

    /// The same by the path alone.
    pub(crate) fn respond_at(self, path: &str) -> Response {
        match (path, self.plain) {
            (_, Plain::Application) => Response::new(200, "text/html", APPLICATION),
            ("/", _) => {
                Response::new(200, "text/html", "<!doctype html><title>Chat</title><h1>Chat</h1>\n")
            }
            (CHAT, Plain::UpgradeRequired) => {
                Response::new(426, "text/plain", "Upgrade Required").with("Upgrade", "websocket")
            }
            (CHAT, Plain::BadRequest) => {
                Response::new(400, "text/plain", "Can \"Upgrade\" only to \"WebSocket\".\n")
            }
            _ => Response::page(404),
        }
    }

    async fn shake(self, exchange: Exchange) -> Result<()> {
        let origin = exchange.head.get("origin").unwrap_or_default();
        let accepted = match self.handshake {
            Handshake::Accept => true,
            Handshake::AcceptFrom(only) => origin == only,
            Handshake::AcceptFromOwnHost => {
                let host = origin.split_once("://").map_or(origin, |(_, host)| host);
                exchange.head.get("host") == Some(host)
            }
            Handshake::Drop => return exchange.close().await,
            Handshake::Hang => return exchange.hang().await,
        };
        if !accepted {
            return exchange.respond(&Response::page(403)).await;
        }
        if exchange.head.get("sec-websocket-key").is_none() {
            return exchange.respond(&Response::page(400)).await;
        }
        self.talk.hold(exchange).await
    }
}

/// The answer that accepts a handshake, with the first subprotocol that was offered.
pub(crate) fn accept(head: &Head) -> String {
    const MAGIC: &str = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    let key = head.get("sec-websocket-key").unwrap_or_default();
    let hash = ring::digest::digest(
        &ring::digest::SHA1_FOR_LEGACY_USE_ONLY,
        format!("{key}{MAGIC}").as_bytes(),
    );
    let accept = Base64::encode_string(hash.as_ref());
    let offered = head.get("sec-websocket-protocol").and_then(|offered| offered.split(',').next());
    let subprotocol = offered
        .map(|first| format!("Sec-WebSocket-Protocol: {}\r\n", first.trim()))
        .unwrap_or_default();
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {accept}\r\n{subprotocol}\r\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_accept_key_is_that_of_the_rfc() {
        // RFC 6455 section 1.3.
        let request = b"GET / HTTP/1.1\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
        let head = Head::read(&mut &request[..]).await.unwrap().expect("it is whole");
        assert!(accept(&head).contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    }
}
