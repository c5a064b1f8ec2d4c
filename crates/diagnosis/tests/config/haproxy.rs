//! HAProxy: tables of what is right, and of the traps.

use diagnosis::evidence::Setting;
use diagnosis::ingest::config::read;
use diagnosis::product::Product;
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;
use insta::assert_snapshot;

use crate::{corrected, remarks, settings, target};

const HOUR: Setting = Setting::Idle(Millis::seconds(3600));

fn of(text: &str) -> Vec<Setting> {
    settings(&read(text, &target(), Some(Product::Haproxy)))
}

/// A frontend with these lines before two backends, of which the second one is for WebSockets.
fn with(front: &str, back: &str) -> String {
    format!(
        "defaults\n  mode http\n  timeout client 30s\n  timeout server 30s\n  timeout tunnel 1h\n\
         frontend web\n  bind :443 ssl crt /etc/haproxy/chat.pem alpn h2,http/1.1\n{front}\n  default_backend pages\n\
         backend pages\n  use-fcgi-app php\n\
         backend chat\n  server one 127.0.0.1:8000\n{back}\n"
    )
}

#[test]
fn the_backend_is_chosen_by_conditions_as_haproxy_does() {
    for (front, chosen) in [
        ("use_backend chat", true),
        ("use_backend chat if { path_beg /ws }", true),
        ("use_backend chat if { path_beg /api }", false),
        ("use_backend chat if { path_beg /api } or { path_dir ws }", true),
        ("use_backend chat unless { path_beg /api }", true),
        ("use_backend chat if !{ path_beg /api }", true),
        ("use_backend chat if ! { path_beg /ws }", false),
        ("acl ws path_beg -i /WS\nuse_backend chat if ws", true),
        (
            "acl ws path /ws/chat\nacl host hdr(host) -i CHAT.example\nuse_backend chat if ws host",
            true,
        ),
        ("acl ws path /other\nacl ws path /ws/chat\nuse_backend chat if ws", true),
        (
            "acl ws hdr(Upgrade) -i WebSocket\nacl up hdr(Connection) -i upgrade\nuse_backend chat if up ws",
            true,
        ),
        ("use_backend chat if { hdr(host) -i other.example }", false),
        ("use_backend chat if { hdr_beg(host) ws. }", false),
        ("use_backend chat if { hdr_dom(host) chat }", true),
        ("use_backend chat if { path,lower -m beg /ws }", true),
        ("use_backend chat if { path_reg ^/ws/[a-z]+$ }", true),
        ("use_backend chat if { ssl_fc }", true),
        ("use_backend chat if { req.hdr(Upgrade) -m found }", true),
        ("use_backend pages if { method POST }\nuse_backend chat if TRUE", true),
    ] {
        let expected = if chosen {
            vec![Setting::UpgradePassed, HOUR]
        } else {
            vec![Setting::UpgradeLost, HOUR]
        };
        assert_eq!(of(&with(front, "")), expected, "{front}");
    }
}

#[test]
fn rules_that_answer_are_said() {
    for (front, expected) in [
        ("http-request deny", Setting::Answers(403)),
        ("http-request deny deny_status 429 if { path_beg /ws }", Setting::Answers(429)),
        (
            "http-request redirect location / code 301 unless { path_beg /api }",
            Setting::Answers(301),
        ),
        ("redirect prefix https://new.example", Setting::Answers(302)),
        ("http-request auth realm a if { path_beg /ws }", Setting::Answers(401)),
        ("http-request return status 200 if { path_beg /ws }", Setting::Answers(200)),
        ("http-request del-header Upgrade\nuse_backend chat", Setting::UpgradeLost),
        ("http-request deny if { sc_http_req_rate(0) gt 10 }\nuse_backend chat", Setting::Limited),
        ("http-request set-path /a\nuse_backend chat", Setting::PathChanged),
        ("http-request set-header Host app\nuse_backend chat", Setting::HostReplaced),
    ] {
        let found = of(&with(front, ""));
        assert!(found.contains(&expected), "{front}: {found:?}");
        let ends = matches!(expected, Setting::Answers(_) | Setting::UpgradeLost);
        assert_eq!(found.contains(&Setting::UpgradePassed), !ends, "{front}: {found:?}");
    }
    for front in [
        "redirect scheme https unless { ssl_fc }",
        "redirect scheme https if !{ ssl_fc }",
        "http-request deny if { path_beg /admin }",
        "http-request set-header X-Forwarded-Proto https",
    ] {
        let text = with(&format!("{front}\nuse_backend chat"), "");
        assert_eq!(of(&text), [Setting::UpgradePassed, HOUR], "{front}");
    }
}

#[test]
fn what_can_not_be_told_confirms_nothing() {
    for front in [
        "use_backend chat if { src 10.0.0.0/8 }",
        "use_backend chat if { path,map_beg(/etc/routes) -m found }",
        "use_backend chat if nobody",
        "use_backend elsewhere",
        "use_backend chat if { path_beg -f /etc/paths }",
    ] {
        assert_eq!(of(&with(front, "")), [], "{front}");
    }
}

