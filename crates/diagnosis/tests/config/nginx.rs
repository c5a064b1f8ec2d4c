//! nginx: tables of what is right, and of the traps.

use diagnosis::evidence::Setting;
use diagnosis::ingest::config::read;
use diagnosis::product::Product;
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;
use insta::assert_snapshot;

use crate::{corrected, remarks, settings, target};

const MINUTE: Setting = Setting::Idle(Millis::seconds(60));

/// The lines of a location that passes everything on.
const RIGHT: &str =
    "proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Host $http_host;
    proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";
const MAP: &str = "map $http_upgrade $connection_upgrade { default upgrade; '' close; }\n";

fn of(text: &str) -> Vec<Setting> {
    settings(&read(text, &target(), Some(Product::Nginx)))
}

/// A server for the target with these lines.
fn server(lines: &str) -> String {
    format!("{MAP}server {{\n  listen 443 ssl;\n  server_name chat.example;\n{lines}\n}}\n")
}

fn location(lines: &str) -> String {
    server(&format!("  location /ws/ {{\n    {lines}\n  }}"))
}

#[test]
fn headers_are_judged_by_their_value_for_a_handshake() {
    const REST: &str =
        "proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Host $host;";
    for (upgrade, connection, passed) in [
        ("$http_upgrade", "upgrade", true),
        ("$http_upgrade", "\"Upgrade\"", true),
        ("$http_upgrade", "$connection_upgrade", true),
        ("$http_upgrade", "$http_connection", true),
        ("$http_upgrade", "\"keep-alive, Upgrade\"", true),
        ("websocket", "upgrade", true),
        ("${http_upgrade}", "'upgrade'", true),
        // Both are there, and both are wrong somewhere.
        ("$connection_upgrade", "$connection_upgrade", false),
        ("$http_upgrade", "\"\"", false),
        ("$http_upgrade", "keep-alive", false),
        ("$http_upgrade", "close", false),
        ("$http_upgrade", "$http_upgrade", false),
        ("\"\"", "upgrade", false),
        ("h2c", "upgrade", false),
    ] {
        let text = location(&format!(
            "{REST} proxy_set_header Upgrade {upgrade}; proxy_set_header Connection {connection};"
        ));
        let expected = if passed { Setting::UpgradePassed } else { Setting::UpgradeLost };
        assert_eq!(of(&text), [expected, MINUTE], "{upgrade} and {connection}");
        corrected(&text, &target(), Product::Nginx);
    }
}

