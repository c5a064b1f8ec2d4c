//! Scenarios with real software, against what was measured of it.

use lab::Hop;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::client::{assert_took, bypass, endpoint, get, get_at, handshake, lab, timed};
use crate::secure::{get_over_http2, handshake_over_tls, tls};

#[tokio::test]
async fn real_software_gives_these_statuses() {
    // Handshake, GET of its path, root.
    for (name, expected) in [
        ("nginx-healthy", [101, 426, 200]),
        ("nginx-no-upgrade-426", [426, 426, 200]),
        ("nginx-no-upgrade-404", [404, 404, 200]),
        ("nginx-no-upgrade-400", [400, 400, 200]),
        ("nginx-http10", [505, 505, 200]),
        ("nginx-backend-down", [502, 502, 502]),
        ("nginx-closing-early", [502, 426, 200]),
        ("nginx-idle-3s", [101, 426, 200]),
        ("haproxy-healthy", [101, 426, 200]),
        ("haproxy-idle-3s", [101, 426, 200]),
        ("haproxy-h2-backend", [502, 426, 200]),
        ("nginx-nginx-healthy", [101, 426, 200]),
        ("nginx-nginx-outer-strips", [426, 426, 200]),
        ("nginx-nginx-inner-strips", [426, 426, 200]),
        ("haproxy-nginx-healthy", [101, 426, 200]),
        ("haproxy-client-idle-3s", [101, 426, 200]),
        ("apache-idle-3s", [101, 426, 200]),
        ("apache-proxypass-timeout", [101, 426, 200]),
        ("caddy-read-timeout-3s", [101, 426, 200]),
        ("varnish-pipe-3s", [101, 426, 200]),
        ("uvicorn-pings", [101, 404, 200]),
        ("daphne-channels", [101, 404, 200]),
        ("daphne-max-age-3s", [101, 404, 200]),
        ("node-ws-idle-close", [101, 426, 200]),
        ("nginx-reload", [101, 426, 200]),
        ("nginx-auth-401", [401, 401, 200]),
        ("nginx-limit", [429, 429, 200]),
        ("apache-healthy", [101, 426, 200]),
        ("apache-no-upgrade", [426, 426, 200]),
        ("caddy-unknown-host", [200, 200, 200]),
        ("varnish-no-pipe", [426, 426, 200]),
        ("uvicorn-stripped", [404, 404, 200]),
        ("channels-stripped", [404, 404, 200]),
        ("channels-unknown-path", [500, 404, 200]),
        ("channels-reject", [403, 404, 200]),
    ] {
        let lab = lab(name).await;
        let url = endpoint(&lab);
        let seen = [handshake(url).await, get(url).await, get_at(url, "/").await];
        assert_eq!(seen.map(|seen| seen.status()), expected, "{name}");
        lab.end().await;
    }
}

/// Together, because they only wait, and a machine with few cores runs few tests at once.
#[tokio::test]
async fn real_software_takes_its_time() {
    tokio::join!(
        assert_slow("nginx-hanging", 504, 2.0, 504, 2.0),
        assert_slow("haproxy-backend-down", 503, 3.0, 503, 3.0),
        assert_slow("haproxy-h2-to-h1-backend", 503, 3.0, 426, 0.0),
        assert_slow("socketio-wrong-path", 502, 1.0, 404, 0.0),
    );
}

/// Asserts the status of the handshake and of a GET, and what each takes.
async fn assert_slow(name: &str, shaken: u16, shaking: f64, got: u16, getting: f64) {
    let lab = lab(name).await;
    let (handshake, get) =
        tokio::join!(timed(handshake(endpoint(&lab))), timed(get(endpoint(&lab))));
    assert_eq!((handshake.0.status(), get.0.status()), (shaken, got), "{name}");
    assert_took(handshake.1, shaking);
    assert_took(get.1, getting);
    lab.end().await;
}

#[tokio::test]
async fn ways_around_hops_open_where_the_fault_is_left_outside() {
    for (name, hop, status) in [
        ("nginx-no-upgrade-426", Hop::Proxy, 101),
        ("nginx-http10", Hop::Proxy, 101),
        ("nginx-nginx-outer-strips", Hop::LoadBalancer, 101),
        ("nginx-nginx-outer-strips", Hop::Proxy, 101),
        ("nginx-nginx-inner-strips", Hop::LoadBalancer, 426),
        ("nginx-nginx-inner-strips", Hop::Proxy, 101),
        ("haproxy-h2-to-h1-backend", Hop::LoadBalancer, 101),
        ("haproxy-nginx-healthy", Hop::Proxy, 101),
        ("nginx-limit", Hop::Proxy, 101),
        ("caddy-unknown-host", Hop::Proxy, 101),
        ("channels-stripped", Hop::Proxy, 101),
        ("channels-unknown-path", Hop::Proxy, 500),
        ("channels-reject", Hop::Proxy, 403),
    ] {
        let lab = lab(name).await;
        assert_eq!(handshake(bypass(&lab, hop)).await.status(), status, "{name} {hop:?}");
        lab.end().await;
    }
}

#[tokio::test]
async fn the_backend_sees_what_nginx_made_of_the_headers() {
    for (name, version, fields) in [
        ("nginx-healthy", "HTTP/1.1", ["upgrade: websocket", "connection: upgrade"]),
        ("nginx-no-upgrade-426", "HTTP/1.0", ["connection: close", "sec-websocket-version: 13"]),
    ] {
        let lab = lab(name).await;
        let headers = endpoint(&lab).replace("/ws/chat", "/ws/headers");
        let seen = handshake(&headers).await.text().to_lowercase();
        assert!(seen.contains(&version.to_lowercase()), "{name}: {seen}");
        assert!(
            fields.iter().all(|field| seen.contains(&format!("\r\n{field}\r\n"))),
            "{name}: {seen}"
        );
        lab.end().await;
    }
}

#[tokio::test]
async fn proxies_that_are_told_nothing_pass_no_upgrade_on() {
    for name in ["apache-no-upgrade", "varnish-no-pipe"] {
        let lab = lab(name).await;
        let headers = endpoint(&lab).replace("/ws/chat", "/ws/headers");
        let seen = handshake(&headers).await.text().to_lowercase();
        assert!(seen.contains("\r\nsec-websocket-version: 13\r\n"), "{name}: {seen}");
        assert!(!seen.contains("upgrade"), "{name}: {seen}");
        lab.end().await;
    }
}

#[tokio::test]
async fn haproxy_with_http2_alone_closes_handshakes_of_http1_unanswered() {
    let lab = lab("haproxy-h2-only-front").await;
    let mut stream =
        tls(&lab, b"http/1.1").await.expect("HAProxy goes on without a common protocol");
    stream.write_all(b"GET /ws/chat HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    // Whether TLS is closed before TCP is of no matter, and an error here says that it was not.
    let _ = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1"), "{answer:?}");
    assert_eq!(get_over_http2(&lab).await, ([426, 200], true));
    lab.end().await;
}

#[tokio::test]
async fn nghttpx_takes_websockets_over_http1_and_announces_them_over_http2() {
    let lab = lab("nghttpx-h2").await;
    let answer = handshake_over_tls(&lab).await;
    assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
    assert_eq!(get_over_http2(&lab).await, ([426, 200], true));
    lab.end().await;
}
