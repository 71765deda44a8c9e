//! `nocturne-lab`: the emulated network as a process of its own.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for people and scripts")]

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::Context as _;
use clap::{CommandFactory as _, Parser, Subcommand};
use nocturne_lab::{BUILT_IN, Lab, LabOptions, Scenario};
use nocturne_runtime::{
    config::Findings,
    exit::{EX_CONFIG, EX_FAILED, EX_USAGE},
    fs::read_limited,
    signals,
    telemetry::{self, LogFormat},
};

/// A scenario is some kilobytes; more is the wrong file.
const MAX_SCENARIO_BYTES: u64 = 1 << 20;

/// Emulated network targets with faults on demand.
#[derive(Parser)]
#[command(name = "nocturne-lab", version)]
struct Cli {
    /// Print the built-in scenario, which explains every key, and end.
    #[arg(long)]
    print_scenario: bool,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Subcommand)]
enum Task {
    /// Run a scenario until SIGINT or SIGTERM; prints where everything listens as one line of JSON.
    Run(RunArgs),
}

#[derive(clap::Args)]
struct RunArgs {
    /// What listens and what goes wrong. Default: the built-in one, see --print-scenario.
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Folder that keeps the certificate authority and the ports; DIR/lab.json says where everything listens, while it
    /// does.
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Where to listen for changes of faults: a loopback address, port 0 is a free one.
    #[arg(long, value_name = "ADDR")]
    control: Option<SocketAddr>,
    /// What is logged to standard error: error, warn, info, debug.
    #[arg(long, value_name = "FILTER", default_value = "info")]
    log: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help on standard output is no failure; a closed pipe is nobody's.
            error.print().ok();
            return if error.use_stderr() { ExitCode::from(EX_USAGE) } else { ExitCode::SUCCESS };
        }
    };
    if cli.print_scenario {
        print!("{BUILT_IN}");
        return ExitCode::SUCCESS;
    }
    let Some(Task::Run(args)) = cli.task else {
        eprintln!("{}", Cli::command().render_help());
        return ExitCode::from(EX_USAGE);
    };
    match run(args).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => match error.downcast_ref::<Findings>() {
            Some(Findings(findings)) => {
                eprintln!("nocturne-lab: {error}:");
                findings.iter().for_each(|finding| eprintln!("  {finding}"));
                ExitCode::from(EX_CONFIG)
            }
            None => {
                eprintln!("nocturne-lab: {error:#}");
                ExitCode::from(EX_FAILED)
            }
        },
    }
}

async fn run(args: RunArgs) -> anyhow::Result<()> {
    telemetry::init(LogFormat::Human, &args.log)?;
    let asked_to_stop = signals::terminate();
    let scenario = match &args.scenario {
        Some(path) => read(path)?,
        None => Scenario::built_in()?,
    };
    let options = LabOptions { state: args.state, control: args.control };
    let lab = Lab::start(&scenario, &options).await?;

    println!("{}", serde_json::to_string(&lab.announcement())?);
    asked_to_stop.await;
    lab.stop().await;
    Ok(())
}

fn read(path: &Path) -> anyhow::Result<Scenario> {
    let text = read_limited(path, MAX_SCENARIO_BYTES)?;
    let text = String::from_utf8(text).with_context(|| format!("{} is no text", path.display()))?;
    Scenario::parse(&text).with_context(|| format!("{} is no scenario", path.display()))
}
