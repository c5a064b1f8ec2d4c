//! What was seen: the only thing that probes write and causes read.
//!
//! Nothing here concludes. An observation says what happened, when, by which way in, and who says
//! so; what it means is for [`crate::reading`] and the causes.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

pub use crate::logged::{Entry, Logged, Writer};
use crate::product::Product;
use crate::target::{Place, Target};
use crate::text::Text;
use crate::time::Millis;

/// A station on the path from the visitor to the application.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hop {
    /// The visitor's browser and device.
    Browser,
    /// The visitor's network: Wi-Fi, company proxy, mobile carrier.
    ClientNetwork,
    /// A content delivery network.
    Cdn,
    /// A load balancer.
    LoadBalancer,
    /// A reverse proxy.
    Proxy,
    /// The application's server.
    Backend,
}

impl Hop {
    /// Every hop, from the visitor inwards.
    pub const ALL: [Hop; 6] =
        [Hop::Browser, Hop::ClientNetwork, Hop::Cdn, Hop::LoadBalancer, Hop::Proxy, Hop::Backend];

    /// The name used in configuration files and links.
    pub fn name(self) -> &'static str {
        match self {
            Hop::Browser => "browser",
            Hop::ClientNetwork => "client-network",
            Hop::Cdn => "cdn",
            Hop::LoadBalancer => "load-balancer",
            Hop::Proxy => "proxy",
            Hop::Backend => "backend",
        }
    }

    /// What a reader calls it.
    pub fn title(self) -> Text {
        match self {
            Hop::Browser => Text("your browser"),
            Hop::ClientNetwork => Text("your network"),
            Hop::Cdn => Text("CDN"),
            Hop::LoadBalancer => Text("load balancer"),
            Hop::Proxy => Text("reverse proxy"),
            Hop::Backend => Text("application"),
        }
    }
}

/// Which way in a connection took.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// Through every hop, as a visitor does.
    Front,
    /// Past this hop and those outside it.
    Behind(Hop),
}

/// The questions that are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Probe {
    /// What the page knows without asking anybody.
    Page,
    /// The first opening handshake: the only clean timing.
    Handshake,
    /// Plain requests for the endpoint's path.
    Shadow,
    /// Plain requests for the host's root.
    Reach,
    /// The handshake once more: warm, or without subprotocols.
    Again,
    /// A handshake for a path that nobody serves.
    Elsewhere,
    /// The handshake by a way around some hops.
    Bypass,
    /// A handshake with another service that is known to work.
    Control,
    /// The first message after opening.
    First,
    /// Round trips where the endpoint answers.
    Echo,
    /// Silence until dropped.
    Idle,
    /// The same wait with a client heartbeat.
    Beat,
    /// Console lines that somebody pasted.
    Console,
    /// The same wait where the server speaks by itself and the client is silent.
    Served,
    /// The silent wait once more: a fixed limit or chance?
    Recur,
    /// Silent waits of chosen lengths: which heartbeat interval is short enough?
    Pace,
    /// More handshakes: how many of them fail?
    Repeat,
    /// Messages that grow: how large may one be?
    Size,
    /// A plain request that one large CDN answers to every page.
    Edge,
    /// What else somebody brought: answers that a tool got, log lines, a provider's settings.
    Brought,
    /// A configuration that somebody pasted.
    Config,
    /// The handshake with no Origin, or with the endpoint's own: no page can choose it.
    Origin,
    /// The handshake over TLS where the address says `ws`, which no browser would take for the same.
    Secure,
    /// The handshake once more, with its answer read whole, of which a page reads nothing.
    Whole,
    /// A handshake and a plain request for a path below the endpoint's, which nobody serves.
    Below,
    /// A connection on which nothing is said.
    Mute,
    /// A plain request for the path at which Socket.IO usually is.
    Engine,
    /// The silent wait once more with pings of the protocol, which no page can send.
    Ping,
}

