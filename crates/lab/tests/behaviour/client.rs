//! A client that is as plain as possible, and shares no code with the lab.

use std::io::Write;
use std::time::Duration;

use lab::{Lab, Scenario, find};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

/// Longer than anything that ends by itself here.
const PATIENCE: Duration = Duration::from_secs(5);
/// A masked text frame "ping", with a mask of zeros.
pub(crate) const PING: &[u8] = b"\x81\x84\0\0\0\0ping";
/// What a server makes of it.
pub(crate) const ECHO: &[u8] = b"\x81\x04ping";
/// A masked pong that nobody asked for, to which no server answers.
pub(crate) const PONG: &[u8] = b"\x8a\x80\0\0\0\0";
/// A masked Close frame with code 1000.
pub(crate) const CLOSE: &[u8] = b"\x88\x82\0\0\0\0\x03\xe8";

/// What came back.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// An answer, as text.
    Answer(String),
    /// The connection was closed by FIN.
    Fin,
    /// The connection was reset.
    Reset,
    /// The connection was refused.
    Refused,
    /// Nothing came within the time.
    Silence,
}

impl Seen {
    /// The status of an answer.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Seen::Answer(text) => {
                text[9..12].parse().expect("a status line has three digits there")
            }
            other => panic!("expected an answer, found {other:?}"),
        }
    }

    /// The text of an answer.
    pub(crate) fn text(&self) -> &str {
        match self {
            Seen::Answer(text) => text,
            other => panic!("expected an answer, found {other:?}"),
        }
    }
}

/// A lab in which that scenario runs.
pub(crate) async fn lab(name: &str) -> Lab {
    let scenario = find(name).expect("the scenario is registered");
    let missing = scenario.missing();
    assert!(missing.is_empty(), "{name} needs {missing:?}: run scripts/test, which installs them");
    let mut lab = Lab::open(None).await.expect("loopback has free ports");
    lab.start(scenario).await.expect("the scenario starts");
    lab
}

/// Whether no installation makes that scenario run here; then the terminal is told so, past the test's captured output.
pub(crate) fn is_barred(scenario: &Scenario) -> bool {
    let why = scenario.barred();
    if let Some(why) = why {
        writeln!(std::io::stderr(), "\nNOT TESTED: {}: {why}", scenario.name)
            .expect("stderr is open");
    }
    why.is_some()
}

/// The endpoint of the lab's scenario.
pub(crate) fn endpoint(lab: &Lab) -> &str {
    &lab.running()[0].endpoint
}

/// The way in behind that hop.
pub(crate) fn bypass(lab: &Lab, hop: lab::Hop) -> &str {
    let bypass = lab.running()[0].bypass.iter().find(|bypass| bypass.hop == hop);
    &bypass.expect("the scenario offers it").url
}

/// What a browser's handshake gets, from a page of that origin.
pub(crate) async fn handshake_from(origin: &str, url: &str) -> Seen {
    seen(url, &handshake_request(url, origin)).await
}

/// The same from a page elsewhere.
pub(crate) async fn handshake(url: &str) -> Seen {
    handshake_from("http://page.example", url).await
}

/// The same where the page offers subprotocols.
pub(crate) async fn handshake_offering(subprotocols: &[&str], url: &str) -> Seen {
    let offer = format!("Sec-WebSocket-Protocol: {}\r\n\r\n", subprotocols.join(", "));
    let request = handshake_request(url, "http://page.example");
    seen(url, &(request.trim_end().to_owned() + "\r\n" + &offer)).await
}

/// What a plain GET of the endpoint's path gets.
pub(crate) async fn get(url: &str) -> Seen {
    get_at(url, &format!("{}?wsd=1", split(url).1)).await
}

/// What a plain GET of that path gets.
pub(crate) async fn get_at(url: &str, path: &str) -> Seen {
    let (host, _) = split(url);
    seen(
        url,
        &format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://page.example\r\n\r\n"),
    )
    .await
}

/// What a connection gets on which nothing is sent.
pub(crate) async fn connect(url: &str) -> Seen {
    seen(url, "").await
}

async fn seen(url: &str, request: &str) -> Seen {
    let mut stream = match TcpStream::connect(split(url).0).await {
        Ok(stream) => stream,
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionRefused => {
            return Seen::Refused;
        }
        Err(error) if error.kind() == std::io::ErrorKind::ConnectionReset => return Seen::Reset,
        Err(error) => panic!("cannot connect to {url}: {error}"),
    };
    // A server that resets may do so before the request is out; reading then shows it.
    let _ = stream.write_all(request.as_bytes()).await;
    answer(&mut stream, PATIENCE).await
}

