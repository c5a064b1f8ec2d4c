//! Remedies for Spring.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static SPRING: Remedy = app(
    "Spring",
    Text("Set the pages that may connect, the STOMP broker’s heartbeat, which is off, and the message size, 64 kB"),
    "java",
    "// in the three methods of a WebSocketMessageBrokerConfigurer
registry.addEndpoint(\"{path}\").setAllowedOrigins(\"{origin}\");
broker.enableSimpleBroker(\"/topic\").setTaskScheduler(scheduler).setHeartbeatValue(new long[] {25000, 25000});
transport.setMessageSizeLimit(1 << 20);
",
    &check::STAYS,
    source::SPRING,
);
