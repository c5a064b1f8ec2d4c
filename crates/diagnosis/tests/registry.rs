//! What holds for every cause, remedy and check.

use std::collections::BTreeSet;
use std::path::Path;

use diagnosis::cause::{CAUSES, by_id};
use diagnosis::remedy::{Change, Check, PLACES, Remedy, Source};
use diagnosis::report::runbook;
use diagnosis::target::Target;

/// All first-load text of the operator's half must stay small: it compresses four to one.
const BUDGET: usize = 56_000;

fn remedies() -> Vec<&'static Remedy> {
    let mut all: Vec<&'static Remedy> = Vec::new();
    for remedy in CAUSES.iter().flat_map(|cause| cause.remedies.iter().copied()) {
        if !all.iter().any(|known| std::ptr::eq(*known, remedy)) {
            all.push(remedy);
        }
    }
    all
}

fn checks() -> Vec<&'static Check> {
    let mut all: Vec<&'static Check> = Vec::new();
    let asked = CAUSES.iter().flat_map(|cause| cause.checks.iter().copied());
    for check in asked.chain(remedies().into_iter().map(|remedy| remedy.verify)) {
        if !all.iter().any(|known| std::ptr::eq(*known, check)) {
            all.push(check);
        }
    }
    all
}

/// The names in braces that could be places; code has braces of its own around other things.
fn places(text: &str) -> Vec<&str> {
    text.split('{')
        .skip(1)
        .filter_map(|rest| rest.split_once('}'))
        .map(|(name, _)| name)
        .filter(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase()))
        .collect()
}

fn assert_source(source: &Source, whose: &str) {
    assert!(!source.title.is_empty(), "{whose}: a source without a title");
    match source.at.strip_prefix("lab:") {
        Some(name) => assert!(
            !name.is_empty() && name.chars().all(|c| matches!(c, 'a'..='z' | '0'..='9' | '-')),
            "{whose}: {} is no scenario’s name",
            source.at
        ),
        None => assert!(
            source.at.starts_with("https://") && !source.at.contains(char::is_whitespace),
            "{whose}: {} is no https URL",
            source.at
        ),
    }
}

#[test]
fn ids_are_unique_and_in_kebab_case() {
    let mut seen = BTreeSet::new();
    for cause in CAUSES {
        assert!(seen.insert(cause.id), "{} is there twice", cause.id);
        assert!(
            cause.id.split(['-', '.']).all(|word| !word.is_empty()
                && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit())),
            "{} is not kebab-case",
            cause.id
        );
    }
}

#[test]
fn every_cause_can_be_settled_mended_and_looked_up() {
    for cause in CAUSES {
        let id = cause.id;
        assert!(!cause.remedies.is_empty(), "{id} has no remedy");
        assert!(!cause.checks.is_empty(), "{id} has no check");
        assert!(!cause.sources.is_empty(), "{id} has no source");
        cause.sources.iter().for_each(|source| assert_source(source, id));
        cause.remedies.iter().for_each(|remedy| assert_source(&remedy.source, id));
        for text in [cause.title, cause.plain, cause.why] {
            assert!(!text.0.trim().is_empty(), "{id} has an empty text");
        }
        for (neighbour, text) in cause.neighbours {
            assert!(by_id(neighbour).is_some(), "{id} names {neighbour}, which is no cause");
            assert_ne!(*neighbour, id, "{id} is its own neighbour");
            assert!(!text.0.trim().is_empty(), "{id} says nothing about {neighbour}");
        }
    }
}

#[test]
fn the_scenarios_that_sources_name_are_in_the_lab() {
    let lab = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lab/src");
    let mut code = String::new();
    for directory in ["fault", "real"] {
        for file in std::fs::read_dir(lab.join(directory)).expect("the lab is in the workspace") {
            let path = file.expect("a directory can be read").path();
            if path.is_file() {
                code.push_str(&std::fs::read_to_string(path).expect("it holds text only"));
            }
        }
    }
    for source in CAUSES.iter().flat_map(|cause| cause.sources) {
        if let Some(name) = source.at.strip_prefix("lab:") {
            assert!(code.contains(&format!("\"{name}\"")), "the lab has no {name}");
        }
    }
}

