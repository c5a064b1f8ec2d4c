//! Faults on raw sockets.

use lab::Hop;

use crate::client::{
    Seen, Socket, bypass, connect, endpoint, get, get_at, handshake, handshake_from,
    handshake_offering, lab,
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
        ("answer-401", [401, 401, 200, 404]),
        ("answer-401-handshake", [401, 426, 200, 404]),
        ("answer-429", [429, 429, 200, 404]),
        ("waf-challenge", [403, 403, 200, 404]),
        ("platform-off", [503, 426, 200, 404]),
        ("envoy-off", [403, 426, 200, 404]),
        ("socketio-unknown-session", [400, 400, 200, 404]),
        ("no-subprotocol-picked", [101, 426, 200, 404]),
        ("wrong-subprotocol", [101, 426, 200, 404]),
        ("unoffered-extension", [101, 426, 200, 404]),
        ("wrong-accept", [101, 426, 200, 404]),
        ("bare-101", [101, 426, 200, 404]),
        ("wss-to-plain-port", [101, 426, 200, 404]),
        ("ws-to-tls-port", [400, 400, 400, 400]),
        ("csp-page", [101, 426, 200, 404]),
        ("local-network", [101, 426, 200, 404]),
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
async fn the_way_around_a_hop_at_fault_opens() {
    for (name, hop) in [
        ("strip-upgrade-426", Hop::Proxy),
        ("strip-upgrade-404", Hop::Proxy),
        ("strip-upgrade-400", Hop::Proxy),
        ("strip-upgrade-200", Hop::Proxy),
        ("drop-plain", Hop::Proxy),
        ("cdn-strips", Hop::Cdn),
        ("waf-challenge", Hop::Cdn),
        ("envoy-off", Hop::Proxy),
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
        ("answer-401", "WWW-Authenticate: Bearer realm=\"chat\"\r\n"),
        ("answer-429", "Retry-After: 30\r\n"),
        ("waf-challenge", "Server: cloudflare\r\n"),
        ("waf-challenge", "CF-Mitigated: challenge\r\n"),
        ("waf-challenge", "<title>Just a moment...</title>"),
        ("platform-off", "server: Microsoft-IIS/10.0\r\n"),
        ("envoy-off", "server: envoy\r\n"),
        ("socketio-unknown-session", "\r\n\r\n{\"code\":1,\"message\":\"Session ID unknown\"}"),
        ("ws-to-tls-port", "The plain HTTP request was sent to HTTPS port"),
    ] {
        let lab = lab(name).await;
        let seen = get(endpoint(&lab)).await;
        assert!(seen.text().contains(mark), "{name}: {seen:?}");
    }
}

#[tokio::test]
async fn platforms_refuse_handshakes_in_their_own_name() {
    for (name, mark) in
        [("platform-off", "Server: Microsoft-IIS/10.0\r\n"), ("envoy-off", "Server: envoy\r\n")]
    {
        let lab = lab(name).await;
        let seen = handshake(endpoint(&lab)).await;
        assert!(seen.text().contains(mark), "{name}: {seen:?}");
        let elsewhere = endpoint(&lab).replace("/ws/chat", "/elsewhere");
        assert_eq!(handshake(&elsewhere).await.status(), seen.status(), "{name}");
    }
}

#[tokio::test]
async fn one_of_three_nodes_refuses_and_only_handshakes_for_the_chat_count() {
    let lab = lab("one-node-of-three").await;
    let url = endpoint(&lab);
    for expected in [502, 101, 101, 502, 101] {
        assert_eq!(handshake(url).await.status(), expected);
        assert_eq!(get(url).await.status(), 426);
        assert_eq!(handshake(&url.replace("/ws/chat", "/elsewhere")).await.status(), 404);
    }
}

#[tokio::test]
async fn subprotocols_are_answered_as_named() {
    const FIELD: &str = "sec-websocket-protocol: ";
    for (name, offered, none_offered) in [
        ("healthy", Some("chat.v2"), None),
        ("no-subprotocol-picked", None, None),
        ("wrong-subprotocol", Some("chat.v1"), Some("chat.v1")),
    ] {
        let lab = lab(name).await;
        let picked = |seen: &Seen| {
            let head = seen.text().to_lowercase();
            head.split(FIELD).nth(1).and_then(|rest| rest.lines().next()).map(str::to_owned)
        };
        let seen = handshake_offering(&["chat.v2", "chat.v3"], endpoint(&lab)).await;
        assert_eq!(picked(&seen).as_deref(), offered, "{name}: {seen:?}");
        let seen = handshake(endpoint(&lab)).await;
        assert_eq!(picked(&seen).as_deref(), none_offered, "{name}: {seen:?}");
    }
}

#[tokio::test]
async fn only_scenarios_of_subprotocols_have_the_page_offer_one() {
    for (name, expected) in [
        ("healthy", &[][..]),
        ("no-subprotocol-picked", &["chat.v2"]),
        ("wrong-subprotocol", &["chat.v2"]),
    ] {
        let lab = lab(name).await;
        assert_eq!(lab.running()[0].subprotocols, expected, "{name}");
    }
}

#[tokio::test]
async fn a_damaged_101_is_damaged_in_one_way_only() {
    // What a client requires of a 101 (RFC 6455 section 4.1), and whether it has it.
    for (name, upgrade, accept, extension) in [
        ("healthy", true, true, false),
        ("unoffered-extension", true, true, true),
        ("wrong-accept", true, false, false),
        ("bare-101", false, true, false),
    ] {
        let lab = lab(name).await;
        let seen = handshake(endpoint(&lab)).await;
        let head = seen.text().to_lowercase();
        let has = |field: &str| head.contains(field);
        assert_eq!(has("\r\nupgrade: websocket\r\n"), upgrade, "{name}: {seen:?}");
        assert_eq!(has("\r\nconnection: upgrade\r\n"), upgrade, "{name}: {seen:?}");
        let key = "\r\nsec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n";
        assert_eq!(has(key), accept, "{name}: {seen:?}");
        assert!(has("\r\nsec-websocket-accept: "), "{name}: {seen:?}");
        assert_eq!(has("\r\nsec-websocket-extensions: "), extension, "{name}: {seen:?}");
    }
}

#[tokio::test]
async fn a_page_elsewhere_may_read_nothing() {
    for name in [
        "healthy",
        "strip-upgrade-200",
        "cdn-strips",
        "answer-502",
        "answer-301",
        "answer-401",
        "waf-challenge",
        "platform-off",
    ] {
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
