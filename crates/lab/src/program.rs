//! Programs as children: found, started with generated files, and ended with their owner.

use std::ffi::OsString;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep, timeout};

use crate::listener::HERE;

/// Long, because interpreters and compilers start slowly where many tests share a processor.
const READY_WITHIN: Duration = Duration::from_secs(30);
const GONE_WITHIN: Duration = Duration::from_secs(5);
const A_MOMENT: Duration = Duration::from_millis(5);

/// A process beside the program reads its stdin, which nobody writes to: it ends when we end, in whichever way.
/// Then it kills the group: the program, all that the program has started, and itself.
const GUARDED: &str = r#"exec 3<&0; { read -r _ <&3; kill -KILL 0; } & exec "$@" </dev/null 3<&-"#;

/// The path of a program or a Node package, wherever scripts, people and the superuser put them.
pub(crate) fn locate(name: &str) -> Option<PathBuf> {
    let is_package = |path: &PathBuf| path.join("package.json").is_file();
    let found = places().map(|place| place.join(name));
    found.into_iter().find(|path| path.is_file() || is_package(path))
}

/// The scripts' own come first: their versions are those that were measured.
fn places() -> impl Iterator<Item = PathBuf> {
    let home = || std::env::home_dir().map(|home| home.join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty());
    let cache = cache.map(PathBuf::from).or_else(home).map(|cache| cache.join("ws-doctor"));
    let own = ["venv/bin", "npm/node_modules"].map(|below| cache.as_ref().map(|at| at.join(below)));
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let beside = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    own.into_iter().flatten().chain(path).chain(beside)
}

/// The same, where it can't be done without.
pub(crate) fn path(name: &str) -> Result<PathBuf> {
    locate(name).with_context(|| format!("{name} is not installed; scripts/test installs it"))
}

/// The same places as a value of PATH.
pub(crate) fn search_path() -> Result<OsString> {
    Ok(std::env::join_paths(places())?)
}

/// A program that listens. It is killed when dropped, with all that it has started.
pub(crate) struct Program {
    child: Child,
    listens: SocketAddr,
    directory: Directory,
}

impl Program {
    /// Runs a command beside those files, given by name and content, and waits until it listens there.
    ///
    /// The files' directory is the working directory, and `{here}` in an argument.
    pub(crate) async fn start(
        command: &[&str],
        files: &[(&str, &str)],
        listens: SocketAddr,
    ) -> Result<Program> {
        let directory = Directory::with(files)?;
        let said = std::fs::File::create(directory.0.join("said"))?;
        let mut guarded = Command::new("sh");
        guarded.args(["-c", GUARDED, "guard"]).args(words(command, &directory)?);
        guarded.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(said).process_group(0);
        settle(&mut guarded, &directory)?;
        let child = guarded.spawn().with_context(|| format!("cannot start {command:?}"))?;
        let mut program = Program { child, listens, directory };
        let deadline = Instant::now() + READY_WITHIN;
        while TcpStream::connect(listens).await.is_err() {
            let ended = program.child.try_wait()?;
            if ended.is_some() || Instant::now() > deadline {
                let said = std::fs::read_to_string(program.directory.0.join("said"));
                bail!("{command:?} does not listen on {listens}: {}", said.unwrap_or_default());
            }
            sleep(A_MOMENT).await;
        }
        Ok(program)
    }

    /// Another command beside the same files, such as one that speaks to the program.
    pub(crate) fn beside(&self, command: &[&str]) -> Result<Command> {
        let words = words(command, &self.directory)?;
        let mut beside = Command::new(&words[0]);
        beside.args(&words[1..]);
        beside.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        settle(&mut beside, &self.directory)?;
        Ok(beside)
    }

    /// The text of the configuration that it runs, if it is one of those files.
    pub(crate) fn configuration(&self) -> Option<String> {
        const NAMES: [&str; 4] = ["nginx.conf", "haproxy.cfg", "apache2.conf", "Caddyfile"];
        let paths = NAMES.map(|name| self.directory.0.join(name));
        paths.iter().find_map(|path| std::fs::read_to_string(path).ok())
    }

