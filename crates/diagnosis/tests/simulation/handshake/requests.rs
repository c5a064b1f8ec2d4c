//! A browser's plain requests, and what their page may know of the answers.

use diagnosis::session::{Id, Input, Mode, Response};

use crate::handshake::browser::Browser;
use crate::handshake::client::Relation;
use crate::handshake::exchange::{Answer, Ask, Path, Reply};
use crate::handshake::fault::Fault;

impl Browser<'_> {
    pub(super) fn fetch(&mut self, id: Id, url: &str, mode: Mode, credentials: bool) {
        let (door, path) = self.leads(url);
        let local = self.world.has(Fault::LocalNetwork);
        let mixed = self.world.client.page_secure && url.starts_with("http:");
        if mixed || local || self.world.has(Fault::ContentPolicy) {
            return self.tell(self.now + 1, Input::Failed { id });
        }
        let ask = Ask {
            path,
            handshake: false,
            upgrade: false,
            connection: false,
            http_10: false,
            own_host: true,
            offers: false,
            extended: false,
            pooled: self.pooled,
        };
        let (took, reply) = self.network.request(door, ask, self.now);
        self.pooled |= matches!(reply, Reply::Answer(_)) && path != Path::Endpoint;
        self.warm |= credentials && matches!(reply, Reply::Answer(_));
        let at = self.now + took + self.random.within(0, 3);
        let response = match &reply {
            Reply::Silence => return,
            Reply::Answer(answer) => self.may_read(mode, answer),
            _ => None,
        };
        self.console.fetched(url, mode, &reply, response.as_ref());
        let input = match response {
            Some(response) => Input::Responded { id, response },
            None => Input::Failed { id },
        };
        self.tell(at, input);
    }

    /// What the page may know of an answer.
    fn may_read(&self, mode: Mode, answer: &Answer) -> Option<Response> {
        let relation = self.world.client.relation;
        let same = relation == Relation::Same;
        let public = answer.headers.contains(&("access-control-allow-origin", "*"));
        let readable = same || public || (relation == Relation::Readable && answer.allows);
        let whole = |status, body: &str| {
            let pairs = answer.headers.iter().filter(|_| same);
            let headers = pairs.map(|(name, value)| ((*name).into(), (*value).into())).collect();
            Some(Response::Readable { status, headers, body: body.into() })
        };
        match mode {
            Mode::NoCors if answer.guarded && !same => None,
            Mode::NoCors if !same => Some(Response::Opaque),
            _ if !readable => None,
            Mode::Manual if answer.redirect => Some(Response::Redirect),
            // What it leads to is a page, which only its own origin may read.
            _ if answer.redirect && !same => None,
            _ if answer.redirect => whole(200, "<html>Sign in</html>"),
            _ => whole(answer.status, answer.body),
        }
    }
}
