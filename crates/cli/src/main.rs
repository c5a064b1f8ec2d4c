//! ws-doctor on the command line: the page's own session and inference over native sockets.
//!
//! A page never reads why a handshake failed. A native client does, so that here each finding rests on
//! the status line, the headers and the words of TLS themselves.
#![forbid(unsafe_code)]

mod args;
mod check;
mod edge;
mod explain;
mod further;
mod out;
mod progress;
mod run;

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Nobody reads it where neither stream can be written to.
            let _ = error.print();
            return if error.use_stderr() { Code::Usage.into() } else { Code::Healthy.into() };
        }
    };
    let ended = match cli.command {
        Command::Check(check) => check::run(*check),
        Command::Explain(explain) => explain::run(&explain),
    };
    match ended {
        Ok(code) => code.into(),
        Err(Failed { code, message }) => {
            complain(&message);
            code.into()
        }
    }
}

/// Says something on standard error.
pub(crate) fn complain(message: &str) {
    // Who closes it does not want to hear it.
    let _ = writeln!(std::io::stderr(), "ws-doctor: {message}");
}

/// What the process says when it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    /// Healthy.
    Healthy = 0,
    /// A cause was found.
    Found = 1,
    /// Nothing that was seen decides.
    Inconclusive = 2,
    /// The arguments are wrong.
    Usage = 64,
    /// The input can't be read as anything known.
    BadInput = 65,
    /// A file is not there.
    NoFile = 66,
    /// Reading or writing failed.
    Broken = 74,
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> ExitCode {
        ExitCode::from(code as u8)
    }
}

/// Why there is no report.
#[derive(Debug)]
pub(crate) struct Failed {
    code: Code,
    message: String,
}

impl Failed {
    /// What was expected and what was found.
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Failed {
        Failed { code, message: message.into() }
    }

    /// A file that can't be read.
    pub(crate) fn file(path: &std::path::Path, error: &std::io::Error) -> Failed {
        let missing = error.kind() == std::io::ErrorKind::NotFound;
        let code = if missing { Code::NoFile } else { Code::Broken };
        Failed::new(code, format!("cannot read {}: {error}", path.display()))
    }
}
