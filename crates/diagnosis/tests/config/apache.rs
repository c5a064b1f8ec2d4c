//! Apache: tables of what is right, and of the traps.

use diagnosis::evidence::Setting;
use diagnosis::ingest::config::read;
use diagnosis::product::Product;
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;
use insta::assert_snapshot;

use crate::{corrected, remarks, settings, target};

fn of(text: &str) -> Vec<Setting> {
    settings(&read(text, &target(), Some(Product::Apache)))
}

/// A virtual host for the target with these lines.
fn host(lines: &str) -> String {
    format!(
        "Listen 443\nTimeout 300\n<VirtualHost *:443>\n  ServerName chat.example\n  SSLEngine on\n  ProxyPreserveHost On\n{lines}\n</VirtualHost>\n"
    )
}

const IDLE: Setting = Setting::Idle(Millis::seconds(300));

#[test]
fn what_passes_an_upgrade_on_is_told_from_what_does_not() {
    for (lines, passed) in [
        ("ProxyPass /ws/ http://127.0.0.1:8000/ws/ upgrade=websocket", true),
        ("ProxyPass / http://127.0.0.1:8000/ upgrade=ANY", true),
        ("ProxyPass /ws/ ws://127.0.0.1:8000/ws/", true),
        ("ProxyPass \"/ws/\" \"http://127.0.0.1:8000/ws/\"", false),
        ("ProxyPass / http://127.0.0.1:8000/", false),
        ("ProxyPass / http://127.0.0.1:8000/ upgrade=NONE", false),
        (
            "<Location /ws/>\n ProxyPass http://127.0.0.1:8000/ws/ upgrade=websocket\n</Location>",
            true,
        ),
        ("<Location /ws/>\n ProxyPass http://127.0.0.1:8000/ws/\n</Location>", false),
        ("ProxyPassMatch ^/ws/(.*)$ ws://127.0.0.1:8000/ws/$1", true),
        ("ProxyPass /ws/ unix:/run/app.sock|http://app/ws/ upgrade=websocket", true),
        // The first line that matches counts.
        ("ProxyPass /ws/ ws://127.0.0.1:8000/ws/\nProxyPass / http://127.0.0.1:8000/", true),
        ("ProxyPass / http://127.0.0.1:8000/\nProxyPass /ws/ ws://127.0.0.1:8000/ws/", false),
        ("ProxyPass /w http://127.0.0.1:9/\nProxyPass / ws://127.0.0.1:8000/", true),
        (
            "<Proxy balancer://app>\n BalancerMember http://127.0.0.1:8000 upgrade=websocket\n</Proxy>\nProxyPass / balancer://app/",
            true,
        ),
        (
            "<Proxy balancer://app>\n BalancerMember http://127.0.0.1:8000\n</Proxy>\nProxyPass / balancer://app/",
            false,
        ),
        // Rules of mod_rewrite come before.
        (
            "RewriteEngine On\nRewriteCond %{HTTP:Upgrade} websocket [NC]\nRewriteCond %{HTTP:Connection} upgrade [NC]\nRewriteRule ^/?(.*) \"ws://127.0.0.1:8000/$1\" [P,L]\nProxyPass / http://127.0.0.1:8000/",
            true,
        ),
        (
            "RewriteEngine On\nRewriteCond %{HTTP:Upgrade} =websocket\nRewriteRule /(.*) http://127.0.0.1:8000/$1 [P]\nProxyPass / http://127.0.0.1:8000/",
            false,
        ),
        (
            "RewriteCond %{HTTP:Upgrade} websocket\nRewriteRule /(.*) ws://127.0.0.1:8000/$1 [P]\nProxyPass / http://127.0.0.1:8000/",
            false,
        ),
        (
            "RewriteEngine On\nRewriteCond %{HTTP:Upgrade} !websocket [NC]\nRewriteRule .* - [F]\nProxyPass / ws://127.0.0.1:8000/",
            true,
        ),
        (
            "RewriteEngine On\nRewriteCond %{HTTPS} off [OR]\nRewriteCond %{HTTP_HOST} ^old\nRewriteRule .* https://chat.example%{REQUEST_URI} [R=301]\nProxyPass / ws://127.0.0.1:8000/",
            true,
        ),
        ("<IfModule mod_proxy.c>\nProxyPass / ws://127.0.0.1:8000/\n</IfModule>", true),
    ] {
        let text = host(lines);
        let expected =
            if passed { vec![Setting::UpgradePassed, IDLE] } else { vec![Setting::UpgradeLost] };
        let config = read(&text, &target(), Some(Product::Apache));
        assert_eq!(settings(&config), expected, "{lines}\n{}", remarks(&config));
        corrected(&text, &target(), Product::Apache);
    }
}

