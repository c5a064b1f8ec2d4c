//! Content delivery networks.

use super::{ABSENT, Ends, HANDSHAKE, IDLE, LIFETIME, Limit, RELOAD, Resets, SWITCH, Trust, page};
use crate::product::Product;
use crate::remedy::source;
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "cloudflare-proxied",
        product: "Cloudflare",
        mark: Some(Product::Cloudflare),
        setting: "none published; about 100 s as observed",
        times: &[Millis::seconds(100)],
        ends: Ends::Cut,
        trust: Trust::Medium,
        source: page(
            "buildbot: WebSockets by Cloudflare",
            "https://github.com/buildbot/buildbot/issues/4078",
        ),
        ..IDLE
    },
    Limit {
        id: "cloudflare-handshake",
        product: "Cloudflare",
        mark: Some(Product::Cloudflare),
        setting: "Proxy Read Timeout; 100 s until 2025",
        times: &[Millis::seconds(120), Millis::seconds(100)],
        source: page(
            "Cloudflare: connection limits",
            "https://developers.cloudflare.com/fundamentals/reference/connection-limits/",
        ),
        ..HANDSHAKE
    },
    Limit {
        id: "cloudflare-release",
        product: "Cloudflare",
        mark: Some(Product::Cloudflare),
        setting: "each release at the edge",
        ends: Ends::Cut,
        source: source::CLOUDFLARE,
        ..RELOAD
    },
    Limit {
        id: "cloudflared",
        product: "Cloudflare Tunnel",
        mark: Some(Product::Cloudflare),
        setting: "none of its own",
        trust: Trust::Medium,
        source: page(
            "Cloudflare Tunnel: origin parameters",
            "https://developers.cloudflare.com/cloudflare-one/connections/connect-networks/configure-tunnels/cloudflared-parameters/origin-parameters/",
        ),
        ..ABSENT
    },
    Limit {
        id: "aws-cf",
        product: "Amazon CloudFront",
        mark: Some(Product::CloudFront),
        setting: "origin response timeout for WebSockets, fixed",
        times: &[Millis::seconds(600)],
        resets: Resets::ServerOnly,
        ends: Ends::Cut,
        source: page(
            "Amazon CloudFront: quotas",
            "https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html",
        ),
        ..IDLE
    },
    Limit {
        id: "azure-afd",
        product: "Azure Front Door",
        mark: Some(Product::FrontDoor),
        setting: "fixed",
        times: &[Millis::seconds(300)],
        ends: Ends::Cut,
        source: source::FRONT_DOOR,
        ..IDLE
    },
    Limit {
        id: "azure-afd-lifetime",
        product: "Azure Front Door",
        mark: Some(Product::FrontDoor),
        setting: "fixed",
        times: &[Millis::seconds(14_400)],
        ends: Ends::Cut,
        source: source::FRONT_DOOR,
        ..LIFETIME
    },
    Limit {
        id: "fastly",
        product: "Fastly",
        mark: Some(Product::Fastly),
        setting: "product websockets, with return(upgrade)",
        source: page(
            "Fastly: WebSockets passthrough",
            "https://www.fastly.com/documentation/guides/concepts/real-time-messaging/websockets-tunnel/",
        ),
        ..SWITCH
    },
    Limit {
        id: "akamai",
        product: "Akamai",
        mark: Some(Product::Akamai),
        setting: "none published",
        ping: Some(true),
        ends: Ends::Cut,
        trust: Trust::Medium,
        source: page(
            "Akamai: WebSockets",
            "https://techdocs.akamai.com/property-mgr/docs/websockets-support",
        ),
        ..ABSENT
    },
    Limit {
        id: "bunny",
        product: "bunny.net",
        setting: "WebSockets of the pull zone",
        source: page("bunny.net: WebSockets", "https://docs.bunny.net/cdn/websockets"),
        ..SWITCH
    },
];
