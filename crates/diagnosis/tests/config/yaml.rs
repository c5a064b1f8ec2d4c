//! Kubernetes, Envoy and Traefik: tables of what is right, and of the traps.

use diagnosis::evidence::Setting;
use diagnosis::ingest::config::read;
use diagnosis::product::Product;
use diagnosis::target::{Place, Target};
use diagnosis::time::Millis;
use insta::assert_snapshot;

use crate::{corrected, remarks, settings, target};

const fn idle(seconds: u32) -> Setting {
    Setting::Idle(Millis::seconds(seconds))
}

const PASSED: Setting = Setting::UpgradePassed;

fn ingress(annotations: &[(&str, &str)]) -> String {
    let lines: String = annotations
        .iter()
        .map(|(name, value)| format!("    nginx.ingress.kubernetes.io/{name}: \"{value}\"\n"))
        .collect();
    let head = if lines.is_empty() { "" } else { "  annotations:\n" };
    format!(
        "apiVersion: networking.k8s.io/v1\nkind: Ingress\nmetadata:\n  name: chat\n{head}{lines}spec:\n  ingressClassName: nginx\n  rules:\n  - host: chat.example\n    http:\n      paths:\n      - path: /ws/\n        pathType: Prefix\n        backend:\n          service:\n            name: chat\n            port:\n              number: 80\n"
    )
}

#[test]
fn what_envoy_dumps_is_read_with_the_routes_that_it_fetched() {
    let dump = |manager: &str, routes: &str| {
        format!(
            r#"{{"configs":[
 {{"@type":"type.googleapis.com/envoy.admin.v3.ListenersConfigDump","dynamic_listeners":[{{"name":"a","active_state":{{"version_info":"1","listener":{{"address":{{"socket_address":{{"address":"0.0.0.0","port_value":443}}}},"filter_chains":[{{"filters":[{{"typed_config":{{"stat_prefix":"in",{manager}}}}}]}}]}},"last_updated":"2026-11-20T14:05:01Z"}}}}]}},
 {{"@type":"type.googleapis.com/envoy.admin.v3.RoutesConfigDump","dynamic_route_configs":[{{"version_info":"1","route_config":{{"name":"local","virtual_hosts":[{{"domains":["chat.example"],"routes":[{routes}]}}]}},"last_updated":"2026-11-20T14:05:01Z"}}]}}
]}}"#
        )
    };
    let rds = r#""rds":{"route_config_name":"local"}"#;
    let on = r#","upgrade_configs":[{"upgrade_type":"websocket"}]"#;
    let route = r#"{"match":{"prefix":"/"},"route":{"cluster":"app"}}"#;
    for (text, expected) in [
        (dump(&format!("{rds}{on}"), route), vec![PASSED, idle(300)]),
        (dump(rds, route), vec![Setting::UpgradeLost, idle(300)]),
        (dump(rds, ""), vec![Setting::RouteMissing]),
        (dump(&format!("{rds}{on}").replace("local", "other"), route), vec![]),
    ] {
        let config = read(&text, &target(), Some(Product::Envoy));
        assert_eq!(settings(&config), expected, "{text}\n{}", remarks(&config));
        assert!(config.settings().all(|(_, place)| place == Place::Endpoint));
        assert!(config.remarks.iter().all(|one| one.correction.is_none()));
    }
}

