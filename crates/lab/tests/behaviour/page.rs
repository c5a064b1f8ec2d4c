//! The built page beside each endpoint.

use std::path::{Path, PathBuf};

use lab::{Lab, find, scenarios};

use crate::client::{Seen, get, get_at, is_barred};

/// A directory with a page; removed when dropped.
struct Dist(PathBuf);

impl Dist {
    fn new(name: &str) -> Dist {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        std::fs::create_dir_all(&path).expect("cargo made the directory above");
        for (file, content) in [
            ("index.html", "<title>the page</title>"),
            ("app.js", "export {};"),
            ("app.wasm", "\0asm"),
            ("../secret", "outside"),
        ] {
            std::fs::write(path.join(file), content).expect("the directory is writable");
        }
        Dist(path)
    }
}

impl Drop for Dist {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.0).expect("it was created here");
    }
}

#[tokio::test]
async fn every_scenario_that_can_serves_the_page_on_its_own_origin() {
    const WITHOUT: [&str; 9] = [
        "refuse",
        "reset",
        "silent-host",
        "unresolvable",
        "tls-untrusted",
        "tls-misnamed",
        "tls-expired",
        "wss-to-plain-port",
        "ws-to-tls-port",
    ];
    /// The page is at fault itself, so it is elsewhere.
    const ELSEWHERE: [&str; 3] = ["csp-page", "local-network", "mixed-content"];
    let dist = Dist::new("every");
    let mut lab = Lab::open(Some(&dist.0)).await.unwrap();
    for scenario in scenarios() {
        if is_barred(scenario) {
            continue;
        }
        let missing = scenario.missing();
        assert!(missing.is_empty(), "{} needs {missing:?}: run scripts/test", scenario.name);
        let running = lab.start(scenario).await.unwrap();
        let origin = running.endpoint.replacen("ws", "http", 1).replace("/ws/chat", "");
        match &running.page {
            Some(page) if ELSEWHERE.contains(&scenario.name) => {
                assert!(!page.starts_with(&origin), "{page}");
            }
            Some(page) => assert_eq!(*page, format!("{origin}/ws-doctor/"), "{}", scenario.name),
            None => assert!(WITHOUT.contains(&scenario.name), "{}", scenario.name),
        }
        if let Some(page) = running.page.as_deref().filter(|page| page.starts_with("http://")) {
            let seen = get(page).await;
            assert!(
                seen.status() == 200 && seen.text().contains("the page"),
                "{}: {seen:?}",
                scenario.name
            );
        }
    }
    lab.end().await;
}

#[tokio::test]
async fn the_page_has_its_types_and_its_policy() {
    let dist = Dist::new("types");
    let lab = Lab::open(Some(&dist.0)).await.unwrap();
    let page = lab.page().expect("it was built");
    for (path, media) in [
        ("/", "text/html"),
        ("/app.js", "text/javascript"),
        ("/ws-doctor/app.wasm", "application/wasm"),
        ("/config.json", "application/json"),
    ] {
        let seen = get_at(&page, path).await;
        assert_eq!(seen.status(), 200, "{path}");
        for field in [
            &format!("Content-Type: {media}"),
            "Content-Security-Policy: default-src 'none'; script-src 'self' 'wasm-unsafe-eval';",
            "X-Content-Type-Options: nosniff",
            "Referrer-Policy: no-referrer",
            "Cache-Control: no-store",
            // For the pages of other origins that hold a widget.
            "Access-Control-Allow-Origin: *",
        ] {
            assert!(seen.text().contains(field), "{path}: {seen:?}");
        }
    }
}

#[tokio::test]
async fn nothing_but_the_widget_can_be_framed() {
    let dist = Dist::new("framed");
    let lab = Lab::open(Some(&dist.0)).await.unwrap();
    let page = lab.page().expect("it was built");
    for (path, frames) in [("/", "'none'"), ("/app.js", "'none'"), ("/embed.html", "*")] {
        let seen = get_at(&page, path).await;
        let policy = format!("; frame-ancestors {frames};");
        assert!(seen.text().contains(&policy), "{path}: {seen:?}");
    }
}

