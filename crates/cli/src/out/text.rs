//! The report for people at a terminal.

use diagnosis::cause::{Clue, Side};
use diagnosis::diagnose::{Confidence, Finding, Verdict};
use diagnosis::evidence::{Family, Hop, Observation, Outcome, Source, Via};
use diagnosis::reading::Reading;
use diagnosis::remedy::{Change, Check, Remedy};
use diagnosis::report::advice::advice;
use diagnosis::report::answer::answer;
use diagnosis::report::describe::{self, asked, browser, page, sentence, when};
use diagnosis::report::markdown::{FROM_A_TERMINAL, station};
use diagnosis::report::next::{Next, next};
use diagnosis::report::untold::untold;
use diagnosis::report::{Report, code};
use diagnosis::target::Place;

use crate::out::answer::{headers, status_line, whose};
use crate::out::style::{Style, wrapped};
use crate::out::{Piece, Remarked, Told};

/// More of them would be a list of all that can be wrong.
const MOST_OTHERS: usize = 6;

/// The report as text; `link` is the report's link, if one was asked for.
pub(crate) fn text(told: &Told, link: Option<&str>, style: Style) -> String {
    let report = &told.report;
    let mut text = String::new();
    for warning in &told.warnings {
        text += &style.yellow(&wrapped("! ", warning));
    }
    text += &head(report, style);
    let first = report.diagnosis.findings.first();
    if let Some(first) = first {
        text += &clues(report, first, style);
    }
    text += &answers(told, style);
    text += &seen(report, style);
    text += &others(report, style);
    if let Some(first) = first {
        text += &settle(report, first, style);
    }
    text += &remarks(&told.remarks, style);
    // What is wrong in their own lines says more than how such lines are in general.
    let corrected = told.remarks.iter().any(|one| one.bearing == "wrong" && one.diff.is_some());
    if let Some(first) = first.filter(|_| !corrected) {
        text += &mend(report, first, style);
    }
    text += &pieces("Read", &told.read, style);
    text += &pieces("Not read", &told.unread, style);
    text += &unseen(report, style);
    text += &format!("\nCode to read out: {}\n", code::encode(report));
    if let Some(link) = link {
        text += &format!("Report: {link}\n");
    }
    text
}

fn head(report: &Report, style: Style) -> String {
    let (evidence, diagnosis) = (&report.evidence, &report.diagnosis);
    let by = match evidence.agent.family {
        _ if !measured(report) => "read from what was brought".to_owned(),
        Family::Native => {
            let given = evidence.page().is_some_and(|facts| facts.own);
            let origin =
                if given { "the Origin that was given" } else { "the endpoint’s own Origin" };
            format!("measured from this machine by ws-doctor, not from a browser, with {origin}")
        }
        _ => format!("measured by {}, {}", browser(evidence.agent), page(evidence)),
    };
    let word = diagnosis.verdict.id().to_uppercase();
    let word = match diagnosis.verdict {
        Verdict::Healthy => style.green(&format!("✓ {word}")),
        Verdict::Degraded | Verdict::Inconclusive => style.yellow(&format!("~ {word}")),
        Verdict::Broken => style.red(&format!("✗ {word}")),
    };
    let when = match evidence.minute {
        0 => String::new(),
        minute => format!(", {}", when(minute)),
    };
    let about = format!("{}{when}, {by}", evidence.target.url());
    let mut text = style.faint(&wrapped("", &about)) + "\n" + &word + "\n";
    match diagnosis.findings.first() {
        Some(first) if first.confidence >= Confidence::Likely => {
            text += &style.bold(&wrapped("  ", first.cause.title.0));
        }
        Some(first) => {
            text += &wrapped("  ", &answer(report).headline.to_string());
            let lead = format!("  First of {}: ", diagnosis.findings.len());
            text += &style.bold(&wrapped(&lead, first.cause.title.0));
        }
        None => text += &wrapped("  ", &answer(report).headline.to_string()),
    }
    if let Some(first) = diagnosis.findings.first() {
        let side = match diagnosis.side {
            Some(Side::Service) => ", for the service to mend",
            Some(Side::Network) => ", for the network to mend",
            Some(Side::You) => ", for this machine to mend",
            None => "",
        };
        let (sure, id, hop) = (first.confidence.id(), first.cause.id, hop(first.cause.hop));
        text += &wrapped("  ", &format!("{sure}: {id}, at the {hop}{side}"));
    }
    text
}

