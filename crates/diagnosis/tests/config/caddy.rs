//! Caddy: tables of what is right, and of the traps.

use diagnosis::evidence::Setting;
use diagnosis::ingest::config::read;
use diagnosis::product::Product;
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;
use insta::assert_snapshot;

use crate::{corrected, remarks, settings, target};

const CUTS: Setting = Setting::ReloadCuts(Millis::ZERO);

fn of(text: &str) -> Vec<Setting> {
    settings(&read(text, &target(), Some(Product::Caddy)))
}

fn site(lines: &str) -> String {
    format!("chat.example {{\n{lines}\n}}\n")
}

#[test]
fn directives_run_in_the_order_of_caddy_and_not_of_the_file() {
    for (lines, expected) in [
        ("reverse_proxy app:8000", Some(Setting::UpgradePassed)),
        ("reverse_proxy /ws/* app:8000\nfile_server", Some(Setting::UpgradePassed)),
        ("file_server\nreverse_proxy /ws/* app:8000", Some(Setting::UpgradePassed)),
        ("reverse_proxy /ws app:8000\nfile_server", Some(Setting::RouteMissing)),
        ("reverse_proxy /api/* app:8000", Some(Setting::RouteMissing)),
        (
            "handle /ws/* {\nreverse_proxy app:8000\n}\nhandle {\nfile_server\n}",
            Some(Setting::UpgradePassed),
        ),
        (
            "handle {\nfile_server\n}\nhandle /ws/* {\nreverse_proxy app:8000\n}",
            Some(Setting::UpgradePassed),
        ),
        (
            "handle /ws/* {\nrespond 404\n}\nhandle /ws/chat* {\nreverse_proxy app:8000\n}",
            Some(Setting::UpgradePassed),
        ),
        (
            "handle /ws/chat* {\nrespond 404\n}\nhandle /ws/* {\nreverse_proxy app:8000\n}",
            Some(Setting::Answers(404)),
        ),
        // The longest path of a directive comes first, one without comes last.
        ("reverse_proxy app:8000\nreverse_proxy /ws/* h2c://app:8001", Some(Setting::Http2Backend)),
        // `try_files` makes one path of all before the proxy is asked.
        (
            "try_files {path} /index.html\nreverse_proxy /ws/* app:8000\nfile_server",
            Some(Setting::RouteMissing),
        ),
        (
            "handle {\ntry_files {path} /index.html\nfile_server\n}\nreverse_proxy /ws/* app:8000",
            Some(Setting::RouteMissing),
        ),
        ("route {\nreverse_proxy /ws/* app:8000\nfile_server\n}", Some(Setting::UpgradePassed)),
        ("route {\nfile_server\nreverse_proxy /ws/* app:8000\n}", Some(Setting::RouteMissing)),
        ("redir https://new.example{uri}\nreverse_proxy app:8000", Some(Setting::Answers(302))),
        ("redir /ws/* /chat permanent\nreverse_proxy app:8000", Some(Setting::Answers(301))),
        ("basic_auth {\na b\n}\nreverse_proxy app:8000", Some(Setting::Answers(401))),
        ("basicauth /admin/* {\na b\n}\nreverse_proxy app:8000", Some(Setting::UpgradePassed)),
        ("php_fastcgi unix//run/php.sock", Some(Setting::UpgradeLost)),
        ("respond \"hello\"", Some(Setting::Answers(200))),
        ("uri strip_prefix /ws\nreverse_proxy app:8000", Some(Setting::PathChanged)),
        ("handle_path /ws/* {\nreverse_proxy app:8000\n}", Some(Setting::PathChanged)),
        (
            "@ws {\nheader Connection *Upgrade*\nheader Upgrade websocket\n}\nreverse_proxy @ws app:8000\nfile_server",
            Some(Setting::UpgradePassed),
        ),
        ("@ws path /ws/*\nreverse_proxy @ws app:8000\nfile_server", Some(Setting::UpgradePassed)),
        ("@other host other.example\nreverse_proxy @other app:8000", Some(Setting::RouteMissing)),
        (
            "@no not path /ws/*\nrespond @no 404\nreverse_proxy app:8000",
            Some(Setting::UpgradePassed),
        ),
        (
            "@no {\nnot {\npath /ws/*\n}\n}\nrespond @no 404\nreverse_proxy app:8000",
            Some(Setting::UpgradePassed),
        ),
        ("import app\n}\n(app) {\nreverse_proxy app:8000", Some(Setting::UpgradePassed)),
        // What can't be told.
        ("@x remote_ip 10.0.0.0/8\nreverse_proxy @x app:8000\nfile_server", None),
        ("@x expression {path}.startsWith(\"/ws\")\nreverse_proxy @x app:8000", None),
        ("import files/*", None),
    ] {
        let text = site(lines);
        let found = of(&text);
        match expected {
            Some(expected) => assert!(found.contains(&expected), "{lines}: {found:?}"),
            None => assert_eq!(found, [], "{lines}"),
        }
    }
}

