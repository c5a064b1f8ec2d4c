//! The built page as files over HTTP, and the `config.json` that names the running scenarios to it.
//!
//! Absent on purpose: caching and listings. A file that changes is served changed, and only files that exist are.

use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;

use anyhow::{Context, Result, bail};
use base64ct::{Base64UrlUnpadded, Encoding};
use tokio::sync::watch;

use crate::exchange::Exchange;
use crate::head::Head;
use crate::response::Response;

/// Where scenarios serve the page, beside their endpoint.
pub(crate) const BELOW: &str = "/ws-doctor/";

/// Where the page stands under a policy that lets it connect to its own origin alone.
pub(crate) const STRICT: &str = "/strict/";

/// Where the page stands under a policy that says it is one of the internet.
pub(crate) const PUBLIC: &str = "/public/";

/// The widget as a page of its own, to be framed.
const FRAME: &str = "/embed.html";

/// Where the page stands with a configuration of its own, which the next part of the path is.
pub(crate) const CONFIGURED: &str = "/configured/";

/// Where reports are posted to; a plain request there gets the last one.
pub(crate) const INBOX: &str = "/inbox";

/// Where browsers complain of what a policy forbids.
pub(crate) const COMPLAINTS: &str = "/complaints";

/// A directory with the built page, or none; the page's configuration, what the page has posted, and
/// what browsers complained of.
pub(crate) struct Site {
    directory: Option<PathBuf>,
    config: Mutex<String>,
    posted: Mutex<Vec<u8>>,
    complaints: watch::Sender<Vec<String>>,
}

impl Site {
    /// Checks that the directory holds a built page.
    pub(crate) fn new(directory: Option<&Path>) -> Result<Site> {
        let directory = directory.map(built).transpose()?;
        let config = Mutex::new("{}".to_owned());
        Ok(Site {
            directory,
            config,
            posted: Mutex::default(),
            complaints: watch::Sender::default(),
        })
    }

    /// What browsers complained of, now and from now on.
    pub(crate) fn complaints(&self) -> watch::Receiver<Vec<String>> {
        self.complaints.subscribe()
    }

    /// The directory of the built page, if there is one.
    pub(crate) fn directory(&self) -> Option<&Path> {
        self.directory.as_deref()
    }

    /// Whether there is a page to serve.
    pub(crate) fn is_built(&self) -> bool {
        self.directory.is_some()
    }

    /// Replaces the page's configuration.
    pub(crate) fn configure(&self, config: String) {
        *self.config.lock().expect("no holder of this lock panics") = config;
    }

    /// Serves the page at the root and below each of the places above alike.
    pub(crate) async fn answer(&self, mut exchange: Exchange) -> Result<()> {
        let response = match exchange.head.path() {
            INBOX => self.keep(exchange.body().await?),
            COMPLAINTS => {
                let text = String::from_utf8_lossy(&exchange.body().await?).into_owned();
                self.complaints.send_modify(|all| all.push(text));
                Response::new(204, "text/plain", "")
            }
            _ => self.respond(&exchange.head).await,
        };
        exchange.respond(&response).await
    }

    /// Keeps what was posted, or gives it back.
    fn keep(&self, body: Vec<u8>) -> Response {
        let mut posted = self.posted.lock().expect("no holder of this lock panics");
        if body.is_empty() {
            return Response::new(200, "application/json", posted.clone());
        }
        *posted = body;
        Response::new(204, "text/plain", "")
    }

    /// The answer to a request for a file.
    pub(crate) async fn respond(&self, head: &Head) -> Response {
        let brotli = head.get("accept-encoding").is_some_and(|accepted| accepted.contains("br"));
        let response = match head.method() {
            "GET" | "HEAD" => self.file(head.path(), brotli).await,
            _ => Response::page(405),
        };
        guarded(response, head.path())
    }

    /// The answer to a request over HTTP/2.
    pub(crate) async fn respond_at(&self, path: &str) -> Response {
        guarded(self.file(path, false).await, path)
    }

    async fn file(&self, path: &str, brotli: bool) -> Response {
        let own = path.strip_prefix(CONFIGURED).and_then(|rest| rest.split_once('/'));
        let below =
            [BELOW, STRICT, PUBLIC, "/"].into_iter().find_map(|place| path.strip_prefix(place));
        let name = own.map_or(below.unwrap_or(path), |(_, name)| name);
        if name == "config.json" {
            let config = match own {
                Some((config, _)) => Base64UrlUnpadded::decode_vec(config).unwrap_or_default(),
                None => self.config.lock().expect("no holder of this lock panics").clone().into(),
            };
            return Response::new(200, "application/json", config);
        }
        let Some(directory) = &self.directory else { return Response::page(404) };
        if !stays_inside(name) {
            return Response::page(403);
        }
        let name = if name.is_empty() || name.ends_with('/') {
            format!("{name}index.html")
        } else {
            name.to_owned()
        };
        if brotli && let Ok(body) = tokio::fs::read(directory.join(format!("{name}.br"))).await {
            return Response::new(200, media(&name), body).with("Content-Encoding", "br");
        }
        match tokio::fs::read(directory.join(&name)).await {
            Ok(body) => Response::new(200, media(&name), body),
            Err(_) => Response::page(404),
        }
    }
}

fn built(directory: &Path) -> Result<PathBuf> {
    let absolute = directory
        .canonicalize()
        .with_context(|| format!("no directory `{}`", directory.display()))?;
    if !absolute.join("index.html").is_file() {
        bail!("no index.html in `{}`: build the page first", directory.display());
    }
    Ok(absolute)
}

/// Built files have plain names, so an escape of any kind is refused instead of decoded.
pub(crate) fn stays_inside(name: &str) -> bool {
    let plain = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
    plain && !name.contains(['\\', '%', '\0'])
}

fn guarded(response: Response, path: &str) -> Response {
    let connect = if path.starts_with(STRICT) { "'self'" } else { "*" };
    // Help centres may show it in a frame, and that alone.
    let frames = if path.ends_with(FRAME) { "*" } else { "'none'" };
    let public = if path.starts_with(PUBLIC) { "; treat-as-public-address" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src {connect}; base-uri 'none'; form-action 'none'; frame-ancestors {frames}; \
         require-trusted-types-for 'script'; trusted-types ws-doctor{public}"
    );
    response
        .with("Content-Security-Policy", policy)
        .with("X-Content-Type-Options", "nosniff")
        .with("Referrer-Policy", "no-referrer")
        // A widget loads the page's files from other origins.
        .with("Access-Control-Allow-Origin", "*")
        .with("Cache-Control", "no-store")
}

pub(crate) fn media(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "wasm" => "application/wasm",
        "json" | "map" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_below_the_directory_stay_inside() {
        for name in ["", "index.html", "assets/app.js", "fault/"] {
            assert!(stays_inside(name), "{name}");
        }
        for name in ["../Cargo.toml", "a/../../b", "/etc/passwd", "..", "%2e%2e/b", "..\\b", "a\0"]
        {
            assert!(!stays_inside(name), "{name}");
        }
    }

    #[test]
    fn a_directory_without_a_page_is_refused() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
        let error = Site::new(Some(directory)).err().expect("there is no index.html");
        assert!(error.to_string().contains("no index.html in"), "{error}");
    }
}
