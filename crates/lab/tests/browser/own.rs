//! Commands that only one browser's driver knows.

use anyhow::Result;
use fantoccini::wd::WebDriverCompatibleCommand;
use serde_json::Value;

use super::Browser;

impl Browser {
    /// Has the driver carry out a command of its own.
    pub(crate) async fn own(&self, name: &'static str, body: Value) -> Result<Value> {
        Ok(self.client.issue_cmd(Own { name, body }).await?)
    }
}

#[derive(Debug)]
struct Own {
    name: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Own {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.name))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
