//! What only a native client can ask, once the session is over and the handshake has failed: with another
//! Origin, over TLS at a plain address, and as a plain request behind each hop.
//!
//! Where no cause is likely then, it goes on: for a path below, with the answer read whole, without a
//! word, and at Socket.IO's usual path. All that is one after the other, and with three ways in ten
//! requests at most. Where a socket was dropped later and no cause is likely, it waits once more and
//! pings.

use std::time::Duration;

use diagnosis::diagnose::{Confidence, diagnose};
use diagnosis::evidence::{
    After, Body, Evidence, Fetch, FetchEnd, Fetches, Line, Marred, Observation, Opened, Outcome,
    Probe, Refusal, Source, Variant, Via, Wait,
};
use diagnosis::probe::answered;
use diagnosis::product::passed_on;
use diagnosis::reading::{Get, Opening, Reading};
use diagnosis::session::Mode;
use diagnosis::target::{Place, TRACE};
use diagnosis::time::Millis;
use url::Url;

use crate::edge::clock::Clock;
use crate::edge::fetch::{get, response};
use crate::edge::head::Head;
use crate::edge::net::listen;
use crate::edge::pings::watch;
use crate::edge::socket::{Ask, hear, knock};
use crate::edge::tls::{Tls, Trust};

/// No longer is waited for each answer.
const PATIENCE: Duration = Duration::from_secs(4);
/// Who cuts connections on which nothing was said does it sooner, and nobody else does.
const SILENCE: Duration = Duration::from_secs(1);
/// Socket.IO hangs up after a second, beside what the network takes.
const HANGS_UP: Millis = Millis(2500);
/// No ping is sent more often.
const OFTEN: Millis = Millis(200);
/// To outlive a drop means to live so much longer, and a tenth of it.
const LONGER: Millis = Millis(2500);
/// A drop that came later than in an hour is not waited for.
const LONGEST: Millis = Millis::seconds(3660);
const ENGINE: &str = "/socket.io/";

/// Asks further questions.
pub(crate) struct Further {
    /// The handshake as it was made.
    pub(crate) ask: Ask,
    /// Plain requests for the path behind each hop.
    pub(crate) ways: Vec<(Via, Url)>,
    /// The name of a path that nobody serves.
    pub(crate) nobody: String,
    /// Whom to trust.
    pub(crate) tls: Tls,
    /// The run's clock.
    pub(crate) clock: Clock,
}

impl Further {
    /// Adds what it sees to the evidence, as far as that would tell anything.
    pub(crate) async fn ask(&self, evidence: &mut Evidence) {
        let reading = Reading::new(evidence);
        let line = evidence.lines().find(|(_, _, place)| *place == Place::Endpoint);
        let line = line.map(|(_, line, _)| line);
        let refused = wants_origin(&reading, line);
        let garbled = matches!(
            line,
            Some(Line::Status(400) | Line::NotHttp | Line::ClosedUnanswered | Line::Reset)
        );
        // A port that takes plain requests takes no TLS; who expects TLS calls them bad.
        let talks = reading.answered().is_some() && !reading.answers_400();
        let plain = !evidence.target.secure && garbled && !talks;
        let behind = reading.opening != Opening::Hung;
        if refused {
            evidence.observations.push(self.origins(evidence.target.origin()).await);
        }
        let mut secure = self.ask.clone();
        if plain && secure.url.set_scheme("wss").is_ok() {
            // Whether TLS is spoken there is the question, and not by whom.
            let tls = Tls::new(&Trust::Anybody);
            evidence.observations.push(self.handshake(Probe::Secure, &secure, &tls).await);
        }
        for (via, url) in self.ways.iter().filter(|_| behind) {
            let (seen, _) = self.plain(Probe::Shadow, *via, url).await;
            evidence.observations.push(seen);
        }
        if !likely(evidence) {
            self.ask_on(evidence).await;
        }
    }

    /// The drop of which no cause is likely.
    pub(crate) fn unexplained(evidence: &Evidence) -> Option<Wait> {
        let drop = Reading::new(evidence).waits.drop().map(|drop| drop.wait);
        drop.filter(|_| !likely(evidence))
    }

