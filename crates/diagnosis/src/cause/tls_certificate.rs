//! The secure connection fails: the certificate is not trusted, for another name, or out of date, or
//! the port speaks no TLS.
//!
//! Seen: nothing on the host answers over TLS; Firefox gives 1015, Chromium's console names the fault.
//! Not this: a listener that refuses HTTP/1.1 inside TLS, where plain requests work.

use crate::cause::{Case, Cause, Weight};
use crate::evidence::{Hop, Line};
use crate::reading::{Opening, Reading};
use crate::remedy::{check, haproxy, network, nginx, source};
use crate::text::Text;

pub(super) static CAUSE: Cause = Cause {
    id: "tls-certificate",
    number: 5,
    hop: Hop::Proxy,
    // The server's, or the visitor's network or device: from here that can't be told.
    side: None,
    title: Text("The certificate is not trusted, or TLS fails otherwise"),
    plain: Text(
        "A safe connection to the service is not possible: the proof of who it is can’t be trusted.",
    ),
    now: Some(Text("Check that the date and the time of this device are right.")),
    why: Text(
        "A page shows a warning that the visitor may pass; a WebSocket shows nothing and fails. A wrong clock on the device, or a program that inspects traffic, has the same effect.",
    ),
    assess,
    neighbours: &[
        (
            "host-unreachable",
            Text(
                "A host that can’t be reached fails in the same way: open its https address in a tab.",
            ),
        ),
        (
            "dns-failure",
            Text(
                "A name that can’t be found fails in the same way: open its https address in a tab.",
            ),
        ),
        ("http2-only", Text("A listener that refuses HTTP/1.1 fails for the WebSocket only.")),
    ],
    remedies: &[&nginx::CHAIN, &haproxy::CHAIN, &network::RENEW],
    checks: &[&check::CERTIFICATE, &check::TAB, &check::ISSUER],
    sources: &[source::NGINX_CHAIN, source::HANDSHAKE, source::lab("lab:tls-untrusted")],
};

fn assess(reading: &Reading<'_>, case: &mut Case) {
    let target = &reading.evidence.target;
    if !target.secure {
        return;
    }
    if reading.opening.opened() {
        case.contradicts(
            reading.handshake,
            Weight::Decisive,
            Text("the handshake succeeded over TLS"),
        );
        return;
    }
    if let Some(at) = reading.answered() {
        case.contradicts(
            at,
            Weight::Decisive,
            Text("plain requests over the same TLS port are answered"),
        );
        return;
    }
    if !reading.opening.failed() {
        return;
    }
    let named = |line| matches!(line, Line::Certificate(_));
    if let Some(at) = reading.line(named) {
        case.supports(
            at,
            Weight::Decisive,
            Text("the browser’s console names a fault of the certificate or of TLS"),
        );
    } else if let Some(at) = reading.line(|line| line == Line::TlsProtocol) {
        case.supports(
            at,
            Weight::Weak,
            Text("the browser’s console names TLS, as with a port that speaks none"),
        );
    } else if reading.told() {
        case.contradicts(
            reading.handshake,
            Weight::Strong,
            Text("the browser’s console gives another reason"),
        );
    } else if reading.opening == Opening::Tls {
        case.supports(
            reading.handshake,
            Weight::Strong,
            Text("Firefox says that TLS failed (1015)"),
        );
    } else if reading.gave_up() && reading.host_silent() {
        case.supports(
            reading.handshake,
            Weight::Weak,
            Text("nothing on this host answers over TLS"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cause::fixture::{Seen, word};
    use crate::evidence::CertificateFault;

    #[test]
    fn it_is_told_by_the_console_or_by_1015() {
        let untrusted = Line::Certificate(CertificateFault::Authority);
        for (seen, expected) in [
            (Seen::other().secure().opened().blind(), "ruled-out"),
            (Seen::other().secure().refused().unreachable(), "possible"),
            (Seen::other().secure().refused_after(1200).unreachable(), "possible"),
            (Seen::other().secure().refused().unreachable().line(untrusted), "confirmed"),
            (Seen::other().secure().refused().unreachable().line(Line::TlsProtocol), "possible"),
            (Seen::other().secure().refused().unreachable().line(Line::NameNotResolved), "none"),
            (Seen::other().secure().refused().blind().line(untrusted), "ruled-out"),
            (Seen::other().secure().firefox().tls_refused().unreachable(), "likely"),
            (Seen::other().secure().firefox().tls_refused().blind(), "ruled-out"),
            (Seen::other().refused().unreachable(), "none"),
        ] {
            assert_eq!(word(&CAUSE, seen), expected);
        }
    }
}
