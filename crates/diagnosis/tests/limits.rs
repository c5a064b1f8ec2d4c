//! What holds for the known limits, and which of them a measured time finds.

use std::collections::BTreeSet;

use diagnosis::limit::{Kind, Limit, Measured, Resets, Trust, all, matching, passing};
use diagnosis::product::Product;
use diagnosis::time::Millis;

/// Each limit's kind and default in seconds, written down a second time; 0 where there is none.
const DEFAULTS: [(&str, Kind, u32); 93] = [
    ("nginx-read", Kind::Idle, 60),
    ("nginx-send", Kind::Stalled, 60),
    ("nginx-shutdown", Kind::Reload, 0),
    ("ingress-nginx", Kind::Idle, 60),
    ("ingress-nginx-reload", Kind::Reload, 240),
    ("unit", Kind::Ping, 60),
    ("haproxy-tunnel", Kind::Idle, 0),
    ("haproxy-client-server", Kind::Idle, 50),
    ("haproxy-fin", Kind::Stalled, 0),
    ("apache", Kind::Idle, 60),
    ("caddy-idle", Kind::Absent, 0),
    ("caddy-stream", Kind::Lifetime, 0),
    ("caddy-reload", Kind::Reload, 0),
    ("caddy-read", Kind::Idle, 0),
    ("traefik", Kind::Request, 60),
    ("traefik-grace", Kind::Reload, 10),
    ("envoy-idle", Kind::Idle, 300),
    ("envoy-route", Kind::Handshake, 15),
    ("istio", Kind::Idle, 300),
    ("contour", Kind::Idle, 300),
    ("varnish", Kind::Idle, 60),
    ("squid", Kind::Idle, 900),
    ("squid-lifetime", Kind::Lifetime, 86_400),
    ("openshift", Kind::Idle, 3600),
    ("openshift-client-server", Kind::Idle, 30),
    ("kong", Kind::Idle, 60),
    ("tyk", Kind::Switch, 0),
    ("iis-arr", Kind::Idle, 120),
    ("aws-alb", Kind::Idle, 60),
    ("aws-nlb", Kind::Idle, 350),
    ("aws-clb", Kind::Idle, 60),
    ("aws-apigw", Kind::Idle, 600),
    ("aws-apigw-lifetime", Kind::Lifetime, 7200),
    ("aws-cf", Kind::Idle, 600),
    ("aws-nat", Kind::Idle, 350),
    ("aws-sg", Kind::Idle, 432_000),
    ("apprunner", Kind::Switch, 0),
    ("appsync", Kind::Idle, 300),
    ("appsync-lifetime", Kind::Lifetime, 86_400),
    ("beanstalk", Kind::Idle, 60),
    ("cloudflare-proxied", Kind::Idle, 100),
    ("cloudflare-handshake", Kind::Handshake, 120),
    ("cloudflare-release", Kind::Reload, 0),
    ("cloudflared", Kind::Absent, 0),
    ("fastly", Kind::Switch, 0),
    ("azure-afd", Kind::Idle, 300),
    ("azure-afd-lifetime", Kind::Lifetime, 14_400),
    ("azure-appgw", Kind::Idle, 20),
    ("azure-lb", Kind::Idle, 240),
    ("azure-app", Kind::Idle, 230),
    ("azure-apim", Kind::Absent, 0),
    ("azure-snat", Kind::Idle, 240),
    ("gcp-alb", Kind::Lifetime, 30),
    ("gcp-run", Kind::Lifetime, 300),
    ("gcp-gae", Kind::Lifetime, 3600),
    ("oci-lb", Kind::Idle, 60),
    ("do-lb", Kind::Idle, 60),
    ("heroku", Kind::Idle, 55),
    ("heroku-handshake", Kind::Handshake, 30),
    ("fly", Kind::Idle, 60),
    ("railway", Kind::Absent, 0),
    ("vercel", Kind::Lifetime, 300),
    ("render", Kind::Absent, 0),
    ("netlify", Kind::Switch, 0),
    ("akamai", Kind::Absent, 0),
    ("bunny", Kind::Switch, 0),
    ("node-http", Kind::Request, 60),
    ("daphne", Kind::Lifetime, 86_400),
    ("daphne-ping", Kind::Ping, 50),
    ("daphne-connect", Kind::Handshake, 5),
    ("uvicorn", Kind::Ping, 40),
    ("uvicorn-shutdown", Kind::Reload, 0),
    ("gunicorn", Kind::Request, 30),
    ("hypercorn", Kind::Absent, 0),
    ("pywebsockets", Kind::Ping, 40),
    ("ws", Kind::Absent, 0),
    ("gorilla", Kind::Absent, 0),
    ("socketio", Kind::Ping, 45),
    ("actioncable", Kind::Ping, 6),
    ("phoenix", Kind::Idle, 60),
    ("signalr", Kind::Idle, 30),
    ("aspnet-ws", Kind::Interval, 120),
    ("spring", Kind::Interval, 25),
    ("puma", Kind::Request, 65),
    ("nat-rfc", Kind::Idle, 7440),
    ("nat-home", Kind::Idle, 0),
    ("nat-mobile", Kind::Idle, 0),
    ("linux-conntrack", Kind::Idle, 432_000),
    ("corp-proxy", Kind::Policy, 0),
    ("waf-coraza", Kind::Policy, 0),
    ("antivirus", Kind::Policy, 0),
    ("chrome", Kind::Handshake, 240),
    ("firefox", Kind::Handshake, 20),
];