#[test]
fn traefik_s_toml_says_the_same_as_its_yaml() {
    let toml = |rule: &str, middleware: &str, server: &str| {
        format!(
            "# routes\n[http.routers]\n  [http.routers.chat]\n    rule = \"{rule}\"\n    middlewares = [\"one\"]\n    service = \"chat\"\n\n[http.middlewares.one.{middleware}\n\n[[http.services.chat.loadBalancer.servers]]\n  url = \"{server}\"\n"
        )
    };
    let rule = "Host(`chat.example`) && PathPrefix(`/ws`)";
    let keep = "compress]";
    for (text, expected) in [
        (toml(rule, keep, "http://app:80"), vec![PASSED]),
        (toml(rule, keep, "h2c://app:80"), vec![Setting::Http2Backend]),
        (
            toml(rule, "basicAuth]\n  users = [\"a:b\"]", "http://app:80"),
            vec![Setting::Answers(401)],
        ),
        (
            toml(rule, "headers.customRequestHeaders]\n  Upgrade = \"\"", "http://app:80"),
            vec![Setting::UpgradeLost],
        ),
        (
            toml(rule, "stripPrefix]\n  prefixes = [\"/ws\"]", "http://app:80"),
            vec![Setting::PathChanged, PASSED],
        ),
        (toml("Host(`other.example`)", keep, "http://app:80"), vec![]),
    ] {
        let config = read(&text, &target(), None);
        assert_eq!(config.product, Some(Product::Traefik));
        assert_eq!(settings(&config), expected, "{text}\n{}", remarks(&config));
        assert_eq!(config.unread, [], "{text}");
    }
    for text in [
        toml(rule, keep, "h2c://app:80"),
        toml(rule, "headers.customRequestHeaders]\n  Upgrade = \"\"", "http://app:80"),
    ] {
        corrected(&text, &target(), Product::Traefik);
    }
    let broken = toml(rule, keep, "http://app:80").replace("[\"one\"]", "[\"one\"");
    let config = read(&broken, &target(), None);
    assert!(config.settings().all(|(_, place)| place == Place::Unnamed), "{}", remarks(&config));
    assert_eq!(config.unread.len(), 1);
}

#[test]
fn an_ingress_is_read_by_its_annotations() {
    for (annotations, expected) in [
        (&[][..], vec![PASSED, idle(60)]),
        (&[("proxy-read-timeout", "3600")], vec![PASSED, idle(3600)]),
        (&[("proxy-http-version", "1.0")], vec![Setting::Http10, PASSED, idle(60)]),
        (&[("proxy-http-version", "1.1")], vec![PASSED, idle(60)]),
        (&[("backend-protocol", "GRPC")], vec![Setting::Http2Backend, idle(60)]),
        (&[("backend-protocol", "HTTPS")], vec![PASSED, idle(60)]),
        (&[("auth-type", "basic")], vec![Setting::Answers(401)]),
        (&[("permanent-redirect", "https://new.example")], vec![Setting::Answers(301)]),
        (&[("limit-connections", "2")], vec![Setting::Limited, PASSED, idle(60)]),
        (&[("rewrite-target", "/$2")], vec![Setting::PathChanged, PASSED, idle(60)]),
        (&[("upstream-vhost", "app")], vec![Setting::HostReplaced, PASSED, idle(60)]),
        (&[("configuration-snippet", "proxy_set_header Upgrade $http_upgrade;")], vec![idle(60)]),
    ] {
        let text = ingress(annotations);
        let config = read(&text, &target(), None);
        assert_eq!(config.product, Some(Product::IngressNginx));
        assert_eq!(settings(&config), expected, "{annotations:?}: {}", remarks(&config));
        assert!(config.settings().all(|(_, place)| place == Place::Endpoint));
    }
    for annotations in [&[("proxy-http-version", "1.0")][..], &[("backend-protocol", "GRPC")]] {
        corrected(&ingress(annotations), &target(), Product::IngressNginx);
    }
}

#[test]
fn what_an_ingress_does_not_say_is_not_concluded() {
    for text in [
        ingress(&[]).replace("ingressClassName: nginx", "ingressClassName: alb"),
        ingress(&[]).replace("path: /ws/", "path: /api"),
        "kind: Service\nmetadata:\n  name: chat\n".into(),
    ] {
        assert_eq!(settings(&read(&text, &target(), Some(Product::IngressNginx))), [], "{text}");
    }
    let other = ingress(&[]).replace("host: chat.example", "host: other.example");
    let config = read(&other, &target(), None);
    assert!(config.settings().all(|(_, place)| place == Place::Unnamed));
    let plain = Target::new(false, "chat.example", 80, "/ws/chat", "");
    let tls = ingress(&[]).replace("  rules:", "  tls:\n  - secretName: a\n  rules:");
    assert_eq!(settings(&read(&tls, &plain, None)), [Setting::Answers(308)]);
    let both = format!("{other}---\n{}", ingress(&[("proxy-read-timeout", "3600")]));
    assert_eq!(settings(&read(&both, &target(), None)), [PASSED, idle(3600)]);
}

