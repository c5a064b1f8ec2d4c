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
    assert!(!request.refine && !request.grow);
}

#[test]
fn a_ticked_field_is_asked_for() {
    for (field, expected) in [(Field::Refine, (true, false)), (Field::Grow, (false, true))] {
        let request = request(&draft(&[GOOD, (field, ON)]), false, &parse).expect("it is valid");
        assert_eq!((request.refine, request.grow), expected, "{field:?}");
    }
}

#[test]
fn a_heartbeat_that_nobody_wrote_fits_into_the_time_to_watch() {
    for (limit, expected) in [("0", 10), ("1", 1), ("6", 2), ("30", 10), ("3600", 10)] {
        let draft = draft(&[GOOD, (Field::IdleLimit, limit)]);
        let request = request(&draft, false, &parse).expect("it is valid");
        assert_eq!(request.heartbeat, Millis::seconds(expected), "{limit}");
    }
}

#[test]
fn a_heartbeat_lasts_from_a_second_to_the_time_to_watch() {
    let asked = |limit, heartbeat| {
        let draft = draft(&[GOOD, (Field::IdleLimit, limit), (Field::Heartbeat, heartbeat)]);
        request(&draft, false, &parse).map_err(|problems| problems[0].message.clone())
    };
    for (limit, heartbeat) in [("6", "1"), ("6", "6"), ("0", "10"), ("3600", "3600")] {
        assert!(asked(limit, heartbeat).is_ok(), "{heartbeat} of {limit}");
    }
    for (limit, heartbeat, expected) in [
        ("6", "7", r#"seconds from 1 to 6, the time to watch, found "7""#),
        ("6", "0", r#"seconds from 1 to 6, the time to watch, found "0""#),
        ("6", "-1", r#"seconds from 1 to 6, the time to watch, found "-1""#),
        ("0", "3601", r#"seconds from 1 to 3600, found "3601""#),
    ] {
        let message = asked(limit, heartbeat).err().unwrap_or_default();
        assert!(message.english().ends_with(expected), "{heartbeat} of {limit}: {message:?}");
    }
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
        (Field::Heartbeat, "1.5", r#"from 1 to 130, the time to watch, found "1.5""#),
        (Field::IdleLimit, "3601", r#"from 0 to 3600, found "3601""#),
        (Field::IdleLimit, "-1", r#"from 0 to 3600, found "-1""#),
        (Field::IdleLimit, "", r#"from 0 to 3600, found """#),
        (Field::IdleLimit, "soon", r#"found "soon""#),
    ] {
        let problems = request(&draft(&[GOOD, (field, text)]), false, &parse).err();
        let problems = problems.unwrap_or_default();
        assert_eq!(problems.len(), 1, "{text:?}");
        assert_eq!(problems[0].field, field, "{text:?}");
        assert!(problems[0].message.english().contains(expected), "{:?}", problems[0].message);
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
fn the_numbers_of_a_configuration_are_held_against_the_same_ranges() {
    let text = |text: &str| Value::Text(text.into());
    let found = |key: &str, value: Value| {
        let url = text("ws://127.0.0.1:8080/ws");
        let target = [("id", text("a")), ("url", url), ("idleLimit", Value::Number(6.0))];
        let mut target = target.map(|(key, value)| (key.to_owned(), value)).to_vec();
        target.retain(|(own, _)| own != key);
        target.push((key.into(), value));
        let targets = Value::List(vec![Value::Map(target)]);
        let config = read(&Value::Map(vec![("targets".into(), targets)]));
        let config = config.expect("it is well formed");
        let problems = request(&config.targets[0].draft, true, &parse).err()?;
        Some(problems[0].message.english())
    };
    for value in [Value::Null, Value::Number(1.0), Value::Number(6.0)] {
        assert_eq!(found("heartbeat", value), None);
    }
    for (key, value, expected) in [
        ("idleLimit", Value::Number(3601.0), r#"from 0 to 3600, found "3601""#),
        ("idleLimit", Value::Number(-6.0), r#"from 0 to 3600, found "-6""#),
        ("idleLimit", text("6"), r#"from 0 to 3600, found ""6"""#),
        ("idleLimit", Value::Bool(true), r#"from 0 to 3600, found "true""#),
        ("heartbeat", Value::Number(10.0), r#"from 1 to 6, the time to watch, found "10""#),
        ("heartbeat", Value::Number(1.5), r#"found "a fraction or a huge number""#),
    ] {
        let message = found(key, value).unwrap_or_default();
        assert!(message.starts_with("expected a whole number of seconds "), "{message}");
        assert!(message.ends_with(expected), "{message}");
    }
}

#[test]
fn a_draft_is_never_printed() {
    assert_eq!(format!("{:?}", draft(&[GOOD])), "Draft(…)");
}
