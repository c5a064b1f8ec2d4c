//! Nothing secret leaves a run: addresses as real services have them, and any others.

use base64ct::{Base64UrlUnpadded, Encoding};
use diagnosis::evidence::{
    After, Agent, Evidence, Family, Line, Marred, Observation, Opened, Outcome, PageFacts, Probe,
    Source, Variant, Via,
};
use diagnosis::ingest::console;
use diagnosis::report::json::json;
use diagnosis::report::markdown::markdown;
use diagnosis::report::otlp::otlp;
use diagnosis::report::pile::{Pile, csv};
use diagnosis::report::plain::plain;
use diagnosis::report::{Report, code, held, link};
use diagnosis::target::{Endpoint, Target, UrlParts};
use diagnosis::time::Millis;
use proptest::prelude::*;

/// An endpoint of a URL as a browser splits it.
fn endpoint(url: &str) -> Endpoint {
    let (scheme, rest) = url.split_once("://").expect("it has a scheme");
    let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let parts = UrlParts {
        scheme: scheme.into(),
        host: authority.into(),
        path: if path.is_empty() { "/".into() } else { path.into() },
        query: query.into(),
        ..UrlParts::default()
    };
    Endpoint::new(parts, false).unwrap_or_else(|error| panic!("{url}: {error}"))
}

/// A report of that endpoint, with a console line that named it.
fn report(target: &Target, url: &str) -> Report {
    let page = PageFacts { secure: true, online: true, ..PageFacts::default() };
    let opened =
        Opened { took: Millis(40), subprotocol: false, extensions: false, after: After::Held };
    let seen = |probe, outcome| Observation {
        probe,
        via: Via::Front,
        variant: Variant::AsIs,
        started: Millis(5),
        ended: Millis(45),
        outcome,
        marred: Marred::default(),
        source: Source::Measured,
    };
    let mut observations = vec![
        seen(Probe::Page, Outcome::Page(page)),
        seen(Probe::Handshake, Outcome::Opened(opened)),
    ];
    let line = format!(
        "WebSocket connection to '{url}' failed: Error during WebSocket handshake: Unexpected response code: 403"
    );
    let pasted = console::read(&line, target, None);
    assert!(
        pasted
            .observations
            .iter()
            .any(|one| matches!(one.outcome, Outcome::Line(Line::Status(403), _)))
    );
    observations.extend(pasted.observations);
    Report::new(Evidence {
        target: target.clone(),
        agent: Agent { family: Family::Firefox, major: 153 },
        minute: 29_919_725,
        trace: Some(7),
        observations,
        runbook: 0,
        quotes: Vec::new(),
    })
}

/// Everything that leaves a run, each with its name.
fn outputs(report: &Report) -> Vec<(&'static str, String)> {
    let text = link::encode(&report.evidence);
    let body = Base64UrlUnpadded::decode_vec(&text[3..]).expect("a link is base64url");
    let address = format!("https://check.example/#r={text}");
    let mut pile = Pile::default();
    pile.add(&text).expect("what was encoded decodes");
    let rows: Vec<_> = pile.rows().iter().collect();
    vec![
        ("the link", text),
        ("the link’s bytes", String::from_utf8_lossy(&body).into_owned()),
        ("the ticket", markdown(report, Some(&address))),
        ("the plain text", plain(report, Some(&address))),
        ("the code", code::encode(report)),
        ("the JSON", json(report)),
        ("the log record", otlp(report)),
        ("the table", csv(&rows, "https://check.example/#r=")),
        ("the list of what is held", format!("{:?}", held::held(&report.evidence))),
    ]
}

fn assert_kept_secret(url: &str, secrets: &[&str]) {
    let endpoint = endpoint(url);
    for (name, output) in outputs(&report(&endpoint.target, url)) {
        // Base64 letters may spell anything that is short.
        let output = if name == "the link" { String::new() } else { output };
        let lower = output.to_lowercase();
        for secret in secrets {
            let found = lower.contains(&secret.to_lowercase());
            assert!(!found, "{name} of {url} tells {secret}:\n{output}");
        }
    }
}

