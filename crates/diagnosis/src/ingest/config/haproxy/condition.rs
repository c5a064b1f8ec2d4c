//! HAProxy's conditions, for a browser's handshake: whether they hold, where that can be told.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::Reader;
use super::syntax::Section;
use crate::ingest::config::pattern::matches;
use crate::target::MASK;

impl Reader<'_> {
    /// Whether the condition behind `if` or `unless` holds; `None` if it can't be told. Without one it
    /// holds.
    pub(super) fn holds(&self, words: &[&str], section: &Section) -> Option<bool> {
        let start = words.iter().position(|word| matches!(*word, "if" | "unless"));
        let Some(start) = start else { return Some(true) };
        let found = self.any(&words[start + 1..], section)?;
        Some(found == (words[start] == "if"))
    }

    /// Alternatives of terms that all have to hold.
    fn any(&self, words: &[&str], section: &Section) -> Option<bool> {
        let mut unknown = false;
        for terms in words.split(|word| matches!(*word, "||" | "or" | "OR")) {
            match self.every(terms, section) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    }

    fn every(&self, terms: &[&str], section: &Section) -> Option<bool> {
        let mut unknown = false;
        let mut rest = terms;
        while let Some((first, others)) = rest.split_first() {
            let (mut negated, mut name) = (false, *first);
            let mut behind = others;
            if let Some(bare) = name.strip_prefix('!') {
                negated = true;
                name = bare;
                if name.is_empty() {
                    (name, behind) = others.split_first().map(|(name, rest)| (*name, rest))?;
                }
            }
            let value = if name == "{" {
                let end = behind.iter().position(|word| *word == "}")?;
                let value = self.test(&behind[..end]);
                behind = &behind[end + 1..];
                value
            } else {
                self.named(name, section)
            };
            rest = behind;
            match value.map(|value| value != negated) {
                Some(false) => return Some(false),
                Some(true) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(true)
    }

    /// A condition with a name: any of the lines that have it.
    fn named(&self, name: &str, section: &Section) -> Option<bool> {
        match name {
            "TRUE" | "HTTP" | "METH_GET" | "HTTP_1.1" | "REQ_CONTENT" => return Some(true),
            "FALSE" | "METH_POST" | "METH_OPTIONS" | "HTTP_1.0" => return Some(false),
            _ => {}
        }
        let own = section.lines.iter();
        let inherited = section.defaults.map(|at| self.sections[at].lines.iter());
        let mut all = own.chain(inherited.into_iter().flatten());
        let mut found = None;
        for line in all.by_ref().filter(|line| line.is(&["acl", name])).take(1000) {
            match self.test(&line.texts(2)) {
                Some(true) => return Some(true),
                Some(false) if found.is_none() => found = Some(Some(false)),
                Some(false) => {}
                None => found = Some(None),
            }
        }
        found?
    }

    /// One test: a sample, flags, and the values that it is compared with.
    fn test(&self, words: &[&str]) -> Option<bool> {
        let (first, rest) = words.split_first()?;
        // Converters behind a comma; only those that change no more than the case are known.
        let (sample, converters) = first.split_once(',').unwrap_or((first, ""));
        if !matches!(converters, "" | "lower" | "url_dec") {
            return None;
        }
        let (name, argument) = match sample.split_once('(') {
            Some((name, argument)) => (name, argument.trim_end_matches(')')),
            None => (sample, ""),
        };
        let name = name.strip_prefix("req.").unwrap_or(name);
        let (base, mut way) = match name.rsplit_once('_') {
            Some((base, way)) if WAYS.contains(&way) => (base, way),
            _ => (name, "str"),
        };
        let mut caseless = converters == "lower";
        let mut values = rest;
        while let Some((flag, others)) = values.split_first() {
            match *flag {
                "-i" => caseless = true,
                "-m" => {
                    let (kind, others) = others.split_first()?;
                    way = kind;
                    values = others;
                    continue;
                }
                "--" => {
                    values = others;
                    break;
                }
                "-f" | "-M" | "-u" | "-n" => return None,
                _ => break,
            }
            values = others;
        }
        match base {
            "ssl_fc" | "always_true" | "always_false" | "fc_http_major" => {
                return self.flag(base, values);
            }
            "hdr_cnt" | "hdr_len" | "hdr_val" => return None,
            _ => {}
        }
        let value = self.sample(base, argument)?;
        if way == "found" {
            return Some(value.is_some());
        }
        let Some(value) = value else { return Some(false) };
        let mut unknown = value.contains(MASK);
        for wanted in values {
            match compare(&value, wanted, way, caseless) {
                Some(true) => return Some(true),
                Some(false) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(false)
    }

    fn flag(&self, name: &str, values: &[&str]) -> Option<bool> {
        match name {
            "ssl_fc" => Some(self.over_tls()),
            "always_true" => Some(true),
            "always_false" => Some(false),
            "fc_http_major" => Some(values == ["1"]),
            _ => None,
        }
    }

    /// What a browser's handshake has there; the inner `None` is a header that it does not send.
    fn sample(&self, name: &str, argument: &str) -> Option<Option<String>> {
        Some(match name {
            "path" | "url" | "pathq" | "capture.req.uri" => Some(self.path.clone()),
            "base" => Some([&*self.target.host, &self.path].concat()),
            "method" | "capture.req.method" => Some("GET".into()),
            "dst_port" => Some(self.port().to_string()),
            "ssl_fc_sni" => self.target.secure.then(|| self.target.host.clone()),
            "hdr" | "fhdr" | "hdrs" => match argument.to_ascii_lowercase().as_str() {
                "host" => Some(self.target.authority()),
                "upgrade" => Some("websocket".into()),
                "connection" => Some("Upgrade".into()),
                "sec-websocket-version" => Some("13".into()),
                "x-forwarded-proto" if self.target.secure => Some("https".into()),
                "content-type" | "content-length" | "transfer-encoding" | "expect" => None,
                _ => return None,
            },
            _ => return None,
        })
    }
}

/// Endings of the names of samples, and what `-m` is told.
const WAYS: [&str; 8] = ["beg", "end", "sub", "dir", "dom", "reg", "str", "found"];

fn compare(value: &str, wanted: &str, way: &str, caseless: bool) -> Option<bool> {
    if way == "reg" {
        return matches(wanted, value, caseless);
    }
    let (mut value, mut wanted) = (value.to_string(), wanted.to_string());
    if caseless {
        value.make_ascii_lowercase();
        wanted.make_ascii_lowercase();
    }
    // Between what divides; the ends count as such.
    let parts = |divides: &[char]| -> bool {
        let wanted = wanted.trim_matches(divides);
        let all: Vec<&str> = value.split(divides).collect();
        let own: Vec<&str> = wanted.split(divides).collect();
        !wanted.is_empty() && all.windows(own.len()).any(|window| window == own)
    };
    Some(match way {
        // The port of a Host is not compared, as people forget it.
        "str" => value == wanted,
        "beg" => value.starts_with(&wanted),
        "end" => value.ends_with(&wanted),
        "sub" => value.contains(&wanted),
        "dir" => parts(&['/', '?']),
        "dom" => parts(&['/', '?', '.', ':']),
        _ => return None,
    })
}
