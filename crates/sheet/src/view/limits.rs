//! What a page can't see, said plainly.

use crate::markup::{Node, fold, told};
use diagnosis::report::Report;
use diagnosis::report::untold::untold;
use diagnosis::text::Text;

/// What a page can't see, and what this report can't tell.
pub(crate) fn limits(report: &Report) -> Node {
    let untold = untold(report).into_iter().map(|sentence| told("p", "", sentence));
    fold(Text("What a browser can’t see"))
        .add(told("p", "", Text("Browsers hide from every page why a handshake failed: name, certificate, refused port and error status all look the same. What is said here about a failed handshake is inferred from comparisons, unless a pasted line says it; “confirmed” is only said where nothing else fits.")))
        .add(told("p", "", Text("It sees one browser on one network at one time. It can’t see the proxies’ configurations, their logs, or what happens to others.")))
        .all(untold)
        .end()
}