/// An address, what it becomes in a report, and what must not survive.
#[rustfmt::skip]
const SHAPES: [(&str, &str, &[&str]); 63] = [
    // Chats and their libraries.
    ("wss://wss-primary.slack.com/?token=xoxc-1234-abcd&gateway_server=T01-1", "wss://wss-primary.slack.com/?token=…&gateway_server=…", &["xoxc", "T01-1"]),
    ("wss://wss-primary.slack.com/websocket/8wF3xYq2LmN0pR5tVz7A9Bc1D", "wss://wss-primary.slack.com/websocket/…", &["8wF3xYq2"]),
    ("wss://wss-primary.slack.com/link/?ticket=5b0c2f3e-1d2a-4c5b-8e7f-9a0b1c2d3e4f&app_id=abc", "wss://wss-primary.slack.com/link/?ticket=…&app_id=…", &["5b0c2f3e", "abc"]),
    ("wss://gateway.discord.gg/?v=10&encoding=json&compress=zlib-stream", "wss://gateway.discord.gg/?v=…&encoding=…&compress=…", &["zlib-stream"]),
    ("wss://chat.example.com/socket.io/?EIO=4&transport=websocket&sid=Fy8xVb2kQmZr0T1nAAAC", "wss://chat.example.com/socket.io/?EIO=…&transport=…&sid=…", &["Fy8xVb2k"]),
    ("wss://chat.example.com/chatHub?id=dGhpcyBpcyBhIHRva2Vu&access_token=eyJhbGciOiJIUzI1NiJ9.e30.x", "wss://chat.example.com/chatHub?id=…&access_token=…", &["dGhpcyBp", "eyJhbGci"]),
    ("wss://chat.example.com/socket/websocket?token=SFMyNTY.g2gDYQFuBgDr.k3y&vsn=2.0.0", "wss://chat.example.com/socket/websocket?token=…&vsn=…", &["SFMyNTY", "g2gDYQ"]),
    ("wss://ws-eu.pusher.com/app/de504dc5763aeef9ff52?protocol=7&client=js&version=8.4.0", "wss://ws-eu.pusher.com/app/…?protocol=…&client=…&version=…", &["de504dc5"]),
    ("wss://realtime.ably.io/?key=xVLyHw.aBcDeF:1a2b3c&format=msgpack&clientId=ann", "wss://realtime.ably.io/?key=…&format=…&clientId=…", &["xVLyHw", "1a2b3c", "=ann"]),
    ("wss://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod?auth=Allow%20me", "wss://a1b2c3d4e5.execute-api.us-east-1.amazonaws.com/prod?auth=…", &["Allow"]),
    ("wss://hub.webpubsub.azure.com/client/hubs/chat?access_token=eyJ0eXAiOiJKV1QiLCJhbGciOi.J9", "wss://hub.webpubsub.azure.com/client/hubs/chat?access_token=…", &["eyJ0eXAi"]),
    ("wss://s-usc1c-nss-201.firebaseio.com/.ws?v=5&ns=project-12345&ls=3mVq", "wss://s-usc1c-nss-201.firebaseio.com/.ws?v=…&ns=…&ls=…", &["project-12345", "3mVq"]),
    ("wss://chat.example.com/cable?jid=eyJfcmFpbHMiOnsi", "wss://chat.example.com/cable?jid=…", &["eyJfcmFp"]),
    ("wss://chat.example.com/sockjs/512/k3jx9q2w/websocket", "wss://chat.example.com/sockjs/512/…/websocket", &["k3jx9q2w"]),
    ("wss://chat.example.com/faye?message=%5B%7B%22clientId%22%3A%22x1y2%22%7D%5D", "wss://chat.example.com/faye?message=…", &["clientId", "x1y2"]),
    ("wss://matrix.example.org/_matrix/client/v3/sync/ws?access_token=syt_YW5u_QkRfXn_1a2b3c", "wss://matrix.example.org/_matrix/client/v3/sync/ws?access_token=…", &["syt_YW5u"]),
    ("wss://chat.example.com/api/v4/websocket?connection_id=w9m8n7&sequence_number=0", "wss://chat.example.com/api/v4/websocket?connection_id=…&sequence_number=…", &["w9m8n7"]),
    ("wss://chat.example.com/xmpp-websocket?prev_sm=abcd-efgh", "wss://chat.example.com/xmpp-websocket?prev_sm=…", &["abcd-efgh"]),
    ("wss://media.twilio.com/v1/AC0123456789abcdef0123456789abcdef/SKfedcba9876543210fedcba9876543210", "wss://media.twilio.com/v1/…/…", &["AC0123", "SKfedc"]),
    ("wss://api.openai.example/v1/realtime?model=gpt&api-key=sk-proj-abc", "wss://api.openai.example/v1/realtime?model=…&api-key=…", &["sk-proj"]),
    ("wss://ws.kraken.example/v2/key/short1", "wss://ws.kraken.example/v2/key/…", &["short1"]),
    ("wss://mqtt.example-iot.amazonaws.com/mqtt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20251120&X-Amz-Signature=5d672d79", "wss://mqtt.example-iot.amazonaws.com/mqtt?X-Amz-Algorithm=…&X-Amz-Credential=…&X-Amz-Signature=…", &["AKIAIOS", "5d672d79", "HMAC"]),
    ("wss://cdn.example.com/live/stream.m3u8?Policy=eyJTdGF0&Signature=hQm~x_&Key-Pair-Id=APKA1", "wss://cdn.example.com/live/stream.m3u8?Policy=…&Signature=…&Key-Pair-Id=…", &["eyJTdGF0", "hQm", "APKA1"]),
    ("wss://storage.example.com/o/ws?se=2026-11-20T14%3A05%3A00Z&sp=r&sig=Zm9vYmFy%3D", "wss://storage.example.com/o/ws?se=…&sp=…&sig=…", &["2026-11-20T14%3A", "Zm9vYmFy"]),
    // Tokens in the path.
    ("wss://chat.example.com/ws/eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmN", "wss://chat.example.com/ws/…", &["eyJhbGci", "eyJzdWIi", "dozjgNry"]),
    ("wss://chat.example.com/ws/eyJhbGci", "wss://chat.example.com/ws/…", &["eyJhbGci"]),
    ("wss://chat.example.com/room/3f2504e0-4f89-11d3-9a0c-0305e82c3301/ws", "wss://chat.example.com/room/…/ws", &["3f2504e0", "0305e82c"]),
    ("wss://chat.example.com/s/x1y2z3/ws", "wss://chat.example.com/s/…/ws", &["x1y2z3"]),
    ("wss://chat.example.com/s/a1-b2-c3-d4/ws", "wss://chat.example.com/s/…/ws", &["a1-b2"]),
    ("wss://chat.example.com/s/aBcDeFghij-klmnopqrst/ws", "wss://chat.example.com/s/…/ws", &["aBcDeF"]),
    ("wss://chat.example.com/s/9f86d081/ws", "wss://chat.example.com/s/…/ws", &["9f86d081"]),
    ("wss://chat.example.com/s/9f86d081884c7d659a2feaa0c55ad015", "wss://chat.example.com/s/…", &["9f86d081"]),
    ("wss://chat.example.com/b/dGhlIHNhbXBsZSBub25jZQ==/ws", "wss://chat.example.com/b/…/ws", &["dGhlIHNh"]),
    ("wss://chat.example.com/b/dGhlIHNhbXBsZSBub25jZQ%3D%3D", "wss://chat.example.com/b/…", &["dGhlIHNh"]),
    ("wss://chat.example.com/b/dGhlIHNhbXBsZQ", "wss://chat.example.com/b/…", &["dGhlIHNh"]),
    ("wss://chat.example.com/b/x7Gk2PqR9z", "wss://chat.example.com/b/…", &["x7Gk2PqR"]),
    ("wss://chat.example.com/b/JBSWY3DPEHPK3PXP", "wss://chat.example.com/b/…", &["JBSWY3DP"]),
    ("wss://chat.example.com/b/qwertyuiopasdfghjklzxcvbnmqw", "wss://chat.example.com/b/…", &["qwertyui"]),
    ("wss://chat.example.com/sk_live_abcdef/ws", "wss://chat.example.com/…/ws", &["sk_live"]),
    ("wss://chat.example.com/token/hunter/ws", "wss://chat.example.com/token/…/ws", &["hunter"]),
    ("wss://chat.example.com/access_token/hunter/chat", "wss://chat.example.com/access_token/…/chat", &["hunter"]),
    ("wss://chat.example.com/Session-ID/abcd/chat", "wss://chat.example.com/Session-ID/…/chat", &["abcd"]),
    ("wss://chat.example.com/ws;jsessionid=1A2B3C4D/x", "wss://chat.example.com/…/x", &["1A2B3C4D"]),
    ("wss://chat.example.com/ws%3Bjsessionid%3D1a2b/x", "wss://chat.example.com/…/x", &["1a2b"]),
    // People.
    ("wss://chat.example.com/u/ann@example.org/inbox", "wss://chat.example.com/u/…/inbox", &["ann@", "example.org"]),
    ("wss://chat.example.com/u/ann%40example.org/inbox", "wss://chat.example.com/u/…/inbox", &["ann", "example.org"]),
    ("wss://chat.example.com/u/ann%2540example.org/inbox", "wss://chat.example.com/u/…/inbox", &["ann", "example.org"]),
    ("wss://chat.example.com/call/+4915112345678", "wss://chat.example.com/call/…", &["4915112345678"]),
    ("wss://chat.example.com/call/%2B49-151-12345", "wss://chat.example.com/call/…", &["49-151"]),
    ("wss://chat.example.com/call/(0151)123-456", "wss://chat.example.com/call/…", &["0151", "123-456"]),
    ("wss://chat.example.com/from/203.0.113.7/ws", "wss://chat.example.com/from/…/ws", &["203.0.113.7"]),
    ("wss://chat.example.com/from/10.0.0.1/ws", "wss://chat.example.com/from/…/ws", &["10.0.0.1"]),
    ("wss://chat.example.com/from/fe80::7/ws", "wss://chat.example.com/from/…/ws", &["fe80"]),
    ("wss://chat.example.com/from/10.0.0.1:80/ws", "wss://chat.example.com/from/…/ws", &["10.0.0.1"]),
    ("wss://chat.example.com/from/%5B2001:db8::7%5D/ws", "wss://chat.example.com/from/…/ws", &["2001:db8"]),
    // Encoded, and in odd places.
    ("wss://chat.example.com/u/%E6%9D%8E%E5%B0%8F%E9%BE%99/ws", "wss://chat.example.com/u/…/ws", &["%E6%9D"]),
    ("wss://chat.example.com/%65%79%4A%68%62%47%63%69", "wss://chat.example.com/…", &["%65%79", "eyJ"]),
    ("wss://chat.example.com/a%25252540b/ws", "wss://chat.example.com/…/ws", &["a%25"]),
    ("wss://chat.example.com/ws?hunter2", "wss://chat.example.com/ws?…=…", &["hunter2"]),
    ("wss://chat.example.com/ws?swordfish&v=1", "wss://chat.example.com/ws?…=…&v=…", &["swordfish"]),
    ("wss://chat.example.com/ws?a=1;token=swordfish", "wss://chat.example.com/ws?a=…&token=…", &["swordfish"]),
    ("wss://chat.example.com/ws?token%3Dswordfish=1", "wss://chat.example.com/ws?…=…", &["swordfish"]),
    ("wss://chat.example.com/ws?ann%40example.org=1&Fy8xVb2kQmZr0T1n=2", "wss://chat.example.com/ws?…=…&…=…", &["ann", "Fy8xVb2k"]),
];