#[test]
fn one_header_line_in_a_block_cancels_those_further_out() {
    let outer = "proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_set_header Host $host;";
    for (inner, passed) in [
        ("proxy_pass http://app;", true),
        ("proxy_pass http://app; proxy_set_header X-Real-IP $remote_addr;", false),
        ("proxy_pass http://app; proxy_set_header Upgrade $http_upgrade;", false),
        // Other directives are inherited one by one.
        ("proxy_pass http://app; proxy_read_timeout 60s;", true),
    ] {
        let text = server(&format!("{outer}\n location /ws/ {{ {inner} }}"));
        let expected = if passed { Setting::UpgradePassed } else { Setting::UpgradeLost };
        assert!(of(&text).contains(&expected), "{inner}");
        corrected(&text, &target(), Product::Nginx);
    }
    let text = server(&format!(
        "  {outer}\n  location /ws/ {{\n    proxy_set_header X-Real-IP $remote_addr;\n    proxy_pass http://app;\n  }}"
    ));
    let config = read(&text, &target(), Some(Product::Nginx));
    assert_snapshot!(remarks(&config), @r"
    Wrong, line 7: The proxy_set_header lines of this block cancel those further out, and with them Upgrade and Connection
    Mind, line 8: The application gets another Host than the browser sent
    Mind, line 8: A WebSocket that is silent for 1 min is closed, which is the default of proxy_read_timeout
    ");
    assert_snapshot!(config.remarks[0].correction.as_ref().expect("there is one").diff, @r"
    @@ -5,6 +5,8 @@
       proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade; proxy_set_header Host $host;
       location /ws/ {
         proxy_set_header X-Real-IP $remote_addr;
    +    proxy_set_header Upgrade $http_upgrade;
    +    proxy_set_header Connection $connection_upgrade;
         proxy_pass http://app;
       }
     }
    ");
}

#[test]
fn the_path_selects_its_location_as_nginx_does() {
    let right = |place: &str| format!("location {place} {{ {RIGHT} }}");
    // One header line of its own, so that nothing comes from further out.
    let wrong = |place: &str| {
        format!("location {place} {{ proxy_pass http://app; proxy_set_header Host $host; }}")
    };
    for (locations, passed) in [
        ([wrong("/"), right("/ws/")], true),
        ([right("/"), wrong("/ws/")], false),
        // The longest prefix, in whatever order.
        ([right("/ws/chat"), wrong("/ws/")], true),
        // An exact one before all.
        ([right("= /ws/chat"), wrong("~ ^/ws")], true),
        ([wrong("= /ws/chat"), right("/ws/")], false),
        // An expression before a prefix, unless that is a strong one.
        ([right("/ws/"), wrong("~ /chat$")], false),
        ([right("^~ /ws/"), wrong("~ /chat$")], true),
        // The first expression that matches.
        ([right("~ ^/ws/"), wrong("~ /chat$")], true),
        ([wrong("~ ^/WS/"), right("~* ^/WS/")], true),
        // One inside of another.
        (
            [format!("location / {{ {} location /ws/ {{ {RIGHT} }} }}", wrong("/a")), wrong("/b")],
            true,
        ),
        ([format!("location /ws/ {{ {RIGHT} {} }}", wrong("~ chat")), wrong("/b")], false),
        ([format!("location ^~ /ws/ {{ {RIGHT} {} }}", wrong("~ chat")), wrong("/b")], false),
    ] {
        let text = server(&locations.join("\n"));
        let expected = if passed { Setting::UpgradePassed } else { Setting::UpgradeLost };
        assert!(of(&text).contains(&expected), "{text}\n{:?}", of(&text));
    }
}

#[test]
fn host_and_port_select_their_server_as_nginx_does() {
    let with = |listen: &str, name: &str, right: bool| {
        let lines = if right { RIGHT } else { "proxy_pass http://app;" };
        format!("server {{ listen {listen}; server_name {name}; location / {{ {lines} }} }}\n")
    };
    let (right, wrong) = (true, false);
    for (servers, passed, place) in [
        (
            [with("443 ssl", "a.example", wrong), with("443 ssl", "chat.example", right)],
            true,
            Place::Endpoint,
        ),
        (
            [with("443 ssl", "*.example", wrong), with("443 ssl", "chat.example", right)],
            true,
            Place::Endpoint,
        ),
        (
            [with("443 ssl", ".example", right), with("443 ssl", "chat.*", wrong)],
            true,
            Place::Endpoint,
        ),
        (
            [with("443 ssl", "~^chat", right), with("443 ssl", "chat.*", wrong)],
            false,
            Place::Endpoint,
        ),
        (
            [
                with("443 ssl", "a.example", wrong),
                with("443 ssl default_server", "b.example", right),
            ],
            true,
            Place::Unnamed,
        ),
        (
            [with("443 ssl", "a.example", right), with("443 ssl", "b.example", wrong)],
            true,
            Place::Unnamed,
        ),
        // The port comes before the name.
        (
            [with("80", "chat.example", wrong), with("[::]:443 ssl", "_", right)],
            true,
            Place::Endpoint,
        ),
        (
            [with("8080", "chat.example", right), with("8081", "a.example", wrong)],
            true,
            Place::Endpoint,
        ),
    ] {
        let config = read(&servers.concat(), &target(), Some(Product::Nginx));
        let expected = if passed { Setting::UpgradePassed } else { Setting::UpgradeLost };
        assert!(
            config.settings().any(|one| one == (expected, place)),
            "{servers:?}: {}",
            remarks(&config)
        );
    }
}

#[test]
fn the_version_to_the_application_depends_on_that_of_nginx() {
    let lines = "proxy_pass http://app; proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection upgrade;";
    for (before, line, expected) in [
        ("", "", Some(Setting::Http10IfOld)),
        ("nginx version: nginx/1.22.1\n", "", Some(Setting::Http10)),
        ("nginx version: nginx/1.29.6\n", "", Some(Setting::Http10)),
        ("nginx version: nginx/1.29.7\n", "", None),
        ("nginx version: nginx/1.29.7\n", "proxy_http_version 1.0;", Some(Setting::Http10)),
        ("", "proxy_http_version 1.1;", None),
        ("", "proxy_http_version 2;", Some(Setting::Http2Backend)),
    ] {
        let text = format!("{before}{}", location(&format!("{lines} {line}")));
        let expected: Vec<Setting> =
            [Some(Setting::UpgradePassed), expected, Some(MINUTE)].into_iter().flatten().collect();
        assert_eq!(of(&text), expected, "{before}{line}");
        corrected(&text, &target(), Product::Nginx);
    }
}

#[test]
fn the_application_is_asked_for_the_path_that_nginx_makes() {
    for (place, pass, asked, is_wrong) in [
        ("/ws/", "http://app", None, false),
        ("/ws/", "http://app/ws/", None, false),
        ("/ws/", "http://app/", Some("/chat"), false),
        ("/ws", "http://app/", Some("//chat"), true),
        ("/ws/", "http://app/v1", Some("/v1chat"), true),
        ("/ws/", "http://unix:/run/app.sock", None, false),
        ("/ws/", "http://unix:/run/app.sock:/", Some("/chat"), false),
        ("/", "http://app/", None, false),
        ("= /ws/chat", "http://app/chat", Some("/chat"), false),
    ] {
        let lines = RIGHT.replace("http://app", pass);
        let text = server(&format!("location {place} {{ {lines} }}"));
        let config = read(&text, &target(), Some(Product::Nginx));
        assert_eq!(settings(&config).contains(&Setting::PathChanged), asked.is_some(), "{pass}");
        let title = asked.map(|asked| format!("for {asked} instead of /ws/chat\n"));
        assert!(
            title.is_none_or(|title| remarks(&config).contains(&title)),
            "{}",
            remarks(&config)
        );
        assert_eq!(remarks(&config).contains("Wrong"), is_wrong, "{}", remarks(&config));
        corrected(&text, &target(), Product::Nginx);
    }
}

#[test]
fn what_answers_instead_of_the_application_is_said() {
    for (lines, expected) in [
        ("return 301 https://$host$request_uri;", Setting::Answers(301)),
        ("location / { return 404; }", Setting::Answers(404)),
        ("location / { return https://new.example$uri; }", Setting::Answers(302)),
        (
            "rewrite ^/ws/(.*)$ https://new.example/$1 permanent; location / { proxy_pass http://app; }",
            Setting::Answers(301),
        ),
        (
            "if ($scheme = http) { return 301 https://$host$uri; } location / { root /a; }",
            Setting::RouteMissing,
        ),
        (
            "if ($http_upgrade != websocket) { return 400; } location / { deny all; proxy_pass http://app; }",
            Setting::Answers(403),
        ),
        ("location / { try_files $uri /index.html; }", Setting::RouteMissing),
        ("location / { try_files $uri =404; }", Setting::Answers(404)),
        ("location /api/ { proxy_pass http://app; }", Setting::RouteMissing),
        ("location /ws/ { uwsgi_pass app; }", Setting::UpgradeLost),
        ("location /ws/ { grpc_pass app; }", Setting::Http2Backend),
        ("location /ws/chat/ { proxy_pass http://app; }", Setting::Answers(301)),
        ("auth_basic a; location / { proxy_pass http://app; }", Setting::Answers(401)),
        ("location / { proxy_pass http://app; limit_conn a 1; }", Setting::Limited),
    ] {
        let text = server(lines);
        assert!(of(&text).contains(&expected), "{lines}: {:?}", of(&text));
    }
    for lines in [
        "location / { try_files $uri @app; } location @app { RIGHT }",
        "location / { error_page 418 = @app; if ($http_upgrade = websocket) { return 418; } proxy_pass http://app; } location @app { RIGHT }",
        "location / { if ($http_upgrade) { proxy_pass http://app; } RIGHT }",
        "auth_basic a; location / { auth_basic off; RIGHT }",
        "location / { satisfy any; auth_basic a; allow all; RIGHT }",
        "if ($request_method = POST) { return 405; } location / { RIGHT }",
    ] {
        let text = server(&lines.replace("RIGHT", RIGHT));
        assert_eq!(of(&text), [Setting::UpgradePassed, MINUTE], "{lines}");
    }
}

#[test]
fn what_can_not_be_followed_confirms_nothing() {
    for lines in [
        "rewrite ^/ws/(.*)$ /$cookie_room/$1 last; location / { proxy_pass http://app; }",
        "location /ws/ { rewrite ^/ws/(?!a)(.*)$ /$1 last; proxy_pass http://app; }",
        "location / { rewrite ^ $uri last; }",
        "if ($http_cookie ~ a) { return 403; } location / { proxy_pass http://app; }",
        "location ~ ^/(?!ws) { proxy_pass http://app; }",
        "location / { proxy_pass http://app; proxy_http_version 1.1; include snippets/upgrade.conf; }",
        "include locations/*.conf;",
    ] {
        let settings = of(&server(lines));
        let harmless = |one: &Setting| matches!(one, Setting::Idle(_) | Setting::HostReplaced);
        assert!(settings.iter().all(harmless), "{lines}: {settings:?}");
    }
    // A piece without its server may not be all there is.
    assert_eq!(of("location /api/ { proxy_pass http://app; }"), []);
    // What the map holds was not pasted.
    let mapped = "location / { proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Host $host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $connection_upgrade; }";
    assert_eq!(of(mapped), [MINUTE]);
    // A token in the path may be anything.
    let masked = Target::new(true, "chat.example", 443, "/ws/eyJhbGciOiJIUzI1NiJ9", "");
    let text = server("location ~ ^/ws/[a-z]+$ { proxy_pass http://app; }");
    assert_eq!(settings(&read(&text, &masked, Some(Product::Nginx))), []);
}

#[test]
fn a_rewrite_selects_anew_or_stays_by_its_flag() {
    let changed = |rest: &[Setting]| [rest, &[Setting::PathChanged, MINUTE]].concat();
    let passed = changed(&[Setting::UpgradePassed]);
    for (lines, expected, asked) in [
        (
            "rewrite ^/ws/(.*)$ /$1 last; location = /chat { RIGHT } location / { return 404; }",
            passed.clone(),
            "/chat",
        ),
        ("rewrite ^/ws/(.*)$ /in/$1; location /in/ { RIGHT }", passed.clone(), "/in/chat"),
        // Several, one after the other, until one is the last.
        (
            "rewrite ^/ws/(.*)$ /a/$1; rewrite ^/a/(.*)$ /b/$1 last; rewrite ^/b /c; location /b/ { RIGHT }",
            passed.clone(),
            "/b/chat",
        ),
        (
            "location /ws/ { rewrite ^/ws/(.*)$ /in/$1?room=$1 last; } location /in/ { RIGHT }",
            passed.clone(),
            "/in/chat",
        ),
        (
            "location /ws/ { rewrite ^/ws/(.*)$ /in/$1; } location /in/ { RIGHT }",
            passed.clone(),
            "/in/chat",
        ),
        (
            "location /ws/ { rewrite ^/ws/(.*)$ /in/$1 break; RIGHT } location /in/ { return 404; }",
            passed.clone(),
            "/in/chat",
        ),
        (
            "if ($scheme = https) { rewrite ^/ws/(.*)$ /in/$1 last; } location /in/ { RIGHT }",
            passed,
            "/in/chat",
        ),
    ] {
        let text = server(&lines.replace("RIGHT", RIGHT));
        let config = read(&text, &target(), Some(Product::Nginx));
        assert_eq!(settings(&config), expected, "{lines}\n{}", remarks(&config));
        let title = format!("The application is asked for {asked} instead of /ws/chat");
        assert!(remarks(&config).contains(&title), "{lines}\n{}", remarks(&config));
    }
    for (lines, expected) in [
        // There and back.
        (
            "rewrite ^/ws/(.*)$ /a/$1; rewrite ^/a/(.*)$ /ws/$1; location /ws/ { RIGHT }",
            vec![Setting::UpgradePassed, MINUTE],
        ),
        ("rewrite ^/chat$ /a last; location /ws/ { RIGHT }", vec![Setting::UpgradePassed, MINUTE]),
        (
            "rewrite ^/ws/(.*)$ /gone last; location /ws/ { RIGHT } location /gone { return 410; }",
            vec![Setting::Answers(410)],
        ),
        // In a circle.
        (
            "location /ws/ { rewrite ^/ws/(.*)$ /a/$1 last; } location /a/ { rewrite ^/a/(.*)$ /ws/$1 last; }",
            vec![],
        ),
        // What an `if` of the server holds is no place for locations.
        (
            "if ($scheme = https) { set $a b; } location /ws/ { RIGHT }",
            vec![Setting::UpgradePassed, MINUTE],
        ),
    ] {
        assert_eq!(of(&server(&lines.replace("RIGHT", RIGHT))), expected, "{lines}");
    }
}

#[test]
fn a_stream_passes_bytes_on_and_has_a_limit_of_its_own() {
    const TEN: Setting = Setting::Idle(Millis::seconds(600));
    let stream = |lines: &str| {
        format!(
            "stream {{\n  upstream app {{ server 10.0.0.7:8000; }}\n  server {{\n    {lines}\n  }}\n}}\n"
        )
    };
    for (text, expected, place) in [
        (stream("listen 443; proxy_pass app;"), vec![TEN, Setting::UpgradePassed], Place::Endpoint),
        (
            stream("listen 443 ssl; proxy_pass app; proxy_timeout 30s;"),
            vec![Setting::Idle(Millis::seconds(30)), Setting::UpgradePassed],
            Place::Endpoint,
        ),
        (stream("listen 8443; proxy_pass app;"), vec![TEN, Setting::UpgradePassed], Place::Unnamed),
        // A server that passes on outside of a location is one of a stream.
        (
            "server { listen 443; proxy_pass app; }".into(),
            vec![TEN, Setting::UpgradePassed],
            Place::Endpoint,
        ),
        (stream("listen 443 udp; proxy_pass app;"), vec![], Place::Unnamed),
    ] {
        let config = read(&text, &target(), Some(Product::Nginx));
        let seen: Vec<(Setting, Place)> = config.settings().collect();
        let expected: Vec<(Setting, Place)> =
            expected.into_iter().map(|one| (one, place)).collect();
        assert_eq!(seen, expected, "{text}\n{}", remarks(&config));
    }
    // What stands behind it in the same text is read on.
    let http = |lines: &str| {
        format!(
            "http {{\n  server {{\n    listen 127.0.0.1:8443 ssl;\n    server_name chat.example;\n    location / {{ {lines} }}\n  }}\n}}\n"
        )
    };
    let by_name = "stream {\n  map $ssl_preread_server_name $to { chat.example 127.0.0.1:8443; default 10.0.0.9:443; }\n  server { listen 443; ssl_preread on; proxy_pass $to; }\n}\n";
    for (text, expected) in [
        (format!("{by_name}{}", http(RIGHT)), vec![TEN, Setting::UpgradePassed, MINUTE]),
        (
            format!(
                "{by_name}{}",
                http("proxy_pass http://app; proxy_http_version 1.1; proxy_set_header Host $host;")
            ),
            vec![TEN, Setting::UpgradeLost, MINUTE],
        ),
        // Another server behind it.
        (
            format!(
                "{}{}",
                by_name.replace("chat.example 127", "other.example 127"),
                http("return 404;")
            ),
            vec![TEN, Setting::UpgradePassed],
        ),
        // A server of http at the port goes before a stream elsewhere.
        (
            format!(
                "{}{}",
                stream("listen 9000; proxy_pass app;"),
                server(&format!("location / {{ {RIGHT} }}"))
            ),
            vec![Setting::UpgradePassed, MINUTE],
        ),
    ] {
        assert_eq!(of(&text), expected, "{text}");
    }
    let text = stream("listen 443; proxy_pass app; proxy_timeout 30s; proxy_protocol on;");
    let config = read(&text, &target(), Some(Product::Nginx));
    assert_snapshot!(remarks(&config), @r"
    Mind, line 4: A WebSocket that is silent for 30.0 s is closed
    Mind, line 4: A line of the PROXY protocol goes before the bytes of the browser
    Right, line 4: Bytes are passed on as they come, and with them every Upgrade
    ");
    let diff = &config.remarks[0].correction.as_ref().expect("there is one").diff;
    assert!(diff.contains("+    listen 443; proxy_pass app; proxy_timeout 1h;"), "{diff}");
}

#[test]
fn pieces_are_read_without_their_surroundings() {
    for (text, place) in [
        (RIGHT.to_owned(), Place::Unnamed),
        (format!("location /ws/ {{ {RIGHT} }}"), Place::Unnamed),
        (format!("server {{ location /ws/ {{ {RIGHT} }} }}"), Place::Unnamed),
        (
            format!("http {{ {} }}", server(&format!("location /ws/ {{ {RIGHT} }}"))),
            Place::Endpoint,
        ),
        (
            format!(
                "# configuration file /etc/nginx/nginx.conf:\nhttp {{ include sites-enabled/*; }}\n# configuration file /etc/nginx/sites-enabled/chat:\n{}",
                server(&format!("location /ws/ {{ {RIGHT} }}"))
            ),
            Place::Endpoint,
        ),
    ] {
        let config = read(&text, &target(), Some(Product::Nginx));
        let found: Vec<_> = config.settings().collect();
        assert_eq!(found, [(Setting::UpgradePassed, place), (MINUTE, place)], "{text}");
    }
}

#[test]
fn limits_of_time_are_those_in_force() {
    for (outer, inner, expected) in [
        ("", "", 60),
        ("proxy_read_timeout 1h;", "", 3600),
        ("proxy_read_timeout 1h;", "proxy_read_timeout 30s;", 30),
        ("", "proxy_send_timeout 5s;", 60),
    ] {
        let text = server(&format!("{outer} location / {{ {RIGHT} {inner} }}"));
        let idle = Setting::Idle(Millis::seconds(expected));
        assert_eq!(of(&text), [Setting::UpgradePassed, idle], "{outer} {inner}");
    }
}

#[test]
fn sessions_need_the_same_server_each_time() {
    let with =
        |lines: &str| format!("upstream app {{ {lines} }} server {{ location / {{ {RIGHT} }} }}");
    for (lines, path, expected) in [
        ("server a; server b;", "/socket.io/", true),
        ("server a; server b; ip_hash;", "/socket.io/", false),
        ("server a; server b backup;", "/socket.io/", false),
        ("server a; server b;", "/ws/", false),
    ] {
        let target = Target::new(false, "chat.example", 80, path, "");
        let config = read(&with(lines), &target, Some(Product::Nginx));
        assert_eq!(settings(&config).contains(&Setting::NotSticky), expected, "{lines} {path}");
        corrected(&with(lines), &target, Product::Nginx);
    }
}

#[test]
fn every_trap_has_its_words_and_its_diff() {
    let text = "http {\n    server {\n        listen 443 ssl;\n        server_name chat.example;\n        location / {\n            proxy_pass http://10.0.0.7:8000;\n            proxy_set_header Authorization \"Bearer abc\";\n        }\n    }\n}\n";
    let config = read(text, &target(), None);
    assert_eq!(config.product, Some(Product::Nginx));
    assert_snapshot!(remarks(&config), @r"
    Wrong, line 6: Upgrade and Connection are not passed on for /ws/chat
    Mind, line 6: Without proxy_http_version nginx speaks HTTP/1.0 before version 1.29.7, and 1.1 from then on
    Mind, line 6: The application gets another Host than the browser sent
    Mind, line 6: A WebSocket that is silent for 1 min is closed, which is the default of proxy_read_timeout
    ");
    assert_snapshot!(config.remarks[0].correction.as_ref().expect("there is one").diff, @r#"
    @@ -1,10 +1,17 @@
     http {
    +    map $http_upgrade $connection_upgrade {
    +        default upgrade;
    +        ''      '';
    +    }
         server {
             listen 443 ssl;
             server_name chat.example;
             location / {
                 proxy_pass http://…;
    +            proxy_http_version 1.1;
                 proxy_set_header Authorization "Bearer …";
    +            proxy_set_header Upgrade $http_upgrade;
    +            proxy_set_header Connection $connection_upgrade;
             }
         }
     }
    "#);
    let better = corrected(text, &target(), Product::Nginx);
    assert!(better.contains("10.0.0.7") && better.contains("Bearer abc"));
}
