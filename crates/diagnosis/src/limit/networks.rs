//! What networks remember of a connection, and what inspects it on the way.

use super::{Ends, IDLE, Limit, POLICY, Trust, page};
use crate::remedy::source;
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "aws-nat",
        product: "AWS NAT gateway",
        setting: "fixed",
        times: &[Millis::seconds(350)],
        ends: Ends::Silent,
        source: page(
            "AWS NAT gateway: 350 seconds",
            "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html#nat-gateway-troubleshooting-timeout",
        ),
        ..IDLE
    },
    Limit {
        id: "azure-snat",
        product: "Azure NAT gateway",
        setting: "idleTimeoutInMinutes; 30 min in AKS",
        times: &[Millis::seconds(240), Millis::seconds(1800)],
        ends: Ends::Silent,
        trust: Trust::Medium,
        source: page(
            "Azure NAT gateway: idle timeout",
            "https://learn.microsoft.com/en-us/azure/nat-gateway/nat-gateway-resource#idle-timeout-timers",
        ),
        ..IDLE
    },
    Limit {
        id: "nat-rfc",
        product: "NAT that keeps RFC 5382",
        setting: "at least this",
        times: &[Millis::seconds(7440)],
        ends: Ends::Silent,
        source: source::NAT,
        ..IDLE
    },
    Limit {
        id: "nat-home",
        product: "Home router",
        setting: "by model; the shortest about 4 min",
        ends: Ends::Silent,
        trust: Trust::Low,
        source: page("Home gateways, measured in 2010", "https://doi.org/10.1145/1879141.1879174"),
        ..IDLE
    },
    Limit {
        id: "nat-mobile",
        product: "Mobile carrier",
        setting: "by carrier; a few below 5 min",
        ends: Ends::Silent,
        trust: Trust::Low,
        source: page(
            "Mobile carriers, measured in 2011",
            "https://doi.org/10.1145/2018436.2018479",
        ),
        ..IDLE
    },
    Limit {
        id: "linux-conntrack",
        product: "Linux conntrack",
        setting: "nf_conntrack_tcp_timeout_established; 2 h 4 min in many routers",
        times: &[Millis::seconds(432_000), Millis::seconds(7440)],
        ends: Ends::Silent,
        trust: Trust::Medium,
        source: page(
            "Linux: nf_conntrack",
            "https://docs.kernel.org/networking/nf_conntrack-sysctl.html",
        ),
        ..IDLE
    },
    Limit {
        id: "aws-sg",
        product: "AWS security groups",
        setting: "TcpEstablishedTimeout",
        times: &[Millis::seconds(432_000)],
        ends: Ends::Silent,
        source: page(
            "AWS EC2: connection tracking",
            "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ConnectionTrackingSpecificationResponse.html",
        ),
        ..IDLE
    },
    Limit {
        id: "corp-proxy",
        product: "Company proxy that reads TLS",
        setting: "by its rules",
        trust: Trust::Medium,
        source: page(
            "A firewall that drops Upgrade on port 80",
            "https://github.com/websockets/wscat/issues/42",
        ),
        ..POLICY
    },
    Limit {
        id: "waf-coraza",
        product: "Coraza WAF",
        setting: "none: what it wraps dies within seconds",
        source: source::CORAZA,
        ..POLICY
    },
    Limit {
        id: "antivirus",
        product: "Virus scanner",
        setting: "by its rules, on one device",
        trust: Trust::Low,
        source: page("Engine.IO: its goals", "https://github.com/socketio/engine.io#goals"),
        ..POLICY
    },
];
