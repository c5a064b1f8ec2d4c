//! Remedies for Google Cloud: load balancers, GKE, Cloud Run.

use super::cloud;
use crate::evidence::Hop;
use crate::remedy::{Remedy, Snippet, check, source};
use crate::text::Text;

pub(crate) static GOOGLE: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud load balancer",
    Text(
        "Raise the backend service’s timeout, which is the age of a WebSocket: 30 s by default, 86400 s at most",
    ),
    "gcloud compute backend-services update \"$SERVICE\" --global --timeout=86400
",
    &check::BUSY,
    source::GOOGLE_TIMEOUT,
);

pub(crate) static GOOGLE_STICKY: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud load balancer",
    Text(
        "Send each visitor to the same server, by a cookie, and let one that is taken out keep its sockets for an hour",
    ),
    "gcloud compute backend-services update \"$SERVICE\" --global \\
  --session-affinity=GENERATED_COOKIE --connection-draining-timeout=3600
",
    &check::SESSION,
    source::GOOGLE_STICKY,
);

pub(crate) static GKE: Remedy = Remedy {
    hop: Hop::LoadBalancer,
    product: "Google GKE Gateway",
    title: Text(
        "Raise the age of a WebSocket, 30 s by default, and the time for draining; and stay at one pod",
    ),
    snippet: Snippet {
        language: "yaml",
        inside: "",
        body: "apiVersion: networking.gke.io/v1
kind: GCPBackendPolicy
metadata: { name: chat }
spec:
  default:
    timeoutSec: 86400
    connectionDraining: { drainingTimeoutSec: 3600 }
    sessionAffinity: { type: GENERATED_COOKIE, cookieTtlSec: 3600 }
  targetRef: { group: \"\", kind: Service, name: chat }
",
    },
    verify: &check::BUSY,
    source: source::GKE,
};

pub(crate) static CLOUD_RUN: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud Run",
    Text(
        "Raise the request timeout, which is the age of a WebSocket: 300 s by default, 3600 s at most",
    ),
    "gcloud run services update \"$SERVICE\" --timeout=3600
",
    &check::BUSY,
    source::CLOUD_RUN,
);

pub(crate) static CLOUD_RUN_STICKY: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud Run",
    Text("Send each visitor to the same instance, as far as it can"),
    "gcloud run services update \"$SERVICE\" --session-affinity
",
    &check::SESSION,
    source::CLOUD_RUN_STICKY,
);

pub(crate) static CLOUD_RUN_HTTP1: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud Run",
    Text("Switch end-to-end HTTP/2 off"),
    "gcloud run services update \"$SERVICE\" --no-use-http2
",
    &check::HANDSHAKE,
    source::CLOUD_RUN,
);
