//! What a scenario is before it runs, and what it offers while it runs.

use std::net::SocketAddr;
use std::pin::Pin;

use anyhow::Result;
use serde::Serialize;

use crate::backend::CHAT;
use crate::network;
use crate::program::{self, Program};
use crate::shared::Shared;
use crate::site;

/// Something that is wrong, or healthy, on the way to a WebSocket.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scenario {
    /// Its permanent name, in kebab-case.
    pub name: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Whether it is made of raw sockets or of real software.
    pub kind: Kind,
    /// The programs and Node packages that it needs, and what else a machine may not have.
    pub needs: &'static [&'static str],
    /// The id of its cause; `None` if it is healthy.
    pub truth: Option<&'static str>,
    /// The same for the page that the scenario names, which is mostly on the endpoint's own origin.
    pub truth_same_origin: Option<&'static str>,
    #[serde(skip)]
    pub(crate) start: Start,
}

/// What a scenario is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Bytes written by the lab itself.
    Fault,
    /// Programs that people run.
    Real,
}

pub(crate) type Start = for<'a> fn(&'a Shared) -> Starting<'a>;
pub(crate) type Starting<'a> = Pin<Box<dyn Future<Output = Result<Stage>> + Send + 'a>>;

impl Scenario {
    /// A scenario on raw sockets.
    pub(crate) const fn fault(
        name: &'static str,
        title: &'static str,
        truth: Option<&'static str>,
        start: Start,
    ) -> Scenario {
        Scenario {
            name,
            title,
            kind: Kind::Fault,
            needs: &[],
            truth,
            truth_same_origin: truth,
            start,
        }
    }

    /// A scenario with real software.
    pub(crate) const fn real(
        name: &'static str,
        title: &'static str,
        needs: &'static [&'static str],
        truth: Option<&'static str>,
        start: Start,
    ) -> Scenario {
        Scenario { name, title, kind: Kind::Real, needs, truth, truth_same_origin: truth, start }
    }

    /// The same scenario, where a page on the endpoint's own origin finds nothing wrong.
    pub(crate) const fn healthy_from_own_origin(self) -> Scenario {
        Scenario { truth_same_origin: None, ..self }
    }

    /// The same scenario, where other pages than the one that it names find this.
    pub(crate) const fn elsewhere(self, truth: Option<&'static str>) -> Scenario {
        Scenario { truth, ..self }
    }

    /// What it needs and this machine has not.
    pub fn missing(&self) -> Vec<&'static str> {
        let is_missing = |need: &&str| match *need {
            network::NEED => network::obstacle().is_some(),
            name => program::locate(name).is_none(),
        };
        self.needs.iter().copied().filter(is_missing).collect()
    }

    /// Why it can't run on this machine although all its programs are installed.
    pub fn barred(&self) -> Option<&'static str> {
        if self.missing() == [network::NEED] { network::obstacle() } else { None }
    }
}

/// What stands before which a way in enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Hop {
    /// A content delivery network.
    Cdn,
    /// A load balancer.
    LoadBalancer,
    /// A reverse proxy.
    Proxy,
}

/// A way in that goes around one or more hops.
#[derive(Debug, Clone, Serialize)]
pub struct Bypass {
    /// The hop behind which the URL enters.
    pub hop: Hop,
    /// The URL.
    pub url: String,
}

/// A scenario that runs, until this is dropped.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Running {
    /// The scenario's name.
    pub name: &'static str,
    /// The scenario's title.
    pub title: &'static str,
    /// What it is made of.
    pub kind: Kind,
    /// The id of its cause; `None` if it is healthy.
    pub truth: Option<&'static str>,
    /// The same for the page that the scenario names.
    pub truth_same_origin: Option<&'static str>,
    /// The WebSocket's URL.
    pub endpoint: String,
    /// The page on the endpoint's own origin, where that server can serve it, or the page that is at fault itself.
    pub page: Option<String>,
    /// Ways in around hops.
    pub bypass: Vec<Bypass>,
    /// A WebSocket on another address that is known to be good.
    pub control: Option<String>,
    /// The subprotocols that the application offers.
    pub subprotocols: &'static [&'static str],
    /// A harmless message, which most endpoints echo.
    pub message: &'static str,
    /// How often a client should send it to keep the socket, in seconds.
    pub heartbeat: u32,
    /// How long an idle test must last to see this scenario's limits, in seconds.
    pub idle_limit: u32,
    /// Whether the message may be sent repeated, to see a limit of size.
    pub grow: bool,
    #[serde(skip)]
    parts: Parts,
}

