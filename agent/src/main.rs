//! Starts the agent. Everything interesting is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    nocturne_agent::cli::main(std::env::args_os())
}
