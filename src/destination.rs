//! Where an address leads, told so that nobody takes it for another.

use std::net::Ipv4Addr;

use diagnosis::target::UrlParts;
use diagnosis::text::Text;
use sheet::saying::Saying;

use crate::exchange::Told;

/// Where an address leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The host, as a URL parser prints it: without capitals and without letters of other scripts.
    pub host: String,
    /// The port, also where it is the scheme's own.
    pub port: u16,
}

/// What an eye can mistake in a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trap {
    /// Letters of other scripts, which can look like those of a name that is known.
    Letters,
    /// A number, which does not say whose it is.
    Number,
    /// So many parts that the end, which says whose it is, is easily overlooked.
    Parts,
}

/// A name of more parts begins with what looks like a name as often as not.
const MOST_PARTS: usize = 4;

impl Destination {
    /// Where these parts of a URL lead; `None` where no socket could be meant.
    pub fn new(parts: &UrlParts) -> Option<Destination> {
        let usual = match parts.scheme.as_str() {
            "wss" | "https" => 443,
            "ws" | "http" => 80,
            _ => return None,
        };
        Some(Destination { host: parts.host.clone(), port: parts.port.unwrap_or(usual) })
    }

    /// What a visitor is told before it is confirmed: host and port, and what an eye can mistake.
    pub fn told(&self) -> Told {
        let trap = match self.trap() {
            None => Saying::default(),
            Some(Trap::Letters) => {
                Text("The part with xn-- stands for letters of another script, which can look just like those of a name you know.").into()
            }
            Some(Trap::Number) => {
                Text("It is a number, which does not say whose it is.").into()
            }
            Some(Trap::Parts) => {
                Text("It has many parts. Read it from its end: the last ones say whose it is, and the first ones can say anything.").into()
            }
        };
        let place = Text("{host}, port {port}").with("host", &self.host).with("port", self.port);
        Told { place: place.into(), trap }
    }

    /// What an eye can mistake in it.
    fn trap(&self) -> Option<Trap> {
        let host = self.host.trim_end_matches('.');
        if host.starts_with('[') || host.parse::<Ipv4Addr>().is_ok() {
            Some(Trap::Number)
        } else if host.split('.').any(|part| part.starts_with("xn--")) {
            Some(Trap::Letters)
        } else if host.split('.').count() > MOST_PARTS {
            Some(Trap::Parts)
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn destination(scheme: &str, host: &str, port: Option<u16>) -> Option<Destination> {
        let parts =
            UrlParts { scheme: scheme.into(), host: host.into(), port, ..UrlParts::default() };
        Destination::new(&parts)
    }

    #[test]
    fn a_destination_has_its_port_even_where_an_address_leaves_it_out() {
        for (scheme, port, expected) in [
            ("wss", None, 443),
            ("https", None, 443),
            ("ws", None, 80),
            ("http", None, 80),
            ("wss", Some(8443), 8443),
        ] {
            let found = destination(scheme, "a.example", port).expect("it leads somewhere");
            assert_eq!(found, Destination { host: "a.example".into(), port: expected }, "{scheme}");
        }
        assert_eq!(destination("ftp", "a.example", None), None);
    }

    #[test]
    fn what_an_eye_can_mistake_is_named() {
        for (host, trap) in [
            ("chat.example.com", None),
            ("a.chat.example.com", None),
            // аррӏе.com in Cyrillic letters.
            ("xn--80ak6aa92e.com", Some(Trap::Letters)),
            ("chat.xn--mnchen-3ya.example.", Some(Trap::Letters)),
            ("203.0.113.7", Some(Trap::Number)),
            ("203.0.113.7.", Some(Trap::Number)),
            ("[2001:db8::1]", Some(Trap::Number)),
            ("www.bank.com.login.evil.example", Some(Trap::Parts)),
        ] {
            let found = destination("wss", host, None).expect("it leads somewhere");
            assert_eq!(found.trap(), trap, "{host}");
        }
    }
}
