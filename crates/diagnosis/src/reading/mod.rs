//! The primary facts of the evidence, stated once for all causes.
//!
//! Still no conclusion: a reading says *the handshake failed fast and a plain request for the same
//! path got 426*; what that means is for the causes. Each fact keeps its place in the evidence.

pub mod logged;

mod further;
pub mod waits;

use alloc::vec::Vec;

use crate::evidence::{
    After, Answer, Body, Close, Entry, Evidence, Family, FetchEnd, Fetches, Hop, Line, Observation,
    Opened, Outcome, PageFacts, Probe, Refusal, Setting, Variant, Via,
};
use crate::probe::{at_once, retries};
use crate::product::Product;
use crate::reading::waits::Waits;
use crate::target::Place;
use crate::text::Text;
use crate::time::Millis;

/// How a handshake went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// It was not tried, or stopped before its end.
    Unseen,
    /// It opened, and stayed for the short hold.
    Opened,
    /// It opened and was dropped at once.
    Dropped {
        /// With a proper close frame.
        clean: bool,
    },
    /// It opened, but frames don't come through.
    Swallowed,
    /// It failed, but opened when tried again.
    OnlyAgain,
    /// It was refused at once.
    Refused,
    /// It was refused after this long.
    Slow(Millis),
    /// It was refused, and the browser says that TLS is why (Firefox's 1015).
    Tls,
    /// The browser itself refused: mixed content or a content policy.
    Policy,
    /// Nothing happened by the deadline.
    Hung,
}

impl Opening {
    /// Whether the handshake succeeded, whatever came after.
    pub fn opened(self) -> bool {
        matches!(
            self,
            Opening::Opened | Opening::Dropped { .. } | Opening::Swallowed | Opening::OnlyAgain
        )
    }

    /// Whether it failed for a reason outside the browser.
    pub fn failed(self) -> bool {
        matches!(self, Opening::Refused | Opening::Slow(_) | Opening::Tls | Opening::Hung)
    }
}

/// What a plain request for a path got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Get {
    /// It was not made, or stopped before its end.
    Unseen,
    /// This status, read by the page or pasted.
    Status(u16),
    /// An answer that the page may not read.
    Opaque,
    /// A redirect.
    Redirect,
    /// A network error, or an answer that the browser withholds.
    Failed,
    /// Nothing by the deadline.
    TimedOut,
}

impl Get {
    /// Whether some HTTP server answered.
    pub fn answered(self) -> bool {
        matches!(self, Get::Status(_) | Get::Opaque | Get::Redirect)
    }
}

/// What a pasted configuration says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Configured {
    /// The index of the observation.
    pub at: usize,
    /// What it says.
    pub setting: Setting,
    /// Whose configuration it is.
    pub product: Product,
    /// It names the target's host.
    pub named: bool,
}

/// A fact and its place in the evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// The index of the observation.
    pub at: usize,
    /// The fact.
    pub fact: T,
}

/// The primary facts.
pub struct Reading<'a> {
    /// What they were read from.
    pub evidence: &'a Evidence,
    /// What the page knew.
    pub page: PageFacts,
    /// The place of that.
    pub page_at: usize,
    /// How the first handshake went.
    pub opening: Opening,
    /// Its place; 0, which is the page's, if there was none.
    pub handshake: usize,
    /// How long it took.
    pub took: Millis,
    /// What a plain request for the endpoint's path got.
    pub get: Get,
    /// The place of that.
    pub get_at: usize,
    /// What a plain request for the host's root got.
    pub root: Get,
    /// The place of that.
    pub root_at: usize,
    /// The status of the handshake, which only a pasted line can tell.
    pub status: Option<At<u16>>,
    /// What the long waits say together.
    pub waits: Waits,
    /// All pasted lines about how the handshake failed say the same.
    consistent: bool,
}

/// How far the answer to the handshake looks like that to a plain request, which is what a handshake
/// gets that has lost its Upgrade on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Likeness {
    /// The same status, known for both, or one that only a missing Upgrade brings.
    Same(usize),
    /// Nothing speaks against it, but the handshake's status is not known, or many things bring it.
    Fits(usize),
    /// Another status, or none at all.
    Differs(usize),
}

