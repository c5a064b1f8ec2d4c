//! What a shell sees: exit codes, the two streams, and what programs read.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

fn ws_doctor(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ws-doctor"));
    command.args(arguments).stdin(Stdio::null());
    // What the machine's own surroundings hold is no part of the tests.
    for name in ["NO_COLOR", "HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"] {
        command.env_remove(name);
    }
    command.env_remove("ALL_PROXY").env_remove("all_proxy");
    command
}

fn output(arguments: &[&str]) -> Output {
    ws_doctor(arguments).output().expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it is text")
}

/// An address that answers every connection with these bytes, once something was asked.
fn server(answer: &'static [u8]) -> String {
    heard(answer).0
}

/// The same, and what was asked.
fn heard(answer: &'static [u8]) -> (String, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let address = listener.local_addr().expect("it is bound");
    let (tell, told) = channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.expect("a connection");
            let mut asked = [0; 4096];
            let length = stream.read(&mut asked).unwrap_or(0);
            // A test that has seen enough hears no more.
            let _ = tell.send(String::from_utf8_lossy(&asked[..length]).into_owned());
            let _ = stream.write_all(answer);
        }
    });
    (format!("ws://{address}/ws/9f86d081884c7d659a2feaa0?token=hunter2"), told)
}

const BAD_GATEWAY: &[u8] = b"HTTP/1.1 502 Bad Gateway\r\nServer: nginx/1.22.1\r\nSet-Cookie: id=hunter2\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

const FORBIDDEN: &[u8] =
    b"HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";

