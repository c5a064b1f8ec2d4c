//! The runbook: its five diagnosis steps for a target, and the whole as a document.

mod document;
mod prose;

pub use document::document;
pub use prose::{BELIEFS, CLOSE_CODES, LIMITS, STATUS_CODES, SYMPTOMS, Symptom, TERMS};

use alloc::string::String;
use alloc::vec::Vec;

use crate::remedy::{check, place};
use crate::target::Target;
use crate::text::Text;

/// One diagnosis step.
pub struct Step {
    /// What it does.
    pub title: Text,
    /// Why, and how to read the result.
    pub text: Text,
    /// What to paste, filled in for the target; empty if nothing.
    pub command: String,
    /// The language of the command's code fence.
    pub language: &'static str,
}

/// A step with its places still empty; its commands stand one below the other.
struct Template {
    title: &'static str,
    text: &'static str,
    commands: &'static [&'static str],
    language: &'static str,
}

/// The five steps with this target filled in.
pub fn steps(target: &Target) -> Vec<Step> {
    let masked = target.url().contains('…');
    STEPS
        .iter()
        .map(|step| {
            // A record has no secrets, but a handshake needs them.
            let note = masked && step.language == "bash";
            let commands = place(&step.commands.join("\n"), target);
            let command = if note { [MASKED, &commands].concat() } else { commands };
            Step {
                title: Text(step.title),
                text: Text(step.text),
                command,
                language: step.language,
            }
        })
        .collect()
}

const MASKED: &str = "# Put in again what is masked as … here.\n";

static STEPS: [Template; 5] = [
    Template {
        title: "Look at the handshake in the browser",
        text: "In DevTools → Network → WS, load the page anew, choose the connection and compare. Inside HTTP/2 the request is a CONNECT with :protocol websocket, and status 200 is success. A status other than these is the answer of a hop: step 2 finds which. No status: the connection ended before any answer.",
        commands: &["GET {path} HTTP/1.1
Host: {authority}
Origin: {origin}
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
Sec-WebSocket-Version: 13

HTTP/1.1 101 Switching Protocols
Connection: Upgrade
Upgrade: websocket
Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo="],
        language: "http",
    },
    Template {
        title: "Make the handshake by hand: through the front, then at each hop inwards",
        text: "101, and after 5 s curl’s exit 28, is success. 426: the application saw no Upgrade. 404 or 200: neither did it, or nobody serves the path. 400: the handshake arrived incomplete. 403: the Origin, a login or a filter. 502 or 503: the next hop is down, hangs up, or speaks another protocol; a lost header hardly ever does this. 504: it is too slow. The fault lies between the last hop that fails and the first that gives 101. If curl succeeds everywhere and the browser fails, it is Origin, cookies, HTTP/2, the certificate or the visitor’s network.",
        commands: &[
            "# through the front",
            check::HANDSHAKE.command,
            "\n# at the next hop inwards: put its address in",
            check::INWARDS.command,
        ],
        language: "bash",
    },
    Template {
        title: "Read the proxies’ settings in force",
        text: "nginx: the location that serves the path needs proxy_http_version 1.1 (the default since 1.29.7), Upgrade and Connection; with one proxy_set_header of its own it inherits none; proxy_read_timeout is 60 s unless set. HAProxy: upgrades need no line; look for del-header rules, for “proto h2” on a server or bind line, and for timeout tunnel, without which the smaller of client and server counts.",
        commands: &[
            check::NGINX_SETTINGS.command,
            "sudo grep -nE 'bind|server |timeout|header|alpn|proto' /etc/haproxy/haproxy.cfg",
        ],
        language: "bash",
    },
    Template {
        title: "Read the logs",
        text: "A lost Upgrade leaves no line in nginx’s error log; neither does an idle cut, which is logged at level info. This check marks its requests with wsd=…, so that they are found in each hop’s access log: no line, and it never came this far; 426 or 404, and it came without Upgrade; 101, and it succeeded at this hop and was lost further out.",
        commands: &[
            check::TRACE.command,
            "",
            check::NGINX_ERRORS.command,
            "",
            check::HAPROXY_STATES.command,
        ],
        language: "bash",
    },
    Template {
        title: "Check the CDN’s WebSocket switch",
        text: "Cloudflare passes WebSockets on every plan and by default, but the zone’s switch can be off. CloudFront needs Sec-WebSocket-Key and Sec-WebSocket-Version forwarded: an origin request policy such as AllViewer. Azure Front Door drops Upgrade on a route that caches. If the handshake succeeds at the origin and fails through the CDN, it is the CDN.",
        commands: &[
            "# Cloudflare",
            check::CLOUDFLARE_SWITCH.command,
            "\n# CloudFront",
            "aws cloudfront get-distribution-config --id \"$ID\" --query 'DistributionConfig.CacheBehaviors.Items[].[PathPattern,OriginRequestPolicyId]'",
            "\n# past any CDN: put the origin’s address in",
            check::BEHIND_CDN.command,
        ],
        language: "bash",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_steps_are_five_and_hold_the_target() {
        let target = Target::new(true, "chat.example.com", 443, "/ws/chat/", "");
        let steps = steps(&target);
        assert_eq!(steps.len(), 5);
        assert!(steps[0].command.starts_with("GET /ws/chat/ HTTP/1.1\nHost: chat.example.com\n"));
        assert!(steps[1].command.contains("'https://chat.example.com/ws/chat/'"));
        assert!(steps.iter().all(|step| !step.command.contains("{path}")));
    }

    #[test]
    fn a_masked_target_says_what_to_put_in() {
        let target = Target::new(true, "chat.example.com", 443, "/ws/", "token=secret");
        let steps = steps(&target);
        assert!(steps[1].command.starts_with(MASKED));
        assert!(steps.iter().all(|step| !step.command.contains("secret")));
    }
}