#[test]
fn what_answers_instead_of_the_application_is_said() {
    for (lines, expected) in [
        ("Redirect permanent / https://new.example/", Setting::Answers(301)),
        ("Redirect 307 /ws https://new.example/", Setting::Answers(307)),
        ("RedirectMatch ^/ws https://new.example/", Setting::Answers(302)),
        ("RewriteEngine On\nRewriteRule ^/ws - [F]", Setting::Answers(403)),
        (
            "RewriteEngine On\nRewriteRule ^(.*)$ https://new.example$1 [R=301,L]",
            Setting::Answers(301),
        ),
        (
            "<Location />\nAuthType Basic\nRequire valid-user\n</Location>\nProxyPass / ws://127.0.0.1:8000/",
            Setting::Answers(401),
        ),
        (
            "<Location /ws>\nRequire all denied\n</Location>\nProxyPass / ws://127.0.0.1:8000/",
            Setting::Answers(403),
        ),
        ("DocumentRoot /var/www", Setting::RouteMissing),
        ("ProxyPass /ws !\nProxyPass / ws://127.0.0.1:8000/", Setting::RouteMissing),
        ("ProxyPass /api/ http://127.0.0.1:8000/", Setting::RouteMissing),
        ("ProxyPass / h2c://127.0.0.1:8000/", Setting::Http2Backend),
        ("ProxyPass / uwsgi://127.0.0.1:8000/", Setting::UpgradeLost),
    ] {
        assert_eq!(of(&host(lines)), [expected], "{lines}");
    }
}

#[test]
fn a_section_with_a_condition_goes_before_what_stands_outside() {
    const PASS: &str = "ProxyPass / http://127.0.0.1:8000/ upgrade=websocket";
    let deny = |condition: &str| format!("<If \"{condition}\">\nRequire all denied\n</If>\n{PASS}");
    for (condition, holds) in [
        ("%{HTTP:Upgrade} =~ /websocket/i", Some(true)),
        ("%{HTTP:Upgrade} =~ /WEBSOCKET/", Some(false)),
        ("%{HTTP:Upgrade} !~ /websocket/", Some(false)),
        ("%{HTTP:Upgrade} == 'websocket'", Some(true)),
        // As httpd 2.4 was seen to do.
        ("%{HTTP:Upgrade} == 'WebSocket'", Some(false)),
        ("%{HTTP:Upgrade} != 'websocket'", Some(false)),
        ("-z %{HTTP:Upgrade}", Some(false)),
        ("! -z req('Upgrade')", Some(true)),
        ("-n %{HTTP:Upgrade} && %{REQUEST_URI} =~ m#^/ws/#", Some(true)),
        ("(%{HTTPS} == 'off') || tolower(%{HTTP_HOST}) == 'chat.example'", Some(true)),
        ("%{HTTPS} == 'off' || %{SERVER_PORT} == 80", Some(false)),
        ("true", Some(true)),
        ("'a' . 'b' == 'ab'", Some(true)),
        ("%{HTTP_COOKIE} =~ /session/", None),
        ("%{HTTP_COOKIE} =~ /session/ && false", Some(false)),
        ("%{TIME_HOUR} -gt 12", None),
        ("%{HTTP_HOST} -strmatch 'chat.*'", None),
        ("nonsense", None),
        ("%{HTTPS} == 'on' trailing", None),
    ] {
        let settings = of(&host(&deny(condition)));
        let expected = match holds {
            Some(true) => vec![Setting::Answers(403)],
            Some(false) => vec![Setting::UpgradePassed, IDLE],
            None => vec![],
        };
        assert_eq!(settings, expected, "{condition}");
    }
    for (lines, expected) in [
        (
            "<If \"-z %{HTTP:Upgrade}\">\nRedirect / /a\n</If>\n<ElseIf \"%{HTTPS} == 'on'\">\nRedirect 410 /ws\n</ElseIf>\n<Else>\nRequire all denied\n</Else>\nPASS",
            vec![Setting::Answers(410)],
        ),
        (
            "<If \"false\">\n</If>\n<Else>\nRequire all denied\n</Else>\nPASS",
            vec![Setting::Answers(403)],
        ),
        (
            "<If \"true\">\nSetHandler \"proxy:ws://127.0.0.1:8000\"\n</If>",
            vec![Setting::UpgradePassed, IDLE],
        ),
        (
            "<If \"true\">\nSetHandler \"proxy:http://127.0.0.1:8000\"\n</If>",
            vec![Setting::UpgradeLost],
        ),
        (
            "<If \"true\">\nRewriteEngine On\nRewriteRule ^/?(.*)$ ws://127.0.0.1:8000/$1 [P,L]\n</If>\nProxyPass / http://127.0.0.1:8000/",
            vec![Setting::UpgradePassed, IDLE],
        ),
        // Whether the path begins with its slash there depends on where the section stands.
        ("<If \"true\">\nRewriteEngine On\nRewriteRule ^ws - [F]\n</If>\nPASS", vec![]),
        (
            "<Location /ws>\n<If \"true\">\n<If \"true\">\nRequire all denied\n</If>\n</If>\n</Location>\nPASS",
            vec![Setting::Answers(403)],
        ),
        ("<If \"true\">\nRequire all granted\n</If>\nPASS", vec![Setting::UpgradePassed, IDLE]),
    ] {
        let text = host(&lines.replace("PASS", PASS));
        let config = read(&text, &target(), Some(Product::Apache));
        assert_eq!(settings(&config), expected, "{lines}\n{}", remarks(&config));
    }
    let inside =
        host("<If \"%{HTTP:Upgrade} =~ /websocket/i\">\nProxyPass / ws://127.0.0.1:8000/\n</If>");
    let config = read(&inside, &target(), Some(Product::Apache));
    assert_snapshot!(remarks(&config), @"Wrong, line 8: ProxyPass stands inside of <If>, and Apache does not start with it");
    let lost = host("<If \"true\">\nSetHandler \"proxy:http://127.0.0.1:8000\"\n</If>");
    corrected(&lost, &target(), Product::Apache);
}

