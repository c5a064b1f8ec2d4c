//! `ws-doctor check` against every fault and every real proxy of the lab.
//!
//! The command line reads the answer to each handshake, so that it must name at least what the page
//! names once the browser's console was pasted. A table of what was told is written to
//! `target/cli.md`.

mod native;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use lab::{Lab, Running};
use native::{Told, check};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// More at a time, and their own work would be timed.
const AT_ONCE: usize = 32;

/// Scenario; the first finding as `cause:confidence`; the same with the ways around the hops and a
/// control. `-` where that has nothing to add.
#[rustfmt::skip]
const TABLE: &[(&str, &str, &str)] = &[
    ("healthy", "none", "-"),
    ("server-beat", "none", "-"),
    ("server-beat-masks", "none", "-"),
    ("flood", "none", "-"),
    ("strip-upgrade-426", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("strip-upgrade-404", "upgrade-headers-missing:possible", "upgrade-headers-missing:likely"),
    ("strip-upgrade-400", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("strip-upgrade-200", "upgrade-headers-missing:possible", "upgrade-headers-missing:likely"),
    ("drop-plain", "backend-crash-or-reset:possible", "upgrade-headers-missing:likely"),
    ("cdn-strips", "upgrade-headers-missing:possible", "cdn-websocket-disabled:likely"),
    ("answer-502", "backend-down:likely", "backend-down:likely"),
    ("answer-502-all", "backend-down:likely", "backend-down:likely"),
    ("answer-503", "backend-down:likely", "backend-down:likely"),
    ("answer-504", "backend-timeout:confirmed", "backend-timeout:confirmed"),
    ("answer-404", "upgrade-headers-missing:possible", "upgrade-headers-missing:possible"),
    ("answer-200", "upgrade-headers-missing:possible", "upgrade-headers-missing:possible"),
    ("answer-301", "redirect-on-handshake:confirmed", "redirect-on-handshake:confirmed"),
    ("answer-401", "auth-rejected:likely", "auth-rejected:likely"),
    ("answer-401-handshake", "auth-rejected:likely", "auth-rejected:likely"),
    ("answer-429", "rate-limited:likely", "rate-limited:likely"),
    ("answer-464", "load-balancer-protocol-misconfigured:likely", "load-balancer-protocol-misconfigured:likely"),
    ("waf-challenge", "waf-or-challenge-blocked:likely", "waf-or-challenge-blocked:likely"),
    ("platform-off", "platform-websocket-disabled:likely", "platform-websocket-disabled:likely"),
    ("envoy-off", "platform-websocket-disabled:likely", "platform-websocket-disabled:likely"),
    ("socketio-unknown-session", "sticky-session-missing:likely", "sticky-session-missing:likely"),
    ("one-node-of-three", "intermittent-node:likely", "intermittent-node:likely"),
    ("reject-origin", "origin-rejected:possible", "origin-rejected:possible"),
    ("refuse-foreign-origin", "none", "-"),
    ("no-subprotocol-picked", "subprotocol-mismatch:confirmed", "subprotocol-mismatch:confirmed"),
    ("wrong-subprotocol", "subprotocol-mismatch:confirmed", "subprotocol-mismatch:confirmed"),
    ("unoffered-extension", "extension-mismatch:confirmed", "extension-mismatch:confirmed"),
    ("wrong-accept", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("bare-101", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("crash", "backend-crash-or-reset:likely", "backend-crash-or-reset:likely"),
    ("close-after-101", "backend-crash-or-reset:likely", "backend-crash-or-reset:likely"),
    ("hang", "backend-timeout:likely", "backend-timeout:likely"),
    ("refuse", "host-unreachable:confirmed", "host-unreachable:confirmed"),
    ("reset", "backend-crash-or-reset:likely", "backend-crash-or-reset:likely"),
    ("silent-host", "host-unreachable:likely", "host-unreachable:likely"),
    ("unresolvable", "dns-failure:confirmed", "dns-failure:confirmed"),
    ("idle-close", "idle-timeout-proxy:likely", "-"),
    ("one-way-idle", "idle-timeout-proxy:likely", "-"),
    ("idle-client-only", "idle-timeout-proxy:likely", "-"),
    ("heartbeat-too-slow", "heartbeat-mismatch:likely", "-"),
    ("lifetime-close", "max-lifetime:likely", "-"),
    ("restart-all", "proxy-reload-or-deploy:likely", "-"),
    ("going-away", "proxy-reload-or-deploy:likely", "-"),
    ("closes-4401", "server-closed:likely", "-"),
    ("closes-1011-later", "server-closed:likely", "-"),
    ("long-reason", "server-closed:likely", "-"),
    ("message-limit-64k", "message-too-big:likely", "-"),
    ("message-limit-silent", "message-too-big:likely", "-"),
    ("deaf-after-101", "deaf-tunnel:likely", "-"),
    ("silent-drop", "mobile-or-nat-timeout:likely", "-"),
    ("http2-only", "http2-only:likely", "http2-only:likely"),
    ("tls-untrusted", "tls-certificate:confirmed", "tls-certificate:confirmed"),
    ("tls-misnamed", "tls-certificate:confirmed", "tls-certificate:confirmed"),
    ("tls-expired", "tls-certificate:confirmed", "tls-certificate:confirmed"),
    ("wss-to-plain-port", "tls-to-plain-mismatch:likely", "tls-to-plain-mismatch:likely"),
    ("ws-to-tls-port", "tls-to-plain-mismatch:likely", "tls-to-plain-mismatch:likely"),
    ("csp-page", "none", "-"),
    ("local-network", "none", "-"),
    ("mixed-content", "dns-failure:confirmed", "dns-failure:confirmed"),
    ("network-blocks-websocket", "backend-crash-or-reset:possible", "client-network-blocks:likely"),
    ("nginx-healthy", "none", "-"),
    ("nginx-no-upgrade-426", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("nginx-no-upgrade-404", "upgrade-headers-missing:possible", "upgrade-headers-missing:likely"),
    ("nginx-no-upgrade-400", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("nginx-http10", "http-version-1.0-upstream:likely", "http-version-1.0-upstream:likely"),
    ("nginx-backend-down", "backend-down:likely", "backend-down:likely"),
    ("nginx-hanging", "backend-timeout:confirmed", "backend-timeout:confirmed"),
    ("nginx-closing-early", "backend-crash-or-reset:likely", "backend-crash-or-reset:likely"),
    ("nginx-idle-3s", "idle-timeout-proxy:likely", "-"),
    ("haproxy-healthy", "none", "-"),
    ("haproxy-idle-3s", "idle-timeout-proxy:likely", "-"),
    ("haproxy-backend-down", "backend-down:likely", "backend-down:likely"),
    ("haproxy-h2-only-front", "http2-only:likely", "http2-only:likely"),
    ("haproxy-h2-backend", "http2-only:possible", "http2-only:possible"),
    ("haproxy-h2-to-h1-backend", "backend-down:possible", "http2-only:possible"),
    ("nginx-nginx-healthy", "none", "-"),
    ("nginx-nginx-outer-strips", "upgrade-headers-missing:likely", "multi-hop-strip:confirmed"),
    ("nginx-nginx-inner-strips", "upgrade-headers-missing:likely", "multi-hop-strip:confirmed"),
    ("haproxy-nginx-healthy", "none", "-"),
    ("haproxy-client-idle-3s", "idle-timeout-proxy:likely", "-"),
    ("apache-idle-3s", "idle-timeout-proxy:likely", "-"),
    ("apache-proxypass-timeout", "none", "-"),
    ("caddy-read-timeout-3s", "idle-timeout-proxy:likely", "-"),
    ("varnish-pipe-3s", "idle-timeout-proxy:likely", "-"),
    ("uvicorn-pings", "none", "-"),
    ("daphne-channels", "none", "-"),
    // It looks at the ages each 2 s: with a limit of 3 s, two of them look like an instant or like none.
    ("daphne-max-age-3s", "-", "-"),
    ("node-ws-idle-close", "server-closed:likely", "-"),
    ("nginx-reload", "proxy-reload-or-deploy:likely", "-"),
    ("netns-silent-drop", "mobile-or-nat-timeout:likely", "-"),
    ("nginx-auth-401", "auth-rejected:likely", "auth-rejected:likely"),
    ("nginx-limit", "rate-limited:likely", "rate-limited:likely"),
    ("apache-healthy", "none", "-"),
    ("apache-no-upgrade", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("caddy-unknown-host", "wrong-path-or-route:likely", "wrong-path-or-route:likely"),
    ("varnish-no-pipe", "upgrade-headers-missing:likely", "upgrade-headers-missing:likely"),
    ("nghttpx-h2", "none", "-"),
    ("uvicorn-stripped", "upgrade-headers-missing:possible", "upgrade-headers-missing:likely"),
    ("channels-stripped", "upgrade-headers-missing:possible", "upgrade-headers-missing:likely"),
    ("channels-unknown-path", "wrong-path-or-route:possible", "wrong-path-or-route:possible"),
    ("channels-reject", "origin-rejected:possible", "origin-rejected:possible"),
    ("socketio-wrong-path", "wrong-path-or-route:likely", "wrong-path-or-route:likely"),
    // How long 64 MiB take is a matter of the machine.
    ("huge-message", "-", "-"),
    ("endless-flood", "none", "-"),
    ("endless-frame", "backend-crash-or-reset:likely", "-"),
    ("slow-drip", "deaf-tunnel:likely", "-"),
    ("endless-head", "backend-timeout:likely", "-"),
    ("huge-head", "backend-crash-or-reset:likely", "-"),
    // It closes with another code each time.
    ("fickle-close", "-", "-"),
    ("garbled-reason", "backend-crash-or-reset:likely", "-"),
];

/// Where the command line finds another truth than the page, and why.
const OTHERWISE: &[(&str, Option<&str>, &str)] = &[
    ("csp-page", None, "it has no page whose policy could forbid anything"),
    ("local-network", None, "no browser asks for leave"),
    ("mixed-content", Some("dns-failure"), "no page is secure, and the name does not exist"),
    ("refuse-foreign-origin", None, "it sends the application's own Origin"),
];

/// What is no more than possible, from the front alone or with the ways in as well, and why no client
/// can say more.
#[rustfmt::skip]
const GROUPS: &[(&str, Ways, &str)] = &[
    ("strip-upgrade-404", Ways::Without, LOST_OR_UNSERVED),
    ("strip-upgrade-200", Ways::Without, LOST_OR_UNSERVED),
    ("nginx-no-upgrade-404", Ways::Without, LOST_OR_UNSERVED),
    ("uvicorn-stripped", Ways::Without, LOST_OR_UNSERVED),
    ("channels-stripped", Ways::Without, LOST_OR_UNSERVED),
    ("answer-404", Ways::Either, LOST_OR_UNSERVED),
    ("answer-200", Ways::Either, LOST_OR_UNSERVED),
    ("drop-plain", Ways::Without, "nobody sees from outside why the gateway got no answer for this path"),
    ("cdn-strips", Ways::Without, "the CDN and a proxy behind it lose the Upgrade with the same bytes"),
    ("nginx-nginx-outer-strips", Ways::Without, ONE_OR_TWO),
    ("nginx-nginx-inner-strips", Ways::Without, ONE_OR_TWO),
    ("network-blocks-websocket", Ways::Without, "an application may hang up on each handshake as such a network does"),
    ("reject-origin", Ways::Either, ORIGIN_OR_LOGIN),
    ("channels-reject", Ways::Either, ORIGIN_OR_LOGIN),
    ("channels-unknown-path", Ways::Either, "Channels says 500 of a path without a route and of one whose consumer fails"),
    ("haproxy-h2-backend", Ways::Either, "an application that hangs up on each handshake gets the same 502 at each path"),
    ("haproxy-h2-to-h1-backend", Ways::Either, "a server for handshakes alone that is down gets the same 503 after 3 s"),
];

const LOST_OR_UNSERVED: &str = "an application says the same, byte by byte, at a path that it does not serve and without an Upgrade";
const ONE_OR_TWO: &str = "two hops of one kind look like one";
const ORIGIN_OR_LOGIN: &str =
    "the right Origin, or a login, would open it, and neither is known here";

/// With which ways in something holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ways {
    Without,
    Either,
}

/// How one scenario was looked at.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Look {
    scenario: &'static str,
    ways: bool,
    expected: &'static str,
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_is_told_from_a_terminal() {
    let mut lab = Lab::open(None).await.expect("loopback has free ports");
    for scenario in lab::scenarios() {
        if let Some(why) = scenario.barred() {
            eprintln!("NOT TESTED: {}: {why}", scenario.name);
            continue;
        }
        let expected = TABLE.iter().any(|row| row.0 == scenario.name);
        assert!(expected, "scenario {} has no expectation: add a line to TABLE", scenario.name);
        lab.start(scenario)
            .await
            .expect("its programs are there: run scripts/test, which installs them");
    }
    let looks = TABLE.iter().flat_map(|&(scenario, alone, ways)| {
        [(false, alone), (true, ways)]
            .into_iter()
            .filter(|(_, expected)| *expected != "-")
            .map(move |(ways, expected)| Look { scenario, ways, expected })
    });
    let trusted = native::pem(lab.authority());
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut runs = JoinSet::new();
    for look in looks {
        let Some(running) = lab.running().iter().find(|one| one.name == look.scenario) else {
            continue;
        };
        let (arguments, room) = (arguments(running, look.ways, &trusted), room.clone());
        let truth = truth(running);
        runs.spawn(async move {
            let _one = room.acquire().await.expect("nobody closes it");
            (look, truth, check(arguments).await)
        });
    }
    let mut rows = runs.join_all().await;
    rows.sort_by(|one, other| one.0.cmp(&other.0));
    lab.end().await;
    let failures: Vec<String> = rows.iter().filter_map(|row| judge(row).err()).collect();
    write(&rows);
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_origin_that_is_refused_is_named_where_another_is_accepted() {
    let mut lab = Lab::open(None).await.expect("loopback has free ports");
    let scenario = lab::find("refuse-foreign-origin").expect("it is registered");
    let url = lab.start(scenario).await.expect("it starts").endpoint.clone();
    let origin = ["--origin", "https://page.example"].map(str::to_owned);
    // That of the application, as the operator says; and one that nobody vouches for is the endpoint's.
    let told = check([&[url.clone()][..], &origin].concat()).await;
    assert_eq!(told.first(), "origin-rejected:likely", "{told:?}");
    assert!(told.findings.iter().all(|(cause, _)| cause != "foreign-origin"), "{told:?}");
    assert_eq!(check(vec![url]).await.first(), "none");
    lab.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_nobody_signed_is_taken_where_any_is() {
    let mut lab = Lab::open(None).await.expect("loopback has free ports");
    let scenario = lab::find("tls-untrusted").expect("it is registered");
    let url = lab.start(scenario).await.expect("it starts").endpoint.clone();
    assert_eq!(check(vec![url.clone()]).await.first(), "tls-certificate:confirmed");
    let told = check(vec![url, "--insecure".to_owned()]).await;
    assert_eq!((told.code, told.verdict.as_str()), (Some(0), "healthy"), "{told:?}");
    lab.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pings_tell_a_limit_of_silence_from_one_of_age_without_a_message() {
    let mut lab = Lab::open(None).await.expect("loopback has free ports");
    for (scenario, alone, pinged) in [
        ("idle-close", "idle-timeout-proxy:possible", "idle-timeout-proxy:likely"),
        ("lifetime-close", "idle-timeout-proxy:possible", "max-lifetime:likely"),
    ] {
        let scenario = lab::find(scenario).expect("it is registered");
        let url = lab.start(scenario).await.expect("it starts").endpoint.clone();
        let watched = vec![url, "--idle-limit".to_owned(), "8s".to_owned()];
        let quick = [&watched[..], &["--no-further".to_owned()]].concat();
        let (quick, told) = tokio::join!(check(quick), check(watched));
        assert_eq!((quick.first().as_str(), told.first().as_str()), (alone, pinged), "{told:?}");
    }
    lab.end().await;
}

/// What an operator would type.
fn arguments(running: &Running, ways: bool, trusted: &str) -> Vec<String> {
    let scheme_and_host: Vec<&str> = running.endpoint.splitn(4, '/').take(3).collect();
    let origin = scheme_and_host.join("/").replacen("ws", "http", 1);
    let mut all: Vec<String> = vec![running.endpoint.clone()];
    let mut add = |name: &str, value: String| all.extend([name.to_owned(), value]);
    add("--origin", origin);
    if running.endpoint.starts_with("wss") {
        add("--ca", trusted.to_owned());
    }
    add("--message", running.message.to_owned());
    add("--idle-limit", format!("{}s", running.idle_limit));
    add("--heartbeat", format!("{}s", running.heartbeat));
    running.subprotocols.iter().for_each(|name| add("--subprotocol", name.to_string()));
    if ways {
        running.control.iter().for_each(|url| add("--control", url.clone()));
        for bypass in &running.bypass {
            let hop = match bypass.hop {
                lab::Hop::Cdn => "cdn",
                lab::Hop::LoadBalancer => "load-balancer",
                lab::Hop::Proxy => "proxy",
            };
            add("--bypass", format!("{hop}={}", bypass.url));
        }
    }
    if running.grow {
        all.push("--grow".to_owned());
    }
    all
}

fn truth(running: &Running) -> Option<&'static str> {
    let otherwise = OTHERWISE.iter().find(|row| row.0 == running.name);
    // Other browsers' sessions of HTTP/2 open what is healthy from the own origin only.
    otherwise.map_or(running.truth_same_origin.or(running.truth), |row| row.1)
}

type Row = (Look, Option<&'static str>, Told);

fn judge((look, truth, told): &Row) -> Result<(), String> {
    let offered: Vec<&str> = told.findings.iter().map(|(cause, _)| cause.as_str()).collect();
    let wrong =
        |(cause, sure): &&(String, String)| sure == "confirmed" && Some(cause.as_str()) != *truth;
    if let Some((cause, _)) = told.findings.iter().find(wrong) {
        return Err(format!("{look:?}: a wrong `confirmed`: {cause}, but it is {truth:?}"));
    }
    let expected_code = match (truth, told.verdict.as_str()) {
        (None, "healthy") => 0,
        (Some(truth), _) if offered.contains(truth) => 1,
        _ => return Err(format!("{look:?}: {truth:?}, but {} {offered:?}", told.verdict)),
    };
    if told.code != Some(expected_code) {
        return Err(format!("{look:?}: exit code {:?}, expected {expected_code}", told.code));
    }
    if told.first() != look.expected {
        return Err(format!("{look:?}: told {}", told.first()));
    }
    let group = GROUPS.iter().any(|(scenario, ways, _)| {
        *scenario == look.scenario && (!look.ways || *ways == Ways::Either)
    });
    if group == named(*truth, told) {
        return Err(format!("{look:?}: told {}, with a reason in GROUPS: {group}", told.first()));
    }
    if told.again != told.first() {
        return Err(format!("{look:?}: its link tells {}", told.again));
    }
    Ok(())
}

/// What is wrong is named, at least as likely; what is healthy is said to be.
fn named(truth: Option<&str>, told: &Told) -> bool {
    let sure = |truth| [":likely", ":confirmed"].map(|sure| [truth, sure].concat());
    truth.is_none_or(|truth| sure(truth).contains(&told.first()))
}

/// Writes the table, and how many faults are named rightly and at least likely.
fn write(rows: &[Row]) {
    let mut table = String::from("| scenario | truth | told | offered |\n|---|---|---|---|\n");
    let mut count: BTreeMap<bool, (u32, u32)> = BTreeMap::new();
    for (look, truth, told) in rows {
        let ways = if look.ways { "/ways" } else { "" };
        let (first, offered) = (told.first(), told.findings.len());
        let true_one = truth.unwrap_or("healthy");
        let _ = writeln!(table, "| {}{ways} | {true_one} | {first} | {offered} |", look.scenario);
        if truth.is_some() {
            let (right, all) = count.entry(look.ways).or_default();
            *right += u32::from(named(*truth, told));
            *all += 1;
        }
    }
    for (ways, (right, all)) in count {
        let how = if ways { "with ways and control" } else { "alone" };
        let _ = writeln!(table, "\n{how}: {right} of {all} faults named rightly, at least likely");
    }
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../target/cli.md");
    if let Err(error) = std::fs::write(file, &table) {
        eprintln!("the table could not be written: {error}");
    }
    println!("{table}");
}
