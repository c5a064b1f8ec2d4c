//! How Firefox is started. Its driver's own preferences keep it from calling its maker, but for one host.

use serde_json::{Value, json};

/// System access is for the console's lines, which Firefox gives to its own scripts only.
pub(super) const DRIVER: &[&str] = &["geckodriver", "--allow-system-access"];

/// Firefox trusts every certificate or no other than the usual ones: it has no list of keys.
pub(super) fn capabilities(trusted: Option<&str>) -> Value {
    json!({
        "acceptInsecureCerts": trusted.is_some(),
        "moz:firefoxOptions": {
            "args": ["-headless"],
            "prefs": {
                "network.dns.localDomains": "firefox.settings.services.mozilla.com",
                // The driver would spare hidden tabs what users' tabs meet.
                "dom.ipc.processPriorityManager.enabled": true,
            },
        },
        "timeouts": { "script": super::PATIENCE },
    })
}
