//! Small steps that several readers of lines take.

/// What stands between `lead` and the next `end`.
pub(super) fn between<'a>(text: &'a str, lead: &str, end: char) -> Option<&'a str> {
    let rest = &text[text.find(lead)? + lead.len()..];
    Some(&rest[..rest.find(end)?])
}

/// The path of a request line as logs write it: `GET /ws/chat?a=1 HTTP/1.1`.
pub(super) fn path_of(request: &str) -> Option<&str> {
    let mut words = request.split(' ');
    let (method, path) = (words.next()?, words.next()?);
    let named = !method.is_empty() && method.bytes().all(|byte| byte.is_ascii_uppercase());
    // Proxies may write the whole URL.
    let path = match path.split_once("://") {
        Some((_, rest)) => &rest[rest.find('/')?..],
        None => path,
    };
    (named && path.starts_with('/')).then_some(path)
}

/// A status code that is a word of its own.
pub(super) fn status_of(word: &str) -> Option<u16> {
    let digits = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
    word.parse().ok().filter(|status| digits && *status >= 100)
}

/// The line without what journals, containers and shells put before it: from the first place on where
/// `is` holds.
pub(super) fn unwrapped(line: &str, is: impl Fn(&str) -> bool) -> Option<&str> {
    if is(line) {
        return Some(line);
    }
    ["| ", "]: ", "Z "].iter().find_map(|lead| {
        let rest = line.get(line.find(lead)? + lead.len()..)?;
        is(rest).then_some(rest)
    })
}

/// The words of a table that a text holds, in the order of the table.
pub(super) fn told<T: Copy>(text: &str, table: &[(&str, T)]) -> Option<T> {
    table.iter().find(|(part, _)| text.contains(part)).map(|(_, told)| *told)
}
