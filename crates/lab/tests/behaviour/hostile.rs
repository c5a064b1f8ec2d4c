//! Servers that want to harm their clients.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{Seen, Socket, endpoint, get_at, handshake_request, lab};

#[tokio::test]
async fn a_message_that_never_ends_comes_in_pieces() {
    for (name, head, piece) in [
        ("endless-frame", &b"\x81\x7f\0\0\x01\0\0\0\0\0"[..], &[b'a'; 1024][..]),
        ("slow-drip", b"\x81\x7e\x03\xe8", b"a"),
    ] {
        let lab = lab(name).await;
        let mut socket = Socket::open(endpoint(&lab)).await;
        socket.expect(head).await;
        for _ in 0..3 {
            socket.expect(piece).await;
        }
    }
}

#[tokio::test]
async fn a_slow_drip_is_one_byte_a_second() {
    let lab = lab("slow-drip").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.expect(b"\x81\x7e\x03\xe8a").await;
    socket.is_silent_for(Duration::from_millis(900)).await;
    socket.expect(b"a").await;
}

#[tokio::test]
async fn a_head_that_never_ends_says_101_and_no_more() {
    let lab = lab("endless-head").await;
    let mut stream = asked(endpoint(&lab)).await;
    let mut head = vec![0; 400];
    stream.read_exact(&mut head).await.expect("it goes on");
    let head = String::from_utf8(head).expect("it is text");
    assert!(head.starts_with("HTTP/1.1 101 ") && !head.contains("\r\n\r\n"), "{head}");
    assert!(head.matches("X-Filler: ").count() >= 3, "{head}");
}

#[tokio::test]
async fn a_huge_head_has_64_mb() {
    let lab = lab("huge-head").await;
    let mut stream = asked(endpoint(&lab)).await;
    let mut head = Vec::new();
    stream.read_to_end(&mut head).await.expect("it ends");
    assert!(head.len() > 63_000_000 && head.ends_with(b"\r\n\r\n"), "{} bytes", head.len());
}

#[tokio::test]
async fn a_huge_message_is_whole_and_the_server_works_after_it() {
    let lab = lab("huge-message").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.expect(b"\x81\x7f\0\0\0\0\x04\0\0\0").await;
    socket.expect(&vec![b'a'; 64 << 20]).await;
    socket.echo().await;
}

#[tokio::test]
async fn an_endless_flood_goes_on() {
    let lab = lab("endless-flood").await;
    Socket::open(endpoint(&lab)).await.expect(&b"\x81\x05flood".repeat(300_000)).await;
}

#[tokio::test]
async fn each_close_is_another_and_each_handshake_is_counted() {
    let lab = lab("fickle-close").await;
    for payload in [
        &b"\x03\xe8<img src=x onerror=window.pwned=1>"[..],
        // U+202E, which turns what follows around.
        b"\x03\xe9\xe2\x80\xae</p>",
        b"\x03\xf0\xff\xfe\xc3\x28",
    ] {
        let frame = Socket::open(endpoint(&lab)).await.frame().await;
        assert!(frame[0] == 0x88 && frame[2..].starts_with(payload), "{frame:?}");
    }
    let counted = get_at(endpoint(&lab), "/ws/count").await;
    assert!(
        matches!(&counted, Seen::Answer(answer) if answer.ends_with("\r\n\r\n3")),
        "{counted:?}"
    );
}

#[tokio::test]
async fn a_garbled_reason_is_no_text() {
    let lab = lab("garbled-reason").await;
    let reason = Socket::open(endpoint(&lab)).await.expect_close(b"\x0f\xa0").await;
    assert!(String::from_utf8(reason).is_err());
}

/// A connection on which a handshake was asked for.
async fn asked(url: &str) -> TcpStream {
    let host = url.strip_prefix("ws://").and_then(|rest| rest.split('/').next());
    let mut stream =
        TcpStream::connect(host.expect("it is a plain one")).await.expect("the scenario listens");
    let request = handshake_request(url, "http://page.example");
    stream.write_all(request.as_bytes()).await.expect("the scenario reads");
    stream
}
