//! What a browser's console printed, as its user would copy it.

use anyhow::Result;
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
        // What a browser keeps nowhere can't be read, see `browser/webkit.rs`.
        Engine::WebKit => Ok(Vec::new()),
    }
}

async fn chromium(browser: &Browser) -> Result<Vec<String>> {
    let entries = browser.own("se/log", json!({ "type": "browser" })).await?;
    let text = |entry: &Value| entry["message"].as_str().map(str::to_owned);
    let lines = entries.as_array().into_iter().flatten().filter_map(text);
    Ok(lines.filter(|line| line.contains("WebSocket")).collect())
}

async fn firefox(browser: &Browser) -> Result<Vec<String>> {
    Ok(serde_json::from_value(browser.beside(KEPT, Vec::new()).await?)?)
}
