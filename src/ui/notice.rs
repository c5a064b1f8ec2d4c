//! What stands in for a result, or above one.

use diagnosis::report::Report;
use diagnosis::report::link::LinkError;
use yew::prelude::*;

use super::View;
use super::element::{button, el, said};
use crate::app::Msg;
use crate::config::Mistake;
use crate::edge::clock::date;

/// The deployment's settings are mistaken: nothing runs until they are mended.
pub(crate) fn misconfigured(mistake: &Mistake) -> Html {
    let mistake = el("code", "").set("id", "config-error").text(mistake.to_string()).end();
    el("section", "card notice bad")
        .set("role", "alert")
        .add(said("h2", "", "This page is not set up correctly"))
        .add(el("p", "").add(mistake).end())
        .add(said("p", "hint", "Whoever runs it: mend config.json beside this page, then reload."))
        .end()
}

/// A link can't be read.
pub(crate) fn damaged(error: &LinkError, view: View<'_>) -> Html {
    let renew = view.click(|| Msg::Renew);
    el("section", "card notice bad")
        .add(said("h2", "", "This report can’t be read"))
        .add(el("p", "reason").set("id", "link-error").text(error.to_string()).end())
        .add(button("new", "primary", "Start a new check", renew))
        .end()
}

/// A report was made elsewhere.
pub(crate) fn elsewhere(report: &Report, left_out: usize) -> Html {
    let evidence = &report.evidence;
    let mut browser = evidence.agent.family.name().to_owned();
    if evidence.agent.major > 0 {
        browser.push(' ');
        browser.push_str(&evidence.agent.major.to_string());
    }
    let mut facts = el("dl", "");
    facts.add(fact("Address", evidence.target.url()));
    if evidence.minute > 0 {
        facts.add(fact("Made", date(evidence.minute)));
    }
    facts.add(fact("Browser", browser));
    let mut notice = el("aside", "card notice");
    notice
        .set("aria-label", "About this report")
        .add(said("p", "strong-text", "This report was made elsewhere; nothing was measured here."))
        .add(facts.end());
    if left_out > 0 {
        let text = "Observations that only a later version of this page understands, left out: ";
        notice.add(el("p", "").say(text).text(left_out.to_string()).end());
    }
    notice
        .add(said("p", "hint", "It was read from the link, which anybody can have written. All sentences here are this page’s own."))
        .end()
}

fn fact(name: &'static str, value: String) -> Html {
    el("div", "").add(said("dt", "", name)).add(el("dd", "").text(value).end()).end()
}
