//! Each outcome as a value: its kind, and what goes with it.

use alloc::vec::Vec;

use super::{Value, list, map};
use crate::evidence::{
    After, Body, CertificateFault, Close, Entry, Fetch, FetchEnd, Line, Outcome, Setting, Throw,
    Wait, WaitEnd, Why, Writer,
};
use crate::target::Place;
use crate::time::Millis;

/// One name for the kind, then the parts of that kind.
pub(super) fn outcome(outcome: &Outcome) -> Value {
    match outcome {
        Outcome::Page(page) => map([
            kind("page"),
            ("secure", page.secure.into()),
            ("sameOrigin", page.same_origin.into()),
            ("online", page.online.into()),
            ("hidden", page.hidden.into()),
            ("private", page.private.into()),
            ("localDenied", page.local_denied.into()),
        ]),
        Outcome::Opened(opened) => {
            let (after, dropped) = match opened.after {
                After::Held => ("held", None),
                After::Dropped(close, stayed) => ("dropped", Some((close, stayed))),
                After::Swallowed => ("swallowed", None),
                After::Unknown => ("unknown", None),
            };
            map([
                kind("opened"),
                ("handshakeMs", opened.took.0.into()),
                ("subprotocol", opened.subprotocol.into()),
                ("extensions", opened.extensions.into()),
                ("after", after.into()),
                ("stayedMs", dropped.map(|(_, stayed)| stayed.0).into()),
                ("close", dropped.map(|(one, _)| close(one)).into()),
            ])
        }
        Outcome::Refused(refusal) => map([
            kind("refused"),
            ("code", refusal.code.into()),
            ("errorEvent", refusal.error.into()),
        ]),
        Outcome::Threw(throw) => map([kind("threw"), ("error", threw(*throw).into())]),
        Outcome::TimedOut => map([kind("timed-out")]),
        Outcome::Fetched(fetches) => map([
            kind("fetched"),
            ("noCors", fetch(&fetches.opaque)),
            ("cors", fetch(&fetches.cors)),
            ("manualRedirect", fetch(&fetches.manual)),
        ]),
        Outcome::Waited(one) => wait(one),
        Outcome::Heard(times) => {
            map([kind("heard"), ("afterMs", list(times.iter().map(|time| time.0)))])
        }
        Outcome::Quiet { sent } => map([kind("quiet"), ("sent", (*sent).into())]),
        Outcome::Grew(growth) => map([
            kind("grew"),
            ("passedBytes", growth.passed.into()),
            ("failedBytes", growth.failed.into()),
            ("close", growth.close.map(close).into()),
        ]),
        Outcome::Line(one, place) => {
            let (name, status) = line(*one);
            map([
                kind("console-line"),
                ("line", name.into()),
                ("status", status.into()),
                ("about", about(*place).into()),
            ])
        }
        Outcome::Cancelled => map([kind("cancelled")]),
        Outcome::Skipped(why) => map([kind("skipped"), ("why", skipped(*why).into())]),
        Outcome::Logged(logged) => {
            let (name, status, seconds) = entry(logged.entry);
            map([
                kind("logged"),
                ("by", writer(logged.by).into()),
                ("entry", name.into()),
                ("status", status.into()),
                ("seconds", seconds.into()),
                ("about", about(logged.place).into()),
                ("ownRun", logged.own.into()),
                ("untimely", logged.untimely.into()),
            ])
        }
        Outcome::Setting(one, product, place) => {
            let (name, status, limit) = setting(*one);
            map([
                kind("setting"),
                ("setting", name.into()),
                ("status", status.into()),
                ("limitMs", limit.map(|limit| limit.0).into()),
                ("product", product.name().into()),
                ("about", about(*place).into()),
            ])
        }
    }
}

fn kind(name: &'static str) -> (&'static str, Value) {
    ("kind", name.into())
}

fn close(close: Close) -> Value {
    map([
        ("code", close.code.into()),
        ("clean", close.clean.into()),
        ("errorEvent", close.error.into()),
    ])
}