    /// Waits once more, past the age of that drop, and pings by the protocol: whether silence ends the
    /// socket, or its age.
    pub(crate) async fn watch(&self, evidence: &mut Evidence, drop: Wait) {
        let interval = drop.quiet().scale(1, 3).max(OFTEN);
        let lasts = (drop.age + drop.age.scale(1, 10) + LONGER).min(LONGEST);
        let started = self.clock.now();
        let watched = watch(&self.ask, &self.tls, self.clock, interval, lasts).await;
        let ended = self.clock.now();
        let outcome =
            watched.map_or_else(|line| Outcome::Line(line, Place::Endpoint), Outcome::Waited);
        evidence.observations.push(seen(Probe::Ping, Via::Front, started, ended, outcome));
    }

    /// What may tell whose the answer is, and whether it is this path's alone.
    async fn ask_on(&self, evidence: &mut Evidence) {
        let Wanted { below, whole, mute, engine } = Wanted::new(&Reading::new(evidence));
        let mut plain = None;
        if below {
            let mut ask = self.ask.clone();
            let path = format!("{}/{}", ask.url.path().trim_end_matches('/'), self.nobody);
            ask.url.set_path(&path);
            evidence.observations.push(self.heard(Probe::Below, &ask, None).await);
            let (seen, head) = self.plain(Probe::Below, Via::Front, &pages(&ask.url)).await;
            evidence.observations.push(seen);
            plain = head;
        }
        if whole {
            evidence.observations.push(self.heard(Probe::Whole, &self.ask, plain.as_ref()).await);
        }
        if mute {
            evidence.observations.push(self.mute().await);
        }
        if engine {
            let mut url = pages(&self.ask.url);
            url.set_path(ENGINE);
            if !url.query().is_some_and(|query| query.starts_with(TRACE)) {
                url.set_query(None);
            }
            evidence.observations.push(self.plain(Probe::Engine, Via::Front, &url).await.0);
        }
    }

    /// A handshake, its answer read whole; beside it the head of an answer to a plain request.
    async fn heard(&self, probe: Probe, ask: &Ask, plain: Option<&Head>) -> Observation {
        let started = self.clock.now();
        let heard = tokio::time::timeout(PATIENCE, hear(ask, &self.tls)).await;
        let ended = self.clock.now();
        let place = if probe == Probe::Below { Place::OtherPath } else { Place::Endpoint };
        let outcome = match heard {
            Ok(Ok((head, _))) if head.status == 101 => opened(ended - started),
            Ok(Ok((head, _))) if probe == Probe::Below => {
                Outcome::Line(Line::Status(head.status), place)
            }
            Ok(Ok((head, body))) => {
                let own = plain.is_some_and(|plain| passed_on(&plain.headers));
                let end = match answered(&response(Mode::Cors, &head, &body)) {
                    // It lacks what the hop adds to all that comes from behind it.
                    FetchEnd::Answered(mut answer) if own && !passed_on(&head.headers) => {
                        answer.body = Body::GatewayPage;
                        FetchEnd::Answered(answer)
                    }
                    end => end,
                };
                let cors = Fetch { took: ended - started, end };
                let fetches = Fetches { opaque: Fetch::NOT_RUN, cors, manual: Fetch::NOT_RUN };
                Outcome::Fetched(Box::new(fetches))
            }
            Ok(Err(line)) => Outcome::Line(line, place),
            Err(_) => Outcome::TimedOut,
        };
        seen(probe, Via::Front, started, ended, outcome)
    }

    /// A connection on which nothing is said.
    async fn mute(&self) -> Observation {
        let started = self.clock.now();
        let cut = tokio::time::timeout(SILENCE, listen(&self.ask.url, &self.tls)).await;
        let ended = self.clock.now();
        let outcome = cut.map_or(Outcome::TimedOut, |line| Outcome::Line(line, Place::Endpoint));
        seen(Probe::Mute, Via::Front, started, ended, outcome)
    }

    /// The handshake without an Origin, then with the endpoint's own, until one opens.
    async fn origins(&self, own: String) -> Observation {
        let with = |origin| Ask { origin, ..self.ask.clone() };
        let bare = self.handshake(Probe::Origin, &with(None), &self.tls).await;
        let other = self.ask.origin.as_ref() != Some(&own);
        if other && !matches!(bare.outcome, Outcome::Opened(_)) {
            return self.handshake(Probe::Origin, &with(Some(own)), &self.tls).await;
        }
        bare
    }

