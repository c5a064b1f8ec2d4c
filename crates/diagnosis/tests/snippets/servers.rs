//! Servers read the configurations that they would run.

use std::path::Path;
use std::process::Command;

use crate::directory::{Directory, program, run};
use crate::piece::{Piece, targets};

pub(crate) fn nginx(directory: &Directory, piece: &Piece) -> Result<(), String> {
    directory.certificates()?;
    let log = directory.0.join("error.log");
    let text = &piece.text;
    let (main, http) = match piece.inside {
        "main" => (text.clone(), String::new()),
        "http" => (String::new(), text.clone()),
        "server" => (String::new(), format!("server {{\n{text}\n}}")),
        "location" | "" => {
            let pass = if text.contains("proxy_pass ") { "" } else { "proxy_pass http://a;" };
            (String::new(), format!("server {{ location / {{ {pass}\n{text}\n}} }}"))
        }
        other => panic!("{} stands inside {other}, which nobody knows", piece.name),
    };
    // No port below 1024: nginx -t binds what it reads, and tests don't run as root.
    let mut http = http.replace("server {", "server { listen 127.0.0.1:18099;");
    for target in targets() {
        let [named, free] = [target.port.to_string(), "127.0.0.1:18097".to_owned()]
            .map(|at| format!("listen {at} "));
        http = http.replace(&named, &free);
    }
    let own = "upstream a { server 127.0.0.1:8000; }";
    let file = directory.write(
        "nginx.conf",
        &format!(
            "pid nginx.pid;\nerror_log {};\n{main}\nevents {{}}\nhttp {{\naccess_log off;\n{own}\n{http}\n}}\n",
            log.display()
        ),
    );
    let said = run(Command::new(program("nginx"))
        .args([Path::new("-t"), Path::new("-e"), &log, Path::new("-p"), &directory.0])
        .args([Path::new("-c"), &file]))?;
    silent(said, "[warn]")
}

pub(crate) fn haproxy(directory: &Directory, piece: &Piece) -> Result<(), String> {
    const DEFAULTS: &str = "defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\n";
    const FRONT: &str = "frontend test\n    bind 127.0.0.1:18098\n    default_backend test\n";
    const BACK: &str = "backend test\n    server test 127.0.0.1:8000\n";
    directory.certificates()?;
    let text = &piece.text;
    let config = match piece.inside {
        "" => format!("{DEFAULTS}{text}\n"),
        "global" => format!("global\n{text}{DEFAULTS}{FRONT}{BACK}"),
        "defaults" => format!("{DEFAULTS}{text}{FRONT}{BACK}"),
        "frontend" => format!("{DEFAULTS}{FRONT}{text}{BACK}"),
        "backend" => format!("{DEFAULTS}{FRONT}{BACK}{text}"),
        other => panic!("{} stands inside {other}, which nobody knows", piece.name),
    };
    let file = directory.write("haproxy.cfg", &config);
    let said = run(Command::new(program("haproxy")).current_dir(&directory.0).args([
        Path::new("-c"),
        Path::new("-f"),
        &file,
    ]))?;
    silent(said, "[WARNING]")
}

pub(crate) fn apache(directory: &Directory, piece: &Piece) -> Result<(), String> {
    const MODULES: [&str; 8] = [
        "mpm_event",
        "authz_core",
        "headers",
        "slotmem_shm",
        "lbmethod_byrequests",
        "proxy",
        "proxy_http",
        "proxy_balancer",
    ];
    let load = |name| format!("LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so\n");
    let own = "ServerName test\nListen 127.0.0.1:18096\nErrorLog error.log\nDefaultRuntimeDir .\nPidFile httpd.pid\n";
    let modules: String = MODULES.into_iter().map(load).collect();
    let file = directory.write(
        "httpd.conf",
        &format!("ServerRoot {}\n{own}{modules}{}", directory.0.display(), piece.text),
    );
    let said =
        run(Command::new(program("apache2")).args([Path::new("-t"), Path::new("-f"), &file]))?;
    silent(said, "[warn]")
}

pub(crate) fn caddy(directory: &Directory, piece: &Piece) -> Result<(), String> {
    let caddy = || {
        let mut command = Command::new(program("caddy"));
        command.env("HOME", &directory.0).env("XDG_DATA_HOME", &directory.0);
        command.env("XDG_CONFIG_HOME", &directory.0);
        command
    };
    let version = run(caddy().arg("version"))?;
    let minor = version.split('.').nth(1).and_then(|minor| minor.parse().ok()).unwrap_or(0);
    // An older Caddy can't know what came later; the line says since when.
    let known = |line: &&str| {
        let since = line.split_once("# since 2.").map(|(_, rest)| rest);
        let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
        since.is_none_or(|rest| digits(rest).parse().is_ok_and(|since: u32| since <= minor))
    };
    let text: Vec<&str> = piece.text.lines().filter(known).collect();
    let file = directory.write("Caddyfile", &format!("{}\n", text.join("\n")));
    run(caddy().args(["adapt", "--validate", "--adapter", "caddyfile", "--config"]).arg(&file))?;
    Ok(())
}

pub(crate) fn varnish(directory: &Directory, piece: &Piece) -> Result<(), String> {
    let own = "vcl 4.1;\nbackend default { .host = \"127.0.0.1\"; .port = \"8000\"; }\n";
    let file = directory.write("test.vcl", &format!("{own}{}", piece.text));
    let working = directory.0.join("working");
    run(Command::new(program("varnishd")).args([
        Path::new("-C"),
        Path::new("-n"),
        &working,
        Path::new("-f"),
        &file,
    ]))?;
    Ok(())
}

/// An error if `said` has a warning in it.
fn silent(said: String, warning: &str) -> Result<(), String> {
    if said.contains(warning) { Err(said) } else { Ok(()) }
}