impl Probe {
    /// Every probe; the order is that of the variants, which links rely on.
    pub const ALL: [Probe; 28] = [
        Probe::Page,
        Probe::Handshake,
        Probe::Shadow,
        Probe::Reach,
        Probe::Again,
        Probe::Elsewhere,
        Probe::Bypass,
        Probe::Control,
        Probe::First,
        Probe::Echo,
        Probe::Idle,
        Probe::Beat,
        Probe::Console,
        Probe::Served,
        Probe::Recur,
        Probe::Pace,
        Probe::Repeat,
        Probe::Size,
        Probe::Edge,
        Probe::Brought,
        Probe::Config,
        Probe::Origin,
        Probe::Secure,
        Probe::Whole,
        Probe::Below,
        Probe::Mute,
        Probe::Engine,
        Probe::Ping,
    ];

    /// The permanent name.
    pub fn id(self) -> &'static str {
        match self {
            Probe::Page => "page",
            Probe::Handshake => "handshake",
            Probe::Shadow => "shadow",
            Probe::Reach => "reach",
            Probe::Again => "again",
            Probe::Elsewhere => "elsewhere",
            Probe::Bypass => "bypass",
            Probe::Control => "control",
            Probe::First => "first",
            Probe::Echo => "echo",
            Probe::Idle => "idle",
            Probe::Beat => "beat",
            Probe::Console => "console",
            Probe::Served => "served",
            Probe::Recur => "recur",
            Probe::Pace => "pace",
            Probe::Repeat => "repeat",
            Probe::Size => "size",
            Probe::Edge => "edge",
            Probe::Brought => "brought",
            Probe::Config => "config",
            Probe::Origin => "origin",
            Probe::Secure => "secure",
            Probe::Whole => "whole",
            Probe::Below => "below",
            Probe::Mute => "mute",
            Probe::Engine => "engine",
            Probe::Ping => "ping",
        }
    }
}

/// Who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Measured by the page or the command line.
    Measured,
    /// Read from text that somebody pasted.
    Pasted,
}

/// What differs from the first handshake in a repeated one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Variant {
    /// Nothing.
    AsIs,
    /// An HTTP/2 session may be open, because a request with credentials went before.
    Warm,
    /// No subprotocols were offered.
    Bare,
}

/// What spoils the timing of an observation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Marred {
    /// The page was hidden for part of it: timers are slow, a frozen page loses sockets.
    pub hidden: bool,
    /// The browser may have delayed it after earlier failures, or behind another socket.
    pub delayed: bool,
    /// The network changed or the device slept.
    pub interrupted: bool,
    /// Timers came much too late: the page was frozen, or its timers were slowed.
    pub frozen: bool,
}

impl Marred {
    /// Whether the time of a short observation means nothing for the server.
    pub fn any(self) -> bool {
        self.hidden || self.delayed || self.broken()
    }

    /// Whether the end of a long wait means nothing for the server. Being hidden alone spoils none:
    /// what ends is seen in time, and the heartbeats are kept where no timer is slowed.
    pub fn broken(self) -> bool {
        self.interrupted || self.frozen
    }
}

/// One thing that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Observation {
    /// Which question it answers.
    pub probe: Probe,
    /// Which way in it took.
    pub via: Via,
    /// What differs from the first handshake.
    pub variant: Variant,
    /// When it began.
    pub started: Millis,
    /// When its outcome was certain.
    pub ended: Millis,
    /// What happened.
    pub outcome: Outcome,
    /// What spoils its timing.
    pub marred: Marred,
    /// Who says so.
    pub source: Source,
}

impl Observation {
    /// What somebody brought says so; when it happened is not known.
    pub fn pasted(probe: Probe, via: Via, outcome: Outcome) -> Observation {
        Observation {
            probe,
            via,
            variant: Variant::AsIs,
            started: Millis::ZERO,
            ended: Millis::ZERO,
            outcome,
            marred: Marred::default(),
            source: Source::Pasted,
        }
    }

