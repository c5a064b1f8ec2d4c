//! What servers say and do on an open WebSocket.

use crate::client::{CLOSE, Seen, Socket, endpoint, lab};

#[tokio::test]
async fn a_healthy_socket_echoes_and_closes_as_it_should() {
    let lab = lab("healthy").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.echo().await;
    socket.send(b"\x82\x82\0\0\0\0\x01\x02\x89\x81\0\0\0\0!").await;
    socket.expect(b"\x82\x02\x01\x02\x8a\x01!").await;
    socket.send(CLOSE).await;
    socket.expect(b"\x88\x02\x03\xe8").await;
    assert_eq!(socket.end().await, Seen::Fin);
}

#[tokio::test]
async fn a_server_with_a_beat_speaks_first() {
    let lab = lab("server-beat").await;
    Socket::open(endpoint(&lab)).await.expect(b"\x81\x04beat").await;
}

#[tokio::test]
async fn a_flood_is_as_long_as_named_and_leaves_a_socket_that_works() {
    let lab = lab("flood").await;
    let mut socket = Socket::open(endpoint(&lab)).await;
    socket.expect(&b"\x81\x05flood".repeat(200_000)).await;
    socket.echo().await;
}

#[tokio::test]
async fn a_server_that_closes_says_why() {
    for (name, payload) in [
        ("closes-4401", &b"\x11\x31token expired"[..]),
        ("closes-1011-later", b"\x03\xf3internal error"),
    ] {
        let lab = lab(name).await;
        let mut socket = Socket::open(endpoint(&lab)).await;
        socket.echo().await;
        socket.expect_close(payload).await;
    }
}

#[tokio::test]
async fn the_longest_reason_holds_markup_and_turns_around() {
    let lab = lab("long-reason").await;
    let reason = Socket::open(endpoint(&lab)).await.expect_close(b"\x0f\xa0").await;
    assert_eq!(reason.len(), 123);
    let reason = String::from_utf8(reason).expect("a reason is UTF-8");
    assert!(reason.starts_with("<img src=x onerror=alert(1)>\u{202e}"), "{reason:?}");
}

#[tokio::test]
async fn a_message_that_is_too_big_ends_the_conversation() {
    const LONGEST: usize = 64 * 1024;
    for (name, close) in [
        ("message-limit-64k", Some(&b"\x03\xf1message too big"[..])),
        ("message-limit-silent", None),
    ] {
        let lab = lab(name).await;
        for parts in [&[LONGEST + 1][..], &[LONGEST / 2, LONGEST / 2 + 1]] {
            let mut socket = Socket::open(endpoint(&lab)).await;
            socket.send(&message(&[LONGEST])).await;
            socket.expect(&[&b"\x81\x7f\0\0\0\0\0\x01\0\0"[..], &[b'x'; LONGEST]].concat()).await;
            socket.send(&message(&[LONGEST / 2, LONGEST / 2])).await;
            for first in [0x01, 0x80] {
                let head = [first, 126, 0x80, 0];
                socket.expect(&[&head[..], &[b'x'; LONGEST / 2]].concat()).await;
            }
            socket.send(&message(parts)).await;
            if let [first, _] = parts {
                socket.expect(&[&[0x01, 126, 0x80, 0][..], &vec![b'x'; *first]].concat()).await;
            }
            match close {
                Some(payload) => drop(socket.expect_close(payload).await),
                None => assert_eq!(socket.end().await, Seen::Fin, "{name}"),
            }
        }
    }
}

/// The frames of one message with a mask of zeros, in parts that each need an extended length.
fn message(parts: &[usize]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for (index, length) in parts.iter().enumerate() {
        let opcode = u8::from(index == 0);
        let last = if index + 1 == parts.len() { 0x80 } else { 0 };
        bytes.extend([last | opcode, 0xff]);
        bytes.extend(u64::try_from(*length).expect("a length fits").to_be_bytes());
        bytes.extend([0; 4]);
        bytes.extend(vec![b'x'; *length]);
    }
    bytes
}
