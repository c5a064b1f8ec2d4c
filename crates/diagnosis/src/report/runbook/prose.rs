//! What only the document says: the introduction, the preventions and the lists at its end.

use crate::remedy::{Source, source};
use crate::text::Text;

pub(super) static INTRODUCTION: &str = "\
A chat, a dashboard or a game opens a WebSocket: a normal HTTP request that asks to go on as a two-way connection.
Between the browser and the application stand a CDN, a load balancer, a reverse proxy; each must take part, and each has limits.
Two faults look alike to the visitor and have nothing else in common: the connection **never opens**, or it **opens and is dropped**.

In a hurry: [make the handshake by hand](#step-2-make-the-handshake-by-hand-through-the-front-then-at-each-hop-inwards), hop by hop.
Each cause and each remedy names its source: a standard, a vendor’s page, or a scenario of the lab in `crates/lab`, which runs real nginx and HAProxy.";

static STICKINESS: Source = Source {
    title: "AWS ALB: sticky sessions",
    at: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/sticky-sessions.html",
};

/// What many believe, what is true, and where that comes from.
pub static BELIEFS: &[(Text, Text, &Source)] = &[
    (
        Text("“A missing Upgrade header gives 502.”"),
        Text(
            "Hardly ever: the application answers what it sees, a plain request, with 426, 404, 400 or 200. 502 means that a proxy got no usable answer at all: look for an application that is down, hangs up, or is spoken to in HTTP/2.",
        ),
        &source::lab("lab:nginx-no-upgrade-426"),
    ),
    (
        Text("“The browser shows the status.”"),
        Text(
            "Only in its console, and only Chromium’s: a page never learns it. That is why the check asks for a console line.",
        ),
        &source::WHATWG,
    ),
    (
        Text("“curl with Upgrade and Connection tests the backend.”"),
        Text(
            "Without Sec-WebSocket-Key and Sec-WebSocket-Version a healthy backend answers 400. Over https curl speaks HTTP/2 unless told --http1.1. Without Origin it passes where browsers are refused. And success looks like a hang, so it needs a time limit.",
        ),
        &source::HANDSHAKE,
    ),
    (
        Text("“Cloudflare’s free plan has no WebSockets.”"),
        Text("All its plans have them, on by default; only the zone’s switch can be off."),
        &source::CLOUDFLARE,
    ),
    (
        Text("“ALB needs a listener rule for stickiness.”"),
        Text(
            "A WebSocket stays with its target by itself. Stickiness matters for reconnecting and for Socket.IO’s polling, and is an attribute of the target group: `aws elbv2 modify-target-group-attributes --target-group-arn \"$TG\" --attributes Key=stickiness.enabled,Value=true Key=stickiness.type,Value=lb_cookie`. What a WebSocket needs is a longer idle timeout, and protocol version HTTP1: HTTP2 and GRPC answer 464.",
        ),
        &STICKINESS,
    ),
    (
        Text("“HTTP/2 in front breaks WebSockets.”"),
        Text(
            "Beside HTTP/1.1 it does not. A hop that takes nothing else does, mostly on its side towards the application.",
        ),
        &source::EXTENDED_CONNECT,
    ),
    (
        Text("“proxy_http_version 1.1 is always needed.”"),
        Text(
            "It is nginx’s default since 1.29.7. Before, many applications took HTTP/1.0 all the same, and some answered 505.",
        ),
        &source::NGINX_VERSION,
    ),
    (
        Text("“proxy_send_timeout ends idle connections.”"),
        Text(
            "It counts only while a write is blocked. proxy_read_timeout does, and bytes in either direction start it anew.",
        ),
        &source::lab("lab:nginx-idle-3s"),
    ),
    (
        Text("“The error log shows the idle cut.”"),
        Text(
            "At level info only, which is not the default: look for “while proxying upgraded connection”.",
        ),
        &source::lab("lab:nginx-idle-3s"),
    ),
    (
        Text("“HAProxy needs Upgrade lines.”"),
        Text("It needs none; it needs timeout tunnel."),
        &source::HAPROXY_TUNNEL,
    ),
    (
        Text("“A heartbeat cures every drop.”"),
        Text(
            "Not a limit of age: Google’s classic load balancer, Cloud Run, API Gateway. There a new connection before the limit does.",
        ),
        &source::CLOUD_RUN,
    ),
    (
        Text("“A longer timeout is the cure.”"),
        Text(
            "A heartbeat below the smallest limit of all hops is better: it works at hops whose limit nobody can set, and it finds dead connections.",
        ),
        &source::PING,
    ),
];

/// What people see, what it means, and the causes to begin with.
pub struct Symptom {
    /// In their words.
    pub seen: Text,
    /// What it means, and what it does not.
    pub means: Text,
    /// Ids of causes, the likely ones first.
    pub causes: &'static [&'static str],
}