#[test]
fn every_remedy_and_check_says_what_to_do_and_what_to_expect() {
    for remedy in remedies() {
        let title = remedy.title.0;
        assert!(!title.is_empty() && !remedy.product.is_empty(), "a remedy without a name");
        assert!(!remedy.snippet.body.trim().is_empty(), "{title}: nothing to paste");
        assert!(!remedy.snippet.language.is_empty(), "{title}: no language");
        assert!(remedy.snippet.body.ends_with('\n'), "{title}: no line end");
        assert!(!title.ends_with('.'), "{title}: a title has no full stop");
        let body = remedy.snippet.body;
        if remedy.snippet.is_diff() {
            let column = |line: &str| line.is_empty() || line.starts_with([' ', '+', '-']);
            assert!(body.lines().all(column), "{title}: a line without its column");
            let new = remedy.snippet.lines().any(|(change, _)| change == Change::Added);
            assert!(new, "{title}: a diff that brings nothing");
        }
    }
    for check in checks() {
        let title = check.title.0;
        assert!(!title.is_empty() && !check.expect.0.is_empty(), "{title:?}: nothing to expect");
        assert_eq!(check.command.is_empty(), check.language.is_empty(), "{title}: its language");
        assert!(!title.ends_with('.'), "{title}: a title has no full stop");
    }
}

#[test]
fn places_are_known_and_prose_has_none() {
    for body in remedies().iter().map(|remedy| remedy.snippet.body) {
        for name in places(body) {
            assert!(PLACES.contains(&name), "{{{name}}} is no place, in\n{body}");
        }
    }
    for command in checks().iter().map(|check| check.command) {
        for name in places(command) {
            assert!(PLACES.contains(&name), "{{{name}}} is no place, in\n{command}");
        }
    }
    let prose = CAUSES.iter().flat_map(|cause| [cause.title, cause.plain, cause.why]);
    let prose = prose.chain(remedies().into_iter().map(|remedy| remedy.title));
    let prose = prose.chain(checks().into_iter().flat_map(|check| [check.title, check.expect]));
    for text in prose {
        assert!(!text.0.contains(['{', '}']), "nobody fills a place in: {}", text.0);
    }
}

#[test]
fn a_limit_of_age_is_never_answered_with_a_heartbeat() {
    let cause = by_id("max-lifetime").expect("ids are permanent");
    for remedy in cause.remedies {
        let text = format!("{} {}", remedy.title.0, remedy.snippet.body).to_lowercase();
        assert!(!text.contains("ping"), "{}", remedy.title.0);
    }
}

#[test]
fn the_text_stays_within_its_budget() {
    let remedies: usize =
        remedies().iter().map(|remedy| remedy.title.0.len() + remedy.snippet.body.len()).sum();
    let checks: usize = checks()
        .iter()
        .map(|check| check.title.0.len() + check.command.len() + check.expect.0.len())
        .sum();
    let target = Target::new(true, "chat.example.com", 443, "/ws/chat/", "");
    let steps: usize = runbook::steps(&target)
        .iter()
        .map(|step| step.title.0.len() + step.text.0.len() + step.command.len())
        .sum();
    let all = remedies + checks + steps;
    assert!(
        all <= BUDGET,
        "{all} bytes: {remedies} of remedies, {checks} of checks, {steps} of steps"
    );
}

#[test]
fn every_symptom_leads_to_causes_that_there_are() {
    for symptom in diagnosis::report::runbook::SYMPTOMS {
        assert!(symptom.causes.len() > 2, "{}", symptom.seen.0);
        for id in symptom.causes {
            assert!(diagnosis::cause::by_id(id).is_some(), "{id} of “{}”", symptom.seen.0);
        }
    }
}