    /// How long it took.
    pub fn took(&self) -> Millis {
        self.ended - self.started
    }
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What the page knows without asking.
    Page(PageFacts),
    /// The handshake succeeded.
    Opened(Opened),
    /// The handshake failed; these events are all that a page may know.
    Refused(Refusal),
    /// The constructor threw.
    Threw(Throw),
    /// Nothing at all by the deadline.
    TimedOut,
    /// Plain requests and their ends.
    Fetched(Box<Fetches>),
    /// A long wait on an open socket.
    Waited(Wait),
    /// Times from each message sent to the next one received; from opening, if nothing was sent.
    Heard(Vec<Millis>),
    /// Nothing was received; whether anything had been sent.
    Quiet {
        /// Whether a message had been sent.
        sent: bool,
    },
    /// Messages that grew, each answered before the next.
    Grew(Growth),
    /// A console line, and where it points.
    Line(Line, Place),
    /// The visitor stopped it.
    Cancelled,
    /// It was not asked.
    Skipped(Why),
    /// What a hop, the application or a provider wrote of itself.
    Logged(Logged),
    /// What a configuration says of the endpoint's path, whose it is, and whether it names the host.
    Setting(Setting, Product, Place),
}

/// What the page knows without asking.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// The page came over https.
    pub secure: bool,
    /// The page stands on the endpoint's own origin.
    pub same_origin: bool,
    /// The browser says that it has a network.
    pub online: bool,
    /// The page is hidden.
    pub hidden: bool,
    /// The endpoint's address is loopback or private.
    pub private: bool,
    /// The browser denies this page connections to local networks.
    pub local_denied: bool,
    /// The browser asks before this page may connect to local networks, of which it is none itself.
    pub local_asked: bool,
    /// The page is the application's own, whatever its origin: its visitor ran the check there. The
    /// command line sends the Origin that it was told is the application's.
    pub own: bool,
}

/// A handshake that succeeded, and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opened {
    /// From asking to the open event.
    pub took: Millis,
    /// The server chose a subprotocol.
    pub subprotocol: bool,
    /// The server agreed to extensions.
    pub extensions: bool,
    /// What happened in the short hold after opening.
    pub after: After,
}

/// What happened to a socket in the short hold after opening.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// It stayed, and closed when asked.
    Held,
    /// It was closed by the other side.
    Dropped(Close, Millis),
    /// It stayed, but our close was never answered: frames don't come through.
    Swallowed,
    /// The run ended first.
    Unknown,
}

/// How a socket closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Close {
    /// The close code that the page saw.
    pub code: u16,
    /// Both close frames were exchanged.
    pub clean: bool,
    /// An error event came first.
    pub error: bool,
}

impl Close {
    /// It came with a close frame: no other end is told with a code of its own. Whether ours got back
    /// in time, which makes it clean, is chance.
    pub fn framed(self) -> bool {
        self.clean || !matches!(self.code, 1006 | 1015)
    }

    /// A code that says nothing of why: normal, going away, or none.
    pub fn is_general(self) -> bool {
        matches!(self.code, 1000 | 1001 | 1005)
    }
}

/// The events of a handshake that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The close code; 1006, or 1015 in Firefox for TLS failures. `None` without a close event.
    pub code: Option<u16>,
    /// An error event came.
    pub error: bool,
}

impl Refusal {
    /// Whether a 101 came and the connection died before the page could see it open: Firefox then
    /// closes without an error.
    pub fn dropped(self) -> bool {
        !self.error && !matches!(self.code, None | Some(1015))
    }
}

/// What the constructor threw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Throw {
    /// `SecurityError`: an insecure socket from a secure page.
    Security,
    /// `SyntaxError`: the URL or a subprotocol.
    Syntax,
    /// Firefox: a content policy forbids it.
    Policy,
    /// Anything else.
    Other,
}

/// The plain requests for one path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetches {
    /// Mode no-cors: tells whether anything answers.
    pub opaque: Fetch,
    /// Mode cors: tells the status where the server allows it.
    pub cors: Fetch,
    /// Mode cors with redirects left alone: tells whether there is one.
    pub manual: Fetch,
}

/// One plain request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fetch {
    /// From asking to the answer's headers, or to its failure.
    pub took: Millis,
    /// How it ended.
    pub end: FetchEnd,
}

impl Fetch {
    /// A request that was not made.
    pub const NOT_RUN: Fetch = Fetch { took: Millis::ZERO, end: FetchEnd::NotRun };
}

