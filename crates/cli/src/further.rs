//! What only a native client can ask, once the session is over and the handshake has failed: with another
//! Origin, over TLS at a plain address, and as a plain request behind each hop.

use std::time::Duration;

use diagnosis::evidence::{
    After, Evidence, Fetch, FetchEnd, Fetches, Line, Marred, Observation, Opened, Outcome, Probe,
    Refusal, Source, Variant, Via,
};
use diagnosis::probe::answered;
use diagnosis::reading::{Get, Opening, Reading};
use diagnosis::session::Mode;
use diagnosis::target::Place;
use diagnosis::time::Millis;
use url::Url;

use crate::edge::clock::Clock;
use crate::edge::fetch::{get, response};
use crate::edge::socket::{Ask, knock};
use crate::edge::tls::{Tls, Trust};

/// No longer is waited for each answer.
const PATIENCE: Duration = Duration::from_secs(4);

/// Asks further questions.
pub(crate) struct Further {
    /// The handshake as it was made.
    pub(crate) ask: Ask,
    /// Plain requests for the path behind each hop.
    pub(crate) ways: Vec<(Via, Url)>,
    /// Whom to trust.
    pub(crate) tls: Tls,
    /// The run's clock.
    pub(crate) clock: Clock,
}

impl Further {
    /// Adds what it sees to the evidence, as far as that would tell anything.
    pub(crate) async fn ask(mut self, evidence: &mut Evidence) {
        let reading = Reading::new(evidence);
        let line = evidence.lines().find(|(_, _, place)| *place == Place::Endpoint);
        let line = line.map(|(_, line, _)| line);
        let refused = wants_origin(&reading, line);
        let garbled = matches!(
            line,
            Some(Line::Status(400) | Line::NotHttp | Line::ClosedUnanswered | Line::Reset)
        );
        let plain = !evidence.target.secure && garbled;
        let behind = reading.opening != Opening::Hung;
        if refused {
            evidence.observations.push(self.origins(evidence.target.origin()).await);
        }
        if plain && self.ask.url.set_scheme("wss").is_ok() {
            // Whether TLS is spoken there is the question, and not by whom.
            let tls = Tls::new(&Trust::Anybody);
            evidence.observations.push(self.handshake(Probe::Secure, &tls).await);
        }
        for (via, url) in self.ways.iter().filter(|_| behind) {
            evidence.observations.push(self.plain(*via, url).await);
        }
    }

    /// The handshake without an Origin, then with the endpoint's own, until one opens.
    async fn origins(&mut self, own: String) -> Observation {
        let tls = self.tls.clone();
        let sent = self.ask.origin.take();
        let bare = self.handshake(Probe::Origin, &tls).await;
        let other = sent.as_ref() != Some(&own) && !matches!(bare.outcome, Outcome::Opened(_));
        let seen = if other {
            self.ask.origin = Some(own);
            self.handshake(Probe::Origin, &tls).await
        } else {
            bare
        };
        self.ask.origin = sent;
        seen
    }

    async fn handshake(&self, probe: Probe, tls: &Tls) -> Observation {
        let started = self.clock.now();
        let knocked = tokio::time::timeout(PATIENCE, knock(&self.ask, tls)).await;
        let ended = self.clock.now();
        let refused = |code| Outcome::Refused(Refusal { code: Some(code), error: true });
        let outcome = match knocked {
            Ok(Ok(())) => Outcome::Opened(Opened {
                took: ended - started,
                subprotocol: false,
                extensions: false,
                after: After::Unknown,
            }),
            Ok(Err(Line::TlsProtocol | Line::Certificate(_))) => refused(1015),
            Ok(Err(_)) => refused(1006),
            Err(_) => Outcome::TimedOut,
        };
        seen(probe, Via::Front, started, ended, outcome)
    }

    async fn plain(&self, via: Via, url: &Url) -> Observation {
        let started = self.clock.now();
        let request = get(url, &self.ask.headers, &self.tls, self.clock, None);
        let got = tokio::time::timeout(PATIENCE, request).await;
        let (ended, read) = match got {
            Ok(Some((at, head, body))) => {
                (at, [Mode::Cors, Mode::Manual].map(|mode| answered(&response(mode, &head, &body))))
            }
            Ok(None) => (self.clock.now(), [FetchEnd::Failed, FetchEnd::Failed]),
            Err(_) => (self.clock.now(), [FetchEnd::TimedOut, FetchEnd::TimedOut]),
        };
        let [cors, manual] = read.map(|end| Fetch { took: ended - started, end });
        let fetches = Fetches { opaque: cors.clone(), cors, manual };
        seen(Probe::Shadow, via, started, ended, Outcome::Fetched(Box::new(fetches)))
    }
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