/// What comes on a connection next: an answer to its end or to its 101, or what was there instead.
pub(crate) async fn answer(stream: &mut TcpStream, patience: Duration) -> Seen {
    let mut bytes = Vec::new();
    loop {
        if is_whole(&bytes) {
            return Seen::Answer(String::from_utf8(bytes).expect("all answers here are text"));
        }
        match timeout(patience, stream.read_buf(&mut bytes)).await {
            Err(_) if bytes.is_empty() => return Seen::Silence,
            Ok(Ok(0)) if bytes.is_empty() => return Seen::Fin,
            // Frames are no whole answers, and are not to be taken for nothing.
            Err(_) | Ok(Ok(0)) => return Seen::Answer(String::from_utf8_lossy(&bytes).into()),
            Ok(Ok(_)) => {}
            Ok(Err(error)) if error.kind() == std::io::ErrorKind::ConnectionReset => {
                return Seen::Reset;
            }
            Ok(Err(error)) => panic!("cannot read: {error}"),
        }
    }
}

fn is_whole(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    match length {
        Some(length) => body.len() >= length.parse().expect("a length is a number"),
        None => body.ends_with("0\r\n\r\n") || !head.contains("chunked"),
    }
}

/// An open WebSocket.
pub(crate) struct Socket {
    stream: TcpStream,
    /// When it opened.
    pub(crate) opened: Instant,
}

impl Socket {
    /// Opens a WebSocket.
    pub(crate) async fn open(url: &str) -> Socket {
        let mut stream = TcpStream::connect(split(url).0).await.expect("the scenario listens");
        stream
            .write_all(handshake_request(url, "http://page.example").as_bytes())
            .await
            .expect("the scenario reads");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            // Byte by byte, so that no frame behind the head is taken with it.
            head.push(
                timeout(PATIENCE, stream.read_u8())
                    .await
                    .expect("an answer comes")
                    .expect("it is whole"),
            );
        }
        let head = String::from_utf8(head).expect("a head is text");
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
        assert!(head.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "RFC 6455 section 1.3: {head}");
        Socket { stream, opened: Instant::now() }
    }

    /// Sends bytes.
    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.expect("the peer still reads");
    }

    /// Reads exactly those bytes.
    pub(crate) async fn expect(&mut self, bytes: &[u8]) {
        let mut read = vec![0; bytes.len()];
        timeout(PATIENCE, self.stream.read_exact(&mut read))
            .await
            .expect("they come")
            .expect("they are whole");
        assert_eq!(read, bytes);
    }

    /// Sends a message and reads its echo.
    pub(crate) async fn echo(&mut self) {
        self.send(PING).await;
        self.expect(ECHO).await;
    }

    /// Reads a Close frame whose payload begins so, and answers it; gives the rest of the payload.
    pub(crate) async fn expect_close(&mut self, payload: &[u8]) -> Vec<u8> {
        let mut frame = self.frame().await;
        assert!(frame[0] == 0x88 && frame[2..].starts_with(payload), "{frame:?}");
        self.send(CLOSE).await;
        assert_eq!(self.end().await, Seen::Fin);
        frame.split_off(2 + payload.len())
    }

    /// What ends the connection.
    pub(crate) async fn end(&mut self) -> Seen {
        self.next(PATIENCE).await
    }

    /// What comes next within that time.
    pub(crate) async fn next(&mut self, patience: Duration) -> Seen {
        answer(&mut self.stream, patience).await
    }

    /// Reads a frame, which must be a short one.
    pub(crate) async fn frame(&mut self) -> Vec<u8> {
        let mut frame = vec![0; 2];
        let stream = &mut self.stream;
        let whole = async {
            stream.read_exact(&mut frame).await?;
            let length = usize::from(frame[1]);
            assert!(length < 126, "a short frame, unmasked");
            frame.resize(2 + length, 0);
            stream.read_exact(&mut frame[2..]).await
        };
        timeout(PATIENCE, whole).await.expect("a frame comes").expect("it is whole");
        frame
    }

    /// Asserts that nothing comes for that long.
    pub(crate) async fn is_silent_for(&mut self, time: Duration) {
        assert_eq!(self.next(time).await, Seen::Silence);
    }
}

/// An outcome and the time it took.
pub(crate) async fn timed<F: Future>(future: F) -> (F::Output, Duration) {
    let start = Instant::now();
    (future.await, start.elapsed())
}

/// Asserts that something took about that long: not earlier, and not much later on a busy machine.
pub(crate) fn assert_took(took: Duration, seconds: f64) {
    let took = took.as_secs_f64();
    assert!(
        (seconds - 0.05..seconds + 1.0).contains(&took),
        "expected about {seconds} s, found {took} s"
    );
}

/// The request of a browser's handshake, from a page of that origin.
pub(crate) fn handshake_request(url: &str, origin: &str) -> String {
    let (host, path) = split(url);
    format!(
        "GET {path}?wsd=1 HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nOrigin: {origin}\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
}

/// Host with port, and path.
fn split(url: &str) -> (&str, &str) {
    let rest = url.split_once("://").expect("a URL has a scheme").1;
    rest.split_at(rest.find('/').expect("endpoints have paths"))
}
