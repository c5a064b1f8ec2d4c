//! A fresh headless Chromium for each trial, through its driver.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// The driver's process.
pub(crate) struct Driver {
    child: Child,
    address: String,
}

impl Driver {
    /// Starts it on a port of its own choice, which it says.
    pub(crate) async fn start() -> Result<Driver> {
        let mut child = Command::new("chromedriver")
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("chromedriver can't be started")?;
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let port = loop {
            let Some(line) = lines.next_line().await? else { bail!("chromedriver ended at once") };
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // It stops if nobody reads what it says.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        Ok(Driver { child, address: format!("http://127.0.0.1:{port}") })
    }

    /// A browser that knows nothing yet and trusts the lab's key.
    pub(crate) async fn browser(&self, spki: &str) -> Result<Browser> {
        let trust = format!("--ignore-certificate-errors-spki-list={spki}");
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1000,900",
            &trust,
        ];
        let wanted = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": 60_000 },
        });
        let Value::Object(wanted) = wanted else { unreachable!("an object was written just now") };
        let wanted: Capabilities = wanted.into_iter().collect();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(wanted)
            .connect(&self.address)
            .await?;
        Ok(Browser { client })
    }

    /// Ends it and waits until it is gone.
    pub(crate) async fn end(mut self) {
        let _ = self.child.kill().await;
    }
}

/// One browser.
pub(crate) struct Browser {
    client: Client,
}

impl Browser {
    /// Opens a page and waits until its program has drawn the button.
    pub(crate) async fn open(&self, url: &str) -> Result<()> {
        self.client.goto(url).await?;
        let start = fantoccini::Locator::Css("#start");
        self.client
            .wait()
            .at_most(Duration::from_secs(20))
            .for_element(start)
            .await
            .context("the page's button did not appear")?;
        Ok(())
    }

    /// Runs a script that calls its last argument when it is done.
    pub(crate) async fn run(&self, script: &str, arguments: Vec<Value>) -> Result<Value> {
        Ok(self.client.execute_async(script, arguments).await?)
    }

    /// What the console printed since the last call.
    pub(crate) async fn console(&self) -> Result<Vec<String>> {
        let entries = self.client.issue_cmd(ReadConsole).await?;
        let text = |entry: &Value| entry["message"].as_str().map(str::to_owned);
        Ok(entries.as_array().into_iter().flatten().filter_map(text).collect())
    }

    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}

/// Chromium's own command for what its console printed.
#[derive(Debug)]
struct ReadConsole;

impl WebDriverCompatibleCommand for ReadConsole {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}
