//! What `SECURITY.md` promises: its tests exist, and nothing comes from where it should not.

use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(ROOT).join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All Rust below a directory, as one text.
fn sources(directory: &Path) -> String {
    let entries =
        fs::read_dir(directory).unwrap_or_else(|e| panic!("{}: {e}", directory.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("it can be read").path()).collect();
    paths.sort();
    let texts = paths.into_iter().map(|path| {
        if path.is_dir() {
            sources(&path)
        } else if path.extension().is_some_and(|end| end == "rs") {
            fs::read_to_string(&path).expect("it is text")
        } else {
            String::new()
        }
    });
    texts.collect()
}

/// The tests that each row of the tables names, in their last column.
fn named(document: &str) -> Vec<Vec<&str>> {
    let rows =
        document.lines().filter(|line| line.starts_with("| ") && !line.ends_with("| Tests |"));
    rows.map(|row| {
        let last = row.trim_end_matches(" |").rsplit(" | ").next().unwrap_or_default();
        last.split('`').skip(1).step_by(2).collect()
    })
    .collect()
}

#[test]
fn every_test_that_security_md_names_exists() {
    let sources =
        ["src", "tests", "crates"].map(|name| sources(&Path::new(ROOT).join(name))).concat();
    let document = read("SECURITY.md");
    let rows = named(&document);
    assert!(rows.len() > 20, "only {} rows were found", rows.len());
    for row in rows {
        assert!(!row.is_empty(), "a row names no test");
        for test in row {
            let exists = match test.strip_prefix("malice/") {
                // A trial has the name of its scenario.
                Some(scenario) => sources.matches(&format!("\"{scenario}\",")).count() >= 2,
                None if test.starts_with(|c: char| c.is_ascii_uppercase()) => {
                    ["Promise", "Guard", "Handing", "Host", "Deployed"]
                        .iter()
                        .any(|kind| sources.contains(&format!("{kind}::{test} =>")))
                }
                None => sources.contains(&format!("fn {test}(")),
            };
            assert!(exists, "no test is called {test}");
        }
    }
}

#[test]
fn every_crate_is_pinned_by_its_checksum() {
    let lock = read("Cargo.lock");
    let packages: Vec<&str> = lock.split("[[package]]").skip(1).collect();
    assert!(packages.len() > 100, "only {} crates were found", packages.len());
    for package in packages {
        let name = package.lines().find(|line| line.starts_with("name")).unwrap_or_default();
        let elsewhere = package.contains("\nsource = ");
        let known = package
            .contains("\nsource = \"registry+https://github.com/rust-lang/crates.io-index\"\n");
        assert!(!elsewhere || known && package.contains("\nchecksum = \""), "{name}");
    }
}

/// Namespaces are names, and load nothing.
#[test]
fn the_page_names_no_other_origin() {
    const NAMESPACE: &str = "http://www.w3.org/2000/svg";
    for name in [
        "index.html",
        "boot.js",
        "hands.js",
        "wait.js",
        "styles/base.css",
        "styles/theme.css",
        "styles/components.css",
        "styles/sheet.css",
    ] {
        let text = read(name).replace(NAMESPACE, "");
        for mark in ["http://", "https://", "src=\"//", "href=\"//", "url(", "@import"] {
            assert!(!text.contains(mark), "{name} has {mark}");
        }
    }
}
