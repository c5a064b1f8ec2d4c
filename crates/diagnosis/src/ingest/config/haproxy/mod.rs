//! HAProxy: sections, their defaults, and the way of a request through them.
//!
//! HAProxy passes an Upgrade on without being told; what breaks it is a rule that answers first, a
//! protocol version that is forced, or a limit of time. Sources: HAProxy's configuration manual, and
//! what HAProxy 2.6 does in the lab. Not followed: maps, files of values, Lua, and variables.

mod condition;
mod judge;
mod rules;
mod syntax;
mod time;

use alloc::string::String;
use alloc::vec::Vec;

use crate::ingest::config::script::Script;
use crate::ingest::config::{Config, Draft, note_unread};
use crate::percent;
use crate::product::Product;
use crate::target::Target;
use crate::text::Text;
use syntax::{Line, Section, sections};

/// A configuration and the request that it is read for.
struct Reader<'a> {
    script: &'a Script<'a>,
    sections: Vec<Section>,
    target: &'a Target,
    path: String,
    /// The `bind` that the request comes to, in which section.
    bind: Option<(usize, usize)>,
}

/// Reads it for the target's host and path.
pub(super) fn read(text: &str, target: &Target) -> Config {
    let script = Script::new(text);
    let mut draft = Draft::new(&script, Product::Haproxy);
    let sections = sections(&script, &mut draft.config.unread);
    let path = match target.path.as_str() {
        Target::HIDDEN_PATH => "/".into(),
        path => percent::decoded(path),
    };
    let mut reader = Reader { script: &script, sections, target, path, bind: None };
    reader.bind = reader.find_bind();
    match reader.entrance() {
        Some(entrance) => reader.judge(entrance, &mut draft),
        None => {
            let lines = script.lines(&(0..text.len()));
            let first = reader.sections.first().map_or("nothing", Section::kind);
            note_unread(
                &mut draft.config.unread,
                lines,
                Text("a frontend, listen or backend"),
                first,
            );
        }
    }
    draft.config
}

/// What a request that comes in goes through.
#[derive(Clone, Copy)]
struct Entrance {
    section: usize,
    /// Its port is the target's.
    named: bool,
}

impl Reader<'_> {
    /// The section that takes the request: the one at its port, or the only one.
    fn entrance(&self) -> Option<Entrance> {
        if let Some((section, _)) = self.bind {
            return Some(Entrance { section, named: true });
        }
        let of = |kinds: &[&str]| {
            let all = self.sections.iter().enumerate();
            let mut all = all.filter(|(_, section)| kinds.contains(&section.kind()));
            all.next().map(|(section, _)| Entrance { section, named: false })
        };
        of(&["frontend", "listen"]).or_else(|| of(&["backend"]))
    }

    fn find_bind(&self) -> Option<(usize, usize)> {
        self.sections.iter().enumerate().find_map(|(at, section)| {
            let binds = section.lines.iter().enumerate().filter(|(_, line)| line.word(0) == "bind");
            let mut binds =
                binds.filter(|(_, line)| ports(line.word(1)).any(|port| port == self.target.port));
            binds.next().map(|(line, _)| (at, line))
        })
    }

    /// The `bind` that the request comes to, or the first of the section.
    fn bind_of(&self, section: usize) -> Option<&Line> {
        let lines = &self.sections[section].lines;
        match self.bind {
            Some((at, line)) if at == section => lines.get(line),
            _ => lines.iter().find(|line| line.word(0) == "bind"),
        }
    }

    /// Whether TLS ends here, as far as the port tells.
    fn over_tls(&self) -> bool {
        let bind = self.bind.map(|(section, line)| &self.sections[section].lines[line]);
        bind.map_or(self.target.secure, |bind| bind.texts(2).contains(&"ssl"))
    }

    fn port(&self) -> u16 {
        self.target.port
    }

    /// The lines in force: the section's own, then those of its defaults.
    fn lines(&self, section: usize) -> impl Iterator<Item = &Line> {
        let section = &self.sections[section];
        let inherited = section.defaults.map(|at| self.sections[at].lines.iter());
        section.lines.iter().chain(inherited.into_iter().flatten())
    }

    fn is_http(&self, section: usize) -> bool {
        let mode = self.lines(section).find(|line| line.word(0) == "mode");
        mode.is_some_and(|line| line.word(1) == "http")
    }
}

/// The ports of `:80,:443` or `10.0.0.1:8000-8005`.
fn ports(addresses: &str) -> impl Iterator<Item = u16> {
    let ranges = addresses.split(',').filter_map(|address| {
        let port = address.rsplit_once(':').map_or("", |(_, port)| port);
        let (first, last) = port.split_once('-').unwrap_or((port, port));
        Some(first.parse::<u16>().ok()?..=last.parse().ok()?)
    });
    ranges.flatten()
}
