//! The causes: why a WebSocket does not work, one file each.
//!
//! A cause reads the evidence and files clues for and against itself. It knows no other cause's code;
//! what it can't be told apart from stands in its `neighbours`. To add one: a file, its `mod` line and
//! its place in [`CAUSES`].

#[cfg(test)]
pub(crate) mod fixture;

mod upgrade_headers_missing;

mod backend_down;

mod backend_crash_or_reset;

mod backend_timeout;

mod wrong_path_or_route;

mod redirect_on_handshake;

mod multi_hop_strip;

mod cdn_websocket_disabled;

mod http_10_upstream;

mod http2_only;

mod foreign_origin;

mod origin_rejected;

mod idle_timeout_proxy;

mod heartbeat_mismatch;

mod background_tab_heartbeat;

mod max_lifetime;

mod mobile_or_nat_timeout;

mod proxy_reload_or_deploy;

mod server_closed;

mod deaf_tunnel;

mod client_network_blocks;

mod tls_certificate;

mod dns_failure;

mod host_unreachable;

mod offline;

mod auth_rejected;

mod rate_limited;

mod waf_or_challenge_blocked;

mod platform_websocket_disabled;

mod load_balancer_protocol_misconfigured;

mod sticky_session_missing;

mod intermittent_node;

mod subprotocol_mismatch;

mod extension_mismatch;

mod message_too_big;

mod browser_extension_blocks;

mod tls_to_plain_mismatch;

mod local_network_access;

mod csp_blocked;

mod mixed_content;

use alloc::vec::Vec;

use crate::evidence::{Entry, Hop, Logged};
use crate::reading::logged::Worth;
use crate::reading::{At, Reading};
use crate::remedy::{Check, Remedy, Source};
use crate::text::{Phrase, Text};

/// A reason why a WebSocket does not work.
pub struct Cause {
    /// Permanent, kebab-case, never reused.
    pub id: &'static str,
    /// Its number in codes that are read out: permanent, never reused, from 1.
    pub number: u8,
    /// Where it sits.
    pub hop: Hop,
    /// Whose it is to mend, where the cause alone says so.
    pub side: Option<Side>,
    /// For the operator: exact.
    pub title: Text,
    /// For the visitor: one plain sentence.
    pub plain: Text,
    /// What the visitor can do at once, beyond what helps on this side in general.
    pub now: Option<Text>,
    /// Why it has this effect.
    pub why: Text,
    /// Files clues for and against.
    pub assess: fn(&Reading<'_>, &mut Case),
    /// Ids of causes it can look like, and what tells them apart.
    pub neighbours: &'static [(&'static str, Text)],
    /// What mends it.
    pub remedies: &'static [&'static Remedy],
    /// What would settle whether it is the cause, the most telling first.
    pub checks: &'static [&'static Check],
    /// Where its statements come from.
    pub sources: &'static [Source],
}

impl Cause {
    /// Whether it is a limit of time, whose length tells whose it may be.
    pub fn is_timer(&self) -> bool {
        let timers =
            ["idle-timeout-proxy", "heartbeat-mismatch", "max-lifetime", "mobile-or-nat-timeout"];
        timers.contains(&self.id)
    }
}

/// Whose it is to mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The visitor's browser or device.
    You,
    /// The visitor's network.
    Network,
    /// The service and what stands in front of it.
    Service,
}

impl Side {
    /// The word in files and tables, which are not only the visitor's.
    pub fn id(self) -> &'static str {
        match self {
            Side::You => "visitor",
            Side::Network => "network",
            Side::Service => "service",
        }
    }

    /// What a support agent reads.
    pub fn title(self) -> Text {
        match self {
            Side::You => Text("visitor"),
            Side::Network => Text("visitor’s network"),
            Side::Service => Text("service"),
        }
    }
}

/// How much a clue says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// It fits; so would much else.
    Weak,
    /// Little else fits.
    Strong,
    /// Nothing else fits.
    Decisive,
}

impl Weight {
    /// The word in tickets and files.
    pub fn id(self) -> &'static str {
        match self {
            Weight::Weak => "weak",
            Weight::Strong => "strong",
            Weight::Decisive => "decisive",
        }
    }
}

/// An observation and what it says about a cause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clue {
    /// The index of the observation.
    pub observation: usize,
    /// How much it says.
    pub weight: Weight,
    /// What was seen, in one sentence.
    pub text: Phrase,
}

