//! Load balancers, gateways and managed servers of the clouds.

use super::{ABSENT, Ends, IDLE, LIFETIME, Limit, Resets, SWITCH, Trust, page};
use crate::product::Product;
use crate::remedy::{Source, source};
use crate::time::Millis;

pub(super) static LIMITS: &[Limit] = &[
    Limit {
        id: "aws-alb",
        product: "AWS ALB",
        mark: Some(Product::Alb),
        setting: "idle_timeout.timeout_seconds",
        times: &[Millis::seconds(60)],
        ends: Ends::Cut,
        source: source::ALB_TIMEOUT,
        ..IDLE
    },
    Limit {
        id: "aws-nlb",
        product: "AWS NLB",
        setting: "tcp.idle_timeout.seconds",
        times: &[Millis::seconds(350)],
        ends: Ends::Silent,
        source: source::NLB_TIMEOUT,
        ..IDLE
    },
    Limit {
        id: "aws-clb",
        product: "AWS Classic LB",
        setting: "IdleTimeout",
        times: &[Millis::seconds(60)],
        source: page(
            "AWS Classic LB: idle timeout",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/config-idle-timeout.html",
        ),
        ..IDLE
    },
    Limit {
        id: "aws-apigw",
        product: "AWS API Gateway",
        setting: "idle connection timeout, fixed",
        times: &[Millis::seconds(600)],
        ping: None,
        source: API_GATEWAY,
        ..IDLE
    },
    Limit {
        id: "aws-apigw-lifetime",
        product: "AWS API Gateway",
        setting: "connection duration, fixed",
        times: &[Millis::seconds(7200)],
        source: API_GATEWAY,
        ..LIFETIME
    },
    Limit {
        id: "appsync",
        product: "AWS AppSync",
        setting: "connectionTimeoutMs, without a ka message",
        times: &[Millis::seconds(300)],
        resets: Resets::ServerOnly,
        ping: Some(false),
        trust: Trust::Medium,
        source: APPSYNC,
        ..IDLE
    },
    Limit {
        id: "appsync-lifetime",
        product: "AWS AppSync",
        setting: "connection duration, fixed",
        times: &[Millis::seconds(86_400)],
        trust: Trust::Medium,
        source: APPSYNC,
        ..LIFETIME
    },
    Limit {
        id: "beanstalk",
        product: "AWS Elastic Beanstalk",
        mark: Some(Product::Nginx),
        setting: "nginx and ALB, each",
        times: &[Millis::seconds(60)],
        ends: Ends::Fin,
        trust: Trust::Medium,
        source: page(
            "AWS Elastic Beanstalk: load balancer",
            "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/environments-cfg-alb.html",
        ),
        ..IDLE
    },
    Limit {
        id: "apprunner",
        product: "AWS App Runner",
        setting: "no WebSockets",
        trust: Trust::Medium,
        source: page(
            "AWS App Runner: roadmap",
            "https://github.com/aws/apprunner-roadmap/issues/13",
        ),
        ..SWITCH
    },
    Limit {
        id: "azure-appgw",
        product: "Azure Application Gateway",
        setting: "requestTimeout of the backend settings",
        times: &[Millis::seconds(20)],
        ends: Ends::Cut,
        trust: Trust::Medium,
        source: page(
            "Azure Application Gateway: WebSocket",
            "https://learn.microsoft.com/en-us/azure/application-gateway/application-gateway-websocket",
        ),
        ..IDLE
    },
    Limit {
        id: "azure-lb",
        product: "Azure Load Balancer",
        setting: "idleTimeoutInMinutes; enableTcpReset makes it speak",
        times: &[Millis::seconds(240)],
        ends: Ends::Silent,
        source: page(
            "Azure Load Balancer: TCP reset",
            "https://learn.microsoft.com/en-us/azure/load-balancer/load-balancer-tcp-reset",
        ),
        ..IDLE
    },
    Limit {
        id: "azure-app",
        product: "Azure App Service",
        mark: Some(Product::Iis),
        setting: "front end, fixed",
        times: &[Millis::seconds(230)],
        resets: Resets::Unknown,
        ping: None,
        trust: Trust::Medium,
        source: page(
            "Azure App Service: 230 seconds",
            "https://learn.microsoft.com/en-us/troubleshoot/azure/app-service/web-apps-performance-faqs#why-does-my-request-time-out-after-230-seconds",
        ),
        ..IDLE
    },
    Limit {
        id: "azure-apim",
        product: "Azure API Management",
        setting: "limits of the subscription",
        ping: Some(true),
        trust: Trust::Low,
        source: page(
            "Azure API Management: WebSocket API",
            "https://learn.microsoft.com/en-us/azure/api-management/websocket-api",
        ),
        ..ABSENT
    },
    Limit {
        id: "gcp-alb",
        product: "Google Cloud LB",
        mark: Some(Product::Google),
        setting: "timeoutSec of the backend service; at most 24 h",
        times: &[Millis::seconds(30), Millis::seconds(86_400)],
        ends: Ends::Cut,
        trust: Trust::Medium,
        source: source::GOOGLE_TIMEOUT,
        ..LIFETIME
    },
    Limit {
        id: "gcp-run",
        product: "Google Cloud Run",
        mark: Some(Product::Google),
        setting: "request timeout; at most 60 min",
        times: &[Millis::seconds(300), Millis::seconds(3600)],
        source: source::CLOUD_RUN,
        ..LIFETIME
    },
    Limit {
        id: "gcp-gae",
        product: "Google App Engine flexible",
        mark: Some(Product::Google),
        setting: "fixed",
        times: &[Millis::seconds(3600)],
        source: page(
            "Google App Engine: WebSockets",
            "https://cloud.google.com/appengine/docs/flexible/using-websockets-and-session-affinity",
        ),
        ..LIFETIME
    },
    Limit {
        id: "oci-lb",
        product: "Oracle OCI LB",
        setting: "idle timeout of the listener",
        times: &[Millis::seconds(60)],
        resets: Resets::Each,
        source: page(
            "Oracle OCI LB: timeouts",
            "https://docs.oracle.com/en-us/iaas/Content/Balance/Reference/connectionreuse.htm",
        ),
        ..IDLE
    },
    Limit {
        id: "do-lb",
        product: "DigitalOcean LB",
        setting: "http_idle_timeout_seconds",
        times: &[Millis::seconds(60)],
        trust: Trust::Medium,
        source: page(
            "DigitalOcean: load balancer",
            "https://docs.digitalocean.com/reference/ansible/reference/modules/load_balancer",
        ),
        ..IDLE
    },
];

const API_GATEWAY: Source = page(
    "AWS API Gateway: quotas of a WebSocket API",
    "https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html",
);
const APPSYNC: Source = page(
    "AWS AppSync: WebSocket client",
    "https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html",
);
