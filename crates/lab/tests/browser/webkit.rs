//! How WebKitGTK is started, on a display of its own, and whom it trusts.
//!
//! Its console can't be had: a browser that a driver started keeps nothing that it prints. The words
//! would be those of its network library, which no Safari has.

use std::path::Path;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

pub(super) const DRIVER: &[&str] = &["WebKitWebDriver"];

/// Where the lab's scenarios are.
const HOSTS: [&str; 3] = ["127.0.0.1", "127.0.0.2", "localhost"];

/// The file of the certificate that it trusts, in its home.
const CERTIFICATE: &str = "certificate.pem";

/// A screen that nobody sees: WebKitGTK does not start without one.
pub(super) struct Screen {
    server: Child,
    /// As `DISPLAY` has it.
    pub(super) name: String,
}

impl Screen {
    /// Starts one, which says its number as soon as it can be used.
    pub(super) async fn start() -> Result<Screen> {
        let mut server = Command::new("Xvfb")
            .args(["-displayfd", "1", "-nolisten", "tcp", "-screen", "0", "1280x1024x24"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("Xvfb can't be started: scripts/test installs it")?;
        let mut number = String::new();
        let output = server.stdout.take().expect("its output is piped");
        BufReader::new(output).read_line(&mut number).await?;
        ensure!(!number.is_empty(), "Xvfb ended at once");
        Ok(Screen { server, name: [":", number.trim()].concat() })
    }

    pub(super) async fn end(mut self) -> Result<()> {
        Ok(self.server.kill().await?)
    }
}

/// Nothing of the surroundings but the screen: no other display, no bus, no language.
pub(super) fn surroundings(screen: &Screen) -> [(&'static str, &str); 4] {
    [
        ("DISPLAY", &screen.name),
        ("GDK_BACKEND", "x11"),
        ("DBUS_SESSION_BUS_ADDRESS", "disabled:"),
        ("LANG", "C.UTF-8"),
    ]
}

/// Lays the certificate where [`capabilities`] have it read: it takes no authority, but for each host
/// one certificate.
pub(super) fn trust(home: &Path, certificate: &str) -> Result<()> {
    Ok(std::fs::write(home.join(CERTIFICATE), certificate)?)
}

pub(super) fn capabilities(home: &Path) -> Value {
    let file = home.join(CERTIFICATE);
    let trusted = HOSTS.map(|host| json!({ "host": host, "certificateFile": file }));
    json!({
        "webkitgtk:browserOptions": { "certificates": trusted },
        "timeouts": { "script": super::PATIENCE },
    })
}
