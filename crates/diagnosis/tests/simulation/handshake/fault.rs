//! What can be wrong in a world, and where.

use diagnosis::evidence::CertificateFault;

/// One thing that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The device has no network, and the browser knows it.
    Offline,
    /// The page's own policy does not name the endpoint.
    ContentPolicy,
    /// An insecure address, from a secure page.
    MixedContent,
    /// An extension of the browser blocks sockets to this host.
    Blocker,
    /// The address is local, and the browser does not let this page go there.
    LocalNetwork,
    /// The visitor's network does this to sockets.
    Network(Obstacle),
    /// The host's address leads nowhere.
    Address(Dead),
    Tls(Greeting),
    /// The hop at this place, from the outside.
    At(usize, Quirk),
    /// Every node of the application.
    App(Flaw),
    /// One of several nodes of the application.
    Node(Flaw),
    /// All connections end with this code, and for some time nothing answers behind the hops.
    Restart {
        at: u64,
        lasts: u64,
        code: u16,
    },
}

/// What a visitor's network does to sockets, whatever their host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Obstacle {
    /// A proxy on the way takes plain `ws://` for a page request.
    Strips,
    /// What inspects the traffic hangs up on an Upgrade.
    HangsUp,
    Resets,
    /// It lets nothing of a handshake through.
    Swallows,
    /// The browser's proxy opens no tunnel for sockets.
    NoTunnel,
    /// It leads nowhere, and the browser thinks that it is online.
    Nowhere,
}

/// How an address leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dead {
    NoName,
    Refuses,
    Filtered,
    /// A router says so.
    NoRoute,
    /// Each connection is reset.
    Resets,
}

/// How the first bytes go wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greeting {
    Certificate(CertificateFault),
    /// The address says `wss`, the port speaks no TLS.
    PlainPort,
    /// The address says `ws`, the port speaks TLS; the server says so in HTTP, or hangs up.
    TlsPort {
        says: bool,
    },
    /// The listener takes HTTP/2 only; over that it may take WebSockets (RFC 8441).
    Http2Only {
        extended: bool,
        hangs_up: bool,
    },
}

/// What a hop does that it should not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quirk {
    /// It passes neither Upgrade nor Connection on.
    Strips {
        http_10: bool,
    },
    /// It passes Upgrade on, but not Connection.
    Unconnects,
    Http10,
    /// It speaks HTTP/2 to the station behind it, which takes no WebSocket that way.
    Http2(Http2),
    /// It refuses upgrades itself.
    Off(u16),
    /// Its firewall refuses; with the page of a bot check; plain requests as well.
    Blocks {
        status: u16,
        challenge: bool,
        plain: bool,
    },
    /// It wants a login; from plain requests as well.
    Login {
        plain: bool,
    },
    /// It got too many requests.
    Limits(u16),
    /// It sends the path elsewhere: to a login page, or to another address.
    Redirects {
        login: bool,
    },
    /// It has no rule for the path: its own page, or the application's start page.
    Lost {
        start: bool,
    },
    Damages(Damage),
    /// It passes the 101 on, and nothing that follows.
    Deafens,
    /// It speaks TLS to a port without it, or none to one with it.
    OtherTls {
        garbles: bool,
    },
    /// It does not pass Host on, so that every Origin looks foreign.
    HidesHost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Http2 {
    Answers502,
    /// 503 after three seconds of retries.
    Retries,
    Answers464,
    /// It hangs up; inside HTTP/2 the stream fails.
    HangsUp,
}

/// What is wrong with a 101.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Damage {
    NoUpgrade,
    NoAccept,
    OtherAccept,
    NoConnection,
}

/// What an application does that it should not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flaw {
    /// It does not run.
    Down,
    /// It ends every connection unanswered.
    HangsUp {
        resets: bool,
    },
    /// It ends connections at an Upgrade.
    Crashes {
        resets: bool,
    },
    /// It answers nothing; or no handshake.
    Hangs {
        plain: bool,
    },
    /// It opens, and ends the connection at once.
    Dies {
        after: u64,
        resets: bool,
    },
    /// An error of its own at each handshake.
    Fails,
    /// It takes a handshake for a page request.
    NoUpgrade,
    /// It refuses the Origin of this page; that of the application's own as well.
    Origin {
        own: bool,
    },
    Login(u16),
    /// It opens, and then closes with this code.
    Closes(u16),
    Unrouted,
    /// It chooses none of the subprotocols that were offered; or one that was not.
    Subprotocol {
        other: bool,
    },
    /// It agrees to an extension that nobody offered.
    Extension,
    /// It does not know the session.
    Session,
}
