//! Ingresses of Kubernetes, meshes and API gateways, most of them built on nginx, HAProxy or Envoy.

use super::{Ends, IDLE, Limit, RELOAD, SWITCH, Trust, page};
use crate::product::Product;
use crate::remedy::Source;
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "ingress-nginx",
        product: "ingress-nginx",
        mark: Some(Product::Nginx),
        setting: "proxy-read-timeout",
        times: &[Millis::seconds(60)],
        ends: Ends::Fin,
        source: page(
            "ingress-nginx: WebSockets",
            "https://kubernetes.github.io/ingress-nginx/user-guide/miscellaneous/#websockets",
        ),
        ..IDLE
    },
    Limit {
        id: "ingress-nginx-reload",
        product: "ingress-nginx",
        mark: Some(Product::Nginx),
        setting: "worker-shutdown-timeout",
        times: &[Millis::seconds(240)],
        ends: Ends::Fin,
        source: page(
            "ingress-nginx: ConfigMap",
            "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/configmap/#worker-shutdown-timeout",
        ),
        ..RELOAD
    },
    Limit {
        id: "istio",
        product: "Istio",
        mark: Some(Product::Envoy),
        setting: "stream_idle_timeout; tcp.idleTimeout 1 h",
        times: &[Millis::seconds(300), Millis::seconds(3600)],
        ends: Ends::Fin,
        trust: Trust::Medium,
        source: page(
            "Istio: destination rule",
            "https://istio.io/latest/docs/reference/config/networking/destination-rule/",
        ),
        ..IDLE
    },
    Limit {
        id: "contour",
        product: "Contour",
        mark: Some(Product::Envoy),
        setting: "timeouts.stream-idle-timeout",
        times: &[Millis::seconds(300)],
        ends: Ends::Fin,
        source: page(
            "Contour: configuration",
            "https://projectcontour.io/docs/main/configuration/",
        ),
        ..IDLE
    },
    Limit {
        id: "openshift",
        product: "OpenShift router",
        mark: Some(Product::Haproxy),
        setting: "haproxy.router.openshift.io/timeout-tunnel",
        times: &[Millis::seconds(3600)],
        ends: Ends::Fin,
        source: OPENSHIFT,
        ..IDLE
    },
    Limit {
        id: "openshift-client-server",
        product: "OpenShift router",
        mark: Some(Product::Haproxy),
        setting: "timeout client and server, without timeout tunnel",
        times: &[Millis::seconds(30)],
        ends: Ends::Fin,
        trust: Trust::Medium,
        source: OPENSHIFT,
        ..IDLE
    },
    Limit {
        id: "kong",
        product: "Kong Gateway",
        mark: Some(Product::Nginx),
        setting: "read_timeout and write_timeout of the service",
        times: &[Millis::seconds(60)],
        ends: Ends::Fin,
        source: page(
            "Kong Gateway: services",
            "https://github.com/Kong/kong/blob/master/kong/db/schema/entities/services.lua",
        ),
        ..IDLE
    },
    Limit {
        id: "tyk",
        product: "Tyk Gateway",
        setting: "enable_websockets",
        source: page(
            "Tyk Gateway: WebSockets",
            "https://tyk.io/docs/advanced-configuration/websockets/",
        ),
        ..SWITCH
    },
];

const OPENSHIFT: Source = page(
    "OpenShift router: its template",
    "https://github.com/openshift/router/blob/master/images/router/haproxy/conf/haproxy-config.template",
);
