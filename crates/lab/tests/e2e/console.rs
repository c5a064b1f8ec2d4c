//! What a browser's console printed, as its user would copy it.

use anyhow::Result;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::{Value, json};

use crate::browser::{Browser, Engine};

/// Of all lines that Firefox keeps, those about the page's sockets and requests.
const KEPT: &str = r"
    const about = entry => entry instanceof Ci.nsIScriptError && /^(Web Socket|CORS)/.test(entry.category);
    return Services.console.getMessageArray().filter(about).map(entry => entry.errorMessage);";

/// The lines about what the page connected to.
pub(crate) async fn lines(browser: &Browser) -> Result<Vec<String>> {
    match browser.engine {
        Engine::Chromium => chromium(browser).await,
        Engine::Firefox => firefox(browser).await,
    }
}

async fn chromium(browser: &Browser) -> Result<Vec<String>> {
    let entries = browser.client.issue_cmd(Own::Log).await?;
    let text = |entry: &Value| entry["message"].as_str().map(str::to_owned);
    let lines = entries.as_array().into_iter().flatten().filter_map(text);
    Ok(lines.filter(|line| line.contains("WebSocket")).collect())
}

async fn firefox(browser: &Browser) -> Result<Vec<String>> {
    browser.client.issue_cmd(Own::Context("chrome")).await?;
    let lines = browser.client.execute(KEPT, Vec::new()).await?;
    browser.client.issue_cmd(Own::Context("content")).await?;
    Ok(serde_json::from_value(lines)?)
}

/// The browsers' own commands.
#[derive(Debug)]
enum Own {
    /// Chromium: what its console printed since it was last asked.
    Log,
    /// Firefox: where scripts run from here on, in the page or beside it.
    Context(&'static str),
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let name = match self {
            Own::Log => "se/log",
            Own::Context(_) => "moz/context",
        };
        base.join(&format!("session/{}/{name}", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = match self {
            Own::Log => json!({ "type": "browser" }),
            Own::Context(context) => json!({ "context": context }),
        };
        (http::Method::POST, Some(body.to_string()))
    }
}
