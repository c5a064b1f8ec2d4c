//! Remedies for an application whatever it is written in.

use super::app;
use crate::remedy::{Remedy, check, source};
use crate::text::Text;

pub(crate) static START: Remedy = app(
    "application",
    Text("Start it, and keep it running"),
    "bash",
    "sudo systemctl enable --now chat  # put its unit in
sudo journalctl -u chat -n 50
",
    &check::LISTENS,
    source::STATUS_502,
);
