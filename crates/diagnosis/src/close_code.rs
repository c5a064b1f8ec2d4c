//! What each close code means, for who sees it and for who runs the service.
//!
//! Sources: RFC 6455, section 7.4, and the registry of the IANA; what browsers show is from Chromium
//! 156 and Firefox 153.

use crate::remedy::{Source, source};
use crate::text::Text;

/// What a close code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseMeaning {
    /// What the registry calls it, or its range.
    pub name: &'static str,
    /// For who sees it: one sentence.
    pub plain: Text,
    /// For who runs the service.
    pub exact: Text,
    /// Whose close frame may hold it.
    pub sender: Sender,
    /// Where it is defined.
    pub source: Source,
}

/// Who may put a code into a close frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// Either side.
    Either,
    /// The client.
    Client,
    /// The server.
    Server,
    /// Nobody: it is never on the wire, or has no meaning there.
    Nobody,
}

const IANA: Source = Source {
    title: "IANA: WebSocket close codes",
    at: "https://www.iana.org/assignments/websocket/websocket.xhtml#close-code-number",
};

/// The meaning of `code`. Every code has one: those that nobody defined say so.
pub fn meaning(code: u16) -> CloseMeaning {
    let (name, sender, plain, exact) = match code {
        0..=999 => (
            "Unused",
            Sender::Nobody,
            Text("The service gave a reason that has no meaning."),
            Text(
                "RFC 6455 does not use these. A faulty server sends them; browsers show them as they are.",
            ),
        ),
        1000 => (
            "Normal Closure",
            Sender::Either,
            Text("The service ended the connection in good order."),
            Text(
                "It was ended on purpose, and all is said. Some platforms end idle connections so, too.",
            ),
        ),
        1001 => (
            "Going Away",
            Sender::Either,
            Text("The service went away: it stops or restarts."),
            Text(
                "A server stops, or a page is left. Caddy sends it at each reload of its configuration.",
            ),
        ),
        1002 => (
            "Protocol error",
            Sender::Either,
            Text("The service did not understand what arrived."),
            Text("A frame broke RFC 6455: a library is at fault, or a hop that changes frames."),
        ),
        1003 => (
            "Unsupported Data",
            Sender::Either,
            Text("The service does not take this kind of message."),
            Text("Text where only binary is taken, or binary where only text is."),
        ),
        1004 => (
            "Reserved",
            Sender::Nobody,
            Text("The service gave a reason that has no meaning."),
            Text("Reserved, and not defined. Only a faulty server sends it."),
        ),
        1005 => (
            "No Status Received",
            Sender::Nobody,
            Text("The service ended the connection and gave no reason."),
            Text("Never on the wire: the browser shows it for a close frame without a code."),
        ),
        1006 => (
            "Abnormal Closure",
            Sender::Nobody,
            Text("The connection broke off without a word."),
            Text(
                "Never on the wire: the browser shows it where no close frame came. Failed handshakes, limits of proxies, crashes and lost networks all look so.",
            ),
        ),
        1007 => (
            "Invalid frame payload data",
            Sender::Either,
            Text("The service could not read a message."),
            Text("Data that its type forbids, such as text that is not UTF-8."),
        ),
        1008 => (
            "Policy Violation",
            Sender::Either,
            Text("The service does not allow this."),
            Text("A rule of the application: mostly its login or a rate limit."),
        ),
        1009 => (
            "Message Too Big",
            Sender::Either,
            Text("A message was too big for the service."),
            Text(
                "Over the receiver’s limit. AWS API Gateway takes frames of 32 KB and messages of 128 KB.",
            ),
        ),
        1010 => (
            "Mandatory Extension",
            Sender::Client,
            Text("The service lacks something that this program needs."),
            Text("A client wanted an extension, and the server did not agree to it."),
        ),
        1011 => (
            "Internal Error",
            Sender::Either,
            Text("The service had an error of its own."),
            Text(
                "An exception: see its log. Python servers add “keepalive ping timeout” where their pings went unanswered.",
            ),
        ),
        1012 => (
            "Service Restart",
            Sender::Server,
            Text("The service restarts."),
            Text("A restart or a deployment; Uvicorn sends it when it stops."),
        ),
        1013 => (
            "Try Again Later",
            Sender::Server,
            Text("The service is too busy; it may work later."),
            Text("Overload: the server asks clients to come back later, or elsewhere."),
        ),
        1014 => (
            "Bad Gateway",
            Sender::Server,
            Text("A server behind the service did not answer as it should."),
            Text("A gateway got no valid answer from upstream, like HTTP status 502."),
        ),
        1015 => (
            "TLS handshake",
            Sender::Nobody,
            Text("No secure connection came about."),
            Text(
                "Never on the wire: TLS failed, mostly by the certificate. Firefox shows it; Chromium shows 1006.",
            ),
        ),
        1016..=2999 => (
            "Unassigned",
            Sender::Nobody,
            Text("The service gave a reason that has no meaning."),
            Text(
                "Kept for later versions and extensions of the protocol. Browsers show it as it is.",
            ),
        ),
        3000 => (
            "Unauthorized",
            Sender::Server,
            Text("The service asks for a login."),
            Text("Registered: credentials are missing or wrong, like HTTP status 401."),
        ),
        3003 => (
            "Forbidden",
            Sender::Server,
            Text("The service does not allow this."),
            Text("Registered: permission is missing, like HTTP status 403."),
        ),
        3008 => (
            "Timeout",
            Sender::Either,
            Text("Something took too long for the service."),
            Text("Registered: the other side was too slow, or silent for too long."),
        ),
        3001..=3999 => (
            "Of a library",
            Sender::Either,
            Text("The software of the service ended the connection for a reason of its own."),
            Text(
                "For libraries and frameworks, registered with IANA: their documentation says what it means.",
            ),
        ),
        4000..=4999 => (
            "Of the application",
            Sender::Either,
            Text("The application ended the connection for a reason of its own."),
            Text("Private: only the application’s code or documentation says what it means."),
        ),
        5000.. => (
            "Out of range",
            Sender::Nobody,
            Text("The service gave a reason that has no meaning."),
            Text("RFC 6455 ends at 4999. A faulty server sends it; browsers show it as it is."),
        ),
    };
    let source = match code {
        1012..=1014 | 3000..=3999 => IANA,
        _ => source::CLOSE_CODES,
    };
    CloseMeaning { name, plain, exact, sender, source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_meaning_for_both_readers() {
        for code in 0..=u16::MAX {
            let meaning = meaning(code);
            assert!(!meaning.name.is_empty(), "{code}");
            for text in [meaning.plain.0, meaning.exact.0] {
                assert!(text.ends_with('.') && !text.contains(['{', '}', '!']), "{code}: {text}");
            }
            assert!(meaning.source.at.starts_with("https://"), "{code}");
        }
    }

    #[test]
    fn the_codes_of_the_protocol_are_told_apart() {
        for code in 1000..=1015 {
            for other in (1000..=1015).filter(|other| *other != code) {
                assert_ne!(meaning(code).name, meaning(other).name);
                assert_ne!(meaning(code).exact, meaning(other).exact);
            }
        }
    }

    #[test]
    fn what_may_be_on_the_wire_is_as_the_standard_says() {
        for (codes, expected) in [
            (&[0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535][..], Sender::Nobody),
            (&[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1011], Sender::Either),
            (&[3001, 3999, 4000, 4999], Sender::Either),
            (&[1010], Sender::Client),
            (&[1012, 1013, 1014, 3000, 3003], Sender::Server),
        ] {
            for code in codes {
                assert_eq!(meaning(*code).sender, expected, "{code}");
            }
        }
        for code in [1005, 1006, 1015] {
            assert!(meaning(code).exact.0.starts_with("Never on the wire"), "{code}");
        }
    }

    #[test]
    fn each_range_begins_and_ends_where_the_standard_says() {
        for (first, last, name) in [
            (0, 999, "Unused"),
            (1016, 2999, "Unassigned"),
            (3001, 3999, "Of a library"),
            (4000, 4999, "Of the application"),
            (5000, 65_535, "Out of range"),
        ] {
            assert_eq!([meaning(first).name, meaning(last).name], [name, name]);
        }
    }
}
