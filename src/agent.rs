//! Which browser this is, from its user agent text: family and major version, and no more.

use diagnosis::evidence::{Agent, Family};

/// The family and major version that a user agent text names.
pub fn agent(user_agent: &str) -> Agent {
    // The order matters: Chromium claims to be Safari, and every browser on iOS is WebKit.
    let on_ios = ["iPhone", "iPad", "CriOS", "FxiOS", "EdgiOS"]
        .into_iter()
        .any(|name| user_agent.contains(name));
    let (family, lead) = if on_ios {
        (Family::WebKit, "Version/")
    } else if user_agent.contains("Firefox/") {
        (Family::Firefox, "Firefox/")
    } else if user_agent.contains("Chromium/") {
        (Family::Chromium, "Chromium/")
    } else if user_agent.contains("Chrome/") {
        (Family::Chromium, "Chrome/")
    } else if user_agent.contains("AppleWebKit/") {
        (Family::WebKit, "Version/")
    } else {
        return Agent::default();
    };
    Agent { family, major: number_after(user_agent, lead).unwrap_or(0) }
}

fn number_after(text: &str, lead: &str) -> Option<u16> {
    let rest = &text[text.find(lead)? + lead.len()..];
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    rest[..end].parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_family_is_known_by_its_text() {
        let webkit = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
        for (text, family, major) in [
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36",
                Family::Chromium,
                156,
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0",
                Family::Chromium,
                150,
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0",
                Family::Firefox,
                153,
            ),
            (
                &format!("Mozilla/5.0 (Macintosh) {webkit} Version/26.1 Safari/605.1.15"),
                Family::WebKit,
                26,
            ),
            (
                &format!("Mozilla/5.0 (iPhone) {webkit} CriOS/150.0 Mobile/15E148 Safari/604.1"),
                Family::WebKit,
                0,
            ),
            ("curl/8.0", Family::Other, 0),
            ("", Family::Other, 0),
        ] {
            assert_eq!(agent(text), Agent { family, major }, "{text}");
        }
    }
}
