//! The servers behind all hops, as real ones were measured: what each answers to a plain request, to a
//! handshake that lost something on its way, and to one that it refuses.

use crate::random::Random;

/// A kind of server.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Where it serves its WebSocket.
    pub(crate) path: &'static str,
    /// What a plain request for that path gets, which is what a handshake without an Upgrade gets;
    /// `None` where it hangs up.
    pub(crate) plain: Option<Page>,
    /// The same over HTTP/1.0.
    pub(crate) plain_10: Option<Page>,
    /// What a handshake gets that lost its Connection header alone.
    pub(crate) unconnected: Option<Page>,
    /// What a whole handshake gets over HTTP/1.0.
    pub(crate) over_10: Over10,
    /// What a refused Origin gets, by the library or by what is written around it.
    pub(crate) foreign: [u16; 2],
    /// What a handshake gets at a path without a route.
    pub(crate) unrouted: Unrouted,
    /// It compares Origin with Host unless told otherwise.
    pub(crate) compares: bool,
}

/// A status and the body that comes with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    pub(crate) status: u16,
    pub(crate) body: &'static str,
}

/// What a whole handshake over HTTP/1.0 comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Over10 {
    Opens,
    /// 101, and the connection is dead at once.
    OpensAndDies,
    Answers(Page),
}

/// What a handshake gets at a path without a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unrouted {
    /// It looks at no path.
    Opens,
    Answers(Page),
    /// It hangs up, after a second.
    HangsUp,
}

pub(crate) const fn page(status: u16, body: &'static str) -> Page {
    Page { status, body }
}

/// The start page of a single-page application, which answers at every path.
pub(crate) const START: Page =
    page(200, "<!doctype html><html><head><title>Chat</title></head><body id=app></body></html>");
const UPGRADE: Page = page(426, "Upgrade Required");
const NOT_FOUND: Page = page(404, "<!doctype html><html><h1>Not Found</h1></html>");
const BAD: Page = page(400, "Bad Request");
const ONLY_UPGRADE: Page = page(400, "Can \"Upgrade\" only to \"WebSocket\".");
const NO_ROUTE: Page = page(500, "Internal server error");

/// Most of them have these.
const USUAL: Kind = Kind {
    name: "node ws",
    path: "/ws",
    plain: Some(UPGRADE),
    plain_10: Some(UPGRADE),
    unconnected: Some(UPGRADE),
    over_10: Over10::Opens,
    foreign: [401, 403],
    unrouted: Unrouted::Answers(BAD),
    compares: false,
};

pub(crate) static KINDS: [Kind; 15] = [
    USUAL,
    Kind { name: "node ws at any path", unrouted: Unrouted::Opens, ..USUAL },
    node("node app that answers 404", NOT_FOUND),
    node("node app that answers 400", BAD),
    node("node app with a start page", START),
    Kind {
        name: "python websockets",
        plain_10: Some(page(505, "unsupported HTTP version: HTTP/1.0.")),
        over_10: Over10::Answers(page(505, "unsupported HTTP version: HTTP/1.0.")),
        foreign: [403, 403],
        unrouted: Unrouted::Opens,
        ..USUAL
    },
    channels("daphne", BAD),
    channels("uvicorn", NOT_FOUND),
    Kind {
        name: "hypercorn",
        over_10: Over10::Answers(page(400, "")),
        ..channels("hypercorn", NOT_FOUND)
    },
    Kind { name: "tornado", over_10: Over10::OpensAndDies, ..strict("tornado", ONLY_UPGRADE) },
    strict("gorilla", BAD),
    Kind { name: "aiohttp", compares: false, ..strict("aiohttp", BAD) },
    Kind { name: "spring", compares: false, ..strict("spring", ONLY_UPGRADE) },
    Kind {
        name: "socket.io",
        path: "/socket.io/",
        unrouted: Unrouted::HangsUp,
        ..node("socket.io", page(400, "{\"code\":3,\"message\":\"Bad request\"}"))
    },
    Kind {
        name: "one that drops plain requests",
        plain: None,
        plain_10: None,
        unconnected: None,
        ..USUAL
    },
];

/// What Socket.IO tells a request for a session that it does not know.
pub(crate) const UNKNOWN_SESSION: Page =
    page(400, "{\"code\":1,\"message\":\"Session ID unknown\"}");

const fn node(name: &'static str, plain: Page) -> Kind {
    Kind {
        name,
        plain: Some(plain),
        plain_10: Some(plain),
        unconnected: Some(plain),
        unrouted: Unrouted::Answers(plain),
        ..USUAL
    }
}

/// Django Channels on one of its servers.
const fn channels(name: &'static str, unconnected: Page) -> Kind {
    Kind {
        name,
        plain: Some(NOT_FOUND),
        plain_10: Some(NOT_FOUND),
        unconnected: Some(unconnected),
        foreign: [403, 403],
        unrouted: Unrouted::Answers(NO_ROUTE),
        ..USUAL
    }
}

/// A library that wants the handshake whole, and compares Origin with Host.
const fn strict(name: &'static str, plain: Page) -> Kind {
    Kind {
        name,
        plain: Some(plain),
        plain_10: Some(plain),
        unconnected: Some(plain),
        foreign: [403, 403],
        unrouted: Unrouted::Answers(NOT_FOUND),
        compares: true,
        ..USUAL
    }
}

/// A random one; hardly any drops plain requests.
pub(crate) fn random(random: &mut Random) -> &'static Kind {
    let kinds: &'static [Kind] = &KINDS;
    let answering: Vec<&Kind> = kinds.iter().filter(|kind| kind.plain.is_some()).collect();
    let dropping = kinds.iter().find(|kind| kind.plain.is_none());
    match dropping {
        Some(kind) if random.chance(1) => kind,
        _ => random.pick(&answering),
    }
}

/// Its kind by name.
pub(crate) fn kind(name: &str) -> &'static Kind {
    KINDS.iter().find(|kind| kind.name == name).expect("every kind that is named exists")
}
