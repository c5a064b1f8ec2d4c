//! `ws-doctor explain`: files and standard input, what was recognised in them and what was not.

use std::fmt::Write as _;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const URL: &str = "wss://chat.example.com/ws/chat";
const CONSOLE: &str = "WebSocket connection to 'wss://chat.example.com/ws/chat' failed: Error during WebSocket handshake: Unexpected response code: 502\n";
const LOG: &str = "2026/11/25 18:00:00 [error] 12#12: *5 connect() failed (111: Connection refused) while connecting to upstream, client: 10.0.0.1, server: chat.example.com, request: \"GET /ws/chat HTTP/1.1\", upstream: \"http://127.0.0.1:8000/ws/chat\", host: \"chat.example.com\"\n";
/// A report of a page: a handshake that was refused at once.
const REPORTS: &str = include_str!("../../diagnosis/tests/core/links.txt");

const NGINX: &str = r#"http {
  map $http_upgrade $connection_upgrade { default upgrade; '' ''; }
  server {
    server_name chat.example.com;
    location /ws/ { proxy_pass http://127.0.0.1:8000; proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection "keep-alive";
    }
  }
}
"#;

/// A file with this text; each test has names of its own.
fn file(name: &str, text: impl AsRef<[u8]>) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&path, text).expect("the directory of tests is there");
    path.display().to_string()
}

fn explain(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ws-doctor"))
        .arg("explain")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("it is piped");
    // A program that reads no standard input may have ended.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().expect("it ends")
}

fn told(arguments: &[&str], input: &str) -> (Option<i32>, Value) {
    let output = explain(&[arguments, &["--json"]].concat(), input);
    let document = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}", String::from_utf8_lossy(&output.stderr));
    });
    (output.status.code(), document)
}

fn first(document: &Value) -> String {
    let first = &document["findings"][0];
    let text = |name: &str| first[name].as_str().unwrap_or("none").to_owned();
    format!("{}:{}", text("cause"), text("confidence"))
}

/// `line: what` of each piece.
fn pieces(document: &Value, list: &str) -> Vec<String> {
    let all = document[list].as_array().expect("a list");
    all.iter()
        .map(|one| format!("{}: {}", one["line"], one["what"].as_str().unwrap_or("")))
        .collect()
}

/// A recorded report whose first finding is this, as `cause:confidence`.
fn report(finding: &'static str) -> (&'static str, &'static str) {
    let lines = REPORTS.lines().filter(|line| !line.starts_with('#'));
    let mut parts = lines.filter_map(|line| line.split_once("  "));
    let (_, rest) = parts.find(|(expected, _)| *expected == finding).expect("one is recorded");
    let link = rest.split_whitespace().next().expect("a link");
    (finding, link)
}

#[test]
fn a_console_line_names_its_address_itself() {
    let path = file("console.txt", CONSOLE);
    let (code, document) = told(&[&path], "");
    assert_eq!(code, Some(1));
    assert_eq!(document["report"]["target"]["url"], URL);
    assert_eq!(pieces(&document, "read").len(), 1);
    assert_eq!(pieces(&document, "unread"), [""; 0]);
}

#[test]
fn several_files_add_up_and_standard_input_is_one_of_them() {
    let path = file("add-up.txt", CONSOLE);
    let (_, alone) = told(&[&path], "");
    let (code, together) = told(&[&path, "-"], LOG);
    assert_eq!(code, Some(1));
    assert_ne!(first(&alone), first(&together));
    assert_eq!(first(&together), "backend-down:likely");
    let files: Vec<_> = together["read"].as_array().into_iter().flatten().collect();
    assert_eq!(files[1]["file"], "-");
}

#[test]
fn a_log_that_names_no_address_asks_for_one_and_takes_it() {
    let path = file("log.txt", LOG);
    let asked = explain(&[&path], "");
    assert_eq!(asked.status.code(), Some(64));
    assert!(String::from_utf8_lossy(&asked.stderr).contains("--url"));
    let (code, document) = told(&[&path, "--url", URL], "");
    assert_eq!((code, first(&document).as_str()), (Some(1), "backend-down:likely"));
}

#[test]
fn a_configuration_is_corrected_in_its_own_lines() {
    let path = file("nginx.conf", NGINX);
    let (code, document) = told(&[&path, "--url", URL], "");
    assert_eq!((code, first(&document).as_str()), (Some(1), "upgrade-headers-missing:likely"));
    let wrong = &document["remarks"][0];
    assert_eq!((&wrong["bearing"], &wrong["line"]), (&"wrong".into(), &6.into()));
    let diff = wrong["diff"].as_str().expect("there is a correction");
    assert!(diff.contains("\n-      proxy_set_header Connection \"keep-alive\";\n+"), "{diff}");
    let report = String::from_utf8(explain(&[&path, "--url", URL], "").stdout).expect("text");
    assert!(report.contains("nginx.conf:6: "), "{report}");
    assert!(report.contains("+      proxy_set_header Connection $connection_upgrade;"), "{report}");
    // A piece of a general one would only stand in the way.
    assert!(!report.contains("To mend it"), "{report}");

    let after = [CONSOLE, NGINX].concat();
    let (_, document) = told(&["-"], &after);
    assert_eq!(document["remarks"][0]["line"], 7);
}

