//! `docs/runbook.md` is what the registry says now.

use std::path::Path;

use diagnosis::report::runbook::document;

#[test]
fn the_document_is_fresh() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/runbook.md");
    let fresh = document();
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(path.parent().expect("it has one")).expect("docs can be made");
        std::fs::write(&path, &fresh).expect("docs/runbook.md can be written");
        return;
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        written == fresh,
        "docs/runbook.md is stale from line {}; write it anew with: UPDATE=1 cargo test -p diagnosis --test runbook",
        written.lines().zip(fresh.lines()).take_while(|(one, other)| one == other).count() + 1
    );
}

#[test]
fn every_link_inside_the_document_leads_somewhere() {
    let document = document();
    let anchors: Vec<String> =
        document.lines().filter(|line| line.starts_with('#')).map(anchor).collect();
    for link in document.split("](#").skip(1).filter_map(|rest| rest.split_once(')')) {
        assert!(anchors.iter().any(|anchor| anchor == link.0), "#{} leads nowhere", link.0);
    }
}

/// As the usual forges make it from a heading.
fn anchor(heading: &str) -> String {
    heading
        .trim_start_matches('#')
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | ' '))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}
