//! Remedies in the application, a file for each framework: its server, and its page in the browser.

mod browser;

mod django;

mod dotnet;

mod go;

mod node;

mod phoenix;

mod rails;

mod service;

mod socketio;

mod spring;

pub(crate) use self::browser::*;
pub(crate) use self::django::*;
pub(crate) use self::dotnet::*;
pub(crate) use self::go::*;
pub(crate) use self::node::*;
pub(crate) use self::phoenix::*;
pub(crate) use self::rails::*;
pub(crate) use self::service::*;
pub(crate) use self::socketio::*;
pub(crate) use self::spring::*;

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source};
use crate::text::Text;

const fn app(
    product: &'static str,
    title: Text,
    language: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language, inside: "", body };
    Remedy { hop: Hop::Backend, product, title, snippet, verify, source }
}
