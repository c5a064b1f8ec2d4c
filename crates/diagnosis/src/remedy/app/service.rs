//! Remedies for an application whatever it is written in.

use super::app;
use crate::remedy::{Remedy, check, source};

pub(crate) static START: Remedy = app(
    "application",
    "Start it, and keep it running",
    "bash",
    "sudo systemctl enable --now chat  # put its unit in
sudo journalctl -u chat -n 50
",
    &check::LISTENS,
    source::STATUS_502,
);
