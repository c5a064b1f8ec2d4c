//! What is written to standard output, and the exit code that goes with it.

mod answer;
mod json;
mod style;
mod text;

use std::io::{ErrorKind, IsTerminal, Write};

use diagnosis::diagnose::Verdict;
use diagnosis::report::Report;
use diagnosis::report::link;
use diagnosis::report::markdown::markdown;
use serde::Serialize;

use crate::args::{Colour, Output};
use crate::out::style::Style;
use crate::run::Answer;
use crate::{Code, Failed, complain};

/// All that is told.
pub(crate) struct Told {
    /// The evidence and what it comes to.
    pub(crate) report: Report,
    /// The answers to the handshakes of a check.
    pub(crate) answers: Vec<Answer>,
    /// What limits the report.
    pub(crate) warnings: Vec<String>,
    /// What was recognised in the input.
    pub(crate) read: Vec<Piece>,
    /// What was not, or left out.
    pub(crate) unread: Vec<Piece>,
    /// What is said of lines of configurations.
    pub(crate) remarks: Vec<Remarked>,
}

/// What is said of some lines of a configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Remarked {
    /// The file as it was named; `-` is standard input.
    pub(crate) file: String,
    /// The first line, from 1.
    pub(crate) line: u64,
    /// The last line.
    pub(crate) to: u64,
    /// `wrong`, `mind` or `right`.
    pub(crate) bearing: &'static str,
    /// What is so.
    pub(crate) what: String,
    /// Why that matters.
    pub(crate) why: String,
    /// How the lines should be instead, as a unified diff.
    pub(crate) diff: Option<String>,
}

/// A part of the input.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Piece {
    /// The file as it was named; `-` is standard input.
    pub(crate) file: String,
    /// The first line, from 1.
    pub(crate) line: u64,
    /// What it is, or why it was left out.
    pub(crate) what: String,
}

impl Told {
    fn code(&self) -> Code {
        let diagnosis = &self.report.diagnosis;
        match diagnosis.verdict {
            Verdict::Healthy => Code::Healthy,
            _ if !diagnosis.findings.is_empty() => Code::Found,
            _ => Code::Inconclusive,
        }
    }
}

/// Writes the report as it was asked for.
pub(crate) fn write(told: &Told, output: &Output) -> Result<Code, Failed> {
    let link = output.link.as_deref().map(|base| address(base, told));
    let text = if output.json {
        json::json(told, link.as_deref())
    } else if output.markdown {
        markdown(&told.report, link.as_deref())
    } else {
        text::text(told, link.as_deref(), Style { coloured: coloured(output.color) })
    };
    let apart = told.warnings.iter().filter(|_| output.json || output.markdown);
    apart.for_each(|warning| complain(warning));
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        // Who closes the pipe has read enough.
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failed::new(Code::Broken, format!("cannot write the report: {error}")))
        }
        _ => Ok(told.code()),
    }
}

fn address(base: &str, told: &Told) -> String {
    [base, "#r=", &link::encode(&told.report.evidence)].concat()
}

fn coloured(colour: Colour) -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let dumb = || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    match colour {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => std::io::stdout().is_terminal() && !set("NO_COLOR") && !dumb(),
    }
}
