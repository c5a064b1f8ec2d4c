//! Remedies for AWS: ALB, NLB, Classic Load Balancer, CloudFront, API Gateway, WAF.

use super::cloud;
use crate::evidence::Hop;
use crate::remedy::{Remedy, Snippet, check, source};
use crate::text::Text;

pub(crate) static ALB_IDLE: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    Text("Allow an hour of silence; the default is 60 s, the most 4000 s"),
    "aws elbv2 modify-load-balancer-attributes --load-balancer-arn \"$LB\" \\
  --attributes Key=idle_timeout.timeout_seconds,Value=3600
",
    &check::HOLD,
    source::ALB_TIMEOUT,
);

pub(crate) static ALB_HTTP1: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    Text(
        "Use a target group with protocol version HTTP1; the version of an existing one can’t be changed",
    ),
    "aws elbv2 create-target-group --name chat-http1 --vpc-id \"$VPC\" \\
  --protocol HTTP --protocol-version HTTP1 --port 8000
",
    &check::TARGET_GROUP,
    source::ALB_ERRORS,
);

pub(crate) static ALB_HEALTH: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    Text(
        "Point the health check at a path that answers plain requests with 200; a WebSocket path answers 400 or 426",
    ),
    "aws elbv2 modify-target-group --target-group-arn \"$TG\" \\
  --health-check-path /healthz --matcher HttpCode=200
",
    &check::HEALTH,
    source::ALB_HEALTH,
);

pub(crate) static ALB_STICKY: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    Text("Send each visitor to the same target, by a cookie"),
    "aws elbv2 modify-target-group-attributes --target-group-arn \"$TG\" \\
  --attributes Key=stickiness.enabled,Value=true Key=stickiness.type,Value=lb_cookie
",
    &check::SESSION,
    source::ALB_STICKY,
);

pub(crate) static ALB_STOP: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS ALB",
    Text(
        "Let a target that is taken out keep its sockets for an hour, which is the most; the default is 300 s",
    ),
    "aws elbv2 modify-target-group-attributes --target-group-arn \"$TG\" \\
  --attributes Key=deregistration_delay.timeout_seconds,Value=3600
",
    &check::RENEWS,
    source::ALB_STOP,
);

pub(crate) static NLB_IDLE: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS NLB",
    Text(
        "Remember silent connections for longer; the default is 350 s, TLS listeners have no other",
    ),
    "aws elbv2 modify-listener-attributes --listener-arn \"$LISTENER\" \\
  --attributes Key=tcp.idle_timeout.seconds,Value=6000
",
    &check::STAYS,
    source::NLB_TIMEOUT,
);

pub(crate) static CLB_TCP: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS Classic Load Balancer",
    Text("Listen with SSL or TCP, since HTTP listeners pass no upgrade on; or move to an ALB"),
    "aws elb create-load-balancer-listeners --load-balancer-name \"$LB\" \\
  --listeners Protocol=SSL,LoadBalancerPort=443,InstanceProtocol=TCP,InstancePort=8000,SSLCertificateId=\"$CERT\"
",
    &check::HANDSHAKE,
    source::CLB,
);

pub(crate) static API_GATEWAY: Remedy = cloud(
    Hop::LoadBalancer,
    "AWS API Gateway",
    Text(
        "Make a WebSocket API: an ALB before a Lambda function, a REST API and an HTTP API pass no upgrade on. Its limits are fixed: 10 min of silence, 2 h of age, frames of 32 kB",
    ),
    "aws apigatewayv2 create-api --name chat --protocol-type WEBSOCKET \\
  --route-selection-expression '$request.body.action'
",
    &check::HANDSHAKE,
    source::API_GATEWAY,
);

pub(crate) static CLOUDFRONT: Remedy = cloud(
    Hop::Cdn,
    "Amazon CloudFront",
    Text("Give the behaviour of this path the managed policy AllViewer, or forward Sec-WebSocket-Key and Sec-WebSocket-Version"),
    "aws cloudfront list-origin-request-policies --type managed \\
  --query \"OriginRequestPolicyList.Items[?OriginRequestPolicy.OriginRequestPolicyConfig.Name=='Managed-AllViewer'].OriginRequestPolicy.Id\"
# set this id as OriginRequestPolicyId of the behaviour: aws cloudfront update-distribution
",
    &check::HANDSHAKE,
    source::CLOUDFRONT,
);

pub(crate) static AWS_WAF: Remedy = Remedy {
    hop: Hop::LoadBalancer,
    product: "AWS WAF",
    title: Text(
        "Allow the path by a rule before the others, which leaves its defence to the application",
    ),
    snippet: Snippet {
        language: "json",
        inside: "",
        body: "{
  \"Name\": \"chat\",
  \"Priority\": 0,
  \"Action\": { \"Allow\": {} },
  \"Statement\": {
    \"ByteMatchStatement\": {
      \"SearchString\": \"{path}\",
      \"FieldToMatch\": { \"UriPath\": {} },
      \"TextTransformations\": [{ \"Priority\": 0, \"Type\": \"NONE\" }],
      \"PositionalConstraint\": \"STARTS_WITH\"
    }
  },
  \"VisibilityConfig\": {
    \"SampledRequestsEnabled\": true,
    \"CloudWatchMetricsEnabled\": true,
    \"MetricName\": \"chat\"
  }
}
",
    },
    verify: &check::HANDSHAKE,
    source: source::AWS_WAF,
};