impl<'a> Reading<'a> {
    /// Reads the primary facts.
    pub fn new(evidence: &'a Evidence) -> Reading<'a> {
        let first = first_handshake(evidence);
        let brought = brought_opening(evidence).map_or(0, |brought| brought.at);
        let (get, get_at) = get_of(evidence, Probe::Shadow, Place::Endpoint);
        let (root, root_at) = get_of(evidence, Probe::Reach, Place::Root);
        let opening = first_opening(evidence);
        Reading {
            evidence,
            // Who knows nothing of the network does not say that there is none.
            page: evidence
                .page()
                .copied()
                .unwrap_or(PageFacts { online: true, ..PageFacts::default() }),
            page_at: evidence
                .of(Probe::Page)
                .find(|(_, seen)| matches!(seen.outcome, Outcome::Page(_)))
                .map_or(0, |(at, _)| at),
            opening,
            handshake: first.map_or(brought, |(at, _)| at),
            took: first.map_or(Millis::ZERO, |(_, seen)| seen.took()),
            get,
            get_at,
            root,
            root_at,
            status: status_of(evidence, opening),
            waits: Waits::new(evidence),
            consistent: consistent(evidence),
        }
    }

    /// The handshake was refused at once, so that something answered or hung up.
    pub fn refused(&self) -> bool {
        self.opening == Opening::Refused
    }

    /// The handshake was refused, at once or late.
    pub fn gave_up(&self) -> bool {
        matches!(self.opening, Opening::Refused | Opening::Slow(_))
    }

    /// The handshake was refused at once, and the page can see nothing of why.
    pub fn unreadable(&self) -> bool {
        self.refused() && self.blind() && self.status.is_none() && !self.told()
    }

    /// The handshake was refused at once where plain requests are answered as a service that works
    /// answers them, and nobody said why.
    pub fn silent_refusal(&self) -> Option<(usize, Text)> {
        let plain = matches!(self.get, Get::Status(200 | 400 | 404 | 426) | Get::Opaque);
        let silent = self.refused() && self.status.is_none() && !self.told() && plain;
        let text = Text("the handshake was refused at once where plain requests are answered");
        silent.then_some((self.handshake, text))
    }

    /// The same where the page can't read who answers plain requests.
    pub fn unread_refusal(&self) -> Option<(usize, Text)> {
        let text = Text(
            "the handshake was refused at once, and who answers plain requests can’t be read from here",
        );
        self.silent_refusal().filter(|_| self.unread()).map(|(at, _)| (at, text))
    }

    /// The handshake was refused clearly sooner than a plain request for the same path was answered:
    /// by somebody who stands nearer than the application.
    pub fn refused_early(&self) -> bool {
        // A socket pays for a connection of its own, so that the comparison errs on the safe side.
        let marred = self.evidence.observations.get(self.handshake).map(|seen| seen.marred);
        self.refused()
            && !marred.unwrap_or_default().any()
            && self.fetches(Probe::Shadow).is_some_and(|(_, fetches)| {
                let got = fetches.opaque.took;
                matches!(fetches.opaque.end, FetchEnd::Opaque | FetchEnd::Answered(_))
                    && self.took < got.scale(3, 5)
                    && got - self.took > Millis(20)
            })
    }

    /// Every close by the other side, of long waits and of short visits.
    pub fn closes(&self) -> impl Iterator<Item = At<Close>> {
        self.evidence.observations.iter().enumerate().filter_map(|(at, seen)| {
            let close = match &seen.outcome {
                Outcome::Waited(wait) => wait.dropped(),
                Outcome::Opened(opened) => match opened.after {
                    After::Dropped(close, _) => Some(close),
                    _ => None,
                },
                _ => None,
            };
            close.map(|fact| At { at, fact })
        })
    }

    /// The close of a socket on which the first messages were tried, by the other side.
    pub fn broke_off(&self) -> Option<At<Close>> {
        let tried = [Probe::First, Probe::Echo];
        self.closes().find(|close| tried.contains(&self.evidence.observations[close.at].probe))
    }

    /// The very first handshake opened.
    pub fn opened_first(&self) -> bool {
        self.opening.opened() && self.opening != Opening::OnlyAgain
    }

    /// All handshakes with the endpoint that differ in nothing that should matter.
    pub fn tries(&self) -> Tries {
        let mut tries = Tries::default();
        let mut outcomes = Vec::new();
        for (at, seen) in self.evidence.observations.iter().enumerate() {
            let same = seen.via == Via::Front
                && seen.variant != Variant::Bare
                && !seen.marred.broken()
                && SAME_ADDRESS.contains(&seen.probe);
            let opened = match &seen.outcome {
                _ if !same => continue,
                Outcome::Opened(_) | Outcome::Waited(_) => true,
                Outcome::Refused(refusal) if refusal.dropped() => true,
                // What hangs where plain requests hang as well, or beside a flood of messages, is no
                // node of the service.
                Outcome::TimedOut if self.get == Get::TimedOut => continue,
                Outcome::TimedOut if self.waits.flooded().is_some() => continue,
                Outcome::Refused(Refusal { code: Some(_), .. }) | Outcome::TimedOut => false,
                _ => continue,
            };
            if opened {
                tries.opened = Some(at);
                tries.opens += 1;
            } else {
                tries.refused = Some(at);
                tries.refusals += 1;
            }
            outcomes.push((seen.started, opened));
        }
        outcomes.sort_by_key(|(started, _)| *started);
        let pairs = outcomes.windows(2).filter(|pair| pair[0].1 != pair[1].1);
        tries.turns = u32::try_from(pairs.count()).expect("a run opens few sockets");
        tries
    }

    /// Compares the answer to the handshake with that to a plain request.
    pub fn likeness(&self) -> Likeness {
        match (self.status, self.get) {
            // Only a server that saw no Upgrade, or another version, says so.
            (Some(At { at, fact: 426 }), _) => Likeness::Same(at),
            // A node that does not know a session answers so whether it saw the Upgrade or not.
            // So does a TLS port, whatever it is asked.
            (Some(At { at, fact: 400 }), Get::Status(_))
                if self.agrees() && (self.may_not_know_session() || self.answers_400()) =>
            {
                Likeness::Fits(at)
            }
            // Daphne's word for a handshake that lost its Connection header alone.
            (Some(At { at, fact: 400 }), Get::Status(404)) => Likeness::Fits(at),
            (Some(At { at, fact: 400 }), Get::Status(_)) if self.agrees() => Likeness::Same(at),
            // A path that nobody serves gets the same 404 or start page without any loss.
            (Some(At { at, fact: 200 | 404 }), Get::Status(_)) if self.agrees() => {
                Likeness::Fits(at)
            }
            (Some(At { at, fact: 502 }), Get::Status(_)) if self.agrees() && self.root_works() => {
                Likeness::Fits(at)
            }
            (Some(At { at, fact: 200 | 400 | 404 | 502 }), get)
                if !matches!(get, Get::Status(_)) =>
            {
                Likeness::Fits(at)
            }
            (Some(At { at, .. }), _) => Likeness::Differs(at),
            (None, _) if self.told() || !self.refused() => Likeness::Differs(self.handshake),
            (None, Get::Status(200 | 400 | 404 | 426) | Get::Opaque) => Likeness::Fits(self.get_at),
            (None, Get::Status(502)) if self.root_works() => Likeness::Fits(self.get_at),
            (None, _) => Likeness::Differs(self.handshake),
        }
    }

    /// What answers may not know the session; the words for it may be unread.
    fn may_not_know_session(&self) -> bool {
        self.unknown_session() || (self.answer().is_none() && self.has_sessions())
    }

    /// The path is that of a protocol with sessions.
    pub fn has_sessions(&self) -> bool {
        has_sessions(&self.evidence.target.path)
    }

    /// Chromium lets all sockets wait after many failures, and no plain requests: a control that waits
    /// then says little.
    pub fn may_be_throttled(&self) -> bool {
        let waits = |opening| matches!(opening, Opening::Hung | Opening::Slow(_));
        let quick = |(_, fetches): (usize, &Fetches)| fetches.opaque.took.scale(2, 1) < self.took;
        self.evidence.agent.family == Family::Chromium
            && waits(self.opening)
            && self.control().is_some_and(|control| waits(control.fact))
            && self.fetches(Probe::Reach).is_some_and(quick)
    }

    /// A plain request for the path is told that its session is unknown.
    pub fn unknown_session(&self) -> bool {
        self.answer().is_some_and(|answer| answer.body == Body::UnknownSession)
    }

    /// Plain requests get 400, for the path and for the root.
    pub fn answers_400(&self) -> bool {
        (self.get, self.root) == (Get::Status(400), Get::Status(400))
    }

    /// The pasted status of the handshake is the one that a plain request gets.
    pub fn agrees(&self) -> bool {
        matches!((self.status, self.get), (Some(At { fact, .. }), Get::Status(plain)) if fact == plain)
    }

    /// The host's root answers, and not with a gateway's error.
    pub fn root_works(&self) -> bool {
        match self.root {
            Get::Status(status) => status < 500,
            root => root.answered(),
        }
    }

    /// The plain request that was answered, if one was.
    pub fn answered(&self) -> Option<usize> {
        let asked = [(self.root, self.root_at), (self.get, self.get_at)];
        asked.into_iter().find(|(get, _)| get.answered()).map(|(_, at)| at)
    }

    /// Nothing on the host answers a plain request.
    pub fn host_silent(&self) -> bool {
        let silent = |get| matches!(get, Get::Failed | Get::TimedOut);
        silent(self.get) && silent(self.root)
    }

    /// All headers of what the host answers can be read.
    pub fn sees_headers(&self) -> bool {
        self.page.same_origin || self.evidence.agent.family == Family::Native
    }

    /// A secure page was to open an insecure address.
    pub fn insecure(&self) -> bool {
        self.page.secure && !self.evidence.target.secure
    }

    /// The page can't read what the host answers: another origin without CORS.
    pub fn blind(&self) -> bool {
        self.get == Get::Opaque
    }

    /// The same, even if a pasted line tells the status: neither the answer's product nor its words.
    pub fn unread(&self) -> bool {
        matches!(self.get, Get::Opaque | Get::Status(_)) && self.answer().is_none()
    }

    /// The pasted handshake line, if one names the endpoint, that matches. Of lines that contradict
    /// each other none is heard: some of them are from another day.
    pub fn line(&self, wanted: impl Fn(Line) -> bool) -> Option<usize> {
        let mut lines = self.evidence.lines().filter(|(_, line, place)| {
            matches!(place, Place::Endpoint | Place::Unnamed)
                && (self.consistent || !line.tells_why())
                && may_be_of(self.opening, *line)
        });
        lines.find(|(_, line, _)| wanted(*line)).map(|(at, ..)| at)
    }

    /// Whether a pasted line says how the handshake failed.
    pub fn told(&self) -> bool {
        self.line(Line::tells_why).is_some()
    }

    /// Whether what was pasted about the handshake can carry a conclusion alone: it names the
    /// endpoint, and it can be about this handshake, which did fail in the browser's eyes.
    pub fn pasted_clearly(&self) -> bool {
        let named = reasons(self.evidence).all(|(_, place)| place == Place::Endpoint);
        self.told() && named && self.opening != Opening::Hung
    }

    /// Whether a handshake was tried, beside what was brought.
    pub fn measured(&self) -> bool {
        first_handshake(self.evidence).is_some()
    }

    /// What a pasted configuration says that matches; what names the host comes first.
    pub fn configured(&self, wanted: impl Fn(Setting) -> bool) -> Option<Configured> {
        let all = self.evidence.settings().filter(|(_, setting, ..)| wanted(*setting));
        let all = all.map(|(at, setting, product, place)| Configured {
            at,
            setting,
            product,
            named: place == Place::Endpoint,
        });
        all.min_by_key(|one| (!one.named, one.at))
    }

    /// A configuration that passes the handshake on, if none is known that does not.
    pub fn passes_on(&self) -> Option<Configured> {
        let lost = self.configured(|setting| setting == Setting::UpgradeLost);
        self.configured(|setting| setting == Setting::UpgradePassed).filter(|_| lost.is_none())
    }

    /// No handshake was measured, and nobody told how one went.
    pub fn unmeasured(&self) -> bool {
        self.opening == Opening::Unseen && self.status.is_none() && !self.told()
    }

    /// The readable answer to a plain request for the endpoint's path.
    pub fn answer(&self) -> Option<&'a Answer> {
        answer_of(self.evidence, Probe::Shadow)
    }

