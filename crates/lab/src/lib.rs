//! Everything that can be wrong with a WebSocket behind proxies, running on loopback.
//!
//! A [`Scenario`] is a fault written on raw sockets, or real software with a small configuration.
//! A [`Lab`] starts scenarios, serves the built page beside each of their endpoints, and ends all when it is dropped.
//!
//! Absent on purpose: judgement. A scenario states its true cause; whether the page finds it is asked elsewhere.

mod backend;
mod deployment;
mod exchange;
mod fault;
mod frame;
mod head;
mod hosts;
mod http2;
mod listener;
mod network;
mod program;
mod real;
mod response;
mod runs;
mod scenario;
mod shared;
mod site;
mod talk;
mod tls;
mod tunnel;

pub mod command;
pub mod gallery;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use base64ct::{Base64UrlUnpadded, Encoding};
use serde_json::json;
use tokio::sync::watch;

pub use deployment::{Deployment, Server};
pub use hosts::Hosts;
pub use program::free_address;
pub use scenario::{Bypass, Hop, Kind, Running, Scenario};
use shared::Shared;

/// All scenarios, in the order in which they are shown.
pub fn scenarios() -> impl Iterator<Item = &'static Scenario> {
    fault::FAULTS.iter().chain(real::REAL).copied()
}

/// More scenarios, which take minutes to show what they are; no list shows them.
pub fn long() -> impl Iterator<Item = &'static Scenario> {
    real::LONG.iter().copied()
}

/// The scenario of that name.
pub fn find(name: &str) -> Option<&'static Scenario> {
    scenarios().chain(long()).find(|scenario| scenario.name == name)
}

/// What a client trusts in the lab besides the usual authorities, in PEM.
#[derive(Clone)]
pub struct Trusted {
    /// Who signs the lab's certificates.
    pub authority: String,
    /// The one certificate of all scenarios whose fault is another, for a client that takes no authority.
    pub certificate: String,
}

/// The folder of a Node package that the scripts install.
///
/// # Errors
/// If it is not installed.
pub fn package(name: &str) -> Result<PathBuf> {
    program::path(name)
}

/// Running scenarios and what they share.
pub struct Lab {
    running: Vec<Running>,
    alone: bool,
    shared: Shared,
}

impl Lab {
    /// Starts what scenarios share; `dist` is the directory of the built page.
    pub async fn open(dist: Option<&Path>) -> Result<Lab> {
        Lab::open_at(dist, 0).await
    }

    /// The same with the page on a given port.
    pub async fn open_at(dist: Option<&Path>, port: u16) -> Result<Lab> {
        let lab =
            Lab { running: Vec::new(), alone: false, shared: Shared::start(dist, port).await? };
        lab.shared.site().configure(lab.config());
        Ok(lab)
    }

    /// Starts a scenario, and adds it to the page's configuration.
    pub async fn start(&mut self, scenario: &Scenario) -> Result<&Running> {
        let stage = (scenario.start)(&self.shared).await;
        let stage = stage.with_context(|| format!("cannot start scenario `{}`", scenario.name))?;
        self.running.push(Running::new(scenario, stage));
        self.shared.site().configure(self.config());
        Ok(self.running.last().expect("one was pushed just now"))
    }

    /// Offers each scenario a second time as `NAME-alone`: without ways around a hop, without a control.
    pub fn offer_alone(&mut self) {
        self.alone = true;
        self.shared.site().configure(self.config());
    }

    /// The scenarios that run, in the order of their start.
    pub fn running(&self) -> &[Running] {
        &self.running
    }

    /// The page on an origin of its own, if there is one.
    pub fn page(&self) -> Option<String> {
        self.shared.site().is_built().then(|| format!("http://{}/", self.shared.page()))
    }

    /// The page with another configuration than that of the scenarios, if there is a page.
    pub fn page_with(&self, config: &serde_json::Value) -> Option<String> {
        let config = Base64UrlUnpadded::encode_string(config.to_string().as_bytes());
        Some([&self.page()?, site::CONFIGURED.trim_start_matches('/'), &config, "/"].concat())
    }

    /// What browsers complained of to where [`Deployment`]s send them, now and from now on.
    pub fn complaints(&self) -> watch::Receiver<Vec<String>> {
        self.shared.site().complaints()
    }

    /// Has a server serve the built page below a path, with what is in `deploy/` for it, and with each
    /// first text in that replaced by the second.
    pub async fn deploy(
        &self,
        server: Server,
        below: &str,
        changes: &[(&str, &str)],
    ) -> Result<Deployment> {
        let site = self.shared.site();
        let dist = site.directory().context("the page was not built")?;
        let complaints = format!("http://{}{}", self.shared.page(), site::COMPLAINTS);
        Deployment::start(server, dist, &self.config(), below, &complaints, changes).await
    }

    /// The certificate of who signs the lab's own, in PEM: what its clients should trust.
    pub fn authority(&self) -> &str {
        self.shared.authority().pem()
    }

    /// What a browser should trust.
    pub fn trusted(&self) -> Trusted {
        let certificate = self.shared.identity().certificate().to_owned();
        Trusted { authority: self.authority().to_owned(), certificate }
    }

    /// Ends all scenarios and waits until their programs are gone, which dropping the lab does not.
    pub async fn end(self) {
        for running in self.running {
            running.end().await;
        }
    }

    fn config(&self) -> String {
        let whole = self.running.iter().map(target);
        let alone = self.running.iter().filter(|_| self.alone).map(alone);
        let targets: Vec<_> = whole.chain(alone).collect();
        json!({
            "brand": "ws-doctor lab",
            "support": "support@example.com",
            "inbox": { "url": site::INBOX },
            "language": "en",
            "allowTyped": true,
            "allowPrivate": true,
            "targets": targets,
        })
        .to_string()
    }
}

fn target(running: &Running) -> serde_json::Value {
    json!({
        "id": running.name,
        "label": running.title,
        "url": running.endpoint,
        "subprotocols": running.subprotocols,
        "bypass": running.bypass,
        "control": running.control,
        "message": running.message,
        "idleLimit": running.idle_limit,
        "heartbeat": running.heartbeat,
        "grow": running.grow,
    })
}

fn alone(running: &Running) -> serde_json::Value {
    let mut target = target(running);
    target["id"] = json!(format!("{}-alone", running.name));
    target["bypass"] = json!([]);
    target["control"] = json!(null);
    target
}