fn wait(wait: &Wait) -> Value {
    let end = match wait.end {
        WaitEnd::Dropped(_) => "dropped",
        WaitEnd::Survived => "survived",
        WaitEnd::Alive => "alive",
        WaitEnd::Deaf => "deaf",
        WaitEnd::Stopped => "stopped",
    };
    map([
        kind("waited"),
        ("end", end.into()),
        ("close", wait.dropped().map(close).into()),
        ("ageMs", wait.age.0.into()),
        ("unheardMs", wait.unheard.0.into()),
        ("unsaidMs", wait.unsaid.0.into()),
        ("spannedMs", wait.spanned.0.into()),
        ("gapMs", wait.gap.0.into()),
        ("intervalMs", wait.interval.map(|interval| interval.0).into()),
        ("sent", wait.sent.into()),
        ("received", wait.received.into()),
    ])
}

fn fetch(fetch: &Fetch) -> Value {
    let (end, answer) = match &fetch.end {
        FetchEnd::NotRun => return Value::Null,
        FetchEnd::Answered(answer) => ("answered", Some(answer)),
        FetchEnd::Opaque => ("opaque", None),
        FetchEnd::Redirect => ("redirect", None),
        FetchEnd::Failed => ("failed", None),
        FetchEnd::TimedOut => ("timed-out", None),
    };
    let answer = answer.map(|answer| {
        map([
            ("status", answer.status.into()),
            ("products", list(answer.marks.iter().map(|mark| mark.name()).collect::<Vec<_>>())),
            ("body", body(answer.body).into()),
        ])
    });
    map([("end", end.into()), ("tookMs", fetch.took.0.into()), ("answer", answer.into())])
}

fn body(body: Body) -> &'static str {
    match body {
        Body::Empty => "empty",
        Body::AsksForUpgrade => "asks-for-upgrade",
        Body::GatewayPage => "gateway-page",
        Body::Html => "html",
        Body::Other => "other",
        Body::Challenge => "challenge",
        Body::UnknownSession => "unknown-session",
        Body::UnknownTransport => "unknown-transport",
    }
}

fn threw(throw: Throw) -> &'static str {
    match throw {
        Throw::Security => "security",
        Throw::Syntax => "syntax",
        Throw::Policy => "policy",
        Throw::Other => "other",
    }
}

fn skipped(why: Why) -> &'static str {
    match why {
        Why::NotGiven => "not-given",
        Why::NotNeeded => "not-needed",
        Why::WouldQueue => "would-queue",
        Why::Budget => "budget",
        Why::NoTime => "no-time",
    }
}

fn about(place: Place) -> &'static str {
    match place {
        Place::Endpoint => "endpoint",
        Place::Root => "root",
        Place::OtherPath => "other-path",
        Place::OtherHost => "other-host",
        Place::Unnamed => "unnamed",
    }
}

/// The word for a line, and the status in it.
fn line(line: Line) -> (&'static str, Option<u16>) {
    let word = match line {
        Line::Status(status) => return ("status", Some(status)),
        Line::FetchStatus(status) => return ("fetch-status", Some(status)),
        Line::Certificate(CertificateFault::Authority) => "certificate-authority",
        Line::Certificate(CertificateFault::Name) => "certificate-name",
        Line::Certificate(CertificateFault::Date) => "certificate-date",
        Line::Certificate(CertificateFault::Other) => "certificate-other",
        Line::ClosedUnanswered => "closed-unanswered",
        Line::Reset => "reset",
        Line::NotHttp => "not-http",
        Line::ConnectionRefused => "connection-refused",
        Line::NameNotResolved => "name-not-resolved",
        Line::Unreachable => "unreachable",
        Line::Disconnected => "disconnected",
        Line::UnsafePort => "unsafe-port",
        Line::TlsProtocol => "tls-protocol",
        Line::LocalNetwork => "local-network",
        Line::ForwardProxy => "forward-proxy",
        Line::BlockedByClient => "blocked-by-client",
        Line::DamagedUpgrade => "damaged-upgrade",
        Line::Subprotocol => "subprotocol",
        Line::Extension => "extension",
        Line::Http2Stream => "http2-stream",
        Line::DamagedFrame => "damaged-frame",
        Line::OwnTimeout => "own-timeout",
        Line::MixedContent => "mixed-content",
        Line::ContentPolicy => "content-policy",
        Line::CannotConnect => "cannot-connect",
        Line::Interrupted => "interrupted",
        Line::BadAnswer => "bad-answer",
        Line::FetchFailed => "fetch-failed",
    };
    (word, None)
}