fn measured(report: &Report) -> bool {
    report.evidence.observations.iter().any(|seen| seen.source == Source::Measured)
}

/// A hop without its article.
fn hop(hop: Hop) -> &'static str {
    station(hop).trim_start_matches("the ")
}

fn clues(report: &Report, first: &Finding, style: Style) -> String {
    let told = |sign: &str, clue: &Clue| {
        let (number, weight) = (clue.observation + 1, clue.weight.id());
        let said = describe::clue(report.evidence.agent, clue);
        wrapped(&format!("  {sign} "), &format!("{said} (no. {number}, {weight})"))
    };
    let mut text = String::from("\n");
    first.case.supports.iter().for_each(|clue| text += &told("+", clue));
    first.case.contradicts.iter().for_each(|clue| text += &told("-", clue));
    text + "\n" + &style.faint(&wrapped("  ", first.cause.why.0))
}

/// The answers to the handshakes, of those that are alike the first.
fn answers(told: &Told, style: Style) -> String {
    let mut text = String::new();
    let mut shown = Vec::new();
    for answer in &told.answers {
        let key = (answer.via, answer.place, answer.head.status);
        if shown.contains(&key) {
            continue;
        }
        shown.push(key);
        text += &title(&format!("Answer to {}", whose(answer)), style);
        text += &format!("  {}\n", status_line(&answer.head));
        let other = answer.place == Place::OtherPath && answer.via == Via::Front;
        for (name, value) in headers(&answer.head).into_iter().filter(|_| !other) {
            text += &format!("  {name}: {value}\n");
        }
    }
    text
}

fn seen(report: &Report, style: Style) -> String {
    let evidence = &report.evidence;
    let mut text = title("Seen", style);
    for (index, seen) in evidence.observations.iter().enumerate() {
        // The head tells of the page, where there is none.
        let told = match seen.outcome {
            Outcome::Skipped(_) => false,
            Outcome::Page(_) => evidence.agent.family != Family::Native,
            _ => true,
        };
        if told {
            let lead = format!("  {:>2}  ", index + 1);
            let told = sentence(evidence.agent, seen);
            let (asked, way, note) = (asked(seen).0, way(seen), note(seen));
            text += &wrapped(&lead, &format!("{asked}{way}: {told}{note}"));
        }
    }
    for quote in &evidence.quotes {
        let number = quote.observation + 1;
        text += &wrapped("      ", &format!("no. {number} said: “{}”", quote.reason));
    }
    text
}

fn way(seen: &Observation) -> String {
    match seen.via {
        Via::Front => String::new(),
        Via::Behind(behind) => format!(", behind the {}", hop(behind)),
    }
}

fn note(seen: &Observation) -> &'static str {
    match (seen.source, seen.marred.any()) {
        (Source::Pasted, _) => " (pasted)",
        (_, true) => " (its timing is spoiled)",
        _ => "",
    }
}

fn others(report: &Report, style: Style) -> String {
    let others = report.diagnosis.findings.get(1..).unwrap_or_default();
    if others.is_empty() {
        return String::new();
    }
    let mut text = title("Fits as well", style);
    for finding in others.iter().take(MOST_OTHERS) {
        let (sure, cause) = (finding.confidence.id(), finding.cause);
        text += &wrapped("  - ", &format!("{} ({sure}: {})", cause.title.0, cause.id));
    }
    if let more @ 1.. = others.len().saturating_sub(MOST_OTHERS) {
        text += &format!("  - {more} more\n");
    }
    text
}

fn settle(report: &Report, first: &Finding, style: Style) -> String {
    if first.confidence == Confidence::Confirmed {
        return String::new();
    }
    let mut text = title("To settle it", style);
    text += &guessed(report);
    if !measured(report) {
        let url = report.evidence.target.url();
        text +=
            &wrapped("  ", &format!("Nothing was measured yet. Measure: ws-doctor check '{url}'"));
    } else if let Some(next) = next(report) {
        let option = match next {
            Next::Control => " (--control URL)",
            Next::Bypass => " (--bypass proxy=URL)",
            Next::Message => " (--message TEXT)",
            Next::Console | Next::Again | Next::ByHand => "",
        };
        text += &wrapped("  ", &format!("{}{option}. {}", next.title().0, next.why().0));
    }
    first.cause.checks.iter().take(1).for_each(|known| text += &check(known, report));
    text
}

