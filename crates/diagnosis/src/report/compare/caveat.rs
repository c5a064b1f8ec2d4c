//! What could make the meaning of two reports wrong.

use alloc::vec::Vec;

use super::{Between, Meaning};
use crate::report::Report;
use crate::report::describe::browser;
use crate::target::Target;
use crate::text::{Phrase, Text};
use crate::time::Millis;

/// Checks that are further apart may have met different states of the service.
const LONG_AGO: u32 = 30;

pub(super) fn caveats(
    first: &Report,
    second: &Report,
    meaning: Meaning,
    between: Between,
) -> Vec<Phrase> {
    if matches!(meaning, Meaning::OtherTarget | Meaning::Unknown) {
        return Vec::new();
    }
    let mut all = Vec::new();
    all.extend((between == Between::Places).then(|| {
        Text("No report says from which network it came: two checks from one network say nothing about others.").phrase()
    }));
    all.extend(browsers(first, second));
    // Between pages that is what is compared.
    all.extend((between != Between::Pages).then(|| origins(first, second)).flatten());
    all.extend((between != Between::Times).then(|| times(first, second)).flatten());
    all.extend(targets(first, second));
    all.extend(pasted(first, second));
    all.extend(spoiled(first, second));
    let changed = matches!(meaning, Meaning::Mended | Meaning::Broke | Meaning::Changed);
    all.extend(changed.then(|| {
        Text("One run before and one after may differ by chance: repeat what must be sure.")
            .phrase()
    }));
    let pages = between == Between::Pages
        && matches!(meaning, Meaning::OneOrigin | Meaning::OwnPage | Meaning::EveryPage);
    all.extend(pages.then(|| {
        Text("One run on each page may differ by chance, and it counts where the script ran: on the page that has the chat.")
            .phrase()
    }));
    all
}

fn browsers(first: &Report, second: &Report) -> Option<Phrase> {
    let (one, other) = (first.evidence.agent, second.evidence.agent);
    let text = Text(
        "The browsers differ ({first}, {second}): they show the same failure by different events, and some faults appear in one of them only.",
    );
    (one.family != other.family)
        .then(|| text.with("first", browser(one)).with("second", browser(other)))
}

fn origins(first: &Report, second: &Report) -> Option<Phrase> {
    let of = |report: &Report| report.evidence.page().map(|page| page.same_origin);
    let text = match (of(first), of(second)) {
        (Some(one), Some(other)) if one != other => Text(
            "One page stood on the service’s own origin and the other did not: a service may refuse other origins, and their pages see less.",
        ),
        (Some(_), Some(_)) => return None,
        _ => Text("Of one page it is not known whether it stood on the service’s own origin."),
    };
    Some(text.phrase())
}

fn times(first: &Report, second: &Report) -> Option<Phrase> {
    let (one, other) = (first.evidence.minute, second.evidence.minute);
    if one == 0 || other == 0 {
        return Some(
            Text("When one of them was made is not known: an outage may lie between them.")
                .phrase(),
        );
    }
    let apart = one.abs_diff(other);
    let text = Text("They were made {apart} apart: an outage may have come or gone in between.");
    (apart > LONG_AGO).then(|| text.with("apart", Millis::seconds(apart.saturating_mul(60))))
}

fn targets(first: &Report, second: &Report) -> Option<Phrase> {
    let (one, other) = (&first.evidence.target, &second.evidence.target);
    let hidden = [one, other].into_iter().any(|target| target.path == Target::HIDDEN_PATH);
    let text = if hidden {
        Text("One report leaves its path out: they may be about different paths.")
    } else if one.query_names != other.query_names {
        Text("The parameters of the address differ.")
    } else if one.url().contains('…') {
        Text("Parts of the address are masked, and may differ: another token, room or user.")
    } else {
        return None;
    };
    Some(text.phrase())
}

fn pasted(first: &Report, second: &Report) -> Option<Phrase> {
    let told = |report: &Report| report.evidence.lines().next().is_some();
    let text = Text("Console lines were pasted into one report only, which therefore knows more.");
    (told(first) != told(second)).then(|| text.phrase())
}

fn spoiled(first: &Report, second: &Report) -> Option<Phrase> {
    let spoiled =
        |report: &Report| report.evidence.observations.iter().any(|seen| seen.marred.broken());
    let text = Text(
        "One run was disturbed: the network changed, the device slept or the page was frozen.",
    );
    (spoiled(first) || spoiled(second)).then(|| text.phrase())
}