/// The signatures that people know connections by: from how many seconds to how many they lived, of
/// which kind the limit is if that is part of it, and whom one suspects.
const SIGNATURES: [(u32, u32, Option<Kind>, &[&str]); 25] = [
    (20, 21, None, &["azure-appgw", "pywebsockets", "uvicorn"]),
    (20, 21, Some(Kind::Handshake), &["firefox"]),
    (30, 30, Some(Kind::Lifetime), &["gcp-alb"]),
    (30, 30, None, &["gcp-alb", "openshift-client-server"]),
    (30, 30, Some(Kind::Handshake), &["heroku-handshake"]),
    (40, 45, None, &["uvicorn", "pywebsockets", "socketio"]),
    (50, 50, None, &["haproxy-client-server"]),
    (55, 55, None, &["heroku"]),
    (
        60,
        60,
        None,
        &[
            "nginx-read",
            "ingress-nginx",
            "kong",
            "aws-alb",
            "aws-clb",
            "apache",
            "varnish",
            "phoenix",
            "fly",
            "oci-lb",
        ],
    ),
    (65, 65, None, &[]),
    (75, 75, None, &[]),
    (100, 125, None, &["cloudflare-proxied"]),
    (100, 125, Some(Kind::Handshake), &["cloudflare-handshake"]),
    (230, 240, None, &["azure-app", "azure-lb", "azure-snat"]),
    (300, 301, None, &["envoy-idle", "istio", "contour", "azure-afd", "apache"]),
    (300, 301, Some(Kind::Lifetime), &["gcp-run"]),
    (350, 350, None, &["aws-nlb", "aws-nat"]),
    (600, 600, None, &["aws-apigw", "aws-cf"]),
    (900, 900, None, &["squid"]),
    (3600, 3600, None, &["openshift", "gcp-run", "gcp-gae"]),
    (7200, 7200, Some(Kind::Lifetime), &["aws-apigw-lifetime"]),
    (7440, 7440, None, &["nat-rfc"]),
    (14_400, 14_400, Some(Kind::Lifetime), &["azure-afd-lifetime"]),
    (86_400, 86_400, Some(Kind::Lifetime), &["daphne", "appsync-lifetime", "gcp-alb"]),
    // Many clients at one instant, whatever their ages.
    (
        7,
        5000,
        Some(Kind::Reload),
        &[
            "nginx-shutdown",
            "ingress-nginx-reload",
            "caddy-reload",
            "uvicorn-shutdown",
            "cloudflare-release",
        ],
    ),
];

fn seconds(low: u32, high: u32, kind: Option<Kind>) -> Measured {
    Measured { low: Millis::seconds(low), high: Millis::seconds(high), kind, resets: None }
}

fn ids(measured: &Measured, marks: &[Product]) -> Vec<&'static str> {
    matching(measured, marks).iter().map(|limit| limit.id).collect()
}

fn first(measured: &Measured, marks: &[Product]) -> &'static Limit {
    matching(measured, marks).first().expect("something fits")
}

