//! A home directory of a browser's own: it finds nothing of ours there, and leaves nothing in it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

/// A new directory; removed when dropped.
pub(super) struct Home(PathBuf);

impl Home {
    pub(super) fn new() -> Result<Home> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("ws-doctor-browser-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path).with_context(|| format!("cannot create {}", path.display()))?;
        Ok(Home(path))
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // Nothing can be done about a directory that stays, and it is in the system's place for such.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
