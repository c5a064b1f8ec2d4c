//! Which addresses a visitor may type or a link fill in, and what has to be confirmed first.
//!
//! The program that runs a check asks this before it begins. The deployment's own targets are not
//! judged here: whoever names one knows what it is.

use diagnosis::address::is_private;
use diagnosis::target::{Endpoint, UrlParts};
use diagnosis::text::Text;

use crate::config::{HOST, Mistake, Typed, field_of, index_path};
use crate::destination::Destination;
use crate::exchange::{Hindrance, Start};
use crate::request::{Field, Parse, Problem, request};
use crate::value::quoted;

/// Where web servers listen. What listens elsewhere is not for a link to reach.
const WEB_PORTS: [u16; 4] = [80, 443, 8080, 8443];

/// Why a check must not begin, if there is a reason.
pub fn hindrance(start: &Start, parse: Parse<'_>) -> Option<Hindrance> {
    let endpoint = match request(&start.draft, start.private, parse) {
        Ok(request) => request.endpoint,
        Err(problems) => return Some(problematic(problems, start.typed.is_none())),
    };
    let allowed = match allowed(start.typed.as_ref()?, parse) {
        Ok(allowed) => allowed,
        Err(mistake) => return Some(misconfigured(mistake.told())),
    };
    let ways = endpoint.bypasses.iter().filter_map(|(hop, way)| Some((field_of(*hop)?, way)));
    let control = endpoint.control.iter().map(|control| (Field::Control, &**control));
    let refused = [(Field::Address, &endpoint)]
        .into_iter()
        .chain(ways)
        .chain(control)
        .find_map(|(field, endpoint)| allowed.refuses(field, endpoint));
    match (refused, Destination::new(endpoint.parts())) {
        (Some(problem), _) => Some(Hindrance::Refused(vec![problem])),
        (None, Some(place)) if start.asked => Some(Hindrance::Confirm(place.told())),
        _ => None,
    }
}

/// What no visitor can mend, since the deployment has named it, is for whoever runs the page.
fn problematic(problems: Vec<Problem>, named: bool) -> Hindrance {
    match problems.iter().find(|problem| named && !Field::WAITS.contains(&problem.field)) {
        Some(Problem { field, message, .. }) => {
            misconfigured([field.key(), ": ", &message.english()].concat())
        }
        None => Hindrance::Refused(problems),
    }
}

fn misconfigured(mistake: String) -> Hindrance {
    let said = Text("This page is not set up correctly: {mistake}");
    Hindrance::Said(said.with("mistake", mistake).into())
}

/// The first mistake in the hosts that may be typed.
pub fn mistake(typed: &Typed, parse: Parse<'_>) -> Option<Mistake> {
    let Typed::Hosts(lines) = typed else { return None };
    allowed(lines, parse).err()
}

/// What may be typed, with its patterns read; none for any host on the ports of the web.
struct Allowed(Vec<Pattern>);

fn allowed(lines: &str, parse: Parse<'_>) -> Result<Allowed, Mistake> {
    if lines.is_empty() {
        return Ok(Allowed(Vec::new()));
    }
    let patterns = lines.split('\n').enumerate().map(|(index, text)| {
        let mistake = |message| Mistake::new(index_path("allowTyped", index), message);
        let pattern = Pattern::read(text)
            .ok_or_else(|| mistake(["expected ", HOST, ", found ", &quoted(text)].concat()))?;
        pattern.mistake(parse).map_or(Ok(pattern), |message| Err(mistake(message)))
    });
    Ok(Allowed(patterns.collect::<Result<_, _>>()?))
}

impl Allowed {
    /// What is wrong with this address.
    fn refuses(&self, field: Field, endpoint: &Endpoint) -> Option<Problem> {
        let expected = self.expects(endpoint.parts())?;
        let found = endpoint.target.authority();
        Some(Problem { field, message: expected.with("found", found).into(), offer: None })
    }

    /// What was expected instead, where an address may not be typed.
    ///
    /// Whether it may be private is asked elsewhere: who allows that has servers on any port.
    fn expects(&self, parts: &UrlParts) -> Option<Text> {
        let usual = if parts.scheme == "wss" { 443 } else { 80 };
        let port = parts.port.unwrap_or(usual);
        let (fits, expected) = if self.0.is_empty() {
            let web = WEB_PORTS.contains(&port) || is_private(&parts.host);
            (
                web,
                Text(
                    "expected port 80, 443, 8080 or 8443, found {found}; whoever runs this page can allow it in its configuration",
                ),
            )
        } else {
            let fits = self.0.iter().any(|one| one.fits(&parts.host, port, usual));
            (
                fits,
                Text(
                    "expected a host and port that this page may check, found {found}; whoever runs this page can allow it in its configuration",
                ),
            )
        };
        (!fits).then_some(expected)
    }
}

/// Hosts and their ports, as `config.json` writes them.
#[derive(Debug, PartialEq, Eq)]
struct Pattern {
    hosts: Hosts,
    port: Port,
}

#[derive(Debug, PartialEq, Eq)]
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

