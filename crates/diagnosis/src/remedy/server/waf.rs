//! Remedies for firewalls inside a web server.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static MODSECURITY: Remedy = server(
    "ModSecurity, Coraza",
    Text("Exempt the path; where the module itself breaks sockets, switch it off for the location"),
    "modsecurity",
    "SecRule REQUEST_URI \"@beginsWith {path}\" \"id:10001,phase:1,pass,nolog,ctl:ruleEngine=Off\"
",
    &check::HANDSHAKE,
    source::MODSECURITY,
);