/// How a plain request ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FetchEnd {
    /// It was not made.
    NotRun,
    /// An answer that the page may read.
    Answered(Answer),
    /// An answer that the page may not read.
    Opaque,
    /// A redirect that was not followed.
    Redirect,
    /// A network error, or an answer that the browser withholds.
    Failed,
    /// Nothing by the deadline.
    TimedOut,
}

/// An HTTP answer that the page may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// The software that shows itself, sorted.
    pub marks: Vec<Product>,
    /// What the body is.
    pub body: Body,
    /// A digest of the body's beginning, to compare two answers.
    pub digest: u16,
}

/// What the body of an answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing.
    Empty,
    /// It asks for an upgrade, or for a WebSocket client.
    AsksForUpgrade,
    /// A gateway's own error page.
    GatewayPage,
    /// An HTML page.
    Html,
    /// Something else.
    Other,
    /// The page of a bot check.
    Challenge,
    /// It says that the session is unknown.
    UnknownSession,
    /// It says that the transport is unknown: Socket.IO's word for a request that names none.
    UnknownTransport,
}

/// A long wait on an open socket.
///
/// Its end lies between the last proof of life, `unheard` before it, and the end itself, which is the
/// first proof of death.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// From opening to the end.
    pub age: Millis,
    /// From the last message received, or from opening, to the end.
    pub unheard: Millis,
    /// From the last message sent, or from opening, to the end; a message that crossed the drop does
    /// not count.
    pub unsaid: Millis,
    /// The longest silence in both directions after which the server was heard again.
    pub spanned: Millis,
    /// The longest time without a message received after which one came.
    pub gap: Millis,
    /// The client's heartbeat interval; `None` where the client is silent.
    pub interval: Option<Millis>,
    /// Messages sent.
    pub sent: u32,
    /// Messages received.
    pub received: u32,
    /// How it ended.
    pub end: WaitEnd,
}

impl Wait {
    /// From the last message in either direction, or from opening, to the end.
    pub fn quiet(&self) -> Millis {
        self.unheard.min(self.unsaid)
    }

    /// The close, if the other side ended it.
    pub fn dropped(&self) -> Option<Close> {
        match self.end {
            WaitEnd::Dropped(close) => Some(close),
            _ => None,
        }
    }

    /// The longest silence that it came through.
    pub fn survived(&self) -> Millis {
        match self.end {
            WaitEnd::Survived | WaitEnd::Stopped => self.spanned.max(self.quiet()),
            // What was sent last got no answer, or the end came first.
            WaitEnd::Alive | WaitEnd::Deaf | WaitEnd::Dropped(_) => self.spanned,
        }
    }

    /// Whether it has a heartbeat that never came through a silence of its own interval.
    pub fn never_spanned(&self) -> bool {
        self.interval.is_some_and(|interval| self.spanned < interval)
    }

    /// The silence that ended it: until the drop, or until the message that was not answered.
    pub fn fatal(&self) -> Option<Millis> {
        match self.end {
            WaitEnd::Dropped(_) => Some(self.quiet()),
            // More messages may have gone out until the first one had had its time.
            WaitEnd::Deaf => {
                let silence = self.unheard - self.unsaid;
                Some(self.interval.map_or(silence, |interval| silence.min(interval)))
            }
            WaitEnd::Survived | WaitEnd::Alive | WaitEnd::Stopped => None,
        }
    }
}

/// Messages that grew until one was not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// The largest message that was answered, in bytes; 0 if none was.
    pub passed: u32,
    /// The message that was not, in bytes.
    pub failed: Option<u32>,
    /// How the socket closed on it; `None` if it stayed open and silent.
    pub close: Option<Close>,
}

/// How a long wait ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WaitEnd {
    /// The other side closed it.
    Dropped(Close),
    /// It was open at the limit; nothing more is known.
    Survived,
    /// It was open at the limit, and a message was answered.
    Alive,
    /// It was open at the limit, but an endpoint that answers did not answer.
    Deaf,
    /// The visitor stopped the wait, or the page did, since too much came.
    Stopped,
}

/// Why a probe was not run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It needs something that nobody gave: a way around, a control endpoint, a message.
    NotGiven,
    /// The answers so far made it pointless.
    NotNeeded,
    /// It would have waited behind a handshake that hangs.
    WouldQueue,
    /// The budget of sockets was used up.
    Budget,
    /// It would have lasted longer than the time to watch.
    NoTime,
}

