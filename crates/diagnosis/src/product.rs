//! Which software shows itself in an HTTP answer: by its headers, or by its own error page.
//!
//! Sources: the vendors' documentation and real answers of nginx 1.22, HAProxy 2.6, Apache 2.4,
//! Caddy 2.6, Varnish 7.1 and Envoy 1.39. A mark says that a product answered or passed the answer
//! on; it doesn't say that the product is at fault.

use alloc::string::String;
use alloc::vec::Vec;

/// Software or a service on the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Product {
    /// nginx, and what is built on it.
    Nginx,
    /// HAProxy.
    Haproxy,
    /// Apache httpd.
    Apache,
    /// Caddy.
    Caddy,
    /// Envoy, Istio, Contour.
    Envoy,
    /// Varnish Cache.
    Varnish,
    /// AWS Application Load Balancer.
    Alb,
    /// Cloudflare.
    Cloudflare,
    /// Amazon CloudFront.
    CloudFront,
    /// Azure Front Door.
    FrontDoor,
    /// Google's load balancers and front end.
    Google,
    /// Fastly.
    Fastly,
    /// Akamai.
    Akamai,
    /// Heroku's router.
    Heroku,
    /// Fly.io's proxy.
    Fly,
    /// Microsoft IIS.
    Iis,
    /// Squid.
    Squid,
    /// Traefik.
    Traefik,
    /// ingress-nginx, the Ingress controller of Kubernetes.
    IngressNginx,
}

impl Product {
    /// Every product; the order is that of the variants, which links rely on.
    pub const ALL: [Product; 19] = [
        Product::Nginx,
        Product::Haproxy,
        Product::Apache,
        Product::Caddy,
        Product::Envoy,
        Product::Varnish,
        Product::Alb,
        Product::Cloudflare,
        Product::CloudFront,
        Product::FrontDoor,
        Product::Google,
        Product::Fastly,
        Product::Akamai,
        Product::Heroku,
        Product::Fly,
        Product::Iis,
        Product::Squid,
        Product::Traefik,
        Product::IngressNginx,
    ];

    /// The name its makers write.
    pub fn name(self) -> &'static str {
        match self {
            Product::Nginx => "nginx",
            Product::Haproxy => "HAProxy",
            Product::Apache => "Apache httpd",
            Product::Caddy => "Caddy",
            Product::Envoy => "Envoy",
            Product::Varnish => "Varnish",
            Product::Alb => "AWS ALB",
            Product::Cloudflare => "Cloudflare",
            Product::CloudFront => "Amazon CloudFront",
            Product::FrontDoor => "Azure Front Door",
            Product::Google => "Google front end",
            Product::Fastly => "Fastly",
            Product::Akamai => "Akamai",
            Product::Heroku => "Heroku",
            Product::Fly => "Fly.io",
            Product::Iis => "IIS",
            Product::Squid => "Squid",
            Product::Traefik => "Traefik",
            Product::IngressNginx => "ingress-nginx",
        }
    }

    /// Whether it is a content delivery network, which stands outermost.
    pub fn is_cdn(self) -> bool {
        matches!(
            self,
            Product::Cloudflare
                | Product::CloudFront
                | Product::FrontDoor
                | Product::Fastly
                | Product::Akamai
        )
    }
}

/// How each header gives a product away: header name, part of its value (empty: any), product.
const HEADER_MARKS: [(&str, &str, Product); 23] = [
    ("server", "cloudflare", Product::Cloudflare),
    ("cf-ray", "", Product::Cloudflare),
    ("via", "cloudfront", Product::CloudFront),
    ("x-amz-cf-id", "", Product::CloudFront),
    ("server", "awselb", Product::Alb),
    ("x-azure-ref", "", Product::FrontDoor),
    ("via", "1.1 google", Product::Google),
    ("server", "google frontend", Product::Google),
    ("x-served-by", "cache-", Product::Fastly),
    ("server", "akamaighost", Product::Akamai),
    ("akamai-grn", "", Product::Akamai),
    ("via", "vegur", Product::Heroku),
    ("via", "heroku", Product::Heroku),
    ("server", "fly/", Product::Fly),
    ("fly-request-id", "", Product::Fly),
    ("server", "microsoft-iis", Product::Iis),
    ("x-varnish", "", Product::Varnish),
    ("server", "envoy", Product::Envoy),
    ("server", "caddy", Product::Caddy),
    ("server", "apache", Product::Apache),
    ("server", "nginx", Product::Nginx),
    ("via", "squid", Product::Squid),
    ("x-squid-error", "", Product::Squid),
];

