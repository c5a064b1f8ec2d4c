//! `docs/runbook.md` is what the registry says now.

use std::path::Path;

use diagnosis::RUNBOOK;
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

/// The runbook and the answers that this number stands for.
const NUMBERED: (u16, u32) = (1, 2167226440);

#[test]
fn the_number_rises_with_what_it_stands_for() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let read = |name| std::fs::read(docs.join(name)).expect("it is written");
    let whole = [read("runbook.md"), read("matrix.md")].concat();
    let digest = whole
        .iter()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193));
    assert_eq!(
        (RUNBOOK, digest),
        NUMBERED,
        "a released runbook or its answers changed: raise RUNBOOK, and write both down here"
    );
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