#[test]
fn a_report_is_found_in_what_stands_around_it_and_told_anew() {
    for finding in ["backend-down:likely", "idle-timeout-proxy:likely"] {
        let (expected, link) = report(finding);
        let mail =
            format!("Hello,\n\nthe report is at\n> https://doctor.example/#r={link}\n\nBye\n");
        let (code, document) = told(&["-"], &mail);
        assert_eq!((code, first(&document).as_str()), (Some(1), expected));
        assert!(pieces(&document, "read")[0].starts_with("4: a report about"), "{document}");
        let (_, document) = told(&["-"], &format!("{link}\n{CONSOLE}"));
        let elsewhere = "1: recognised lines about another address, left out: 1";
        assert_eq!(pieces(&document, "unread"), [elsewhere]);
    }
}

#[test]
fn a_document_of_ours_is_a_report_and_nothing_in_it_is_unread() {
    let (expected, link) = report("backend-down:likely");
    let (_, document) = told(&["-", "--link", "https://doctor.example/"], link);
    let path = file("document.json", format!("{document:#}"));
    let (code, again) = told(&[&path], "");
    assert_eq!((code, first(&again).as_str()), (Some(1), expected));
    assert_eq!(pieces(&again, "unread"), [""; 0]);
    assert_eq!(again["report"], document["report"]);
}

#[test]
fn one_report_at_a_time_is_explained_and_a_damaged_one_is_told_of() {
    let (_, first_one) = report("backend-down:likely");
    let (_, second) = report("idle-timeout-proxy:likely");
    let cut = &second[..second.len() - 9];
    let (_, document) =
        told(&["-"], &format!("{first_one}\n{second}\nhttps://d.example/#r={cut}\n"));
    assert_eq!(pieces(&document, "read").len(), 1);
    let unread = pieces(&document, "unread").join("\n");
    assert!(unread.contains("another report") && unread.contains("cut short"), "{unread}");
}

#[test]
fn what_is_nothing_known_ends_with_65_and_says_what_it_is() {
    for (name, bytes, found) in [
        ("binary", &b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"[..], "binary"),
        ("prose.txt", b"Dear support,\nthe chat does not work.\n", "prose.txt:1"),
        ("empty.txt", b"", "found none of them"),
    ] {
        let path = file(name, bytes);
        let ended = explain(&[&path], "");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(65), "{name}: {said}");
        assert!(said.contains(found), "{name}: {said}");
        let (code, document) = told(&[&path, "--url", URL], "");
        assert_eq!((code, &document["read"]), (Some(65), &Value::Array(Vec::new())), "{name}");
    }
}

#[test]
fn nothing_in_a_file_reaches_the_terminal_as_a_command() {
    let escape = "\u{1b}[2J\u{202e}";
    let config = NGINX.replace("keep-alive", &format!("keep{escape}"));
    let prose = format!("{escape} {{\n");
    let path = file("escape.conf", [CONSOLE, &config, "\n\n", &prose].concat());
    for format in [&[][..], &["--markdown"], &["--color", "never"]] {
        let ended = explain(&[&[path.as_str()][..], format].concat(), "");
        let said = [ended.stdout, ended.stderr].concat();
        let said = String::from_utf8(said).expect("text");
        assert!(!said.contains(['\u{1b}', '\u{202e}']), "{format:?}: {said:?}");
    }
}

#[test]
fn files_that_cannot_be_read_are_told_apart() {
    for (path, code) in [("/nowhere/at/all", 66), (env!("CARGO_MANIFEST_DIR"), 74)] {
        assert_eq!(explain(&[path], "").status.code(), Some(code), "{path}");
    }
}

#[test]
fn a_large_log_is_read_to_its_end() {
    let mut log = String::from("a line of another kind\n");
    // What says something stands behind all that is looked through for addresses.
    while log.len() < 2 << 20 {
        let _ = writeln!(log, "{}", LOG.trim_end().replace("chat.example.com", "other.example"));
    }
    log.push_str(LOG);
    let path = file("large.log", &log);
    let (code, document) = told(&[&path, "--url", URL], "");
    assert_eq!((code, first(&document).as_str()), (Some(1), "backend-down:likely"));
    let unread = pieces(&document, "unread").join("\n");
    assert!(unread.contains("about another address"), "{unread}");
}
