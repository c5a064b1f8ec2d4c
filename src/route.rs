//! What the page's address asks for. It starts nothing: a link can only preselect or show.

use diagnosis::cause::{Cause, by_id};
use diagnosis::report::link::{self, Decoded, LinkError};

/// What to show.
pub enum Route {
    /// The check.
    Home,
    /// A report that was made elsewhere, or why it can't be read.
    Report(Result<Box<Decoded>, LinkError>),
    /// What there is to know of one cause.
    Cause(&'static Cause),
}

/// What the fragment of the address asks for.
pub fn route(hash: &str) -> Route {
    let hash = hash.strip_prefix('#').unwrap_or(hash);
    // Mail programs and chats encode a link as a whole.
    let decoded = if hash.contains('%') { percent_decoded(hash) } else { hash.to_owned() };
    if let Some(id) = decoded.strip_prefix("cause=") {
        return by_id(id).map_or(Route::Home, Route::Cause);
    }
    let Some(text) = decoded.strip_prefix("r=") else { return Route::Home };
    // A sentence around a link leaves its punctuation behind.
    let text = text.trim_end_matches(['.', ',', ';', ')', ']', '>', '"', '\'', ' ']);
    Route::Report(link::decode(text).map(Box::new))
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
    use diagnosis::evidence::{Agent, Evidence};
    use diagnosis::target::Target;

    fn sample() -> String {
        link::encode(&Evidence {
            target: Target::new(true, "chat.example.com", 443, "/ws", ""),
            agent: Agent::default(),
            minute: 7,
            trace: None,
            observations: Vec::new(),
        })
    }

    #[test]
    fn a_report_survives_what_mail_and_chat_do_to_its_link() {
        let text = sample();
        for hash in [
            format!("#r={text}"),
            format!("#r%3D{}", text.replace('.', "%2E")),
            format!("#r={}", text.replace('.', "%2e")),
            format!("#r={text}."),
            format!("#r={text}>)."),
            format!("#r={text}%20"),
        ] {
            let Route::Report(Ok(decoded)) = route(&hash) else { panic!("{hash} is a report") };
            assert_eq!(decoded.evidence.target.host, "chat.example.com");
        }
    }

    #[test]
    fn what_is_no_report_says_why() {
        let newer = LinkError::Newer("v9".into());
        for (hash, expected) in [
            ("#r=", LinkError::NotALink),
            ("#r=v1.abc", LinkError::Damaged),
            ("#r=v9.abc", newer),
            ("#r=%", LinkError::NotALink),
        ] {
            let Route::Report(Err(error)) = route(hash) else { panic!("{hash} is damaged") };
            assert_eq!(error, expected, "{hash}");
        }
    }

    #[test]
    fn any_other_fragment_is_the_check() {
        for hash in ["", "#", "#result", "#%E0%A4%A", "#%+1%zz", "#cause=nonsense", "#R=v1.x"] {
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
