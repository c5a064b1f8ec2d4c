//! One GET request: over HTTP/2 where the server wants it, else over HTTP/1.1. No redirect is followed.

use std::time::Duration;

use diagnosis::session::{Id, Input, Mode, Response};
use diagnosis::time::Millis;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::task::JoinHandle;
use url::{Position, Url};

use crate::edge::clock::Clock;
use crate::edge::head::{self, Head};
use crate::edge::net::{Stream, Witness, connect};
use crate::edge::socket::{USER_AGENT, authority};
use crate::edge::tls::{Protocols, Tls};
use crate::edge::{Event, Tell};

/// No more of a body is read.
const MOST_BODY: usize = 4096;
/// No longer is waited for the beginning of a body.
const BODY_LIMIT: Duration = Duration::from_millis(1500);

/// A request that answers several questions of one kind, and ends with this value.
pub(crate) struct Fetch {
    task: JoinHandle<()>,
}

/// An answer: the time of its head, the head, and the beginning of its body.
pub(crate) type Answer = (Millis, Head, Vec<u8>);

impl Fetch {
    /// Makes a request whose answer is told for each of the ids, with the time of its head.
    pub(crate) fn start(
        asked: Vec<(Id, Mode)>,
        url: Url,
        headers: Vec<(String, String)>,
        tls: Tls,
        clock: Clock,
        tell: Tell,
    ) -> Fetch {
        let task = tokio::spawn(async move {
            let answer = get(&url, &headers, &tls, clock, Some(&tell)).await;
            let failed = clock.now();
            for (id, mode) in asked {
                let (at, input) = match &answer {
                    Some((at, head, body)) => {
                        (*at, Input::Responded { id, response: response(mode, head, body) })
                    }
                    None => (failed, Input::Failed { id }),
                };
                // A run that is over hears nothing more.
                let _ = tell.send(Event::Input(at, input)).await;
            }
        });
        Fetch { task }
    }
}

impl Drop for Fetch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What the session is told of an answer.
pub(crate) fn response(mode: Mode, head: &Head, body: &[u8]) -> Response {
    if mode == Mode::Manual && (300..400).contains(&head.status) && head.get("location").is_some() {
        return Response::Redirect;
    }
    Response::Readable {
        status: head.status,
        headers: head.headers.clone(),
        body: String::from_utf8_lossy(body).into_owned(),
    }
}

/// A request by itself; nothing where it failed.
pub(crate) async fn get(
    url: &Url,
    headers: &[(String, String)],
    tls: &Tls,
    clock: Clock,
    tell: Option<&Tell>,
) -> Option<Answer> {
    let stream = connect(url, tls, Protocols::Both, &Witness::None).await.ok()?;
    if stream.speaks_http2() {
        if let Some(tell) = tell {
            // A run that is over hears nothing more.
            let _ = tell.send(Event::Http2).await;
        }
        over_http2(stream, url, headers, clock).await
    } else {
        over_http1(stream, url, headers, clock).await
    }
}

const USUAL: [(&str, &str); 4] = [
    ("pragma", "no-cache"),
    ("cache-control", "no-cache"),
    ("accept", "*/*"),
    ("user-agent", USER_AGENT),
];

async fn over_http1(
    mut stream: Stream,
    url: &Url,
    headers: &[(String, String)],
    clock: Clock,
) -> Option<Answer> {
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let mut request = format!("GET {target} HTTP/1.1\r\n");
    let mut line = |name: &str, value: &str| request.extend([name, ": ", value, "\r\n"]);
    if !headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
        line("Host", &authority(url));
    }
    line("Connection", "close");
    USUAL.iter().for_each(|(name, value)| line(name, value));
    headers.iter().for_each(|(name, value)| line(name, value));
    request.push_str("\r\n");
    // A server that hangs up may have answered before; reading shows it.
    let _ = stream.write_all(request.as_bytes()).await;
    let _ = stream.flush().await;
    let (head, bytes) = head::read(&mut stream).await.ok()?;
    let at = clock.now();
    let body = body(&mut stream, &head, bytes).await;
    Some((at, head, body))
}

