//! Which addresses a visitor may type, or a link may fill in.
//!
//! The deployment's own targets are not judged here: whoever names one knows what it is.

use diagnosis::address::is_private;
use diagnosis::target::{Endpoint, UrlParts};

use crate::request::Parse;
use crate::value::quoted;

/// What a deployment allows besides its own targets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Nothing.
    Nothing,
    /// Any host, on the ports that the web uses.
    Anything,
    /// What one of these patterns fits.
    Hosts(Vec<Pattern>),
}

/// Hosts and their ports, as `config.json` writes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    hosts: Hosts,
    port: Port,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    Any,
    /// With one label or more before this one.
    Below(String),
    Only(String),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Port {
    /// That of the scheme.
    Usual,
    Any,
    Only(u16),
}

/// Where web servers listen. What listens elsewhere is not for a link to reach.
const WEB_PORTS: [u16; 4] = [80, 443, 8080, 8443];

impl Typed {
    /// Whether there is anything to type.
    pub fn is_any(&self) -> bool {
        *self != Typed::Nothing
    }

    /// What was expected instead of this address, where it may not be typed.
    ///
    /// Whether it may be private is asked elsewhere: who allows that has servers on any port.
    pub fn expects(&self, parts: &UrlParts) -> Option<&'static str> {
        let usual = usual(parts);
        let port = parts.port.unwrap_or(usual);
        match self {
            Typed::Anything if WEB_PORTS.contains(&port) || is_private(&parts.host) => None,
            Typed::Anything => Some("port 80, 443, 8080 or 8443"),
            Typed::Hosts(patterns)
                if patterns.iter().any(|one| one.fits(&parts.host, port, usual)) =>
            {
                None
            }
            _ => Some("a host and port that this page may check"),
        }
    }
}

/// The port that a scheme has by itself.
fn usual(parts: &UrlParts) -> u16 {
    if parts.scheme == "wss" { 443 } else { 80 }
}

impl Pattern {
    /// A pattern as it is written: `chat.example.com`, `*.example.com` or `*`; behind it `:8443` or
    /// `:*`, for another port than the scheme's own.
    pub fn read(text: &str) -> Option<Pattern> {
        // An IPv6 address has colons of its own, but ends with its bracket.
        let (hosts, port) = match text.rsplit_once(':').filter(|_| !text.ends_with(']')) {
            None => (text, Port::Usual),
            Some((hosts, "*")) => (hosts, Port::Any),
            Some((hosts, port)) => (hosts, Port::Only(number(port)?)),
        };
        let hosts = match hosts.strip_prefix('*') {
            None => Hosts::Only(name(hosts)?),
            Some("") => Hosts::Any,
            Some(below) => Hosts::Below(name(below.strip_prefix('.')?)?),
        };
        Some(Pattern { hosts, port })
    }

    /// What is wrong with a pattern that fits no address as a URL parser prints it.
    pub fn mistake(&self, parse: Parse<'_>) -> Option<String> {
        let (Hosts::Below(name) | Hosts::Only(name)) = &self.hosts else { return None };
        let port = match self.port {
            Port::Only(port) => [":", &port.to_string()].concat(),
            Port::Usual | Port::Any => String::new(),
        };
        let parts = parse(&["wss://", name, &port].concat());
        match parts {
            Some(parts) if parts.host == *name => {
                Endpoint::new(parts, true).err().map(|error| error.to_string())
            }
            parts => {
                let wanted = parts.map_or("a host".into(), |parts| quoted(&parts.host));
                Some(["expected ", &wanted, ", found ", &quoted(name)].concat())
            }
        }
    }

    fn fits(&self, host: &str, port: u16, usual: u16) -> bool {
        // The dot at the end of a name that is whole.
        let host = host.strip_suffix('.').unwrap_or(host);
        let fits = match &self.hosts {
            Hosts::Any => true,
            Hosts::Only(name) => host == name,
            Hosts::Below(name) => host
                .strip_suffix(&name[..])
                .and_then(|before| before.strip_suffix('.'))
                .is_some_and(|before| !before.is_empty()),
        };
        fits && match self.port {
            Port::Usual => port == usual,
            Port::Any => true,
            Port::Only(own) => port == own,
        }
    }
}

/// A name or an address in the letters that parsers print.
fn name(text: &str) -> Option<String> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    let plain = match bare {
        Some(bare) => bare.bytes().all(|byte| byte == b':' || byte.is_ascii_hexdigit()),
        None => text.split('.').all(|label| {
            !label.is_empty() && label.bytes().all(|byte| b"-_".contains(&byte) || small(byte))
        }),
    };
    plain.then(|| text.to_owned())
}

fn small(byte: u8) -> bool {
    byte.is_ascii_lowercase() || byte.is_ascii_digit()
}