#[test]
fn what_can_not_be_followed_confirms_nothing() {
    for lines in [
        "RewriteEngine On\nRewriteCond %{TIME_HOUR} >12\nRewriteRule .* - [F]\nProxyPass / http://127.0.0.1:8000/",
        "RewriteEngine On\nRewriteRule ^/ws/(.*)$ /$1 [PT]\nProxyPass / http://127.0.0.1:8000/",
        "IncludeOptional sites/*.conf",
    ] {
        assert_eq!(of(&host(lines)), [], "{lines}");
    }
}

#[test]
fn the_address_takes_the_place_of_the_path_letter_by_letter() {
    for (path, address, asked, is_wrong) in [
        ("/ws/", "ws://127.0.0.1:8000/ws/", None, false),
        ("/ws", "ws://127.0.0.1:8000/ws", None, false),
        ("/", "ws://127.0.0.1:8000/", None, false),
        ("/ws/", "ws://127.0.0.1:8000/", Some("/chat"), false),
        ("/ws/", "ws://127.0.0.1:8000", Some("chat"), true),
        ("/ws", "ws://127.0.0.1:8000/", Some("//chat"), true),
        ("/ws/", "ws://127.0.0.1:8000/app", Some("/appchat"), true),
    ] {
        let text = host(&format!("ProxyPass {path} {address}"));
        let config = read(&text, &target(), Some(Product::Apache));
        assert_eq!(settings(&config).contains(&Setting::PathChanged), asked.is_some(), "{address}");
        assert!(asked.is_none_or(|asked| remarks(&config).contains(asked)), "{}", remarks(&config));
        assert_eq!(remarks(&config).contains("Wrong"), is_wrong, "{}", remarks(&config));
        corrected(&text, &target(), Product::Apache);
    }
}

#[test]
fn for_a_tunnel_the_larger_limit_counts() {
    for (outer, options, expected) in [
        ("Listen 443", "", Some(60)),
        ("Listen 443\nTimeout 300", "", Some(300)),
        ("Listen 443\nTimeout 3", "", Some(3)),
        ("Listen 443\nTimeout 60", "timeout=3", Some(60)),
        ("Listen 443\nTimeout 60", "timeout=3600", Some(3600)),
        ("Listen 443\nTimeout 60\nProxyTimeout 90", "", Some(90)),
        ("", "timeout=3600", Some(3600)),
        // The file with the default was not pasted.
        ("", "", None),
        ("", "timeout=30", None),
    ] {
        let text = format!(
            "{outer}\n<VirtualHost *:443>\nServerName chat.example\nSSLEngine on\nProxyPreserveHost On\nProxyPass / ws://127.0.0.1:8000/ {options}\n</VirtualHost>"
        );
        let idle = expected.map(|seconds| Setting::Idle(Millis::seconds(seconds)));
        let expected: Vec<Setting> =
            [Some(Setting::UpgradePassed), idle].into_iter().flatten().collect();
        assert_eq!(of(&text), expected, "{outer} {options}");
    }
}