#[test]
fn what_a_proxy_is_told_of_headers_versions_and_times_is_judged() {
    for (lines, expected) in [
        ("header_up -Upgrade", vec![Setting::UpgradeLost]),
        ("header_up Connection keep-alive", vec![Setting::UpgradeLost]),
        ("header_up Connection {http.request.header.Connection}", vec![Setting::UpgradePassed]),
        ("header_up Upgrade {http.request.header.Upgrade}", vec![Setting::UpgradePassed]),
        ("header_up -Sec-*", vec![Setting::UpgradeLost]),
        ("header_up Host {upstream_hostport}", vec![Setting::HostReplaced, Setting::UpgradePassed]),
        ("header_up Host {host}", vec![Setting::UpgradePassed]),
        ("header_up X-Real-IP {remote_host}", vec![Setting::UpgradePassed]),
        ("transport http {\nversions h2c 2\n}", vec![Setting::Http2Backend]),
        ("transport http {\nversions 1.1 2\n}", vec![Setting::UpgradePassed]),
        (
            "transport http {\nread_timeout 30s\n}",
            vec![Setting::UpgradePassed, Setting::ServerIdle(Millis::seconds(30))],
        ),
        (
            "stream_timeout 24h",
            vec![Setting::UpgradePassed, Setting::Lifetime(Millis::seconds(86_400))],
        ),
    ] {
        let text = site(&format!("  reverse_proxy app:8000 {{\n    {lines}\n  }}"));
        let expected: Vec<Setting> = expected.into_iter().chain([CUTS]).collect();
        assert_eq!(of(&text), expected, "{lines}");
        corrected(&text, &target(), Product::Caddy);
    }
    let delayed = site("reverse_proxy app:8000 {\nstream_close_delay 5m\n}");
    assert_eq!(of(&delayed), [Setting::UpgradePassed, Setting::ReloadCuts(Millis::seconds(300))]);
    let lost = site("request_header -Connection\nreverse_proxy app:8000");
    assert_eq!(of(&lost), [Setting::UpgradeLost, CUTS]);
    corrected(&lost, &target(), Product::Caddy);
}

#[test]
fn the_address_selects_the_site() {
    let proxy = "{\nreverse_proxy app:8000\n}\n";
    let none = "{\nrespond 404\n}\n";
    for (text, secure, expected, place) in [
        (
            format!("a.example {none}chat.example {proxy}"),
            true,
            Setting::UpgradePassed,
            Place::Endpoint,
        ),
        (format!("*.example {proxy}"), true, Setting::UpgradePassed, Place::Endpoint),
        (format!("a.example, chat.example {proxy}"), true, Setting::UpgradePassed, Place::Endpoint),
        (
            format!("a.example,\nchat.example {proxy}"),
            true,
            Setting::UpgradePassed,
            Place::Endpoint,
        ),
        (
            format!("https://chat.example:443 {proxy}"),
            true,
            Setting::UpgradePassed,
            Place::Endpoint,
        ),
        (format!(":443 {proxy}"), true, Setting::UpgradePassed, Place::Endpoint),
        (format!(":80 {proxy}"), true, Setting::UpgradePassed, Place::Unnamed),
        (format!("other.example {proxy}"), true, Setting::UpgradePassed, Place::Unnamed),
        ("reverse_proxy app:8000\n".into(), true, Setting::UpgradePassed, Place::Unnamed),
        (
            "chat.example\nreverse_proxy app:8000\n".into(),
            true,
            Setting::UpgradePassed,
            Place::Endpoint,
        ),
        // Without TLS Caddy only redirects, unless it is told otherwise.
        (format!("chat.example {proxy}"), false, Setting::Answers(308), Place::Endpoint),
        (format!("http://chat.example {proxy}"), false, Setting::UpgradePassed, Place::Endpoint),
        (
            format!("chat.example, http://chat.example {proxy}"),
            false,
            Setting::UpgradePassed,
            Place::Endpoint,
        ),
    ] {
        let target =
            Target::new(secure, "chat.example", if secure { 443 } else { 80 }, "/ws/chat", "");
        let config = read(&text, &target, None);
        assert_eq!(config.product, Some(Product::Caddy), "{text}");
        assert!(
            config.settings().any(|one| one == (expected, place)),
            "{text}: {:?}",
            config.settings().collect::<Vec<_>>()
        );
    }
}

