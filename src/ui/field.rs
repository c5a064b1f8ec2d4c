//! One field of the form, with its hint and its error.

use yew::prelude::*;

use super::View;
use super::element::el;
use crate::app::Msg;
use crate::edge::page::value;
use crate::request::Field;

/// What a field is called, and how it is filled in.
struct Look {
    id: &'static str,
    hint_id: &'static str,
    error_id: &'static str,
    label: &'static str,
    hint: &'static str,
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
            hint_id: "endpoint-hint",
            error_id: "endpoint-error",
            label: "Address of the WebSocket",
            hint: "It starts with wss:// or ws://. Tokens in it stay out of every report.",
            example: "wss://chat.example.com/ws",
            keyboard: "url",
        },
        Field::Subprotocols => Look {
            id: "subprotocols",
            hint_id: "subprotocols-hint",
            error_id: "subprotocols-error",
            label: "Subprotocols",
            hint: "Those that the application offers, with commas between them. Most use none.",
            example: "",
            keyboard: "text",
        },
        Field::BypassCdn => Look {
            id: "bypass-cdn",
            hint_id: "bypass-cdn-hint",
            error_id: "bypass-cdn-error",
            label: "Address behind the CDN",
            hint: "The same application, past the CDN.",
            example: "wss://origin.example.com/ws",
            keyboard: "url",
        },
        Field::BypassLoadBalancer => Look {
            id: "bypass-load-balancer",
            hint_id: "bypass-load-balancer-hint",
            error_id: "bypass-load-balancer-error",
            label: "Address behind the load balancer",
            hint: "The same application, past CDN and load balancer.",
            example: "",
            keyboard: "url",
        },
        Field::BypassProxy => Look {
            id: "bypass-proxy",
            hint_id: "bypass-proxy-hint",
            error_id: "bypass-proxy-error",
            label: "Address behind the reverse proxy",
            hint: "The application itself.",
            example: "",
            keyboard: "url",
        },
        Field::Control => Look {
            id: "control",
            hint_id: "control-hint",
            error_id: "control-error",
            label: "A WebSocket elsewhere that is known to work",
            hint: "On another host. If it fails too, it is this browser or network.",
            example: "",
            keyboard: "url",
        },
        Field::Message => Look {
            id: "message",
            hint_id: "message-hint",
            error_id: "message-error",
            label: "A harmless message",
            hint: "One that the application answers or ignores, such as its own ping. Without it nothing is sent.",
            example: "",
            keyboard: "text",
        },
        Field::Heartbeat => Look {
            id: "heartbeat",
            hint_id: "heartbeat-hint",
            error_id: "heartbeat-error",
            label: "Seconds between heartbeats",
            hint: "How often the message is sent on a second connection, to see whether that keeps it open.",
            example: "",
            keyboard: "numeric",
        },
        Field::IdleLimit => Look {
            id: "idle-limit",
            hint_id: "idle-limit-hint",
            error_id: "idle-limit-error",
            label: "Seconds to watch an idle connection",
            hint: "Up to 3600. With 0 only the opening is checked.",
            example: "",
            keyboard: "numeric",
        },
    }
}

/// One field.
pub(crate) fn field(field: Field, view: View<'_>) -> Html {
    let look = look(field);
    let form = &view.app.form;
    let problem = form.problems.iter().find(|problem| problem.field == field);
    let typed = view.link.callback(move |event: InputEvent| Msg::Typed(field, value(&event)));
    let mut described = look.hint_id.to_owned();
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
        described = [look.error_id, " ", look.hint_id].concat();
        input.set("aria-invalid", "true");
    }
    input.with("aria-describedby", described);
    let mut whole = el("div", "field");
    whole.add(el("label", "").set("for", look.id).say(look.label).end()).add(input.end());
    if let Some(problem) = problem {
        let glyph = el("span", "glyph").set("aria-hidden", "true").say("✗").end();
        let message = el("span", "").text(problem.message.clone()).end();
        whole.add(el("p", "error").set("id", look.error_id).add(glyph).add(message).end());
        if let Some(offer) = &problem.offer {
            whole.add(take(field, offer, view));
        }
    }
    whole.add(el("p", "hint").set("id", look.hint_id).say(look.hint).end()).end()
}

/// The way to take a suggestion.
fn take(field: Field, offer: &str, view: View<'_>) -> Html {
    let text = offer.to_owned();
    let take = view.click(move || Msg::Took(field, text.clone()));
    el("button", "offer")
        .set("type", "button")
        .on_click(take)
        .say("Use ")
        .add(el("code", "").text(offer.to_owned()).end())
        .say(" instead")
        .end()
}
