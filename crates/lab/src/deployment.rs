//! The built page as people deploy it: real servers with what `deploy/` has for them.
//!
//! What is changed of those files is what a deployer changes as well: names, ports and folders. The
//! policy has browsers complain to the lab.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::program::{Directory, Program, free_address};
use crate::real::nginx;

/// What serves the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// nginx with `deploy/nginx.conf`.
    Nginx,
    /// Caddy with `deploy/Caddyfile`.
    Caddy,
    /// Apache with `deploy/apache.conf`.
    Apache,
    /// Python's own server, which nobody has told anything.
    Bare,
}

/// The page as a server serves it, until this is dropped.
pub struct Deployment {
    /// Where it is, with its last `/`.
    pub url: String,
    folder: PathBuf,
    program: Program,
    _directory: Directory,
}

/// Where the files in `deploy/` have the page.
const BELOW: &str = "/ws-doctor";
/// Below which folder they have it.
const FOLDER: &str = "/srv";

const NGINX: &str = "
daemon off;
master_process off;
pid nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
";

const CADDY: &str = "
{
    admin off
    auto_https off
}
";

const APACHE: &str = "
ServerName localhost
Listen {front}
PidFile apache2.pid
ErrorLog error.log
TypesConfig /etc/mime.types
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
";

impl Deployment {
    pub(crate) async fn start(
        server: Server,
        dist: &Path,
        config: &str,
        below: &str,
        complaints: &str,
        changes: &[(&str, &str)],
    ) -> Result<Deployment> {
        let directory = Directory::with(&[])?;
        let folder = directory.path().join(below.trim_start_matches('/'));
        copy(dist, &folder)?;
        std::fs::write(folder.join("config.json"), config)?;
        let front = free_address()?;
        let served = Served { front, root: directory.path(), below, complaints, changes };
        let program = served.by(server).await?;
        let url = format!("http://{front}{below}/");
        Ok(Deployment { url, folder, program, _directory: directory })
    }

    /// What stands before the digest in the names of its files.
    pub fn hashed(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        for file in std::fs::read_dir(&self.folder)? {
            let name = file?.file_name().to_string_lossy().into_owned();
            // Its eight letters may be dashes too.
            let stem = name.split('.').next().unwrap_or_default();
            let end = stem.len().saturating_sub(8);
            names.extend(stem.get(..end).and_then(|own| own.strip_suffix('-')).map(str::to_owned));
        }
        Ok(names)
    }

    /// Has the file whose name begins and ends so end with those bytes too, and takes its twins away.
    pub fn alter(&self, begins: &str, ends: &str, more: &[u8]) -> Result<()> {
        for file in std::fs::read_dir(&self.folder)? {
            let file = file?.path();
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            if !name.starts_with(begins) {
                continue;
            }
            if name.ends_with(ends) {
                let content = std::fs::read(&file)?;
                std::fs::write(&file, [&content, more].concat())?;
            } else {
                std::fs::remove_file(&file)?;
            }
        }
        Ok(())
    }

    /// Ends the server and waits until it is gone.
    pub async fn end(self) {
        self.program.end().await;
    }
}

/// What a configuration is told of.
struct Served<'a> {
    front: SocketAddr,
    root: &'a Path,
    below: &'a str,
    complaints: &'a str,
    changes: &'a [(&'a str, &'a str)],
}

impl Served<'_> {
    async fn by(&self, server: Server) -> Result<Program> {
        let port = self.front.port().to_string();
        let ip = self.front.ip().to_string();
        match server {
            Server::Nginx => {
                let listen = format!("listen {};", self.front);
                let own = [("listen 80;", listen.as_str())];
                let text = self.adapted(include_str!("../../../deploy/nginx.conf"), &own)?;
                let config = [NGINX, &text, "}\n"].concat();
                Program::start(&nginx::COMMAND, &[("nginx.conf", &config)], self.front).await
            }
            Server::Caddy => {
                let site = format!("\nhttp://:{port} {{\n\tbind {ip}\n");
                let own = [("\ncheck.example.com {\n", site.as_str())];
                let text = self.adapted(include_str!("../../../deploy/Caddyfile"), &own)?;
                let config = [CADDY, &text].concat();
                let command = ["caddy", "run", "--adapter", "caddyfile", "--config", "Caddyfile"];
                Program::start(&command, &[("Caddyfile", &config)], self.front).await
            }
            Server::Apache => {
                let text = self.adapted(include_str!("../../../deploy/apache.conf"), &[])?;
                let frame = APACHE.replace("{front}", &self.front.to_string());
                let config = [&frame, text.as_str()].concat();
                // -X: one process, in the foreground.
                let command = ["apache2", "-X", "-d", "{here}", "-f", "apache2.conf"];
                Program::start(&command, &[("apache2.conf", &config)], self.front).await
            }
            Server::Bare => {
                let root = self.root.to_string_lossy();
                let command =
                    ["python3", "-m", "http.server", &port, "--bind", &ip, "--directory", &root];
                Program::start(&command, &[], self.front).await
            }
        }
    }

    /// The text of a file for this port, this folder and this path.
    fn adapted(&self, text: &str, own: &[(&str, &str)]) -> Result<String> {
        const MARK: &str = "@folder@";
        let root = self.root.to_string_lossy();
        let complaining = format!("trusted-types ws-doctor; report-uri {}", self.complaints);
        let ours = [
            (FOLDER, MARK),
            (BELOW, self.below),
            (MARK, &root),
            ("trusted-types ws-doctor", &complaining),
        ];
        let mut text = text.to_owned();
        for (from, to) in self.changes.iter().chain(own).chain(&ours) {
            ensure!(text.contains(from), "nothing to change: there is no `{from}`");
            text = text.replace(from, to);
        }
        Ok(text)
    }
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    std::fs::create_dir_all(to)?;
    for file in std::fs::read_dir(from)? {
        let file = file?;
        std::fs::copy(file.path(), to.join(file.file_name()))
            .with_context(|| format!("cannot copy {}", file.path().display()))?;
    }
    Ok(())
}