#[test]
fn no_secret_of_a_real_address_leaves_a_run() {
    for (url, expected, secrets) in SHAPES {
        assert_eq!(endpoint(url).target.url(), expected, "{url}");
        assert_kept_secret(url, secrets);
    }
}

#[test]
fn what_names_a_route_is_shown() {
    for path in [
        "/",
        "/ws",
        "/ws/chat/",
        "/ws/room-1/v2",
        "/api/v4/websocket",
        "/socket.io/",
        "/signalr/hubs",
        "/chatHub",
        "/ChatRoomHub",
        "/NotificationHub2",
        "/graphql-ws",
        "/cable",
        "/_matrix/client/v3/sync",
        "/mqtt/v5",
        "/live/stream.m3u8",
        "/room/12345",
        "/sockjs/512/info",
        "/auth/ws",
        "/token/ws",
        "/session/v1/events",
        "/app~beta/me,you+us",
        "/caf%C3%A9/ws",
        "/user-notifications-and-presence",
    ] {
        let target = Target::new(true, "chat.example.com", 443, path, "");
        assert_eq!(target.path, path);
    }
}

/// What a forged link may hold is shown as what it is.
#[test]
fn no_host_turns_into_another_one_and_no_text_turns_around() {
    for (host, shown) in [
        ("p\u{430}ypal.com", "p_ypal.com"),
        ("pay\u{200b}pal.com", "pay_pal.com"),
        ("example.com\u{202e}moc.live", "example.com_moc.live"),
        ("<b>example.com</b>", "_b_example.com__b_"),
        ("a.example\\@b.example", "a.example__b.example"),
        ("xn--pypal-4ve.com", "xn--pypal-4ve.com"),
        ("ＥＸＡＭＰＬＥ.com", "_______.com"),
        ("[2001:db8::1]", "[2001:db8::1]"),
    ] {
        let evidence = Evidence {
            target: Target { host: host.into(), ..Target::new(true, "x", 443, "/\u{202e}<i>", "") },
            agent: Agent::default(),
            minute: 0,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: Vec::new(),
        };
        let decoded = link::decode(&link::encode(&evidence)).expect("its checksum fits");
        assert_eq!(decoded.evidence.target.host, shown);
        for (name, output) in outputs(&Report::new(decoded.evidence)) {
            let turned = output.contains(['\u{202e}', '\u{200b}', '\u{430}']);
            assert!(
                !turned && !output.contains("<i>") && !output.contains("<b>"),
                "{name}: {output}"
            );
        }
    }
}

