//! The hops' software: how it shows itself, and what it answers when it got no usable answer.

use crate::handshake::backend::{Page, page};

/// What a hop runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Software {
    Cloudflare,
    CloudFront,
    Alb,
    Haproxy,
    Nginx,
    Apache,
    Caddy,
    Varnish,
    Envoy,
    Nghttpx,
    Iis,
    /// A reverse proxy that shows itself nowhere.
    Plain,
}

/// Why a hop has no answer to pass on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lack {
    /// Nothing listens at the next station.
    Refused,
    /// The next station closed or reset the connection.
    HungUp,
    /// It said something that is no HTTP.
    Garbled,
    /// It was silent for too long.
    Silent,
}

/// What a hop makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Made {
    /// An error page of its own, so many milliseconds later.
    Page(u64, Page),
    /// The end of the connection, without a word.
    End,
    /// What it got, as it is.
    Garbage,
}

const NGINX_502: &str =
    "<html><center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.22.1</center></html>";
const NGINX_504: &str =
    "<html><center><h1>504 Gateway Time-out</h1></center><hr><center>nginx/1.22.1</center></html>";
const HAPROXY_502: &str = "<html><body><h1>502 Bad Gateway</h1>\nThe server returned an invalid or incomplete response.\n</body></html>";
const HAPROXY_503: &str = "<html><body><h1>503 Service Unavailable</h1>\nNo server is available to handle this request.\n</body></html>";
const HAPROXY_504: &str = "<html><body><h1>504 Gateway Time-out</h1>\nThe server did not respond in time.\n</body></html>";
const APACHE_502: &str = "<html><head><title>502 Proxy Error</title></head><body>Error reading from remote server</body></html>";
const ENVOY_503: &str = "upstream connect error or disconnect/reset before headers.";
const GURU: &str = "<html><h1>Error 503 Backend fetch failed</h1><p>Guru Meditation:</p></html>";
const CLOUDFLARE: &str = "<html><center>cloudflare</center></html>";

/// HAProxy tries three times more, a second apart.
const RETRIES: u64 = 3_000;

impl Software {
    /// The headers by which it shows itself in an answer of its own, or that it passes on.
    pub(crate) fn marks(self, own: bool) -> &'static [(&'static str, &'static str)] {
        match self {
            Software::Cloudflare => &[("server", "cloudflare"), ("cf-ray", "8c0ffee-FRA")],
            Software::CloudFront => &[("via", "1.1 abc.cloudfront.net (CloudFront)")],
            Software::Nginx => &[("server", "nginx/1.22.1")],
            Software::Varnish => &[("via", "1.1 varnish"), ("x-varnish", "32770")],
            Software::Envoy => &[("server", "envoy")],
            Software::Iis => &[("server", "Microsoft-IIS/10.0")],
            Software::Alb if own => &[("server", "awselb/2.0")],
            Software::Apache if own => &[("server", "Apache/2.4.71")],
            Software::Caddy if own => &[("server", "Caddy")],
            _ => &[],
        }
    }

    /// Whether it writes its own Server header over that of the station behind it.
    pub(crate) fn names_itself(self) -> bool {
        matches!(self, Software::Cloudflare | Software::Nginx | Software::Envoy | Software::Iis)
    }

    /// What it answers when it got nothing that it could pass on.
    pub(crate) fn makes(self, lack: Lack, handshake: bool) -> Made {
        let at_once = |status, body| Made::Page(0, page(status, body));
        match (self, lack) {
            // It takes a handshake for a pipe, in which it can say nothing itself.
            (Software::Varnish, _) if handshake => Made::End,
            (Software::Varnish, _) => at_once(503, GURU),
            (Software::Nginx, Lack::Garbled) => Made::Garbage,
            (Software::Nginx, Lack::Silent) => at_once(504, NGINX_504),
            (Software::Nginx, _) => at_once(502, NGINX_502),
            (Software::Haproxy, Lack::Refused) => Made::Page(RETRIES, page(503, HAPROXY_503)),
            (Software::Haproxy, Lack::Silent) => at_once(504, HAPROXY_504),
            (Software::Haproxy, _) => at_once(502, HAPROXY_502),
            (Software::Apache, Lack::Refused) => at_once(503, "<html>Service Unavailable</html>"),
            (Software::Apache, _) => at_once(502, APACHE_502),
            (Software::Envoy, Lack::Silent) => at_once(504, "upstream request timeout"),
            (Software::Envoy, Lack::Garbled) => at_once(502, ENVOY_503),
            (Software::Envoy, _) => at_once(503, ENVOY_503),
            (Software::Cloudflare, Lack::Refused) => at_once(521, CLOUDFLARE),
            (Software::Cloudflare, Lack::Silent) => at_once(524, CLOUDFLARE),
            (Software::Cloudflare, _) => at_once(520, CLOUDFLARE),
            (Software::Caddy, Lack::Silent) => at_once(504, ""),
            (Software::Caddy, _) => at_once(502, ""),
            (_, Lack::Silent) => at_once(504, "<html>Gateway Timeout</html>"),
            (..) => at_once(502, "<html>Bad Gateway</html>"),
        }
    }

    /// What it answers at a path that it has no rule for.
    pub(crate) fn lost(self) -> Page {
        match self {
            Software::Caddy => page(200, ""),
            Software::Nginx => page(404, "<html><center>nginx/1.22.1</center></html>"),
            _ => page(404, "<html><h1>404 Not Found</h1></html>"),
        }
    }
}
