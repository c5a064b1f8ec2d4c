//! How Firefox is started, and whom it trusts. Its driver's own preferences keep it from calling its
//! maker, but for one host.

use anyhow::Result;
use serde_json::{Value, json};

use super::Browser;

/// System access is for Firefox's own scripts, which alone read its console and write its certificates.
pub(super) const DRIVER: &[&str] = &["geckodriver", "--allow-system-access"];

const TRUST: &str = r#"
    const certificates = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
    certificates.addCertFromBase64(arguments[0], "C,,");"#;

pub(super) fn capabilities() -> Value {
    json!({
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

impl Browser {
    /// Has Firefox trust who signs the lab's certificates, besides the usual ones.
    pub(super) async fn trust(&self, authority: &str) -> Result<()> {
        let body: String = authority.lines().filter(|line| !line.starts_with("-----")).collect();
        self.beside(TRUST, vec![json!(body)]).await?;
        Ok(())
    }

    /// Runs one of Firefox's own scripts, beside the page.
    pub(crate) async fn beside(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        self.own("moz/context", json!({ "context": "chrome" })).await?;
        let value = self.client.execute(script, arguments).await?;
        self.own("moz/context", json!({ "context": "content" })).await?;
        Ok(value)
    }
}
