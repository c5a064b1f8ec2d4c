//! One field of the form, with its hint and its error.

use diagnosis::text::Text;
use yew::prelude::*;

use super::View;
use super::element::el;
use crate::app::Msg;
use crate::edge::page::value;
use crate::request::{Field, ON};

/// What a field is called, and how it is filled in.
struct Look {
    id: &'static str,
    label: Text,
    hint: Text,
    example: &'static str,
    /// The keyboard that a phone should show.
    keyboard: &'static str,
}

/// The id of a field's input.
pub(crate) fn id(field: Field) -> &'static str {
    look(field).id
}

fn look(field: Field) -> Look {
    match field {
        Field::Address => Look {
            id: "endpoint",
            label: Text("Address of the WebSocket"),
            hint: Text("It starts with wss:// or ws://. Tokens in it stay out of every report."),
            example: "wss://chat.example.com/ws",
            keyboard: "url",
        },
        Field::Subprotocols => Look {
            id: "subprotocols",
            label: Text("Subprotocols"),
            hint: Text(
                "Those that the application offers, with commas between them. Most use none.",
            ),
            example: "",
            keyboard: "text",
        },
        Field::BypassCdn => Look {
            id: "bypass-cdn",
            label: Text("Address behind the CDN"),
            hint: Text("The same application, past the CDN."),
            example: "wss://origin.example.com/ws",
            keyboard: "url",
        },
        Field::BypassLoadBalancer => Look {
            id: "bypass-load-balancer",
            label: Text("Address behind the load balancer"),
            hint: Text("The same application, past CDN and load balancer."),
            example: "",
            keyboard: "url",
        },
        Field::BypassProxy => Look {
            id: "bypass-proxy",
            label: Text("Address behind the reverse proxy"),
            hint: Text("The application itself."),
            example: "",
            keyboard: "url",
        },
        Field::Control => Look {
            id: "control",
            label: Text("A WebSocket elsewhere that is known to work"),
            hint: Text("On another host. If it fails too, it is this browser or network."),
            example: "",
            keyboard: "url",
        },
        Field::Message => Look {
            id: "message",
            label: Text("A harmless message"),
            hint: Text(
                "One that the application answers or ignores, such as its own ping. Without it nothing is sent.",
            ),
            example: "",
            keyboard: "text",
        },
        Field::Heartbeat => Look {
            id: "heartbeat",
            label: Text("Seconds between heartbeats"),
            hint: Text(
                "How often the message is sent on a second connection, to see whether that keeps it open. From 1 to the time to watch; empty, it is 10 or a third of that time.",
            ),
            example: "10",
            keyboard: "numeric",
        },
        Field::IdleLimit => Look {
            id: "idle-limit",
            label: Text("Seconds to watch an idle connection"),
            hint: Text("Up to 3600. With 0 only the opening is checked."),
            example: "",
            keyboard: "numeric",
        },
        Field::Refine => Look {
            id: "refine",
            label: Text("Measure exactly"),
            hint: Text(
                "Repeat a drop, and look for the longest heartbeat interval that is short enough.",
            ),
            example: "",
            keyboard: "",
        },
        Field::Grow => Look {
            id: "grow",
            label: Text("Also look for a limit of message size"),
            hint: Text("Sends the message repeated, up to 1 MB."),
            example: "",
            keyboard: "",
        },
    }
}

/// One field.
pub(crate) fn field(field: Field, view: View<'_>) -> Html {
    let look = look(field);
    if matches!(field, Field::Refine | Field::Grow) {
        return tick(field, look, view);
    }
    let form = &view.app.form;
    let problem = form.problems.iter().find(|problem| problem.field == field);
    let hint_id = [look.id, "-hint"].concat();
    let error_id = [look.id, "-error"].concat();
    let typed = view.link.callback(move |event: InputEvent| Msg::Typed(field, value(&event)));
    let mut described = hint_id.clone();
    let mut input = el("input", "");
    input
        .set("id", look.id)
        .set("type", "text")
        .set("inputmode", look.keyboard)
        .set("autocapitalize", "off")
        .set("autocorrect", "off")
        .set("spellcheck", "false")
        .set("placeholder", look.example)
        .value(form.draft.get(field).to_owned())
        .on_input(typed);
    if problem.is_some() {
        described = [&error_id, " ", &hint_id].concat();
        input.set("aria-invalid", "true");
    }
    input.with("aria-describedby", described);
    let mut whole = el("div", "field");
    whole.add(el("label", "").set("for", look.id).tell(look.label).end()).add(input.end());
    if let Some(problem) = problem {
        let glyph = el("span", "glyph").set("aria-hidden", "true").text("✗").end();
        let message = el("span", "").text(problem.message.words()).end();
        whole.add(el("p", "error").with("id", error_id).add(glyph).add(message).end());
        if let Some(offer) = &problem.offer {
            whole.add(take(field, offer, view));
        }
    }
    whole.add(el("p", "hint").with("id", hint_id).tell(look.hint).end()).end()
}

/// One that is ticked or not.
fn tick(field: Field, look: Look, view: View<'_>) -> Html {
    let on = view.app.form.draft.is_on(field);
    let turned = if on { "" } else { ON };
    let turn = view.link.callback(move |_| Msg::Typed(field, turned.into()));
    let hint_id = [look.id, "-hint"].concat();
    let mut input = el("input", "");
    input
        .set("id", look.id)
        .set("type", "checkbox")
        .with("aria-describedby", hint_id.clone())
        .checked(on)
        .on_change(turn);
    el("div", "field")
        .add(el("label", "").add(input.end()).tell(look.label).end())
        .add(el("p", "hint").with("id", hint_id).tell(look.hint).end())
        .end()
}

/// The way to take a suggestion.
fn take(field: Field, offer: &str, view: View<'_>) -> Html {
    let text = offer.to_owned();
    let take = view.click(move || Msg::Took(field, text.clone()));
    el("button", "offer")
        .set("type", "button")
        .on_click(take)
        .weave(Text("Use {address} instead"), el("code", "").text(offer.to_owned()).end())
        .end()
}
