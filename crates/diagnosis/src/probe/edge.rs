//! Which CDN is it? Asked where the page can read no answer of the host.
//!
//! Cloudflare answers `/cdn-cgi/trace` on every host that it serves, and lets every page read it. On
//! others it is a path that nobody serves.

use alloc::boxed::Box;

use crate::evidence::{FetchEnd, Outcome, Probe, Why};
use crate::probe::ask::Ask;
use crate::probe::{Context, First, Ready, Spec};
use crate::session::Mode;
use crate::text::Text;

pub(super) static SPEC: Spec = Spec {
    probe: Probe::Edge,
    title: Text("Asking which CDN it is"),
    ready,
    machine: || Box::new(Ask::new(&[Mode::Cors], |context| context.endpoint.edge_url())),
};

fn ready(context: &Context<'_>) -> Ready {
    match context.first() {
        First::Unknown | First::Swallowed => Ready::Wait,
        First::Opened | First::Unusable | First::Dropped | First::Hung | First::Threw => {
            Ready::Skip(Why::NotNeeded)
        }
        First::FailedFast | First::FailedSlow => {
            match context.done(Probe::Shadow).map(|seen| &seen.outcome) {
                None => Ready::Wait,
                Some(Outcome::Fetched(fetches)) if public(context) => match fetches.cors.end {
                    FetchEnd::Answered(_) => Ready::Skip(Why::NotNeeded),
                    _ if fetches.opaque.end == FetchEnd::Opaque => Ready::Go,
                    _ => Ready::Skip(Why::NotNeeded),
                },
                Some(_) => Ready::Skip(Why::NotNeeded),
            }
        }
    }
}

/// No CDN serves a private address.
fn public(context: &Context<'_>) -> bool {
    !context.evidence.page().is_some_and(|page| page.private)
}
