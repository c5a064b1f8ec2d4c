//! One WebSocket: its handshake made by hand, its frames by a library.

use diagnosis::evidence::Line;
use diagnosis::session::{Id, Input};
use futures_util::{SinkExt, StreamExt};
use tokio::io::AsyncWriteExt;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::JoinHandle;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Role, WebSocketConfig};
use tokio_tungstenite::tungstenite::{Error, Message, Utf8Bytes};
use url::{Position, Url};

use crate::edge::clock::Clock;
use crate::edge::head::{self, Head};
use crate::edge::net::{Stream, Witness, connect};
use crate::edge::tls::{Protocols, Tls};
use crate::edge::{Event, Tell, accept, fetch};

/// What one handshake asks for. It may hold tokens and so can't be printed.
#[derive(Clone)]
pub(crate) struct Ask {
    /// Where to.
    pub(crate) url: Url,
    /// The page that it claims to come from, if any.
    pub(crate) origin: Option<String>,
    /// Headers of the operator's.
    pub(crate) headers: Vec<(String, String)>,
    /// The subprotocols to offer.
    pub(crate) subprotocols: Vec<String>,
}

/// A WebSocket that ends with this value, and then tells nothing more.
pub(crate) struct Socket {
    orders: UnboundedSender<Order>,
    task: JoinHandle<()>,
}

enum Order {
    Send(String),
    Close,
}

/// No larger message is taken.
const MOST_BYTES: usize = 64 << 20;
/// What each request says of itself.
pub(crate) const USER_AGENT: &str = concat!("ws-doctor/", env!("CARGO_PKG_VERSION"));

impl Socket {
    /// Opens a socket whose events are told with their own times.
    pub(crate) fn open(id: Id, ask: Ask, tls: Tls, clock: Clock, tell: Tell) -> Socket {
        let (orders, ordered) = unbounded_channel();
        Socket { orders, task: tokio::spawn(live(id, ask, tls, clock, tell, ordered)) }
    }

    /// Sends a text message, if the socket is open.
    pub(crate) fn send(&self, text: String) {
        // A socket that is gone has told so.
        let _ = self.orders.send(Order::Send(text));
    }

