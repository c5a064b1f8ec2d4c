//! Remedies for what a cloud runs, a file for each: load balancers, content delivery networks,
//! platforms.

mod aws;

mod azure;

mod cloudflare;

mod google;

mod platform;

pub(crate) use self::aws::*;
pub(crate) use self::azure::*;
pub(crate) use self::cloudflare::*;
pub(crate) use self::google::*;
pub(crate) use self::platform::*;

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source};
use crate::text::Text;

const fn cloud(
    hop: Hop,
    product: &'static str,
    title: Text,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language: "bash", inside: "", body };
    Remedy { hop, product, title, snippet, verify, source }
}