#[tokio::test]
async fn the_page_at_fault_may_connect_to_its_own_origin_alone() {
    let dist = Dist::new("strict");
    let mut lab = Lab::open(Some(&dist.0)).await.unwrap();
    let strict = lab.start(find("csp-page").expect("it is registered")).await.unwrap();
    let page = strict.page.clone().expect("it was built");
    for url in [page.clone(), page.replace("/strict/", "/strict/app.js")] {
        let seen = get(&url).await;
        assert_eq!(seen.status(), 200, "{url}");
        assert!(seen.text().contains("; connect-src 'self'; "), "{url}: {seen:?}");
    }
    for path in ["/", "/ws-doctor/"] {
        let seen = get_at(&page, path).await;
        assert!(seen.text().contains("; connect-src *; "), "{path}: {seen:?}");
    }
}

#[tokio::test]
async fn the_page_of_the_internet_says_so() {
    let dist = Dist::new("public");
    let mut lab = Lab::open(Some(&dist.0)).await.unwrap();
    let public = lab.start(find("local-network").expect("it is registered")).await.unwrap();
    let page = public.page.clone().expect("it was built");
    for (path, says_so) in [("/public/", true), ("/public/app.js", true), ("/", false)] {
        let seen = get_at(&page, path).await;
        assert_eq!(seen.status(), 200, "{path}");
        assert_eq!(seen.text().contains("; treat-as-public-address"), says_so, "{path}: {seen:?}");
    }
}

#[tokio::test]
async fn the_page_can_have_a_configuration_of_its_own() {
    let dist = Dist::new("configured");
    let lab = Lab::open(Some(&dist.0)).await.unwrap();
    let config = serde_json::json!({ "allowTyped": ["a.example"], "brand": "Ä/?" });
    let page = lab.page_with(&config).expect("there is a page");
    let Seen::Answer(answer) = get(&page).await else { panic!("it answers") };
    assert!(answer.contains("<title>the page</title>"), "{answer}");
    let Seen::Answer(answer) = get(&format!("{page}config.json")).await else {
        panic!("it answers")
    };
    assert!(answer.ends_with(&config.to_string()), "{answer}");
    let Seen::Answer(usual) =
        get(&format!("{}config.json", lab.page().expect("there is one"))).await
    else {
        panic!("it answers")
    };
    assert!(usual.contains("ws-doctor lab"), "{usual}");
}

#[tokio::test]
async fn nothing_outside_the_page_is_served() {
    let dist = Dist::new("outside");
    let lab = Lab::open(Some(&dist.0)).await.unwrap();
    let page = lab.page().expect("it was built");
    for path in ["/../secret", "/ws-doctor/../../secret", "/%2e%2e/secret", "//etc/passwd"] {
        assert_eq!(get_at(&page, path).await.status(), 403, "{path}");
    }
    assert_eq!(get_at(&page, "/missing.js").await.status(), 404);
}

#[tokio::test]
async fn the_configuration_names_all_that_runs() {
    let dist = Dist::new("config");
    let mut lab = Lab::open(Some(&dist.0)).await.unwrap();
    for name in ["strip-upgrade-426", "idle-close"] {
        lab.start(find(name).expect("it is registered")).await.unwrap();
    }
    let Seen::Answer(answer) =
        get_at(&lab.page().expect("it was built"), "/ws-doctor/config.json").await
    else {
        panic!("expected an answer");
    };
    let (_, body) = answer.split_once("\r\n\r\n").expect("an answer has a head");
    let config: serde_json::Value = serde_json::from_str(body).unwrap();
    let targets = config["targets"].as_array().expect("targets are a list");
    assert_eq!(targets.len(), 2);
    let [stripping, idle] = lab.running() else { panic!("two were started") };
    assert_eq!(targets[0]["id"], stripping.name);
    assert_eq!(targets[0]["bypass"][0]["hop"], "proxy");
    assert_eq!(targets[0]["bypass"][0]["url"], stripping.bypass[0].url);
    assert_eq!(targets[1]["url"], idle.endpoint);
    assert_eq!(targets[1]["idleLimit"], 6);
    assert_eq!(config["allowPrivate"], true);
}
