//! `noctl`: what operators and scripts say to a Nocturne coordinator.
//!
//! A gRPC client of `nocturne.api.v1` and nothing else: it holds no state but its profile and takes no decision that the
//! coordinator would take differently. Each noun has a file in `commands` (what is asked) and one in `view` (how the
//! answer looks); everything is printed through [`output`].

use std::process::ExitCode;

use clap::Parser as _;

#[cfg(test)]
#[macro_use]
mod testing;

mod ask;
mod check_file;
mod cli;
mod client;
mod commands;
mod context;
mod error;
mod human;
mod live;
mod output;
mod profile;
mod span;
mod url;
mod view;

fn main() -> ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Also the way of --help and --version, which are no errors.
            let is_usage = error.use_stderr();
            error.print().ok();
            return ExitCode::from(if is_usage { error::EX_USAGE } else { 0 });
        }
    };
    // A second installation is refused, and there is none before this one.
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();

    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(error::Error::Runtime)
        .and_then(|runtime| runtime.block_on(commands::run(cli)));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            output::complain(&error);
            ExitCode::from(error.exit_code())
        }
    }
}