#[test]
fn every_limit_is_as_it_was_written_down_a_second_time() {
    assert_eq!(all().count(), DEFAULTS.len());
    for (id, kind, default) in DEFAULTS {
        let limit = all().find(|limit| limit.id == id).expect(id);
        assert_eq!(limit.kind, kind, "{id}");
        let first = limit.times.first().copied().unwrap_or_default();
        assert_eq!(first, Millis::seconds(default), "{id}");
    }
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let mut seen = BTreeSet::new();
    for limit in all() {
        assert!(seen.insert(limit.id), "{} is there twice", limit.id);
        let kebab = limit.id.split('-').all(|word| {
            !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())
        });
        assert!(kebab, "{} is not kebab-case", limit.id);
    }
}

#[test]
fn every_limit_is_named_timed_and_sourced() {
    for limit in all() {
        let id = limit.id;
        assert!(!limit.product.is_empty() && !limit.setting.is_empty(), "{id} has no words");
        assert!(!limit.setting.ends_with('.'), "{id}: a setting has no full stop");
        assert!(limit.times.iter().all(|time| *time > Millis::ZERO), "{id}: a limit of nothing");
        let distinct: BTreeSet<_> = limit.times.iter().collect();
        assert_eq!(distinct.len(), limit.times.len(), "{id}: a time twice");
        let timeless = matches!(limit.kind, Kind::Absent | Kind::Switch | Kind::Policy);
        assert!(!timeless || limit.times.is_empty(), "{id} has a time and no limit");
        assert!(!limit.source.title.is_empty(), "{id}: a source without a title");
        let at = limit.source.at;
        assert!(at.starts_with("https://") && !at.contains(char::is_whitespace), "{id}: {at}");
    }
}

#[test]
fn nothing_starts_an_age_anew() {
    for limit in all().filter(|limit| limit.kind == Kind::Lifetime) {
        assert_eq!((limit.resets, limit.ping), (Resets::Nothing, Some(false)), "{}", limit.id);
    }
}

#[test]
fn each_signature_finds_its_suspects() {
    for (low, high, kind, suspects) in SIGNATURES {
        let measured = seconds(low, high, kind);
        let found = ids(&measured, &[]);
        for suspect in suspects {
            assert!(found.contains(suspect), "{low} to {high} s: no {suspect} in {found:?}");
        }
        assert_eq!(suspects.is_empty(), found.is_empty(), "{low} to {high} s: {found:?}");
        let fitting = suspects.len().min(found.len());
        let of_kind = |id: &str| all().any(|limit| limit.id == id && Some(limit.kind) == kind);
        assert!(
            kind.is_none() || found[..fitting].iter().all(|id| of_kind(id)),
            "{low} to {high} s: not {kind:?} first: {found:?}"
        );
    }
}

#[test]
fn the_product_that_shows_itself_comes_first() {
    for (time, kind, marks, expected) in [
        (60, Kind::Idle, &[Product::Nginx][..], "nginx-read"),
        (60, Kind::Idle, &[Product::Varnish], "varnish"),
        (60, Kind::Idle, &[Product::Alb], "aws-alb"),
        (60, Kind::Idle, &[Product::Apache, Product::Cloudflare], "apache"),
        (100, Kind::Idle, &[Product::Cloudflare], "cloudflare-proxied"),
        (30, Kind::Lifetime, &[], "gcp-alb"),
        (30, Kind::Lifetime, &[Product::Nginx], "gcp-alb"),
        (350, Kind::Idle, &[], "aws-nlb"),
        (300, Kind::Idle, &[Product::FrontDoor], "azure-afd"),
        (300, Kind::Idle, &[Product::Google], "envoy-idle"),
        (300, Kind::Idle, &[Product::Apache], "apache"),
        (3600, Kind::Lifetime, &[], "gcp-gae"),
        (300, Kind::Lifetime, &[Product::Google], "gcp-run"),
        (600, Kind::Idle, &[Product::CloudFront], "aws-cf"),
    ] {
        assert_eq!(first(&seconds(time, time, Some(kind)), marks).id, expected, "{time} {marks:?}");
    }
}

