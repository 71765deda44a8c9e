//! Kills coordinator, agents and PostgreSQL at random under load and counts what was lost.

use std::{io::Write as _, process::ExitCode};

use clap::Parser;
use nocturne_tests::chaos::{ChaosOptions, Victim, chaos};

/// Kills programs at random under load and compares what targets gave with what is stored.
///
/// Prints one line of JSON. Exit codes: 0 nothing lost and nothing twice, 64 wrong usage, anything else is a failure.
#[derive(Debug, Parser)]
#[command(name = "nocturne-chaos")]
struct Cli {
    /// How often something is killed.
    #[arg(long, default_value_t = 30)]
    kills: u32,
    /// Repeats the choices of an earlier run.
    #[arg(long)]
    seed: Option<u64>,
    /// What is killed; each time one of these.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "coordinator,agent,postgres")]
    victims: Vec<Victim>,
    /// Agents.
    #[arg(long, default_value_t = 3)]
    agents: usize,
    /// Checks of each agent.
    #[arg(long, default_value_t = 8)]
    checks: usize,
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            error.print().ok();
            return ExitCode::from(if error.use_stderr() { 64 } else { 0 });
        }
    };
    let options = ChaosOptions {
        kills: cli.kills,
        seed: cli.seed.unwrap_or_else(|| fastrand::u64(..1_000_000)),
        victims: cli.victims,
        agents: cli.agents.max(1),
        checks: cli.checks.max(1),
    };
    let runtime = match tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            writeln!(std::io::stderr(), "nocturne-chaos: could not start: {error}").ok();
            return ExitCode::FAILURE;
        }
    };
    let report = runtime.block_on(async {
        tokio::select! {
            report = chaos(&options) => Some(report),
            // What was started ends with the future that started it.
            _ = tokio::signal::ctrl_c() => None,
        }
    });
    let Some(report) = report else { return ExitCode::FAILURE };
    let line = serde_json::to_string(&report).unwrap_or_default();
    writeln!(std::io::stdout(), "{line}").ok();
    if report.is_sound() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