    /// Ends the program and waits until it is gone, with all that it has started.
    pub(crate) async fn end(mut self) {
        drop(self.child.stdin.take());
        // It fails only for a program that has ended already.
        let _ = self.child.kill().await;
        // The group was killed as a whole; who listened last may take a moment longer.
        let gone = async {
            while TcpStream::connect(self.listens).await.is_ok() {
                sleep(A_MOMENT).await;
            }
        };
        let _ = timeout(GONE_WITHIN, gone).await;
    }
}

/// The words of a command, with the paths that it needs.
fn words(command: &[&str], directory: &Directory) -> Result<Vec<OsString>> {
    let [name, arguments @ ..] = command else { bail!("a command has a name") };
    let path = path(name)?;
    let here = directory.0.to_string_lossy();
    let arguments = arguments.iter().map(|argument| argument.replace("{here}", &here).into());
    Ok(std::iter::once(path.into()).chain(arguments).collect())
}

/// Has a command run in that directory, and write nothing of its own elsewhere.
fn settle(command: &mut Command, directory: &Directory) -> Result<()> {
    command
        .current_dir(&directory.0)
        .env("PATH", search_path()?)
        .envs(
            ["HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].map(|name| (name, &directory.0)),
        )
        .kill_on_drop(true);
    Ok(())
}

/// An address for a program that has to be told one: nobody else who asks here gets it, in whichever
/// process, before ours has ended.
///
/// It is below the ports that systems give to outgoing connections, so none of those can take it meanwhile.
pub fn free_address() -> Result<SocketAddr> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Processes that run at once have neighbouring ids, and begin far from each other.
    let start = std::process::id().wrapping_mul(97) % u32::from(COUNT);
    let (address, claim) =
        claim((0..COUNT).map(|_| start + u32::from(NEXT.fetch_add(1, Ordering::Relaxed))))?;
    static CLAIMS: Mutex<Vec<TcpListener>> = Mutex::new(Vec::new());
    CLAIMS.lock().expect("no holder of this lock panics").push(claim);
    Ok(address)
}

const FIRST: u16 = 20_000;
const COUNT: u16 = 12_000;
/// Whoever listens here on a port has claimed it for [`HERE`]; the system ends that with the process.
const CLAIMED: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

/// The first address that is free and that nobody has claimed, and the claim on it.
fn claim(offsets: impl Iterator<Item = u32>) -> Result<(SocketAddr, TcpListener)> {
    for offset in offsets {
        let port = FIRST + u16::try_from(offset % u32::from(COUNT))?;
        // First the claim: who tries the address itself would be in the way of a program of somebody else.
        if let Ok(claim) = TcpListener::bind((CLAIMED, port))
            && TcpListener::bind((HERE, port)).is_ok()
        {
            return Ok((SocketAddr::from((HERE, port)), claim));
        }
    }
    bail!("no free port between {FIRST} and {}", FIRST + COUNT)
}

/// A new directory; removed when dropped.
pub(crate) struct Directory(PathBuf);

impl Directory {
    /// A directory with those files, given by name and content.
    pub(crate) fn with(files: &[(&str, &str)]) -> Result<Directory> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("ws-doctor-lab-{}-{number}", std::process::id()));
        std::fs::create_dir(&path).with_context(|| format!("cannot create {}", path.display()))?;
        let directory = Directory(path);
        for (name, content) in files {
            std::fs::write(directory.0.join(name), content)?;
        }
        Ok(directory)
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        // Nothing can be done about a directory that stays, and it is in the system's place for such.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_asks_for_the_same_ports_gets_others_before_any_program_listens() {
        let ask = || claim(0..u32::from(COUNT)).expect("some are free");
        let (first, _held) = ask();
        let (second, _) = ask();
        assert_ne!(first, second);
    }
}