/// What to do where it may be only the Origin that was sent for want of another.
fn guessed(report: &Report) -> String {
    let native = report.evidence.agent.family == Family::Native;
    let mut findings = report.diagnosis.findings.iter();
    if native && findings.any(|finding| finding.cause.id == "foreign-origin") {
        let text = "Give the Origin of the application’s pages (--origin ORIGIN): the endpoint’s own was sent, which the application may not know.";
        wrapped("  ", text)
    } else {
        String::new()
    }
}

fn check(check: &Check, report: &Report) -> String {
    let mut text = wrapped("  ", &format!("{}. {}", check.title.0, check.expect.0));
    for line in check.fill(&report.evidence.target).lines() {
        text += &format!("    {line}\n");
    }
    text
}

fn mend(report: &Report, first: &Finding, style: Style) -> String {
    let Some(remedy) = remedy(report, first) else { return String::new() };
    let if_so = if first.confidence < Confidence::Likely { ", if it is that" } else { "" };
    let mut text = title(&format!("To mend it{if_so}: {}", remedy.product), style);
    let inside = match remedy.snippet.inside {
        "" => String::new(),
        inside => format!(", inside {inside}"),
    };
    text += &wrapped("  ", &format!("{}{inside}", remedy.title.0));
    let (_, body) = remedy.snippet.fenced(&report.evidence.target);
    let changes = remedy.snippet.lines().map(|(change, _)| change);
    for (line, change) in body.lines().zip(changes) {
        let line = match change {
            _ if !remedy.snippet.is_diff() => line.to_owned(),
            Change::Added => style.green(line),
            Change::Removed => style.red(line),
            Change::Kept => line.to_owned(),
        };
        text += &format!("    {line}\n");
    }
    text += &wrapped("  ", &format!("Proof: {}.", remedy.verify.title.0));
    if let Some(advice) = advice(report) {
        text += &wrapped("  ", &format!("Measured: {advice}"));
    }
    if report.evidence.target.url().contains('…') {
        text += "  Put in again what is masked as ….\n";
    }
    text
}

/// The first remedy for a product that shows itself, or the first of all.
fn remedy(report: &Report, first: &Finding) -> Option<&'static Remedy> {
    let products = Reading::new(&report.evidence).products();
    let shown =
        |remedy: &&&Remedy| products.iter().any(|product| remedy.product.contains(product.name()));
    let all = first.cause.remedies;
    all.iter().find(shown).or_else(|| all.first()).copied()
}

/// What is wrong or right in configurations, with the lines and how they should be.
fn remarks(remarks: &[Remarked], style: Style) -> String {
    if remarks.is_empty() {
        return String::new();
    }
    let mut text = title("In the configuration", style);
    for Remarked { file, line, to, bearing, what, why, diff } in remarks {
        let sign = match *bearing {
            "wrong" => style.red("✗"),
            "mind" => style.yellow("~"),
            _ => style.green("✓"),
        };
        let lines = if to > line { format!("{line}-{to}") } else { line.to_string() };
        let said = wrapped("    ", &format!("{file}:{lines}: {what}. {why}"));
        text += &format!("  {sign} {}", said.trim_start());
        for line in diff.iter().flat_map(|diff| diff.lines()) {
            let shown = match line.chars().next() {
                Some('+') => style.green(line),
                Some('-') => style.red(line),
                _ => line.to_owned(),
            };
            text += &format!("      {shown}\n");
        }
    }
    text
}

fn pieces(heading: &str, pieces: &[Piece], style: Style) -> String {
    if pieces.is_empty() {
        return String::new();
    }
    let mut text = title(heading, style);
    for Piece { file, line, what } in pieces {
        text += &wrapped("  ", &format!("{file}:{line}: {what}"));
    }
    text
}

fn unseen(report: &Report, style: Style) -> String {
    let mut text = title("Not seen", style);
    if report.evidence.agent.family == Family::Native {
        text += &wrapped("  ", FROM_A_TERMINAL);
    }
    let untold = untold(report);
    untold.iter().for_each(|one| text += &wrapped("  ", &one.to_string()));
    if text.lines().count() > 2 { text } else { String::new() }
}

fn title(text: &str, style: Style) -> String {
    format!("\n{}\n", style.bold(text))
}
