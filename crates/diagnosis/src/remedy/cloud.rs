//! Remedies for what a cloud runs: load balancers, content delivery networks, platforms.

use crate::evidence::Hop;
use crate::remedy::{Check, Remedy, Snippet, Source, check, source};
use crate::text::Text;

const fn cloud(
    hop: Hop,
    product: &'static str,
    title: &'static str,
    body: &'static str,
    verify: &'static Check,
    source: Source,
) -> Remedy {
    let snippet = Snippet { language: "bash", inside: "", body };
    Remedy { hop, product, title: Text(title), snippet, verify, source }
}

pub(crate) static ALB_IDLE: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    "Allow an hour of silence; the default is 60 s, the most 4000 s",
    "aws elbv2 modify-load-balancer-attributes --load-balancer-arn \"$LB\" \\
  --attributes Key=idle_timeout.timeout_seconds,Value=3600
",
    &check::HOLD,
    source::ALB_TIMEOUT,
);

pub(crate) static ALB_HTTP1: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    "Use a target group with protocol version HTTP1; the version of an existing one can’t be changed",
    "aws elbv2 create-target-group --name chat-http1 --vpc-id \"$VPC\" \\
  --protocol HTTP --protocol-version HTTP1 --port 8000
",
    &check::TARGET_GROUP,
    source::ALB_ERRORS,
);

pub(crate) static ALB_HEALTH: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    "Point the health check at a path that answers plain requests with 200; a WebSocket path answers 400 or 426",
    "aws elbv2 modify-target-group --target-group-arn \"$TG\" \\
  --health-check-path /healthz --matcher HttpCode=200
",
    &check::HEALTH,
    source::ALB_HEALTH,
);

pub(crate) static NLB_IDLE: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS NLB",
    "Remember silent connections for longer; the default is 350 s, TLS listeners have no other",
    "aws elbv2 modify-listener-attributes --listener-arn \"$LISTENER\" \\
  --attributes Key=tcp.idle_timeout.seconds,Value=6000
",
    &check::STAYS,
    source::NLB_TIMEOUT,
);

pub(crate) static CLOUDFLARE: Remedy = cloud(
    Hop::Cdn,
    "Cloudflare",
    "Switch WebSockets on for the zone; every plan has them",
    "curl -sS -X PATCH \"https://api.cloudflare.com/client/v4/zones/$ZONE/settings/websockets\" \\
  -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' --data '{\"value\":\"on\"}'
",
    &check::CLOUDFLARE_SWITCH,
    source::CLOUDFLARE,
);

pub(crate) static CLOUDFRONT: Remedy = cloud(
    Hop::Cdn,
    "Amazon CloudFront",
    "Give the behaviour of this path the managed policy AllViewer, or forward Sec-WebSocket-Key and Sec-WebSocket-Version",
    "aws cloudfront list-origin-request-policies --type managed \\
  --query \"OriginRequestPolicyList.Items[?OriginRequestPolicy.OriginRequestPolicyConfig.Name=='Managed-AllViewer'].OriginRequestPolicy.Id\"
# set this id as OriginRequestPolicyId of the behaviour: aws cloudfront update-distribution
",
    &check::HANDSHAKE,
    source::CLOUDFRONT,
);

pub(crate) static FRONT_DOOR: Remedy = cloud(
    Hop::Cdn,
    "Azure Front Door",
    "Switch caching off for the route: a route that caches drops Upgrade",
    "az afd route update -g \"$GROUP\" --profile-name \"$PROFILE\" --endpoint-name \"$ENDPOINT\" \\
  -n \"$ROUTE\" --enable-caching false
",
    &check::HANDSHAKE,
    source::FRONT_DOOR,
);

pub(crate) static GOOGLE: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud load balancer",
    "Raise the backend service’s timeout, which is the age of a WebSocket: 30 s by default, 86400 s at most",
    "gcloud compute backend-services update \"$SERVICE\" --global --timeout=86400
",
    &check::BUSY,
    source::GOOGLE_TIMEOUT,
);

pub(crate) static CLOUD_RUN: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud Run",
    "Raise the request timeout, which is the age of a WebSocket: 300 s by default, 3600 s at most",
    "gcloud run services update \"$SERVICE\" --timeout=3600
",
    &check::BUSY,
    source::CLOUD_RUN,
);

pub(crate) static CLOUD_RUN_HTTP1: Remedy = cloud(
    Hop::LoadBalancer,
    "Google Cloud Run",
    "Switch end-to-end HTTP/2 off",
    "gcloud run services update \"$SERVICE\" --no-use-http2
",
    &check::HANDSHAKE,
    source::CLOUD_RUN,
);
