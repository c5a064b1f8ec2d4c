//! The configurations that the lab's proxies run are read for what they do.

use diagnosis::evidence::Setting;
use diagnosis::ingest::config::read;
use diagnosis::target::Target;
use diagnosis::time::Millis;

use crate::client::{endpoint, lab};

const PASSED: Setting = Setting::UpgradePassed;
const LOST: Setting = Setting::UpgradeLost;

const fn idle(seconds: u32) -> Setting {
    Setting::Idle(Millis::seconds(seconds))
}

#[tokio::test]
async fn each_configuration_says_what_its_scenario_shows() {
    // What each proxy's configuration says, the outermost proxy first, beside the Host that some replace.
    for (name, expected) in [
        ("nginx-healthy", &[&[PASSED, idle(60)][..]][..]),
        ("nginx-no-upgrade-426", &[&[LOST, Setting::Http10IfOld, idle(60)]]),
        ("nginx-http10", &[&[PASSED, Setting::Http10, idle(60)]]),
        ("nginx-hanging", &[&[PASSED, idle(2)]]),
        ("nginx-idle-3s", &[&[PASSED, idle(3)]]),
        ("nginx-auth-401", &[&[Setting::Answers(401), PASSED, idle(60)]]),
        ("nginx-limit", &[&[Setting::Limited, PASSED, idle(86_400)]]),
        ("nginx-reload", &[&[PASSED, idle(60), Setting::ReloadCuts(Millis::seconds(1))]]),
        ("nginx-nginx-healthy", &[&[PASSED, idle(60)], &[PASSED, idle(60)]]),
        (
            "nginx-nginx-outer-strips",
            &[&[LOST, Setting::Http10IfOld, idle(60)], &[PASSED, idle(60)]],
        ),
        (
            "nginx-nginx-inner-strips",
            &[&[PASSED, idle(60)], &[LOST, Setting::Http10IfOld, idle(60)]],
        ),
        ("haproxy-healthy", &[&[PASSED, idle(3600)]]),
        ("haproxy-idle-3s", &[&[PASSED, idle(3)]]),
        ("haproxy-client-idle-3s", &[&[PASSED, idle(3)]]),
        ("haproxy-h2-backend", &[&[Setting::Http2Backend, idle(3600)]]),
        ("haproxy-h2-only-front", &[&[Setting::Http2Only, PASSED, idle(3600)]]),
        ("haproxy-nginx-healthy", &[&[PASSED, idle(3600)], &[PASSED, idle(60)]]),
        ("apache-healthy", &[&[PASSED, idle(60)]]),
        ("apache-no-upgrade", &[&[LOST]]),
        ("apache-idle-3s", &[&[PASSED, idle(3)]]),
        ("apache-proxypass-timeout", &[&[PASSED, idle(60)]]),
        (
            "caddy-read-timeout-3s",
            &[&[
                PASSED,
                Setting::ServerIdle(Millis::seconds(3)),
                Setting::ReloadCuts(Millis::ZERO),
            ]],
        ),
        ("caddy-unknown-host", &[&[Setting::RouteMissing]]),
    ] {
        let lab = lab(name).await;
        let configurations = lab.running()[0].configurations();
        assert_eq!(configurations.len(), expected.len(), "{name}");
        for (text, expected) in configurations.iter().zip(expected) {
            let config = read(text, &target(endpoint(&lab)), None);
            let settings: Vec<Setting> = config
                .settings()
                .map(|(setting, _)| setting)
                .filter(|setting| *setting != Setting::HostReplaced)
                .collect();
            assert_eq!(settings, *expected, "{name}: {:#?}\n{text}", config.remarks);
            assert_eq!(config.unread, [], "{name}\n{text}");
        }
        lab.end().await;
    }
}

/// The record of an endpoint.
fn target(url: &str) -> Target {
    let (scheme, rest) = url.split_once("://").expect("an endpoint is a URL");
    let (authority, path) = rest.split_at(rest.find('/').expect("it has a path"));
    let (host, port) = authority.rsplit_once(':').expect("the lab's ports are its own");
    Target::new(scheme == "wss", host, port.parse().expect("a port is a number"), path, "")
}