#[test]
fn sessions_need_the_same_server_each_time() {
    let target = Target::new(true, "chat.example", 443, "/socket.io/", "");
    for (lines, expected) in [
        ("reverse_proxy a:1 b:1", true),
        ("reverse_proxy a:1 {\nto b:1\n}", true),
        ("reverse_proxy a:1 b:1 {\nlb_policy round_robin\n}", true),
        ("reverse_proxy a:1 b:1 {\nlb_policy ip_hash\n}", false),
        ("reverse_proxy a:1 b:1 {\nlb_policy cookie\n}", false),
        ("reverse_proxy /socket.io/* a:1", false),
    ] {
        let text = site(lines);
        let config = read(&text, &target, Some(Product::Caddy));
        assert_eq!(settings(&config).contains(&Setting::NotSticky), expected, "{lines}");
        corrected(&text, &target, Product::Caddy);
    }
}

#[test]
fn every_trap_has_its_words_and_its_diff() {
    let text = "chat.example {\n\treverse_proxy h2c://127.0.0.1:8000 {\n\t\theader_up -Upgrade\n\t\theader_up X-Token abc\n\t}\n}\n";
    let config = read(text, &target(), None);
    assert_snapshot!(remarks(&config), @r"
    Wrong, line 2: Caddy speaks HTTP/2 and nothing else to the application
    Wrong, line 3: upgrade is taken from the handshake, or changed
    Mind, line 2: A reload closes every open WebSocket at once
    ");
    let diffs: Vec<&str> =
        config.remarks.iter().flat_map(|one| &one.correction).map(|one| &*one.diff).collect();
    assert_snapshot!(diffs.concat().replace('\t', "  "), @r"
    @@ -1,5 +1,5 @@
     chat.example {
    -  reverse_proxy h2c://127.0.0.1:8000 {
    +  reverse_proxy http://127.0.0.1:8000 {
         header_up -Upgrade
         header_up X-Token …
       }
    @@ -1,6 +1,5 @@
     chat.example {
       reverse_proxy h2c://127.0.0.1:8000 {
    -    header_up -Upgrade
         header_up X-Token …
       }
     }
    ");
    corrected(text, &target(), Product::Caddy);
    let json = read("{\"apps\": {}}", &target(), Some(Product::Caddy));
    assert_snapshot!(remarks(&json), @"Unread, line 1: a server of Caddy’s HTTP app, with its routes expected, JSON found");
}

/// Routes of a server at the target's port.
fn json(routes: &str) -> String {
    format!(
        "{{\n \"apps\": {{ \"http\": {{ \"servers\": {{\n  \"srv0\": {{\n   \"listen\": [\":443\"],\n   \"routes\": [{routes}]\n  }} }} }} }}\n}}\n"
    )
}

#[test]
fn its_json_is_read_by_the_same_rules() {
    const PROXY: &str = r#"{"handler":"reverse_proxy","upstreams":[{"dial":"app:8000"}]}"#;
    let with = |more: &str| PROXY.replace("]}", &format!("]{more}}}"));
    let route = |matcher: &str, handlers: &str, more: &str| {
        let matcher =
            if matcher.is_empty() { String::new() } else { format!("\"match\":[{matcher}],") };
        format!("{{{matcher}\"handle\":[{handlers}]{more}}}")
    };
    let all = |handlers: &str| json(&route("", handlers, ""));
    let (passed, cuts) = (Setting::UpgradePassed, Setting::ReloadCuts(Millis::ZERO));
    let right = || vec![passed, cuts];
    let end = ",\"terminal\":true";
    for (text, expected) in [
        (all(PROXY), right()),
        (
            all(&with(r#","headers":{"request":{"delete":["Upgrade"]}}"#)),
            vec![Setting::UpgradeLost, cuts],
        ),
        (
            all(&with(r#","headers":{"request":{"set":{"Host":["app"]}}}"#)),
            vec![Setting::HostReplaced, passed, cuts],
        ),
        (all(&with(r#","headers":{"request":{"set":{"Host":["{http.request.host}"]}}}"#)), right()),
        (
            all(&with(r#","transport":{"protocol":"http","versions":["h2c","2"]}"#)),
            vec![Setting::Http2Backend, cuts],
        ),
        (
            all(&with(r#","transport":{"protocol":"http","read_timeout":60000000000}"#)),
            vec![passed, Setting::ServerIdle(Millis::seconds(60)), cuts],
        ),
        (all(&with(r#","transport":{"protocol":"fastcgi"}"#)), vec![Setting::UpgradeLost]),
        (
            all(&with(r#","stream_timeout":"1h","stream_close_delay":"5m""#)),
            vec![
                passed,
                Setting::Lifetime(Millis::seconds(3600)),
                Setting::ReloadCuts(Millis::seconds(300)),
            ],
        ),
        (all(r#"{"handler":"static_response","status_code":308}"#), vec![Setting::Answers(308)]),
        (all(r#"{"handler":"error","status_code":"404"}"#), vec![Setting::Answers(404)]),
        (all(&format!(r#"{{"handler":"authentication"}},{PROXY}"#)), vec![Setting::Answers(401)]),
        (all(r#"{"handler":"file_server"}"#), vec![Setting::RouteMissing]),
        (
            all(&format!(r#"{{"handler":"rewrite","strip_path_prefix":"/ws"}},{PROXY}"#)),
            vec![Setting::PathChanged, passed, cuts],
        ),
        (
            all(&format!(
                r#"{{"handler":"headers","request":{{"delete":["Connection"]}}}},{PROXY}"#
            )),
            vec![Setting::UpgradeLost, cuts],
        ),
        (all(&format!(r#"{{"handler":"encode"}},{PROXY}"#)), right()),
        (all(&format!(r#"{{"handler":"of_a_plugin"}},{PROXY}"#)), vec![]),
        // In the order of the text, until one takes it.
        (
            json(
                &[
                    route(r#"{"path":["/ws/*"]}"#, PROXY, end),
                    route("", r#"{"handler":"file_server"}"#, ""),
                ]
                .join(","),
            ),
            right(),
        ),
        (
            json(
                &[
                    route(r#"{"path":["/api/*"]}"#, PROXY, end),
                    route("", r#"{"handler":"file_server"}"#, ""),
                ]
                .join(","),
            ),
            vec![Setting::RouteMissing],
        ),
        (
            json(
                &[
                    route(r#"{"path":["/ws/*"]}"#, r#"{"handler":"file_server"}"#, ""),
                    route("", PROXY, ""),
                ]
                .join(","),
            ),
            vec![Setting::RouteMissing],
        ),
        // One of several sets is enough, and of a set all.
        (
            json(&route(
                r#"{"path":["/api"]},{"path":["/ws/chat"],"host":["chat.example"]}"#,
                PROXY,
                end,
            )),
            right(),
        ),
        (
            json(&route(
                r#"{"path":["/ws/chat"],"host":["chat.example"],"method":["POST"]}"#,
                PROXY,
                end,
            )),
            vec![Setting::RouteMissing],
        ),
        (
            json(&route(
                r#"{"header":{"Upgrade":["websocket"],"Connection":["*Upgrade*"]}}"#,
                PROXY,
                end,
            )),
            right(),
        ),
        (json(&route(r#"{"header":{"Upgrade":null}}"#, PROXY, end)), vec![Setting::RouteMissing]),
        (
            json(&route(r#"{"not":[{"path":["/ws/*"]},{"path":["/a"]}]}"#, PROXY, end)),
            vec![Setting::RouteMissing],
        ),
        (json(&route(r#"{"path_regexp":{"pattern":"^/ws"}}"#, PROXY, end)), right()),
        (json(&route(r#"{"expression":"true"}"#, PROXY, end)), vec![]),
        (
            json(&route(
                r#"{"host":["chat.example"]}"#,
                &format!(
                    r#"{{"handler":"subroute","routes":[{}]}}"#,
                    route(r#"{"path":["/ws/*"]}"#, PROXY, "")
                ),
                end,
            )),
            right(),
        ),
        // Another host's routes say nothing of this one.
        (json(&route(r#"{"host":["other.example"]}"#, PROXY, end)), vec![]),
    ] {
        let config = read(&text, &target(), Some(Product::Caddy));
        assert_eq!(settings(&config), expected, "{text}\n{}", remarks(&config));
        assert!(config.remarks.iter().all(|one| one.correction.is_none()));
    }
    let config = read(&all(PROXY), &target(), Some(Product::Caddy));
    assert!(config.settings().all(|(_, place)| place == Place::Endpoint));
    let elsewhere = all(PROXY).replace(":443", ":8443");
    let config = read(&elsewhere, &target(), Some(Product::Caddy));
    assert!(config.settings().all(|(_, place)| place == Place::Unnamed));
    let plain = Target::new(false, "chat.example", 80, "/ws/chat", "");
    assert_eq!(settings(&read(&all(PROXY), &plain, Some(Product::Caddy))), [Setting::Answers(308)]);
    let off =
        all(PROXY).replace("\"routes\"", "\"automatic_https\": {\"disable\": true}, \"routes\"");
    assert_eq!(settings(&read(&off, &plain, Some(Product::Caddy))), right());
}