    /// The readable answer to a plain request for the root.
    pub fn root_answer(&self) -> Option<&'a Answer> {
        answer_of(self.evidence, Probe::Reach)
    }

    /// Whether path and root get the same page with 200: a single-page application's fallback.
    pub fn same_page(&self) -> bool {
        match (self.answer(), self.root_answer()) {
            (Some(path), Some(root)) => {
                path.status == 200 && root.status == 200 && path.digest == root.digest
            }
            _ => false,
        }
    }

    /// The CDN that shows itself in a readable answer.
    pub fn cdn(&self) -> Option<At<Product>> {
        let of = |probe, at| {
            let cdn = answer_of(self.evidence, probe)?
                .marks
                .iter()
                .copied()
                .find(|mark| mark.is_cdn())?;
            Some(At { at, fact: cdn })
        };
        let edge = || {
            let (at, _) = self.fetches(Probe::Edge)?;
            of(Probe::Edge, at)
        };
        let brought = || {
            let (at, _) = self.fetches(Probe::Brought)?;
            of(Probe::Brought, at)
        };
        let measured = of(Probe::Shadow, self.get_at).or_else(|| of(Probe::Reach, self.root_at));
        measured.or_else(edge).or_else(brought)
    }

    /// Whether a readable answer shows this product.
    pub fn shows(&self, product: Product) -> bool {
        let others = [Probe::Edge, Probe::Brought].map(|probe| answer_of(self.evidence, probe));
        [self.answer(), self.root_answer()]
            .into_iter()
            .chain(others)
            .flatten()
            .any(|answer| answer.marks.contains(&product))
    }

    /// The products that show themselves.
    pub fn products(&self) -> Vec<Product> {
        Product::ALL.into_iter().filter(|product| self.shows(*product)).collect()
    }

    /// The handshake with the control endpoint, if it fails although normal pages load.
    ///
    /// What keeps two services from working is rarely at one of them.
    pub fn elsewhere_fails(&self) -> Option<usize> {
        let pages_load = self.answered().is_some();
        self.control()
            .filter(|control| control.fact.failed() && self.opening.failed() && pages_load)
            .map(|control| control.at)
    }

    /// Whether something answers a probe's plain requests in less than half the handshake's time.
    pub fn sooner(&self, probe: Probe) -> bool {
        self.fetches(probe).is_some_and(|(_, fetches)| {
            let answered = !matches!(
                fetches.opaque.end,
                FetchEnd::Failed | FetchEnd::TimedOut | FetchEnd::NotRun
            );
            answered && fetches.opaque.took.scale(2, 1) < self.took
        })
    }

    /// The refusal took the time of HAProxy's three retries to connect, beside that of the network: a
    /// root that works takes no more.
    pub fn retried(&self) -> bool {
        let network = match self.fetches(Probe::Reach) {
            Some((_, fetches)) if self.sooner(Probe::Reach) => fetches.opaque.took,
            _ => Millis::ZERO,
        };
        let slow = matches!(self.opening, Opening::Slow(_));
        slow && (retries(self.took) || retries(self.took - network))
    }

    /// The plain requests of a probe.
    pub fn fetches(&self, probe: Probe) -> Option<(usize, &'a Fetches)> {
        self.evidence.of(probe).find_map(|(at, seen)| match &seen.outcome {
            Outcome::Fetched(fetches) => Some((at, &**fetches)),
            _ => None,
        })
    }

    /// How the handshake with the control endpoint went.
    pub fn control(&self) -> Option<At<Opening>> {
        self.evidence
            .of(Probe::Control)
            .map(|(at, seen)| At { at, fact: opening_of(self.evidence, seen) })
            .find(|control| control.fact != Opening::Unseen)
    }

    /// How the repeated handshake of this kind went.
    pub fn again(&self, variant: Variant) -> Option<At<Opening>> {
        self.evidence
            .of(Probe::Again)
            .filter(|(_, seen)| seen.variant == variant)
            .map(|(at, seen)| At { at, fact: opening_of(self.evidence, seen) })
            .find(|again| again.fact != Opening::Unseen)
    }

    /// How the handshakes went that were made to count how many fail, with their places.
    pub fn repeated(&self) -> impl Iterator<Item = (usize, Opening)> {
        let repeated = self.evidence.of(Probe::Repeat);
        let openings = repeated.map(|(at, seen)| (at, opening_of(self.evidence, seen)));
        openings.filter(|(_, opening)| *opening != Opening::Unseen)
    }

    /// Handshakes failed for some time only, as when the service restarts: none after the first that
    /// opened again.
    pub fn outage(&self) -> Option<usize> {
        let tries = self.tries();
        let both = tries.opens > 0 && tries.turns <= 2 && !self.stays_warm();
        tries.refused.filter(|_| both)
    }

    /// The connection was lost as soon as it was open, and the next handshake went otherwise.
    pub fn lost_once(&self) -> Option<usize> {
        let lost = Opening::Dropped { clean: false };
        let again = self.again(Variant::AsIs)?;
        (self.opening == lost && again.fact != lost).then_some(again.at)
    }

    /// All handshakes opened after a warm one did, and they are too many for one of several nodes to
    /// have been missed each time.
    pub fn stays_warm(&self) -> bool {
        let warm = self.again(Variant::Warm).is_some_and(|again| again.fact.opened());
        warm && self.repeated().all(|(_, opening)| opening.opened())
            && self.repeated().count() >= WARM
    }

    /// How the ways around the hops went, from the outermost hop inwards.
    pub fn bypasses(&self) -> Vec<(Hop, At<Opening>)> {
        let mut ways: Vec<(Hop, At<Opening>)> = self
            .evidence
            .all(Probe::Bypass)
            .filter_map(|(at, seen)| match seen.via {
                Via::Behind(hop) => Some((hop, At { at, fact: opening_of(self.evidence, seen) })),
                Via::Front => None,
            })
            .filter(|(_, way)| way.fact != Opening::Unseen)
            .collect();
        ways.sort_by_key(|(hop, _)| *hop);
        ways
    }

    /// The outermost way around a hop that opens although the front fails.
    pub fn opens_behind(&self) -> Option<(Hop, usize)> {
        let opening = self.bypasses().into_iter().find(|(_, way)| way.fact.opened());
        opening.filter(|_| self.opening.failed()).map(|(hop, way)| (hop, way.at))
    }

    /// The innermost way, if it fails as the front does.
    pub fn fails_behind(&self) -> Option<(Hop, usize)> {
        let innermost = self.bypasses().into_iter().next_back();
        innermost
            .filter(|(_, way)| way.fact.failed() && self.opening.failed())
            .map(|(hop, way)| (hop, way.at))
    }
}