#[test]
fn the_limit_of_tunnels_or_the_smaller_of_the_two_is_in_force() {
    for (defaults, back, expected) in [
        ("timeout client 50s\ntimeout server 40s", "", Some(40)),
        ("timeout client 20s\ntimeout server 40s", "", Some(20)),
        ("timeout client 20s\ntimeout server 40s\ntimeout tunnel 1h", "", Some(3600)),
        ("timeout client 20s\ntimeout tunnel 1h", "timeout tunnel 2m", Some(120)),
        ("timeout client 20s\ntimeout server 40s", "timeout server 10s", Some(10)),
        ("timeout client 50000", "", Some(50)),
        ("timeout connect 5s\ntimeout http-request 5s", "", None),
    ] {
        let text = format!(
            "defaults\nmode http\n{defaults}\nfrontend f\nbind :443 ssl crt a\ndefault_backend b\nbackend b\n{back}\nserver s 127.0.0.1:8000\n"
        );
        let idle = expected.map(|seconds| Setting::Idle(Millis::seconds(seconds)));
        let expected: Vec<Setting> =
            [Some(Setting::UpgradePassed), idle].into_iter().flatten().collect();
        assert_eq!(of(&text), expected, "{defaults} {back}");
    }
}

#[test]
fn http2_that_is_forced_is_wrong_on_either_side() {
    for (bind, server, expected) in [
        ("", "", None),
        ("alpn h2,http/1.1", "ssl verify none alpn h2", None),
        ("alpn h2 proto h2", "", Some(Setting::Http2Only)),
        ("", "proto h2", Some(Setting::Http2Backend)),
        ("", "proto h2 ws h1", None),
        ("", "proto h1", None),
    ] {
        let text = format!(
            "defaults\nmode http\nfrontend f\nbind :443 ssl crt a {bind}\ndefault_backend b\nbackend b\nserver s 127.0.0.1:8000 {server}\n"
        );
        let found = of(&text);
        assert_eq!(
            found.iter().find(|one| **one != Setting::UpgradePassed),
            expected.as_ref(),
            "{text}"
        );
        assert_eq!(
            found.contains(&Setting::UpgradePassed),
            expected != Some(Setting::Http2Backend)
        );
        corrected(&text, &target(), Product::Haproxy);
    }
}

#[test]
fn the_port_names_the_entrance() {
    let text = with("use_backend chat", "");
    for (port, place) in [(443, Place::Endpoint), (8443, Place::Unnamed)] {
        let target = Target::new(true, "chat.example", port, "/ws/chat", "");
        let config = read(&text, &target, None);
        assert_eq!(config.product, Some(Product::Haproxy));
        assert!(config.settings().any(|one| one == (Setting::UpgradePassed, place)), "{port}");
    }
}

#[test]
fn sessions_need_the_same_server_each_time() {
    let target = Target::new(true, "chat.example", 443, "/socket.io/", "");
    for (back, expected) in [
        ("server two 127.0.0.1:8001", true),
        ("balance roundrobin\nserver two 127.0.0.1:8001", true),
        ("balance source\nserver two 127.0.0.1:8001", false),
        ("cookie id insert\nserver two 127.0.0.1:8001", false),
        ("server two 127.0.0.1:8001 backup", false),
    ] {
        let text = with("use_backend chat", back);
        let config = read(&text, &target, Some(Product::Haproxy));
        assert_eq!(settings(&config).contains(&Setting::NotSticky), expected, "{back}");
        corrected(&text, &target, Product::Haproxy);
    }
}

#[test]
fn every_trap_has_its_words_and_its_diff() {
    let text = "defaults\n    mode http\n    timeout client 50s\n    timeout server 50s\n\nfrontend web\n    bind :443 ssl crt /etc/a.pem\n    http-request del-header Upgrade # why?\n    default_backend app\n\nbackend app\n    server one 10.0.0.7:8000 check proto h2\n";
    let config = read(text, &target(), None);
    assert_snapshot!(remarks(&config), @r"
    Wrong, line 8: upgrade is taken from the handshake
    Wrong, line 12: HAProxy speaks HTTP/2 to this server, for WebSockets as well
    Mind, line 3: Without “timeout tunnel” a WebSocket that is silent for 50.0 s is closed: the smaller limit of client and server holds
    ");
    let diffs: Vec<&str> =
        config.remarks.iter().flat_map(|one| &one.correction).map(|one| &*one.diff).collect();
    assert_snapshot!(diffs.concat(), @r"
    @@ -5,7 +5,6 @@
     
     frontend web
         bind :443 ssl crt /etc/a.pem
    -    http-request del-header Upgrade # why?
         default_backend app
     
     backend app
    @@ -9,4 +9,4 @@
         default_backend app
     
     backend app
    -    server one … check proto h2
    +    server one … check
    @@ -1,6 +1,7 @@
     defaults
         mode http
         timeout client 50s
    +    timeout tunnel 1h
         timeout server 50s
     
     frontend web
    ");
    corrected(text, &target(), Product::Haproxy);
    let text = "mode http\nfrontend a\n  bind :443\n  acl x path_beg \"/a\n";
    assert_snapshot!(remarks(&read(text, &target(), Some(Product::Haproxy))), @r#"
    Wrong, lines 2 to 4: No backend is chosen for /ws/chat: HAProxy answers 503
    Unread, line 1: a section, such as frontend or backend expected, mode found
    Unread, line 4: the second quotation mark expected, acl x path_beg "/a found
    "#);
}
