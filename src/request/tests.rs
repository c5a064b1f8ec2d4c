use super::*;
use crate::config::read;
use crate::value::Value;

/// Splits as much of a URL as these tests need.
fn parse(text: &str) -> Option<UrlParts> {
    let (scheme, rest) = text.split_once(':')?;
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let known = matches!(scheme, "ws" | "wss" | "http" | "https");
    (!known || !host.is_empty()).then(|| UrlParts {
        scheme: scheme.into(),
        host: host.into(),
        port: port.parse().ok(),
        path: if path.is_empty() { "/".into() } else { path.into() },
        query: query.into(),
        ..UrlParts::default()
    })
}

fn draft(fields: &[(Field, &str)]) -> Draft {
    let mut draft = Draft::default();
    for (field, text) in fields {
        draft.set(*field, (*text).into());
    }
    draft
}

const GOOD: (Field, &str) = (Field::Address, " wss://chat.example.com/ws?token=t ");

#[test]
fn a_draft_becomes_an_endpoint_with_its_ways_around() {
    let draft = draft(&[
        GOOD,
        (Field::Subprotocols, "chat.v2, chat.v1,"),
        (Field::BypassProxy, "ws://origin.example.com:8080/ws"),
        (Field::Control, "wss://echo.example.net/"),
        (Field::IdleLimit, "0"),
    ]);
    let request = request(&draft, false, &parse).expect("it is valid");
    assert_eq!(request.endpoint.url(None), "wss://chat.example.com/ws?token=t");
    assert_eq!(request.endpoint.subprotocols, ["chat.v2", "chat.v1"]);
    let (hop, way) = &request.endpoint.bypasses[0];
    assert_eq!((*hop, way.subprotocols.len()), (Hop::Proxy, 2));
    assert!(request.endpoint.control.is_some());
    assert_eq!((request.message, request.heartbeat), (None, Millis::seconds(10)));
    assert_eq!(request.idle_limit, Millis::ZERO);
}

#[test]
fn each_field_tells_its_own_problem() {
    for (field, text, expected) in [
        (Field::Address, "", "not a URL"),
        (Field::Address, "wss://192.168.0.7/ws", "private"),
        (Field::Subprotocols, "a b", r#"found "a b""#),
        (Field::Subprotocols, "a,a", r#"each name once, found "a""#),
        (Field::BypassCdn, "nonsense", "not a URL"),
        (Field::Control, "ftp://a.example/", "found ftp:"),
        (Field::Heartbeat, "0", r#"from 1 to 3600, found "0""#),
        (Field::IdleLimit, "3601", r#"from 0 to 3600, found "3601""#),
        (Field::IdleLimit, "soon", r#"found "soon""#),
    ] {
        let problems = request(&draft(&[GOOD, (field, text)]), false, &parse).err();
        let problems = problems.unwrap_or_default();
        assert_eq!(problems.len(), 1, "{text:?}");
        assert_eq!(problems[0].field, field, "{text:?}");
        assert!(problems[0].message.contains(expected), "{:?}", problems[0].message);
    }
}

#[test]
fn what_is_nearly_an_address_is_mended_on_request() {
    for (text, expected) in [
        ("https://chat.example.com/ws?token=t", Some("wss://chat.example.com/ws?token=t")),
        ("HTTP://chat.example.com/ws", None),
        ("http://chat.example.com:81/ws", Some("ws://chat.example.com:81/ws")),
        ("chat.example.com/ws", Some("wss://chat.example.com/ws")),
        ("chat.example.com:8443/ws", Some("wss://chat.example.com:8443/ws")),
        ("//chat.example.com/ws", Some("wss://chat.example.com/ws")),
        ("ftp://chat.example.com/ws", None),
        ("http://127.0.0.1/ws", None),
        ("", None),
    ] {
        let problems = request(&draft(&[(Field::Address, text)]), false, &parse).err();
        let offer = problems.and_then(|mut problems| problems.remove(0).offer);
        assert_eq!(offer.as_deref(), expected, "{text}");
    }
}

#[test]
fn the_addresses_of_a_configuration_are_checked_with_their_path() {
    let target = |url: &str| {
        let text = |text: &str| Value::Text(text.into());
        let target = Value::Map(vec![("id".into(), text("a")), ("url".into(), text(url))]);
        let targets = Value::List(vec![target]);
        read(&Value::Map(vec![("targets".into(), targets)])).expect("it is well formed")
    };
    assert_eq!(mistake(&target("ws://127.0.0.1:8080/ws"), &parse), None);
    let found = mistake(&target("https://chat.example.com/ws"), &parse).map(|m| m.to_string());
    assert!(found.is_some_and(|m| m.starts_with("targets[0].url: expected an address")));
}

#[test]
fn a_draft_is_never_printed() {
    assert_eq!(format!("{:?}", draft(&[GOOD])), "Draft(…)");
}
