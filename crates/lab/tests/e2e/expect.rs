//! What the page may answer to each scenario, and what it must answer with more evidence.
//!
//! A class is a group of causes that a page can't tell apart by itself. Its letter is that of the row
//! under which the signals were measured; X is a page on another origin, which sees least.

use diagnosis::evidence::{CertificateFault, Line};
use lab::Running;

use crate::browser::Engine;

/// From where a scenario is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// From the endpoint's own origin.
    Same,
    /// From another origin, without CORS.
    Other,
}

/// One scenario looked at in one way.
#[derive(Clone, Debug)]
pub(crate) struct Setting {
    pub(crate) scenario: &'static str,
    pub(crate) engine: Engine,
    pub(crate) origin: Origin,
    /// With the ways around each hop and a control endpoint.
    pub(crate) ways: bool,
    /// What may be offered without more evidence.
    pub(crate) class: &'static [&'static str],
    /// The first finding, as `cause:confidence`, once the console's lines are pasted. Where chance
    /// decides, each that may come, parted by ` or `.
    pub(crate) told: &'static str,
}

impl Setting {
    /// All settings of a scenario.
    pub(crate) fn of(scenario: &str) -> Vec<Setting> {
        let Some(row) = TABLE.iter().find(|row| row.0 == scenario) else {
            panic!("scenario {scenario} has no expectation: add a line to TABLE")
        };
        let (scenario, classes, alone, ways) = *row;
        let looks = [
            (Origin::Same, false, classes.0, alone.0),
            (Origin::Same, true, classes.0, ways.0),
            (Origin::Other, false, classes.1, alone.1),
            (Origin::Other, true, classes.1, ways.1),
        ];
        let looks = looks.into_iter().filter(|(.., told)| *told != "-");
        let in_each = looks.flat_map(|look| Engine::ALL.map(|engine| (engine, look)));
        in_each
            // Ways in go by the same handshakes: one browser is enough to see what they add.
            .filter(|(engine, (_, ways, ..))| *engine == Engine::Chromium || !ways)
            .map(|(engine, (origin, ways, class, told))| {
                Setting { scenario, engine, origin, ways, class, told }.by_engine(classes.0)
            })
            .collect()
    }

    /// Whether this first finding is one that may come.
    pub(crate) fn tells(&self, first: &str) -> bool {
        self.told.split(" or ").any(|one| one == first)
    }

    /// With what its engine shows otherwise than the table says; `own` is the class from the own origin.
    fn by_engine(self, own: Class) -> Setting {
        let same = self.origin == Origin::Same;
        let otherwise = OTHERWISE.iter().find(|row| (row.0, row.1) == (self.scenario, self.engine));
        if let Some(&(_, _, classes, told, _)) = otherwise {
            let (class, told) = if same { (classes.0, told.0) } else { (classes.1, told.1) };
            return Setting { class, told, ..self };
        }
        let by_class = match self.engine {
            Engine::Chromium => None,
            Engine::Firefox => FIREFOX.iter().find(|row| row.0 == own),
            Engine::WebKit => WEBKIT.iter().find(|row| row.0 == self.class),
        };
        let told = by_class.map_or(self.told, |row| row.1);
        Setting { told, ..self }
    }

    /// What the console's line says, where it has more to say than what is told then.
    pub(crate) fn line(&self) -> Option<Line> {
        let own = LINES.iter().find(|(scenario, _)| *scenario == self.scenario);
        own.filter(|_| self.engine == Engine::Chromium).map(|(_, line)| *line)
    }

    /// The cause that the page must find: none where the browser takes what others refuse, and that
    /// from another origin where it refuses what others take.
    pub(crate) fn truth(&self, running: &Running) -> Option<&'static str> {
        let own = match self.origin {
            Origin::Same => running.truth_same_origin,
            Origin::Other => running.truth,
        };
        own.or(running.truth).filter(|_| self.told != HEALTHY.0)
    }

    pub(crate) fn name(&self) -> String {
        let origin = if self.origin == Origin::Same { "same-origin" } else { "another-origin" };
        let ways = if self.ways { "/ways" } else { "" };
        format!("{}/{origin}{ways}/{}", self.scenario, self.engine.name())
    }
}

type Class = &'static [&'static str];

/// Offered wherever the handshake happens to be refused much sooner than a plain request is answered,
/// which is a matter of the machine and of no class.
pub(crate) const BY_CHANCE: &str = "browser-extension-blocks";

