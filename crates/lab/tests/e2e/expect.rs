//! What the page may answer to each scenario, and what it must answer with more evidence.
//!
//! A class is a group of causes that a page can't tell apart by itself. Its letter is that of the row
//! under which the signals were measured; X is a page on another origin, which sees least.

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
    pub(crate) origin: Origin,
    /// With the ways around each hop and a control endpoint.
    pub(crate) ways: bool,
    /// What may be offered without more evidence.
    pub(crate) class: &'static [&'static str],
    /// The first finding, as `cause:confidence`, once the console's lines are pasted.
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
            (Origin::Same, classes.0, alone.0, ways.0),
            (Origin::Other, classes.1, alone.1, ways.1),
        ];
        looks
            .into_iter()
            .flat_map(|(origin, class, alone, with)| {
                [(origin, false, class, alone), (origin, true, class, with)]
            })
            .filter(|(.., told)| *told != "-")
            .map(|(origin, ways, class, told)| Setting { scenario, origin, ways, class, told })
            .collect()
    }

    pub(crate) fn name(&self) -> String {
        let origin = if self.origin == Origin::Same { "same-origin" } else { "another-origin" };
        let ways = if self.ways { "/ways" } else { "" };
        format!("{}/{origin}{ways}", self.scenario)
    }
}

type Class = &'static [&'static str];

const A: Class = &[];
const B: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "http-version-1.0-upstream",
    "http2-only",
    "origin-rejected",
    "backend-crash-or-reset",
    "client-network-blocks",
];
const C: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "http-version-1.0-upstream",
    "wrong-path-or-route",
    "origin-rejected",
    "client-network-blocks",
];
const D: Class = &[
    "upgrade-headers-missing",
    "multi-hop-strip",
    "cdn-websocket-disabled",
    "wrong-path-or-route",
    "http2-only",
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
const H: Class = &["backend-down"];
const J: Class = &["redirect-on-handshake"];
const K: Class = &["backend-timeout"];
const L: Class = &["host-unreachable"];
const M: Class = &["dns-failure", "host-unreachable", "backend-crash-or-reset"];
const M_TLS: Class =
    &["dns-failure", "host-unreachable", "backend-crash-or-reset", "tls-certificate"];
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
    "client-network-blocks",
];
/// It fails cold and opens warm.
const P: Class = &["http2-only"];
/// Opened, and dropped at once.
const DROPPED: Class = &["backend-crash-or-reset", "http-version-1.0-upstream"];
const IDLE: Class = &["idle-timeout-proxy"];
const LIFETIME: Class = &["max-lifetime"];
const SILENT: Class = &["mobile-or-nat-timeout"];
const DEAF: Class = &["deaf-tunnel"];

type Pair<T> = (T, T);
/// Scenario, classes, what is told with the console's lines, and the same with ways and control.
type Line = (&'static str, Pair<Class>, Pair<&'static str>, Pair<&'static str>);
const NONE: Pair<&str> = ("-", "-");
const HEALTHY: Pair<&str> = ("none", "none");

const fn both(told: &'static str) -> Pair<&'static str> {
    (told, told)
}

/// Scenario; class from the own origin and from another; what is told with the console's lines from
/// each; the same with ways around the hops and a control endpoint. `-` where there is nothing to try.
#[rustfmt::skip]
const TABLE: &[Line] = &[
    ("healthy", (A, A), HEALTHY, HEALTHY),
    ("server-beat", (A, A), HEALTHY, NONE),
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
    ("reject-origin", (B, X), ("origin-rejected:possible", "foreign-origin:possible"), NONE),
    ("refuse-foreign-origin", (A, X), ("none", "foreign-origin:possible"), NONE),
    ("crash", (B, X), both("backend-crash-or-reset:possible"), both("backend-crash-or-reset:likely")),
    ("refuse", (M, M), ("-", "host-unreachable:confirmed"), NONE),
    ("reset", (M, M), ("-", "backend-crash-or-reset:possible"), ("-", "backend-crash-or-reset:likely")),
    ("hang", (K, K), both("backend-timeout:likely"), NONE),
    ("silent-host", (L, L), ("-", "host-unreachable:likely"), NONE),
    ("unresolvable", (M, M), ("-", "dns-failure:confirmed"), NONE),
    ("close-after-101", (DROPPED, DROPPED), both("backend-crash-or-reset:likely"), NONE),
    ("idle-close", (IDLE, IDLE), both("idle-timeout-proxy:likely"), NONE),
    ("lifetime-close", (LIFETIME, LIFETIME), both("max-lifetime:likely"), NONE),
    ("deaf-after-101", (DEAF, DEAF), both("deaf-tunnel:likely"), NONE),
    ("silent-drop", (SILENT, SILENT), both("mobile-or-nat-timeout:likely"), NONE),
    ("http2-only", (B, X), both("http2-only:likely"), NONE),
    ("tls-untrusted", (M_TLS, M_TLS), ("-", "tls-certificate:confirmed"), NONE),
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
];