#[test]
fn wrong_arguments_end_with_64_and_say_what_was_expected() {
    for (arguments, expected) in [
        (&["check"][..], "<URL>"),
        (&["check", "https://a.example/ws"], "did you mean wss://a.example/ws?"),
        (&["check", "ws://ann:secret@a.example/"], "without a user name"),
        (&["check", "ws://a.example/", "--bypass", "cdn"], "HOP=URL"),
        (&["check", "ws://a.example/", "--idle-limit", "1d"], "up to 1h"),
        (&["check", "ws://a.example/", "--header", "A: b\nC: d"], "expected a header"),
        (&["check", "ws://a.example/", "--grow"], "--message"),
        (&["explain"], "<FILE>"),
        (&["heal"], "unrecognized subcommand"),
    ] {
        let ended = output(arguments);
        let said = text(&ended.stderr);
        assert_eq!(ended.status.code(), Some(64), "{arguments:?}: {said}");
        assert!(said.contains(expected), "{arguments:?}: {said}");
        assert!(ended.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn the_help_is_no_mistake_and_names_the_exit_codes() {
    let ended = output(&["--help"]);
    assert_eq!(ended.status.code(), Some(0));
    let said = text(&ended.stdout);
    for code in ["0  healthy", "1  a cause", "2  inconclusive", "64", "65", "66", "74"] {
        assert!(said.contains(code), "{code} is not in {said}");
    }
}

#[test]
fn files_that_are_not_there_or_no_certificates_are_told_apart() {
    let here = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for (file, code) in [("/nowhere/ca.pem", 66), (env!("CARGO_MANIFEST_DIR"), 74), (here, 65)] {
        let ended = output(&["check", "wss://127.0.0.1:9443/", "--ca", file]);
        assert_eq!(ended.status.code(), Some(code), "{file}");
        assert!(text(&ended.stderr).contains(file), "{file}");
    }
}

#[test]
fn the_report_is_on_one_stream_and_what_is_under_way_on_the_other() {
    let url = server(BAD_GATEWAY);
    let quiet = output(&["check", &url]);
    assert_eq!(quiet.status.code(), Some(1));
    assert!(quiet.stderr.is_empty(), "{}", text(&quiet.stderr));
    let report = text(&quiet.stdout);
    assert!(report.contains("HTTP/1.1 502 Bad Gateway\n  server: nginx/1.22.1\n"), "{report}");
    assert!(!report.contains('\x1b'), "{report}");
    let long = report.lines().filter(|line| line.chars().count() > 100);
    // What is to be pasted is not broken.
    let prose: Vec<_> = long.filter(|line| !line.starts_with("    ")).collect();
    assert!(prose.is_empty(), "{prose:?}");

    let told = output(&["check", &url, "--progress", "--color", "always"]);
    assert!(text(&told.stderr).contains("Opening the WebSocket"), "{}", text(&told.stderr));
    assert!(text(&told.stdout).contains("\x1b[31m✗ BROKEN"));
}

#[test]
fn no_secret_of_the_address_the_headers_or_the_answer_is_written() {
    let url = server(BAD_GATEWAY);
    for format in [&[][..], &["--json"], &["--markdown"], &["--link", "https://d.example/#old"]] {
        let arguments = ["check", &url, "--header", "Cookie: id=hunter2", "--progress"];
        let ended = output(&[&arguments, format].concat());
        let said = text(&ended.stdout) + &text(&ended.stderr);
        assert!(!said.contains("hunter2") && !said.contains("9f86d08"), "{format:?}: {said}");
        assert!(said.contains("/ws/…"), "{format:?}: {said}");
    }
}

#[test]
fn headers_of_the_operator_go_to_the_service_and_to_nobody_else() {
    let ((url, service), (control, elsewhere)) = (heard(BAD_GATEWAY), heard(BAD_GATEWAY));
    output(&["check", &url, "--control", &control, "--header", "Cookie: id=1", "--no-trace"]);
    let (service, elsewhere): (Vec<_>, Vec<_>) =
        (service.try_iter().collect(), elsewhere.try_iter().collect());
    // Handshakes and plain requests.
    assert!(service.len() > 3 && service.iter().all(|asked| asked.contains("Cookie: id=1\r\n")));
    assert!(service.iter().all(|asked| !asked.contains("wsd=")), "{service:?}");
    assert_eq!(elsewhere.len(), 1);
    assert!(elsewhere.iter().all(|asked| !asked.contains("Cookie")), "{elsewhere:?}");
}

#[test]
fn ten_requests_at_most_follow_a_failure_and_none_where_nobody_wants_them() {
    let asked = |more: &[&str]| -> Vec<String> {
        let (url, asked) = heard(FORBIDDEN);
        output(&[&["check", &url][..], more].concat());
        asked.try_iter().collect()
    };
    let (without, with) = (asked(&["--no-further"]), asked(&[]));
    let added = with.len() - without.len();
    assert!((1..=10).contains(&added), "{with:?}");
    // A handshake and a plain request for a path below the endpoint's, with its query.
    let below = |asked: &&String| {
        let line = asked.lines().next().unwrap_or_default();
        line.starts_with("GET /ws/9f86d081884c7d659a2feaa0/nobody-serves-")
            && line.ends_with("?token=hunter2 HTTP/1.1")
    };
    assert_eq!(with.iter().filter(below).count(), 2, "{with:?}");
    assert_eq!(without.iter().filter(below).count(), 0, "{without:?}");
}

#[test]
fn a_redirect_is_seen_and_not_followed() {
    let (elsewhere, followed) = heard(BAD_GATEWAY);
    let to = elsewhere.replacen("ws", "http", 1);
    let answer = format!(
        "HTTP/1.1 302 Found\r\nLocation: {to}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    );
    let url = server(answer.leak().as_bytes());
    let report = text(&output(&["check", &url]).stdout);
    assert!(report.contains("confirmed: redirect-on-handshake"), "{report}");
    assert!(report.contains("/ws/…?token=…"), "{report}");
    assert_eq!(followed.try_iter().count(), 0);
}

#[test]
fn a_report_of_a_terminal_names_nothing_that_only_browsers_have() {
    let url = server(BAD_GATEWAY);
    for format in [&[][..], &["--markdown"], &["--json"]] {
        let report = text(&output(&[&["check", &url][..], format].concat()).stdout);
        for word in ["the browser’s console", "no-cors", "error event", "A page never learns"] {
            assert!(!report.contains(word), "{format:?} says {word}: {report}");
        }
    }
    let ticket = text(&output(&["check", &url, "--markdown"]).stdout);
    assert!(ticket.contains("measured by ws-doctor itself, not from a browser"), "{ticket}");
}

#[test]
fn a_machine_that_trusts_nobody_says_so() {
    let nobody = concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody.pem");
    std::fs::write(nobody, "").expect("the directory of tests is there");
    let mut command = ws_doctor(&["check", "wss://127.0.0.1:1444/"]);
    let ended = command.env("SSL_CERT_FILE", nobody).env_remove("SSL_CERT_DIR").output();
    let report = text(&ended.expect("it starts").stdout);
    assert!(report.contains("this machine trusts no authority at all"), "{report}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_address_that_does_not_answer_to_tcp_is_told_from_a_server_that_is_silent() {
    let full = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let address = full.local_addr().expect("it is bound");
    // Once its queue is full, the system drops what asks for more.
    let patience = Duration::from_millis(300);
    let queue: Vec<_> =
        std::iter::from_fn(|| TcpStream::connect_timeout(&address, patience).ok()).collect();
    let report = text(&output(&["check", &format!("ws://{address}/")]).stdout);
    drop(queue);
    assert!(report.contains("likely: host-unreachable"), "{report}");
    assert!(report.contains("The address can’t be reached, or does not answer."), "{report}");
}

#[test]
fn a_proxy_that_is_not_used_is_warned_of() {
    let mut command = ws_doctor(&["check", "ws://127.0.0.1:1444/"]);
    let ended = command.env("https_proxy", "http://127.0.0.1:9").output().expect("it starts");
    assert!(text(&ended.stdout).contains("https_proxy is set and not used"));
}

#[test]
fn a_link_is_added_where_one_is_asked_for() {
    let url = server(BAD_GATEWAY);
    let ended = output(&["check", &url, "--link", "https://doctor.example/?lang=en#r=old"]);
    let report = text(&ended.stdout);
    let last = report.lines().last().expect("there are lines");
    assert!(last.starts_with("Report: https://doctor.example/?lang=en#r=v1."), "{last}");
}

#[test]
fn an_unverified_certificate_is_warned_of() {
    let ended = output(&["check", "wss://127.0.0.1:1444/", "--insecure", "--json"]);
    assert!(text(&ended.stderr).contains("certificates were not verified"));
    let told: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    assert_eq!(told["warnings"].as_array().map(Vec::len), Some(1));
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_run_and_leaves_the_report() {
    // It accepts, and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").expect("loopback has free ports");
    let url = format!("ws://{}/", listener.local_addr().expect("it is bound"));
    let began = Instant::now();
    let child = ws_doctor(&["check", &url, "--json"])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Once it has connected it listens for interrupts.
    let held: Vec<_> = listener.incoming().take(2).collect();
    let interrupt = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(interrupt.expect("there is kill").success());
    let ended = child.wait_with_output().expect("it ends");
    drop(held);
    assert!(began.elapsed() < Duration::from_secs(4), "it waited for its deadline");
    assert_eq!(ended.status.code(), Some(2));
    let told: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
    assert_eq!(told["verdict"], "inconclusive");
}

#[test]
fn what_programs_read_keeps_its_schema() {
    let url = server(BAD_GATEWAY);
    let bypass = format!("proxy={url}");
    let ended = output(&["check", &url, "--json", "--bypass", &bypass, "--insecure"]);
    let notes = concat!(env!("CARGO_TARGET_TMPDIR"), "/schema.txt");
    std::fs::write(notes, NOTES).expect("the directory of tests is there");
    let explained = output(&["explain", notes, "--json", "--link", "https://d.example/"]);
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let mut reader = Command::new(python())
        .args(["-c", READER])
        .arg(root.join("cli.schema.json"))
        .arg(root.join("report.schema.json"))
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = reader.stdin.take().expect("it is piped");
    input.write_all(&[ended.stdout, explained.stdout].concat()).expect("Python reads");
    drop(input);
    let read = reader.wait_with_output().expect("Python ends");
    assert!(read.status.success(), "{}", text(&read.stderr));
}

/// A line of a console, one of nobody's, and a configuration.
const NOTES: &str = "WebSocket connection to 'wss://a.example/ws' failed: Error during WebSocket handshake: Unexpected response code: 502
The chat does not work.
server {
    location /ws { proxy_pass http://127.0.0.1:8000; }
}
";

const READER: &str = "
import json, sys
from jsonschema import Draft202012Validator
document, explained = [json.loads(line) for line in sys.stdin]
for path, name in zip(sys.argv[1:], [None, 'report']):
    schema = json.load(open(path))
    Draft202012Validator.check_schema(schema)
    for whole in [document, explained]:
        Draft202012Validator(schema).validate(whole[name] if name else whole)
assert explained['read'] and explained['unread'] and explained['remarks'], explained
clue, counted = document['findings'][0]['clues'][0], document['report']['findings'][0]['for'][0]
assert clue['observation'] == counted['observation'] and clue['text'] == counted['text'], clue
assert document['findings'] and document['answers'][0]['headers'], document
";

/// The Python of `scripts/lib/software.txt`, where the scripts put it.
fn python() -> PathBuf {
    let home = || std::env::home_dir().map(|home| home.join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty());
    let cache = cache.map(PathBuf::from).or_else(home).unwrap_or_default();
    let python = cache.join("ws-doctor/venv/bin/python3");
    assert!(python.is_file(), "{} is missing; scripts/test installs it", python.display());
    python
}
