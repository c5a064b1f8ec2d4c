//! Where to find what settles the question, in this browser and on the servers, with pictures.

use crate::markup::{Node, el, group, told};
use diagnosis::evidence::Family;
use diagnosis::ingest::console;
use diagnosis::text::Text;

/// The console first, since it says most for least work; all else is folded.
pub(crate) fn found(family: Family) -> Node {
    group([
        told("p", "", console::where_to_find(family)),
        picture("Console", "WebSocket connection to 'wss://… failed: …", CONSOLE),
        el("details", "proof")
            .add(told("summary", "", Text("What else can be brought, and where it is")))
            .add(told("h4", "", Text("In this browser")))
            .add(told("p", "", network(family)))
            .add(picture("Network", "chat    websocket    502", NETWORK))
            .add(told("p", "", Text("From there also: all of it as a file (“Save all as HAR”; the file can hold passwords of other pages, and is read in this browser only), or the handshake’s headers as they are shown.")))
            .add(told("h4", "", Text("On a server or in a terminal")))
            .add(el("ul", "").all(SERVER.map(|one| told("li", "", one))).end())
            .end(),
    ])
}

const CONSOLE: Text = Text("The console: its tab is marked, and below it the line to copy.");
const NETWORK: Text = Text(
    "The network tools: their tab is marked, and below it the line of the WebSocket with its status.",
);

const SERVER: [Text; 5] = [
    Text(
        "The answer to the handshake: what curl -v, wscat or websocat print, with the command from “What proves that it worked”; or just the status, as in “status 502”.",
    ),
    Text(
        "The configuration of nginx (best all that nginx -T prints), HAProxy, Apache, Caddy, Traefik, Envoy, or an Ingress as YAML.",
    ),
    Text("Lines of their access and error logs, or whole files of any size."),
    Text("The application’s errors about the WebSocket."),
    Text("What aws elbv2 describe-…, openssl s_client or Cloudflare’s zone settings answer."),
];

fn network(family: Family) -> Text {
    match family {
        Family::Firefox => Text(
            "The handshake’s status: in the same tools choose “Network”, then “WS”, reload the page and look at the column “Status”; a right click on the line copies it as cURL or its headers.",
        ),
        Family::WebKit => Text(
            "The handshake’s status: in the same tools choose “Network”, then “Sockets”, reload the page and choose the line.",
        ),
        Family::Chromium | Family::Other | Family::Native => Text(
            "The handshake’s status: in the same tools choose “Network”, then “Socket” or “WS”, reload the page and look at the column “Status”; a right click on the line copies it as cURL, and “Headers” shows the rest.",
        ),
    }
}

const TABS: [(&str, &str); 3] = [("Elements", "12"), ("Console", "86"), ("Network", "152")];

/// The tools of a browser, with one tab and one line marked.
fn picture(tab: &'static str, line: &'static str, label: Text) -> Node {
    let label_of = |x: &'static str, y: &'static str, class: &'static str, text: &'static str| {
        el("text", class).set("x", x).set("y", y).text(text).end()
    };
    let rect = |class, x, y, width, height| {
        el("rect", class).set("x", x).set("y", y).set("width", width).set("height", height).end()
    };
    let mark = TABS.iter().find(|(name, _)| *name == tab).map_or("12", |(_, x)| x);
    let left = if mark == "86" { "78" } else { "144" };
    let mut picture = el("svg", "tools");
    picture
        .set("role", "img")
        .label(label)
        .set("viewBox", "0 0 320 92")
        .add(rect("tools-frame", "1", "1", "318", "90"))
        .add(rect("tools-mark", left, "5", "66", "20"))
        .add(rect("tools-rest", "12", "34", "180", "8"))
        .add(rect("tools-mark", "6", "48", "308", "20"))
        .add(label_of("12", "62", "tools-line", line))
        .add(rect("tools-rest", "12", "75", "140", "8"));
    for (name, x) in TABS {
        picture.add(label_of(x, "19", if name == tab { "tools-on" } else { "tools-tab" }, name));
    }
    picture.end()
}