const A: Class = &[];
const B: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "http-version-1.0-upstream",
    "http2-only",
    "origin-rejected",
    "auth-rejected",
    "waf-or-challenge-blocked",
    "platform-websocket-disabled",
    "load-balancer-protocol-misconfigured",
    "extension-mismatch",
    "backend-crash-or-reset",
    "client-network-blocks",
];
const C: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "http-version-1.0-upstream",
    "http2-only",
    "wrong-path-or-route",
    "origin-rejected",
    "auth-rejected",
    "extension-mismatch",
    "backend-crash-or-reset",
    "client-network-blocks",
];
const D: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "wrong-path-or-route",
    "http2-only",
    "load-balancer-protocol-misconfigured",
    "backend-crash-or-reset",
    "client-network-blocks",
];
const E: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "backend-down",
    "backend-crash-or-reset",
];
const F: Class = &["backend-down"];
const G: Class = &["backend-timeout"];
/// A plain request waits as long for its 503.
const H: Class = &["backend-down", "backend-timeout"];
/// A plain request too is answered so.
const I_401: Class = &["auth-rejected"];
const I_403: Class = &["waf-or-challenge-blocked"];
const I_429: Class = &["rate-limited"];
const J: Class = &["redirect-on-handshake"];
const K: Class = &["backend-timeout"];
const L: Class = &["host-unreachable"];
const M: Class =
    &["dns-failure", "host-unreachable", "backend-crash-or-reset", "tls-to-plain-mismatch"];
const M_TLS: Class = &[
    "dns-failure",
    "host-unreachable",
    "backend-crash-or-reset",
    "tls-certificate",
    "tls-to-plain-mismatch",
];
/// A plain request gets 404 at once, and the handshake its answer after a second.
const SOCKETIO: Class = &["wrong-path-or-route"];
/// The handshake takes a second, and plain requests are answered at once.
const SOCKETIO_X: Class = &["wrong-path-or-route", "http2-only"];
/// A plain request too is answered with 505.
const HTTP_10: Class = &["http-version-1.0-upstream"];
/// The handshake alone takes the three seconds of HAProxy's retries.
const RETRIES: Class = &["http2-only", "backend-down"];
const X: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "http-version-1.0-upstream",
    "http2-only",
    "wrong-path-or-route",
    "redirect-on-handshake",
    "backend-down",
    "backend-crash-or-reset",
    "origin-rejected",
    "foreign-origin",
    "auth-rejected",
    "rate-limited",
    "waf-or-challenge-blocked",
    "platform-websocket-disabled",
    "load-balancer-protocol-misconfigured",
    "sticky-session-missing",
    "extension-mismatch",
    "tls-to-plain-mismatch",
    "client-network-blocks",
];
/// A plain request gets the 400 of a Socket.IO node, in words that only Socket.IO has.
const STICKY: Class = &[
    "sticky-session-missing",
    "upgrade-headers-missing",
    "multi-hop-strip",
    "http2-only",
    "origin-rejected",
    "auth-rejected",
    "extension-mismatch",
    "backend-crash-or-reset",
    "client-network-blocks",
];
/// It fails once and opens when tried again, over plain TCP.
const AGAIN: Class = &["intermittent-node"];
/// It opens once no subprotocol is offered.
const PICKED_NONE: Class = &["subprotocol-mismatch", "intermittent-node"];
/// It fails with subprotocols and without.
const PICKED_WRONG: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "http-version-1.0-upstream",
    "origin-rejected",
    "foreign-origin",
    "auth-rejected",
    "platform-websocket-disabled",
    "http2-only",
    "backend-down",
    "wrong-path-or-route",
    "redirect-on-handshake",
    "rate-limited",
    "waf-or-challenge-blocked",
    "load-balancer-protocol-misconfigured",
    "sticky-session-missing",
    "tls-to-plain-mismatch",
    "subprotocol-mismatch",
    "extension-mismatch",
    "backend-crash-or-reset",
    "client-network-blocks",
];
/// It opens once no subprotocol is offered, over plain TCP each time.
const PICKED: Class = &["subprotocol-mismatch"];
/// It fails cold and opens warm.
const P: Class = &["http2-only"];
/// Opened, and dropped at once.
const DROPPED: Class = &["backend-crash-or-reset", "http-version-1.0-upstream"];
/// A limit of a minute or less is one for background tabs as well.
const IDLE: Class = &["idle-timeout-proxy", "background-tab-heartbeat"];
/// No message of the server ever comes, so that a limit of its silence is one of age.
const ONE_WAY: Class = &["idle-timeout-proxy", "max-lifetime", "background-tab-heartbeat"];
const SLOW_BEAT: Class = &["heartbeat-mismatch", "idle-timeout-proxy", "background-tab-heartbeat"];
const LIFETIME: Class = &["max-lifetime"];
const RESTART: Class = &["proxy-reload-or-deploy"];
/// A Close frame that says so, at one instant.
const GOING_AWAY: Class = &["proxy-reload-or-deploy", "server-closed"];
/// A code that may mean a login.
const CLOSED: Class = &["server-closed", "auth-rejected"];
/// A Close frame at the same age each time.
const CLOSED_LATER: Class = &["server-closed", "max-lifetime"];
const TOO_BIG: Class = &["message-too-big"];
/// The browser itself refuses, and says so.
const POLICY: Class = &["csp-blocked"];
const MIXED: Class = &["mixed-content"];
const SILENT: Class = &["mobile-or-nat-timeout", "background-tab-heartbeat"];
const DEAF: Class = &["deaf-tunnel"];
const GOODBYE: Class = &["server-closed", "idle-timeout-proxy", "background-tab-heartbeat"];
const RELOAD: Class = &["proxy-reload-or-deploy"];