    /// Closes with 1000; what happens is still told.
    pub(crate) fn close(&self) {
        // A socket that is gone has told so.
        let _ = self.orders.send(Order::Close);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn live(
    id: Id,
    ask: Ask,
    tls: Tls,
    clock: Clock,
    tell: Tell,
    ordered: UnboundedReceiver<Order>,
) {
    let witness = Witness::Run(tell.clone(), id);
    let shaken = shake(&ask, &tls, &witness).await;
    if let Some(head) = shaken.answer {
        told(&tell, Event::Answered(id, Box::new(head))).await;
    }
    let end = match shaken.opened {
        Ok((stream, early, subprotocol)) => {
            let opened = Input::Opened { id, subprotocol, extensions: false };
            said(&tell, clock, opened).await;
            carry(id, stream, early, clock, &tell, ordered).await
        }
        Err(line) => End::failed(line),
    };
    let at = clock.now();
    if let Some(line) = end.line {
        told(&tell, Event::Line(id, line)).await;
        told(&tell, Event::Input(at, Input::Errored { id })).await;
    }
    let Close { code, clean, reason } = end.close;
    told(&tell, Event::Input(at, Input::Closed { id, code, clean, reason })).await;
}

/// How a socket ended.
struct End {
    line: Option<Line>,
    close: Close,
}

struct Close {
    code: u16,
    clean: bool,
    reason: String,
}

impl End {
    /// It was lost without a word.
    fn lost() -> End {
        End { line: None, close: Close { code: 1006, clean: false, reason: String::new() } }
    }

    fn failed(line: Line) -> End {
        End { line: Some(line), ..End::lost() }
    }

    fn closed(frame: Option<CloseFrame>) -> End {
        let (code, reason) = frame
            .map_or((1005, String::new()), |frame| (frame.code.into(), frame.reason.to_string()));
        End { line: None, close: Close { code, clean: true, reason } }
    }
}

/// What became of a handshake.
struct Shaken {
    answer: Option<Head>,
    /// The stream, what came early on it, and whether a subprotocol was chosen.
    opened: Result<(Stream, Vec<u8>, bool), Line>,
}

async fn shake(ask: &Ask, tls: &Tls, witness: &Witness) -> Shaken {
    let key = accept::key();
    match exchange(ask, &key, tls, witness).await {
        Ok((stream, answer, early)) => {
            let opens = accept::opens(&answer, &key, &ask.subprotocols);
            let opened = opens.map(|subprotocol| (stream, early, subprotocol.is_some()));
            Shaken { answer: Some(answer), opened }
        }
        Err(line) => Shaken { answer: None, opened: Err(line) },
    }
}

async fn exchange(
    ask: &Ask,
    key: &str,
    tls: &Tls,
    witness: &Witness,
) -> Result<(Stream, Head, Vec<u8>), Line> {
    let mut stream = connect(&ask.url, tls, Protocols::Http1, witness).await?;
    let request = request(ask, key);
    // A server that hangs up may have answered before; reading shows it.
    let _ = stream.write_all(request.as_bytes()).await;
    let _ = stream.flush().await;
    let (answer, early) = head::read(&mut stream).await?;
    Ok((stream, answer, early))
}

/// A handshake by itself, closed properly where it opens.
///
/// # Errors
/// What a browser's console would say of it.
pub(crate) async fn knock(ask: &Ask, tls: &Tls) -> Result<(), Line> {
    let (mut stream, ..) = shake(ask, tls, &Witness::None).await.opened?;
    // Nobody waits for the answer.
    let _ = stream.write_all(CLOSE).await;
    let _ = stream.shutdown().await;
    Ok(())
}

/// A handshake by itself, its answer read whole; one that opens is closed properly.
///
/// # Errors
/// What a browser's console would say of it, where no whole answer came.
pub(crate) async fn hear(ask: &Ask, tls: &Tls) -> Result<(Head, Vec<u8>), Line> {
    let (mut stream, head, early) = exchange(ask, &accept::key(), tls, &Witness::None).await?;
    if head.status != 101 {
        let body = fetch::body(&mut stream, &head, early).await;
        return Ok((head, body));
    }
    // Nobody waits for the answer.
    let _ = stream.write_all(CLOSE).await;
    let _ = stream.shutdown().await;
    Ok((head, Vec::new()))
}

/// A Close frame with code 1000, masked with zeros.
const CLOSE: &[u8] = b"\x88\x82\0\0\0\0\x03\xe8";

/// The handshake's request, in the order in which Chromium writes it.
fn request(ask: &Ask, key: &str) -> String {
    let Ask { url, origin, headers, subprotocols } = ask;
    let own = |name: &str| headers.iter().any(|(own, _)| own.eq_ignore_ascii_case(name));
    let target = &url[Position::BeforePath..Position::AfterQuery];
    let mut lines = vec![format!("GET {target} HTTP/1.1")];
    let usual = [
        ("Host", Some(authority(url))),
        ("Connection", Some("Upgrade".to_owned())),
        ("Pragma", Some("no-cache".to_owned())),
        ("Cache-Control", Some("no-cache".to_owned())),
        ("User-Agent", Some(USER_AGENT.to_owned())),
        ("Upgrade", Some("websocket".to_owned())),
        ("Origin", origin.clone()),
        ("Sec-WebSocket-Version", Some("13".to_owned())),
        ("Sec-WebSocket-Key", Some(key.to_owned())),
    ];
    let usual = usual.iter().filter(|(name, _)| !own(name));
    lines.extend(usual.filter_map(|(name, value)| Some(format!("{name}: {}", value.as_ref()?))));
    if !subprotocols.is_empty() {
        lines.push(format!("Sec-WebSocket-Protocol: {}", subprotocols.join(", ")));
    }
    lines.extend(headers.iter().map(|(name, value)| format!("{name}: {value}")));
    lines.join("\r\n") + "\r\n\r\n"
}

/// The host, and the port where it is not the scheme's own.
pub(crate) fn authority(url: &Url) -> String {
    url[Position::BeforeHost..Position::AfterPort].to_owned()
}

/// A handshake by itself, and the socket that it opens.
///
/// # Errors
/// What a browser's console would say where it does not open.
pub(crate) async fn talk(ask: &Ask, tls: &Tls) -> Result<WebSocketStream<Stream>, Line> {
    let (stream, early, _) = shake(ask, tls, &Witness::None).await.opened?;
    Ok(framed(stream, early).await)
}

async fn framed(stream: Stream, early: Vec<u8>) -> WebSocketStream<Stream> {
    let config = WebSocketConfig::default()
        .max_message_size(Some(MOST_BYTES))
        .max_frame_size(Some(MOST_BYTES));
    WebSocketStream::from_partially_read(stream, early, Role::Client, Some(config)).await
}

/// Carries messages until the socket ends.
async fn carry(
    id: Id,
    stream: Stream,
    early: Vec<u8>,
    clock: Clock,
    tell: &Tell,
    mut ordered: UnboundedReceiver<Order>,
) -> End {
    let (mut sink, mut source) = framed(stream, early).await.split();
    // A message that the other side does not take must not keep us from reading.
    let obey = async {
        while let Some(order) = ordered.recv().await {
            let message = match order {
                Order::Send(text) => Message::text(text),
                Order::Close => Message::Close(Some(CloseFrame {
                    code: CloseCode::Normal,
                    reason: Utf8Bytes::default(),
                })),
            };
            // What can't be sent any more ends in what is read.
            let _ = sink.send(message).await;
        }
        std::future::pending().await
    };
    let listen = async {
        loop {
            match source.next().await {
                Some(Ok(Message::Text(_) | Message::Binary(_))) => {
                    said(tell, clock, Input::Message { id, count: 1 }).await;
                }
                Some(Ok(Message::Close(frame))) => return End::closed(frame),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) => {
                    return End::lost();
                }
                Some(Err(Error::Protocol(_) | Error::Utf8(_))) => {
                    return End::failed(Line::DamagedFrame);
                }
                Some(Err(_)) | None => return End::lost(),
            }
        }
    };
    let end = tokio::select! {
        end = listen => end,
        end = obey => end,
    };
    if end.close.clean
        && let Ok(mut socket) = sink.reunite(source)
    {
        // The answer to a Close frame is due; nobody waits for what comes after.
        let _ = tokio::time::timeout(FAREWELL, socket.flush()).await;
    }
    end
}

/// No longer is waited until the answer to a Close frame is out.
const FAREWELL: std::time::Duration = std::time::Duration::from_millis(500);

async fn said(tell: &Tell, clock: Clock, input: Input) {
    told(tell, Event::Input(clock.now(), input)).await;
}

async fn told(tell: &Tell, event: Event) {
    // A run that is over hears nothing more.
    let _ = tell.send(event).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_is_that_of_a_browser_with_the_operators_headers() {
        let ask = Ask {
            url: Url::parse("ws://[::1]:8080/ws?a=1#x").expect("a URL"),
            origin: Some("https://app.example".into()),
            headers: vec![("Host".into(), "chat.example".into()), ("Cookie".into(), "a=b".into())],
            subprotocols: vec!["a".into(), "b".into()],
        };
        let text = request(&ask, "KEY");
        assert!(text.starts_with("GET /ws?a=1 HTTP/1.1\r\nConnection: Upgrade\r\n"), "{text}");
        assert!(
            text.contains(
                "\r\nSec-WebSocket-Protocol: a, b\r\nHost: chat.example\r\nCookie: a=b\r\n\r\n"
            ),
            "{text}"
        );
        assert_eq!(authority(&ask.url), "[::1]:8080");
    }
}