/// The runbook's five symptoms, and two that it leaves out.
pub static SYMPTOMS: &[Symptom] = &[
    Symptom {
        seen: Text("The handshake fails: the connection never becomes a WebSocket"),
        means: Text(
            "The status decides: 502 and 503 mean that a proxy got no usable answer, 400, 404, 426 or 200 that the Upgrade was lost or nobody serves the path, 401, 403 and 429 that somebody refused.",
        ),
        causes: &[
            "upgrade-headers-missing",
            "backend-down",
            "wrong-path-or-route",
            "backend-crash-or-reset",
            "http2-only",
            "origin-rejected",
            "auth-rejected",
        ],
    },
    Symptom {
        seen: Text(
            "It works directly at the application, and fails through nginx, HAProxy or a load balancer",
        ),
        means: Text(
            "The fault lies between the last way in that fails and the first that opens. nginx needs lines for an Upgrade; HAProxy and an ALB need none, so there look at timeouts, health, TLS and the protocol’s version.",
        ),
        causes: &[
            "upgrade-headers-missing",
            "multi-hop-strip",
            "http-version-1.0-upstream",
            "load-balancer-protocol-misconfigured",
            "http2-only",
            "platform-websocket-disabled",
        ],
    },
    Symptom {
        seen: Text("The proxy’s access log shows the request with 502 instead of 101"),
        means: Text(
            "The proxy did its part and got no usable answer: refused, reset, closed or not HTTP. A lost header hardly ever looks like this.",
        ),
        causes: &["backend-down", "backend-crash-or-reset", "http2-only", "tls-to-plain-mismatch"],
    },
    Symptom {
        seen: Text("The browser’s console says “Unexpected response code: 502”, or another number"),
        means: Text(
            "Only Chromium names the status of a handshake; Firefox says no more than that it can’t connect. The page never learns it: paste the line.",
        ),
        causes: &[
            "backend-down",
            "backend-crash-or-reset",
            "wrong-path-or-route",
            "redirect-on-handshake",
        ],
    },
    Symptom {
        seen: Text(
            "It works at first, and is dropped after a steady time, such as 60 s of silence",
        ),
        means: Text(
            "Another fault than the first four: 101 stands in the log, and the browser sees 1006. Silence, age and restarts look different once two sockets wait side by side.",
        ),
        causes: &[
            "idle-timeout-proxy",
            "heartbeat-mismatch",
            "max-lifetime",
            "background-tab-heartbeat",
            "mobile-or-nat-timeout",
        ],
    },
    Symptom {
        seen: Text("It works at home and not at the office, or the other way round"),
        means: Text(
            "The network between decides: a proxy, a filter, a virus scanner, or a name that only resolves inside.",
        ),
        causes: &[
            "client-network-blocks",
            "dns-failure",
            "tls-certificate",
            "mobile-or-nat-timeout",
        ],
    },
    Symptom {
        seen: Text("It works most times, and now and then it does not"),
        means: Text(
            "One of several nodes differs, a limit is reached, or a restart ends all connections at one moment.",
        ),
        causes: &[
            "intermittent-node",
            "rate-limited",
            "sticky-session-missing",
            "proxy-reload-or-deploy",
        ],
    },
];

/// Times after which connections end, and the suspects.
pub static LIMITS: &[(&str, Text)] = &[
    ("20 s", Text("Azure Application Gateway; a Python server that missed the answer to its ping")),
    (
        "30 s",
        Text(
            "Google’s classic load balancer, **age**; HAProxy with client and server timeouts of 30 s and no tunnel",
        ),
    ),
    (
        "40 to 45 s",
        Text(
            "uvicorn and websockets, 20 s + 20 s; Socket.IO, 25 s + 20 s: the other side missed a heartbeat",
        ),
    ),
    ("50 s", Text("HAProxy with Debian’s file and no timeout tunnel")),
    ("55 s", Text("Heroku’s router")),
    ("60 s", Text("nginx, ingress-nginx, Kong, AWS ALB, Apache as compiled, Varnish, Phoenix")),
    ("about 100 s", Text("Cloudflare, by observation")),
    ("230 to 240 s", Text("Azure App Service, Azure Load Balancer")),
    (
        "300 s",
        Text("Envoy, Istio, Contour; Azure Front Door; Apache in Debian; Cloud Run, **age**"),
    ),
    ("350 s", Text("AWS NLB and NAT gateway: silent, seen at the next message")),
    ("600 s", Text("API Gateway; CloudFront where the server is silent")),
    ("3600 s", Text("a setting of one hour; OpenShift; Cloud Run at most and App Engine, **age**")),
    ("7200 s", Text("API Gateway, **age**; 7440 s: NAT devices")),
    ("14400 s", Text("Azure Front Door, **age**")),
    ("86400 s", Text("daphne, **age**")),
    ("all at one instant", Text("a deployment, a reload, an edge that restarts")),
];

