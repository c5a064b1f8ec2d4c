//! How Chromium is started.

use serde_json::{Value, json};

pub(super) const DRIVER: &[&str] = &["chromedriver"];

pub(super) fn capabilities(trusted: Option<&str>) -> Value {
    let trust = trusted.map(|key| format!("--ignore-certificate-errors-spki-list={key}"));
    let usual = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // What still calls its maker finds nobody.
        "--host-resolver-rules=MAP *.google.com ~NOTFOUND, MAP *.googleapis.com ~NOTFOUND",
        "--window-size=1000,900",
    ];
    let arguments: Vec<_> = usual.into_iter().map(str::to_owned).chain(trust).collect();
    json!({
        "goog:chromeOptions": {
            "args": arguments,
            // The driver would spare hidden tabs what users' tabs meet.
            "excludeSwitches": [
                "disable-background-timer-throttling",
                "disable-backgrounding-occluded-windows",
            ],
        },
        "goog:loggingPrefs": { "browser": "ALL" },
        "timeouts": { "script": super::PATIENCE },
    })
}