fn writer(writer: Writer) -> &'static str {
    match writer {
        Writer::Nginx => "nginx",
        Writer::Haproxy => "haproxy",
        Writer::Apache => "apache",
        Writer::Caddy => "caddy",
        Writer::Envoy => "envoy",
        Writer::AccessLog => "access-log",
        Writer::Application => "application",
        Writer::Aws => "aws",
        Writer::Cloudflare => "cloudflare",
        Writer::Tool => "tool",
    }
}

/// The word for an entry, and the status or the seconds in it.
fn entry(entry: Entry) -> (&'static str, Option<u16>, Option<u32>) {
    let word = match entry {
        Entry::Answered(status) => return ("answered", Some(status), None),
        Entry::Handshake(status) => return ("handshake", Some(status), None),
        Entry::IdleLimit(seconds) => return ("idle-limit", None, Some(seconds)),
        Entry::Refused => "refused",
        Entry::NoServer => "no-server",
        Entry::Unresolved => "unresolved",
        Entry::Unreached => "unreached",
        Entry::Closed => "closed",
        Entry::Reset => "reset",
        Entry::Silent => "silent",
        Entry::Invalid => "invalid",
        Entry::HeaderTooBig => "header-too-big",
        Entry::Tls => "tls",
        Entry::Idle => "idle",
        Entry::Lost => "lost",
        Entry::ClientLeft => "client-left",
        Entry::NoRoute => "no-route",
        Entry::UpgradeOff => "upgrade-off",
        Entry::Limited => "limited",
        Entry::AuthWanted => "auth-wanted",
        Entry::Forbidden => "forbidden",
        Entry::OriginRefused => "origin-refused",
        Entry::UpgradeMissing => "upgrade-missing",
        Entry::AppFailed => "app-failed",
        Entry::SessionUnknown => "session-unknown",
        Entry::Subprotocol => "subprotocol",
        Entry::TooBig => "too-big",
        Entry::SwitchedOff => "switched-off",
        Entry::SwitchedOn => "switched-on",
        Entry::Http2Targets => "http2-targets",
        Entry::NotSticky => "not-sticky",
    };
    (word, None, None)
}

/// The word for a setting, and the status or the limit in it.
fn setting(setting: Setting) -> (&'static str, Option<u16>, Option<Millis>) {
    let word = match setting {
        Setting::Answers(status) => return ("answers", Some(status), None),
        Setting::Idle(limit) => return ("idle", None, Some(limit)),
        Setting::ServerIdle(limit) => return ("server-idle", None, Some(limit)),
        Setting::Lifetime(limit) => return ("lifetime", None, Some(limit)),
        Setting::ReloadCuts(limit) => return ("reload-cuts", None, Some(limit)),
        Setting::UpgradePassed => "upgrade-passed",
        Setting::UpgradeLost => "upgrade-lost",
        Setting::Http10 => "http-1.0",
        Setting::Http10IfOld => "http-1.0-if-old",
        Setting::Http2Backend => "http-2-backend",
        Setting::Http2Only => "http-2-only",
        Setting::RouteMissing => "route-missing",
        Setting::PathChanged => "path-changed",
        Setting::HostReplaced => "host-replaced",
        Setting::Limited => "limited",
        Setting::TlsDoubtful => "tls-doubtful",
        Setting::NotSticky => "not-sticky",
    };
    (word, None, None)
}
