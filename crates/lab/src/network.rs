//! A small network made by the kernel: a client, a NAT that forgets after 2 s, and a server, each a network namespace.
//!
//! It lives as long as the command that runs beside it, and leaves nothing behind.

use std::process::{Command, Output};
use std::sync::OnceLock;

use anyhow::Result;

use crate::program;

/// The name of such a network among what a scenario needs.
pub(crate) const NEED: &str = "network namespaces";

/// What stands before a command that runs beside the network.
pub(crate) const BESIDE: &[&str] = &["unshare", "--mount", "sh", "-c", SCRIPT, "network"];
const SCRIPT: &str = include_str!("real/software/network.sh");

/// Why this machine can't have such a network, in the words of who refused it. It is tried once.
pub(crate) fn obstacle() -> Option<&'static str> {
    static OBSTACLE: OnceLock<Option<String>> = OnceLock::new();
    OBSTACLE.get_or_init(refusal).as_deref()
}

fn refusal() -> Option<String> {
    match attempt() {
        Ok(output) if output.status.success() => None,
        Ok(output) => Some(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Some(error.to_string()),
    }
}

fn attempt() -> Result<Output> {
    let mut command = Command::new(program::path(BESIDE[0])?);
    Ok(command.args(&BESIDE[1..]).arg("true").env("PATH", program::search_path()?).output()?)
}