/// What speaks for and against a cause.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Case {
    /// Clues for it.
    pub supports: Vec<Clue>,
    /// Clues against it.
    pub contradicts: Vec<Clue>,
}

impl Case {
    /// Files a clue for the cause.
    pub fn supports(&mut self, observation: usize, weight: Weight, text: impl Into<Phrase>) {
        self.supports.push(Clue { observation, weight, text: text.into() });
    }

    /// Files a clue against the cause.
    pub fn contradicts(&mut self, observation: usize, weight: Weight, text: impl Into<Phrase>) {
        self.contradicts.push(Clue { observation, weight, text: text.into() });
    }

    /// Files what logs say of the handshake: for the cause where `speaks` holds, and else against it
    /// where they give another reason. `true`: one speaks for it, and it is about the endpoint.
    fn logged(&mut self, reading: &Reading<'_>, speaks: impl Fn(Logged) -> bool) -> bool {
        if let Some((At { at, fact }, worth)) = reading.logged(&speaks) {
            let weight = match worth {
                Worth::Loose => Weight::Weak,
                Worth::Named => Weight::Strong,
                Worth::Sure => Weight::Decisive,
            };
            self.supports(at, weight, fact.meaning());
            return weight > Weight::Weak;
        }
        let why = |logged: Logged| {
            logged.entry.tells_why() && !matches!(logged.entry, Entry::Handshake(_))
        };
        if let Some((At { at, fact }, Worth::Named | Worth::Sure)) = reading.logged(why) {
            self.contradicts(at, Weight::Strong, fact.meaning());
        }
        false
    }

    /// Files that a handshake got through that was not the browser's: then no hop loses it, and the
    /// application answers.
    fn got_through(&mut self, reading: &Reading<'_>) {
        if let Some(at) = reading.got_through() {
            let text = Text("another handshake with the same address got 101");
            self.contradicts(at, Weight::Strong, text);
        }
    }

    /// The weightiest clue for it.
    pub fn best(&self) -> Option<Weight> {
        self.supports.iter().map(|clue| clue.weight).max()
    }

    /// The weightiest clue against it.
    pub fn worst(&self) -> Option<Weight> {
        self.contradicts.iter().map(|clue| clue.weight).max()
    }
}

/// Every cause; inside one confidence, findings are shown in this order, which is that of how common
/// they are.
pub static CAUSES: &[&Cause] = &[
    &upgrade_headers_missing::CAUSE,
    &backend_down::CAUSE,
    &host_unreachable::CAUSE,
    &dns_failure::CAUSE,
    &tls_certificate::CAUSE,
    &backend_crash_or_reset::CAUSE,
    &backend_timeout::CAUSE,
    &wrong_path_or_route::CAUSE,
    &redirect_on_handshake::CAUSE,
    &multi_hop_strip::CAUSE,
    &cdn_websocket_disabled::CAUSE,
    &http_10_upstream::CAUSE,
    &http2_only::CAUSE,
    &foreign_origin::CAUSE,
    &origin_rejected::CAUSE,
    &auth_rejected::CAUSE,
    &waf_or_challenge_blocked::CAUSE,
    &load_balancer_protocol_misconfigured::CAUSE,
    &rate_limited::CAUSE,
    &platform_websocket_disabled::CAUSE,
    &sticky_session_missing::CAUSE,
    &subprotocol_mismatch::CAUSE,
    &intermittent_node::CAUSE,
    &idle_timeout_proxy::CAUSE,
    &heartbeat_mismatch::CAUSE,
    &max_lifetime::CAUSE,
    &mobile_or_nat_timeout::CAUSE,
    &proxy_reload_or_deploy::CAUSE,
    &server_closed::CAUSE,
    &message_too_big::CAUSE,
    &background_tab_heartbeat::CAUSE,
    &deaf_tunnel::CAUSE,
    &client_network_blocks::CAUSE,
    &tls_to_plain_mismatch::CAUSE,
    &offline::CAUSE,
    &csp_blocked::CAUSE,
    &mixed_content::CAUSE,
    &local_network_access::CAUSE,
    &browser_extension_blocks::CAUSE,
    &extension_mismatch::CAUSE,
];

/// The cause with this id.
pub fn by_id(id: &str) -> Option<&'static Cause> {
    CAUSES.iter().copied().find(|cause| cause.id == id)
}
