//! Every snippet passes the parser of the program that will read it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use diagnosis::cause::CAUSES;
use diagnosis::remedy::Snippet;
use diagnosis::report::runbook;
use diagnosis::target::Target;

/// The snippets of a language, filled in: what to call it, the block that it stands in, its text.
fn snippets(language: &str) -> Vec<(String, &'static str, String)> {
    let mut found: BTreeMap<(&str, &str), &Snippet> = BTreeMap::new();
    for remedy in CAUSES.iter().flat_map(|cause| cause.remedies) {
        if remedy.snippet.language == language {
            found.insert((remedy.product, remedy.snippet.body), &remedy.snippet);
        }
    }
    assert!(!found.is_empty(), "no snippet in {language}");
    let targets = targets();
    let of = |((product, body), snippet): (&(&str, &str), &&'static Snippet)| {
        let name = format!("{product}: {}", body.lines().next().unwrap_or_default());
        let filled = targets.iter().map(|target| snippet.fill(target)).collect::<Vec<_>>();
        filled.into_iter().map(|text| (name.clone(), snippet.inside, text)).collect::<Vec<_>>()
    };
    found.iter().flat_map(of).collect()
}

/// A plain one, and one with all that a record may hold.
fn targets() -> [Target; 2] {
    [
        Target::new(true, "chat.example.com", 443, "/ws/chat/", ""),
        Target::new(
            false,
            "[2001:db8::1]",
            8443,
            "/a%20b/@me~x:y,z+1/0123456789abcdef0123",
            "token=1&b",
        ),
    ]
}

/// A directory for one test, with the certificates that the snippets name.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Directory {
        let path = std::env::temp_dir().join(format!("ws-doctor-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the system has a place for temporary files");
        Directory(path)
    }

    fn with_certificates(self) -> Directory {
        let [key, certificate] = ["key.pem", "certificate.pem"].map(|name| self.0.join(name));
        run(Command::new(program("openssl"))
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(["-nodes", "-days", "1", "-subj", "/CN=chat.example.com", "-keyout"])
            .args([&key, Path::new("-out"), &certificate]));
        let read = |path| std::fs::read_to_string(path).expect("openssl wrote it");
        let (key, certificate) = (read(&key), read(&certificate));
        for target in targets() {
            let own = self.0.join(&target.host);
            std::fs::create_dir_all(&own).expect("the directory is ours");
            self.write(&format!("{}/fullchain.pem", target.host), &certificate);
            self.write(&format!("{}/privkey.pem", target.host), &key);
            self.write(&format!("{}.pem", target.host), &format!("{certificate}{key}"));
        }
        self
    }

    fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).expect("the directory is ours");
        path
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // A directory that stays is in the system's place for such.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    places
        .map(|place| place.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed; scripts/test installs it"))
}

fn run(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{command:?} refused it:\n{said}");
    said
}

#[test]
fn nginx_takes_every_nginx_snippet() {
    let directory = Directory::new("nginx").with_certificates();
    let log = directory.0.join("error.log");
    for (name, inside, text) in snippets("nginx") {
        let http = match inside {
            "http" => text,
            "server" => format!("server {{\n{text}\n}}"),
            "location" => {
                format!("server {{ location / {{ proxy_pass http://127.0.0.1:8000;\n{text}\n}} }}")
            }
            other => panic!("{name} stands inside {other}, which this test doesn't know"),
        };
        // No port below 1024: nginx -t binds what it reads, and tests don't run as root.
        let http = http.replace("server {", "server { listen 127.0.0.1:18099;");
        let file = directory.write(
            "nginx.conf",
            &format!("pid nginx.pid;\nerror_log {};\nevents {{}}\nhttp {{\naccess_log off;\n{http}\n}}\n", log.display()),
        );
        let said = run(Command::new(program("nginx"))
            .args([Path::new("-t"), Path::new("-e"), &log, Path::new("-p"), &directory.0])
            .args([Path::new("-c"), &file]));
        assert!(!said.contains("[warn]"), "{name}: nginx warns:\n{said}");
    }
}

#[test]
fn haproxy_takes_every_haproxy_snippet() {
    const DEFAULTS: &str = "defaults\n    mode http\n    timeout connect 5s\n    timeout client 30s\n    timeout server 30s\n";
    const FRONT: &str = "frontend test\n    bind 127.0.0.1:18098\n    default_backend test\n";
    const BACK: &str = "backend test\n    server test 127.0.0.1:8000\n";
    let directory = Directory::new("haproxy").with_certificates();
    for (name, inside, text) in snippets("haproxy") {
        let config = match inside {
            "" => format!("{DEFAULTS}{text}"),
            "defaults" => format!("{DEFAULTS}{text}{FRONT}{BACK}"),
            "frontend" => format!("{DEFAULTS}{FRONT}{text}{BACK}"),
            "backend" => format!("{DEFAULTS}{FRONT}{BACK}{text}"),
            other => panic!("{name} stands inside {other}, which this test doesn't know"),
        };
        let file = directory.write("haproxy.cfg", &config);
        let said = run(Command::new(program("haproxy")).current_dir(&directory.0).args([
            Path::new("-c"),
            Path::new("-f"),
            &file,
        ]));
        assert!(!said.contains("[WARNING]"), "{name}: HAProxy warns:\n{said}");
    }
}

#[test]
fn node_takes_every_script() {
    let directory = Directory::new("node");
    let mut scripts: Vec<(String, String)> =
        snippets("js").into_iter().map(|(name, _, text)| (name, text)).collect();
    scripts.extend(commands("js"));
    for (_, text) in scripts {
        let file = directory.write("snippet.mjs", &text);
        run(Command::new(program("node")).arg("--check").arg(&file));
    }
}

#[test]
fn python_takes_every_python_snippet() {
    let directory = Directory::new("python");
    for (_, _, text) in snippets("python") {
        let file = directory.write("snippet.py", &text);
        run(Command::new(program("python3"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .args(["-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())"])
            .arg(&file));
    }
}

#[test]
fn bash_takes_every_command() {
    let directory = Directory::new("bash");
    let mut scripts: Vec<(String, String)> =
        snippets("bash").into_iter().map(|(name, _, text)| (name, text)).collect();
    scripts.extend(commands("bash"));
    for target in targets() {
        let steps = runbook::steps(&target).into_iter().filter(|step| step.language == "bash");
        scripts.extend(steps.map(|step| (step.title.0.to_owned(), step.command)));
    }
    for (_, text) in scripts {
        let file = directory.write("snippet.sh", &text);
        run(Command::new(program("bash")).arg("-n").arg(&file));
    }
}

fn commands(language: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for cause in CAUSES {
        let proofs = cause.remedies.iter().map(|remedy| remedy.verify);
        for check in cause.checks.iter().copied().chain(proofs) {
            if check.language == language {
                let filled = targets().map(|target| check.fill(&target));
                found.extend(filled.map(|text| (check.title.0.to_owned(), text)));
            }
        }
    }
    found
}