    async fn handshake(&self, probe: Probe, ask: &Ask, tls: &Tls) -> Observation {
        let started = self.clock.now();
        let knocked = tokio::time::timeout(PATIENCE, knock(ask, tls)).await;
        let ended = self.clock.now();
        let refused = |code| Outcome::Refused(Refusal { code: Some(code), error: true });
        let outcome = match knocked {
            Ok(Ok(())) => opened(ended - started),
            Ok(Err(Line::TlsProtocol | Line::Certificate(_))) => refused(1015),
            Ok(Err(_)) => refused(1006),
            Err(_) => Outcome::TimedOut,
        };
        seen(probe, Via::Front, started, ended, outcome)
    }

    async fn plain(&self, probe: Probe, via: Via, url: &Url) -> (Observation, Option<Head>) {
        let started = self.clock.now();
        let request = get(url, &self.ask.headers, &self.tls, self.clock, None);
        let got = tokio::time::timeout(PATIENCE, request).await;
        let (ended, read, head) = match got {
            Ok(Some((at, head, body))) => {
                let read = |mode| answered(&response(mode, &head, &body));
                (at, [Mode::Cors, Mode::Manual].map(read), Some(head))
            }
            Ok(None) => (self.clock.now(), [FetchEnd::Failed, FetchEnd::Failed], None),
            Err(_) => (self.clock.now(), [FetchEnd::TimedOut, FetchEnd::TimedOut], None),
        };
        let [cors, manual] = read.map(|end| Fetch { took: ended - started, end });
        let fetches = Fetches { opaque: cors.clone(), cors, manual };
        (seen(probe, via, started, ended, Outcome::Fetched(Box::new(fetches))), head)
    }
}

/// What is worth asking where no cause is likely.
struct Wanted {
    /// What a path below gets.
    below: bool,
    /// The answer to the handshake.
    whole: bool,
    /// Whether a connection is cut on which nothing was said.
    mute: bool,
    /// Whether Socket.IO is there.
    engine: bool,
}

impl Wanted {
    fn new(reading: &Reading<'_>) -> Wanted {
        let status = reading.status.map(|status| status.fact);
        let cut = reading.line(|line| matches!(line, Line::ClosedUnanswered | Line::Reset));
        let (cut, silent) = (cut.is_some(), reading.host_silent());
        let hung = reading.opening == Opening::Hung && reading.root_works();
        let late = matches!(reading.opening, Opening::Slow(took) if took < HANGS_UP);
        Wanted {
            // What else refuses a handshake refuses it by its path.
            below: matches!(status, Some(403 | 500..)) || (cut && !silent) || hung,
            // Of 426 there is but one meaning.
            whole: status.is_some_and(|status| status != 426),
            // TLS is spoken to at once.
            mute: cut && silent && !reading.evidence.target.secure,
            engine: late && !silent && !reading.has_sessions(),
        }
    }
}

/// Whether a cause is likely at least.
fn likely(evidence: &Evidence) -> bool {
    let findings = diagnose(evidence).findings;
    findings.first().is_some_and(|first| first.confidence >= Confidence::Likely)
}

/// The same address for a plain request.
fn pages(url: &Url) -> Url {
    let mut url = url.clone();
    let scheme = if url.scheme() == "wss" { "https" } else { "http" };
    url.set_scheme(scheme).expect("all four schemes have hosts");
    url
}

fn opened(took: Millis) -> Outcome {
    Outcome::Opened(Opened { took, subprotocol: false, extensions: false, after: After::Unknown })
}

/// It was refused as an Origin may be, and plain requests are not.
fn wants_origin(reading: &Reading<'_>, line: Option<Line>) -> bool {
    match line {
        Some(Line::Status(status @ (400..=425 | 427..500))) => {
            matches!(reading.get, Get::Status(plain) if plain != status)
        }
        _ => false,
    }
}

fn seen(probe: Probe, via: Via, started: Millis, ended: Millis, outcome: Outcome) -> Observation {
    Observation {
        probe,
        via,
        variant: Variant::AsIs,
        started,
        ended,
        outcome,
        marred: Marred::default(),
        source: Source::Measured,
    }
}
