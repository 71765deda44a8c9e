//! `noctl completions`.

use clap::CommandFactory as _;

use crate::{cli::Cli, error::Error, output};

/// Which shell.
#[derive(Debug, clap::Args)]
pub(crate) struct CompletionsArgs {
    /// The shell, e.g. `noctl completions bash > /etc/bash_completion.d/noctl`.
    shell: clap_complete::Shell,
}

/// Prints the script.
///
/// # Errors
///
/// [`Error::Output`].
pub(crate) fn run(arguments: &CompletionsArgs) -> Result<(), Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Cli::command(), "noctl", &mut script);
    output::put(&String::from_utf8_lossy(&script))
}