/// What a console line says. The texts are Chromium 156's and Firefox 153's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Line {
    /// The handshake got this status instead of 101.
    Status(u16),
    /// The TCP connection ended before an answer.
    ClosedUnanswered,
    /// The connection was reset before an answer, or the answer was cut short.
    Reset,
    /// The answer was not HTTP.
    NotHttp,
    /// Nothing listens at the port.
    ConnectionRefused,
    /// The name does not resolve.
    NameNotResolved,
    /// No route to the address, or no answer to TCP in time.
    Unreachable,
    /// The device has no network.
    Disconnected,
    /// A port that browsers refuse.
    UnsafePort,
    /// The certificate is not trusted, has another name, or is out of date.
    Certificate(CertificateFault),
    /// TLS failed: a plain port, or a listener that refuses HTTP/1.1.
    TlsProtocol,
    /// Local network access was denied to the page.
    LocalNetwork,
    /// The visitor's forward proxy refused the tunnel or wants a login.
    ForwardProxy,
    /// An extension of the browser blocked it.
    BlockedByClient,
    /// The 101 answer lost or changed a header on its way.
    DamagedUpgrade,
    /// No subprotocol was chosen, or one that was not offered.
    Subprotocol,
    /// An extension that was not offered.
    Extension,
    /// The HTTP/2 stream of an extended CONNECT failed.
    Http2Stream,
    /// Frames were damaged after opening.
    DamagedFrame,
    /// Our own time limit closed it: not a cause.
    OwnTimeout,
    /// An insecure socket from a secure page.
    MixedContent,
    /// The page's content security policy forbids it.
    ContentPolicy,
    /// Firefox: it could not connect; no reason given.
    CannotConnect,
    /// Firefox: the connection was interrupted.
    Interrupted,
    /// A plain request of ours got this status.
    FetchStatus(u16),
    /// A plain request of ours got no answer.
    FetchFailed,
    /// Safari: the handshake was answered, and not with 101; no status given.
    BadAnswer,
}

impl Line {
    /// Whether it says how a handshake failed.
    pub fn tells_why(self) -> bool {
        !matches!(
            self,
            Line::FetchStatus(_)
                | Line::FetchFailed
                | Line::OwnTimeout
                | Line::CannotConnect
                | Line::Interrupted
                | Line::BadAnswer
        )
    }
}

/// What a configuration says of the endpoint's path. It is what the deployer has on disk, which need
/// not be what runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Setting {
    /// Upgrade and Connection go on to the next hop as they must.
    UpgradePassed,
    /// One of them does not, or with a value that asks for no WebSocket.
    UpgradeLost,
    /// HTTP/1.0 to the next hop.
    Http10,
    /// The same, unless the program is newer than what was pasted says.
    Http10IfOld,
    /// HTTP/2 to the next hop.
    Http2Backend,
    /// HTTP/2 and nothing else to browsers.
    Http2Only,
    /// It closes what is silent in both directions for this long.
    Idle(Millis),
    /// It closes what the application is silent on for this long.
    ServerIdle(Millis),
    /// It closes what is this old.
    Lifetime(Millis),
    /// A reload closes what is open, this much later.
    ReloadCuts(Millis),
    /// Nothing leads from the path to an application.
    RouteMissing,
    /// The application is asked for another path.
    PathChanged,
    /// It answers itself, with this status.
    Answers(u16),
    /// The application does not get the Host that the browser sent.
    HostReplaced,
    /// It limits how many connections or requests there are.
    Limited,
    /// The port takes TLS where the address comes without, or the other way around.
    TlsDoubtful,
    /// Visitors are spread over several servers, and nothing keeps one with the same.
    NotSticky,
}

/// What is wrong with a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateFault {
    /// Nobody that the browser trusts signed it.
    Authority,
    /// It is for another name.
    Name,
    /// It is out of date, or the device's clock is.
    Date,
    /// No TLS version or cipher in common, or another fault.
    Other,
}

