//! Faults on raw sockets.

use lab::Hop;

use crate::client::{
    CLOSE, Seen, Socket, bypass, connect, endpoint, get, get_at, handshake, handshake_from, lab,
};

#[tokio::test]
async fn faults_that_answer_give_these_statuses() {
    // Handshake, GET of its path, root, any other path.
    for (name, expected) in [
        ("healthy", [101, 426, 200, 404]),
        ("server-beat", [101, 426, 200, 404]),
        ("strip-upgrade-426", [426, 426, 200, 404]),
        ("strip-upgrade-404", [404, 404, 200, 404]),
        ("strip-upgrade-400", [400, 400, 200, 404]),
        ("strip-upgrade-200", [200, 200, 200, 200]),
        ("drop-plain", [502, 502, 200, 404]),
        ("cdn-strips", [426, 426, 200, 404]),
        ("answer-502", [502, 502, 200, 404]),
        ("answer-502-all", [502, 502, 502, 502]),
        ("answer-404", [404, 404, 200, 404]),
        ("answer-200", [200, 200, 200, 200]),
        ("answer-301", [301, 301, 200, 404]),
        ("reject-origin", [403, 426, 200, 404]),
        ("refuse-foreign-origin", [403, 426, 200, 404]),
        ("idle-close", [101, 426, 200, 404]),
        ("lifetime-close", [101, 426, 200, 404]),
        ("silent-drop", [101, 426, 200, 404]),
        ("deaf-after-101", [101, 426, 200, 404]),
    ] {
        let lab = lab(name).await;
        let url = endpoint(&lab);
        let seen = [
            handshake(url).await,
            get(url).await,
            get_at(url, "/").await,
            get_at(url, "/elsewhere").await,
        ];
        assert_eq!(seen.map(|seen| seen.status()), expected, "{name}");
    }
}

#[tokio::test]
async fn the_way_around_a_stripping_hop_opens() {
    for (name, hop) in [
        ("strip-upgrade-426", Hop::Proxy),
        ("strip-upgrade-404", Hop::Proxy),
        ("strip-upgrade-400", Hop::Proxy),
        ("strip-upgrade-200", Hop::Proxy),
        ("drop-plain", Hop::Proxy),
        ("cdn-strips", Hop::Cdn),
    ] {
        let lab = lab(name).await;
        Socket::open(bypass(&lab, hop)).await.echo().await;
    }
}

#[tokio::test]
async fn a_stripping_hop_passes_neither_of_the_two_headers() {
    let lab = lab("strip-upgrade-426").await;
    let headers = endpoint(&lab).replace("/ws/chat", "/ws/headers");
    let seen = handshake(&headers).await.text().to_lowercase();
    assert!(!seen.contains("\r\nupgrade: websocket"), "{seen}");
    assert!(seen.contains("\r\nconnection: close"), "{seen}");
}

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
async fn the_control_is_on_another_address_and_opens() {
    let lab = lab("answer-502").await;
    let control = lab.running()[0].control.as_deref().expect("every scenario has one");
    assert!(control.starts_with("ws://127.0.0.2:"), "{control}");
    Socket::open(control).await.echo().await;
}

#[tokio::test]
async fn only_the_network_that_blocks_everything_spoils_the_control() {
    let lab = lab("network-blocks-websocket").await;
    let control = lab.running()[0].control.as_deref().expect("every scenario has one");
    for url in [endpoint(&lab), control] {
        assert_eq!(handshake(url).await, Seen::Fin);
        assert_eq!(get(url).await.status(), 426);
    }
}

#[tokio::test]
async fn origins_decide_where_they_should() {
    let rejecting = lab("reject-origin").await;
    assert_eq!(handshake_from("https://app.example", endpoint(&rejecting)).await.status(), 101);
    let own = lab("refuse-foreign-origin").await;
    let origin = endpoint(&own).replace("ws://", "http://").replace("/ws/chat", "");
    assert_eq!(handshake_from(&origin, endpoint(&own)).await.status(), 101);
}

#[tokio::test]
async fn hops_write_their_marks() {
    for (name, mark) in [
        ("cdn-strips", "server: cloudflare\r\n"),
        ("cdn-strips", "cf-ray: "),
        ("answer-502", "<hr><center>nginx/"),
        ("strip-upgrade-400", "\"Upgrade\""),
        ("strip-upgrade-426", "Upgrade Required"),
    ] {
        let lab = lab(name).await;
        let seen = get(endpoint(&lab)).await;
        assert!(seen.text().contains(mark), "{name}: {seen:?}");
    }
}

#[tokio::test]
async fn a_page_elsewhere_may_read_nothing() {
    for name in ["healthy", "strip-upgrade-200", "cdn-strips", "answer-502", "answer-301"] {
        let lab = lab(name).await;
        for seen in [get(endpoint(&lab)).await, get_at(endpoint(&lab), "/").await] {
            assert!(!seen.text().to_lowercase().contains("access-control-"), "{name}: {seen:?}");
        }
    }
}

#[tokio::test]
async fn a_single_page_application_looks_the_same_everywhere() {
    for name in ["strip-upgrade-200", "answer-200"] {
        let lab = lab(name).await;
        let root = get_at(endpoint(&lab), "/").await;
        assert_eq!(get(endpoint(&lab)).await, root, "{name}");
        assert_eq!(get_at(endpoint(&lab), "/elsewhere").await, root, "{name}");
    }
}

#[tokio::test]
async fn a_redirect_leads_to_where_the_socket_is() {
    let lab = lab("answer-301").await;
    let seen = handshake(endpoint(&lab)).await;
    let location = endpoint(&lab).replace("ws://", "http://") + "/?wsd=1\r\n";
    assert!(seen.text().contains(&format!("Location: {location}")), "{seen:?}");
    let slashed = format!("{}/", endpoint(&lab));
    assert_eq!(handshake(&slashed).await.status(), 101);
    assert_eq!(get(&slashed).await.status(), 426);
}

#[tokio::test]
async fn unanswered_handshakes_end_as_named() {
    for (name, expected, plain) in [
        ("crash", Seen::Fin, Some(426)),
        ("refuse", Seen::Refused, None),
        ("reset", Seen::Reset, None),
    ] {
        let lab = lab(name).await;
        assert_eq!(handshake(endpoint(&lab)).await, expected, "{name}");
        match plain {
            Some(status) => assert_eq!(get(endpoint(&lab)).await.status(), status, "{name}"),
            None => assert_eq!(get(endpoint(&lab)).await, expected, "{name}"),
        }
    }
}

#[tokio::test]
async fn a_reset_needs_no_unread_request() {
    let lab = lab("reset").await;
    assert_eq!(connect(endpoint(&lab)).await, Seen::Reset);
}

#[tokio::test]
async fn an_unresolvable_name_is_one_that_never_exists() {
    let lab = lab("unresolvable").await;
    assert_eq!(endpoint(&lab), "ws://nowhere.invalid/ws/chat");
}
