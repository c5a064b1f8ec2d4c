//! What the long waits come to: a number to set, and whose known limit has that length.

use super::source;
use crate::markup::{Node, el, group, said, told, words};
use diagnosis::cause::Cause;
use diagnosis::report::Report;
use diagnosis::report::advice::advice;
use diagnosis::report::markdown::MOST_LIMITS;
use diagnosis::report::suspects::{Suspects, suspects};
use diagnosis::text::Text;

/// What was measured of this cause, if it is a limit of time.
pub(crate) fn measured(cause: &Cause, report: &Report) -> Node {
    if !cause.is_timer() {
        return Node::default();
    }
    let number = advice(report).map(|advice| el("p", "advice").text(words(advice)).end());
    group([number.unwrap_or_default(), suspects(report).map(whose).unwrap_or_default()])
}

fn whose(suspects: Suspects) -> Node {
    if suspects.limits.is_empty() {
        return told(
            "p",
            "hint",
            Text("No product is known to have a limit of this length: somebody has set it."),
        );
    }
    let limits = suspects.limits.iter().take(MOST_LIMITS).map(|limit| {
        el("li", "")
            .add(said("strong", "", limit.product))
            .text(": ")
            .add(said("code", "", limit.setting))
            .text(" ")
            .add(el("span", "hint").add(source(&limit.source)).end())
            .end()
    });
    el("div", "")
        .add(told("h5", "", Text("Known limits of this length")))
        .add(el("ul", "").all(limits).end())
        .end()
}
