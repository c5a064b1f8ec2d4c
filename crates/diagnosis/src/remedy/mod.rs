//! What mends a cause, and what proves it.
//!
//! The remedies stand by product and the checks once for all causes. All of it is text, which in a
//! test the programs themselves read, where they are at hand.

pub(crate) mod app;
pub(crate) mod check;
pub(crate) mod cloud;
pub(crate) mod haproxy;
pub(crate) mod network;
pub(crate) mod nginx;
pub(crate) mod server;
pub(crate) mod source;

use alloc::string::{String, ToString};

use crate::evidence::Hop;
use crate::target::Target;
use crate::text::{Text, fill};

/// A mend for one product, to paste.
pub struct Remedy {
    /// Where it is applied.
    pub hop: Hop,
    /// The product: `nginx`, `HAProxy`, `browser`.
    pub product: &'static str,
    /// What it does, in one sentence.
    pub title: Text,
    /// What to paste.
    pub snippet: Snippet,
    /// What proves that it worked.
    pub verify: &'static Check,
    /// Where it is documented, or the lab scenario that shows it.
    pub source: Source,
}

/// Text to paste. Places: `{host}` `{authority}` `{path}` `{port}` `{url}` `{plain}` `{origin}`.
pub struct Snippet {
    /// For the code fence: `nginx`, `haproxy`, `bash`, `python`, `js`, `yaml`.
    pub language: &'static str,
    /// The block or section that it stands in: `main`, `http`, `server` or `location` of nginx,
    /// `global`, `defaults`, `frontend` or `backend` of HAProxy; empty where it stands alone, or
    /// where its first line says where.
    pub inside: &'static str,
    /// The text with its places. Where its first line begins with a space, `+` or `-`, it is a diff:
    /// the first column of each line says whether the line stands there already, is new, or goes.
    pub body: &'static str,
}

/// What becomes of a line of a snippet that is a diff.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// It stands there already.
    Kept,
    /// It is new.
    Added,
    /// It goes.
    Removed,
}

impl Snippet {
    /// Whether it says of each line what becomes of it.
    pub fn is_diff(&self) -> bool {
        self.body.starts_with([' ', '+', '-'])
    }

    /// The text for this target, as it stands once the change is made.
    ///
    /// A target holds nothing that a shell, a configuration file or Markdown would take for its own.
    pub fn fill(&self, target: &Target) -> String {
        let lines = self.lines().filter(|(change, _)| *change != Change::Removed);
        place(&lines.map(|(_, line)| [line, "\n"].concat()).collect::<String>(), target)
    }

    /// What a code fence holds: its language, and the text for this target, with all lines.
    pub fn fenced(&self, target: &Target) -> (&'static str, String) {
        (if self.is_diff() { "diff" } else { self.language }, place(self.body, target))
    }

    /// Its lines with their places, and what becomes of each; all are new where it is no diff.
    pub fn lines(&self) -> impl Iterator<Item = (Change, &'static str)> {
        let diff = self.is_diff();
        self.body.lines().map(move |line| match (diff, line.split_at_checked(1)) {
            (false, _) => (Change::Added, line),
            (true, Some(("+", rest))) => (Change::Added, rest),
            (true, Some(("-", rest))) => (Change::Removed, rest),
            (true, Some((_, rest))) => (Change::Kept, rest),
            // An empty line of a diff has no column.
            (true, None) => (Change::Kept, line),
        })
    }
}

/// Something to do whose result settles a question.
pub struct Check {
    /// What to do, in one sentence.
    pub title: Text,
    /// A command to paste, with the places of a [`Snippet`]; empty if it is no command.
    pub command: &'static str,
    /// For the command's code fence: `bash`, or `js` for the browser's console.
    pub language: &'static str,
    /// What to expect, and what it means.
    pub expect: Text,
}

impl Check {
    /// The command for this target.
    pub fn fill(&self, target: &Target) -> String {
        place(self.command, target)
    }
}

/// Where a statement comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// What a reader sees.
    pub title: &'static str,
    /// An absolute https URL, or `lab:NAME` for a scenario of the lab.
    pub at: &'static str,
}

/// The names of a snippet's places.
pub const PLACES: [&str; 7] = ["host", "authority", "path", "port", "url", "plain", "origin"];

/// `template` with the places of a [`Snippet`] filled from `target`.
pub fn place(template: &str, target: &Target) -> String {
    fill(template, &|name| {
        Some(match name {
            "host" => target.host.clone(),
            "authority" => target.authority(),
            "path" => target.path.clone(),
            "port" => target.port.to_string(),
            "url" => target.url(),
            "plain" => target.plain_url(),
            "origin" => target.origin(),
            _ => return None,
        })
    })
}
