//! The report for a ticket, as Markdown.
//!
//! A reader may have nothing but this text: it holds the answer, what led to it, and what mends it.
//! All that is dynamic is redacted and safe before it comes here; what could end a cell, a fence or a
//! line is escaped all the same.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crate::cause::Clue;
use crate::diagnose::{Confidence, Finding, Verdict};
use crate::evidence::{Agent, Evidence, Family, Hop, Observation, Outcome, Source, Via};
use crate::product::Product;
use crate::reading::Reading;
use crate::remedy::{Check, Remedy};
use crate::report::advice::advice;
use crate::report::answer::answer;
use crate::report::code;
use crate::report::describe::{self, asked, browser, page, sentence, when};
use crate::report::next::next;
use crate::report::suspects::{Suspects, suspects};
use crate::report::trail::{LOGS, MEANINGS};
use crate::report::untold::untold;
use crate::report::{Report, address};
use crate::target::Target;
use crate::text::Text;
use crate::time::Millis;
use crate::version;

/// The known limits that are named, of those that fit.
pub const MOST_LIMITS: usize = 5;

/// The report as Markdown; `link` is the report link, where there is one.
pub fn markdown(report: &Report, link: Option<&str>) -> String {
    let mut text = String::new();
    head(report, &mut text);
    findings(report, &mut text);
    if let Some(finding) = report.diagnosis.findings.first() {
        first(report, finding, &mut text);
    }
    settle(report, &mut text);
    seen(report, &mut text);
    ruled_out(report, &mut text);
    unseen(report, &mut text);
    if let Some(link) = link {
        let link = address(link);
        push(&mut text, &format!("[The report with all its evidence](<{link}>)\n"));
    }
    text
}

fn head(report: &Report, text: &mut String) {
    let evidence = &report.evidence;
    let answer = answer(report);
    push(text, &format!("## {}\n", escaped(&answer.headline.to_string())));
    let page = match evidence.page() {
        Some(_) => page(evidence),
        None => Text("not known"),
    };
    let products: Vec<&str> =
        Reading::new(evidence).products().into_iter().map(Product::name).collect();
    let products = match &products[..] {
        [] => "no product that shows itself".to_string(),
        products => products.join(", "),
    };
    let rows = [
        ("Target", format!("`{}`", escaped(&evidence.target.url()))),
        ("When", when(evidence.minute).to_string()),
        ("Lasted", lasted(evidence)),
        ("Browser", browser(evidence.agent)),
        ("Page of the check", page.to_string()),
        ("Seen on the way", products),
        ("Verdict", format!("**{}**", report.diagnosis.verdict.id())),
        ("Told to the visitor", answer.side.0.to_string()),
        ("Code to read out", format!("`{}`", code::encode(report))),
        ("Written by", format!("ws-doctor {}", version())),
    ];
    table(text, &["", ""], rows.iter().map(|(name, value)| [name.to_string(), value.clone()]));
}

/// From the run's beginning to the end of the last probe, and how much was seen.
fn lasted(evidence: &Evidence) -> String {
    let seen = || {
        let all = evidence.observations.iter();
        all.filter(|seen| !matches!(seen.outcome, Outcome::Skipped(_)))
    };
    let pasted = seen().filter(|seen| seen.source == Source::Pasted).count();
    let last = seen().map(|seen| seen.ended).max().unwrap_or_default();
    match (seen().count(), pasted) {
        (all, 0) => format!("{last}, {all} observations"),
        (all, pasted) => format!("{last}, {all} observations, {pasted} of them pasted"),
    }
}

fn findings(report: &Report, text: &mut String) {
    let findings = &report.diagnosis.findings;
    if findings.is_empty() {
        return;
    }
    push(text, "### What fits\n");
    let rows = findings.iter().map(|finding| {
        let cause = finding.cause;
        [
            finding.confidence.id().to_string(),
            format!("`{}`", cause.id),
            cause.title.0.to_string(),
            station(cause.hop).to_string(),
        ]
    });
    table(text, &["Confidence", "Cause", "In short", "Where"], rows);
}

