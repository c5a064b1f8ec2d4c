//! The way of the handshake through Traefik: the router that takes it, its middlewares, its service.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::ops::Range;

use super::rule::holds;
use super::{Entry, Reader};
use crate::evidence::Setting;
use crate::ingest::config::{Bearing, Draft, Edit};
use crate::reading::has_sessions;
use crate::target::Place;
use crate::text::Text;

/// More than any request goes through.
const MOST_MIDDLEWARES: usize = 100;

impl Reader<'_> {
    fn get(&self, name: &str) -> Option<&Entry> {
        self.names.get(&name.to_ascii_lowercase()).map(|at| &self.entries[*at])
    }

    /// All entries below a name, with the rest of their names.
    fn below<'n>(&'n self, name: &'n str) -> impl Iterator<Item = (&'n str, &'n Entry)> {
        self.entries.iter().filter_map(move |entry| Some((entry.name.strip_prefix(name)?, entry)))
    }

    pub(super) fn judge(&self, known: bool, draft: &mut Draft<'_, '_>) {
        let Some((router, rule)) = self.router(draft) else { return };
        draft.place =
            if known && names_host(&rule.value) { Place::Endpoint } else { Place::Unnamed };
        if self.redirected(draft) {
            return;
        }
        for name in self.middlewares(&router) {
            if !self.middleware(&name, draft) {
                return;
            }
        }
        let service = self
            .get(&["http.routers.", &router, ".service"].concat())
            .map(|entry| bare(&entry.value));
        let service = service.or_else(|| self.only_service());
        let lost = service.is_some_and(|name| self.service(&name, draft));
        if !lost && !draft.config.settings().any(|(setting, _)| setting == Setting::UpgradeLost) {
            draft.says(Setting::UpgradePassed);
            draft.remark(
                Bearing::Right,
                &rule.at,
                Text("Nothing here takes the Upgrade away for {path}").with("path", &self.path),
                Text("Traefik passes an Upgrade on without being told, and closes no WebSocket for its silence."),
                [].into(),
            );
        }
    }

    /// The router that takes the request: of those whose rule holds, the one with the highest priority,
    /// which is the length of the rule unless told otherwise.
    fn router(&self, draft: &mut Draft<'_, '_>) -> Option<(String, &Entry)> {
        let all = self.below("http.routers.").filter_map(|(rest, entry)| {
            let name = rest.strip_suffix(".rule")?;
            let told = self.get(&["http.routers.", name, ".priority"].concat());
            let priority = told
                .and_then(|entry| entry.value.parse::<usize>().ok())
                .filter(|priority| *priority > 0);
            Some((name, priority.unwrap_or(entry.value.len()), entry))
        });
        let mut all: Vec<(&str, usize, &Entry)> = all.collect();
        all.sort_by_key(|(_, priority, _)| core::cmp::Reverse(*priority));
        for (name, _, entry) in &all {
            match holds(&entry.value, &self.path, self.target) {
                Some(true) => return Some(((*name).to_string(), entry)),
                Some(false) => {}
                None => {
                    let title = Text("Whether this rule takes {path} can’t be told from here")
                        .with("path", &self.path);
                    let why = Text("So nothing is concluded about what comes behind it.");
                    draft.remark(Bearing::Mind, &entry.at, title, why, [].into());
                    return None;
                }
            }
        }
        let at = all.first().map_or(0..self.script.text.len(), |(_, _, entry)| entry.at.clone());
        let title = Text("No rule here takes {path} at {host}")
            .with("path", &self.path)
            .with("host", &self.target.host);
        let why =
            Text("Another file or container may have one; if none does, Traefik answers 404.");
        draft.remark(Bearing::Mind, &at, title, why, [].into());
        None
    }

    /// An entry point that sends everything to TLS.
    fn redirected(&self, draft: &mut Draft<'_, '_>) -> bool {
        let at_port = |name: &str| {
            let address = self.get(&["entrypoints.", name, ".address"].concat());
            address.is_none_or(|entry| {
                entry.value.rsplit(':').next().and_then(|port| port.parse().ok())
                    == Some(self.target.port)
            })
        };
        let found = self.below("entrypoints.").find(|(rest, _)| {
            rest.strip_suffix(".http.redirections.entrypoint.to").is_some_and(at_port)
        });
        let Some((_, entry)) = found.filter(|_| !self.target.secure) else { return false };
        self.answers(&entry.at, 301, draft);
        true
    }

    fn answers(&self, at: &Range<usize>, status: u16, draft: &mut Draft<'_, '_>) {
        draft.says(Setting::Answers(status));
        let why = match status {
            401 => Text(
                "Browsers show no prompt for a WebSocket: give the path a router of its own without it, and let the application check who it is.",
            ),
            _ if !self.target.secure => {
                Text("Browsers do not follow redirects for WebSockets: connect to wss://.")
            }
            _ => Text(
                "Browsers do not follow redirects for WebSockets: give the path a router of its own without it.",
            ),
        };
        let title = Text("Traefik itself answers {path}, with {status}")
            .with("path", &self.path)
            .with("status", status);
        draft.remark(Bearing::Wrong, at, title, why, [].into());
    }

    /// The names of a router's middlewares, chains resolved.
    fn middlewares(&self, router: &str) -> Vec<String> {
        let of = |prefix: &str| -> Vec<String> {
            let own =
                self.below(prefix).filter(|(rest, _)| rest.is_empty() || rest.starts_with('['));
            own.flat_map(|(_, entry)| entry.value.split(',').map(bare)).collect()
        };
        let mut open = of(&["http.routers.", router, ".middlewares"].concat());
        open.reverse();
        let (mut all, mut seen) = (Vec::new(), BTreeSet::new());
        while let Some(name) = open.pop().filter(|_| all.len() < MOST_MIDDLEWARES) {
            if name.is_empty() || !seen.insert(name.clone()) {
                continue;
            }
            let chain =
                of(&["http.middlewares.", &name.to_ascii_lowercase(), ".chain.middlewares"]
                    .concat());
            open.extend(chain.into_iter().rev());
            all.push(name);
        }
        all
    }

    /// Says what a middleware does to the handshake; whether that goes on.
    fn middleware(&self, name: &str, draft: &mut Draft<'_, '_>) -> bool {
        let prefix = ["http.middlewares.", &name.to_ascii_lowercase(), "."].concat();
        let own: Vec<(&str, &Entry)> = self.below(&prefix).collect();
        let Some((first, entry)) = own.first() else {
            let title = Text("The middleware {name} was not pasted").with("name", name);
            let why = Text("What it does to the handshake can’t be told.");
            let at = self
                .entries
                .iter()
                .find(|entry| entry.value.contains(name))
                .map_or(0..1, |entry| entry.at.clone());
            draft.remark(Bearing::Mind, &at, title, why, [].into());
            return false;
        };
        let at = &entry.at;
        let kind = first.split(['.', '[']).next().unwrap_or_default();
        let told = |wanted: &str| {
            own.iter().find(|(rest, _)| *rest == wanted).map(|(_, entry)| entry.value.as_str())
        };
        match kind {
            "redirectscheme" => {
                let to = told("redirectscheme.scheme").unwrap_or("https");
                let same = self.target.secure == (to == "https");
                if !same {
                    let status =
                        if told("redirectscheme.permanent") == Some("true") { 301 } else { 302 };
                    self.answers(at, status, draft);
                }
                return same;
            }
            "basicauth" | "digestauth" => {
                self.answers(at, 401, draft);
                return false;
            }
            "stripprefix" | "stripprefixregex" | "addprefix" | "replacepath"
            | "replacepathregex" => {
                draft.says(Setting::PathChanged);
                let title = Text("The application is asked for another path than {path}")
                    .with("path", &self.path);
                let why = Text("That is right only if it serves the WebSocket there.");
                draft.remark(Bearing::Mind, at, title, why, [].into());
            }
            "ratelimit" | "inflightreq" => {
                draft.says(Setting::Limited);
                let title = Text(
                    "This middleware limits how many may come, and turns the rest away with 429",
                );
                let why = Text("For inFlightReq an open WebSocket counts as long as it lasts.");
                draft.remark(Bearing::Mind, at, title, why, [].into());
            }
            "headers" => self.headers(&own, draft),
            "forwardauth" | "ipallowlist" | "ipwhitelist" | "redirectregex" | "errors"
            | "buffering" | "circuitbreaker" => {
                let title = Text(
                    "Whether the middleware {name} lets the handshake on can’t be told from here",
                )
                .with("name", name);
                let why = Text("Try the path without it, if nothing else is found.");
                draft.remark(Bearing::Mind, at, title, why, [].into());
            }
            _ => {}
        }
        true
    }

    fn headers(&self, own: &[(&str, &Entry)], draft: &mut Draft<'_, '_>) {
        for (rest, entry) in own {
            let Some(header) = rest.strip_prefix("headers.customrequestheaders.") else { continue };
            let value = entry.value.to_ascii_lowercase();
            let right = match header {
                "upgrade" => value == "websocket",
                "connection" => value.contains("upgrade"),
                "sec-websocket-key" | "sec-websocket-version" => false,
                "host" => {
                    draft.says(Setting::HostReplaced);
                    let title = Text("The application gets another Host than the browser sent");
                    let why = Text(
                        "Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403.",
                    );
                    draft.remark(Bearing::Mind, &entry.at, title, why, [].into());
                    continue;
                }
                _ => continue,
            };
            if right {
                continue;
            }
            draft.says(Setting::UpgradeLost);
            let title =
                Text("{header} is taken from the handshake, or changed").with("header", header);
            let why = Text(
                "Traefik passes it on by itself; without it the application sees no handshake.",
            );
            draft.remark(Bearing::Wrong, &entry.at, title, why, [self.without(entry)].into());
        }
    }

    /// The change that takes a line away.
    fn without(&self, entry: &Entry) -> Edit {
        let line = self.script.line(entry.at.start);
        let start = self.script.text[..entry.at.start].rfind('\n').map_or(0, |at| at + 1);
        let end = start + self.script.row(line).len();
        let newline = usize::from(self.script.text[end..].starts_with('\n'));
        Edit { at: start..end + newline, with: String::new() }
    }

    fn only_service(&self) -> Option<String> {
        let names = self.below("http.services.").filter_map(|(rest, _)| rest.split('.').next());
        let names: BTreeSet<&str> = names.collect();
        names.first().filter(|_| names.len() == 1).map(ToString::to_string)
    }

    /// Says what a service does; whether it loses the handshake.
    fn service(&self, name: &str, draft: &mut Draft<'_, '_>) -> bool {
        let prefix = ["http.services.", &name.to_ascii_lowercase(), ".loadbalancer."].concat();
        let own: Vec<(&str, &Entry)> = self.below(&prefix).collect();
        let h2 = own.iter().find(|(rest, entry)| {
            (rest.ends_with("scheme") && entry.value == "h2c")
                || (rest.ends_with(".url") && entry.value.starts_with("h2c://"))
        });
        if let Some((_, entry)) = h2 {
            draft.says(Setting::Http2Backend);
            let value = self.script.text[entry.at.clone()].replace("h2c", "http");
            let edits = [Edit { at: entry.at.clone(), with: value }];
            let title = Text("Traefik speaks HTTP/2 to the application");
            let why = Text("An Upgrade goes on over HTTP/1.1 only.");
            draft.remark(Bearing::Wrong, &entry.at, title, why, edits.into());
        }
        if let Some((_, entry)) =
            own.iter().find(|(rest, entry)| *rest == "passhostheader" && entry.value == "false")
        {
            draft.says(Setting::HostReplaced);
            let title = Text("The application gets another Host than the browser sent");
            let why = Text(
                "Servers that compare Origin with Host, as many do by default, then refuse the handshake with 403.",
            );
            let with = self.script.text[entry.at.clone()].replace("false", "true");
            let edits = [Edit { at: entry.at.clone(), with }];
            draft.remark(Bearing::Mind, &entry.at, title, why, edits.into());
        }
        let servers: Vec<_> = own
            .iter()
            .filter(|(rest, _)| rest.starts_with("servers[") && rest.ends_with(".url"))
            .collect();
        let sticky = own.iter().any(|(rest, _)| rest.starts_with("sticky"));
        if let (Some((_, first)), true) =
            (servers.first(), servers.len() > 1 && !sticky && has_sessions(&self.target.path))
        {
            draft.says(Setting::NotSticky);
            let title = Text("Requests of one visitor go to several servers by turns");
            let why = Text(
                "This path’s protocol begins with plain requests, and a server that did not see the first one answers 400: give the service “sticky: cookie: {}”.",
            );
            draft.remark(Bearing::Wrong, &first.at, title, why, [].into());
        }
        h2.is_some()
    }
}

/// A name without the provider behind it.
fn bare(name: &str) -> String {
    name.split('@').next().unwrap_or_default().trim().to_string()
}

fn names_host(rule: &str) -> bool {
    rule.to_ascii_lowercase().contains("host")
}
