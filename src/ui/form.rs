//! What to check.

use diagnosis::text::Text;
use sheet::reader::words;
use yew::prelude::*;

use super::element::{button, el, told};
use super::result::Standing;
use super::{View, field};
use crate::app::Msg;
use crate::config::{Config, Typed};
use crate::edge::page::value;
use crate::edge::url;
use crate::request::Field;
use crate::state::{Form, Rest};

const WAYS: [Field; 4] =
    [Field::BypassCdn, Field::BypassLoadBalancer, Field::BypassProxy, Field::Control];

/// The form; folded up once there is something to read.
pub(crate) fn form(config: &Config, view: View<'_>) -> Html {
    let form = &view.app.form;
    let address = server(form);
    match view.app.standing() {
        Standing::Idle => fields(config, view),
        Standing::Running => el("p", "subject").weave(Text("Checking {address}"), address).end(),
        Standing::Done if view.app.widget => {
            el("p", "subject").key("done").weave(Text("Checked {address}"), address).end()
        }
        Standing::Done => {
            let change = told("span", "change", Text("Change"));
            let summary = el("summary", "")
                .weave(Text("Checked {address}"), address)
                .text(" ")
                .add(change)
                .end();
            el("details", "settings")
                .open(!form.problems.is_empty() || form.advanced)
                .add(summary)
                .add(fields(config, view))
                .end()
        }
    }
}

/// The server that the form leads to; what stands behind it in the address may be secret.
fn server(form: &Form) -> Html {
    let server = url::server(form.draft.get(Field::Address));
    el("code", "").text(server.unwrap_or_default()).end()
}

fn fields(config: &Config, view: View<'_>) -> Html {
    let form = &view.app.form;
    let submit = view.link.callback(|event: SubmitEvent| {
        event.prevent_default();
        Msg::Start
    });
    let one = |field: Field| field::field(field, view);
    let typed = form.chosen.is_none();
    let mut advanced = el("details", "advanced");
    advanced.open(form.advanced).add(told("summary", "", Text("Advanced")));
    if typed {
        advanced.add(one(Field::Subprotocols)).add(
            el("fieldset", "")
                .add(told("legend", "", Text("Other ways in, to find the hop that fails")))
                .all(WAYS.into_iter().map(one))
                .end(),
        );
    }
    advanced.add(
        el("fieldset", "")
            .add(told("legend", "", Text("Watching for drops")))
            .all(Field::WAITS.into_iter().map(one))
            .end(),
    );
    let address = if typed {
        one(Field::Address)
    } else {
        el("p", "hint").weave(Text("Connects to {address}"), server(form)).end()
    };
    let rest = view.app.rest.as_ref().filter(|_| typed).map(Rest::left);
    // Where something is to be confirmed, that is what comes next.
    let mut start = el("button", if form.confirm.is_some() { "" } else { "primary" });
    start.set("id", "start").set("type", "submit").tell(Text("Check the connection"));
    if rest.is_some() {
        start.set("disabled", "").set("aria-describedby", "rest");
    }
    el("form", "card check")
        .set("novalidate", "")
        .set("autocomplete", "off")
        .on_submit(submit)
        .add(if form.unknown { unknown() } else { Html::default() })
        .add(form.stuck.as_ref().map(|text| alert("start-error", text)).unwrap_or_default())
        .add(if form.asked { asked(view) } else { Html::default() })
        .add(choice(config, view))
        .add(address)
        .add(start.end())
        .add(rest.map(resting).unwrap_or_default())
        .add(told("p", "hint", Text("Takes a few seconds. It opens a handful of connections to this address from your browser, then watches whether an idle one stays open; you can stop at any time.")))
        .add(advanced.end())
        .end()
}

/// A link for one service must not check another in silence.
fn unknown() -> Html {
    alert(
        "target-error",
        &words(Text(
            "The link names a target that this page does not have. Look at what is checked below, or ask for the right link.",
        )),
    )
}

/// The visitor's network may be what is broken.
pub(crate) const ABSENT: Text = Text(
    "A part of this page could not be loaded, so that nothing was checked. Look whether this device is online, then try again.",
);

/// A server that did not ask for it is not to be checked over and over.
fn resting(seconds: u32) -> Html {
    el("p", "hint")
        .set("id", "rest")
        .tell(
            Text(
                "An address that was typed was checked just now. The next one can be checked in {seconds} s.",
            )
            .with("seconds", seconds),
        )
        .end()
}

fn alert(id: &'static str, text: &str) -> Html {
    el("p", "error")
        .set("id", id)
        .set("role", "alert")
        .add(el("span", "glyph").set("aria-hidden", "true").text("✗").end())
        .add(el("span", "").text(text.to_owned()).end())
        .end()
}

/// Whoever made the link may not be who the visitor thinks. What is to be confirmed comes at the
/// first try.
fn asked(view: View<'_>) -> Html {
    let mut note = el("div", "asked");
    note.set("id", "asked").set("role", "note").tell(Text("A link has filled in this address."));
    note.text(" ");
    let Some(told) = &view.app.form.confirm else {
        return note.tell(Text("Start the check only if you know its host.")).end();
    };
    let sure = view.click(|| Msg::Sure);
    note.tell(Text("Your browser would connect to:"))
        .add(el("code", "").text(told.place.words()).end())
        .text(told.trap.words())
        .add(button(
            "sure".into(),
            "primary".into(),
            words(Text("I know this host: check it")),
            sure,
        ))
        .end()
}

/// Which target, where the deployment names some.
fn choice(config: &Config, view: View<'_>) -> Html {
    let form = &view.app.form;
    let one = config.targets.len() + usize::from(config.allow_typed != Typed::Nothing);
    if config.targets.is_empty() {
        return Html::default();
    }
    if one == 1 {
        return el("p", "target").text(config.targets[0].label.clone()).end();
    }
    let choose = view.link.callback(|event: Event| Msg::Choose(value(&event).parse().ok()));
    let option = |value: String, label: String, selected: bool| {
        let mut option = el("option", "");
        if selected {
            option.set("selected", "");
        }
        option.with("value", value).text(label).end()
    };
    let named = config.targets.iter().enumerate().map(|(index, target)| {
        option(index.to_string(), target.label.clone(), form.chosen == Some(index))
    });
    let mut select = el("select", "");
    select.set("id", "target").on_change(choose).all(named);
    if config.allow_typed != Typed::Nothing {
        select.add(option("typed".into(), words(Text("Another address…")), form.chosen.is_none()));
    }
    el("div", "field")
        .add(el("label", "").set("for", "target").tell(Text("What to check")).end())
        .add(select.end())
        .end()
}
