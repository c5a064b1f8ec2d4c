//! Remedies for Varnish.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static VARNISH: Remedy = server(
    "Varnish",
    Text("Pipe WebSockets, and copy both headers"),
    "vcl",
    "sub vcl_recv {
    if (req.http.Upgrade ~ \"(?i)websocket\") { return (pipe); }
}
sub vcl_pipe {
    if (req.http.Upgrade) {
        set bereq.http.Upgrade = req.http.Upgrade;
        set bereq.http.Connection = req.http.Connection;
    }
}
",
    &check::HANDSHAKE,
    source::VARNISH,
);

pub(crate) static VARNISH_TIMEOUT: Remedy = server(
    "Varnish",
    Text("Allow an hour of silence; the default is 60 s"),
    "bash",
    "varnishadm param.set pipe_timeout 3600  # and -p pipe_timeout=3600 at its start
",
    &check::HOLD,
    source::VARNISH,
);