impl Running {
    pub(crate) fn new(scenario: &Scenario, stage: Stage) -> Running {
        Running {
            name: scenario.name,
            title: scenario.title,
            kind: scenario.kind,
            truth: scenario.truth,
            truth_same_origin: scenario.truth_same_origin,
            endpoint: stage.endpoint,
            page: stage.page,
            bypass: stage.bypass,
            control: stage.control,
            subprotocols: stage.subprotocols,
            message: "ping",
            heartbeat: stage.heartbeat,
            idle_limit: stage.idle_limit,
            grow: stage.grow,
            parts: stage.parts,
        }
    }

    /// The configurations of its proxies, the outermost first.
    pub fn configurations(&self) -> Vec<String> {
        self.parts.programs.iter().filter_map(Program::configuration).collect()
    }

    /// Ends the scenario and waits until its programs are gone, which dropping it does not.
    pub async fn end(self) {
        for program in self.parts.programs {
            program.end().await;
        }
    }
}

/// What a scenario's start has built.
pub(crate) struct Stage {
    endpoint: String,
    page: Option<String>,
    bypass: Vec<Bypass>,
    control: Option<String>,
    subprotocols: &'static [&'static str],
    heartbeat: u32,
    idle_limit: u32,
    grow: bool,
    parts: Parts,
}

/// What has to live as long as the scenario. Programs go first: they connect to the rest.
#[derive(Default)]
struct Parts {
    programs: Vec<Program>,
    _rest: Vec<Box<dyn Send + Sync>>,
}

impl Stage {
    /// A stage with that endpoint, and no page.
    pub(crate) fn new(endpoint: String, shared: &Shared) -> Stage {
        Stage {
            endpoint,
            page: None,
            bypass: Vec::new(),
            control: Some(shared.control()),
            subprotocols: &[],
            heartbeat: 1,
            idle_limit: 6,
            grow: false,
            parts: Parts::default(),
        }
    }

    /// A stage whose endpoint is the chat there, over plain TCP.
    pub(crate) fn plain(address: SocketAddr, shared: &Shared) -> Stage {
        Stage::new(chat(address), shared)
    }

    /// A stage whose endpoint is the chat there, over TLS.
    pub(crate) fn secure(address: SocketAddr, shared: &Shared) -> Stage {
        Stage::new(format!("wss://{address}{CHAT}"), shared).secure_control(shared)
    }

    /// The page is served on the endpoint's origin, if it was built.
    pub(crate) fn with_page(mut self, shared: &Shared) -> Stage {
        let origin = self.endpoint.strip_suffix(CHAT).filter(|_| shared.site().is_built());
        self.page = origin.map(|origin| origin.replacen("ws", "http", 1) + site::BELOW);
        self
    }

    /// The page is served there, if it was built.
    pub(crate) fn with_page_at(self, page: String, shared: &Shared) -> Stage {
        Stage { page: shared.site().is_built().then_some(page), ..self }
    }

    /// A way in behind a hop.
    pub(crate) fn bypass(mut self, hop: Hop, address: SocketAddr) -> Stage {
        self.bypass.push(Bypass { hop, url: chat(address) });
        self
    }

    /// The shared control over TLS: a page loaded over https may not open a plain socket everywhere.
    pub(crate) fn secure_control(self, shared: &Shared) -> Stage {
        Stage { control: Some(shared.secure_control()), ..self }
    }

    /// Another control than the shared one.
    pub(crate) fn control(self, address: SocketAddr) -> Stage {
        Stage { control: Some(chat(address)), ..self }
    }

    /// The application offers these subprotocols.
    pub(crate) fn offers(self, subprotocols: &'static [&'static str]) -> Stage {
        Stage { subprotocols, ..self }
    }

    /// Another interval of the application's heartbeat, in seconds.
    pub(crate) fn heartbeat(self, heartbeat: u32) -> Stage {
        Stage { heartbeat, ..self }
    }

    /// The message may be sent repeated.
    pub(crate) fn grows(self) -> Stage {
        Stage { grow: true, ..self }
    }

    /// Another limit of the idle test, in seconds.
    pub(crate) fn watched_for(self, idle_limit: u32) -> Stage {
        Stage { idle_limit, ..self }
    }

    /// Ties something's life to the scenario's.
    pub(crate) fn keep(mut self, part: impl Send + Sync + 'static) -> Stage {
        self.parts._rest.push(Box::new(part));
        self
    }

    /// Ties a program's life to the scenario's.
    pub(crate) fn run(mut self, program: Program) -> Stage {
        self.parts.programs.push(program);
        self
    }
}

fn chat(address: SocketAddr) -> String {
    format!("ws://{address}{CHAT}")
}
