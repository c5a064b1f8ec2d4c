//! Remedies for Envoy, and for Istio and Contour, which are built on it.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static ENVOY: Remedy = server(
    "Envoy",
    Text("Allow the upgrade in the HTTP connection manager; without it Envoy answers 403"),
    "yaml",
    "upgrade_configs:
- upgrade_type: websocket
",
    &check::HANDSHAKE,
    source::ENVOY,
);

pub(crate) static ENVOY_TIMEOUT: Remedy = server(
    "Envoy, Istio",
    Text("Allow an hour of silence; stream_idle_timeout is 300 s by default"),
    "yaml",
    "# HTTP connection manager
stream_idle_timeout: 3600s
# route
timeout: 0s
idle_timeout: 3600s
",
    &check::HOLD,
    source::ENVOY_TIMEOUT,
);

pub(crate) static ENVOY_LIFETIME: Remedy = server(
    "Envoy, Istio",
    Text("Lift a limit of age from the route; unset, there is none"),
    "yaml",
    "# route; and no max_connection_duration in common_http_protocol_options
max_stream_duration:
  max_stream_duration: 0s
",
    &check::BUSY,
    source::ENVOY_TIMEOUT,
);

pub(crate) static ENVOY_HTTP1: Remedy = server(
    "Envoy",
    Text(
        "Speak HTTP/1.1 to the application: a cluster of HTTP/2 answers 502 in front of an application without it",
    ),
    "yaml",
    " # cluster
 typed_extension_protocol_options:
   envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
     \"@type\": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
     explicit_http_config:
-      http2_protocol_options: {}
+      http_protocol_options: {}
",
    &check::HANDSHAKE,
    source::ENVOY_UPSTREAM,
);

pub(crate) static ISTIO_STICKY: Remedy = server(
    "Istio",
    Text("Send each visitor to the same pod, by a cookie"),
    "yaml",
    "apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: chat }
spec:
  host: chat
  trafficPolicy:
    loadBalancer:
      consistentHash:
        httpCookie: { name: node, ttl: 0s }
",
    &check::SESSION,
    source::ISTIO_STICKY,
);

pub(crate) static CONTOUR: Remedy = server(
    "Contour",
    Text(
        "Allow the upgrade on the route, and silence without end; without the first it answers 403",
    ),
    "yaml",
    " # HTTPProxy, spec
 routes:
 - conditions: [{ prefix: \"{path}\" }]
+  enableWebsockets: true
+  timeoutPolicy: { response: infinity, idle: infinity }
   services: [{ name: chat, port: 8000 }]
",
    &check::HANDSHAKE,
    source::CONTOUR,
);
