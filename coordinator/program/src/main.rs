//! Starts the coordinator, with the console that this build found. Everything interesting is in the library.

use std::process::ExitCode;

use nocturne_coordinator::{
    cli,
    http::console::{Console, EmbeddedFile},
};

/// Written by the build script; empty without a built console.
static FILES: &[EmbeddedFile] = include!(concat!(env!("OUT_DIR"), "/console.rs"));

fn main() -> ExitCode {
    cli::main(Console::embedded(FILES))
}
