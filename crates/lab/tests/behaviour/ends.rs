//! What is left when a lab has ended: nothing.

use std::process::Stdio;
use std::time::Duration;

use lab::find;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::client::{Seen, endpoint, get, is_barred, lab};

#[tokio::test]
async fn dropping_a_lab_ends_its_programs() {
    let lab = lab("nginx-healthy").await;
    let url = endpoint(&lab).to_owned();
    drop(lab);
    let gone = async { while get(&url).await != Seen::Refused {} };
    timeout(Duration::from_secs(3), gone)
        .await
        .expect("the kernel closes the port of a killed program");
}

/// Whether the lab ends as it should or is killed: those that start processes of their own leave none.
#[tokio::test]
async fn no_process_outlives_its_lab() {
    let names = ["nginx-reload", "varnish-pipe-3s", "haproxy-healthy", "netns-silent-drop"];
    let names = names.map(|name| find(name).expect("it is registered"));
    let names = names.iter().filter(|scenario| !is_barred(scenario)).map(|scenario| scenario.name);
    let names: Vec<_> = names.collect();
    for is_killed in [false, true] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
        command.args(["serve", "--until-stdin-closes"]).args(&names).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut lab = command.spawn().unwrap();
        let directories = format!("ws-doctor-lab-{}-", lab.id().expect("it runs"));
        until_ready(&mut lab).await;
        assert!(processes_in(&directories) > names.len(), "nginx and Varnish have workers");
        if is_killed {
            lab.kill().await.unwrap();
        } else {
            drop(lab.stdin.take());
            assert!(lab.wait().await.unwrap().success());
        }
        let gone = async {
            while processes_in(&directories) > 0 {
                tokio::task::yield_now().await;
            }
        };
        timeout(Duration::from_secs(5), gone).await.expect("all of them end");
        if is_killed {
            remove(&directories);
        }
    }
}

async fn until_ready(lab: &mut Child) {
    let mut lines = BufReader::new(lab.stdout.as_mut().expect("it is piped")).lines();
    let mut line = String::new();
    while !line.contains("\"ready\"") {
        line = lines.next_line().await.expect("lines are text").expect("a last line comes");
    }
}

/// Removes what a lab that was killed could not.
fn remove(directories: &str) {
    let places = std::fs::read_dir(std::env::temp_dir()).expect("there is such a place").flatten();
    for place in places.filter(|place| place.file_name().to_string_lossy().contains(directories)) {
        std::fs::remove_dir_all(place.path()).expect("nobody works in it any more");
    }
}

/// How many processes work in directories of that name.
fn processes_in(directories: &str) -> usize {
    let processes = std::fs::read_dir("/proc").expect("the lab runs on Linux").flatten();
    let places =
        processes.filter_map(|process| std::fs::read_link(process.path().join("cwd")).ok());
    places.filter(|place| place.to_string_lossy().contains(directories)).count()
}