fn first(report: &Report, finding: &Finding, text: &mut String) {
    let cause = finding.cause;
    push(text, &format!("### First: {}\n", cause.title.0));
    push(text, &format!("{}\n", cause.why.0));
    let agent = report.evidence.agent;
    clues("For it", agent, &finding.case.supports, text);
    clues("Against it", agent, &finding.case.contradicts, text);
    if let Some(advice) = advice(report) {
        push(text, &format!("**Measured:** {}\n", escaped(&advice.to_string())));
    }
    if finding.cause.is_timer()
        && let Some(suspects) = suspects(report)
    {
        limits(&suspects, text);
    }
    let target = &report.evidence.target;
    if target.url().contains('…') {
        push(text, "Put in again what is masked as … in what follows.\n");
    }
    let mut told: Vec<&Check> = Vec::new();
    if finding.confidence < Confidence::Confirmed {
        push(text, "#### To settle it\n");
        told.extend(cause.checks.iter().take(2));
        told.iter().for_each(|known| check(known, target, text));
    }
    push(text, "#### To mend it\n");
    let (near, far) = by_product(report, cause.remedies);
    near.iter().for_each(|known| remedy(known, target, text));
    if !far.is_empty() {
        push(text, &format!("<details><summary>For other products: {}</summary>\n", far.len()));
        far.iter().for_each(|known| remedy(known, target, text));
        push(text, "</details>\n");
    }
    push(text, "#### To prove it\n");
    for known in near.into_iter().chain(far).map(|remedy| remedy.verify) {
        if !told.iter().any(|told| core::ptr::eq(*told, known)) {
            told.push(known);
            check(known, target, text);
        }
    }
}

/// The first two remedies and those for the products that show themselves; and the others.
fn by_product(
    report: &Report,
    remedies: &'static [&'static Remedy],
) -> (Vec<&'static Remedy>, Vec<&'static Remedy>) {
    let products = Reading::new(&report.evidence).products();
    let shown =
        |remedy: &Remedy| products.iter().any(|product| remedy.product.contains(product.name()));
    let near = |index: usize, remedy: &Remedy| index < 2 || shown(remedy);
    let pick = |wanted: bool| {
        let all = remedies.iter().enumerate();
        all.filter(|(index, remedy)| near(*index, remedy) == wanted)
            .map(|(_, remedy)| *remedy)
            .collect()
    };
    (pick(true), pick(false))
}

/// Whose limit of that length is known; more than a few would point at nobody.
fn limits(suspects: &Suspects, text: &mut String) {
    if suspects.limits.is_empty() {
        return;
    }
    push(text, "Known limits of this length:\n");
    for limit in suspects.limits.iter().take(MOST_LIMITS) {
        let line =
            format!("- {}: {} ([source]({}))\n", limit.product, limit.setting, limit.source.at);
        text.push_str(&line);
    }
    text.push('\n');
}

fn clues(title: &str, agent: Agent, clues: &[Clue], text: &mut String) {
    if clues.is_empty() {
        return;
    }
    push(text, &format!("{title}:\n"));
    for clue in clues {
        let line = escaped(&describe::clue(agent, clue).to_string());
        text.push_str(&format!("- {line} (no. {}, {})\n", clue.observation + 1, clue.weight.id()));
    }
    text.push('\n');
}

fn remedy(remedy: &Remedy, target: &Target, text: &mut String) {
    let inside = match remedy.snippet.inside {
        "" => String::new(),
        inside => format!(", inside `{inside}`"),
    };
    push(text, &format!("**{}**{inside}: {}.\n", remedy.product, remedy.title.0));
    let (language, body) = remedy.snippet.fenced(target);
    push(text, &fence(language, &body));
    push(text, &format!("Proof: {}.\n", remedy.verify.title.0));
}

fn check(check: &Check, target: &Target, text: &mut String) {
    push(text, &format!("{}. {}\n", check.title.0, check.expect.0));
    if !check.command.is_empty() {
        push(text, &fence(check.language, &check.fill(target)));
    }
}

fn settle(report: &Report, text: &mut String) {
    if let Some(next) = next(report) {
        push(text, "### What would tell more\n");
        push(text, &format!("{}. {}\n", next.title().0, next.why().0));
    }
}

fn seen(report: &Report, text: &mut String) {
    push(text, "### What was seen\n");
    let rows = report.evidence.observations.iter().enumerate().map(|(index, seen)| {
        // A pasted line has no time of its own.
        let time = |time: Millis| match seen.source {
            Source::Measured => time.to_string(),
            Source::Pasted => String::new(),
        };
        [
            (index + 1).to_string(),
            time(seen.started),
            asked(seen).0.to_string(),
            via(seen.via),
            time(seen.took()),
            escaped(&sentence(report.evidence.agent, seen).to_string())
                + noted(seen)
                + &said(report, index),
        ]
    });
    table(text, &["No.", "At", "Question", "Way in", "Took", "Seen"], rows);
}

