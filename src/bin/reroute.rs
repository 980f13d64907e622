//! The command line: the shell around the core that knows files, the clock and time zones.
#![forbid(unsafe_code)]

use std::process::ExitCode;

#[path = "reroute/shell.rs"]
mod shell;

fn main() -> ExitCode {
    shell::run(std::env::args_os())
}
