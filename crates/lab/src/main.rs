//! The lab's command line.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    lab::command::run(std::env::args().skip(1).collect()).await
}