fn envoy(manager: &str, route: &str, cluster: &str) -> String {
    format!(
        "static_resources:
  listeners:
  - address:
      socket_address: {{ address: 0.0.0.0, port_value: 443 }}
    filter_chains:
    - filters:
      - name: envoy.filters.network.http_connection_manager
        typed_config:
          \"@type\": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
          stat_prefix: web
{manager}          route_config:
            virtual_hosts:
            - name: pages
              domains: [\"*\"]
              routes:
              - match: {{ prefix: \"/\" }}
                direct_response: {{ status: 404 }}
            - name: chat
              domains: [chat.example]
              routes:
{route}  clusters:
  - name: chat
    connect_timeout: 1s
{cluster}    load_assignment: {{ cluster_name: chat }}
"
    )
}

const ROUTE: &str =
    "              - match: { prefix: \"/ws/\" }\n                route: { cluster: chat }\n";
const UPGRADE: &str = "          upgrade_configs:\n          - upgrade_type: websocket\n";

#[test]
fn envoy_takes_an_upgrade_only_if_it_is_told() {
    let route = |inner: &str| {
        format!(
            "              - match: {{ prefix: \"/ws/\" }}\n                route:\n                  cluster: chat\n                  {inner}\n"
        )
    };
    let h2 = "    http2_protocol_options: {}\n";
    for (manager, route, cluster, expected) in [
        (UPGRADE, ROUTE.into(), "", vec![PASSED, idle(300)]),
        ("", ROUTE.into(), "", vec![Setting::UpgradeLost, idle(300)]),
        ("", route("upgrade_configs: [{ upgrade_type: WebSocket }]"), "", vec![PASSED, idle(300)]),
        (UPGRADE, route("upgrade_configs: [{ upgrade_type: websocket, enabled: false }]"), "", vec![Setting::UpgradeLost, idle(300)]),
        ("          upgrade_configs:\n          - upgrade_type: CONNECT\n", ROUTE.into(), "", vec![Setting::UpgradeLost, idle(300)]),
        (UPGRADE, route("idle_timeout: 30s"), "", vec![PASSED, idle(30)]),
        (UPGRADE, route("idle_timeout: 0s"), "", vec![PASSED]),
        ("          upgrade_configs:\n          - upgrade_type: websocket\n          stream_idle_timeout: 60s\n", ROUTE.into(), "", vec![PASSED, idle(60)]),
        (UPGRADE, route("max_stream_duration: { max_stream_duration: 3600s }"), "", vec![PASSED, idle(300), Setting::Lifetime(Millis::seconds(3600))]),
        (UPGRADE, route("prefix_rewrite: /"), "", vec![PASSED, Setting::PathChanged, idle(300)]),
        (UPGRADE, ROUTE.into(), h2, vec![Setting::Http2Backend, idle(300)]),
        (UPGRADE, ROUTE.into(), "    http2_protocol_options: { allow_connect: true }\n", vec![PASSED, idle(300)]),
        (UPGRADE, ROUTE.replace("/ws/", "/api/"), "", vec![Setting::RouteMissing]),
        (UPGRADE, "              - match: { prefix: / }\n                redirect: { https_redirect: true }\n".into(), "", vec![Setting::Answers(301)]),
        (UPGRADE, ROUTE.replace("prefix: \"/ws/\"", "prefix: /, headers: [{ name: upgrade, string_match: { exact: websocket } }]"), "", vec![PASSED, idle(300)]),
        (UPGRADE, ROUTE.replace("prefix: \"/ws/\"", "prefix: /, headers: [{ name: cookie, present_match: true }]"), "", vec![]),
        ("          codec_type: HTTP2\n          upgrade_configs:\n          - upgrade_type: websocket\n", ROUTE.into(), "", vec![Setting::Http2Only, PASSED, idle(300)]),
    ] {
        let text = envoy(manager, &route, cluster);
        let config = read(&text, &target(), None);
        assert_eq!(config.product, Some(Product::Envoy));
        assert_eq!(settings(&config), expected, "{manager}{route}{cluster}: {}", remarks(&config));
        if expected.contains(&Setting::UpgradeLost) || expected.contains(&Setting::Http2Only) {
            corrected(&text, &target(), Product::Envoy);
        }
    }
    let config = read(&envoy("", ROUTE, ""), &target(), None);
    assert_snapshot!(config.remarks[0].correction.as_ref().expect("there is one").diff, @r#"
    @@ -6,6 +6,8 @@
         - filters:
           - name: envoy.filters.network.http_connection_manager
             typed_config:
    +          upgrade_configs:
    +          - upgrade_type: websocket
               "@type": type.googleapis.com/…
               stat_prefix: web
               route_config:
    "#);
}

fn traefik(router: &str, rest: &str) -> String {
    format!(
        "http:\n  routers:\n    pages:\n      rule: Host(`chat.example`)\n      service: pages\n      middlewares: [login]\n    chat:\n      rule: Host(`chat.example`) && PathPrefix(`/ws`)\n      service: chat\n{router}  middlewares:\n    login:\n      basicAuth:\n        users: [a]\n    strip:\n      stripPrefix:\n        prefixes: [/ws]\n    both:\n      chain:\n        middlewares: [strip, limit]\n    limit:\n      rateLimit:\n        average: 1\n    tls:\n      redirectScheme:\n        scheme: https\n    wrong:\n      headers:\n        customRequestHeaders:\n          Upgrade: \"\"\n          X-A: b\n    zip:\n      compress: {{}}\n  services:\n    chat:\n      loadBalancer:\n{rest}        servers:\n        - url: http://127.0.0.1:8000\n"
    )
}

#[test]
fn traefik_is_read_from_files_labels_and_routes_of_kubernetes() {
    for (router, rest, expected) in [
        ("", "", vec![PASSED]),
        ("      middlewares: [zip]\n", "", vec![PASSED]),
        ("      middlewares:\n      - login@file\n", "", vec![Setting::Answers(401)]),
        ("      middlewares: [strip]\n", "", vec![Setting::PathChanged, PASSED]),
        ("      middlewares: [both]\n", "", vec![Setting::PathChanged, Setting::Limited, PASSED]),
        ("      middlewares: [tls]\n", "", vec![PASSED]),
        ("      middlewares: [wrong]\n", "", vec![Setting::UpgradeLost]),
        ("      middlewares: [elsewhere]\n", "", vec![]),
        ("", "        passHostHeader: false\n", vec![Setting::HostReplaced, PASSED]),
        (
            "    first:\n      rule: PathPrefix(`/`)\n      priority: 1000\n      service: chat\n      middlewares: [login]\n",
            "",
            vec![Setting::Answers(401)],
        ),
        (
            "    first:\n      rule: ClientIP(`10.0.0.0/8`)\n      priority: 1000\n      service: chat\n",
            "",
            vec![],
        ),
    ] {
        let text = traefik(router, rest);
        let config = read(&text, &target(), None);
        assert_eq!(config.product, Some(Product::Traefik));
        assert_eq!(settings(&config), expected, "{router}{rest}: {}", remarks(&config));
    }
    corrected(&traefik("      middlewares: [wrong]\n", ""), &target(), Product::Traefik);
    let labels = |scheme: &str| {
        format!(
            "services:\n  chat:\n    labels:\n      - \"traefik.http.routers.chat.rule=Host(`chat.example`)\"\n      - \"traefik.http.services.chat.loadbalancer.server.scheme={scheme}\"\n"
        )
    };
    assert_eq!(settings(&read(&labels("http"), &target(), None)), [PASSED]);
    assert_eq!(settings(&read(&labels("h2c"), &target(), None)), [Setting::Http2Backend]);
    corrected(&labels("h2c"), &target(), Product::Traefik);
    let route = "apiVersion: traefik.io/v1alpha1\nkind: IngressRoute\nspec:\n  routes:\n  - match: Host(`chat.example`)\n    middlewares:\n    - name: strip\n    services:\n    - name: chat\n      scheme: h2c\n---\nkind: Middleware\nmetadata:\n  name: strip\nspec:\n  stripPrefix:\n    prefixes: [/ws]\n";
    assert_eq!(
        settings(&read(route, &target(), None)),
        [Setting::PathChanged, Setting::Http2Backend]
    );
    let plain = Target::new(false, "chat.example", 80, "/ws/chat", "");
    let entry = "entryPoints:\n  web:\n    address: \":80\"\n    http:\n      redirections:\n        entryPoint:\n          to: websecure\n";
    let both = format!("{entry}{}", traefik("", ""));
    assert_eq!(settings(&read(&both, &plain, None)), [Setting::Answers(301)]);
    assert_eq!(settings(&read(&both, &target(), None)), [PASSED]);
    assert_eq!(
        settings(&read(&traefik("      middlewares: [tls]\n", ""), &plain, None)),
        [Setting::Answers(302)]
    );
}
