//! Remedies in other servers and proxies, a file for each.

mod apache;

mod caddy;

mod envoy;

mod iis;

mod kong;

mod kubernetes;

mod squid;

mod traefik;

mod varnish;

mod waf;

pub(crate) use self::apache::*;
pub(crate) use self::caddy::*;
pub(crate) use self::envoy::*;
pub(crate) use self::iis::*;
pub(crate) use self::kong::*;
pub(crate) use self::kubernetes::*;
pub(crate) use self::squid::*;
pub(crate) use self::traefik::*;
pub(crate) use self::varnish::*;
pub(crate) use self::waf::*;

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source};
use crate::text::Text;

const fn server(
    product: &'static str,
    title: Text,
    language: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language, inside: "", body };
    Remedy { hop: Hop::Proxy, product, title, snippet, verify, source }
}
