//! The Python that the scripts install for tests.

use std::path::PathBuf;

/// The Python of `scripts/lib/software.txt`, where the scripts put it.
pub(crate) fn python() -> PathBuf {
    let home = || std::env::home_dir().map(|home| home.join(".cache"));
    let cache = std::env::var_os("XDG_CACHE_HOME").filter(|cache| !cache.is_empty());
    let cache = cache.map(PathBuf::from).or_else(home).unwrap_or_default();
    let python = cache.join("ws-doctor/venv/bin/python3");
    assert!(python.is_file(), "{} is missing; scripts/test installs it", python.display());
    python
}
