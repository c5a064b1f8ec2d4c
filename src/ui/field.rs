//! One field of the form, with its hint and its error.

use yew::prelude::*;

use super::View;
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
    let described = problem.map_or(look.hint_id.into(), |_| {
        AttrValue::from([look.error_id, " ", look.hint_id].concat())
    });
    html! {
        <div class="field">
            <label for={look.id}>{ look.label }</label>
            <input
                id={look.id}
                type="text"
                inputmode={look.keyboard}
                autocapitalize="off"
                autocorrect="off"
                spellcheck="false"
                placeholder={look.example}
                value={form.draft.get(field).to_owned()}
                aria-invalid={problem.map(|_| "true")}
                aria-describedby={described}
                oninput={typed}
            />
            if let Some(problem) = problem {
                <p id={look.error_id} class="error">
                    <span class="glyph" aria-hidden="true">{ "✗" }</span>
                    <span>{ problem.message.clone() }</span>
                </p>
                if let Some(offer) = &problem.offer {
                    { take(field, offer, view) }
                }
            }
            <p id={look.hint_id} class="hint">{ look.hint }</p>
        </div>
    }
}

/// The way to take a suggestion.
fn take(field: Field, offer: &str, view: View<'_>) -> Html {
    let text = offer.to_owned();
    let take = view.click(move || Msg::Took(field, text.clone()));
    html! {
        <button type="button" class="offer" onclick={take}>
            { "Use " }<code>{ offer.to_owned() }</code>{ " instead" }
        </button>
    }
}
