//! Starts the coordinator. Everything interesting is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    nocturne_coordinator::cli::main()
}
