//! The files in `deploy/` and their document, against each other.

use std::path::Path;

/// What nginx has for the pages that may show a page in a frame.
const VARIABLE: &str = "$ws_doctor_framers";
/// Who may show `embed.html`, until a deployer says otherwise.
const FRAMERS: &str = "https://help.example.com";
const NOBODY: &str = "'none'";

fn text(name: &str) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(name);
    std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// All policies in a text, with nobody to frame the page.
fn policies(text: &str) -> Vec<String> {
    let starts = text.match_indices("default-src 'none';").map(|(at, _)| at);
    let whole = starts.map(|at| {
        let end = "trusted-types ws-doctor";
        let length =
            text[at..].find(end).expect("a policy ends with its Trusted Types") + end.len();
        text[at..at + length].replace(VARIABLE, NOBODY).replace(FRAMERS, NOBODY)
    });
    whole.collect()
}

#[test]
fn all_have_the_same_policy() {
    let caddy = policies(&text("deploy/Caddyfile"));
    let policy = caddy.first().expect("it has one");
    for (name, count) in [
        ("deploy/nginx.conf", 1),
        ("deploy/Caddyfile", 2),
        ("deploy/apache.conf", 1),
        ("deploy/_headers", 6),
        ("deploy/cloudfront.json", 1),
    ] {
        let own = policies(&text(name));
        assert_eq!(own.len(), count, "{name}");
        assert!(own.iter().all(|one| one == policy), "{name}: {own:?}");
    }
    let document = policies(&text("docs/deployment.md"));
    assert!(document.contains(policy), "{document:?}");
    // An element can't say who may frame the page.
    let element = policy.replace("frame-ancestors 'none'; ", "");
    assert_eq!(document.len(), 2, "{document:?}");
    assert!(document.contains(&element), "{document:?}");
}

#[test]
fn all_have_the_same_permissions() {
    const PERMISSIONS: &str =
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), usb=()";
    for name in [
        "deploy/nginx.conf",
        "deploy/Caddyfile",
        "deploy/apache.conf",
        "deploy/_headers",
        "deploy/cloudfront.json",
        "docs/deployment.md",
        "scripts/lib/check-deploy.mjs",
    ] {
        assert!(text(name).contains(PERMISSIONS), "{name}");
    }
}

#[test]
fn cloudfronts_file_is_json() {
    let policy: serde_json::Value =
        serde_json::from_str(&text("deploy/cloudfront.json")).expect("it is JSON");
    let custom = &policy["CustomHeadersConfig"];
    assert_eq!(custom["Quantity"], custom["Items"].as_array().expect("a list").len());
}