/// The family of a browser; it decides which events mean what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Family {
    /// Chrome, Edge, Opera, Samsung Internet and others on Chromium.
    Chromium,
    /// Firefox.
    Firefox,
    /// Safari and others on WebKit.
    WebKit,
    /// Not known.
    #[default]
    Other,
    /// No browser: the command line, which reads every answer.
    Native,
}

impl Family {
    /// Every family; the order is that of the variants, which links rely on.
    pub const ALL: [Family; 5] =
        [Family::Chromium, Family::Firefox, Family::WebKit, Family::Other, Family::Native];

    /// What a reader calls it.
    pub fn name(self) -> &'static str {
        match self {
            Family::Chromium => "Chromium",
            Family::Firefox => "Firefox",
            Family::WebKit => "WebKit (Safari)",
            Family::Other => "other browser",
            Family::Native => "command line",
        }
    }
}

/// Which browser measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Agent {
    /// Its family.
    pub family: Family,
    /// Its major version; 0 if unknown.
    pub major: u16,
}

/// All that was seen of one target in one run, in the order in which it was certain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// What was connected to.
    pub target: Target,
    /// By which browser.
    pub agent: Agent,
    /// When the run began: minutes since 1970-01-01 UTC; 0 if unknown.
    pub minute: u32,
    /// The trace id in the requests' query, where one was sent.
    pub trace: Option<u32>,
    /// What was seen.
    pub observations: Vec<Observation>,
    /// The number of the runbook whose page measured it; 0 if unknown.
    pub runbook: u16,
    /// What applications said when they closed. A link does not carry it: nobody can put words on a
    /// reader's page.
    pub quotes: Vec<Quote>,
}

/// The reason that an application gave with its close frame.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// The index of the observation.
    pub observation: usize,
    /// Its words, without control characters and token-like parts.
    pub reason: String,
}

impl Evidence {
    /// The observations of one probe by the front, with their places.
    pub fn of(&self, probe: Probe) -> impl Iterator<Item = (usize, &Observation)> {
        self.all(probe).filter(|(_, seen)| seen.via == Via::Front)
    }

    /// The observations of one probe by any way, with their places.
    pub fn all(&self, probe: Probe) -> impl Iterator<Item = (usize, &Observation)> {
        self.observations.iter().enumerate().filter(move |(_, seen)| seen.probe == probe)
    }

    /// What the page knew.
    pub fn page(&self) -> Option<&PageFacts> {
        self.of(Probe::Page).find_map(|(_, seen)| match &seen.outcome {
            Outcome::Page(facts) => Some(facts),
            _ => None,
        })
    }

    /// What the pasted configurations say.
    pub fn settings(&self) -> impl Iterator<Item = (usize, Setting, Product, Place)> {
        self.of(Probe::Config).filter_map(|(at, seen)| match seen.outcome {
            Outcome::Setting(setting, product, place) => Some((at, setting, product, place)),
            _ => None,
        })
    }

    /// The pasted console lines, and what else says the same, with where they point.
    pub fn lines(&self) -> impl Iterator<Item = (usize, Line, Place)> {
        self.pasted().filter_map(|(at, seen)| match seen.outcome {
            Outcome::Line(line, place) => Some((at, line, place)),
            _ => None,
        })
    }

    /// What hops, the application and providers wrote.
    pub fn logged(&self) -> impl Iterator<Item = (usize, Logged)> {
        self.pasted().filter_map(|(at, seen)| match seen.outcome {
            Outcome::Logged(logged) => Some((at, logged)),
            _ => None,
        })
    }

    fn pasted(&self) -> impl Iterator<Item = (usize, &Observation)> {
        let pasted = |probe| matches!(probe, Probe::Console | Probe::Brought);
        let all = self.observations.iter().enumerate();
        all.filter(move |(_, seen)| seen.via == Via::Front && pasted(seen.probe))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_list_of_all_holds_each_variant_at_its_own_place() {
        assert!(Probe::ALL.iter().enumerate().all(|(index, probe)| *probe as usize == index));
        assert!(Hop::ALL.iter().enumerate().all(|(index, hop)| *hop as usize == index));
        assert!(Family::ALL.iter().enumerate().all(|(index, family)| *family as usize == index));
    }
}
