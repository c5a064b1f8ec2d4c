//! Proxies as child processes: found, started with a generated configuration, and ended with their owner.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::listener::HERE;

const READY_WITHIN: Duration = Duration::from_secs(10);

/// The path of a program, also where only the superuser looks.
pub(crate) fn locate(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let beside = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    std::env::split_paths(&path)
        .chain(beside)
        .map(|directory| directory.join(name))
        .find(|file| file.is_file())
}

/// A program that listens; killed when dropped.
pub(crate) struct Program {
    child: Child,
    _directory: Directory,
}

impl Program {
    /// Starts nginx with that configuration, and waits until it listens there.
    pub(crate) async fn nginx(config: &str, listens: SocketAddr) -> Result<Program> {
        let directory = Directory::with("nginx.conf", config)?;
        let mut command = command("nginx")?;
        command.args(["-c", "nginx.conf", "-e", "error.log", "-p"]).arg(&directory.0);
        Program::start(command, directory, listens).await
    }

    /// Starts HAProxy with that configuration and certificate, and waits until it listens there.
    pub(crate) async fn haproxy(config: &str, pem: &str, listens: SocketAddr) -> Result<Program> {
        let directory = Directory::with("haproxy.cfg", config)?;
        std::fs::write(directory.0.join("lab.pem"), pem)?;
        let mut command = command("haproxy")?;
        command.args(["-db", "-f", "haproxy.cfg"]);
        Program::start(command, directory, listens).await
    }

    async fn start(
        mut command: Command,
        directory: Directory,
        listens: SocketAddr,
    ) -> Result<Program> {
        let said = std::fs::File::create(directory.0.join("said"))?;
        command
            .current_dir(&directory.0)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(said)
            .kill_on_drop(true);
        let mut child = command.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let deadline = Instant::now() + READY_WITHIN;
        while TcpStream::connect(listens).await.is_err() {
            let ended = child.try_wait()?;
            if ended.is_some() || Instant::now() > deadline {
                let said = std::fs::read_to_string(directory.0.join("said")).unwrap_or_default();
                bail!("{command:?} does not listen on {listens}: {said}");
            }
            sleep(Duration::from_millis(5)).await;
        }
        Ok(Program { child, _directory: directory })
    }

    /// Ends the program and waits until it is gone.
    pub(crate) async fn end(mut self) {
        // It fails only for a program that has ended already.
        let _ = self.child.kill().await;
    }
}

fn command(name: &str) -> Result<Command> {
    let path = locate(name)
        .with_context(|| format!("{name} is not installed; scripts/test installs it"))?;
    Ok(Command::new(path))
}

/// An address that is free now, for a program that has to be told one.
///
/// It is below the ports that systems give to outgoing connections, so none of those can take it meanwhile.
pub(crate) fn free_address() -> Result<SocketAddr> {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Processes that run at once have neighbouring ids, and begin far from each other.
    let start = std::process::id().wrapping_mul(97) % u32::from(COUNT);
    for _ in 0..COUNT {
        let offset = (start + u32::from(NEXT.fetch_add(1, Ordering::Relaxed))) % u32::from(COUNT);
        let address = SocketAddr::from((HERE, FIRST + u16::try_from(offset)?));
        if std::net::TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    bail!("no free port between {FIRST} and {}", FIRST + COUNT)
}

/// A new directory; removed when dropped.
struct Directory(PathBuf);

impl Directory {
    fn with(name: &str, content: &str) -> Result<Directory> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("ws-doctor-lab-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("cannot create {}", path.display()))?;
        let directory = Directory(path);
        std::fs::write(Path::join(&directory.0, name), content)?;
        Ok(directory)
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Nothing can be done about a directory that stays, and it is in the system's place for such.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