/// Whether a limit that is written down is the one measured, as exactly as timers of servers and
/// browsers are together.
pub(crate) fn as_long(limit: Millis, measured: Millis) -> bool {
    let slack = Millis(500) + limit.scale(1, 50);
    measured <= limit + slack && limit <= measured + slack
}

/// Whether a path is that of a protocol with sessions.
pub(crate) fn has_sessions(path: &str) -> bool {
    let path = path.to_ascii_lowercase();
    SESSIONS.iter().any(|part| path.contains(part))
}

const SESSIONS: [&str; 4] = ["socket.io", "engine.io", "sockjs", "signalr"];

/// One broken node of two would have been met with this many tries, 31 of 32 times.
const WARM: usize = 5;

/// The probes that open a socket to the endpoint's own address.
const SAME_ADDRESS: [Probe; 10] = [
    Probe::Handshake,
    Probe::Again,
    Probe::First,
    Probe::Echo,
    Probe::Idle,
    Probe::Served,
    Probe::Beat,
    Probe::Recur,
    Probe::Pace,
    Probe::Repeat,
];

/// Equal handshakes, and how they went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// The place of the last one that opened.
    pub opened: Option<usize>,
    /// The place of the last one that failed.
    pub refused: Option<usize>,
    /// How many opened.
    pub opens: u32,
    /// How many failed.
    pub refusals: u32,
    /// How often one went otherwise than the one before it; an outage of some time gives two at most.
    pub turns: u32,
}

