//! Plain requests for one URL in up to three modes, waited for together.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::evidence::{Answer, Body, Fetch, FetchEnd, Fetches, Outcome};
use crate::probe::{Context, Machine};
use crate::product;
use crate::session::{Id, Input, Mode, Note, Out, Response};
use crate::time::Millis;

const DEADLINE: Millis = Millis(4000);
/// What the pages of bot checks hold: Cloudflare's, Akamai's or Imperva's, DataDome's.
const CHALLENGES: [&str; 4] =
    ["/cdn-cgi/challenge-platform/", "cf-chl-", "_incapsula_resource", "captcha-delivery.com"];
/// Enough to tell an error page from an application's page.
const DIGESTED: usize = 2048;

/// The requests for one URL.
pub(crate) struct Ask {
    modes: &'static [Mode],
    url: fn(&Context<'_>) -> String,
    started: Millis,
    waiting: Vec<(Id, Mode)>,
    fetches: Fetches,
}

impl Ask {
    /// Requests for a URL in each mode.
    pub(crate) fn new(modes: &'static [Mode], url: fn(&Context<'_>) -> String) -> Ask {
        let fetches =
            Fetches { opaque: Fetch::NOT_RUN, cors: Fetch::NOT_RUN, manual: Fetch::NOT_RUN };
        Ask { modes, url, started: Millis::ZERO, waiting: Vec::new(), fetches }
    }

    fn put(&mut self, mode: Mode, at: Millis, end: FetchEnd) {
        let slot = match mode {
            Mode::NoCors => &mut self.fetches.opaque,
            Mode::Cors => &mut self.fetches.cors,
            Mode::Manual => &mut self.fetches.manual,
        };
        *slot = Fetch { took: at - self.started, end };
    }

    fn note(&self, at: Millis, out: &mut Out) {
        out.note(Note::new(self.started, at, Outcome::Fetched(Box::new(self.fetches.clone()))));
    }
}

impl Machine for Ask {
    fn start(&mut self, now: Millis, context: &Context<'_>, out: &mut Out) {
        self.started = now;
        let url = (self.url)(context);
        self.waiting =
            self.modes.iter().map(|mode| (out.fetch(url.clone(), *mode, false), *mode)).collect();
    }

    fn handle(&mut self, at: Millis, input: &Input, _: &Context<'_>, out: &mut Out) {
        let (id, end) = match input {
            Input::Responded { id, response } => (*id, read(response)),
            Input::Failed { id } => (*id, FetchEnd::Failed),
            Input::Tick if at >= self.started + DEADLINE => {
                for (id, mode) in core::mem::take(&mut self.waiting) {
                    out.abort(id);
                    self.put(mode, at, FetchEnd::TimedOut);
                }
                return self.note(at, out);
            }
            _ => return,
        };
        let Some(index) = self.waiting.iter().position(|(own, _)| *own == id) else { return };
        let (_, mode) = self.waiting.remove(index);
        out.gone(id);
        self.put(mode, at, end);
        if self.waiting.is_empty() {
            self.note(at, out);
        }
    }

    fn deadline(&self) -> Option<Millis> {
        (!self.waiting.is_empty()).then_some(self.started + DEADLINE)
    }
}

/// What an answer says, as far as the page may know.
pub fn read(response: &Response) -> FetchEnd {
    match response {
        Response::Opaque => FetchEnd::Opaque,
        Response::Redirect => FetchEnd::Redirect,
        Response::Readable { status, headers, body } => {
            let named: Vec<(&str, &str)> =
                headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            let start = &body.as_bytes()[..body.len().min(DIGESTED)];
            FetchEnd::Answered(Answer {
                status: *status,
                marks: product::recognise(&named, body),
                body: kind(*status, &named, body),
                digest: digest(start),
            })
        }
    }
}

fn kind(status: u16, headers: &[(&str, &str)], body: &str) -> Body {
    let lower = body.to_ascii_lowercase();
    let names_upgrade = ["upgrade", "websocket"].iter().any(|word| lower.contains(word));
    let challenged = headers.contains(&("cf-mitigated", "challenge"));
    if challenged || CHALLENGES.iter().any(|mark| lower.contains(mark)) {
        Body::Challenge
    } else if lower.contains("session id unknown") {
        Body::UnknownSession
    } else if lower.contains("transport unknown") {
        Body::UnknownTransport
    } else if product::made_by_gateway(body) {
        Body::GatewayPage
    } else if status == 426 || (status == 400 && names_upgrade && body.len() < 1024) {
        Body::AsksForUpgrade
    } else if body.trim().is_empty() {
        Body::Empty
    } else if lower.contains("<html") || lower.contains("<!doctype html") {
        Body::Html
    } else {
        Body::Other
    }
}

/// FNV-1a folded to 16 bits: enough to tell two pages apart, too little to tell what they say.
fn digest(bytes: &[u8]) -> u16 {
    let hash = bytes
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    (hash >> 16) as u16 ^ (hash & 0xffff) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_told_by_what_it_says() {
        for (status, body, expected) in [
            (426, "Upgrade Required", Body::AsksForUpgrade),
            (426, "", Body::AsksForUpgrade),
            (400, "Can \"Upgrade\" only to \"WebSocket\".", Body::AsksForUpgrade),
            (400, "Bad Request", Body::Other),
            (404, "<html><h1>Not Found</h1></html>", Body::Html),
            (403, "<script src=/cdn-cgi/challenge-platform/h/b.js>", Body::Challenge),
            (400, "{\"code\":1,\"message\":\"Session ID unknown\"}", Body::UnknownSession),
            (400, "{\"code\":0,\"message\":\"Transport unknown\"}", Body::UnknownTransport),
            (502, "<html><center>nginx/1.22.1</center></html>", Body::GatewayPage),
            (200, " \n", Body::Empty),
        ] {
            assert_eq!(kind(status, &[], body), expected, "{status} {body:?}");
        }
        let mitigated = [("cf-mitigated", "challenge")];
        assert_eq!(kind(403, &mitigated, "<html>"), Body::Challenge);
    }
}
