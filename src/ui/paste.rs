//! Reading what the browser's console says.

use diagnosis::ingest::console;
use yew::prelude::*;

use super::element::{el, said, told};
use super::{View, verdict, words};
use crate::app::Msg;
use crate::edge::page::value;
use crate::sheet::{Paste, Sheet, Summary};

/// Where to find the lines, a place to paste them, and what they changed.
pub(crate) fn panel(sheet: &Sheet, view: View<'_>) -> Html {
    let oninput = view.link.callback(|event: InputEvent| Msg::Pasting(value(&event)));
    let onclick = view.click(|| Msg::Read);
    html! {
        <div class="paste">
            <p>{ words(console::where_to_find(sheet.report.evidence.agent.family)) }</p>
            <label for="paste">{ "Lines from the console" }</label>
            <textarea
                id="paste"
                rows="4"
                spellcheck="false"
                autocomplete="off"
                aria-describedby="paste-hint"
                value={view.app.pasting.clone()}
                {oninput}
            />
            <p id="paste-hint" class="hint">{ "They are read here and sent nowhere; a report keeps what they mean, not their text." }</p>
            <button id="paste-apply" type="button" {onclick}>{ "Read it" }</button>
            <div id="paste-result" role="status">
                { sheet.paste.as_ref().map(outcome).unwrap_or_default() }
            </div>
        </div>
    }
}

fn outcome(paste: &Paste) -> Html {
    let mut outcome = el("div", "");
    if paste.lines.is_empty() {
        outcome.add(said("p", "", "Nothing in it is about this address, so nothing changed."));
    } else {
        let meanings = paste.lines.iter().map(|line| told("li", "", console::meaning(*line)));
        let changes = [("Before", paste.before), ("Now", paste.after)].map(|(when, said_then)| {
            el("div", "").add(said("dt", "", when)).add(summary(said_then)).end()
        });
        outcome
            .add(said("p", "", "Understood:"))
            .add(el("ul", "").all(meanings).end())
            .add(el("dl", "").all(changes).end());
    }
    for (count, text) in [
        (paste.other_address, "Lines about other addresses, left out: "),
        (paste.unknown, "Lines that say nothing about a connection: "),
    ] {
        if count > 0 {
            outcome.add(el("p", "hint").say(text).text(count.to_string()).end());
        }
    }
    outcome.end()
}

fn summary(summary: Summary) -> Html {
    let mut text = el("dd", "");
    match summary.first {
        None => text.say("no cause named"),
        Some((cause, confidence)) => {
            text.tell(cause.title).say(" ").add(verdict::confidence(confidence))
        }
    };
    if summary.causes > 1 {
        text.say(" and ").text((summary.causes - 1).to_string()).say(" more that fit");
    }
    text.end()
}
