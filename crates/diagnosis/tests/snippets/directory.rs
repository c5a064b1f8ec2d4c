//! Where a parser finds what it reads, and how it is asked.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::piece::targets;

/// A directory for one parser.
pub(crate) struct Directory(pub(crate) PathBuf);

impl Directory {
    pub(crate) fn new(name: &str) -> Directory {
        let path = std::env::temp_dir().join(format!("ws-doctor-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path).expect("the system has a place for temporary files");
        Directory(path)
    }

    /// Writes a file, and says where it is.
    pub(crate) fn write(&self, name: &str, content: &str) -> PathBuf {
        let path = self.0.join(name);
        std::fs::write(&path, content).expect("the directory is ours");
        path
    }

    /// The certificates that the snippets name, unless they are there.
    pub(crate) fn certificates(&self) -> Result<(), String> {
        let [key, certificate] = ["key.pem", "certificate.pem"].map(|name| self.0.join(name));
        if key.exists() {
            return Ok(());
        }
        run(Command::new(program("openssl"))
            .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"])
            .args(["-nodes", "-days", "1", "-subj", "/CN=chat.example.com", "-keyout"])
            .args([&key, Path::new("-out"), &certificate]))?;
        let read = |path| std::fs::read_to_string(path).expect("openssl wrote it");
        let (key, certificate) = (read(&key), read(&certificate));
        for target in targets() {
            std::fs::create_dir_all(self.0.join(&target.host)).expect("the directory is ours");
            self.write(&format!("{}/fullchain.pem", target.host), &certificate);
            self.write(&format!("{}/privkey.pem", target.host), &key);
            self.write(&format!("{}.pem", target.host), &format!("{certificate}{key}"));
        }
        Ok(())
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // A directory that stays is in the system's place for such.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Where a program is, also for those whose path lacks the system's own.
pub(crate) fn program(name: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    places
        .map(|place| place.join(name))
        .find(|file| file.is_file())
        .unwrap_or_else(|| panic!("{name} is not installed; scripts/test installs it"))
}

/// What a program said, which is the error if it failed.
pub(crate) fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().expect("the program starts");
    let said = String::from_utf8_lossy(&output.stderr).into_owned()
        + &String::from_utf8_lossy(&output.stdout);
    if output.status.success() { Ok(said) } else { Err(said) }
}
