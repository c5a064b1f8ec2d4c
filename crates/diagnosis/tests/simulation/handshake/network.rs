//! The way of a request through the hops: what each makes of it, and how long that takes.

use crate::handshake::backend::{Page, START, page};
use crate::handshake::exchange::{Answer, Ask, Door, Path, Reply, Switch, Then};
use crate::handshake::fault::{Http2, Quirk};
use crate::handshake::hops::Hop;
use crate::handshake::software::{Lack, Made, Software};
use crate::handshake::world::{Site, World};
use crate::random::Random;

pub(crate) struct Network<'w> {
    pub(super) world: &'w World,
    pub(super) random: Random,
    /// Whose turn it is among the nodes.
    pub(super) turn: u64,
    /// How long the resolver takes for a name that does not resolve.
    pub(super) resolves: u64,
}

impl<'w> Network<'w> {
    pub(crate) fn new(world: &'w World) -> Network<'w> {
        let mut random = Random::new(!world.seed);
        let turn = random.within(0, world.app.nodes - 1);
        // One that gets no answer itself waits for some seconds.
        let resolves = random.pick(&[1, 5, 20, 80, 3_000]);
        Network { world, random, turn, resolves }
    }

    /// What a request comes to, and after how long.
    pub(crate) fn request(&mut self, door: Door, ask: Ask, now: u64) -> (u64, Reply) {
        let (before, reply) = self.connect(door, ask);
        if let Some(reply) = reply {
            return (before, reply);
        }
        let station = match door {
            Door::Control => return (before + self.trip(), Reply::Switch(Switch::PLAIN)),
            Door::Front => 0,
            Door::Way(at) => self.world.ways[at].enters,
        };
        let ask = self.carried(ask);
        let trip = self.trip();
        let (took, reply) = self.pass(station, ask, now + before + trip / 2);
        (before + trip + took, reply)
    }

    /// From the browser to its outermost station and back.
    pub(crate) fn trip(&mut self) -> u64 {
        let client = &self.world.client;
        client.round_trip
            + self.random.within(0, client.jitter)
            + self.random.within(0, client.load)
    }

    /// What a station and those behind it make of a request, and how long they take.
    fn pass(&mut self, at: usize, ask: Ask, now: u64) -> (u64, Reply) {
        let world = self.world;
        let Some(hop) = world.hops.get(at) else { return self.application(ask, now) };
        let thinks = self.random.within(0, 2);
        if let Some(answer) = self.answers(at, hop, ask) {
            return (thinks, Reply::Answer(answer));
        }
        if let Some((took, reply)) = self.fails_itself(at, hop, ask) {
            return (thinks + took, reply);
        }
        let onward = self.forwarded(at, ask);
        let away = hop.onward + self.random.within(0, hop.onward / 4);
        let (took, reply) = self.pass(at + 1, onward, now + thinks + away / 2);
        let took = took + thinks + away;
        let (took, reply) = match reply {
            Reply::Silence => (hop.patience, self.lacking(hop, Lack::Silent, ask).1),
            _ if took > hop.patience => (hop.patience, self.lacking(hop, Lack::Silent, ask).1),
            Reply::Dead(_) => {
                let (more, reply) = self.lacking(hop, Lack::Refused, ask);
                (took + more, reply)
            }
            Reply::Closed | Reply::Reset => (took, self.lacking(hop, Lack::HungUp, ask).1),
            Reply::Garbage => (took, self.lacking(hop, Lack::Garbled, ask).1),
            Reply::Answer(answer) => (took, Reply::Answer(dressed(hop, answer))),
            Reply::Switch(switch) => (took, Reply::Switch(self.marred(at, switch))),
            other => (took, other),
        };
        // Nobody waits longer, and the browser least of all.
        if took >= 30_000 { (took, Reply::Silence) } else { (took, reply) }
    }

    /// What a hop answers without asking anybody.
    fn answers(&self, at: usize, hop: &Hop, ask: Ask) -> Option<Answer> {
        let own = |page: Page| Some(self.own_of(hop, page));
        if ask.path == Path::Trace && hop.software == Software::Cloudflare {
            let headers = vec![("access-control-allow-origin", "*")];
            let answer = self.own_of(hop, TRACE);
            return Some(Answer { headers, allows: true, ..answer });
        }
        let of_path = matches!(ask.path, Path::Endpoint | Path::Nowhere);
        for quirk in self.world.quirks(at) {
            let asks_upgrade = ask.handshake && ask.upgrade;
            let answer = match quirk {
                Quirk::Off(status) if asks_upgrade => own(page(status, "")),
                Quirk::Blocks { status, challenge, plain }
                    if of_path && (plain || ask.handshake) =>
                {
                    own(page(status, if challenge { CHALLENGE } else { "<html>Forbidden</html>" }))
                }
                Quirk::Login { plain } if of_path && (plain || ask.handshake) => {
                    own(page(401, "<html>401 Authorization Required</html>"))
                }
                Quirk::Limits(status) if of_path => own(page(status, "<html>slow down</html>")),
                Quirk::Redirects { login } if of_path => {
                    let answer = self.own_of(hop, page(if login { 302 } else { 301 }, ""));
                    Some(Answer { redirect: true, ..answer })
                }
                Quirk::Lost { start: true } if of_path => own(START),
                Quirk::Lost { start: false } if of_path => own(hop.software.lost()),
                _ => None,
            };
            if answer.is_some() {
                return answer;
            }
        }
        let last = at + 1 == self.world.hops.len();
        (ask.path == Path::Root && self.world.app.site == Site::Hop && last)
            .then(|| self.own_of(hop, self.root()))
    }

    /// A hop whose way to the next station is not what a handshake needs.
    fn fails_itself(&mut self, at: usize, hop: &Hop, ask: Ask) -> Option<(u64, Reply)> {
        for quirk in self.world.quirks(at) {
            match quirk {
                Quirk::OtherTls { garbles } => {
                    let lack = if garbles { Lack::Garbled } else { Lack::HungUp };
                    return Some(self.lacking(hop, lack, ask));
                }
                Quirk::Http2(http_2) if ask.handshake && ask.upgrade => {
                    let answer = |status| Reply::Answer(self.own_of(hop, page(status, "")));
                    return Some(match http_2 {
                        Http2::Answers502 => (hop.onward, answer(502)),
                        Http2::Answers464 => (0, answer(464)),
                        Http2::Retries => self.lacking(hop, Lack::Refused, ask),
                        Http2::HangsUp if ask.extended => (hop.onward, Reply::Stream),
                        Http2::HangsUp => (hop.onward, Reply::Closed),
                    });
                }
                _ => {}
            }
        }
        None
    }

    /// What a hop passes on.
    fn forwarded(&self, at: usize, ask: Ask) -> Ask {
        self.world.quirks(at).fold(ask, |ask, quirk| match quirk {
            Quirk::Strips { http_10 } => {
                Ask { upgrade: false, connection: false, http_10: ask.http_10 || http_10, ..ask }
            }
            Quirk::Unconnects => Ask { connection: false, ..ask },
            Quirk::Http10 => Ask { http_10: true, ..ask },
            Quirk::HidesHost => Ask { own_host: false, ..ask },
            _ => ask,
        })
    }

    fn lacking(&self, hop: &Hop, lack: Lack, ask: Ask) -> (u64, Reply) {
        match hop.software.makes(lack, ask.handshake && ask.upgrade) {
            Made::Page(after, page) => (after, Reply::Answer(self.own_of(hop, page))),
            Made::End => (0, Reply::Closed),
            Made::Garbage => (0, Reply::Garbage),
        }
    }

    fn marred(&self, at: usize, switch: Switch) -> Switch {
        self.world.quirks(at).fold(switch, |switch, quirk| match quirk {
            Quirk::Damages(damage) => Switch { damage: Some(damage), ..switch },
            Quirk::Deafens => Switch { then: Then::Deaf, ..switch },
            _ => switch,
        })
    }

    pub(super) fn own_of(&self, hop: &Hop, page: Page) -> Answer {
        Answer { allows: hop.allows, ..self.own(hop.software, page) }
    }

    /// A page of a hop's own.
    pub(super) fn own(&self, software: Software, page: Page) -> Answer {
        let mut headers = software.marks(true).to_vec();
        if page.body == CHALLENGE {
            headers.push(("cf-mitigated", "challenge"));
        }
        let Page { status, body } = page;
        Answer { status, body, headers, allows: false, guarded: false, redirect: false }
    }
}

const TRACE: Page = page(200, "fl=22f1\nh=chat.example\ncolo=FRA\nhttp=http/2\n");
const CHALLENGE: &str = "<html><title>Just a moment...</title></html>";

/// An answer that a hop passes on.
fn dressed(hop: &Hop, mut answer: Answer) -> Answer {
    if hop.software.names_itself() {
        answer.headers.retain(|(name, _)| *name != "server");
    }
    answer.headers.extend(hop.software.marks(false));
    answer
}
