//! A link for a customer: what it is to check, and the link in every form that is sent.
//!
//! It fills a form in and no more: the customer sees what is checked, and starts it.

use super::qr::qr;
use crate::exchange::{Deployment, Desk, Filled};
use crate::markup::{
    Act, Deed, Hand, Node, button, by_hand, code, copy, el, group, option, told, words,
};
use crate::percent::encoded;
use diagnosis::text::Text;

const TARGET: &str = "maker-target";
const ADDRESS: &str = "maker-address";
const WATCH: &str = "maker-watch";
const EXACT: &str = "maker-exact";
/// The choice of an address that the deployment does not name.
const OTHER: &str = "other";

/// In seconds, and what a support agent reads.
const WAITS: [(&str, Text); 6] = [
    ("", Text("as long as is set for it")),
    ("0", Text("not at all, only whether it opens")),
    ("70", Text("70 s")),
    ("130", Text("130 s")),
    ("660", Text("11 minutes")),
    ("3600", Text("an hour")),
];

/// What the link is to check, and the link.
pub(crate) fn maker(desk: &Desk) -> Node {
    let (filled, deployment) = (&desk.filled, &desk.deployment);
    let result = match query(filled, deployment) {
        None => Node::default(),
        Some(Ok(query)) => {
            let link = [&deployment.address, "?", &query].concat();
            let widget =
                chosen(filled, deployment).map(|id| widget(&deployment.address, id, &link));
            group([made(&link), widget.unwrap_or_default()])
        }
        Some(Err(())) => el("p", "error")
            .set("id", "maker-error")
            .set("role", "alert")
            .add(el("span", "glyph").set("aria-hidden", "true").text("✗").end())
            .add(told("span",
                "",
                Text("Expected an address that starts with wss:// or ws:// and has no ?, # or @ in it."),
            ))
            .end(),
    };
    el("article", "card desk")
        .add(told("h2", "", Text("Make a link for a customer")))
        .add(told("p", "", Text("It opens this page with the check filled in. The customer sees what is checked, presses one button, and sends you the report. A link can neither start a check nor hold a message.")))
        .add(fields(filled, deployment))
        .add(el("div", "").set("id", "maker-result").add(result).end())
        .end()
}

fn fields(filled: &Filled, deployment: &Deployment) -> Node {
    let chosen = chosen(filled, deployment);
    let mut targets = el("select", "");
    targets.set("id", TARGET).all(deployment.targets.iter().map(|own| {
        let label = [&own.label, " (", &own.url, ")"].concat();
        option(&own.id, label, chosen == Some(own.id.as_str()))
    }));
    if deployment.typed {
        targets.add(option(OTHER, words(Text("Another address")), chosen.is_none()));
    }
    let waits = WAITS.map(|(seconds, label)| {
        option(seconds, words(label), filled.get(WATCH).unwrap_or_default() == seconds)
    });
    let mut exact = el("input", "");
    exact.set("id", EXACT).set("type", "checkbox");
    if is_on(filled, EXACT) {
        exact.set("checked", "");
    }
    group([
        if deployment.targets.is_empty() {
            Node::default()
        } else {
            field(TARGET, Text("What to check"), targets.end())
        },
        if chosen.is_none() { address() } else { Node::default() },
        field(
            WATCH,
            Text("Watch an idle connection for drops"),
            el("select", "").set("id", WATCH).all(waits).end(),
        ),
        el("div", "field")
            .add(el("label", "").add(exact.end()).tell(Text("Measure drops exactly")).end())
            .end(),
        button("maker-apply", "strong", Text("Make the link"), Act::Read),
    ])
}

fn address() -> Node {
    let input = el("input", "")
        .set("id", ADDRESS)
        .set("type", "text")
        .set("spellcheck", "false")
        .set("autocomplete", "off")
        .set("placeholder", "wss://chat.example.com/ws")
        .set("aria-describedby", "maker-address-hint")
        .end();
    let hint = el("p", "hint")
        .set("id", "maker-address-hint")
        .tell(Text("Without parameters: a token does not belong into a link. The customer is told that a link filled the address in."))
        .end();
    group([field(ADDRESS, Text("Address of the WebSocket"), input), hint])
}

fn field(id: &'static str, label: Text, input: Node) -> Node {
    el("div", "field").add(el("label", "").set("for", id).tell(label).end()).add(input).end()
}

fn is_on(filled: &Filled, id: &str) -> bool {
    filled.get(id).is_some_and(|held| !held.is_empty())
}

/// The id of the named target that is chosen; the first one unless told otherwise.
fn chosen<'a>(filled: &Filled, deployment: &'a Deployment) -> Option<&'a str> {
    let wanted = filled.get(TARGET);
    let found = deployment.targets.iter().find(|own| Some(own.id.as_str()) == wanted);
    let first = deployment.targets.first().filter(|_| wanted.is_none() || !deployment.typed);
    found.or(first).map(|own| own.id.as_str())
}

/// What stands behind the `?`; nothing as long as no address is given.
fn query(filled: &Filled, deployment: &Deployment) -> Option<Result<String, ()>> {
    let mut query = match chosen(filled, deployment) {
        Some(id) => ["target=", id].concat(),
        None => {
            let address = filled.get(ADDRESS).unwrap_or_default().trim();
            if address.is_empty() {
                return None;
            }
            let rest = ["wss://", "ws://"].iter().find_map(|scheme| address.strip_prefix(scheme));
            let plain = |rest: &&str| {
                let unfit = |c: char| c.is_whitespace() || "?#@\\<>\"".contains(c);
                !rest.is_empty() && !rest.starts_with('/') && !rest.contains(unfit)
            };
            if rest.filter(plain).is_none() {
                return Some(Err(()));
            }
            ["address=", &encoded(address)].concat()
        }
    };
    let watch = filled.get(WATCH).unwrap_or_default();
    if WAITS.iter().any(|(seconds, _)| *seconds == watch) && !watch.is_empty() {
        query.push_str("&watch=");
        query.push_str(watch);
    }
    if is_on(filled, EXACT) {
        query.push_str("&exact");
    }
    Some(Ok(query))
}