impl Tries {
    /// How many there were.
    pub fn count(&self) -> u32 {
        self.opens + self.refusals
    }

    /// Between which shares, in a hundred, the true share of failures lies, if nineteen of twenty such
    /// statements are to be true: Wilson's interval, rounded outwards.
    pub fn share(&self) -> (u32, u32) {
        let (count, failed) = (u64::from(self.count().max(1)), u64::from(self.refusals));
        // z = 1.96, so that z² = 3.84; all times a hundred to stay in whole numbers.
        let middle = 100 * failed + 192;
        let root = (failed * (count - failed) * 10_000 / count + 9_604).isqrt() + 1;
        let spread = 196 * root / 100;
        let whole = 100 * count + 384;
        let low = 100 * middle.saturating_sub(spread) / whole;
        let high = (100 * (middle + spread)).div_ceil(whole);
        let narrow = |share: u64| u32::try_from(share.min(100)).expect("at most a hundred");
        (narrow(low), narrow(high))
    }
}

/// How a handshake of any probe went.
pub fn opening_of(evidence: &Evidence, seen: &Observation) -> Opening {
    match &seen.outcome {
        // Then it is the device's doing, or its network's, and says nothing of the service.
        Outcome::Opened(Opened { after: After::Dropped(..) | After::Swallowed, .. })
        | Outcome::Refused(_)
        | Outcome::TimedOut
            if seen.marred.broken() =>
        {
            Opening::Unseen
        }
        Outcome::Opened(opened) => match opened.after {
            After::Held | After::Unknown => Opening::Opened,
            After::Dropped(close, _) => Opening::Dropped { clean: close.framed() },
            After::Swallowed => Opening::Swallowed,
        },
        Outcome::Refused(refusal) => match refusal.code {
            None => Opening::Policy,
            Some(1015) => Opening::Tls,
            Some(_) if refusal.dropped() => Opening::Dropped { clean: false },
            Some(_) if at_once(evidence, seen.took()) => Opening::Refused,
            Some(_) => Opening::Slow(seen.took()),
        },
        Outcome::Threw(_) => Opening::Policy,
        Outcome::TimedOut => Opening::Hung,
        _ => Opening::Unseen,
    }
}

