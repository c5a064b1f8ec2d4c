//! What the application makes of a request, and each of its nodes.

use crate::handshake::backend::{Over10, Page, START, UNKNOWN_SESSION, Unrouted, page};
use crate::handshake::client::Relation;
use crate::handshake::exchange::{Answer, Ask, Chosen, Path, Reply, Switch, Then};
use crate::handshake::fault::{Dead, Fault, Flaw, Quirk};
use crate::handshake::network::Network;
use crate::handshake::software::Software;
use crate::handshake::world::Site;

impl Network<'_> {
    pub(super) fn application(&mut self, ask: Ask, now: u64) -> (u64, Reply) {
        let world = self.world;
        let thinks = self.random.within(1, 20);
        if world.faults.iter().any(|fault| {
            matches!(fault, Fault::Restart { at, lasts, .. } if (*at..at + lasts).contains(&now))
        }) {
            return (0, Reply::Dead(Dead::Refuses));
        }
        let flaws = self.flaws();
        for flaw in &flaws {
            match flaw {
                Flaw::Down => return (0, Reply::Dead(Dead::Refuses)),
                Flaw::HangsUp { resets } => return (thinks, ended(*resets)),
                Flaw::Hangs { plain: true } if ask.path != Path::Root => {
                    return (thinks, Reply::Silence);
                }
                _ => {}
            }
        }
        if ask.path == Path::Root && world.app.site == Site::Page {
            return (thinks, self.said(Some(self.root())));
        }
        let kind = world.app.kind;
        let plain = if ask.http_10 { kind.plain_10 } else { kind.plain };
        let upgrades = ask.handshake && ask.upgrade && !flaws.contains(&Flaw::NoUpgrade);
        if !upgrades {
            let page = match ask.path {
                Path::Trace => Some(page(404, "<html><h1>Not Found</h1></html>")),
                Path::Endpoint if flaws.contains(&Flaw::Session) => Some(UNKNOWN_SESSION),
                Path::Endpoint if flaws.contains(&Flaw::Unrouted) && plain.is_some() => {
                    Some(page(404, "<html><h1>Not Found</h1></html>"))
                }
                _ => plain,
            };
            return (thinks, self.said(page));
        }
        let (more, reply) = self.upgraded(ask, &flaws);
        (thinks + more, reply)
    }

    /// What a request gets that has its Upgrade.
    fn upgraded(&mut self, ask: Ask, flaws: &[Flaw]) -> (u64, Reply) {
        let kind = self.world.app.kind;
        for flaw in flaws {
            match flaw {
                Flaw::Crashes { resets } => return (0, ended(*resets)),
                Flaw::Hangs { .. } => return (0, Reply::Silence),
                Flaw::Fails => return (0, self.said(Some(page(500, "Internal Server Error")))),
                _ => {}
            }
        }
        if !ask.connection {
            return (0, self.said(kind.unconnected));
        }
        if ask.http_10
            && let Over10::Answers(page) = kind.over_10
        {
            return (0, self.said(Some(page)));
        }
        if self.foreign(ask, flaws) {
            return (0, self.said(Some(page(self.world.app.foreign, "Forbidden"))));
        }
        if ask.path == Path::Nowhere || flaws.contains(&Flaw::Unrouted) {
            match kind.unrouted {
                Unrouted::Opens => {}
                // Channels takes its time for it.
                Unrouted::Answers(page) if page.status == 500 => {
                    return (self.random.within(500, 800), self.said(Some(page)));
                }
                Unrouted::Answers(page) => return (0, self.said(Some(page))),
                Unrouted::HangsUp => return (1_000, Reply::Closed),
            }
        }
        let subprotocol = if ask.offers { Chosen::Offered } else { Chosen::None };
        let mut switch = Switch { subprotocol, ..Switch::PLAIN };
        if ask.http_10 && kind.over_10 == Over10::OpensAndDies {
            switch.then = Then::Dies { after: 0, resets: false };
        }
        for flaw in flaws {
            match *flaw {
                Flaw::Login(status) => return (0, self.said(Some(page(status, "Unauthorized")))),
                Flaw::Session => return (0, self.said(Some(UNKNOWN_SESSION))),
                Flaw::Dies { after, resets } => switch.then = Then::Dies { after, resets },
                Flaw::Closes(code) => switch.then = Then::Closes(code),
                Flaw::Subprotocol { other: true } => switch.subprotocol = Chosen::Other,
                Flaw::Subprotocol { other: false } => switch.subprotocol = Chosen::None,
                Flaw::Extension => switch.extension = true,
                _ => {}
            }
        }
        (0, Reply::Switch(switch))
    }

    fn foreign(&self, ask: Ask, flaws: &[Flaw]) -> bool {
        let same = self.world.client.relation == Relation::Same;
        let listed = flaws.iter().any(|flaw| matches!(flaw, Flaw::Origin { own } if *own || !same));
        listed || (self.world.app.compares && !ask.own_host)
    }

    /// What is wrong with the node that gets the request.
    fn flaws(&mut self) -> Vec<Flaw> {
        let world = self.world;
        self.turn = match world.app.in_turn {
            true => (self.turn + 1) % world.app.nodes,
            false => self.random.within(0, world.app.nodes - 1),
        };
        // nginx asks the next node where one refuses.
        let asks_next = world.hops.last().is_some_and(|hop| hop.software == Software::Nginx);
        let of_node = |flaw: &Flaw| self.turn == 0 && !(asks_next && *flaw == Flaw::Down);
        let flaws = world.faults.iter().filter_map(|fault| match fault {
            Fault::App(flaw) => Some(*flaw),
            Fault::Node(flaw) if of_node(flaw) => Some(*flaw),
            _ => None,
        });
        flaws.collect()
    }

    /// The page at the root.
    pub(super) fn root(&self) -> Page {
        let falls_back = self
            .world
            .faults
            .iter()
            .any(|fault| matches!(fault, Fault::At(_, Quirk::Lost { start: true })));
        if falls_back || self.world.app.kind.plain == Some(START) { START } else { HOME }
    }

    /// An answer of the application, or its end of the connection.
    fn said(&self, page: Option<Page>) -> Reply {
        let Some(Page { status, body }) = page else { return Reply::Closed };
        let guarded = self.world.app.guarded;
        let headers = Vec::new();
        Reply::Answer(Answer { status, body, headers, allows: true, guarded, redirect: false })
    }
}

const HOME: Page = page(200, "<!doctype html><html><title>Home</title></html>");

fn ended(resets: bool) -> Reply {
    if resets { Reply::Reset } else { Reply::Closed }
}
