//! What the check is for and what comes of it, said plainly.

use diagnosis::text::Text;
use yew::prelude::*;

use super::element::{el, group, told};

/// What people see, what that mostly means, and what the check makes of it.
const SEEN: [(Text, Text); 4] = [
    (
        Text("New messages only show after a reload"),
        Text(
            "The chat’s line was cut, or never opened. The check opens one, and watches whether it lasts.",
        ),
    ),
    (
        Text("It says “reconnecting” again and again"),
        Text(
            "The line opens and is cut again. The check measures after how long, and says who most likely cuts it.",
        ),
    ),
    (
        Text("It works at home, but not at work or school"),
        Text(
            "Something in that network may stop chats. Run the check there: it tells the network from the service.",
        ),
    ),
    (
        Text("It never connects"),
        Text(
            "Something between you and the service says no. The check finds how far you get, and where it stops.",
        ),
    ),
];

/// What comes of it, before there is a result.
pub(crate) fn about() -> Html {
    let gains = [
        Text("One sentence that says whose side it is on: yours, your network’s or the service’s."),
        Text("What to do now, and a report to send to whoever can mend it."),
        Text(
            "For the operator: the hop, what speaks for it, the fix to paste and the check that proves it.",
        ),
    ];
    let seen = SEEN.map(|(sight, meaning)| {
        el("details", "").add(told("summary", "", sight)).add(told("p", "", meaning)).end()
    });
    let gains = el("ul", "").all(gains.map(|gain| told("li", "", gain))).end();
    group([
        part("seen-heading", Text("What do you see?"), seen),
        part("about-heading", Text("What you get"), [gains]),
    ])
}

fn part(id: &'static str, heading: Text, held: impl IntoIterator<Item = Html>) -> Html {
    el("section", "about")
        .set("aria-labelledby", id)
        .add(el("h2", "").set("id", id).tell(heading).end())
        .all(held)
        .end()
}
