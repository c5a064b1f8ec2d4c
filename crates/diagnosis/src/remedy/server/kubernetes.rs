//! Remedies in Kubernetes: ingress-nginx, Gateway API, pods.

use super::server;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static INGRESS_IDLE: Remedy = server(
    "ingress-nginx",
    Text(
        "Allow an hour of silence, in seconds without a unit; the default is 60, and the Upgrade passes by itself",
    ),
    "bash",
    "kubectl annotate ingress chat --overwrite \\
  nginx.ingress.kubernetes.io/proxy-read-timeout=3600 \\
  nginx.ingress.kubernetes.io/proxy-send-timeout=3600
",
    &check::HOLD,
    source::INGRESS_WEBSOCKET,
);

pub(crate) static INGRESS_RELOAD: Remedy = server(
    "ingress-nginx",
    Text(
        "Let old workers keep their sockets; by default they are ended 240 s after any change of an Ingress",
    ),
    "bash",
    "kubectl -n ingress-nginx patch configmap ingress-nginx-controller --type merge \\
  -p '{\"data\": {\"worker-shutdown-timeout\": \"4h\"}}'
",
    &check::RELOAD,
    source::INGRESS_RELOAD,
);

pub(crate) static INGRESS_STICKY: Remedy = server(
    "ingress-nginx",
    Text("Send each visitor to the same pod, by a cookie"),
    "bash",
    "kubectl annotate ingress chat --overwrite \\
  nginx.ingress.kubernetes.io/affinity=cookie \\
  nginx.ingress.kubernetes.io/affinity-mode=persistent
",
    &check::SESSION,
    source::INGRESS_STICKY,
);

pub(crate) static GATEWAY: Remedy = server(
    "Kubernetes Gateway API",
    Text("Say that the service takes WebSockets, not HTTP/2, and set no limit for the request"),
    "yaml",
    " apiVersion: v1
 kind: Service
 metadata: { name: chat }
 spec:
   selector: { app: chat }
-  ports: [{ port: 8000, appProtocol: kubernetes.io/h2c }]
+  ports: [{ port: 8000, appProtocol: kubernetes.io/ws }]
 ---
 apiVersion: gateway.networking.k8s.io/v1
 kind: HTTPRoute
 metadata: { name: chat }
 spec:
   parentRefs: [{ name: front }]
   rules:
   - matches: [{ path: { type: PathPrefix, value: \"{path}\" } }]
+    timeouts: { request: 0s }
     backendRefs: [{ name: chat, port: 8000 }]
",
    &check::HANDSHAKE,
    source::GATEWAY_PROTOCOL,
);

pub(crate) static POD_PROBE: Remedy = server(
    "Kubernetes",
    Text(
        "Take a broken pod out: ask for a path that answers plain requests only while WebSockets work",
    ),
    "yaml",
    "# container
readinessProbe:
  httpGet: { path: /healthz, port: 8000 }
  periodSeconds: 5
",
    &check::REPEAT,
    source::POD_PROBE,
);

pub(crate) static POD_STOP: Remedy = server(
    "Kubernetes",
    Text("Give a pod time between leaving the service and its end; the default is 30 s"),
    "yaml",
    "# pod
terminationGracePeriodSeconds: 600
containers:
- name: chat
  lifecycle:
    preStop:
      exec: { command: [sleep, \"15\"] }  # until nobody sends new handshakes
",
    &check::RENEWS,
    source::POD_STOP,
);
