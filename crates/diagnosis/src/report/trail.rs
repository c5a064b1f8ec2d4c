//! The trail of a check: where its trace stands in the access log of each product, and what it means
//! there.
//!
//! A page sees one end of the path. The trace in its requests lets an operator see every hop of it,
//! with a search that each access log allows.

use alloc::string::String;

use crate::remedy::Source;
use crate::text::Text;

/// Where a product writes its access log.
pub struct Log {
    /// The product.
    pub product: &'static str,
    /// The search; `{trace}` is the trace.
    command: &'static str,
    /// What must be so for the trace to be there.
    pub needs: Text,
    /// Where that is documented.
    pub source: Source,
}

impl Log {
    /// The search for this trace.
    pub fn search(&self, trace: u32) -> String {
        self.command.replace("{trace}", &alloc::format!("{trace:08x}"))
    }
}

const fn log(
    product: &'static str,
    command: &'static str,
    needs: Text,
    source: (&'static str, &'static str),
) -> Log {
    let (title, at) = source;
    Log { product, command, needs, source: Source { title, at } }
}

/// The products whose access logs are searched, from those that most have.
pub static LOGS: &[Log] = &[
    log(
        "nginx",
        "sudo grep -h 'wsd={trace}' /var/log/nginx/*access*.log",
        Text(
            "The format “combined”, which is the default, holds the whole request. The status stands behind it; an upgraded connection is logged when it ends.",
        ),
        ("nginx: the access log", "https://nginx.org/en/docs/http/ngx_http_log_module.html"),
    ),
    log(
        "HAProxy",
        "sudo grep -h 'wsd={trace}' /var/log/haproxy.log",
        Text(
            "“option httplog” must be set. Behind the times stand the status and the termination state.",
        ),
        ("HAProxy: the HTTP log format", "https://docs.haproxy.org/2.6/configuration.html#8.2.3"),
    ),
    log(
        "Apache httpd",
        "sudo grep -h 'wsd={trace}' /var/log/apache2/*access*.log",
        Text("The formats “common” and “combined” hold the request and its status."),
        ("Apache: the access log", "https://httpd.apache.org/docs/2.4/logs.html#accesslog"),
    ),
    log(
        "Caddy",
        "journalctl -u caddy --no-pager | grep 'wsd={trace}'",
        Text("A site logs requests only with the directive “log”."),
        ("Caddy: log", "https://caddyserver.com/docs/caddyfile/directives/log"),
    ),
    log(
        "Varnish",
        "varnishlog -d -g request -q 'ReqURL ~ \"wsd={trace}\"'",
        Text("It shows what is still in memory, so search soon after the check."),
        ("Varnish: varnishlog", "https://varnish-cache.org/docs/7.1/reference/varnishlog.html"),
    ),
    log(
        "Envoy, Istio",
        "kubectl logs deploy/\"$GATEWAY\" | grep 'wsd={trace}'",
        Text("The default format holds path and status. Put the gateway’s name in."),
        (
            "Envoy: access logs",
            "https://www.envoyproxy.io/docs/envoy/latest/configuration/observability/access_log/usage",
        ),
    ),
    log(
        "Traefik",
        "grep -h 'wsd={trace}' \"$ACCESS_LOG\"",
        Text("“accessLog” must be set; without a file it goes to the output of the process."),
        ("Traefik: access logs", "https://doc.traefik.io/traefik/observability/access-logs/"),
    ),
    log(
        "ingress-nginx",
        "kubectl logs -n ingress-nginx deploy/ingress-nginx-controller | grep 'wsd={trace}'",
        Text("Put your own namespace and name in, if they are others."),
        (
            "ingress-nginx: the log format",
            "https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/",
        ),
    ),
    log(
        "AWS ALB",
        "aws s3 cp --recursive \"s3://$BUCKET/$PREFIX\" alb-logs && gzip -dcr alb-logs | grep 'wsd={trace}'",
        Text(
            "Access logs must be on; they come every five minutes, those of a WebSocket when it ends.",
        ),
        (
            "AWS: access logs of an Application Load Balancer",
            "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-access-logs.html",
        ),
    ),
    log(
        "The application",
        "journalctl -u \"$SERVICE\" --no-pager | grep 'wsd={trace}'",
        Text("Put the service’s name in. A server that logs no requests shows nothing."),
        ("journalctl", "https://www.freedesktop.org/software/systemd/man/latest/journalctl.html"),
    ),
];

/// What is found at a hop, and what that means.
pub static MEANINGS: [(Text, Text); 6] = [
    (
        Text("no line"),
        Text(
            "The request never came this far: look at the hop before, and at what stands between. An address with a query of its own carries no trace.",
        ),
    ),
    (
        Text("101"),
        Text(
            "The handshake succeeded at this hop. If the browser failed all the same, it was lost further out.",
        ),
    ),
    (
        Text("426, 400 or 404"),
        Text(
            "It came without its Upgrade, or at the wrong route: the hop before drops the header, if a plain request gets the same.",
        ),
    ),
    (
        Text("401 or 403"),
        Text(
            "This hop or one behind it refused it. If it stands in no log behind this one, this hop did.",
        ),
    ),
    (
        Text("502, 503 or 504"),
        Text("What stands behind this hop is down, hangs up, or does not answer in time."),
    ),
    (
        Text("plain requests but no handshake"),
        Text(
            "Something between the browser and this hop takes WebSockets away, and lets pages through.",
        ),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_search_names_the_trace_as_requests_carry_it() {
        for log in LOGS {
            let search = log.search(0x0a1b_2c3d);
            assert!(search.contains("wsd=0a1b2c3d") && !search.contains('{'), "{search}");
            assert!(log.source.at.starts_with("https://"), "{}", log.product);
        }
    }
}
