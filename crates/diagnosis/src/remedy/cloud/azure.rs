//! Remedies for Azure: App Service, Application Gateway, Front Door, Load Balancer.

use super::cloud;
use crate::evidence::Hop;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static APP_SERVICE: Remedy = cloud(
    Hop::LoadBalancer,
    "Azure App Service",
    Text("Switch WebSockets on for the application"),
    "az webapp config set -g \"$GROUP\" -n \"$APP\" --web-sockets-enabled true
",
    &check::HANDSHAKE,
    source::APP_SERVICE,
);

pub(crate) static APP_SERVICE_STICKY: Remedy = cloud(
    Hop::LoadBalancer,
    "Azure App Service",
    Text("Send each visitor to the same instance, by the cookie ARRAffinity"),
    "az webapp update -g \"$GROUP\" -n \"$APP\" --client-affinity-enabled true
",
    &check::SESSION,
    source::APP_SERVICE,
);

pub(crate) static APP_GATEWAY: Remedy = cloud(
    Hop::LoadBalancer,
    "Azure Application Gateway",
    Text("Allow an hour of silence, 20 s by default; stay at one server; and probe a path that answers plain requests with 200"),
    "az network application-gateway http-settings update -g \"$GROUP\" --gateway-name \"$GATEWAY\" \\
  -n \"$SETTINGS\" --timeout 3600 --cookie-based-affinity Enabled
az network application-gateway probe update -g \"$GROUP\" --gateway-name \"$GATEWAY\" \\
  -n \"$PROBE\" --path /healthz
",
    &check::HOLD,
    source::APP_GATEWAY,
);

pub(crate) static FRONT_DOOR: Remedy = cloud(
    Hop::Cdn,
    "Azure Front Door",
    Text("Switch caching off for the route: a route that caches drops Upgrade"),
    "az afd route update -g \"$GROUP\" --profile-name \"$PROFILE\" --endpoint-name \"$ENDPOINT\" \\
  -n \"$ROUTE\" --enable-caching false
",
    &check::HANDSHAKE,
    source::FRONT_DOOR,
);

pub(crate) static AZURE_IDLE: Remedy = cloud(
    Hop::LoadBalancer,
    "Azure Load Balancer",
    Text("Remember silent connections for 30 min instead of 4, and reset those that are forgotten"),
    "az network lb rule update -g \"$GROUP\" --lb-name \"$LB\" -n \"$RULE\" \\
  --idle-timeout 30 --enable-tcp-reset true
",
    &check::STAYS,
    source::AZURE_IDLE,
);