#[test]
fn a_product_that_would_show_itself_comes_last() {
    let sixty = seconds(60, 60, None);
    assert!(ids(&sixty, &[Product::Apache]).ends_with(&["varnish", "fly"]));
    let hundred = seconds(100, 100, Some(Kind::Idle));
    assert_eq!(ids(&hundred, &[Product::CloudFront]), ["cloudflare-proxied"]);
}

#[test]
fn what_resets_it_tells_limits_of_one_time_apart() {
    for (time, resets, expected) in [
        (60, Resets::ClientOnly, "phoenix"),
        (60, Resets::Each, "oci-lb"),
        (60, Resets::Either, "nginx-read"),
        (300, Resets::ServerOnly, "appsync"),
        (600, Resets::ServerOnly, "aws-cf"),
        (600, Resets::Either, "aws-apigw"),
        (230, Resets::Either, "azure-app"),
    ] {
        let mut measured = seconds(time, time, Some(Kind::Idle));
        measured.resets = Some(resets);
        assert_eq!(first(&measured, &[]).id, expected, "{time} {resets:?}");
    }
}

#[test]
fn a_time_fits_if_it_is_inside_or_close() {
    let between = |low, high| {
        let measured = Measured { low: Millis(low), high: Millis(high), kind: None, resets: None };
        ids(&measured, &[]).contains(&"nginx-read")
    };
    for (low, high, expected) in [
        (60_000, 60_000, true),
        (58_500, 58_500, true),
        (61_500, 61_500, true),
        (58_499, 58_499, false),
        (61_501, 61_501, false),
        (45_000, 75_000, true),
        (45_000, 58_000, false),
        (62_000, 75_000, false),
        (0, u32::MAX, true),
    ] {
        assert_eq!(between(low, high), expected, "{low} to {high} ms");
    }
}

#[test]
fn the_order_of_marks_does_not_matter() {
    let mut marks = vec![Product::Varnish, Product::Nginx, Product::Cloudflare, Product::Alb];
    for time in [60, 100, 300] {
        for kind in [None, Some(Kind::Idle), Some(Kind::Lifetime)] {
            let expected = ids(&seconds(time, time, kind), &marks);
            for _ in 0..marks.len() {
                marks.rotate_left(1);
                assert_eq!(ids(&seconds(time, time, kind), &marks), expected);
                marks.swap(0, 1);
                assert_eq!(ids(&seconds(time, time, kind), &marks), expected);
            }
        }
    }
}

#[test]
fn a_limit_of_handshakes_ends_no_open_connection() {
    for time in 1..=1000 {
        let open = matching(&seconds(time, time, None), &[]);
        assert!(
            open.iter().all(|limit| matches!(limit.kind, Kind::Idle | Kind::Lifetime | Kind::Ping)),
            "{time} s"
        );
    }
}

#[test]
fn an_axis_shows_each_time_once_and_in_order() {
    let labels: Vec<_> =
        passing(Millis::ZERO, Millis::seconds(110)).into_iter().map(|tick| tick.label).collect();
    assert_eq!(
        labels,
        [
            "20 s: Azure Application Gateway",
            "30 s: OpenShift router, Google Cloud LB, ASP.NET Core SignalR",
            "50 s: HAProxy",
            "55 s: Heroku",
            "60 s: nginx, Apache httpd, Varnish, AWS ALB, …",
            "100 s: Cloudflare",
        ]
    );
    let all_ticks = passing(Millis::ZERO, Millis(u32::MAX));
    assert!(all_ticks.windows(2).all(|pair| pair[0].at < pair[1].at));
    let at = |seconds| {
        let tick = all_ticks.iter().find(|tick| tick.at == Millis::seconds(seconds));
        tick.map(|tick| tick.label.as_str())
    };
    assert_eq!(at(7200), Some("2 h: AWS API Gateway"));
    assert_eq!(at(7440), Some("2 h 4 min: NAT that keeps RFC 5382"));
    assert_eq!(passing(Millis::seconds(61), Millis::seconds(99)), []);
}

#[test]
fn hearsay_is_not_drawn() {
    let low = |limit: &&Limit| limit.trust == Trust::Low && !limit.times.is_empty();
    assert!(all().filter(low).count() > 0);
    let ticks = passing(Millis::ZERO, Millis(u32::MAX));
    for limit in all().filter(low) {
        assert!(ticks.iter().all(|tick| !tick.label.contains(limit.product)), "{}", limit.id);
    }
}
