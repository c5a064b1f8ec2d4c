//! `docs/config.schema.json` says of a configuration what its reader says.

#[path = "../crates/diagnosis/tests/formats/python.rs"]
mod python;

use std::io::Write;
use std::process::{Command, Stdio};

use diagnosis::language::LANGUAGES;
use diagnosis::target::UrlParts;
use serde_json::json;
use url::Url;
use ws_doctor::allow::{self, hindrance};
use ws_doctor::config::read;
use ws_doctor::exchange::{Hindrance, Start};
use ws_doctor::value::Value;

use crate::python::python;

const SCHEMA: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/config.schema.json");

/// Says of each line whether the schema takes it.
const VALIDATOR: &str = r#"
import json, sys
from jsonschema import Draft202012Validator
schema = json.load(open(sys.argv[1]))
Draft202012Validator.check_schema(schema)
validator = Draft202012Validator(schema)
for line in sys.stdin:
    print(validator.is_valid(json.loads(line)))
"#;

/// Which of the configurations the schema takes.
fn taken(configurations: &[serde_json::Value]) -> Vec<bool> {
    let mut validator = Command::new(python())
        .args(["-c", VALIDATOR, SCHEMA])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = validator.stdin.take().expect("it is piped");
    for configuration in configurations {
        writeln!(input, "{configuration}").expect("it reads to the end");
    }
    drop(input);
    let output = validator.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "the schema is none, or jsonschema is missing");
    let said = String::from_utf8_lossy(&output.stdout);
    said.lines().map(|line| line == "True").collect()
}

fn plain(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::Number(number) => Value::Number(number.as_f64().expect("it is finite")),
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(list) => Value::List(list.iter().map(plain).collect()),
        serde_json::Value::Object(map) => {
            Value::Map(map.iter().map(|(key, value)| (key.clone(), plain(value))).collect())
        }
    }
}

/// Splits a URL as the page does.
fn parse(text: &str) -> Option<UrlParts> {
    Some(UrlParts::written(Url::parse(text).ok()?.as_str()))
}

/// What the page says of a configuration: as it is read, or at a target's first check.
fn found(configuration: &serde_json::Value) -> Option<String> {
    let config = match read(&plain(configuration)) {
        Ok(config) => config,
        Err(mistake) => return Some(mistake.told()),
    };
    let told = config.targets.iter().find_map(|target| {
        let draft = target.draft.clone();
        let start = Start { draft, private: true, trace: true, typed: None, asked: false };
        hindrance(&start, &parse)
    });
    match told {
        Some(Hindrance::Said(said)) => Some(said.english()),
        Some(Hindrance::Refused(problems)) => Some(problems[0].message.english()),
        Some(other) => panic!("{other:?} is no matter of a configuration"),
        None => allow::mistake(&config.allow_typed, &parse).map(|mistake| mistake.told()),
    }
}

/// A configuration with one target that has this key as well.
fn target(key: &str, value: serde_json::Value) -> serde_json::Value {
    let mut target = json!({ "id": "main", "url": "wss://chat.example.com/ws" });
    target[key] = value;
    json!({ "targets": [target] })
}

