//! What the page's address asks for. It starts nothing: a link can only preselect or show.

/// What to show.
#[derive(Debug, PartialEq, Eq)]
pub enum Route {
    /// The check.
    Home,
    /// The text of a report that was made elsewhere.
    Report(String),
    /// What there is to know of the cause with this id.
    Cause(String),
    /// All that there is to know.
    Runbook,
}

/// What the fragment of the address asks for.
pub fn route(hash: &str) -> Route {
    let hash = hash.strip_prefix('#').unwrap_or(hash);
    // Mail programs and chats encode a link as a whole.
    let decoded = if hash.contains('%') { percent_decoded(hash) } else { hash.to_owned() };
    if decoded == "runbook" {
        return Route::Runbook;
    }
    // The form with `=` stands in links of the first months.
    if let Some(id) = decoded.strip_prefix("cause/").or_else(|| decoded.strip_prefix("cause=")) {
        return Route::Cause(id.to_owned());
    }
    let Some(text) = decoded.strip_prefix("r=") else { return Route::Home };
    // A sentence around a link leaves its punctuation behind.
    let text = text.trim_end_matches(['.', ',', ';', ')', ']', '>', '"', '\'', ' ']);
    Route::Report(text.to_owned())
}

/// The id of the target that the query asks to preselect.
pub fn preselected(query: &str) -> Option<&str> {
    query
        .strip_prefix('?')
        .unwrap_or(query)
        .split('&')
        .find_map(|pair| pair.strip_prefix("target="))
}

/// Once only: what is still encoded then was so on purpose.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let escaped = (*first == b'%')
            .then(|| text_of(tail.get(..2)?).and_then(|hex| u8::from_str_radix(hex, 16).ok()))
            .flatten();
        bytes.push(escaped.unwrap_or(*first));
        rest = if escaped.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn text_of(bytes: &[u8]) -> Option<&str> {
    // `from_str_radix` takes a sign, an escape does not.
    bytes.iter().all(u8::is_ascii_hexdigit).then(|| std::str::from_utf8(bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_survives_what_mail_and_chat_do_to_its_link() {
        for hash in [
            "#r=v1.Ab-_9",
            "#r%3Dv1%2EAb-_9",
            "#r=v1%2eAb-_9",
            "#r=v1.Ab-_9.",
            "#r=v1.Ab-_9>).",
            "#r=v1.Ab-_9%20",
        ] {
            assert_eq!(route(hash), Route::Report("v1.Ab-_9".into()), "{hash}");
        }
    }

    #[test]
    fn a_cause_is_asked_for_by_its_id() {
        for hash in ["#cause/http2-only", "#cause=http2-only", "#cause%2Fhttp2-only"] {
            assert_eq!(route(hash), Route::Cause("http2-only".into()), "{hash}");
        }
    }

    #[test]
    fn the_runbook_is_asked_for_by_its_name() {
        assert_eq!(route("#runbook"), Route::Runbook);
    }

    #[test]
    fn any_other_fragment_is_the_check() {
        for hash in ["", "#", "#result", "#%E0%A4%A", "#%+1%zz", "#R=v1.x"] {
            assert!(matches!(route(hash), Route::Home), "{hash}");
        }
    }

    #[test]
    fn a_target_is_preselected_by_its_id() {
        assert_eq!(preselected("?a=1&target=main-chat"), Some("main-chat"));
        assert_eq!(preselected("?a=1"), None);
        assert_eq!(preselected(""), None);
    }
}
