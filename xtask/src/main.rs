//! Chores of the repository: generation, freshness, layers, the console, the demo.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod demo;
mod layers;
mod proto;
mod sql;
mod tree;
mod web;

/// Chores of the repository.
#[derive(Parser)]
#[command(name = "xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Compare the workspace's dependencies with the table of layers.
    Layers,
    /// Start or stop a working system on this machine; `scripts/demo` builds what it needs first.
    Demo(demo::DemoArgs),
    /// Generate the Rust code of `proto/` into `proto/src/generated`.
    Proto {
        /// Only say whether the committed code is what would be generated.
        #[arg(long)]
        check: bool,
    },
    /// Generate the Rust code of `coordinator/store/queries/` into `coordinator/store/generated`.
    Sql {
        /// Only say whether the committed code is what would be generated.
        #[arg(long)]
        check: bool,
    },
    /// Build the console into `web/dist`, which the coordinator's program embeds.
    Web(web::WebArgs),
    /// Run a command with one private PostgreSQL for all the tests it starts.
    Cluster {
        /// The command.
        #[arg(trailing_var_arg = true, required = true)]
        command: Vec<String>,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().task {
        Task::Layers => layers::run(),
        Task::Demo(args) => demo::run(&args),
        Task::Proto { check } => proto::run(check),
        Task::Sql { check } => sql::run(check),
        Task::Web(args) => web::run(&args),
        Task::Cluster { command } => match sql::with_cluster(&command) {
            Ok(code) => return ExitCode::from(code),
            Err(error) => Err(error),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
