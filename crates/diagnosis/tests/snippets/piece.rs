//! What there is to read: snippets, commands of checks, steps of the runbook.

use std::collections::BTreeMap;

use diagnosis::cause::CAUSES;
use diagnosis::remedy::{Check, Remedy};
use diagnosis::report::{runbook, trail};
use diagnosis::target::Target;

/// A text with its places filled in.
pub(crate) struct Piece {
    /// What to call it.
    pub(crate) name: String,
    /// As in its code fence.
    pub(crate) language: &'static str,
    /// The block that it stands in; empty where it stands alone.
    pub(crate) inside: &'static str,
    /// What is read.
    pub(crate) text: String,
}

impl Piece {
    /// A text that stands alone.
    pub(crate) fn alone(language: &'static str, text: &str) -> Piece {
        Piece { name: language.to_owned(), language, inside: "", text: text.to_owned() }
    }
}

/// A plain one, and one with all that a record may hold.
pub(crate) fn targets() -> [Target; 2] {
    [
        Target::new(true, "chat.example.com", 443, "/ws/chat/", ""),
        Target::new(
            false,
            "[2001:db8::1]",
            8443,
            "/a%20b/@me~x:y,z+1/0123456789abcdef0123",
            "token=1&b",
        ),
    ]
}

/// Everything that is to be pasted somewhere, once for each target.
pub(crate) fn pieces() -> Vec<Piece> {
    let remedies: BTreeMap<*const Remedy, &Remedy> = CAUSES
        .iter()
        .flat_map(|cause| cause.remedies)
        .map(|remedy| (std::ptr::from_ref(*remedy), *remedy))
        .collect();
    let proofs = remedies.values().map(|remedy| remedy.verify);
    let checks: BTreeMap<*const Check, &Check> = CAUSES
        .iter()
        .flat_map(|cause| cause.checks.iter().copied())
        .chain(proofs)
        .filter(|check| !check.command.is_empty())
        .map(|check| (std::ptr::from_ref(check), check))
        .collect();
    let searches = trail::LOGS.iter().map(|log| Piece {
        name: log.product.to_owned(),
        language: "bash",
        inside: "",
        text: log.search(7),
    });
    let mut all: Vec<Piece> = searches.collect();
    for target in targets() {
        all.extend(remedies.values().map(|remedy| Piece {
            name: format!("{}: {}", remedy.product, remedy.title.0),
            language: remedy.snippet.language,
            inside: remedy.snippet.inside,
            text: remedy.snippet.fill(&target),
        }));
        all.extend(checks.values().map(|check| Piece {
            name: check.title.0.to_owned(),
            language: check.language,
            inside: "",
            text: check.fill(&target),
        }));
        let steps = runbook::steps(&target).into_iter();
        all.extend(steps.filter(|step| step.language == "bash").map(|step| Piece {
            name: step.title.0.to_owned(),
            language: step.language,
            inside: "",
            text: step.command,
        }));
    }
    all
}
