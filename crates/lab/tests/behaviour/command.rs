//! The commands, as a person or a script types them.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;

fn lab(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command.args(arguments).kill_on_drop(true);
    command
}

#[tokio::test]
async fn list_names_all_scenarios() {
    let output = lab(&["list"]).output().await.unwrap();
    let list: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(list.len(), lab::scenarios().count());
    assert_eq!(list[0]["name"], "healthy");
    assert_eq!(list[0]["available"], true);
    assert_eq!(list[0]["truth"], Value::Null);
}

#[tokio::test]
async fn serve_says_what_runs_and_ends_with_its_stdin() {
    let mut command = lab(&["serve", "--until-stdin-closes", "nginx-healthy", "refuse"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut said = Vec::new();
    for _ in 0..3 {
        let line = lines.next_line().await.unwrap().expect("three lines come");
        said.push(serde_json::from_str::<Value>(&line).unwrap());
    }
    assert_eq!(said[0]["name"], "nginx-healthy");
    assert_eq!(said[0]["kind"], "real");
    assert_eq!(said[1]["truth"], "host-unreachable");
    assert_eq!(said[2]["ready"], true);
    let authority = said[2]["authority"].as_str().expect("it is a certificate in PEM");
    assert!(authority.starts_with("-----BEGIN CERTIFICATE-----"), "{authority}");

    drop(child.stdin.take());
    assert!(child.wait().await.unwrap().success());
    let front = said[0]["endpoint"]
        .as_str()
        .expect("it is a URL")
        .replace("ws://", "")
        .replace("/ws/chat", "");
    let refused =
        tokio::net::TcpStream::connect(front).await.expect_err("nginx has ended with the lab");
    assert_eq!(refused.kind(), std::io::ErrorKind::ConnectionRefused);
}

#[tokio::test]
async fn wrong_arguments_are_answered_with_the_right_ones() {
    for (arguments, says) in [
        (&["serve", "nothing"][..], "unknown scenario `nothing`; expected one of healthy, "),
        (&["serve"], "expected at least one scenario"),
        (&["deploy", "--port", "1"], "unknown argument `--port`; expected --dist or "),
        (&["deploy"], "expected --dist DIR"),
        (&["demo"], "expected --dist DIR"),
        (&["gallery", "--only", "dance"], "unknown state `dance`; expected one of shell, "),
        (&["gallery", "one", "two"], "expected one folder, found `two` too"),
        (&["dance"], "unknown command `dance`"),
        (&[], "expected a command"),
    ] {
        let output = lab(arguments).output().await.unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with(says), "{said}");
    }
}

#[tokio::test]
async fn a_directory_without_a_page_is_refused() {
    let output =
        lab(&["serve", "--dist", env!("CARGO_MANIFEST_DIR"), "healthy"]).output().await.unwrap();
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("no index.html in"), "{said}");
}