/// The first handshake, if one was tried.
fn first_handshake(evidence: &Evidence) -> Option<(usize, &Observation)> {
    evidence.of(Probe::Handshake).find(|(_, seen)| !matches!(seen.outcome, Outcome::Skipped(_)))
}

/// How the first handshake went, with what a second one says of it.
fn first_opening(evidence: &Evidence) -> Opening {
    let of = |probe| evidence.of(probe).map(|(_, seen)| opening_of(evidence, seen));
    let Some((_, first)) = first_handshake(evidence) else {
        return brought_opening(evidence).map_or(Opening::Unseen, |brought| brought.fact);
    };
    match opening_of(evidence, first) {
        opening if opening.failed() && of(Probe::Again).any(Opening::opened) => Opening::OnlyAgain,
        // A hop lets frames through or not; a browser or a server may be busy for a moment.
        Opening::Swallowed if of(Probe::Again).any(|again| again == Opening::Opened) => {
            Opening::Opened
        }
        // A server keeps its time; a browser that failed with it before makes each try wait longer.
        Opening::Slow(took) if of(Probe::Again).any(|again| differs(took, again)) => {
            Opening::Refused
        }
        opening => opening,
    }
}

/// How the handshake went where nobody measured one, by what was brought: that one failed weighs more
/// than that another one opened. How long it took is not known.
fn brought_opening(evidence: &Evidence) -> Option<At<Opening>> {
    let about = |place| matches!(place, Place::Endpoint | Place::Unnamed);
    let line = evidence.lines().find(|(_, line, place)| line.tells_why() && about(*place));
    let log = |wanted: fn(Entry) -> bool| {
        let mut all = evidence.logged();
        all.find(|(_, logged)| about(logged.place) && wanted(logged.entry)).map(|(at, _)| at)
    };
    let tool =
        || evidence.of(Probe::Brought).find(|(_, seen)| matches!(seen.outcome, Outcome::Opened(_)));
    let failed = line.map(|(at, ..)| at).or_else(|| log(Entry::tells_why));
    let refused = failed.map(|at| At { at, fact: Opening::Refused });
    let opened = || tool().map(|(at, _)| at).or_else(|| log(Entry::tells_opened));
    refused.or_else(|| opened().map(|at| At { at, fact: Opening::Opened }))
}