fn good() -> Vec<serde_json::Value> {
    let way = |hop: &str| json!({ "hop": hop, "url": "ws://origin.example.com:9000/ws" });
    let text = include_str!("../README.md");
    let (_, example) = text.split_once("```json\n").expect("the README has an example");
    let (example, _) = example.split_once("```").expect("it ends");
    let mut good = vec![
        serde_json::from_str(example).expect("the README's example is JSON"),
        json!({}),
        json!({ "brand": null, "logo": null, "accent": null, "accentDark": null, "support": null, "inbox": null, "language": null, "allowTyped": null,
                "allowPrivate": null, "trace": null, "targets": null }),
        json!({ "brand": "", "language": "en", "allowTyped": true, "allowPrivate": true, "trace": false }),
        json!({ "logo": "logo.svg", "accent": "#0B5cad", "accentDark": "#79b8ff" }),
        json!({ "logo": "brand/2026.07/our_own-logo.dark.webp", "accentDark": "#ffffff" }),
        json!({ "support": "help@example.com" }),
        json!({ "support": "https://help.example.com/?a=b&c" }),
        json!({ "inbox": { "url": "/in", "format": null } }),
        json!({ "inbox": { "url": "https://help.example.com/in", "format": "otlp" } }),
        json!({ "allowTyped": ["chat.example.com", "*.example.com:*", "*:8443", "[2001:db8::1]:8080"] }),
        json!({ "allowTyped": ["203.0.113.7", "localhost:*", "xn--mnchen-3ya.example"] }),
    ];
    good.extend(LANGUAGES.iter().map(|spoken| json!({ "language": spoken.tag })));
    good.extend(
        [
            ("label", json!(null)),
            ("label", json!("Chat")),
            ("url", json!("ws://127.0.0.1:9000")),
            ("url", json!("wss://[::1]/a b?c=@d")),
            ("subprotocols", json!([])),
            ("subprotocols", json!(["chat.v2", "v1"])),
            ("bypass", json!([way("cdn"), way("load-balancer"), way("proxy")])),
            ("control", json!("")),
            ("control", json!("wss://status.example.net/echo")),
            ("message", json!("{\"type\":\"ping\"}")),
            ("idleLimit", json!(0)),
            ("idleLimit", json!(3600.0)),
            ("heartbeat", json!(130)),
            ("heartbeat", json!(null)),
            ("refine", json!(true)),
            ("grow", json!(false)),
        ]
        .map(|(key, value)| target(key, value)),
    );
    good
}

fn bad() -> Vec<serde_json::Value> {
    let way = |hop: &str| json!({ "hop": hop, "url": "wss://origin.example.com/ws" });
    let twins =
        ["cdn", "load-balancer", "proxy"].map(|hop| ("bypass", json!([way(hop), way(hop)])));
    let mut bad = vec![
        json!(null),
        json!([]),
        json!("hello"),
        json!({ "tagets": [] }),
        json!({ "brand": 3 }),
        json!({ "language": "nl" }),
        json!({ "language": "DE" }),
        json!({ "accent": "red" }),
        json!({ "accent": "#15c" }),
        json!({ "accentDark": "#79b8ff80" }),
        json!({ "trace": "yes" }),
        json!({ "allowPrivate": 1 }),
        json!({ "support": "javascript:alert(1)" }),
        json!({ "support": "http://help.example.com" }),
        json!({ "support": "https://" }),
        json!({ "support": "https://a.example/\"onclick" }),
        json!({ "support": "a@b.example?bcc=x@y.example" }),
        json!({ "support": "a@b" }),
        json!({ "support": "@b.example" }),
        json!({ "inbox": "/in" }),
        json!({ "inbox": {} }),
        json!({ "inbox": { "url": null } }),
        json!({ "inbox": { "url": "//help.example.com/in" } }),
        json!({ "inbox": { "url": "http://help.example.com/in" } }),
        json!({ "inbox": { "url": "/in", "format": "xml" } }),
        json!({ "inbox": { "url": "/in", "method": "PUT" } }),
        json!({ "allowTyped": false }),
        json!({ "allowTyped": false, "targets": [] }),
        json!({ "allowTyped": false, "targets": null }),
        json!({ "allowTyped": "yes" }),
        json!({ "allowTyped": [] }),
        json!({ "allowTyped": [null] }),
        json!({ "targets": {} }),
        json!({ "targets": [null] }),
        json!({ "targets": [{ "id": "main" }] }),
        json!({ "targets": [{ "url": "wss://chat.example.com" }] }),
    ];
    bad.extend(
        [
            "",
            "logo",
            "logo.gif",
            ".svg",
            "/logo.svg",
            "//cdn.example.com/logo.svg",
            "https://cdn.example.com/logo.svg",
            "../logo.svg",
            "brand/../../logo.svg",
            "./logo.svg",
            "brand//logo.svg",
            "brand\\logo.svg",
            "%2e%2e/logo.svg",
            "logo.svg?.png",
            "a b.png",
        ]
        .map(|logo| json!({ "logo": logo })),
    );
    bad.extend(
        [
            "",
            "**",
            "a.*.example",
            "Chat.example",
            "münchen.example",
            "a.example/ws",
            "a.example:080",
        ]
        .map(|host| json!({ "allowTyped": [host] })),
    );
    bad.extend(
        [
            ("id", json!("Main Chat")),
            ("id", json!("")),
            ("id", json!(1)),
            ("label", json!(1)),
            ("url", json!(null)),
            ("url", json!("")),
            ("url", json!("https://chat.example.com/ws")),
            ("url", json!("wss://ann:secret@chat.example.com/ws")),
            ("url", json!("wss://chat.example.com/ws#x")),
            ("url", json!("wss:///ws#")),
            ("subprotocols", json!("chat")),
            ("subprotocols", json!([1])),
            ("subprotocols", json!([""])),
            ("subprotocols", json!(["a b"])),
            ("subprotocols", json!(["a,b"])),
            ("subprotocols", json!(["a/b"])),
            ("subprotocols", json!(["a", "a"])),
            ("bypass", json!({})),
            ("bypass", json!([null])),
            ("bypass", json!([way("cnd")])),
            ("bypass", json!([{ "hop": "cdn" }])),
            ("bypass", json!([{ "hop": "cdn", "url": "https://origin.example.com" }])),
            ("bypass", json!([{ "hop": "cdn", "url": "wss://a.example", "label": "a" }])),
            ("control", json!("status.example.net")),
            ("message", json!({ "type": "ping" })),
            ("idleLimit", json!(-1)),
            ("idleLimit", json!(3601)),
            ("idleLimit", json!(1.5)),
            ("idleLimit", json!("6")),
            ("heartbeat", json!(0)),
            ("heartbeat", json!(3601)),
            ("heartbeat", json!(true)),
            ("refine", json!("on")),
            ("grow", json!(1)),
            ("ID", json!("x")),
        ]
        .into_iter()
        .chain(twins)
        .map(|(key, value)| target(key, value)),
    );
    bad
}

