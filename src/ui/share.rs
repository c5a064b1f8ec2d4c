//! Handing the report on.

use diagnosis::report::Report;
use diagnosis::report::markdown::markdown;
use yew::prelude::*;

use super::View;
use super::copy::copy;
use super::element::{el, fold, outward, said};
use crate::config::Support;
use crate::edge::page::encoded;

/// The buttons that copy.
pub(crate) fn buttons(report: &Report, address: &str, view: View<'_>) -> [Html; 2] {
    let text = markdown(report, Some(address));
    [
        copy("Copy link", "strong", address.to_owned().into(), view),
        copy("Copy report as Markdown", "", text.into(), view),
    ]
}

/// The report as text, and whom to send it to.
pub(crate) fn support(report: &Report, address: &str, view: View<'_>) -> Html {
    let support = view.app.settings().and_then(|config| config.support.as_ref());
    let text = markdown(report, Some(address));
    fold("Send to support")
        .add(said("p", "", "The link and the text say the same. They hold the address without tokens and parameters, the browser’s name and version, the time, and what was seen; nothing else."))
        .add(support.map(|support| contact(support, address)).unwrap_or_default())
        .add(el("label", "").set("for", "markdown").say("The report as text").end())
        .add(html! { <textarea id="markdown" readonly=true rows="10" value={text} /> })
        .end()
}

/// Only what the deployment's configuration names, and what was found to be an address there.
fn contact(support: &Support, address: &str) -> Html {
    match support {
        Support::Email(email) => {
            let body = encoded(address);
            let href = ["mailto:", email, "?subject=WebSocket%20check&body=", &body].concat();
            let link = el("a", "").with("href", href).text(email.clone()).end();
            el("p", "").say("Write to ").add(link).say("; the link is filled in.").end()
        }
        Support::Page(page) => {
            el("p", "").say("Send it by ").add(outward(page.clone(), page.clone())).say(".").end()
        }
    }
}
