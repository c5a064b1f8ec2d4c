//! Command lines of curl, wscat and websocat: where they lead, and whether they ask for an upgrade.

use alloc::string::String;
use alloc::vec::Vec;

use crate::ingest::sink::{Asked, Request, Sink};

/// More words than any command has.
const MOST_WORDS: usize = 400;

/// Options whose next word is no address.
const VALUED: [&str; 28] = [
    "-A",
    "-b",
    "-c",
    "-d",
    "-e",
    "-F",
    "-H",
    "-m",
    "-o",
    "-T",
    "-u",
    "-w",
    "-x",
    "-X",
    "--cacert",
    "--connect-to",
    "--connect-timeout",
    "--cookie",
    "--data",
    "--data-raw",
    "--header",
    "--max-time",
    "--output",
    "--proxy",
    "--request",
    "--resolve",
    "--user",
    "--user-agent",
];

/// The command with which a line begins, behind a prompt or not.
pub(super) fn command<'a>(line: &'a str, names: &[&str]) -> Option<&'a str> {
    let line = line.trim_ascii_start();
    let line = line.strip_prefix(['$', '#', '>', '%']).unwrap_or(line).trim_ascii_start();
    let line = line.strip_prefix("sudo ").unwrap_or(line);
    let name = line.split(' ').next()?;
    let known = names.contains(&name.strip_suffix(".exe").unwrap_or(name));
    (known && line.len() > name.len()).then_some(line)
}

/// Whether the command goes on in the next line.
pub(super) fn goes_on(line: &str) -> bool {
    line.trim_ascii_end().ends_with(['\\', '^', '`'])
}

/// What a whole command asks for; `None` if it names no address.
pub(super) fn asked(command: &str, sink: &Sink<'_>) -> Option<Asked> {
    let words = words(command);
    let (tool, words) = words.split_first()?;
    let curl = tool.starts_with("curl");
    let mut headers = Vec::new();
    let mut address = None;
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "-H" | "--header" => headers.extend(rest.next()),
            // What stands behind it is wscat's address.
            "-c" | "--connect" if !curl => address = rest.next().or(address),
            option if VALUED.contains(&option) => {
                rest.next();
            }
            option if option.starts_with('-') => {}
            word if word.contains("://") || (address.is_none() && word.contains(['.', ':'])) => {
                address = Some(rest_of(words, word)?);
            }
            _ => {}
        }
    }
    let address = address?;
    let url = if address.contains("://") { address.clone() } else { ["http://", address].concat() };
    let named = |name: &str| {
        headers.iter().any(|header| {
            header.split_once(':').is_some_and(|(one, _)| one.eq_ignore_ascii_case(name))
        })
    };
    let request = match curl {
        false => Request::Handshake,
        true if url.starts_with("ws") && !named("upgrade") => Request::Handshake,
        true if !named("upgrade") => Request::Plain,
        true if named("sec-websocket-key") && named("connection") => Request::Handshake,
        true => Request::Incomplete,
    };
    let mut asked = sink.asked(&url, request);
    // Sent to an address behind, with the name of the front.
    let host = headers.iter().find_map(|header| {
        let (name, value) = header.split_once(':')?;
        name.eq_ignore_ascii_case("host").then(|| value.trim_ascii())
    });
    if let Some(host) = host
        && asked.behind
        && !sink.target.host.eq_ignore_ascii_case(host.split(':').next().unwrap_or_default())
    {
        asked.behind = false;
        asked.place = crate::target::Place::OtherHost;
    }
    Some(asked)
}

fn rest_of<'a>(words: &'a [String], word: &str) -> Option<&'a String> {
    words.iter().find(|one| one.as_str() == word)
}

/// The words as a shell splits them.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut begun, mut quote) = (String::new(), false, None);
    let mut signs = command.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, quote) {
            ('\'' | '"', None) => (quote, begun) = (Some(sign), true),
            (sign, Some(open)) if sign == open => quote = None,
            // The marks of a line that goes on, and of Windows' quotes.
            ('\\' | '^' | '`', None) => match signs.next() {
                Some('\n') | None => {}
                Some('"') if sign == '^' => (quote, begun) = (quote.xor(Some('"')), true),
                Some(next) => {
                    word.push(next);
                    begun = true;
                }
            },
            ('\\', Some('"')) => word.extend(signs.next()),
            ('$', None) if signs.peek() == Some(&'\'') => {}
            (sign, None) if sign.is_ascii_whitespace() => {
                if begun {
                    words.push(core::mem::take(&mut word));
                    begun = false;
                }
                if words.len() == MOST_WORDS {
                    return words;
                }
            }
            ('|' | ';', None) => break,
            (sign, _) => {
                word.push(sign);
                begun = true;
            }
        }
    }
    if begun {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::fixture::target;
    use crate::target::Place;

    #[test]
    fn a_command_tells_where_it_leads_and_what_it_asks_for() {
        let target = target();
        let sink = Sink::new(&target, crate::ingest::Run::default());
        let ws = "-H 'Connection: Upgrade' -H 'Upgrade: websocket' -H 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='";
        for (text, place, handshake, behind) in [
            (
                alloc::format!(
                    "curl -i {ws} -H 'Origin: https://a.example' https://chat.example.com/ws/chat"
                ),
                Place::Endpoint,
                Request::Handshake,
                false,
            ),
            (
                alloc::format!(
                    "curl 'wss://chat.example.com/ws/chat' \\\n  {ws} \\\n  --compressed"
                ),
                Place::Endpoint,
                Request::Handshake,
                false,
            ),
            (
                "curl -i -H \"Upgrade: websocket\" https://chat.example.com/ws/chat".into(),
                Place::Endpoint,
                Request::Incomplete,
                false,
            ),
            (
                "curl -sS https://chat.example.com/ | head -12".into(),
                Place::Root,
                Request::Plain,
                false,
            ),
            ("curl -i localhost:8000/ws/chat".into(), Place::Endpoint, Request::Plain, true),
            (
                alloc::format!(
                    "curl -i {ws} -H 'Host: chat.example.com' http://10.0.0.9:8000/ws/chat"
                ),
                Place::Endpoint,
                Request::Handshake,
                true,
            ),
            (
                alloc::format!(
                    "curl -i {ws} -H 'Host: other.example.com' http://10.0.0.9:8000/ws/chat"
                ),
                Place::OtherHost,
                Request::Handshake,
                false,
            ),
            ("curl http://10.0.0.9:8000/health".into(), Place::OtherHost, Request::Plain, false),
            (
                "wscat -c wss://chat.example.com/ws/chat".into(),
                Place::Endpoint,
                Request::Handshake,
                false,
            ),
            (
                "websocat -v wss://chat.example.com/ws/chat".into(),
                Place::Endpoint,
                Request::Handshake,
                false,
            ),
        ] {
            let asked = asked(&text, &sink).expect("an address");
            assert_eq!((asked.place, asked.behind), (place, behind), "{text}");
            assert!(asked.request == handshake, "{text}");
        }
        assert!(asked("curl --version", &sink).is_none());
    }
}