/// A port without signs and zeros before it.
fn number(text: &str) -> Option<u16> {
    text.parse().ok().filter(|port: &u16| port.to_string() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(patterns: &[&str]) -> Typed {
        Typed::Hosts(patterns.iter().map(|text| Pattern::read(text).expect(text)).collect())
    }

    /// As a parser gives it: without the port that the scheme has by itself.
    fn parts(url: &str) -> UrlParts {
        let (scheme, rest) = url.split_once("://").expect("it has a scheme");
        let (host, port) = match rest.rsplit_once(':').filter(|_| !rest.ends_with(']')) {
            Some((host, port)) => (host, port.parse().ok()),
            None => (rest, None),
        };
        UrlParts { scheme: scheme.into(), host: host.into(), port, ..UrlParts::default() }
    }

    #[test]
    fn a_pattern_fits_its_hosts_and_ports_and_no_others() {
        for (pattern, url, fits) in [
            ("chat.example.com", "wss://chat.example.com", true),
            ("chat.example.com", "ws://chat.example.com", true),
            ("chat.example.com", "wss://chat.example.com.", true),
            ("chat.example.com", "wss://chat.example.com:8443", false),
            ("chat.example.com", "ws://chat.example.com:443", false),
            ("chat.example.com", "wss://a.chat.example.com", false),
            ("chat.example.com", "wss://chat.example.com.evil.example", false),
            ("*.example.com", "wss://a.example.com", true),
            ("*.example.com", "wss://b.a.example.com", true),
            ("*.example.com", "wss://example.com", false),
            ("*.example.com", "wss://.example.com", false),
            ("*.example.com", "wss://evilexample.com", false),
            ("*.example.com", "wss://a.example.com.evil.example", false),
            ("*.example.com:8443", "wss://a.example.com:8443", true),
            ("*.example.com:8443", "wss://a.example.com", false),
            ("chat.example.com:443", "wss://chat.example.com", true),
            ("chat.example.com:443", "ws://chat.example.com", false),
            ("chat.example.com:*", "ws://chat.example.com:9000", true),
            ("chat.example.com:*", "ws://other.example.com:9000", false),
            ("*", "wss://anything.example", true),
            ("*", "wss://anything.example:8443", false),
            ("*:9443", "wss://anything.example:9443", true),
            ("[2001:db8::1]:8080", "ws://[2001:db8::1]:8080", true),
            ("[2001:db8::1]", "wss://[2001:db8::1]", true),
            ("[2001:db8::1]", "wss://[2001:db8::2]", false),
        ] {
            let expected = typed(&[pattern]).expects(&parts(url));
            assert_eq!(expected.is_none(), fits, "{pattern} and {url}");
        }
    }

    #[test]
    fn one_pattern_of_several_suffices() {
        let both = typed(&["a.example", "b.example:81"]);
        assert_eq!(both.expects(&parts("wss://a.example")), None);
        assert_eq!(both.expects(&parts("ws://b.example:81")), None);
        assert!(both.expects(&parts("ws://a.example:81")).is_some());
    }

    #[test]
    fn without_patterns_only_the_ports_of_the_web_are_open() {
        for port in [80, 443, 8080, 8443] {
            for scheme in ["ws", "wss"] {
                let parts =
                    UrlParts { port: Some(port), ..parts(&[scheme, "://a.example"].concat()) };
                assert_eq!(Typed::Anything.expects(&parts), None, "{scheme} and {port}");
            }
        }
        for port in [0, 22, 81, 3306, 5432, 6379, 8081, 9200, 65535] {
            let parts = UrlParts { port: Some(port), ..parts("wss://a.example") };
            assert!(Typed::Anything.expects(&parts).is_some(), "{port}");
        }
        // Where private hosts may be typed at all, they are whoever's runs this page.
        assert_eq!(Typed::Anything.expects(&parts("ws://127.0.0.1:9000")), None);
        assert!(Typed::Nothing.expects(&parts("wss://a.example")).is_some());
    }

    #[test]
    fn what_is_no_pattern_is_refused() {
        for text in [
            "",
            ".",
            "*.",
            "a.",
            ".a",
            "a..b",
            "**",
            "*a.example",
            "a.*.example",
            "*.*",
            "Chat.example",
            "münchen.example",
            "a b",
            "wss://a.example",
            "a.example/ws",
            "ann@a.example",
            "a.example:",
            "a.example:x",
            "a.example:65536",
            "a.example:+80",
            "a.example:080",
            "a.example:80:80",
            ":80",
            "[::1",
            "::1",
            "[*]",
            "[]x",
            "*:",
        ] {
            assert_eq!(Pattern::read(text), None, "{text}");
        }
    }

    #[test]
    fn a_pattern_is_written_as_parsers_print_it() {
        let parse = |text: &str| {
            let mut parts = parts(text);
            // What a parser does to numbers.
            parts.host = parts.host.replace("0x7f.1", "127.0.0.1");
            (parts.host != "[1]").then_some(parts)
        };
        for (text, expected) in [
            ("chat.example.com:8443", None),
            ("*.example.com", None),
            ("*:*", None),
            ("0x7f.1", Some(r#"expected "127.0.0.1", found "0x7f.1""#)),
            ("[1]", Some(r#"expected a host, found "[1]""#)),
            (
                "a.example:25",
                Some(
                    "expected a port that browsers connect to, found 25, which every browser refuses",
                ),
            ),
        ] {
            let pattern = Pattern::read(text).expect(text);
            assert_eq!(pattern.mistake(&parse).as_deref(), expected, "{text}");
        }
    }
}