#[test]
fn reader_and_schema_take_the_same() {
    let good = good();
    for (configuration, taken) in good.iter().zip(taken(&good)) {
        assert_eq!(found(configuration), None, "{configuration}");
        assert!(taken, "the schema refuses {configuration}");
    }
}

#[test]
fn reader_and_schema_refuse_the_same() {
    let bad = bad();
    for (configuration, taken) in bad.iter().zip(taken(&bad)) {
        let found = found(configuration);
        assert!(found.is_some(), "the page takes {configuration}");
        assert!(!taken, "the schema takes {configuration}, but {found:?}");
    }
}

/// The rules that the schema's description names.
#[test]
fn what_no_schema_can_say_the_reader_says() {
    let twins =
        json!([{ "id": "a", "url": "wss://a.example" }, { "id": "a", "url": "wss://b.example" }]);
    for (configuration, expected) in [
        (
            json!({ "accent": "#79b8ff" }),
            r##"accent: expected a colour with a contrast of at least 4.5 to #eef1f4, found "#79b8ff", which has 1.8"##,
        ),
        (
            json!({ "accent": "#0b5cad", "accentDark": "#0b5cad" }),
            r##"accentDark: expected a colour with a contrast of at least 4.5 to #1d2630, found "#0b5cad", which has 2.2"##,
        ),
        (json!({ "targets": twins }), r#"targets[1].id: expected an id of its own, found "a""#),
        (
            json!({ "targets": [{ "id": "a", "url": "wss://a.example", "idleLimit": 6, "heartbeat": 7 }] }),
            "expected a whole number of seconds from 1 to 6",
        ),
        (
            target("url", json!("wss://chat.example.com:25")),
            "This page is not set up correctly: url: expected a port",
        ),
        (
            target("control", json!("wss://a..b:99999/")),
            "This page is not set up correctly: control: expected an address",
        ),
        (json!({ "allowTyped": ["a.example", "a.example:25"] }), "allowTyped[1]: expected a port"),
        (
            json!({ "allowTyped": ["0x7f.1"] }),
            r#"allowTyped[0]: expected "127.0.0.1", found "0x7f.1""#,
        ),
        (
            json!({ "allowTyped": ["*.0.0.1"] }),
            r#"allowTyped[0]: expected "0.0.0.1", found "0.0.1""#,
        ),
        (json!({ "allowTyped": ["[1]"] }), r#"allowTyped[0]: expected a host, found "[1]""#),
        (json!({ "allowTyped": ["[::00]"] }), r#"allowTyped[0]: expected "[::]", found "[::00]""#),
    ] {
        let found = found(&configuration).unwrap_or_default();
        assert!(found.starts_with(expected), "{configuration}: {found:?}");
        assert_eq!(
            taken(std::slice::from_ref(&configuration)),
            [true],
            "{configuration} could be refused"
        );
    }
}
