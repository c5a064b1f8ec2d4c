//! How Chromium is started, and whom it trusts.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

pub(super) const DRIVER: &[&str] = &["chromedriver"];

/// Where Chromium on Linux looks for certificates, below its home.
const CERTIFICATES: &str = ".pki/nssdb";

/// Has it trust who signs the lab's certificates, besides the usual ones.
pub(super) async fn trust(home: &Path, authority: &str) -> Result<()> {
    let directory = home.join(CERTIFICATES);
    std::fs::create_dir_all(&directory)?;
    let mut certutil = Command::new("certutil")
        .args(["-A", "-a", "-n", "lab", "-t", "C,,", "-d"])
        .arg(format!("sql:{}", directory.display()))
        .stdin(Stdio::piped())
        .spawn()
        .context("certutil can't be started: scripts/test installs it")?;
    let mut stdin = certutil.stdin.take().expect("its input is piped");
    stdin.write_all(authority.as_bytes()).await?;
    drop(stdin);
    ensure!(certutil.wait().await?.success(), "certutil does not take the certificate");
    Ok(())
}

pub(super) fn capabilities() -> Value {
    json!({
        "goog:chromeOptions": {
            "args": [
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
                // A hidden tab is slowed down most after as long, whether or not it had loaded all.
                "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/10",
                "--window-size=1000,900",
            ],
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
