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

/// Which pairs of neighbouring bytes a text has, each at one of 256 places.
///
/// A line that lacks a pair can't hold the text: most lines of most files are told so by a few
/// comparisons, and need not be searched a hundred times.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pairs([u64; 4]);

impl Pairs {
    /// The pairs of a text.
    pub(super) const fn of(text: &str) -> Pairs {
        let (bytes, mut places, mut at) = (text.as_bytes(), [0_u64; 4], 1);
        while at < bytes.len() {
            let place = bytes[at - 1].wrapping_mul(31) ^ bytes[at];
            places[(place >> 6) as usize] |= 1 << (place & 63);
            at += 1;
        }
        Pairs(places)
    }

    /// Whether the other has all of these.
    pub(super) fn within(&self, other: &Pairs) -> bool {
        self.0.iter().zip(other.0).all(|(one, other)| one & !other == 0)
    }
}

/// The pairs of each text of a table.
pub(super) const fn pairs_of<T, const N: usize>(table: &[(&str, T)]) -> [Pairs; N] {
    let (mut all, mut at) = ([Pairs([0; 4]); N], 0);
    while at < N {
        all[at] = Pairs::of(table[at].0);
        at += 1;
    }
    all
}

/// The same as [`told`], for a table whose pairs are known, and those of the text.
pub(super) fn told_of<T: Copy>(
    text: &str,
    of: &Pairs,
    table: &[(&str, T)],
    pairs: &[Pairs],
) -> Option<T> {
    let may = table.iter().zip(pairs).filter(|(_, pairs)| pairs.within(of));
    may.map(|(one, _)| one).find(|(part, _)| text.contains(part)).map(|(_, told)| *told)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_with_its_pairs_as_without() {
        const TABLE: &[(&str, u8)] = &[("connection refused", 1), ("", 2), ("EOF", 3)];
        const PAIRS: [Pairs; TABLE.len()] = pairs_of(TABLE);
        for text in ["dial: connection refused", "EOF", "", "conn", "refused connection"] {
            assert_eq!(told_of(text, &Pairs::of(text), TABLE, &PAIRS), told(text, TABLE), "{text}");
        }
        assert!(!PAIRS[0].within(&Pairs::of("EOF")));
    }
}
