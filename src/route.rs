//! What the page's address asks for. It starts nothing: a link can only preselect or show.

use diagnosis::percent;

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
    /// A link for a customer is to be made.
    Maker,
    /// Reports that came in are to be read.
    Desk,
}

/// What the fragment of the address asks for.
pub fn route(hash: &str) -> Route {
    let hash = hash.strip_prefix('#').unwrap_or(hash);
    // Mail programs and chats encode a link as a whole.
    let decoded = if hash.contains('%') { percent::decoded(hash) } else { hash.to_owned() };
    match decoded.as_str() {
        "runbook" => return Route::Runbook,
        "new" => return Route::Maker,
        "reports" => return Route::Desk,
        _ => {}
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

/// What a link asks to fill in. Nothing runs by it, and no message can be in it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The id of a named target.
    pub target: Option<String>,
    /// An address, as a deployment may allow it.
    pub address: Option<String>,
    /// How long to watch for drops, in seconds.
    pub watch: Option<String>,
    /// Whether drops are to be measured exactly.
    pub exact: bool,
}

/// What the query of the page's address asks to fill in.
pub fn wanted(query: &str) -> Wanted {
    let mut wanted = Wanted::default();
    for pair in query.strip_prefix('?').unwrap_or(query).split('&') {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let value = percent::decoded(value);
        match name {
            "target" => wanted.target = Some(value),
            "address" => wanted.address = Some(value),
            "watch" => wanted.watch = Some(value),
            "exact" => wanted.exact = true,
            _ => {}
        }
    }
    wanted
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
    fn a_page_is_asked_for_by_its_name() {
        assert_eq!(route("#runbook"), Route::Runbook);
        assert_eq!(route("#new"), Route::Maker);
        assert_eq!(route("#reports"), Route::Desk);
    }

    #[test]
    fn any_other_fragment_is_the_check() {
        for hash in ["", "#", "#result", "#%E0%A4%A", "#%+1%zz", "#R=v1.x"] {
            assert!(matches!(route(hash), Route::Home), "{hash}");
        }
    }

    #[test]
    fn a_link_fills_in_what_its_query_says() {
        let wants = |query| wanted(query);
        let target = Some("main-chat".to_owned());
        assert_eq!(wants("?a=1&target=main-chat"), Wanted { target, ..Wanted::default() });
        let (address, watch) =
            (Some("wss://chat.example:8443/ws".to_owned()), Some("60".to_owned()));
        assert_eq!(
            wants("?address=wss%3A%2F%2Fchat.example%3A8443%2Fws&watch=60&exact"),
            Wanted { address, watch, exact: true, ..Wanted::default() }
        );
        for query in ["?a=1", "", "?", "&&=&message=hello"] {
            assert_eq!(wants(query), Wanted::default(), "{query}");
        }
    }
}
