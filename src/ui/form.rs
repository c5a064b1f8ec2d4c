//! What to check.

use yew::prelude::*;

use super::result::Standing;
use super::{View, field};
use crate::app::{Form, Msg};
use crate::config::Config;
use crate::edge::page::value;
use crate::edge::url::parse;
use crate::request::{Field, request};

const WAYS: [Field; 4] =
    [Field::BypassCdn, Field::BypassLoadBalancer, Field::BypassProxy, Field::Control];
const WAITS: [Field; 3] = [Field::Message, Field::Heartbeat, Field::IdleLimit];

/// The form; folded up once there is something to read.
pub(crate) fn form(config: &Config, view: View<'_>) -> Html {
    let form = &view.app.form;
    let address = shown_address(config, form);
    match view.app.standing() {
        Standing::Idle => fields(config, view),
        Standing::Running => {
            html! { <p class="subject">{ "Checking " }<code>{ address }</code></p> }
        }
        Standing::Done => html! {
            <details class="settings" open={!form.problems.is_empty() || form.advanced}>
                <summary>
                    { "Checked " }<code>{ address }</code><span class="change">{ "Change" }</span>
                </summary>
                { fields(config, view) }
            </details>
        },
    }
}

/// Without what may be secret in it.
fn shown_address(config: &Config, form: &Form) -> String {
    request(&form.draft, config.allow_private || form.chosen.is_some(), &parse)
        .map(|request| request.endpoint.target.url())
        .unwrap_or_default()
}

fn fields(config: &Config, view: View<'_>) -> Html {
    let form = &view.app.form;
    let submit = view.link.callback(|event: SubmitEvent| {
        event.prevent_default();
        Msg::Start
    });
    let one = |field: Field| field::field(field, view);
    let typed = form.chosen.is_none();
    html! {
        <form class="card check" onsubmit={submit} novalidate=true autocomplete="off">
            { choice(config, view) }
            if typed {
                { one(Field::Address) }
            } else {
                <p class="hint">{ "Connects to " }<code>{ shown_address(config, form) }</code></p>
            }
            <button id="start" class="primary" type="submit">{ "Check the connection" }</button>
            <p class="hint">{ "Takes a few seconds. It opens a handful of connections to this address from your browser, then watches whether an idle one stays open; you can stop at any time." }</p>
            <details class="advanced" open={form.advanced}>
                <summary>{ "Advanced" }</summary>
                if typed {
                    { one(Field::Subprotocols) }
                    <fieldset>
                        <legend>{ "Other ways in, to find the hop that fails" }</legend>
                        { for WAYS.into_iter().map(one) }
                    </fieldset>
                }
                <fieldset>
                    <legend>{ "Watching for drops" }</legend>
                    { for WAITS.into_iter().map(one) }
                </fieldset>
            </details>
        </form>
    }
}

/// Which target, where the deployment names some.
fn choice(config: &Config, view: View<'_>) -> Html {
    let form = &view.app.form;
    let one = config.targets.len() + usize::from(config.allow_typed);
    if config.targets.is_empty() {
        return Html::default();
    }
    if one == 1 {
        return html! { <p class="target">{ config.targets[0].label.clone() }</p> };
    }
    let choose = view.link.callback(|event: Event| Msg::Choose(value(&event).parse().ok()));
    html! {
        <div class="field">
            <label for="target">{ "What to check" }</label>
            <select id="target" onchange={choose}>
                { for config.targets.iter().enumerate().map(|(index, target)| html! {
                    <option value={index.to_string()} selected={form.chosen == Some(index)}>
                        { target.label.clone() }
                    </option>
                }) }
                if config.allow_typed {
                    <option value="typed" selected={form.chosen.is_none()}>{ "Another address…" }</option>
                }
            </select>
        </div>
    }
}