impl Pattern {
    /// A pattern as it is written: `chat.example.com`, `*.example.com` or `*`; behind it `:8443` or
    /// `:*`, for another port than the scheme's own.
    fn read(text: &str) -> Option<Pattern> {
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
    fn mistake(&self, parse: Parse<'_>) -> Option<String> {
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
    use crate::request::Draft;

    const ANY: Allowed = Allowed(Vec::new());

    fn typed(patterns: &[&str]) -> Allowed {
        Allowed(patterns.iter().map(|text| Pattern::read(text).expect(text)).collect())
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
                assert_eq!(ANY.expects(&parts), None, "{scheme} and {port}");
            }
        }
        for port in [0, 22, 81, 3306, 5432, 6379, 8081, 9200, 65535] {
            let parts = UrlParts { port: Some(port), ..parts("wss://a.example") };
            assert!(ANY.expects(&parts).is_some(), "{port}");
        }
        // Where private hosts may be typed at all, they are whoever's runs this page.
        assert_eq!(ANY.expects(&parts("ws://127.0.0.1:9000")), None);
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

    /// Splits as much of a URL as these tests need.
    fn split(text: &str) -> Option<UrlParts> {
        let start = text.find("://")? + 3;
        let (address, path) =
            text.split_at(text[start..].find('/').map_or(text.len(), |at| start + at));
        Some(UrlParts { path: path.into(), ..parts(address) })
    }

    fn start(address: &str, typed: Option<&str>) -> Start {
        let mut draft = Draft::default();
        draft.set(Field::Address, address.into());
        let typed = typed.map(str::to_owned);
        Start { draft, private: true, trace: false, typed, asked: false }
    }

    #[test]
    fn what_a_visitor_types_is_held_against_what_the_deployment_allows() {
        let listed = Some("chat.example.com\necho.example.net:*");
        let any = Some("");
        let web = "expected port 80, 443, 8080 or 8443, found ";
        let host = "expected a host and port that this page may check, found ";
        for (address, typed, refused) in [
            ("wss://chat.example.com/ws", any, ""),
            ("wss://chat.example.com:8443/ws", any, ""),
            ("wss://chat.example.com:9000/ws", any, web),
            ("ws://127.0.0.1:9000/ws", any, ""),
            ("wss://chat.example.com/ws", listed, ""),
            ("wss://chat.example.com:8443/ws", listed, host),
            ("wss://evil.example/ws", listed, host),
            // A list says nothing of private hosts that it does not name.
            ("ws://127.0.0.1/ws", listed, host),
            ("ws://evil.example:9000/ws", None, ""),
        ] {
            match hindrance(&start(address, typed), &split) {
                None => assert_eq!(refused, "", "{address}"),
                Some(Hindrance::Refused(problems)) => {
                    let problem = &problems[0];
                    let message = problem.message.english();
                    let found = message.strip_prefix(refused).filter(|_| !refused.is_empty());
                    assert!(
                        found.is_some_and(|found| address
                            .contains(found.split(';').next().expect("it has a beginning"))),
                        "{address}: {problem:?}"
                    );
                    assert_eq!(problem.field, Field::Address);
                }
                other => panic!("{address}: {other:?}"),
            }
        }
        for field in [Field::BypassCdn, Field::BypassProxy, Field::Control] {
            for (way, refused) in
                [("ws://echo.example.net:9000/", false), ("wss://evil.example/", true)]
            {
                let mut start = start("wss://chat.example.com/ws", listed);
                start.draft.set(field, way.into());
                let found = match hindrance(&start, &split) {
                    Some(Hindrance::Refused(problems)) => Some(problems[0].field),
                    _ => None,
                };
                assert_eq!(found, refused.then_some(field), "{way}");
            }
        }
    }

    #[test]
    fn what_is_wrong_with_the_form_is_told_to_who_can_mend_it() {
        let problems = |typed: Option<&str>, fields: &[(Field, &str)]| {
            let mut start = start("wss://chat.example.com/ws", typed);
            for (field, text) in fields {
                start.draft.set(*field, (*text).into());
            }
            hindrance(&start, &split)
        };
        let both = [(Field::Control, "nonsense"), (Field::Heartbeat, "often")];
        let Some(Hindrance::Refused(refused)) = problems(Some(""), &both) else {
            panic!("a visitor can mend what was typed")
        };
        assert_eq!([refused[0].field, refused[1].field], both.map(|(field, _)| field));
        // Of a named target, the form has no more than the waits.
        let Some(Hindrance::Refused(refused)) = problems(None, &both[1..]) else {
            panic!("a visitor can mend the waits")
        };
        assert_eq!(refused[0].field, Field::Heartbeat);
        let Some(Hindrance::Said(said)) = problems(None, &both) else {
            panic!("no visitor can mend a control that the deployment names")
        };
        let expected = "This page is not set up correctly: control: expected ";
        assert!(said.english().starts_with(expected), "{said:?}");
    }

    #[test]
    fn what_a_link_has_filled_in_is_confirmed_first() {
        for typed in ["", "xn--80ak6aa92e.com"] {
            let start = Start { asked: true, ..start("wss://xn--80ak6aa92e.com/ws", Some(typed)) };
            let Some(Hindrance::Confirm(told)) = hindrance(&start, &split) else {
                panic!("it must be confirmed")
            };
            assert_eq!(told.place.english(), "xn--80ak6aa92e.com, port 443");
            assert!(told.trap.english().starts_with("The part with xn--"), "{:?}", told.trap);
            assert_eq!(hindrance(&Start { asked: false, ..start }, &split), None);
        }
        // What may not be checked is not asked for.
        let refused = Start { asked: true, ..start("wss://a.example:81/", Some("")) };
        assert!(matches!(hindrance(&refused, &split), Some(Hindrance::Refused(_))));
    }

    #[test]
    fn a_pattern_that_is_none_is_told_with_its_path() {
        let typed = "a.example\nhttps://b.example";
        let expected = r#"This page is not set up correctly: allowTyped[1]: expected a host such as "chat.example.com", "*.example.com" or "chat.example.com:8443" in small letters, found "https://b.example""#;
        match hindrance(&start("wss://a.example/", Some(typed)), &split) {
            Some(Hindrance::Said(said)) => assert_eq!(said.english(), expected),
            other => panic!("{other:?}"),
        }
    }
}