/// The beginning of the body behind a head, of which some came with it.
pub(crate) async fn body(stream: &mut Stream, head: &Head, mut bytes: Vec<u8>) -> Vec<u8> {
    let chunked = head.has("transfer-encoding", "chunked");
    let length = head.get("content-length").and_then(|length| length.parse().ok());
    let whole = length.unwrap_or(usize::MAX).min(MOST_BODY);
    let rest = async {
        while bytes.len() < whole && !(chunked && dechunked(&bytes).1) {
            match stream.read_buf(&mut bytes).await {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
    };
    // A body without end would keep its verdict waiting; what came until then is kept.
    let _ = tokio::time::timeout(BODY_LIMIT, rest).await;
    if chunked {
        bytes = dechunked(&bytes).0;
    }
    bytes.truncate(whole);
    bytes
}

/// What chunks carry (RFC 9112 section 7.1), and whether their end has come.
fn dechunked(mut bytes: &[u8]) -> (Vec<u8>, bool) {
    let mut body = Vec::new();
    loop {
        let Some(end) = bytes.windows(2).position(|pair| pair == b"\r\n") else {
            return (body, false);
        };
        let size = std::str::from_utf8(&bytes[..end]).unwrap_or_default();
        let size = size.split(';').next().unwrap_or_default().trim();
        let Ok(size) = usize::from_str_radix(size, 16) else { return (body, true) };
        bytes = &bytes[end + 2..];
        body.extend_from_slice(&bytes[..size.min(bytes.len())]);
        if size == 0 {
            return (body, true);
        }
        let Some(rest) = size.checked_add(2).and_then(|next| bytes.get(next..)) else {
            return (body, false);
        };
        bytes = rest;
    }
}

async fn over_http2(
    stream: Stream,
    url: &Url,
    headers: &[(String, String)],
    clock: Clock,
) -> Option<Answer> {
    let (client, connection) = h2::client::handshake(stream).await.ok()?;
    let mut request = http::Request::get(url.as_str());
    let usual = USUAL.iter().copied();
    // HTTP/2 has its authority in the URL (RFC 9113 section 8.3.1).
    let own = headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("host"));
    for (name, value) in usual.chain(own.map(|(name, value)| (name.as_str(), value.as_str()))) {
        request = request.header(name, value);
    }
    let request = request.body(()).ok()?;
    let ask = async {
        let mut client = client.ready().await.ok()?;
        let (answer, _) = client.send_request(request, true).ok()?;
        let (parts, mut body) = answer.await.ok()?.into_parts();
        let at = clock.now();
        let mut bytes = Vec::new();
        let rest = async {
            while bytes.len() < MOST_BODY
                && let Some(Ok(data)) = body.data().await
            {
                // The window never shuts: no more than a few kilobytes are read.
                let _ = body.flow_control().release_capacity(data.len());
                bytes.extend_from_slice(&data);
            }
        };
        let _ = tokio::time::timeout(BODY_LIMIT, rest).await;
        bytes.truncate(MOST_BODY);
        let text =
            |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
        let headers =
            parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let status = parts.status.as_u16();
        Some((at, Head { minor: None, status, reason: String::new(), headers }, bytes))
    };
    // A connection that has ended may have brought the answer before.
    let drive = async {
        let _ = connection.await;
        std::future::pending().await
    };
    tokio::select! {
        answer = ask => answer,
        never = drive => never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_are_read_as_far_as_they_came() {
        for (bytes, body, over) in [
            ("4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\n\r\n", "Wikipedia", true),
            ("4\r\nWiki\r\n5\r\npe", "Wikipe", false),
            ("4\r\nWiki", "Wiki", false),
            ("4", "", false),
            ("ffffffffffffffff\r\nab", "ab", false),
            ("x\r\nab", "", true),
        ] {
            assert_eq!(dechunked(bytes.as_bytes()), (body.as_bytes().to_vec(), over), "{bytes:?}");
        }
    }

    #[test]
    fn a_redirect_is_one_only_where_it_was_asked_for() {
        let headers = vec![("location".to_owned(), "/a".to_owned())];
        let head = Head { status: 301, headers, ..Head::default() };
        assert_eq!(response(Mode::Manual, &head, b""), Response::Redirect);
        assert!(matches!(response(Mode::Cors, &head, b""), Response::Readable { status: 301, .. }));
        let bare = Head { status: 304, ..Head::default() };
        assert!(matches!(response(Mode::Manual, &bare, b""), Response::Readable { .. }));
    }
}
