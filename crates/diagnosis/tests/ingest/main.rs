//! What real proxies logged, browsers exported and real tools printed: what is recognised, and what it
//! comes to.
//!
//! `scripts/capture` makes the texts anew: of nginx, HAProxy, Apache, Caddy and Envoy (logs; of Caddy
//! and Envoy their configuration as JSON as well), curl, openssl and wscat, Chromium's and Firefox's
//! HAR and Firefox's headers panel by their own developer tools, uvicorn, Daphne with Channels,
//! websockets, ws and Socket.IO. Not captured, and so only in the tables of the readers, after what
//! their sources and documentation say: Spring, Rails, Phoenix, ASP.NET and the libraries of Go,
//! websocat, Safari's console, Traefik, and the answers of AWS and Cloudflare.

use diagnosis::diagnose::diagnose;
use diagnosis::evidence::{Agent, Evidence, Outcome};
use diagnosis::ingest::{Brought, read};
use diagnosis::report::{Report, link, markdown};
use diagnosis::target::Target;

/// The file, what it is, what it says, and the first finding of it alone.
const FIXTURES: &[(&str, &[&str], &[&str], &str)] = &[
    (
        "apache-closing-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 502"],
        "none",
    ),
    (
        "apache-closing.txt",
        &["apache-error-log"],
        &["Apache httpd: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "apache-no-upgrade.txt",
        &["apache-error-log"],
        &["Apache httpd: upgrades to WebSocket are not passed on here"],
        "upgrade-headers-missing likely",
    ),
    (
        "apache-refused-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 503"],
        "none",
    ),
    (
        "apache-refused.txt",
        &["apache-error-log"],
        &["Apache httpd: the next hop refused the connection"],
        "backend-down possible",
    ),
    (
        "apache-reset-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 502"],
        "none",
    ),
    (
        "apache-reset.txt",
        &["apache-error-log"],
        &["Apache httpd: the next hop reset the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "apache-silent-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 502"],
        "none",
    ),
    (
        "apache-silent.txt",
        &["apache-error-log"],
        &["Apache httpd: the next hop gave no answer in time"],
        "backend-timeout likely",
    ),
    (
        "caddy-adapted.json",
        &["caddy-config"],
        &[
            "Caddy’s configuration does not pass Upgrade and Connection on for this path",
            "Caddy’s configuration closes open connections 0 ms after a reload",
            "upgrade is taken from the handshake, or changed",
        ],
        "upgrade-headers-missing likely",
    ),
    (
        "caddy-closing.txt",
        &["caddy-log"],
        &[
            "Caddy: the next hop closed the connection before an answer",
            "Caddy: a handshake was answered with 502",
        ],
        "backend-crash-or-reset likely",
    ),
    (
        "caddy-refused.txt",
        &["caddy-log"],
        &["Caddy: the next hop refused the connection", "Caddy: a handshake was answered with 502"],
        "backend-down likely",
    ),
    (
        "caddy-silent.txt",
        &["caddy-log"],
        &["Caddy: the next hop gave no answer in time", "Caddy: a handshake was answered with 504"],
        "backend-timeout likely",
    ),
    (
        "chromium-502.har",
        &["har"],
        &[
            "The handshake was answered with 502; success is 101.",
            "A normal request was answered with 502.",
            "an answer with 502 shows nginx",
        ],
        "backend-down possible",
    ),
    (
        "chromium-closing.har",
        &["har"],
        &[
            "The server closed the connection without an answer.",
            "A normal request got no answer that the page may see.",
        ],
        "backend-crash-or-reset possible",
    ),
    (
        "chromium-opened.har",
        &["har"],
        &["a handshake got 101: it opened", "A normal request was answered with 426."],
        "none",
    ),
    (
        "chromium-refused.har",
        &["har"],
        &[
            "Nothing listens at this address and port.",
            "A normal request got no answer that the page may see.",
        ],
        "host-unreachable likely",
    ),
    (
        "curl-empty.txt",
        &["http"],
        &["The server closed the connection without an answer."],
        "backend-crash-or-reset possible",
    ),
    (
        "curl-i-nginx-bare.txt",
        &["http"],
        &["The handshake was answered with 426; success is 101.", "an answer with 426 shows nginx"],
        "upgrade-headers-missing possible",
    ),
    (
        "curl-i-nginx-closing.txt",
        &["http"],
        &["The handshake was answered with 502; success is 101.", "an answer with 502 shows nginx"],
        "backend-crash-or-reset possible",
    ),
    (
        "curl-i-nginx-garbage.txt",
        &["http"],
        &["What answered does not speak HTTP."],
        "tls-to-plain-mismatch possible",
    ),
    (
        "curl-i-nginx-idle.txt",
        &["http"],
        &["a handshake got 101: it opened", "an answer with 101 shows nginx"],
        "none",
    ),
    (
        "curl-i-nginx-lost.txt",
        &["http"],
        &["a handshake got 101: it opened", "an answer with 101 shows nginx"],
        "none",
    ),
    (
        "curl-i-nginx-refused.txt",
        &["http"],
        &["The handshake was answered with 502; success is 101.", "an answer with 502 shows nginx"],
        "backend-crash-or-reset possible",
    ),
    (
        "curl-i-nginx-reset.txt",
        &["http"],
        &["The handshake was answered with 502; success is 101.", "an answer with 502 shows nginx"],
        "backend-crash-or-reset possible",
    ),
    (
        "curl-i-nginx-silent.txt",
        &["http"],
        &["The handshake was answered with 504; success is 101.", "an answer with 504 shows nginx"],
        "backend-timeout possible",
    ),
    ("curl-name.txt", &["http"], &[], "none"),
    (
        "curl-refused.txt",
        &["http"],
        &["Nothing listens at this address and port."],
        "host-unreachable possible",
    ),
    (
        "curl-reset.txt",
        &["http"],
        &["The connection was cut before the answer was complete."],
        "backend-crash-or-reset possible",
    ),
    (
        "curl-v-101.txt",
        &["http"],
        &["it opens inside; what stands in front is not known from it"],
        "none",
    ),
    ("curl-v-plain.txt", &["http"], &["A normal request was answered with 426."], "none"),
    (
        "daphne-no-route.txt",
        &["access-log", "backend-log", "backend-log", "access-log"],
        &[
            "the application: no route for this host or path",
            "the application: no route for this host or path",
        ],
        "wrong-path-or-route likely",
    ),
    (
        "daphne-open.txt",
        &["access-log"],
        &["the application: a handshake was answered with 101"],
        "none",
    ),
    (
        "daphne-rejected.txt",
        &["access-log"],
        &["the application: a handshake was answered with 403"],
        "none",
    ),
    (
        "envoy-closing-json.txt",
        &["envoy-json-log"],
        &["Envoy: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "envoy-closing.txt",
        &["envoy-access-log"],
        &["Envoy: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "envoy-dump.json",
        &["envoy-config"],
        &[
            "Envoy’s configuration passes the handshake on as it must",
            "Envoy’s configuration closes what is silent for 1.0 s",
        ],
        "idle-timeout-proxy possible",
    ),
    (
        "envoy-garbage-json.txt",
        &["envoy-json-log"],
        &["Envoy: the next hop’s answer is not valid HTTP"],
        "load-balancer-protocol-misconfigured likely",
    ),
    (
        "envoy-garbage.txt",
        &["envoy-access-log"],
        &["Envoy: the next hop’s answer is not valid HTTP"],
        "load-balancer-protocol-misconfigured likely",
    ),
    (
        "envoy-idle-json.txt",
        &["envoy-json-log"],
        &["Envoy: an open connection was idle for too long, and was cut"],
        "idle-timeout-proxy likely",
    ),
    (
        "envoy-idle.txt",
        &["envoy-access-log"],
        &["Envoy: an open connection was idle for too long, and was cut"],
        "idle-timeout-proxy likely",
    ),
    (
        "envoy-lost-json.txt",
        &["envoy-json-log"],
        &["Envoy: the next hop broke off an open connection"],
        "backend-crash-or-reset possible",
    ),
    (
        "envoy-lost.txt",
        &["envoy-access-log"],
        &["Envoy: the next hop broke off an open connection"],
        "backend-crash-or-reset possible",
    ),
    (
        "envoy-no-off.txt",
        &["envoy-access-log"],
        &["Envoy: a request for this path was answered with 403"],
        "none",
    ),
    (
        "envoy-no-route.txt",
        &["envoy-access-log"],
        &["Envoy: no route for this host or path"],
        "wrong-path-or-route likely",
    ),
    (
        "envoy-refused-json.txt",
        &["envoy-json-log"],
        &["Envoy: the next hop refused the connection"],
        "backend-down likely",
    ),
    (
        "envoy-refused.txt",
        &["envoy-access-log"],
        &["Envoy: the next hop could not be reached in time"],
        "backend-down likely",
    ),
    (
        "envoy-reset-json.txt",
        &["envoy-json-log"],
        &["Envoy: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "envoy-reset.txt",
        &["envoy-access-log"],
        &["Envoy: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "envoy-silent-json.txt",
        &["envoy-json-log"],
        &["Envoy: the next hop gave no answer in time"],
        "backend-timeout likely",
    ),
    (
        "envoy-silent.txt",
        &["envoy-access-log"],
        &["Envoy: the next hop gave no answer in time"],
        "backend-timeout likely",
    ),
    (
        "firefox-502-panel.txt",
        &["http"],
        &["The handshake was answered with 502; success is 101.", "an answer with 502 shows nginx"],
        "backend-crash-or-reset possible",
    ),
    (
        "firefox-502.har",
        &["har"],
        &[
            "The handshake was answered with 502; success is 101.",
            "an answer with 502 shows nginx",
            "A normal request was answered with 502.",
        ],
        "backend-down possible",
    ),
    ("firefox-closing-panel.txt", &["http"], &[], "none"),
    (
        "firefox-closing.har",
        &["har"],
        &[
            "a handshake that failed without a status",
            "A normal request got no answer that the page may see.",
        ],
        "none",
    ),
    ("firefox-opened-panel.txt", &["http"], &["a handshake got 101: it opened"], "none"),
    (
        "firefox-opened.har",
        &["har"],
        &["a handshake got 101: it opened", "A normal request was answered with 426."],
        "none",
    ),
    ("firefox-refused-panel.txt", &["http"], &[], "none"),
    (
        "firefox-refused.har",
        &["har"],
        &[
            "a handshake that failed without a status",
            "A normal request got no answer that the page may see.",
        ],
        "none",
    ),
    (
        "haproxy-closing.txt",
        &["haproxy-log"],
        &["HAProxy: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "haproxy-garbage.txt",
        &["haproxy-log"],
        &["HAProxy: the next hop’s answer is not valid HTTP"],
        "load-balancer-protocol-misconfigured likely",
    ),
    (
        "haproxy-idle.txt",
        &["haproxy-log"],
        &["HAProxy: an open connection was idle for too long, and was cut"],
        "idle-timeout-proxy likely",
    ),
    (
        "haproxy-lost.txt",
        &["haproxy-log"],
        &["HAProxy: the next hop broke off an open connection"],
        "backend-crash-or-reset possible",
    ),
    (
        "haproxy-refused.txt",
        &["haproxy-log"],
        &["HAProxy: the next hop refused the connection"],
        "backend-down likely",
    ),
    (
        "haproxy-silent.txt",
        &["haproxy-log"],
        &["HAProxy: the next hop gave no answer in time"],
        "backend-timeout likely",
    ),
    (
        "nginx-bare-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 426"],
        "none",
    ),
    (
        "nginx-closing-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 502"],
        "none",
    ),
    (
        "nginx-closing.txt",
        &["nginx-error-log"],
        &["nginx: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "nginx-garbage-access.txt",
        &["access-log"],
        &["an access log: the next hop’s answer is not valid HTTP"],
        "load-balancer-protocol-misconfigured likely",
    ),
    (
        "nginx-garbage.txt",
        &["nginx-error-log"],
        &["nginx: the next hop’s answer is not valid HTTP"],
        "load-balancer-protocol-misconfigured likely",
    ),
    (
        "nginx-idle-access.txt",
        &["access-log"],
        &["an access log: a handshake was answered with 101"],
        "none",
    ),
    (
        "nginx-idle.txt",
        &["nginx-error-log"],
        &["nginx: an open connection was idle for too long, and was cut"],
        "idle-timeout-proxy likely",
    ),
    (
        "nginx-lost-access.txt",
        &["access-log"],
        &["an access log: a handshake was answered with 101"],
        "none",
    ),
    (
        "nginx-lost.txt",
        &["nginx-error-log"],
        &["nginx: the next hop broke off an open connection"],
        "backend-crash-or-reset possible",
    ),
    (
        "nginx-refused-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 502"],
        "none",
    ),
    (
        "nginx-refused.txt",
        &["nginx-error-log"],
        &["nginx: the next hop refused the connection"],
        "backend-down likely",
    ),
    (
        "nginx-reset-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 502"],
        "none",
    ),
    (
        "nginx-reset.txt",
        &["nginx-error-log"],
        &["nginx: the next hop reset the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    (
        "nginx-silent-access.txt",
        &["access-log"],
        &["an access log: a request for this path was answered with 504"],
        "none",
    ),
    (
        "nginx-silent.txt",
        &["nginx-error-log"],
        &["nginx: the next hop gave no answer in time"],
        "backend-timeout likely",
    ),
    (
        "nginx-tls.txt",
        &["nginx-error-log"],
        &["nginx: TLS with the next hop failed"],
        "load-balancer-protocol-misconfigured likely",
    ),
    (
        "openssl-plain.txt",
        &["openssl"],
        &[
            "The secure connection failed at its start: a port without TLS, or a listener that refuses HTTP/1.1.",
        ],
        "none",
    ),
    (
        "openssl-refused.txt",
        &["openssl"],
        &["Nothing listens at this address and port."],
        "host-unreachable possible",
    ),
    (
        "openssl-self-signed.txt",
        &["openssl"],
        &["The certificate is signed by nobody that the browser trusts."],
        "none",
    ),
    (
        "socketio-session.txt",
        &["backend-json-log"],
        &["the application: the session is not known here"],
        "sticky-session-missing possible",
    ),
    (
        "socketio-transport.txt",
        &["backend-json-log"],
        &["the application: a handshake came without the headers that make it one"],
        "none",
    ),
    (
        "uvicorn-accepted.txt",
        &["backend-log"],
        &["the application: a handshake was answered with 101"],
        "none",
    ),
    (
        "uvicorn-broken.txt",
        &["backend-log", "backend-log"],
        &[
            "the application: an error of its own",
            "the application: a handshake was answered with 500",
        ],
        "backend-crash-or-reset possible",
    ),
    (
        "uvicorn-none.txt",
        &["backend-log"],
        &[
            "the application: upgrades to WebSocket are not passed on here",
            "the application: a request for this path was answered with 426",
        ],
        "platform-websocket-disabled possible",
    ),
    (
        "uvicorn-rejected.txt",
        &["backend-log"],
        &["the application: a handshake was answered with 403"],
        "none",
    ),
    (
        "websockets-origin.txt",
        &["backend-log"],
        &["the application: a handshake was answered with 403"],
        "none",
    ),
    (
        "websockets-plain.txt",
        &["backend-log"],
        &["the application: a handshake came without the headers that make it one"],
        "none",
    ),
    (
        "ws-too-big.txt",
        &["backend-log", "backend-log"],
        &["the application: a message was too big", "the application: a message was too big"],
        "none",
    ),
    (
        "wscat-closing.txt",
        &["websocket-tool"],
        &["asked directly: the next hop closed the connection before an answer"],
        "backend-crash-or-reset likely",
    ),
    ("wscat-opened.txt", &["websocket-tool"], &["a handshake got 101: it opened"], "none"),
    (
        "wscat-refused.txt",
        &["websocket-tool"],
        &["asked directly: the next hop refused the connection"],
        "backend-down likely",
    ),
];

fn target() -> Target {
    Target::new(false, "chat.example.com", 80, "/ws/chat", "")
}

fn text(name: &str) -> String {
    let path = format!("{}/tests/ingest/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("scripts/capture has made it")
}

fn evidence(brought: &Brought) -> Evidence {
    Evidence {
        target: target(),
        agent: Agent::default(),
        minute: 0,
        trace: None,
        observations: brought.observations.clone(),
        runbook: 0,
        quotes: Vec::new(),
    }
}

fn first(brought: &Brought) -> String {
    let told = diagnose(&evidence(brought));
    let first = told.findings.first();
    first.map_or("none".into(), |one| format!("{} {}", one.cause.id, one.confidence.id()))
}

#[test]
fn each_captured_text_is_recognised_and_leads_to_its_cause() {
    let mut wrong = Vec::new();
    for (name, kinds, says, cause) in FIXTURES {
        let brought = read(&text(name), &target(), None, None);
        let seen: Vec<&str> = brought.read.iter().map(|read| read.kind.id).collect();
        let said: Vec<String> =
            brought.read.iter().flat_map(|read| &read.says).map(ToString::to_string).collect();
        if (&seen[..], &said.iter().map(String::as_str).collect::<Vec<_>>()[..], &*first(&brought))
            != (kinds, says, cause)
        {
            wrong.push(format!("(\"{name}\", &{seen:?}, &{said:?}, \"{}\"),", first(&brought)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_fixture_is_without_its_row() {
    let place = format!("{}/tests/ingest/fixtures", env!("CARGO_MANIFEST_DIR"));
    let files = std::fs::read_dir(place).expect("the fixtures stand there");
    let mut names: Vec<String> = files
        .map(|file| file.expect("readable").file_name().into_string().expect("ASCII"))
        .collect();
    names.sort();
    let mut rows: Vec<&str> = FIXTURES.iter().map(|(name, ..)| *name).collect();
    rows.sort_unstable();
    assert_eq!(names, rows);
}

#[test]
fn what_is_not_about_the_target_is_no_evidence() {
    let other = Target::new(false, "other.example.com", 80, "/socket", "");
    for (name, ..) in FIXTURES {
        let brought = read(&text(name), &other, None, None);
        let named = brought.observations.iter().filter(|seen| {
            matches!(seen.outcome, Outcome::Logged(logged) if logged.place == diagnosis::target::Place::Endpoint)
                || matches!(seen.outcome, Outcome::Line(_, diagnosis::target::Place::Endpoint))
        });
        assert_eq!(named.count(), 0, "{name}");
    }
}

#[test]
fn what_was_brought_survives_its_link_and_holds_none_of_the_text() {
    for (name, ..) in FIXTURES {
        let text = text(name)
            .replace("127.0.0.1", "198.51.100.77")
            .replace("dGhlIHNhbXBsZSBub25jZQ==", "c2VjcmV0c2VjcmV0c2VjcmV0Cg==")
            .replace("/ws/chat ", "/ws/chat?token=s3cr3tT0ken ");
        let brought = read(&text, &target(), None, None);
        let evidence = evidence(&brought);
        let decoded = link::decode(&link::encode(&evidence)).expect("what was encoded decodes");
        assert_eq!(decoded.evidence, evidence, "{name}");
        let says = brought.read.iter().flat_map(|read| &read.says).map(ToString::to_string);
        let unread = brought.unread.iter().map(|unread| unread.found.to_string());
        let told: Vec<String> =
            says.chain(unread).chain([markdown::markdown(&Report::new(evidence), None)]).collect();
        for secret in ["198.51.100.77", "c2VjcmV0", "s3cr3t"] {
            assert!(!told.iter().any(|told| told.contains(secret)), "{name}: {secret}");
        }
    }
}

#[test]
fn several_pieces_add_up() {
    for (names, cause) in [
        // The status fits what the log says, and the log names the path.
        (&["curl-i-nginx-refused.txt", "nginx-refused.txt"][..], "backend-down likely"),
        (&["curl-i-nginx-closing.txt", "nginx-closing.txt"], "backend-crash-or-reset likely"),
        // Behind the proxy it opens, and through it the answer is that to a plain request.
        (&["curl-i-nginx-bare.txt", "wscat-opened.txt"], "upgrade-headers-missing possible"),
        // Apache's line names no path; the status that somebody saw fits it.
        (&["apache-refused.txt", "apache-refused-access.txt"], "backend-down possible"),
    ] {
        let text: String = names.iter().map(|name| text(name) + "\n").collect();
        let brought = read(&text, &target(), None, None);
        assert_eq!(brought.read.len(), names.len(), "{names:?}");
        assert_eq!(first(&brought), cause, "{names:?}");
    }
}