/// Parts of error pages that only one product writes, in lower case.
const PAGE_MARKS: [(&str, Product); 9] = [
    ("<center>nginx", Product::Nginx),
    ("no server is available to handle this request", Product::Haproxy),
    ("the server returned an invalid or incomplete response", Product::Haproxy),
    ("the server did not respond in time", Product::Haproxy),
    ("error reading from remote server", Product::Apache),
    ("upstream connect error or disconnect/reset before headers", Product::Envoy),
    ("guru meditation", Product::Varnish),
    ("<center>cloudflare", Product::Cloudflare),
    ("\ncolo=", Product::Cloudflare),
];

/// The products that show themselves in `headers` (lower-case name, value) and `page`, sorted.
pub fn recognise(headers: &[(&str, &str)], page: &str) -> Vec<Product> {
    let page = page.to_ascii_lowercase();
    let named = |product: Product| {
        HEADER_MARKS.iter().any(|(name, part, marked)| {
            *marked == product
                && headers
                    .iter()
                    .any(|(n, value)| n == name && value.to_ascii_lowercase().contains(part))
        })
    };
    let shown = |product: Product| {
        PAGE_MARKS.iter().any(|(part, marked)| *marked == product && page.contains(part))
    };
    Product::ALL.into_iter().filter(|product| named(*product) || shown(*product)).collect()
}

/// Whether `page` is the gateway's own error page and not one of the application.
pub fn made_by_gateway(page: &str) -> bool {
    let page = page.to_ascii_lowercase();
    PAGE_MARKS.iter().any(|(part, _)| page.contains(part))
}

/// Headers that a hop adds to what comes from behind it, and not to what it answers itself: Envoy's
/// router filter and Kong, by their documentation.
const BROUGHT: [&str; 2] = ["x-envoy-upstream-service-time", "x-kong-upstream-latency"];

/// Whether a hop says by these headers (lower-case names) that the answer comes from behind it.
pub fn passed_on(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, _)| BROUGHT.contains(&name.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_in_headers_and_pages() {
        let nginx = "<html>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx/1.22.1</center>";
        for (headers, page, expected) in [
            (&[("server", "nginx/1.22.1")][..], "", &[Product::Nginx][..]),
            (
                &[("server", "cloudflare"), ("cf-ray", "8a")],
                nginx,
                &[Product::Nginx, Product::Cloudflare],
            ),
            (&[("via", "1.1 abc.cloudfront.net (CloudFront)")], "", &[Product::CloudFront]),
            (
                &[],
                "<h1>503 Service Unavailable</h1>\nNo server is available to handle this request.",
                &[Product::Haproxy],
            ),
            (&[], "fl=22f1\nh=chat.example\ncolo=MAD\nhttp=http/2\n", &[Product::Cloudflare]),
            (&[("server", "daphne")], "<h1>Not Found</h1>", &[]),
        ] {
            assert_eq!(recognise(headers, page), expected);
        }
    }

    #[test]
    fn what_comes_from_behind_a_hop_says_so() {
        for (name, expected) in [
            ("x-envoy-upstream-service-time", true),
            ("x-kong-upstream-latency", true),
            // Kong's word for what it answers itself.
            ("x-kong-response-latency", false),
            ("server", false),
        ] {
            assert_eq!(passed_on(&[(name.into(), "1".into())]), expected, "{name}");
        }
    }

    #[test]
    fn the_list_of_all_holds_each_variant_at_its_own_place() {
        for (index, product) in Product::ALL.iter().enumerate() {
            assert_eq!(*product as usize, index);
        }
    }
}
