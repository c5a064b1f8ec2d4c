//! Remedies for IIS.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static IIS: Remedy = server(
    "IIS",
    Text(
        "Install the feature WebSocket Protocol, which is not there by default, and beat every 25 s",
    ),
    "xml",
    " <!-- web.config; first, as administrator: Install-WindowsFeature Web-WebSockets -->
 <configuration>
   <system.webServer>
+    <webSocket enabled=\"true\" pingInterval=\"00:00:25\" />
   </system.webServer>
 </configuration>
",
    &check::HANDSHAKE,
    source::IIS,
);