fn made(link: &str) -> Node {
    let share = Node::Deed(Box::new(Deed {
        label: words(Text("Share…")),
        hand: Hand::Share,
        with: vec![words(Text("Check the connection")), link.into()],
        done: words(Text("Handed on")),
        failed: words(Text("The system could not share it.")),
        ..Deed::default()
    }));
    let html = [
        "<a href=\"",
        &link.replace('&', "&amp;"),
        "\">",
        &words(Text("Check the chat’s connection")),
        "</a>",
    ]
    .concat();
    group([
        told("h3", "", Text("The link")),
        el("label", "unseen").set("for", "maker-link").tell(Text("The link")).end(),
        by_hand("maker-link", "3", link.into()),
        el("div", "actions").add(copy(Text("Copy link"), "strong", link.into())).add(share).end(),
        qr(link, Text("The link as a QR code")).unwrap_or_default(),
        told("h3", "", Text("For a page of the help centre")),
        code(Text("HTML of the link"), html),
    ])
}

/// The check as a part of another page. Only a target that the deployment names can be one: nobody
/// there confirms an address.
fn widget(address: &str, id: &str, link: &str) -> Node {
    let (element, frame) = snippets(address, id, link);
    group([
        told("h3", "", Text("The check on another page")),
        told(
            "p",
            "hint",
            Text(
                "It runs from there, so that the service sees that page’s Origin, and starts with the visitor’s click.",
            ),
        ),
        code(Text("HTML of the check"), element),
        told(
            "p",
            "hint",
            Text(
                "Where no script is allowed, a frame. The service then sees the Origin of this page; parent= names the page around it, which is told the result.",
            ),
        ),
        code(Text("HTML of a frame"), frame),
    ])
}

fn snippets(address: &str, id: &str, link: &str) -> (String, String) {
    let folder = &address[..address.rfind('/').map_or(0, |at| at + 1)];
    let link = link.replace('&', "&amp;");
    let element = [
        "<script type=\"module\" src=\"",
        folder,
        "embed.js\"></script>\n<ws-doctor target=\"",
        id,
        "\" style=\"display: block; min-height: 124px\">\n  <a href=\"",
        &link,
        "\">",
        &words(Text("Check the chat’s connection")),
        "</a>\n</ws-doctor>",
    ];
    let frame = [
        "<iframe src=\"",
        folder,
        "embed.html?target=",
        id,
        "&amp;parent=https://help.example.com\" title=\"",
        &words(Text("Check the connection")),
        "\" width=\"100%\" height=\"760\" loading=\"lazy\"\n  sandbox=\"allow-scripts allow-same-origin allow-popups allow-downloads\"\n  allow=\"clipboard-write; web-share; local-network; loopback-network\"></iframe>",
    ];
    (element.concat(), frame.concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::Named;

    fn deployment(typed: bool) -> Deployment {
        let named = |id: &str| Named { id: id.into(), label: id.into(), url: String::new() };
        Deployment { targets: vec![named("chat"), named("news")], typed, ..Deployment::default() }
    }

    fn filled(held: &[(&str, &str)]) -> Filled {
        Filled(held.iter().map(|(id, text)| ((*id).into(), (*text).into())).collect())
    }

    #[test]
    fn a_link_holds_what_was_chosen_and_nothing_else() {
        for (held, expected) in [
            (&[][..], "target=chat"),
            (&[(TARGET, "news"), (WATCH, "660"), (EXACT, "on")], "target=news&watch=660&exact"),
            (&[(TARGET, "gone")], "target=chat"),
            (&[(WATCH, "7&x=y"), (EXACT, "")], "target=chat"),
        ] {
            let made = query(&filled(held), &deployment(false));
            assert_eq!(made, Some(Ok(expected.into())), "{held:?}");
        }
    }

    #[test]
    fn a_widget_is_loaded_from_beside_the_page() {
        for address in ["https://check.example/a/", "https://check.example/a/index.html"] {
            let (element, frame) = snippets(address, "chat", "https://check.example/?a=1&b=2");
            for part in [
                "src=\"https://check.example/a/embed.js\"",
                "<ws-doctor target=\"chat\"",
                "href=\"https://check.example/?a=1&amp;b=2\"",
            ] {
                assert!(element.contains(part), "{element}");
            }
            let source = "src=\"https://check.example/a/embed.html?target=chat&amp;parent=";
            assert!(frame.contains(source), "{frame}");
        }
    }

    #[test]
    fn an_address_needs_a_deployment_that_allows_it_and_no_parameters() {
        let other = |address| filled(&[(TARGET, OTHER), (ADDRESS, address)]);
        let good = other(" wss://chat.example:8443/ws ");
        assert_eq!(query(&good, &deployment(false)), Some(Ok("target=chat".into())));
        let expected = "address=wss%3A%2F%2Fchat.example%3A8443%2Fws";
        assert_eq!(query(&good, &deployment(true)), Some(Ok(expected.into())));
        for bad in
            ["https://a.example/", "wss:///x", "wss://a.example/?t=1", "wss://u@a.example/", "chat"]
        {
            assert_eq!(query(&other(bad), &deployment(true)), Some(Err(())), "{bad}");
        }
        assert_eq!(query(&other(""), &deployment(true)), None);
    }
}
