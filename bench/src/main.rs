//! Benchmarks: each a ratio between what Nocturne does and a limit measured in the same run on the same machine.
//!
//! `scripts/bench` builds and starts this. Absolute numbers of one machine say little and are not promised.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line tool reports by printing")]

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

mod api;
mod cpu;
mod ingest;
mod machine;
mod stats;
mod system;

#[derive(Parser)]
#[command(name = "nocturne-bench", about = "Benchmarks as ratios against a limit in the same run")]
struct Arguments {
    #[command(subcommand)]
    name: Name,
}

#[derive(Subcommand)]
enum Name {
    /// The whole ingest path against COPY of plain rows into the same PostgreSQL.
    Ingest(IngestArguments),
    /// An authenticated list by gRPC and by REST against the bare query.
    Api(ApiArguments),
    /// The agents of `ingest`, in a process of their own; told what to do on standard input.
    #[command(hide = true)]
    IngestLoad,
}

#[derive(clap::Args)]
struct IngestArguments {
    /// Fewer and shorter rounds.
    #[arg(long)]
    quick: bool,
    /// Simulated agents.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..=500))]
    agents: u16,
    /// Samples per message; may be given several times. The default is 10, 100 and 1000.
    #[arg(long, value_parser = clap::value_parser!(u32).range(5..=2_500))]
    samples: Vec<u32>,
    /// Counted rounds.
    #[arg(long)]
    rounds: Option<u16>,
    /// Milliseconds of each measurement.
    #[arg(long)]
    millis: Option<u32>,
    /// Samples after which a commit does not wait any longer, as the coordinator's configuration has it.
    #[arg(long, default_value_t = 30_000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    flush_samples: u32,
    /// Where the JSON goes.
    #[arg(long)]
    out: PathBuf,
}

#[derive(clap::Args)]
struct ApiArguments {
    /// Fewer and shorter rounds.
    #[arg(long)]
    quick: bool,
    /// Clients at once, besides the case of one.
    #[arg(long, default_value_t = 8, value_parser = clap::value_parser!(u16).range(2..=64))]
    clients: u16,
    /// Counted rounds.
    #[arg(long)]
    rounds: Option<u16>,
    /// Milliseconds of each measurement.
    #[arg(long)]
    millis: Option<u32>,
    /// Where the JSON goes.
    #[arg(long)]
    out: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let outcome = match arguments.name {
        Name::Ingest(arguments) => ingest::run(&arguments.into()),
        Name::Api(arguments) => api::run(&arguments.into()),
        Name::IngestLoad => ingest::load::run(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nocturne-bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

impl From<IngestArguments> for ingest::Options {
    fn from(arguments: IngestArguments) -> Self {
        let IngestArguments { quick, agents, samples, rounds, millis, flush_samples, out } = arguments;
        let samples = if samples.is_empty() { vec![10, 100, 1_000] } else { samples };
        Self {
            quick,
            n_agents: usize::from(agents),
            samples_per_message: samples,
            n_rounds: usize::from(rounds.unwrap_or(if quick { 3 } else { 6 })),
            window: std::time::Duration::from_millis(
                millis.map_or(if quick { 1_000 } else { 1_800 }, u64::from),
            ),
            flush_samples: usize::try_from(flush_samples).unwrap_or(30_000),
            out,
        }
    }
}

impl From<ApiArguments> for api::Options {
    fn from(arguments: ApiArguments) -> Self {
        let ApiArguments { quick, clients, rounds, millis, out } = arguments;
        Self {
            quick,
            n_rounds: usize::from(rounds.unwrap_or(if quick { 5 } else { 9 })),
            window: std::time::Duration::from_millis(
                millis.map_or(if quick { 500 } else { 1_500 }, u64::from),
            ),
            n_clients: usize::from(clients),
            out,
        }
    }
}
