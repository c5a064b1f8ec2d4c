//! The answer to a handshake as it may be shown: only headers that help, and no secret in them.

use diagnosis::evidence::Via;
use diagnosis::target::{Place, Target, quotable};
use url::Url;

use crate::args::parts;
use crate::edge::head::Head;
use crate::run::Answer;

/// Headers that say who answered, or why the WebSocket did not open.
const SHOWN: [&str; 20] = [
    "server",
    "via",
    "cf-ray",
    "cf-mitigated",
    "x-served-by",
    "x-cache",
    "x-varnish",
    "x-azure-ref",
    "x-amz-cf-id",
    "fly-request-id",
    "upgrade",
    "connection",
    "sec-websocket-version",
    "sec-websocket-protocol",
    "sec-websocket-extensions",
    "www-authenticate",
    "location",
    "retry-after",
    "allow",
    "content-type",
];

/// `HTTP/1.1 502 Bad Gateway`.
pub(crate) fn status_line(head: &Head) -> String {
    let version = head.minor.map_or("2".to_owned(), |minor| format!("1.{minor}"));
    let line = format!("HTTP/{version} {} {}", head.status, quotable(&head.reason));
    line.trim_end().to_owned()
}

/// The headers that may be shown, as they may be.
pub(crate) fn headers(head: &Head) -> Vec<(&'static str, String)> {
    SHOWN
        .into_iter()
        .flat_map(|name| head.all(name).map(move |value| (name, shown(name, value))))
        .collect()
}

fn shown(name: &str, value: &str) -> String {
    match name {
        // What stands behind the scheme may be a nonce.
        "www-authenticate" => quotable(value.split_whitespace().next().unwrap_or_default()),
        "location" => location(value),
        _ => value.chars().filter(|c| matches!(c, ' '..='~')).take(LONGEST).collect(),
    }
}

/// Of products and protocols nothing is longer.
const LONGEST: usize = 123;

/// Where it leads, masked as the target is.
fn location(value: &str) -> String {
    // Relative ones have no host of their own.
    let base = Url::parse("https://same-host.invalid/").expect("it is a URL");
    let Ok(url) = base.join(value) else { return "…".to_owned() };
    let parts = parts(&url);
    let secure = parts.scheme == "https";
    let port = url.port_or_known_default().unwrap_or_default();
    let target = Target::new(secure, &parts.host, port, &parts.path, &parts.query);
    let whole = target.plain_url();
    whole.strip_prefix("https://same-host.invalid").map_or(whole.clone(), str::to_owned)
}

/// Which handshake it answered.
pub(crate) fn whose(answer: &Answer) -> String {
    let way = match answer.via {
        Via::Front => String::new(),
        Via::Behind(hop) => format!(" behind the {}", hop.title().0),
    };
    let path = match answer.place {
        Place::OtherPath if answer.via == Via::Front => " for a path that nobody serves",
        _ => "",
    };
    format!("the handshake{path}{way}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_is_shown() {
        let pairs = [
            ("server", "Microsoft-IIS/10.0\u{202e}\u{7}"),
            ("set-cookie", "session=8f3a"),
            ("x-debug", "password"),
            ("location", "https://login.example/t/9f86d081884c7d659a2feaa0?next=/ws&token=1"),
            ("location", "/ws/?a=1"),
            ("www-authenticate", "Digest realm=\"a\", nonce=\"9f86d081884c7d659a2feaa0\""),
        ];
        let headers_of = pairs.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let head = Head { headers: headers_of.to_vec(), ..Head::default() };
        assert_eq!(
            headers(&head),
            [
                ("server", "Microsoft-IIS/10.0".to_owned()),
                ("www-authenticate", "Digest".to_owned()),
                ("location", "https://login.example/t/…?next=…&token=…".to_owned()),
                ("location", "/ws/?a=…".to_owned()),
            ]
        );
    }

    #[test]
    fn a_status_line_is_written_as_it_came() {
        let head = |minor, reason: &str| Head {
            minor,
            status: 502,
            reason: reason.to_owned(),
            ..Head::default()
        };
        assert_eq!(status_line(&head(Some(1), "Bad Gateway")), "HTTP/1.1 502 Bad Gateway");
        assert_eq!(status_line(&head(Some(0), "")), "HTTP/1.0 502");
    }
}
