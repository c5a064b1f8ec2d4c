use super::*;

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn map(entries: &[(&str, Value)]) -> Value {
    Value::Map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

fn list(entries: &[Value]) -> Value {
    Value::List(entries.to_vec())
}

/// A configuration with one target that has these keys as well.
fn with_target(more: &[(&str, Value)]) -> Value {
    let mut entries = vec![("id", text("main")), ("url", text("wss://chat.example.com/ws"))];
    entries.retain(|(own, _)| more.iter().all(|(key, _)| key != own));
    entries.extend_from_slice(more);
    map(&[("targets", list(&[map(&entries)]))])
}

#[test]
fn nothing_and_null_are_the_defaults() {
    let nulls: Vec<_> = KEYS.into_iter().map(|key| (key, Value::Null)).collect();
    for value in [map(&[]), map(&nulls)] {
        assert_eq!(read(&value), Ok(Config::default()));
    }
}

#[test]
fn a_whole_configuration_is_read() {
    let bypass = map(&[("hop", text("cdn")), ("url", text("wss://origin.example.com/ws"))]);
    let mut value = with_target(&[
        ("label", text("Main chat")),
        ("subprotocols", list(&[text("chat.v2"), text("chat.v1")])),
        ("bypass", list(&[bypass])),
        ("control", text("wss://echo.example.net/")),
        ("message", text("ping")),
        ("idleLimit", Value::Number(6.0)),
        ("heartbeat", Value::Number(1.0)),
    ]);
    let Value::Map(entries) = &mut value else { panic!("it is an object") };
    entries.push(("support".into(), text("help@example.com")));
    entries.push(("allowTyped".into(), Value::Bool(false)));
    let inbox = map(&[("url", text("https://help.example/in")), ("format", text("otlp"))]);
    entries.push(("inbox".into(), inbox));
    let config = read(&value).expect("it is valid");
    let url = "https://help.example/in".into();
    assert_eq!(config.inbox, Some(Inbox { url, otlp: true }));
    assert_eq!(config.support, Some(Support::Email("help@example.com".into())));
    assert!(config.allow_typed == Typed::Nothing && config.trace);
    let target = &config.targets[0];
    assert_eq!((target.id.as_str(), target.label.as_str()), ("main", "Main chat"));
    for (field, expected) in [
        (Field::Address, "wss://chat.example.com/ws"),
        (Field::Subprotocols, "chat.v2, chat.v1"),
        (Field::BypassCdn, "wss://origin.example.com/ws"),
        (Field::BypassProxy, ""),
        (Field::Control, "wss://echo.example.net/"),
        (Field::Message, "ping"),
        (Field::IdleLimit, "6"),
        (Field::Heartbeat, "1"),
    ] {
        assert_eq!(target.draft.get(field), expected, "{field:?}");
    }
}

#[test]
fn an_accent_paints_both_themes() {
    let paint = |entries: &[(&str, Value)]| -> Vec<(&str, String)> {
        let mut paint = Vec::new();
        let config = read(&map(entries)).expect("it is valid");
        config.paint(|name, value| paint.push((name, value)));
        paint
    };
    assert_eq!(paint(&[]), []);
    let dark = [("--brand-dark", "rgb(255,204,0)"), ("--brand-dark-strong", "rgb(255,216,63)")];
    let dark = dark.map(|(name, value)| (name, value.to_owned()));
    assert_eq!(paint(&[("accentDark", text("#ffcc00"))]), dark);
    let light = [("--brand", "rgb(138,15,60)"), ("--brand-strong", "rgb(103,11,45)")];
    let light = light.map(|(name, value)| (name, value.to_owned()));
    let both = paint(&[("accent", text("#8a0f3c")), ("accentDark", text("#ffcc00"))]);
    assert_eq!(both, [light.clone(), dark].concat());
    // One that nobody can read in the dark is lightened there.
    let alone = paint(&[("accent", text("#8a0f3c"))]);
    assert_eq!(alone[..2], light);
    assert_eq!(alone[2], ("--brand-dark", "rgb(189,120,145)".into()));
}

#[test]
fn the_hosts_to_type_are_read() {
    let hosts = list(&[text("chat.example.com"), text("*.example.com:*")]);
    let config = read(&map(&[("allowTyped", hosts)])).expect("it is valid");
    assert_eq!(config.allow_typed, Typed::Hosts("chat.example.com\n*.example.com:*".into()));
}

#[test]
fn a_flag_of_a_target_ticks_its_field() {
    for (key, flag, expected) in
        [("refine", true, (ON, "")), ("grow", true, ("", ON)), ("grow", false, ("", ""))]
    {
        let config = read(&with_target(&[(key, Value::Bool(flag))])).expect("it is valid");
        let draft = &config.targets[0].draft;
        assert_eq!((draft.get(Field::Refine), draft.get(Field::Grow)), expected, "{key}");
    }
}

#[test]
fn a_mistake_names_its_path_and_what_was_expected_and_found() {
    let hop = |hop: &str| map(&[("hop", text(hop)), ("url", text("wss://o.example/"))]);
    let twins = {
        let twin = map(&[("id", text("a")), ("url", text("wss://a.example/"))]);
        map(&[("targets", list(&[twin.clone(), twin]))])
    };
    for (value, expected) in [
        (text("hello"), r#"expected an object, found "hello""#),
        (map(&[("tagets", list(&[]))]), r#""trace", "targets", found "tagets""#),
        (map(&[("brand", Value::Number(3.0))]), "brand: expected a text, found 3"),
        (
            map(&[("language", text("nl"))]),
            r#"language: expected one of "en", "es", "de", "fr", "pt-BR", "ja", "zh-CN", "ar", found "nl""#,
        ),
        (
            map(&[("logo", text("../logo.svg"))]),
            r#"logo: expected a file beside this one, such as "logo.svg" or "brand/logo.png", found "../logo.svg""#,
        ),
        (
            map(&[("accent", text("blue"))]),
            r##"accent: expected a colour such as "#0b5cad", found "blue""##,
        ),
        (
            map(&[("accent", text("#79b8ff"))]),
            r##"accent: expected a colour with a contrast of at least 4.5 to #eef1f4, found "#79b8ff", which has 1.8"##,
        ),
        (map(&[("trace", text("yes"))]), r#"trace: expected true or false, found "yes""#),
        (map(&[("targets", map(&[]))]), "targets: expected a list, found an object"),
        (map(&[("support", text("javascript:alert(1)"))]), "support: expected an email address"),
        (map(&[("support", text("http://help.example"))]), "support: expected an email address"),
        (map(&[("support", text("a@b.example?bcc=x@y.example"))]), "support: expected an email"),
        (
            map(&[("allowTyped", text("yes"))]),
            r#"allowTyped: expected true, false or a list of at least one host, found "yes""#,
        ),
        (
            map(&[("allowTyped", list(&[]))]),
            "allowTyped: expected true, false or a list of at least one host, found a list",
        ),
        (
            map(&[("allowTyped", list(&[text("a.example"), Value::Null]))]),
            r#"allowTyped[1]: expected a host such as "chat.example.com""#,
        ),
        (
            map(&[("allowTyped", list(&[Value::Number(1.0)]))]),
            r#""chat.example.com:8443" in small letters, found 1"#,
        ),
        (
            map(&[("allowTyped", Value::Bool(false))]),
            "targets: expected at least one target where allowTyped is false, found none",
        ),
        (
            with_target(&[("bypass", list(&[hop("proxy"), hop("cnd")]))]),
            r#"targets[0].bypass[1].hop: expected one of "cdn", "load-balancer", "proxy", found "cnd""#,
        ),
        (
            with_target(&[("bypass", list(&[hop("cdn"), hop("cdn")]))]),
            "targets[0].bypass[1]: expected each hop once",
        ),
        (
            with_target(&[("grow", Value::Number(1.0))]),
            "targets[0].grow: expected true or false, found 1",
        ),
        (with_target(&[("ID", text("x"))]), r#"targets[0]: expected one of "id""#),
        (
            map(&[("targets", list(&[map(&[("id", text("Main Chat"))])]))]),
            r#"targets[0].id: expected small letters, digits and hyphens, found "Main Chat""#,
        ),
        (
            map(&[("targets", list(&[map(&[("id", text("main"))])]))]),
            "targets[0].url: expected an address that starts with wss:// or ws://, found nothing",
        ),
        (
            with_target(&[("url", text("https://chat.example.com/ws"))]),
            r#"targets[0].url: expected an address that starts with wss:// or ws://, found "https:"#,
        ),
        (
            with_target(&[("control", text("echo.example.net"))]),
            "targets[0].control: expected an address that starts with wss:// or ws://, found ",
        ),
        (
            map(&[("inbox", map(&[("url", text("http://help.example/in"))]))]),
            "inbox.url: expected an address that starts with https:// or /",
        ),
        (
            map(&[("inbox", map(&[("url", text("//help.example/in"))]))]),
            "inbox.url: expected an address that starts with https:// or /",
        ),
        (
            map(&[("inbox", map(&[("url", text("/in")), ("format", text("xml"))]))]),
            r#"inbox.format: expected "json" or "otlp", found "xml""#,
        ),
        (twins, r#"targets[1].id: expected an id of its own, found "a""#),
    ] {
        let found = read(&value).expect_err("it is mistaken").told();
        assert!(found.contains(expected), "{found:?} lacks {expected:?}");
    }
}
