//! The memory of both programs. The standard library's allocator is larger than what it saves here.

use rlsf::{GlobalTlsf, GlobalTlsfOptions};

struct Small;

impl GlobalTlsfOptions for Small {
    const ENABLE_REALLOCATION: bool = false;
}

#[global_allocator]
static MEMORY: GlobalTlsf<Small> = GlobalTlsf::new();
