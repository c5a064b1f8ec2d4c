//! The registries hold what they promise.

use std::collections::HashSet;

use lab::{Kind, scenarios};

fn is_kebab_case(id: &str) -> bool {
    // Causes may hold a version, as in `http-version-1.0-upstream`.
    id.split('-').all(|word| {
        !word.is_empty()
            && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '.')
    })
}

#[test]
fn names_are_unique_and_in_kebab_case() {
    let mut names = HashSet::new();
    for scenario in scenarios() {
        assert!(names.insert(scenario.name), "{} is there twice", scenario.name);
        assert!(is_kebab_case(scenario.name) && !scenario.name.contains('.'), "{}", scenario.name);
        assert_ne!(scenario.name, "all", "the command line has another use for it");
    }
}

#[test]
fn truths_are_in_kebab_case_and_titles_are_no_sentences() {
    for scenario in scenarios() {
        for truth in [scenario.truth, scenario.truth_same_origin] {
            assert!(truth.is_none_or(is_kebab_case), "{}", scenario.name);
        }
        assert!(!scenario.title.is_empty() && !scenario.title.ends_with('.'), "{}", scenario.name);
    }
}

#[test]
fn only_real_software_needs_programs() {
    for scenario in scenarios() {
        assert_eq!(scenario.kind == Kind::Real, !scenario.needs.is_empty(), "{}", scenario.name);
    }
}