type Pair<T> = (T, T);
/// Scenario, classes, what is told with the console's lines, and the same with ways and control.
type Row = (&'static str, Pair<Class>, Pair<&'static str>, Pair<&'static str>);
const NONE: Pair<&str> = ("-", "-");
const HEALTHY: Pair<&str> = ("none", "none");

const fn both(told: &'static str) -> Pair<&'static str> {
    (told, told)
}

/// Scenario; class from the own origin and from another; what is told with the console's lines from
/// each; the same with ways around the hops and a control endpoint. `-` where there is nothing to try.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    ("healthy", (A, A), HEALTHY, HEALTHY),
    ("server-beat", (A, A), HEALTHY, NONE),
    ("server-beat-masks", (A, A), HEALTHY, NONE),
    ("flood", (A, A), HEALTHY, NONE),
    ("strip-upgrade-426", (B, X), both("upgrade-headers-missing:likely"), both("upgrade-headers-missing:likely")),
    ("strip-upgrade-404", (C, X), both("upgrade-headers-missing:possible"), both("upgrade-headers-missing:possible")),
    ("strip-upgrade-400", (B, X), ("upgrade-headers-missing:likely", "upgrade-headers-missing:possible"), ("upgrade-headers-missing:likely", "upgrade-headers-missing:possible")),
    ("strip-upgrade-200", (D, X), both("upgrade-headers-missing:possible"), both("upgrade-headers-missing:possible")),
    ("drop-plain", (E, X), both("backend-down:possible"), ("upgrade-headers-missing:possible", "http2-only:possible")),
    ("cdn-strips", (B, X), ("upgrade-headers-missing:possible", "upgrade-headers-missing:likely"), both("cdn-websocket-disabled:likely")),
    ("answer-502", (E, X), both("backend-down:possible"), NONE),
    ("answer-502-all", (F, X), ("backend-down:likely", "backend-down:possible"), NONE),
    ("answer-503", (H, H), both("backend-down:likely"), NONE),
    ("answer-504", (G, G), both("backend-timeout:confirmed"), NONE),
    ("answer-404", (C, X), both("upgrade-headers-missing:possible"), NONE),
    ("answer-200", (D, X), both("upgrade-headers-missing:possible"), NONE),
    ("answer-301", (J, X), both("redirect-on-handshake:confirmed"), NONE),
    ("answer-401", (I_401, X), both("auth-rejected:likely"), NONE),
    ("answer-401-handshake", (B, X), both("auth-rejected:likely"), NONE),
    ("answer-429", (I_429, X), both("rate-limited:likely"), NONE),
    ("answer-464", (B, X), both("load-balancer-protocol-misconfigured:likely"), NONE),
    ("waf-challenge", (I_403, X), ("waf-or-challenge-blocked:likely", "foreign-origin:possible"), both("waf-or-challenge-blocked:likely")),
    ("platform-off", (B, X), ("backend-crash-or-reset:possible", "backend-down:possible"), NONE),
    ("envoy-off", (B, X), ("origin-rejected:possible", "foreign-origin:possible"), both("waf-or-challenge-blocked:possible")),
    ("socketio-unknown-session", (STICKY, X), ("sticky-session-missing:likely", "upgrade-headers-missing:possible"), NONE),
    ("one-node-of-three", (AGAIN, AGAIN), both("intermittent-node:likely"), NONE),
    ("reject-origin", (B, X), ("origin-rejected:possible", "foreign-origin:possible"), NONE),
    ("refuse-foreign-origin", (A, X), ("none", "foreign-origin:possible"), NONE),
    ("no-subprotocol-picked", (PICKED_NONE, PICKED_NONE), both("subprotocol-mismatch:confirmed"), NONE),
    ("wrong-subprotocol", (PICKED_WRONG, PICKED_WRONG), both("subprotocol-mismatch:confirmed"), NONE),
    ("unoffered-extension", (B, X), both("extension-mismatch:confirmed"), NONE),
    ("wrong-accept", (B, X), both("upgrade-headers-missing:likely"), NONE),
    ("bare-101", (B, X), both("upgrade-headers-missing:likely"), NONE),
    ("crash", (B, X), both("backend-crash-or-reset:possible"), both("backend-crash-or-reset:likely")),
    ("refuse", (M, M), ("-", "host-unreachable:confirmed"), NONE),
    ("reset", (M, M), ("-", "backend-crash-or-reset:possible"), ("-", "backend-crash-or-reset:likely")),
    ("hang", (K, K), both("backend-timeout:likely"), NONE),
    ("silent-host", (L, L), ("-", "host-unreachable:likely"), NONE),
    ("unresolvable", (M, M), ("-", "dns-failure:confirmed"), NONE),
    ("close-after-101", (DROPPED, DROPPED), both("backend-crash-or-reset:likely"), NONE),
    ("idle-close", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("one-way-idle", (ONE_WAY, ONE_WAY), both("idle-timeout-proxy:possible"), NONE),
    ("idle-client-only", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("heartbeat-too-slow", (SLOW_BEAT, SLOW_BEAT), both("heartbeat-mismatch:likely"), NONE),
    ("lifetime-close", (LIFETIME, LIFETIME), both("max-lifetime:likely"), NONE),
    ("restart-all", (RESTART, RESTART), both("proxy-reload-or-deploy:likely"), NONE),
    ("going-away", (GOING_AWAY, GOING_AWAY), both("proxy-reload-or-deploy:likely"), NONE),
    ("closes-4401", (CLOSED, CLOSED), both("server-closed:likely"), NONE),
    ("closes-1011-later", (CLOSED_LATER, CLOSED_LATER), both("server-closed:likely"), NONE),
    ("long-reason", (CLOSED, CLOSED), both("server-closed:likely"), NONE),
    ("message-limit-64k", (TOO_BIG, TOO_BIG), both("message-too-big:likely"), NONE),
    ("message-limit-silent", (TOO_BIG, TOO_BIG), both("message-too-big:likely"), NONE),
    ("deaf-after-101", (DEAF, DEAF), both("deaf-tunnel:likely"), NONE),
    ("silent-drop", (SILENT, SILENT), both("mobile-or-nat-timeout:likely"), NONE),
    ("http2-only", (B, X), both("http2-only:likely"), NONE),
    ("tls-untrusted", (M_TLS, M_TLS), ("-", "tls-certificate:confirmed"), NONE),
    ("tls-misnamed", (M_TLS, M_TLS), ("-", "tls-certificate:confirmed"), NONE),
    ("tls-expired", (M_TLS, M_TLS), ("-", "tls-certificate:confirmed"), NONE),
    ("wss-to-plain-port", (M_TLS, M_TLS), ("-", "tls-to-plain-mismatch:likely"), NONE),
    ("ws-to-tls-port", (X, X), ("-", "upgrade-headers-missing:possible"), NONE),
    // These are for a trial of their own, which measures what they do to the page.
    ("endless-flood", (A, A), NONE, NONE),
    ("huge-message", (A, A), NONE, NONE),
    ("endless-frame", (DROPPED, DROPPED), NONE, NONE),
    ("slow-drip", (DEAF, DEAF), NONE, NONE),
    ("endless-head", (K, K), NONE, NONE),
    ("huge-head", (B, X), NONE, NONE),
    ("fickle-close", (CLOSED, CLOSED), NONE, NONE),
    ("garbled-reason", (DROPPED, DROPPED), NONE, NONE),
    ("csp-page", (POLICY, A), ("csp-blocked:likely", "none"), NONE),
    // Where the page is public, it is a promise of its own.
    ("local-network", (A, A), ("-", "none"), NONE),
    ("mixed-content", (MIXED, MIXED), ("mixed-content:confirmed", "-"), NONE),
    ("network-blocks-websocket", (B, X), both("backend-crash-or-reset:possible"), both("client-network-blocks:likely")),
    ("nginx-healthy", (A, A), HEALTHY, NONE),
    ("nginx-no-upgrade-426", (B, X), both("upgrade-headers-missing:likely"), both("upgrade-headers-missing:likely")),
    ("nginx-no-upgrade-404", (C, X), both("upgrade-headers-missing:possible"), both("upgrade-headers-missing:possible")),
    ("nginx-no-upgrade-400", (B, X), ("upgrade-headers-missing:likely", "upgrade-headers-missing:possible"), ("upgrade-headers-missing:likely", "upgrade-headers-missing:possible")),
    ("nginx-http10", (HTTP_10, X), both("http-version-1.0-upstream:likely"), both("http-version-1.0-upstream:likely")),
    ("nginx-backend-down", (F, X), ("backend-down:likely", "backend-down:possible"), ("backend-down:likely", "backend-down:possible")),
    ("nginx-hanging", (G, G), both("backend-timeout:confirmed"), NONE),
    ("nginx-closing-early", (B, X), ("backend-crash-or-reset:possible", "backend-down:possible"), NONE),
    ("nginx-idle-3s", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("haproxy-healthy", (A, A), HEALTHY, NONE),
    ("haproxy-idle-3s", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("haproxy-backend-down", (H, H), both("backend-down:likely"), NONE),
    ("haproxy-h2-only-front", (A, P), ("none", "http2-only:likely"), NONE),
    ("haproxy-h2-backend", (B, X), ("backend-crash-or-reset:possible", "backend-down:possible"), NONE),
    ("haproxy-h2-to-h1-backend", (RETRIES, RETRIES), both("backend-down:possible"), NONE),
    ("nginx-nginx-healthy", (A, A), HEALTHY, NONE),
    ("nginx-nginx-outer-strips", (B, X), both("upgrade-headers-missing:likely"), both("multi-hop-strip:confirmed")),
    ("nginx-nginx-inner-strips", (B, X), both("upgrade-headers-missing:likely"), both("multi-hop-strip:confirmed")),
    ("haproxy-nginx-healthy", (A, A), HEALTHY, NONE),
    ("haproxy-client-idle-3s", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("apache-idle-3s", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("apache-proxypass-timeout", (A, A), HEALTHY, NONE),
    ("caddy-read-timeout-3s", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("varnish-pipe-3s", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("uvicorn-pings", (A, A), HEALTHY, NONE),
    ("daphne-channels", (A, A), HEALTHY, NONE),
    // It looks at the ages each 2 s: with a limit of 3 s, two ages look like one instant as often as not.
    ("daphne-max-age-3s", (LIFETIME, LIFETIME), NONE, NONE),
    ("node-ws-idle-close", (GOODBYE, GOODBYE), both("server-closed:likely"), NONE),
    ("nginx-reload", (RELOAD, RELOAD), both("proxy-reload-or-deploy:likely"), NONE),
    ("nginx-auth-401", (I_401, X), both("auth-rejected:likely"), NONE),
    ("nginx-limit", (I_429, X), both("rate-limited:likely"), NONE),
    ("apache-healthy", (A, A), HEALTHY, NONE),
    ("apache-no-upgrade", (B, X), both("upgrade-headers-missing:likely"), both("upgrade-headers-missing:likely")),
    ("caddy-unknown-host", (D, X), both("upgrade-headers-missing:possible"), NONE),
    ("varnish-no-pipe", (B, X), both("upgrade-headers-missing:likely"), both("upgrade-headers-missing:likely")),
    ("nghttpx-h2", (A, A), HEALTHY, NONE),
    ("uvicorn-stripped", (C, X), both("upgrade-headers-missing:possible"), both("upgrade-headers-missing:possible")),
    ("channels-stripped", (C, X), both("upgrade-headers-missing:possible"), both("upgrade-headers-missing:possible")),
    // 500, which is what Channels says where no route has the path, and others where they fail.
    ("channels-unknown-path", (C, X), both("wrong-path-or-route:possible"), NONE),
    ("channels-reject", (C, X), ("origin-rejected:possible", "foreign-origin:possible"), NONE),
    ("socketio-wrong-path", (SOCKETIO, SOCKETIO_X), both("backend-crash-or-reset:possible"), NONE),
    ("netns-silent-drop", (SILENT, SILENT), both("mobile-or-nat-timeout:likely"), NONE),
];

/// What Chromium's console says of a certificate. No other's says it.
const LINES: &[(&str, Line)] = &[
    ("tls-untrusted", Line::Certificate(CertificateFault::Authority)),
    ("tls-misnamed", Line::Certificate(CertificateFault::Name)),
    ("tls-expired", Line::Certificate(CertificateFault::Date)),
];

type Told = (Class, &'static str);

/// What Firefox tells, by the class from the endpoint's own origin.
///
/// Its console never has the handshake's status, so that no line splits a class. It has the statuses
/// of plain requests, so that a page on another origin is told what one on the own origin reads.
const FIREFOX: &[Told] = &[
    (B, "upgrade-headers-missing:possible"),
    (C, "upgrade-headers-missing:possible"),
    (D, "upgrade-headers-missing:possible"),
    (E, "backend-down:possible"),
    (F, "backend-down:likely"),
    (G, "backend-timeout:likely"),
    (J, "redirect-on-handshake:likely"),
    (M, "host-unreachable:possible"),
    (M_TLS, "tls-certificate:likely"),
    (SOCKETIO, "wrong-path-or-route:possible"),
];

/// What WebKit tells, by the class from where it looks.
///
/// No line of its console can be had, so that nothing splits a class, and a page on another origin
/// knows what it sees by itself. It has no code of its own for TLS.
const WEBKIT: &[Told] = &[
    (B, "upgrade-headers-missing:possible"),
    (G, "backend-timeout:likely"),
    (M, "host-unreachable:possible"),
    (M_TLS, "host-unreachable:possible"),
    (MIXED, "mixed-content:likely"),
    (PICKED_WRONG, "upgrade-headers-missing:possible"),
    (SOCKETIO, "wrong-path-or-route:possible"),
    (SOCKETIO_X, "wrong-path-or-route:possible"),
    (X, "upgrade-headers-missing:possible"),
];

/// Of a handshake that is refused at once, or a little later.
const SOON_OR_LATE: &str = "upgrade-headers-missing:possible or wrong-path-or-route:possible";

/// Scenario, engine, classes, what is told, and why.
type Otherwise = (&'static str, Engine, Pair<Class>, Pair<&'static str>, &'static str);

/// Where an engine itself does otherwise than Chromium.
#[rustfmt::skip]
const OTHERWISE: &[Otherwise] = &[
    ("http2-only", Engine::Firefox, (P, P), both("http2-only:likely"), "it says that TLS failed, with 1015"),
    ("haproxy-h2-only-front", Engine::Firefox, (A, A), HEALTHY, "it asks by HTTP/2 at once where that is announced"),
    ("no-subprotocol-picked", Engine::Firefox, (A, A), HEALTHY, "it takes a 101 without a subprotocol"),
    ("wrong-subprotocol", Engine::Firefox, (PICKED, PICKED), both("subprotocol-mismatch:likely"), "it takes a subprotocol that it did not ask for, where it asks for none"),
    ("refuse-foreign-origin", Engine::Firefox, (A, X), ("none", "upgrade-headers-missing:possible"), "no line has the status of a handshake"),
    ("waf-challenge", Engine::Firefox, (I_403, X), ("waf-or-challenge-blocked:likely", "auth-rejected:possible"), "its line has the plain request's 403, and not the words that come with it"),
    ("answer-301", Engine::WebKit, (A, A), HEALTHY, "WebKitGTK follows a redirect of the handshake"),
    ("haproxy-h2-only-front", Engine::WebKit, (B, X), both("upgrade-headers-missing:possible"), "WebKitGTK has no WebSocket over HTTP/2"),
    ("no-subprotocol-picked", Engine::WebKit, (A, A), HEALTHY, "WebKitGTK takes a 101 without a subprotocol"),
    ("channels-reject", Engine::WebKit, (C, X), both("upgrade-headers-missing:possible"), "no line has the status of a handshake"),
    ("channels-unknown-path", Engine::Firefox, (C, X), both(SOON_OR_LATE), "no line has the status of a handshake, and Daphne refuses it within a second: it looks once in so long whether the application is over"),
    ("channels-unknown-path", Engine::WebKit, (C, X), both(SOON_OR_LATE), "as in Firefox"),
    ("going-away", Engine::WebKit, (RESTART, RESTART), both("proxy-reload-or-deploy:likely"), "WebKitGTK knows no 1012, and tells 1006"),
];
