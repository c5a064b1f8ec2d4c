//! Remedies for Cloudflare.

use super::cloud;
use crate::evidence::Hop;
use crate::remedy::{Remedy, Snippet, check, source};
use crate::text::Text;

pub(crate) static CLOUDFLARE: Remedy = cloud(
    Hop::Cdn,
    "Cloudflare",
    Text("Switch WebSockets on for the zone; every plan has them"),
    "curl -sS -X PATCH \"https://api.cloudflare.com/client/v4/zones/$ZONE/settings/websockets\" \\
  -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' --data '{\"value\":\"on\"}'
",
    &check::CLOUDFLARE_SWITCH,
    source::CLOUDFLARE,
);

pub(crate) static CLOUDFLARE_SKIP: Remedy = cloud(
    Hop::Cdn,
    "Cloudflare",
    Text("Skip bot checks, managed rules and rate limits for the path; Bot Fight Mode of the free plan can only be switched off"),
    "curl -sS -X POST \"https://api.cloudflare.com/client/v4/zones/$ZONE/rulesets/$RULESET/rules\" \\
  -H \"Authorization: Bearer $TOKEN\" -H 'Content-Type: application/json' --data '{
    \"action\": \"skip\", \"expression\": \"starts_with(http.request.uri.path, \\\"{path}\\\")\",
    \"action_parameters\": { \"ruleset\": \"current\",
      \"phases\": [\"http_ratelimit\", \"http_request_sbfm\", \"http_request_firewall_managed\"] } }'
# RULESET: the id at …/zones/$ZONE/rulesets/phases/http_request_firewall_custom/entrypoint
",
    &check::MARKS,
    source::CLOUDFLARE_SKIP,
);

pub(crate) static CLOUDFLARE_TUNNEL: Remedy = Remedy {
    hop: Hop::Cdn,
    product: "Cloudflare Tunnel",
    title: Text("Speak HTTP/1.1 to the application"),
    snippet: Snippet {
        language: "yaml",
        inside: "",
        body: " ingress:
 - hostname: \"{host}\"
   service: http://127.0.0.1:8000
-  originRequest: { http2Origin: true }
+  originRequest: { http2Origin: false }
 - service: http_status:404
",
    },
    verify: &check::HANDSHAKE,
    source: source::CLOUDFLARE_TUNNEL,
};
