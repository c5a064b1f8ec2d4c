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
    let url = Url::new(text).ok()?;
    let without =
        |text: String, mark: char| text.strip_prefix(mark).map(str::to_owned).unwrap_or_default();
    let scheme = url.protocol();
    Some(UrlParts {
        scheme: scheme.strip_suffix(':').unwrap_or(&scheme).to_owned(),
        username: url.username(),
        password: url.password(),
        host: url.hostname(),
        port: url.port().parse().ok(),
        path: url.pathname(),
        query: without(url.search(), '?'),
        // The parser forgets a bare # at the end, but the constructor of a socket throws at it.
        fragment: if text.trim_end().ends_with('#') {
            "#".into()
        } else {
            without(url.hash(), '#')
        },
    })
}