#[test]
fn host_and_port_select_the_virtual_host() {
    let with = |port: u16, name: &str, right: bool| {
        let scheme = if right { "ws" } else { "http" };
        let tls = if port == 443 { "SSLEngine on" } else { "" };
        format!(
            "<VirtualHost *:{port}>\n{name}\n{tls}\nProxyPass / {scheme}://127.0.0.1:8000/\n</VirtualHost>\n"
        )
    };
    for (hosts, place) in [
        (
            [with(443, "ServerName a.example", false), with(443, "ServerName chat.example", true)],
            Place::Endpoint,
        ),
        (
            [with(443, "ServerName a.example", false), with(443, "ServerAlias *.example", true)],
            Place::Unnamed,
        ),
        (
            [
                with(80, "ServerName chat.example", false),
                with(443, "ServerName chat.example", true),
            ],
            Place::Endpoint,
        ),
        (
            [with(443, "ServerName b.test", true), with(443, "ServerName c.test", false)],
            Place::Unnamed,
        ),
        ([with(443, "", true), with(443, "ServerName c.test", false)], Place::Endpoint),
    ] {
        let alias = hosts[1].contains("ServerAlias");
        let config = read(&hosts.concat(), &target(), None);
        assert_eq!(config.product, Some(Product::Apache));
        let place = if alias { Place::Endpoint } else { place };
        assert!(
            config.settings().any(|one| one == (Setting::UpgradePassed, place)),
            "{hosts:?}\n{}",
            remarks(&config)
        );
    }
}

#[test]
fn its_version_and_modules_count_where_they_are_told() {
    let with = |before: &str, address: &str, option: &str| {
        let text = format!("{before}\n{}", host(&format!("ProxyPass / {address} {option}")));
        let config = read(&text, &target(), Some(Product::Apache));
        (settings(&config), remarks(&config))
    };
    let modules = "LoadModule proxy_module a\nLoadModule proxy_http_module b";
    let told = "upgrade=websocket";
    assert!(
        with("Server version: Apache/2.4.41 (Ubuntu)", "http://127.0.0.1:8/", told)
            .1
            .contains("Wrong")
    );
    assert!(
        !with("Server version: Apache/2.4.47 (Ubuntu)", "http://127.0.0.1:8/", told)
            .1
            .contains("Wrong")
    );
    assert!(with(modules, "ws://127.0.0.1:8/", "").0.contains(&Setting::Answers(500)));
    assert!(!with(modules, "http://127.0.0.1:8/", told).0.contains(&Setting::Answers(500)));
    assert!(!with("", "ws://127.0.0.1:8/", "").0.contains(&Setting::Answers(500)));
}

#[test]
fn every_trap_has_its_words_and_its_diff() {
    let text = "<VirtualHost *:443>\n    ServerName chat.example\n    SSLEngine on\n    ProxyPass / http://127.0.0.1:8000/\n    ProxyPass /ws/ ws://127.0.0.1:8000/ws/\n    ProxyPassReverse / http://127.0.0.1:8000/\n</VirtualHost>\n";
    let config = read(text, &target(), None);
    assert_snapshot!(remarks(&config), @r"
    Wrong, line 4: This line takes /ws/chat before line 5, which would pass the Upgrade on
    Mind, line 4: The application gets another Host than the browser sent
    ");
    assert_snapshot!(config.remarks[0].correction.as_ref().expect("there is one").diff, @r"
    @@ -1,7 +1,7 @@
     <VirtualHost *:443>
         ServerName chat.example
         SSLEngine on
    +    ProxyPass /ws/ ws://127.0.0.1:8000/ws/
         ProxyPass / http://127.0.0.1:8000/
    -    ProxyPass /ws/ ws://127.0.0.1:8000/ws/
         ProxyPassReverse / http://127.0.0.1:8000/
     </VirtualHost>
    ");
    let target = Target::new(true, "chat.example", 443, "/chat", "");
    assert_snapshot!(read(text, &target, None).remarks[0].correction.as_ref().expect("there is one").diff, @r"
    @@ -1,7 +1,7 @@
     <VirtualHost *:443>
         ServerName chat.example
         SSLEngine on
    -    ProxyPass / http://127.0.0.1:8000/
    +    ProxyPass / http://127.0.0.1:8000/ upgrade=websocket
         ProxyPass /ws/ ws://127.0.0.1:8000/ws/
         ProxyPassReverse / http://127.0.0.1:8000/
     </VirtualHost>
    ");
}