/// Secrets of kinds that can't be taken for words.
fn secret() -> impl Strategy<Value = String> {
    let hex = "[0-9a-f]{7}[0-9][a-f][0-9a-f]{4,30}";
    let base64 = "[A-Za-z0-9_-]{20,40}[a-z][0-9][A-Z][0-9]";
    let uuid = "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    let jwt = "eyJ[A-Za-z0-9]{10,30}\\.eyJ[A-Za-z0-9]{10,30}\\.[A-Za-z0-9_-]{20,40}";
    let email = "[a-z]{3,8}(@|%40)[a-z]{3,8}\\.org";
    let address = "2[0-4][0-9]\\.1[0-9]{2}\\.1[0-9]{2}\\.[1-9][0-9]";
    prop_oneof![hex, base64, uuid, jwt, email, address, "\\+?[1-9][0-9]{7,14}"]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_secret_of_any_address_leaves_a_run(
        before in "(/[a-z]{1,8}){0,2}",
        secret in secret(),
        after in "(/[a-z]{1,8}){0,2}",
        name in "[a-z_]{1,12}",
        value in "[a-zA-Z0-9._~-]{12,40}",
        bare in any::<bool>(),
    ) {
        // A value that is one of our own words would be found in any output.
        let value = format!("{value}zq");
        let query = if bare { value.clone() } else { format!("{name}={value}") };
        assert_kept_secret(&format!("wss://chat.example.com{before}/{secret}{after}?{query}"), &[&secret, &value]);
    }

    /// Twice masked is masked once, so that a link of a link shows the same.
    #[test]
    fn a_record_of_a_record_is_the_same(path in "(/[ -~é…]{0,50}){0,6}", query in "[ -~é…]{0,80}") {
        let target = Target::new(true, "chat.example.com", 443, &path, &query);
        let evidence = Evidence {
            target: target.clone(),
            agent: Agent::default(),
            minute: 0,
            trace: None,
            observations: Vec::new(),
            runbook: 0,
            quotes: Vec::new(),
        };
        let decoded = link::decode(&link::encode(&evidence)).expect("what was encoded decodes");
        prop_assert_eq!(decoded.evidence.target, target);
    }
}