/// What the application said when it closed: the one text in a ticket that is not ours.
fn said(report: &Report, index: usize) -> String {
    let quote = report.evidence.quotes.iter().find(|quote| quote.observation == index);
    quote.map_or_else(String::new, |quote| format!("; it said “{}”", literal(&quote.reason)))
}

fn via(via: Via) -> String {
    match via {
        Via::Front => "front".to_string(),
        Via::Behind(hop) => format!("behind the {}", station(hop)),
    }
}

fn noted(seen: &Observation) -> &'static str {
    match (seen.source, seen.marred.any()) {
        (Source::Pasted, _) => " (pasted)",
        (_, true) => " (its timing is spoiled)",
        _ => "",
    }
}

fn ruled_out(report: &Report, text: &mut String) {
    let ruled_out = &report.diagnosis.ruled_out;
    if ruled_out.is_empty() {
        return;
    }
    push(text, &format!("<details><summary>Ruled out: {}</summary>\n", ruled_out.len()));
    for finding in ruled_out {
        let why = finding.case.contradicts.iter().max_by_key(|clue| clue.weight);
        let said = |clue| escaped(&describe::clue(report.evidence.agent, clue).to_string());
        let why = why.map(said).unwrap_or_default();
        text.push_str(&format!("- `{}`: {why}\n", finding.cause.id));
    }
    push(text, "\n</details>\n");
}

/// What lies outside of a check by a page.
const FROM_A_PAGE: &str =
    "One browser on one network at one time: no configuration, no log, and no other visitor.";
/// The same of one by the command line.
pub const FROM_A_TERMINAL: &str = "One machine on one network at one time, and no browser: nothing of a page’s security policy, mixed content, extensions, cookies and sign-ins, nor of a visitor’s network; no configuration and no log.";

fn unseen(report: &Report, text: &mut String) {
    push(text, "### What this check can’t see\n");
    let native = report.evidence.agent.family == Family::Native;
    push(text, &format!("{}\n", if native { FROM_A_TERMINAL } else { FROM_A_PAGE }));
    for sentence in untold(report) {
        push(text, &format!("{}\n", escaped(&sentence.to_string())));
    }
    if report.diagnosis.verdict != Verdict::Healthy && !native {
        push(
            text,
            "A page never learns the status or the headers of a handshake; what is said of them here is inferred, or pasted from the console.\n",
        );
    }
    if let Some(trace) = report.evidence.trace {
        trail(trace, text);
    }
}

/// Where the requests of this check stand in the logs of each hop.
fn trail(trace: u32, text: &mut String) {
    push(text, "<details><summary>This check in each hop’s access log</summary>\n");
    let searches = LOGS.iter().map(|log| format!("# {}\n{}", log.product, log.search(trace)));
    push(text, &fence("bash", &searches.collect::<Vec<_>>().join("\n")));
    let rows = MEANINGS.iter().map(|(found, means)| [found.0.to_string(), means.0.to_string()]);
    table(text, &["Found", "What that means"], rows);
    push(text, "</details>\n");
}

fn table<const N: usize>(
    text: &mut String,
    heads: &[&str; N],
    rows: impl Iterator<Item = [String; N]>,
) {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    text.push_str(&line(heads.iter().map(ToString::to_string).collect()));
    text.push_str(&line(heads.iter().map(|_| "---".to_string()).collect()));
    for row in rows {
        text.push_str(&line(row.iter().map(|cell| cell.replace('|', "\\|")).collect()));
    }
    text.push('\n');
}

fn push(text: &mut String, block: &str) {
    text.push_str(block);
    text.push('\n');
}

/// Without what begins markup or ends a cell or a line.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '`' => safe.push('\''),
            '\n' | '\r' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// Text that no Markdown changes: with nothing in it that could be markup, a mention or a link.
fn literal(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in escaped(text).chars() {
        if matches!(c, '\\' | '*' | '_' | '[' | ']' | '(' | ')' | '#' | '~' | '!') {
            safe.push('\\');
        }
        safe.push(c);
        // Forges make mentions and links of these; a joiner of no width keeps them from it.
        if matches!(c, '@' | ':' | '#') {
            safe.push('\u{2060}');
        }
    }
    safe
}

/// What a hop is called where the reader is not the visitor.
pub fn station(hop: Hop) -> &'static str {
    match hop {
        Hop::Browser => "the visitor’s browser",
        Hop::ClientNetwork => "the visitor’s network",
        hop => hop.title().0,
    }
}

/// A fenced block of code.
pub(super) fn fence(language: &str, code: &str) -> String {
    ["```", language, "\n", code.trim_end(), "\n```\n"].concat()
}