/// Status codes, and what they mean for a handshake.
pub static STATUS_CODES: &[(&str, Text)] = &[
    ("101", Text("success over HTTP/1.1")),
    (
        "200",
        Text(
            "success inside HTTP/2; over HTTP/1.1 the start page of an application that ignored the upgrade, or Caddy for a host that it doesn’t know",
        ),
    ),
    (
        "301, 302, 303, 307, 308",
        Text("a redirect, which browsers don’t follow: scheme, slash or login"),
    ),
    ("400", Text("an incomplete handshake; ws:// to a TLS port; headers that are too large")),
    ("401, 407", Text("the server, or a proxy, wants a login")),
    (
        "403",
        Text(
            "Origin, login or firewall; Envoy without upgrade_configs; ASGI that closed before accepting",
        ),
    ),
    (
        "404",
        Text("nobody serves the path; or the Upgrade was lost before Django Channels or uvicorn"),
    ),
    (
        "405, 421, 431",
        Text(
            "the route takes no GET; the wrong host on a shared connection; cookies that are too large",
        ),
    ),
    ("408", Text("no whole request in time")),
    ("426", Text("the application saw no Upgrade, or another version than 13")),
    ("429", Text("too many requests or sockets")),
    (
        "460, 463, 464",
        Text(
            "AWS ALB: the client left; too many X-Forwarded-For; a target group that is not HTTP1",
        ),
    ),
    (
        "494 to 497, 499",
        Text(
            "nginx’s own: header too large, client certificates, http to the https port, the client left",
        ),
    ),
    ("500", Text("the application failed; Channels has no route for the path")),
    ("501", Text("HTTP/2 without WebSockets inside")),
    ("502", Text("no usable answer from the next hop")),
    ("503", Text("no healthy next hop; HAProxy after 3 s of retries")),
    ("504", Text("the next hop was too slow")),
    ("505", Text("the application refuses HTTP/1.0")),
    (
        "520 to 526, 530",
        Text(
            "Cloudflare to origin: odd answer, refused, connect timeout, unreachable, too slow, TLS, certificate, name",
        ),
    ),
    ("561", Text("AWS ALB: the identity provider failed")),
];

/// Close codes, and what they mean.
pub static CLOSE_CODES: &[(&str, Text)] = &[
    ("1000", Text("normal")),
    ("1001", Text("going away: the page was left, the server stops; Caddy on a reload")),
    ("1002", Text("a broken frame: a library, or something on the way")),
    ("1003, 1007", Text("a message of the wrong kind; text that is not UTF-8")),
    ("1005", Text("a close frame without a code")),
    (
        "1006",
        Text(
            "no close frame at all; never sent by the other side: a failed handshake, an idle cut, a crash",
        ),
    ),
    ("1008", Text("against the rules: login, rate")),
    ("1009", Text("a message that is too big")),
    ("1010", Text("the client missed an extension")),
    ("1011", Text("the server failed; in Python also a missed ping")),
    ("1012, 1013, 1014", Text("restart; try again later; a gateway got a bad answer")),
    ("1015", Text("TLS failed; only Firefox says so")),
    ("3000 to 3999", Text("a library’s own")),
    ("4000 to 4999", Text("the application’s own")),
];

/// Terms, and what they mean.
pub static TERMS: &[(&str, Text)] = &[
    ("ALPN", Text("the part of TLS in which both sides agree on HTTP/1.1 or HTTP/2")),
    ("ASGI, WSGI", Text("Python’s server interfaces, with and without WebSockets")),
    (
        "backpressure",
        Text("more is sent than the other side takes; `bufferedAmount` in the browser"),
    ),
    ("close frame, clean", Text("the orderly end of a WebSocket; clean if both sides sent one")),
    (
        "CONNECT, extended CONNECT",
        Text(
            "a blind tunnel through a visitor’s proxy; a WebSocket inside one stream of HTTP/2 (RFC 8441) or HTTP/3 (RFC 9220)",
        ),
    ),
    ("connection draining", Text("the time that a server which is taken out keeps its sockets")),
    ("FIN, RST", Text("the orderly and the abrupt end of TCP")),
    ("half-open", Text("one side is gone, and the other doesn’t know")),
    (
        "heartbeat, ping, pong",
        Text(
            "small frames or messages that keep the path alive and show its death; a page can’t send pings",
        ),
    ),
    (
        "hop-by-hop",
        Text("a header for one connection only, such as Upgrade; the opposite is end-to-end"),
    ),
    ("idle limit, limit of age", Text("started anew by traffic; by nothing")),
    ("mixed content", Text("ws:// from an https page, which browsers refuse")),
    ("NAT, conntrack", Text("a device that remembers connections, and forgets silent ones")),
    ("Origin", Text("the page’s scheme, host and port; servers check it because browsers don’t")),
    ("Sec-WebSocket-Key, -Accept", Text("a number, and the proof that a WebSocket server read it")),
    (
        "Sec-WebSocket-Protocol, -Extensions",
        Text("what both sides agree on for the messages, such as compression"),
    ),
    ("sticky session", Text("the same visitor to the same server; needed for Socket.IO’s polling")),
    (
        "TCP keepalive",
        Text("the kernel’s own heartbeat, after 2 h by default; proxies don’t count it"),
    ),
    (
        "termination state, response flags",
        Text("HAProxy’s and Envoy’s letters for who ended a connection"),
    ),
    ("TLS termination", Text("where TLS ends; only from there inwards can a hop touch headers")),
    ("thundering herd", Text("all visitors come back at one instant")),
    ("WAF", Text("a firewall that reads requests; some break WebSockets")),
];
