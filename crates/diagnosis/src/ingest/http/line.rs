//! One line of a head, as browsers, tools and people write it.

use crate::ingest::words::status_of;

/// The labels with which a browser's panel begins.
pub(super) const PANEL: [&str; 3] = ["Request URL", "Status Code", "Request Method"];

/// The method alone, with which Firefox's panel begins.
pub(super) fn is_method(line: &str) -> bool {
    line.trim_ascii() == "GET"
}

/// Without the marks that curl puts before what it sends and gets.
pub(super) fn bare(line: &str) -> &str {
    let marked = line.strip_prefix("> ").or_else(|| line.strip_prefix("< "));
    marked.unwrap_or(if matches!(line, ">" | "<") { "" } else { line })
}

/// `HTTP/1.1 502 Bad Gateway`: the status, and whether it came over HTTP/2 or later.
pub(super) fn answer_line(line: &str) -> Option<(u16, bool)> {
    let rest = line.trim_ascii_start().strip_prefix("HTTP/")?;
    let mut words = rest.split(' ');
    let (version, status) = (words.next()?, words.next().and_then(status_of)?);
    Some((status, version.starts_with(['2', '3'])))
}

/// `GET /ws/chat HTTP/1.1`: the path or URL.
pub(super) fn request_line(line: &str) -> Option<&str> {
    let mut words = line.split(' ');
    let (method, path, version) = (words.next()?, words.next()?, words.next()?);
    let known = ["GET", "HEAD", "POST", "OPTIONS", "CONNECT"].contains(&method);
    (known && version.starts_with("HTTP/") && words.next().is_none()).then_some(path)
}

/// `Name: value`, and whether it is one of the names that HTTP/2 has for itself.
pub(super) fn header(line: &str) -> Option<(bool, &str, &str)> {
    let line = line.trim_ascii_start();
    let rest = line.strip_prefix(':');
    let (name, value) = rest.unwrap_or(line).split_once(':')?;
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let named = !name.is_empty() && name.bytes().all(token);
    named.then_some((rest.is_some(), name, value.trim_ascii()))
}

/// A status that somebody typed, alone in its line: `502`, `status 502`, `HTTP 502 Bad Gateway`.
pub(super) fn typed(line: &str) -> Option<u16> {
    let line = line.trim_ascii();
    let mut words = line.split([' ', ':', '\t']).filter(|word| !word.is_empty()).peekable();
    while words
        .next_if(|word| {
            ["status", "code", "http", "http/1.1", "error"]
                .iter()
                .any(|lead| word.eq_ignore_ascii_case(lead))
        })
        .is_some()
    {}
    let status = words.next().and_then(status_of).filter(|status| *status < 600)?;
    // What follows is its name, and nothing else.
    let name =
        words.all(|word| word.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'-'));
    (name && line.len() < 48).then_some(status)
}

pub(super) fn label_of(line: &str) -> Option<&str> {
    let line = line.trim_ascii();
    PANEL.into_iter().find(|label| {
        line.strip_prefix(label).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    })
}