/// Whether the same refusal came after another time, by more than the browser adds after a first
/// failure.
fn differs(took: Millis, again: Opening) -> bool {
    match again {
        Opening::Refused => true,
        Opening::Slow(again) => {
            let (less, more) = (took.min(again), took.max(again));
            more - less > less.scale(1, 5).max(Millis(500))
        }
        _ => false,
    }
}

fn get_of(evidence: &Evidence, probe: Probe, place: Place) -> (Get, usize) {
    let measured = evidence.of(probe).find_map(|(at, seen)| match &seen.outcome {
        Outcome::Fetched(fetches) => Some((at, get(fetches))),
        _ => None,
    });
    let pasted = evidence.lines().find_map(|(at, line, where_to)| match line {
        Line::FetchStatus(300..400) if where_to == place => Some((Get::Redirect, at)),
        Line::FetchStatus(status) if where_to == place => Some((Get::Status(status), at)),
        _ => None,
    });
    match (measured, pasted) {
        // What the page could read itself stands; a pasted status only fills in what it could not.
        (Some((_, Get::Opaque | Get::Failed)) | None, Some(pasted)) => pasted,
        (Some((at, get)), _) => (get, at),
        (None, None) => (Get::Unseen, 0),
    }
}

fn get(fetches: &Fetches) -> Get {
    match (&fetches.manual.end, &fetches.cors.end, &fetches.opaque.end) {
        (FetchEnd::Redirect, ..) => Get::Redirect,
        (_, FetchEnd::Answered(answer), _) => Get::Status(answer.status),
        (_, _, FetchEnd::Opaque) => Get::Opaque,
        (_, _, FetchEnd::Failed) => Get::Failed,
        (_, _, FetchEnd::TimedOut) => Get::TimedOut,
        _ => Get::Unseen,
    }
}

fn answer_of(evidence: &Evidence, probe: Probe) -> Option<&Answer> {
    evidence.of(probe).find_map(|(_, seen)| match &seen.outcome {
        Outcome::Fetched(fetches) => match &fetches.cors.end {
            FetchEnd::Answered(answer) => Some(answer),
            _ => None,
        },
        _ => None,
    })
}

/// The pasted lines about the handshake, with how it failed.
fn reasons(evidence: &Evidence) -> impl Iterator<Item = (Line, Place)> {
    let reasons = evidence.lines().filter(|(_, line, place)| {
        matches!(place, Place::Endpoint | Place::Unnamed) && line.tells_why()
    });
    reasons.map(|(_, line, place)| (line, place))
}

