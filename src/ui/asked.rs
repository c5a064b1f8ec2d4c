//! Where an address leads that a link has filled in, and the visitor's word that this is meant.

use yew::prelude::*;

use super::View;
use super::element::{el, said};
use crate::app::Msg;
use crate::destination::Trap;
use crate::state::Asked;

/// The id of the box to tick.
pub(crate) const ID: &str = "sure";

/// Whoever made the link may not be who the visitor thinks.
pub(crate) fn asked(asked: &Asked, view: View<'_>) -> Html {
    let code = |text: String| el("code", "").text(text).end();
    let place = el("p", "")
        .say("A link has filled in this address. Your browser would connect to the host ")
        .add(code(asked.place.host.clone()))
        .say(", port ")
        .add(code(asked.place.port.to_string()))
        .say(".")
        .end();
    let sure = asked.sure;
    let mut input = el("input", "");
    input
        .set("id", ID)
        .set("type", "checkbox")
        .checked(sure)
        .on_change(view.link.callback(move |_| Msg::Sure(!sure)));
    let mut whole = el("div", "asked");
    whole
        .set("id", "asked")
        .set("role", "group")
        .set("aria-label", "An address from a link")
        .add(place);
    if let Some(trap) = asked.place.trap() {
        whole.add(said("p", "", told(trap)));
    }
    if asked.told {
        input.set("aria-invalid", "true").set("aria-describedby", "sure-error");
        let glyph = el("span", "glyph").set("aria-hidden", "true").say("✗").end();
        let message = said("span", "", "say first that you know this host");
        whole.add(el("p", "error").set("id", "sure-error").add(glyph).add(message).end());
    }
    whole
        .add(el("label", "").add(input.end()).say("I know this host, and mean to check it").end())
        .end()
}

fn told(trap: Trap) -> &'static str {
    match trap {
        Trap::Letters => {
            "The part with xn-- stands for letters of another script, which can look just like those of a name you know."
        }
        Trap::Number => "It is a number, which does not say whose it is.",
        Trap::Parts => {
            "It has many parts. Read it from its end: the last ones say whose it is, and the first ones can say anything."
        }
    }
}
