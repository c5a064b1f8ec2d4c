//! URLs as the browser understands them.

use diagnosis::target::UrlParts;
use web_sys::Url;

/// An address as the browser writes it, or `None` where no socket could be meant.
pub fn written(text: &str) -> Option<String> {
    let url = Url::new(text).ok()?;
    let meant = ["ws:", "wss:", "http:", "https:"].contains(&&url.protocol()[..]);
    meant.then(|| url.href())
}

/// The parts of a URL, or `None` if it is not one.
pub fn parse(text: &str) -> Option<UrlParts> {
    Some(UrlParts::written(&Url::new(text).ok()?.href()))
}

/// The server that an address leads to, without whatever may be secret in it.
pub fn server(text: &str) -> Option<String> {
    let url = Url::new(text).ok()?;
    Some([&url.protocol(), "//", &url.host()].concat())
}