/// Whether all of them say the same.
fn consistent(evidence: &Evidence) -> bool {
    // Which of the two it is depends on who is faster.
    let hung_up = |line| matches!(line, Line::ClosedUnanswered | Line::Reset);
    let mut reasons = reasons(evidence).map(|(line, _)| line);
    let Some(first) = reasons.next() else { return true };
    reasons.all(|line| line == first || (hung_up(line) && hung_up(first)))
}

/// Whether the browser may have said so about this handshake: of one that hangs, only what it says
/// when it gives up itself, minutes later.
fn may_be_of(opening: Opening, line: Line) -> bool {
    let late = matches!(
        line,
        Line::Status(500..) | Line::Unreachable | Line::ClosedUnanswered | Line::Reset
    );
    opening != Opening::Hung || late || !line.tells_why()
}

fn status_of(evidence: &Evidence, opening: Opening) -> Option<At<u16>> {
    if !consistent(evidence) {
        return None;
    }
    evidence.lines().find_map(|(at, line, place)| match line {
        Line::Status(status)
            if matches!(place, Place::Endpoint | Place::Unnamed) && may_be_of(opening, line) =>
        {
            Some(At { at, fact: status })
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::Seen;

    #[test]
    fn a_refusal_is_slow_by_what_the_network_and_a_second_try_say() {
        let slow = Opening::Slow;
        for (seen, expected) in [
            (Seen::other().refused_after(1500).blind_after(1500, 300), slow(Millis(1500))),
            (Seen::other().refused_after(1500).blind_after(1500, 1400), Opening::Refused),
            // Nor is it the network where the root itself is slow to fail.
            (Seen::same().refused_after(1500).plain(502, 502), slow(Millis(1500))),
            // HAProxy's retries to a whole service that is down.
            (Seen::other().refused_after(3010).blind_after(3010, 3005), slow(Millis(3010))),
            (
                Seen::same().refused_after(1500).plain(426, 200).refused_again_after(1900),
                slow(Millis(1500)),
            ),
            (
                Seen::same().refused_after(1500).plain(426, 200).refused_again_after(2300),
                Opening::Refused,
            ),
            (
                Seen::same().refused_after(1500).plain(426, 200).refused_again_after(20),
                Opening::Refused,
            ),
        ] {
            let evidence = seen.evidence();
            assert_eq!(Reading::new(&evidence).opening, expected, "{:?}", evidence.observations);
        }
    }

    #[test]
    fn of_lines_that_contradict_each_other_none_is_heard() {
        let status = |status| Line::Status(status);
        let told = |lines: &[Line]| {
            let seen = Seen::same().refused().plain(426, 200);
            let evidence = lines.iter().fold(seen, |seen, line| seen.line(*line)).evidence();
            let reading = Reading::new(&evidence);
            (reading.told(), reading.status.map(|status| status.fact))
        };
        for (lines, expected) in [
            (&[status(426)][..], (true, Some(426))),
            (&[status(426), Line::OwnTimeout], (true, Some(426))),
            (&[status(426), status(502)], (false, None)),
            (&[Line::NameNotResolved, status(426)], (false, None)),
            // Which of the two it is depends on who is faster.
            (&[Line::ClosedUnanswered, Line::Reset], (true, None)),
        ] {
            assert_eq!(told(lines), expected, "{lines:?}");
        }
    }

    #[test]
    fn who_knows_nothing_of_the_network_is_not_offline() {
        let mut evidence = Seen::other().refused().unreachable().evidence();
        evidence.observations.retain(|seen| seen.probe != Probe::Page);
        assert!(Reading::new(&evidence).page.online);
    }

    #[test]
    fn a_pasted_status_of_a_plain_request_may_be_a_redirect() {
        for (status, expected) in [(301, Get::Redirect), (426, Get::Status(426))] {
            let evidence = Seen::other().refused().told_plain(status).evidence();
            assert_eq!(Reading::new(&evidence).get, expected);
        }
    }

    #[test]
    fn the_share_of_failures_is_an_interval_that_narrows() {
        for (opens, refusals, expected) in
            [(1, 1, (9, 91)), (6, 3, (11, 65)), (2, 1, (6, 80)), (8, 0, (0, 33)), (0, 8, (67, 100))]
        {
            let tries = Tries { opens, refusals, ..Tries::default() };
            assert_eq!(tries.share(), expected, "{refusals} of {}", tries.count());
        }
    }
}
