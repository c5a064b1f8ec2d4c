//! Platforms that run an application and stand in front of it.

use super::{ABSENT, Ends, HANDSHAKE, IDLE, LIFETIME, Limit, SWITCH, Trust, page};
use crate::product::Product;
use crate::remedy::Source;
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "heroku",
        product: "Heroku",
        mark: Some(Product::Heroku),
        setting: "rolling window, fixed; H15 in its log",
        times: &[Millis::seconds(55)],
        ends: Ends::Cut,
        trust: Trust::Medium,
        source: HEROKU,
        ..IDLE
    },
    Limit {
        id: "heroku-handshake",
        product: "Heroku",
        mark: Some(Product::Heroku),
        setting: "first byte, fixed; H12 in its log",
        times: &[Millis::seconds(30)],
        trust: Trust::Medium,
        source: HEROKU,
        ..HANDSHAKE
    },
    Limit {
        id: "fly",
        product: "Fly.io",
        mark: Some(Product::Fly),
        setting: "http_options.idle_timeout",
        times: &[Millis::seconds(60)],
        trust: Trust::Medium,
        source: page("Fly.io: fly.toml", "https://fly.io/docs/reference/configuration/"),
        ..IDLE
    },
    Limit {
        id: "vercel",
        product: "Vercel",
        setting: "max duration of a function; 800 s on paid plans",
        times: &[Millis::seconds(300), Millis::seconds(800)],
        trust: Trust::Medium,
        source: page(
            "Vercel: limits of functions",
            "https://vercel.com/docs/functions/limitations",
        ),
        ..LIFETIME
    },
    Limit {
        id: "railway",
        product: "Railway",
        setting: "none",
        source: page(
            "Railway: specs and limits",
            "https://docs.railway.com/networking/public-networking/specs-and-limits",
        ),
        ..ABSENT
    },
    Limit {
        id: "render",
        product: "Render",
        setting: "none published",
        trust: Trust::Medium,
        source: page("Render: WebSockets", "https://render.com/docs/websocket"),
        ..ABSENT
    },
    Limit {
        id: "netlify",
        product: "Netlify",
        setting: "no WebSockets",
        trust: Trust::Low,
        source: page(
            "A trial of WebSockets on Netlify",
            "https://github.com/halbtale/express-netlify-websockets-example",
        ),
        ..SWITCH
    },
];

const HEROKU: Source =
    page("Heroku: HTTP routing", "https://devcenter.heroku.com/articles/http-routing#timeouts");
